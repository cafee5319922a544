"""What the graph page draws: a node with what it says, its neighbours, and a graph grown from some nodes.

Every question is one step deep and bounded. The edges of an answer are all that leave its nodes, also
towards nodes that are not in it: whoever draws can join two nodes whichever of them came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from graph import ids
from graph.schema import LABEL, RELATIONSHIPS, Relationship
from graph.store import Edge, Node, View
from service.web.node_words import shown_properties
from service.web.palette import PALETTE
from service.web.templating import link

Told = dict[str, Any]
Direction = Literal["out", "in", "both"]

MOST_NODES: Final = 2_000  # that a page draws
MOST_NEIGHBOURS: Final = 100  # that one step adds
MOST_OPENED: Final = 80  # nodes whose neighbours a page shows: their ids fit in its address
_COUNTED: Final = 10_000  # neighbours a relationship that are looked at
_MUTUAL: Final = ("SIMILAR_TO",)  # kept once for a pair, and as true from the other side


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The neighbours of a node by one relationship, each once, in the order of the store."""

    relationship: Relationship
    direction: Direction
    nodes: tuple[Node, ...]

    def told(self) -> Told:
        """Its name in words and its size."""
        others = "、".join(dict.fromkeys(LABEL[node.label].caption for node in self.nodes))
        caption = self.relationship.caption
        words = {
            "out": f"本节点 → {caption} → {others}",
            "in": f"{others} → {caption} → 本节点",
            "both": f"本节点 — {caption} — {others}",
        }
        return {
            "type": self.relationship.type, "direction": self.direction, "caption": caption,
            "words": words[self.direction], "total": len(self.nodes),
        }  # fmt: skip


def groups_of(view: View, node: Node, types: Collection[str] = ()) -> Iterator[Group]:
    """The neighbours of a node by relationship, in the order of the schema; of all types where none is given."""
    for relationship in RELATIONSHIPS:
        if types and relationship.type not in types:
            continue
        for direction, ways in _sides(relationship, node.label):
            found = {
                other.id: other
                for incoming in ways
                for _, other in islice(
                    view.neighbours(node.id, type=relationship.type, incoming=incoming), _COUNTED
                )
            }
            if found:
                yield Group(
                    relationship=relationship, direction=direction, nodes=tuple(found.values())
                )


def _sides(relationship: Relationship, label: str) -> Iterator[tuple[Direction, tuple[bool, ...]]]:
    """The directions in which nodes of a label may have a relationship; which ways of the store each reads."""
    if relationship.type in _MUTUAL:
        if label in relationship.sources:
            yield "both", (False, True)
        return
    if label in relationship.sources:
        yield "out", (False,)
    if label in relationship.targets:
        yield "in", (True,)


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
        "links": list(_links(node)),
        "groups": [group.told() for group in groups_of(view, node)],
    }


def _links(node: Node) -> Iterator[Told]:
    """The pages that say more of a node, and its source."""
    own = node.properties
    match node.label:
        case "Goal" | "Measure":
            yield {"words": "看这一条的全部", "address": f"/items/{node.id}"}
        case "Target":
            yield {"words": "看它所在的一条", "address": f"/items/{node.id.rpartition(':')[0]}"}
        case "Plan":
            yield {"words": "看这部规划", "address": f"/plans/{node.id}"}
        case "Domain":
            yield {"words": "在规划里看", "address": f"/plans/{ids.plan_of(node.id)}#{node.id}"}
        case "Department":
            yield {"words": "看它的台账", "address": link("/owners", unit=own["name"])}
        case "Indicator":
            yield {"words": "看各规划的数值", "address": link("/indicators", name=own["name"])}
        case "Law":
            yield {"words": "看哪些规划引用", "address": link("/laws", title=own["title"])}
    if "document" in own:
        name, line = own["document"], own.get("line")
        where = f"{name}:{line}" if line else str(name)
        yield {
            "words": f"出处 {where}",
            "address": link("/document", name=name, line=line) + (f"#L{line}" if line else ""),
        }


def _shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each group there is room for: small groups whole, and the rest shared by the large."""
    shares = [0] * len(sizes)
    rising = sorted(range(len(sizes)), key=lambda n: sizes[n])
    for place, n in enumerate(rising):
        shares[n] = min(sizes[n], limit // (len(sizes) - place))
        limit -= shares[n]
    return shares


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
    shares = _shares([max(len(group.nodes) - offset, 0) for group in groups], limit)
    told: list[Told] = []
    met: dict[str, Node] = {}
    for group, share in zip(groups, shares, strict=True):
        part = group.nodes[offset : offset + share]
        met |= {other.id: other for other in part}
        told.append({**group.told(), "shown": len(part), "ids": [other.id for other in part]})
    seen = {other.id for group in groups for other in group.nodes[:offset]} | set(met)
    left = {other.id for group in groups for other in group.nodes} - seen
    return list(met.values()), told, len(left)


def _edges(view: View, ids: Iterable[str]) -> list[Told]:
    """The edges that leave these nodes; those that only differ in where they stand are one, counted."""
    found: Counter[tuple[str, str, str]] = Counter()
    for id in ids:
        found.update((edge.source, edge.type, edge.target) for edge in view.edges(source=id))
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

    `left` says of each opened node how many neighbours are not shown, `full` that there was no room for
    more nodes. `focus` is the node opened last, told whole.

    Raises:
        UnknownNode: no node has one of these ids.
    """
    nodes: dict[str, Node] = {}
    left: dict[str, int] = {}
    beyond = 0
    full = False
    if id is None:
        plans = list(islice(view.nodes(label="Plan"), _COUNTED))
        beyond = max(len(plans) - MOST_NEIGHBOURS, 0)
        for plan in plans[:MOST_NEIGHBOURS]:
            nodes[plan.id] = plan
            nodes |= {other.id: other for _, other in view.neighbours(plan.id, type="COVERS")}
    base = {id} if id else set(nodes)
    opening = list(dict.fromkeys([*([] if id is None else [id]), *opened]))
    groups: list[Told] = []
    for each in opening:
        node = view.node(each)
        found, groups, left[each] = _step(view, node, (), None, MOST_NEIGHBOURS, 0)
        for other in (node, *found):
            if other.id not in nodes and len(nodes) == MOST_NODES:
                full = True
                break
            nodes[other.id] = other
    focus = None if not opening else {**node_told(view, opening[-1]), "groups": groups}
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
            each.type: {"caption": each.caption, "mutual": each.type in _MUTUAL}
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
    edges = [edge for id in nodes for edge in view.edges(source=id) if edge.target in nodes]
    return list(nodes.values()), edges
