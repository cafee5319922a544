"""Who answers a request: the library of the last build, and the parameters that several views share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from graph.model import Role
from queries.library import Library
from service.web.unchanged import NotModified, is_held, tag_of

LONGEST_QUESTION: Final = 3_000  # characters; nine bytes each in an address
MOST: Final = 200  # items of one answer


Reading = Library  # a parameter that `reads` fills in
View = Callable[..., Any]


def library_of(request: Request) -> Library:
    """The library of the last build, as this thread reads it.

    Raises:
        NotModified: the client has the answer of this build.
    """
    found: Library = request.app.state.current.library()
    tag = tag_of(found, request)
    request.state.tag = tag
    if is_held(tag, request.headers.get("if-none-match", "")):
        raise NotModified
    return found


def reads(view: View, *, with_request: bool = False) -> View:
    """A view as an endpoint: its `library` is taken in the thread that answers, for the whole of the answer.

    Not a dependency of FastAPI's, which may run in another thread: there the library could give way to a
    newer one while it is still read from here.

    Args:
        view: takes `library`, and what FastAPI reads from the request.
        with_request: whether it also takes `request`, which its own signature does not tell.
    """
    own = inspect.signature(view, eval_str=True)
    wants = with_request or "request" in own.parameters

    @wraps(view)
    def answered(request: Request, **given: Any) -> Any:
        library = library_of(request)
        if wants:
            given["request"] = request
        try:
            return view(library=library, **given)
        finally:  # an error, too, may come of what was rewritten while it was read
            request.app.state.current.check()

    keyword = inspect.Parameter.KEYWORD_ONLY
    asked = [
        each.replace(kind=keyword)
        for name, each in own.parameters.items()
        if name not in ("library", "request")
    ]
    request = inspect.Parameter("request", keyword, annotation=Request)
    answered.__signature__ = own.replace(parameters=[request, *asked])  # type: ignore[attr-defined]
    return answered


def _absent(given: Any) -> Any:
    """A form sends what is not filled in as an empty word."""
    return None if given == "" else given


Id = Annotated[str, Path(max_length=200, pattern=r"^[A-Za-z0-9._~:-]+$")]
_Name = Annotated[str, StringConstraints(max_length=80)]
Name = Annotated[_Name | None, BeforeValidator(_absent)]
Place = Annotated[_Name | None, BeforeValidator(_absent), Field(description="地区名称中的任一部分")]
Audience = Annotated[
    _Name | None, BeforeValidator(_absent), Field(description="妇女、儿童、老年人……")
]
RoleName = Annotated[
    Role | None, BeforeValidator(_absent), Field(description="lead 牵头，support 责任、配合")
]
Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]
Count = Annotated[int, Field(ge=1, le=MOST)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]


Flag = Annotated[bool, BeforeValidator(lambda given: False if given == "" else given)]


class Filters(BaseModel):
    """Of which place and audience plans are looked at."""

    place: Place = None
    audience: Audience = None


class Named(Filters):
    """The same for what has a name or title, any part of it."""

    name: Name = None


ByName = Annotated[Named, Query()]
