"""One view, two addresses: `/search` is its page and `/api/search` its JSON, so that they cannot differ.

    @shown(router, "/laws", "laws.html", summary="引用的法规和文件")
    def laws(library: Reading, asked: Asked) -> Told: …

What a view refuses because of what was asked (`UsageError`) is shown on the page above its form, so that
it can be mended there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel

from graph.errors import UsageError
from queries.library import Library
from service.web.reading import reads
from service.web.templating import page

Told = dict[str, Any]
View = Callable[..., Told]

_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def shown(
    router: APIRouter,
    path: str,
    template: str,
    *,
    summary: str,
    needs: str = "",
    page_path: str = "",
    on_page: View | None = None,
    answer: type[BaseModel] | None = None,
) -> Callable[[View], View]:
    """Registers a view under its two addresses.

    Args:
        router: where to.
        path: of the page.
        template: that shows what the view tells.
        summary: of the endpoint, in Chinese.
        needs: a parameter without which the page is an empty form.
        page_path: of the page, where it is another.
        on_page: a view of the same parameters that tells the page more.
        answer: the shape of the JSON, for the OpenAPI document.
    """

    def registered(view: View) -> View:
        more = on_page or view

        @wraps(view)
        def told(library: Library, **given: Any) -> JSONResponse:
            return JSONResponse(view(library, **given))

        @wraps(view)
        def drawn(request: Request, library: Library, **given: Any) -> HTMLResponse:
            if needs and not request.query_params.get(needs, "").strip():
                return page(request, template, {})
            try:
                return page(request, template, {"told": more(library, **given)})
            except UsageError as error:
                return page(request, template, {"error": error}, status=HTTPStatus.BAD_REQUEST)

        router.get(f"/api{path}", summary=summary, responses=shape(answer))(reads(told))
        router.get(page_path or path, include_in_schema=False)(reads(drawn, with_request=True))
        return view

    return registered


def shape(answer: type[BaseModel] | None) -> dict[int | str, dict[str, Any]]:
    """What an endpoint's OpenAPI entry says of a good answer."""
    return {} if answer is None else {200: {"model": answer}}


def file_answer(name: str, ending: str, content: bytes) -> Response:
    """A file to save, by a Chinese name (RFC 6266)."""
    called = quote(f"{name}.{ending}", safe="")
    return Response(
        content,
        media_type=_TYPES[ending],
        headers={
            "Content-Disposition": f"attachment; filename=\"guitu.{ending}\"; filename*=UTF-8''{called}"
        },
    )
