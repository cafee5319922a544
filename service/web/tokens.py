"""Tokens: in a bearer header or in our cookie, compared in constant time; and the form that keeps one.

A token may be any text; in the cookie it is percent-encoded, as a cookie holds ASCII alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, unquote_to_bytes

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from service.web.errors import told
from service.web.settings import Settings

router = APIRouter(include_in_schema=False)
_COOKIE: Final = "guitu_token"
_KEPT: Final = 8 * 3600  # seconds


def holds_write_token(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a request may change something; never, where no token is set."""
    return bool(settings.write_token) and _is(settings.write_token, _given(headers))


def holds_read_token(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a request may read; the write token will do, and where none is set no token is needed."""
    given = _given(headers)
    known = [token for token in (settings.read_token, settings.write_token) if token]
    return not settings.read_token or any(_is(token, given) for token in known)


def _given(headers: Mapping[str, str]) -> bytes:
    """The token of a request; the cookie's where no bearer is named."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip().encode("latin-1", "replace")  # as the bytes came
    for each in headers.get("cookie", "").split(";"):
        name, _, value = each.strip().partition("=")
        if name == _COOKIE:
            return unquote_to_bytes(value)
    return b""


def _is(token: str, given: bytes) -> bool:
    return hmac.compare_digest(given, token.encode())


@router.post("/token")
def keep_token(
    request: Request,
    token: Annotated[str, Form(max_length=400)],
    next: Annotated[str, Form(max_length=2_000)] = "/documents?done=token",
) -> Response:
    """Keep a right token in a cookie that scripts cannot read and other sites do not send."""
    settings: Settings = request.app.state.settings
    known = [each for each in (settings.read_token, settings.write_token) if each]
    given = token.encode("utf-8", "replace")
    if not any(_is(each, given) for each in known):
        return told(request, HTTPStatus.UNAUTHORIZED, "口令不对。", "请再输入一次，或问管理员。")
    here = next if next.startswith("/") and not next.startswith(("//", "/\\")) else "/documents"
    answer = RedirectResponse(here, status_code=303)
    answer.set_cookie(
        _COOKIE, quote(token, safe=""), max_age=_KEPT, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer
