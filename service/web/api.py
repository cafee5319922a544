"""The JSON endpoints: DESIGN's shapes, and one for every page's data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.web import views
from service.web.reading import Audience, Count, Offset, Place, Reading, RoleName, Text

router = APIRouter(prefix="/api")
Told = dict[str, Any]
Id = Annotated[str, Path(max_length=200, pattern=r"^[A-Za-z0-9._~:-]+$")]
KindName = Literal["measure", "goal", "all"]


@router.get("/overview", summary="库里有什么")
def overview(library: Reading) -> Told:
    """Places, plans, counts and problems."""
    return views.home(library)


@router.get("/search", summary="查找措施、目标")
def search(
    library: Reading,
    q: Text,
    k: Count = 10,
    offset: Offset = 0,
    place: Place = None,
    audience: Audience = None,
    domain: Annotated[str | None, Query(max_length=60)] = None,
    topic: Annotated[str | None, Query(max_length=60)] = None,
    kind: KindName = "measure",
    has_target: bool = False,
    has_owner: bool = False,
    facets: bool = False,
) -> Told:
    """Hits, best first, with why each fits; `confidence` none where nothing is thought to answer."""
    return views.search(
        library, q, k=k, offset=offset, place=place or None, audience=audience or None,
        domain=domain or None, kind=kind,
        marks={"topic": topic, "has_target": has_target, "has_owner": has_owner} if facets or topic or has_target or has_owner else None,
    )  # fmt: skip


@router.get("/ask", summary="用大白话提问")
def ask(library: Reading, q: Text) -> Told:
    """The answer with its evidence; `status` speaks of the role that was asked."""
    return views.asked(library, q)


@router.get("/measures/{id}/similar", summary="同一条在其他地方怎么写")
def similar(library: Reading, id: Id, k: Count = 10, elsewhere: bool = True) -> Told:
    """The measures (or goals) most like one."""
    return views.similar(library, id, k=k, elsewhere=elsewhere)


@router.get("/items/{id}", summary="一条目标或措施")
def item(library: Reading, id: Id) -> Told:
    """Its text, source lines, owners, targets, laws and equivalents."""
    return views.item(library, id)


@router.get("/plans/{id}", summary="一部规划")
def plan(library: Reading, id: Id) -> Told:
    """Its domains with goals and measures, its units and its problems."""
    return views.plan(library, id)


@router.get("/owners", summary="部门台账")
def owners(
    library: Reading,
    unit: Annotated[str | None, Query(max_length=60)] = None,
    role: RoleName = None,
    place: Place = None,
    audience: Audience = None,
    inferred: bool = False,
    k: Count = 100,
    offset: Offset = 0,
) -> Told:
    """What a unit leads and supports, or each goal of a place with its units."""
    return views.owners(
        library, unit=unit or None, role=role, place=place or None, audience=audience or None,
        inferred=inferred, k=k, offset=offset,
    )  # fmt: skip


Name = Annotated[str | None, Query(max_length=80)]


@router.get("/indicators", summary="各规划的指标")
def indicators(
    library: Reading, name: Name = None, place: Place = None, audience: Audience = None
) -> Told:
    """The table of numbers, what disagrees, and how they spread over places."""
    return views.indicators(
        library, name=name or None, place=place or None, audience=audience or None
    )


@router.get("/laws", summary="引用的法规和文件")
def laws(
    library: Reading, title: Name = None, place: Place = None, audience: Audience = None
) -> Told:
    """What is cited, and where."""
    return views.laws(library, title=title or None, place=place or None, audience=audience or None)


@router.get("/coverage", summary="主题覆盖")
def coverage(
    library: Reading, topic: Name = None, place: Place = None, audience: Audience = None
) -> Told:
    """Topics against plans, each cell with its evidence."""
    return views.coverage(
        library, topic=topic or None, place=place or None, audience=audience or None
    )


@router.get("/compare", summary="并列比较几条措施或目标")
def compare(library: Reading, id: Annotated[list[str], Query(min_length=2, max_length=6)]) -> Told:
    """Two to six items side by side."""
    return views.compared(library, id)


@router.get("/document", summary="一份文件的全文")
def document(library: Reading, name: Annotated[str, Query(max_length=400)]) -> Told:
    """The lines of a document, as they were read."""
    return views.document(library, name)


health = APIRouter()


@health.get("/health", summary="进程在运行")
def alive() -> Told:
    """Always ok while the process answers."""
    return {"status": "ok"}


@health.get("/ready", summary="数据可以读")
def ready(library: Reading) -> Told:
    """The index that answers; 503 while the data cannot be read."""
    return {"status": "ok", "index": library.index.name}


@health.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Counts and times in Prometheus' text format."""
    return PlainTextResponse(
        generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST
    )
