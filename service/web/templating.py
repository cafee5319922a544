"""Pages: Jinja2 templates with every value escaped, and the words that all of them need."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER: Final = Path(__file__).parent
NAVIGATION: Final = (
    ("/", "首页"),
    ("/search", "检索"),
    ("/owners", "部门台账"),
    ("/compare/plans", "对比"),
    ("/indicators", "指标"),
    ("/coverage", "覆盖"),
    ("/laws", "法规"),
    ("/graph", "图谱"),
    ("/documents", "入库"),
    ("/about", "关于"),
)


def link(path: str, **query: object) -> str:
    """A path with a query, empty values left out."""
    given = [(name, value) for name, value in query.items() if value not in (None, "", False, [])]
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals.update(link=link, navigation=NAVIGATION)


def page(
    request: Request, template: str, given: Mapping[str, Any], *, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    """A template filled in: `told` is what a view tells, `error` why it does not, `asked` the query."""
    html = _ENVIRONMENT.get_template(template).render(
        {
            "told": None,
            "error": None,
            **given,
            "path": request.url.path,
            "address": _address(request),
            "asked": dict(request.query_params),
        }
    )
    return HTMLResponse(html, status_code=status)


def wants_page(request: Request, *, whatever_path: bool = False) -> bool:
    """Whether a browser asks: not for the API, unless a form of ours is sent there."""
    of_pages = whatever_path or not request.url.path.startswith("/api/")
    return of_pages and "text/html" in request.headers.get("accept", "")


def _address(request: Request) -> str:
    """The path and query of a page, to come back to it."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
