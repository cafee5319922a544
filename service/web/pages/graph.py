"""图谱: the graph page and its endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, StringConstraints

from graph.exports.graphml import written
from graph.schema import LABEL, RELATIONSHIP
from service.web.neighbour_groups import COUNTED, Direction
from service.web.neighbourhood import (
    MOST_NEIGHBOURS,
    MOST_NODES,
    MOST_OPENED,
    chosen,
    grown,
    neighbours,
    node_told,
)
from service.web.reading import Id, Reading, reads
from service.web.shown import Told
from service.web.start_nodes import found_nodes
from service.web.templating import page

router = APIRouter()

_ID: Final = r"[A-Za-z0-9._~:-]+"


def _label(name: str) -> str:
    if name not in LABEL:
        raise ValueError(f"one of {', '.join(LABEL)}")
    return name


def _type(name: str) -> str:
    if name not in RELATIONSHIP:
        raise ValueError(f"one of {', '.join(RELATIONSHIP)}")
    return name


NodeId = Annotated[str, StringConstraints(max_length=200, pattern=f"^{_ID}$")]
Start = Annotated[NodeId | None, Query(description="起点；不给就从各部规划和它们的地方开始")]
Opened = Annotated[tuple[NodeId, ...], Query(max_length=MOST_OPENED, description="另外展开的节点")]
Labels = Annotated[
    tuple[Annotated[str, AfterValidator(_label)], ...],
    Query(max_length=len(LABEL), description="只看这些类别；不给就都看"),
]
Types = Annotated[
    tuple[Annotated[str, AfterValidator(_type)], ...],
    Query(max_length=len(RELATIONSHIP), description="只走这些关系；不给就都走"),
]
Name = Annotated[str, Query(max_length=200, description="名称中的任一部分，或单位的别称")]


@router.get("/graph", include_in_schema=False)
@reads
def graph_page(
    request: Request,
    library: Reading,
    id: Start = None,
    open: Opened = (),
    close: Opened = (),
    label: Labels = (),
    find: Name = "",
) -> HTMLResponse:
    """The graph as a table that works without scripts, and as a drawing with them."""
    told = grown(library.view, id, [each for each in open if each not in close])
    return page(
        request,
        "graph.html",
        {
            **told,
            "rows": _wanted(told, label),
            "names": {node["id"]: node["name"] for node in told["nodes"]},
            "looks": {style["label"]: style for style in told["legend"]},
            "labels": label,
            "found": found_nodes(library, find) if find.strip() else None,
        },
    )


def _wanted(told: Told, labels: Sequence[str]) -> list[Told]:
    """The nodes of these labels; all where none is given."""
    return [node for node in told["nodes"] if not labels or node["label"] in labels]


@router.get("/api/graph", summary="图谱页上的图")
@reads
def graph(library: Reading, id: Start = None, open: Opened = ()) -> Told:
    """A node with its neighbours and those of more nodes; `edges` are all that leave its nodes."""
    return grown(library.view, id, open)


@router.get("/api/graph/nodes/{id}", summary="一个节点")
@reads
def node(library: Reading, id: Id) -> Told:
    """What it says, where it is told of, and its neighbours counted by relationship."""
    return node_told(library.view, id)


@router.get("/api/graph/neighbours/{id}", summary="一个节点的邻居")
@reads
def beside(
    library: Reading,
    id: Id,
    types: Types = (),
    direction: Direction | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_NEIGHBOURS)] = MOST_NEIGHBOURS,
    offset: Annotated[int, Query(ge=0, le=COUNTED)] = 0,
) -> Told:
    """Its neighbours by relationship, every relationship with a share of `limit`, and how many are left."""
    return neighbours(
        library.view, id, types=types, direction=direction, limit=limit, offset=offset
    )


@router.get("/api/graph/find", summary="按名称找节点")
@reads
def find(library: Reading, q: Name) -> Told:
    """Nodes of this name, best first, and goals and measures that say it."""
    return found_nodes(library, q)


@router.get(
    "/api/graph/export.graphml",
    summary="选中的节点和它们之间的关系，GraphML",
    response_class=Response,
    responses={200: {"content": {"application/xml": {}}}},
)
@reads
def graphml(
    library: Reading,
    ids: Annotated[str, Query(max_length=8_000, pattern=f"^({_ID}(,{_ID})*)?$")] = "",
    id: Start = None,
    open: Opened = (),
    label: Labels = (),
) -> Response:
    """A file for Gephi, yEd and networkx: of `ids`, with commas between them; without, of the page's graph."""
    shown = () if ids else _wanted(grown(library.view, id, open), label)
    return _file(library, ids.split(",") if ids else [node["id"] for node in shown])


@router.post(
    "/api/graph/export.graphml",
    summary="同上，节点多时用",
    response_class=Response,
    responses={200: {"content": {"application/xml": {}}}},
)
@reads
def long_graphml(
    library: Reading,
    ids: Annotated[list[NodeId], Body(embed=True, min_length=1, max_length=MOST_NODES)],
) -> Response:
    """The same for more ids than an address holds; it changes nothing."""
    return _file(library, ids)


def _file(library: Reading, ids: Sequence[str]) -> Response:
    return Response(
        "".join(written(*chosen(library.view, ids))),
        media_type="application/xml",
        headers={"Content-Disposition": 'attachment; filename="guitu-graph.graphml"'},
    )
