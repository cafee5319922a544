"""What stands before every request: headers, tokens, limits, and what is counted and logged of it.

Plain ASGI, so that a request pays for it in microseconds. After OWASP ASVS 4.0, level 2: V3 and V4 (tokens),
V11 (limits), V12 (files), V14.4 (headers).
"""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from http import HTTPStatus
from typing import Final

import anyio
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.errors import told
from service.web.settings import Settings
from service.web.tokens import holds_read_token, holds_write_token
from service.web.unchanged import headers_of

log = logging.getLogger("guitu.requests")

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OPEN: Final = ("/health", "/ready", "/token")
_LONGEST_TARGET: Final = 32_000  # bytes of path and query
_SOURCES: Final = 10_000  # addresses whose requests are counted
_FILES: Final = 3  # times the largest upload that one request may bring
_PATIENCE: Final = 20.0  # seconds for the next part of a body
_CHANGING: Final = "POST"  # no route takes another method that could; such are answered with 405
_OF_UPLOADS: Final = "/api/documents/waiting/"  # also to read what waits
_READING_POSTS: Final = ("/api/graph/export.graphml",)  # ids too many for an address


class Guard:
    """Checks each request, then lets it through to `app` and watches the answer."""

    def __init__(self, app: ASGIApp, settings: Settings, registry: CollectorRegistry) -> None:
        self._app = app
        self._settings = settings
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()  # address → minute, requests
        self._seconds = Histogram(
            "guitu_request_seconds", "Time from request to answer.", ("route",), registry=registry,
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )  # fmt: skip
        self._answers = Counter(
            "guitu_answers", "Answers by status.", ("status",), registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        asked = scope
        if scope["method"] == "HEAD":  # answered as GET; the server keeps the body back
            scope = {**scope, "method": "GET"}

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in (*HEADERS.items(), *headers_of(scope, status).items()):
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, self._limited(scope, receive), sent)
        else:
            await told(Request(scope), refused)(scope, receive, sent)
        seconds = time.perf_counter() - started
        route = getattr(scope.get("route"), "path", "other")
        self._seconds.labels(route).observe(seconds)
        self._answers.labels(str(status)).inc()
        if log.isEnabledFor(logging.INFO):
            log.info(json.dumps({
                "method": asked["method"], "path": scope["path"], "status": status,
                "milliseconds": round(seconds * 1000, 1),
            }, ensure_ascii=False))  # fmt: skip

    def _refused(self, scope: Scope) -> HTTPStatus | None:
        """Why a request does not get through; None if it does."""
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _LONGEST_TARGET:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        path, headers = scope["path"], Headers(scope=scope)
        if path not in ("/health", "/ready") and self._is_too_often(scope):
            return HTTPStatus.TOO_MANY_REQUESTS
        if self._is_too_large(headers):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if scope["method"] == _CHANGING and not _is_from_here(headers):
            return HTTPStatus.MISDIRECTED_REQUEST
        if path in _OPEN or path.startswith("/static/"):
            return None
        is_write = scope["method"] == _CHANGING and path not in _READING_POSTS
        if is_write or path.startswith(_OF_UPLOADS):
            if not self._settings.write_token:
                return HTTPStatus.FORBIDDEN
            allowed = holds_write_token(headers, self._settings)
        else:
            allowed = holds_read_token(headers, self._settings)
        return None if allowed else HTTPStatus.UNAUTHORIZED

    @property
    def _largest(self) -> int:
        """Bytes of a request's body: a few files at a time, and the form around them."""
        return _FILES * self._settings.largest_upload + 100_000

    def _is_too_large(self, headers: Headers) -> bool:
        told = headers.get("content-length", "0")
        return not told.isdecimal() or int(told[:20]) > self._largest

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """`receive` that gives up on a body that comes too slowly, or is larger than was told."""
        if scope["method"] != _CHANGING:
            return receive
        came = 0

        async def limited() -> Message:
            nonlocal came
            try:
                with anyio.fail_after(_PATIENCE):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
            came += len(message.get("body", b""))
            if came > self._largest:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        return limited

    def _is_too_often(self, scope: Scope) -> bool:
        limit = self._settings.requests_a_minute
        if not limit:
            return False
        address = (scope.get("client") or ("", 0))[0]
        minute = int(time.monotonic() // 60)
        last, count = self._seen.pop(address, (minute, 0))
        count = count + 1 if last == minute else 1
        self._seen[address] = (minute, count)
        if len(self._seen) > _SOURCES:
            self._seen.popitem(last=False)
        return count > limit


def _is_from_here(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of ours, or from no page at all."""
    origin, host = headers.get("origin"), headers.get("host", "")
    return origin is None or origin in (f"http://{host}", f"https://{host}")
