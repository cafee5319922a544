"""What the graph page draws: a node with what it says, its neighbours, and a graph grown from some nodes.

Every question is one step deep and bounded. The edges of an answer are all that leave its nodes, also
towards nodes that are not in it: whoever draws can join two nodes whichever of them came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Final

from graph.palette import PALETTE
from graph.schema import LABEL, RELATIONSHIPS
from graph.store import Edge, Node, View
from service.web.neighbour_groups import COUNTED, MUTUAL, Direction, groups_of, shares
from service.web.node_words import links, shown_properties
from service.web.shown import Told

MOST_NODES: Final = 2_000  # that a page draws
MOST_NEIGHBOURS: Final = 100  # that one step adds
MOST_OPENED: Final = 80  # nodes whose neighbours a page shows: their ids fit in its address


def short_told(node: Node) -> Told:
    """A node by its name, as it is drawn and listed."""
    return {
        "id": node.id, "label": node.label, "caption": LABEL[node.label].caption,
        "name": str(node.properties["name"]),
    }  # fmt: skip


def node_told(view: View, id: str) -> Told:
    """A node with its properties, in words and as they are kept, its links, and its neighbours counted."""
    node = view.node(id)
    return {
        **short_told(node),
        "properties": dict(node.properties),
        "shown": shown_properties(node),
        "links": links(node),
        "groups": [group.told() for group in groups_of(view, node)],
    }


def _step(
    view: View,
    node: Node,
    types: Collection[str],
    direction: Direction | None,
    limit: int,
    offset: int,
) -> tuple[list[Node], list[Told], int]:
    """Neighbours of a node, the groups they are of, and how many neighbours are left."""
    groups = [
        group for group in groups_of(view, node, types) if direction in (None, group.direction)
    ]
    parts = shares([max(len(group.nodes) - offset, 0) for group in groups], limit)
    told: list[Told] = []
    met: dict[str, Node] = {}
    for group, share in zip(groups, parts, strict=True):
        part = group.nodes[offset : offset + share]
        met |= {other.id: other for other in part}
        told.append({**group.told(), "shown": len(part), "ids": [other.id for other in part]})
    seen = {other.id for group in groups for other in group.nodes[:offset]} | set(met)
    left = {other.id for group in groups for other in group.nodes} - seen
    return list(met.values()), told, len(left)


def _edges(view: View, ids: Iterable[str]) -> list[Told]:
    """The edges that leave these nodes; those that only differ in where they stand are one, counted."""
    found = Counter(
        (edge.source, edge.type, edge.target)
        for pairs in view.around(ids).values()
        for edge, _ in pairs
    )
    return [
        {"source": source, "type": type, "target": target, "count": count}
        for (source, type, target), count in found.items()
    ]


def neighbours(
    view: View,
    id: str,
    *,
    types: Collection[str] = (),
    direction: Direction | None = None,
    limit: int = MOST_NEIGHBOURS,
    offset: int = 0,
) -> Told:
    """The neighbours of a node, by relationship, with how many are `left`.

    Args:
        view: the graph.
        id: the node.
        types: relationships to follow; all where none is given.
        direction: `out` follows edges from the node, `in` to it, `both` those that have none.
        limit: nodes at the most; every relationship has a share.
        offset: neighbours of each relationship that are passed over.

    Raises:
        UnknownNode: no node has this id.
    """
    node = view.node(id)
    found, groups, left = _step(view, node, types, direction, limit, offset)
    return {
        "id": id,
        "nodes": [short_told(other) for other in found],
        "edges": _edges(view, {id: None, **{other.id: None for other in found}}),
        "groups": groups,
        "left": left,
    }


def grown(view: View, id: str | None, opened: Iterable[str] = ()) -> Told:
    """The graph of a page: a node with its neighbours, or all plans with their places; then more opened.

    `opened` are those of the asked that there was room for, `left` says of each how many neighbours are
    beyond what one step adds, `full` that there was no room for some node. `focus` is the node opened
    last, told whole.

    Raises:
        UnknownNode: no node has one of these ids.
    """
    nodes: dict[str, Node] = {}
    left: dict[str, int] = {}
    beyond = 0
    full = False
    if id is None:
        plans = list(islice(view.nodes(label="Plan"), COUNTED))
        beyond = max(len(plans) - MOST_NEIGHBOURS, 0)
        covered = view.around([plan.id for plan in plans[:MOST_NEIGHBOURS]], "COVERS")
        for plan in plans[:MOST_NEIGHBOURS]:
            nodes[plan.id] = plan
            nodes |= {other.id: other for _, other in covered[plan.id]}
    base = {id} if id else set(nodes)
    groups: list[Told] = []
    for each in dict.fromkeys([*([] if id is None else [id]), *opened]):
        node = view.node(each)
        if each not in nodes and len(nodes) == MOST_NODES:
            full = True
            continue
        found, groups, left[each] = _step(view, node, (), None, MOST_NEIGHBOURS, 0)
        for other in (node, *found):
            if other.id not in nodes and len(nodes) == MOST_NODES:
                full = True
                break
            nodes[other.id] = other
    opening = list(left)  # in the order in which they were opened
    focus = {**node_told(view, opening[-1]), "groups": groups} if opening else None
    edges = _edges(view, nodes)
    related = Counter(
        end
        for edge in edges
        if edge["source"] in nodes and edge["target"] in nodes
        for end in {edge["source"], edge["target"]}
    )
    counts = Counter(node.label for node in nodes.values())
    return {
        "id": id,
        "opened": opening,
        "focus": focus,
        "nodes": [
            {**short_told(node), "related": related[node.id], "start": node.id in base}
            for node in nodes.values()
        ],
        "edges": edges,
        "left": left,
        "plans_left": beyond,
        "full": full,
        "legend": legend(counts),
        "relationships": {
            each.type: {"caption": each.caption, "mutual": each.type in MUTUAL}
            for each in RELATIONSHIPS
        },
        "limits": {"nodes": MOST_NODES, "neighbours": MOST_NEIGHBOURS, "opened": MOST_OPENED},
    }


def legend(counts: Mapping[str, int]) -> list[Told]:
    """Each label with its look, and how many nodes there are of it."""
    return [
        {
            "label": style.label, "caption": style.caption, "colour": style.colour,
            "size": style.size, "count": counts.get(style.label, 0),
        }
        for style in PALETTE
    ]  # fmt: skip


def chosen(view: View, wanted: Iterable[str]) -> tuple[list[Node], list[Edge]]:
    """These nodes, each once, with every edge between two of them.

    Raises:
        UnknownNode: no node has one of these ids.
    """
    nodes = {id: view.node(id) for id in wanted}
    leaving = view.around(nodes).values()
    edges = [edge for pairs in leaving for edge, _ in pairs if edge.target in nodes]
    return list(nodes.values()), edges
