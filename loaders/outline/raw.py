"""Domains and items before they have names, spans and ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.outline.block import BlockKind, is_owner_line
from loaders.outline.headings import HeadingRole, roles
from loaders.outline.tree import Node


@dataclass(slots=True, eq=False)
class RawItem:
    """The blocks of one item, in order, and its sub-goals."""

    nodes: list[Node]
    number: int | None
    sub_items: list[RawItem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class RawDomain:
    """A domain before it has a name and spans: its heading if printed, its labels and items."""

    heading: Node | None
    intro: list[Node] = field(default_factory=list)
    labels: list[Node] = field(default_factory=list)
    headings: list[Node] = field(default_factory=list)  # between domain and items
    goals: list[RawItem] = field(default_factory=list)
    measures: list[RawItem] = field(default_factory=list)


@dataclass(slots=True)
class Finding:
    """A problem seen in the structure, at a node."""

    code: str
    node: Node
    detail: str = ""


@dataclass(slots=True)
class Structure:
    """The domains of a plan in order, the nodes that are prose, and what was wrong."""

    domains: list[RawDomain]
    prose: list[Node]
    findings: list[Finding]
    labelled: bool
    previous: dict[int, int]  # node, by `id` → the number before it of its class

    def add_prose(self, node: Node) -> None:
        """Keep a node and all under it as prose."""
        self.prose.extend(with_descendants(node))

    def report(self, code: str, node: Node, detail: str = "") -> None:
        """Note a problem at a node."""
        self.findings.append(Finding(code, node, detail))


def is_front(node: Node) -> bool:
    """Whether an item is front matter by its first words: （一）指导思想。坚持……"""
    if node.kind is not BlockKind.MARKED:
        return False
    first = re.split("[。:]", node.words, maxsplit=1)[0]
    return len(first) <= 20 and bool(roles(first) & {HeadingRole.FRONT, HeadingRole.PREFACE})


def with_descendants(node: Node) -> Iterator[Node]:
    """A node and all under it, in the order of the source."""
    yield node
    yield from node.descendants()


def raw_item(node: Node, *, with_subs: bool) -> RawItem:
    """An item with everything under it: as sub-goals, or as more of its own text."""
    item = RawItem([node], node.number)
    for child in node.children:
        is_sub = child.kind is BlockKind.MARKED
        if is_sub and with_subs:
            item.sub_items.append(RawItem([child, *child.descendants()], child.number))
        elif item.sub_items:
            item.sub_items[-1].nodes.extend((child, *child.descendants()))
        else:
            item.nodes.extend((child, *child.descendants()))
    _take_owner_line(item)
    return item


def _take_owner_line(item: RawItem) -> None:
    """Give the owner list on a line of its own after the last sub-goal to the goal.

    It speaks of the whole goal, unless the other sub-goals have lists of their own.
    """
    if not item.sub_items:
        return
    *others, last = item.sub_items
    line = last.nodes[-1]
    if (
        len(last.nodes) > 1
        and is_owner_line(line.words)
        and not any(is_owner_line(node.words) for sub in others for node in sub.nodes[1:])
    ):
        item.nodes.append(last.nodes.pop())
