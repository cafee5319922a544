"""The pages: each shows what the endpoint of the same name returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.web import views
from service.web.api import Id, KindName, Name
from service.web.reading import Audience, Count, Offset, Place, Reading, RoleName
from service.web.templating import page

router = APIRouter(include_in_schema=False)
_MARKS = {
    ">=": "≥",
    "<=": "≤",
    "=": "",
    "~": "约 ",
    "range": "",
    "increase": "提高 ",
    "decrease": "降低 ",
}
Words = Annotated[str, Query(max_length=50_000)]


@router.get("/")
def home(request: Request, library: Reading) -> HTMLResponse:
    """One box that takes words, a question or a passage, and what the corpus holds."""
    return page(request, "home.html", views.home(library))


@router.get("/ask")
def ask(request: Request, library: Reading, q: Words = "") -> HTMLResponse:
    """The answer to a question."""
    return page(request, "ask.html", views.asked(library, q))


@router.get("/search")
def search(
    request: Request,
    library: Reading,
    q: Words = "",
    k: Count = 10,
    offset: Offset = 0,
    place: Place = None,
    audience: Audience = None,
    domain: Annotated[str | None, Query(max_length=60)] = None,
    topic: Annotated[str | None, Query(max_length=60)] = None,
    kind: KindName = "measure",
    has_target: bool = False,
    has_owner: bool = False,
) -> HTMLResponse:
    """Hits with facets, marked words and why each fits."""
    told: dict[str, Any] = {"query": q, "hits": [], "total": 0, "facets": {}, "confidence": ""}
    if q.strip():
        told = views.search(
            library, q, k=k, offset=offset, place=place or None, audience=audience or None,
            domain=domain or None, kind=kind,
            marks={"topic": topic, "has_target": has_target, "has_owner": has_owner},
        )  # fmt: skip
    return page(request, "search.html", told)


@router.get("/items/{id}")
def item(request: Request, library: Reading, id: Id) -> HTMLResponse:
    """A goal or measure in its plan's context."""
    return page(request, "item.html", views.item(library, id))


@router.get("/plans/{id}")
def plan(request: Request, library: Reading, id: Id) -> HTMLResponse:
    """A plan as a readable document."""
    return page(request, "plan.html", views.plan(library, id))


@router.get("/owners")
def owners(
    request: Request,
    library: Reading,
    unit: Annotated[str | None, Query(max_length=60)] = None,
    role: RoleName = None,
    place: Place = None,
    audience: Audience = None,
    inferred: bool = False,
    k: Count = 100,
    offset: Offset = 0,
) -> HTMLResponse:
    """The ledger of a unit or a place."""
    told = views.owners(
        library, unit=unit or None, role=role, place=place or None, audience=audience or None,
        inferred=inferred, k=k, offset=offset,
    )  # fmt: skip
    return page(request, "owners.html", told)


@router.get("/indicators")
def indicators(
    request: Request,
    library: Reading,
    name: Name = None,
    place: Place = None,
    audience: Audience = None,
) -> HTMLResponse:
    """The table of numbers across plans."""
    told = views.indicators(
        library, name=name or None, place=place or None, audience=audience or None
    )
    by_id = {each["target"]["id"]: each for each in told["settings"]}
    return page(request, "indicators.html", {**told, "by_id": by_id, "words": _MARKS})


@router.get("/laws")
def laws(
    request: Request,
    library: Reading,
    title: Name = None,
    place: Place = None,
    audience: Audience = None,
) -> HTMLResponse:
    """What is cited, and where."""
    told = views.laws(library, title=title or None, place=place or None, audience=audience or None)
    return page(request, "laws.html", told)


@router.get("/coverage")
def coverage(
    request: Request,
    library: Reading,
    topic: Name = None,
    place: Place = None,
    audience: Audience = None,
) -> HTMLResponse:
    """The matrix of topics by plans."""
    told = views.coverage(
        library, topic=topic or None, place=place or None, audience=audience or None
    )
    return page(request, "coverage.html", told)


@router.get("/compare")
def compare(
    request: Request, library: Reading, id: Annotated[list[str] | None, Query(max_length=6)] = None
) -> HTMLResponse:
    """What several items say alike and otherwise."""
    told = views.compared(library, id) if id and len(id) > 1 else {"columns": []}
    return page(request, "compare.html", told)


@router.get("/document")
def document(
    request: Request, library: Reading, name: Annotated[str, Query(max_length=400)]
) -> HTMLResponse:
    """A document's text, line by line."""
    return page(request, "document.html", views.document(library, name))


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """What the words mean, and the endpoints."""
    return page(request, "about.html", {"endpoints": list(_endpoints(request.app.openapi()))})


def _endpoints(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in described["paths"].items():
        for method, each in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": each.get("summary", ""),
                "parameters": [
                    (one["name"], one.get("description", "")) for one in each.get("parameters", ())
                ],
            }
