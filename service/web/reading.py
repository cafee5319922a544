"""Who answers a request: the library of the last build, and the parameters that several routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from graph.model import Role
from queries.library import Library

LONGEST_QUESTION = 50_000  # characters; a query string holds far fewer


def library(request: Request) -> Library:
    """The library of the last build, as this thread reads it."""
    found: Library = request.app.state.current.library()
    return found


Reading = Annotated[Library, Depends(library)]
Place = Annotated[str | None, Query(max_length=60, description="地区名称中的任一部分")]
Audience = Annotated[str | None, Query(max_length=10, description="妇女、儿童、老年人……")]
Text = Annotated[str, Query(max_length=LONGEST_QUESTION)]
Count = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
RoleName = Annotated[Role | None, Query(description="lead 牵头，support 责任、配合")]
