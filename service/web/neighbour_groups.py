"""The neighbours of a node by relationship, and how many of each there is room for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from graph.schema import LABEL, RELATIONSHIPS, Relationship
from graph.store import Node, View

Direction = Literal["out", "in", "both"]

COUNTED: Final = 10_000  # neighbours a relationship that are looked at
MUTUAL: Final = ("SIMILAR_TO",)  # kept once for a pair, and as true from the other side


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The neighbours of a node by one relationship, each once, in the order of the store."""

    relationship: Relationship
    direction: Direction
    nodes: tuple[Node, ...]

    def told(self) -> dict[str, Any]:
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
                    view.neighbours(node.id, type=relationship.type, incoming=incoming), COUNTED
                )
            }
            if found:
                yield Group(
                    relationship=relationship, direction=direction, nodes=tuple(found.values())
                )


def _sides(relationship: Relationship, label: str) -> Iterator[tuple[Direction, tuple[bool, ...]]]:
    """The directions in which nodes of a label may have a relationship; which ways of the store each reads."""
    if relationship.type in MUTUAL:
        if label in relationship.sources:
            yield "both", (False, True)
        return
    if label in relationship.sources:
        yield "out", (False,)
    if label in relationship.targets:
        yield "in", (True,)


def shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each group there is room for: small groups whole, and the rest shared by the large."""
    found = [0] * len(sizes)
    rising = sorted(range(len(sizes)), key=lambda n: sizes[n])
    for place, n in enumerate(rising):
        found[n] = min(sizes[n], limit // (len(sizes) - place))
        limit -= found[n]
    return found
