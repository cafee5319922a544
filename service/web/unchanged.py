"""Conditional requests: what a reader has is good until the next build (RFC 9110, section 8.8.3).

Every answer from the library depends on the build and the address alone, so the tag of a build is the tag
of all its answers; a reader that has one is told so before anything is computed.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.types import Scope

from queries.library import Library

_PROGRAM: Final = version("guitu")


class NotModified(Exception):
    """The client has the answer of this build."""


def tag_of(library: Library, request: Request) -> str:
    """The entity tag of the answers of a build; weak, as it does not speak of bytes."""
    writable = "w" if request.app.state.settings.write_token else "r"
    return f'W/"{_PROGRAM}-{library.edition}-{writable}"'


def is_held(tag: str, told: str) -> bool:
    """Whether `If-None-Match` names a tag; weak tags and strong ones compare alike (RFC 9110, 13.1.2)."""
    held = {each.strip().removeprefix("W/") for each in told.split(",")}
    return tag.removeprefix("W/") in held


def headers_of(scope: Scope, status: int) -> dict[str, str]:
    """What a good answer from the library says of itself."""
    tag = scope.get("state", {}).get("tag")
    if tag is None or status not in (200, 304):
        return {}
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}


def install(app: FastAPI) -> None:
    """Have an app answer so."""

    @app.exception_handler(NotModified)
    def _unchanged(request: Request, found: NotModified) -> Response:  # noqa: ARG001
        return Response(status_code=304)
