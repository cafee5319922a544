"""What goes wrong, as the API tells it: `{"error": {"code", "message", "hint"}}` with the right status.

    UsageError, wrong parameters   400, 422        UnknownNode, unknown paths   404
    no token, a wrong one          401, 403        too large, too many          413, 429
    StoreBusy                      409             StoreNotFound, IndexFault    503

Pages show the same words in a page. What is our own fault is 500 and tells nothing of the inside.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, Self

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from graph.errors import (
    DocumentError,
    GuituError,
    IndexFault,
    StoreBusy,
    StoreError,
    UnknownNode,
    UsageError,
)
from service.web.templating import page, wants_page

log = logging.getLogger(__name__)


class ErrorBody(BaseModel):
    """What went wrong: a word for programs, a sentence for people, and what to do next."""

    code: str
    message: str
    hint: str
    english: str | None = None


class ErrorAnswer(BaseModel):
    """An answer to a request that went wrong."""

    error: ErrorBody


ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ErrorAnswer, "description": words}
    for status, words in (
        (400, "问的内容有误"), (401, "需要口令"), (403, "没有开放，或口令不对"), (404, "没有这条内容"), (408, "内容来得太慢"), (409, "正在建图"),
        (413, "内容太大"), (414, "地址太长"), (421, "来自别的网站"), (422, "参数有误"), (429, "请求太多"), (503, "数据暂时不能用"),
    )
}  # fmt: skip

_STATUS: Final[tuple[tuple[type[GuituError], HTTPStatus], ...]] = (
    (UnknownNode, HTTPStatus.NOT_FOUND),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (DocumentError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreBusy, HTTPStatus.CONFLICT),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexFault, HTTPStatus.SERVICE_UNAVAILABLE),
)
_RETRY: Final = {HTTPStatus.TOO_MANY_REQUESTS: "60", HTTPStatus.SERVICE_UNAVAILABLE: "5"}  # seconds
_WORDS: Final = {
    HTTPStatus.BAD_REQUEST: ("请求有误。", "The request is wrong."),
    HTTPStatus.UNAUTHORIZED: ("需要口令。", "A token is needed."),
    HTTPStatus.FORBIDDEN: ("口令不对，或没有开放这项操作。", "The token is wrong, or this is not open."),
    HTTPStatus.MISDIRECTED_REQUEST: ("请求来自别的网站，没有受理。", "The request comes from another site."),
    HTTPStatus.NOT_FOUND: ("没有这个页面或这条内容。", "There is no such page or item."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("这个地址不接受这种请求。", "The method is not allowed here."),
    HTTPStatus.REQUEST_URI_TOO_LONG: ("地址太长。", "The address is too long."),
    HTTPStatus.REQUEST_TIMEOUT: ("等请求的内容等得太久。", "The request took too long to arrive."),
    HTTPStatus.CONFLICT: ("正在建图，请稍后再试。", "A build is running; try again later."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("内容太大。", "The content is too large."),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("参数有误。", "A parameter is wrong."),
    HTTPStatus.TOO_MANY_REQUESTS: ("请求太多，请稍后再试。", "Too many requests; try again later."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("数据暂时不能用。", "The data is not available now."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("服务出错了，已记入日志。", "The service failed; it is in the log."),
}  # fmt: skip


class Refused(GuituError):
    """A request that is refused with a status of its own."""

    def __init__(self, status: HTTPStatus, message: str = "", hint: str = "") -> None:
        super().__init__(message or _WORDS[status][0], hint=hint)
        self.status = status

    @classmethod
    def too_large(cls, message: str) -> Self:
        """A file or text beyond a limit."""
        return cls(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, "请分成几份，或请管理员放宽上限。")


def status_of(error: GuituError) -> HTTPStatus:
    """The status that says what went wrong."""
    if isinstance(error, Refused):
        return error.status
    known = (status for kind, status in _STATUS if isinstance(error, kind))
    return next(known, HTTPStatus.INTERNAL_SERVER_ERROR)


def told(request: Request, status: HTTPStatus, message: str = "", hint: str = "") -> Response:
    """The answer to a request that went wrong: JSON, or a page for a browser."""
    chinese, english = _WORDS.get(status, _WORDS[HTTPStatus.INTERNAL_SERVER_ERROR])
    in_english = request.headers.get("accept-language", "").lower().startswith("en")
    body: dict[str, Any] = {
        "code": status.name.lower(),
        "message": message or (english if in_english else chinese),
        "hint": hint,
    }
    if in_english and message:
        body["english"] = english
    headers = {"Retry-After": _RETRY[status]} if status in _RETRY else {}
    if wants_page(request, whatever_path=request.method == "POST"):
        given = {"error": body, "status": int(status)}
        answer: Response = page(request, "error.html", given, status=status)
    else:
        answer = JSONResponse({"error": body}, status_code=status)
    answer.headers.update(headers)
    return answer


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Have an app of these routes answer every exception so."""

    @app.exception_handler(GuituError)
    def _of_ours(request: Request, error: GuituError) -> Response:
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("request failed", extra={"path": request.url.path, "reason": error.message})
        return told(request, status, error.message, error.hint or "")

    @app.exception_handler(RequestValidationError)
    def _of_parameters(request: Request, error: RequestValidationError) -> Response:
        words = "；".join(dict.fromkeys(map(_in_words, error.errors())))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return told(
            request, status, f"参数有误：{words}。", "各项参数的写法见“接口说明”（/docs）。"
        )

    @app.exception_handler(HTTPException)
    def _of_paths(request: Request, error: HTTPException) -> Response:
        answer = told(request, HTTPStatus(error.status_code))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = ", ".join(sorted(_methods_of(request, routes)))
        return answer

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> Response:
        log.error("unforeseen error", extra={"path": request.url.path}, exc_info=error)
        return told(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _methods_of(request: Request, routes: Sequence[BaseRoute]) -> set[str]:
    """The methods that a path takes; it may have a route for each."""
    return {
        method
        for route in routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _in_words(wrong: Mapping[str, Any]) -> str:
    """What is wrong with a parameter."""
    name = str(wrong["loc"][:2][-1])
    limits = wrong.get("ctx", {})
    match wrong["type"]:
        case "string_too_long":
            return f"{name} 太长，最多 {limits['max_length']} 个字符"
        case "too_long":
            return f"{name} 太多，最多 {limits['max_length']} 个"
        case "missing":
            return f"缺少 {name}"
    return f"{name} 的值不对"
