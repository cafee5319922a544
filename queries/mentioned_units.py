"""The units that a goal or measure speaks of without giving them a role, and the role they most likely have.

由民政部门代表国家进行监护                       lead
公安机关、人民检察院、人民法院应当确定专门机构     lead, each
发挥妇联组织……的职能作用                        lead, where a text begins so
发挥共青团、妇联、科协等组织的育人作用            support
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import Role
from graph.store import Edge, Node
from graph.unit_mentions import mentions

_BEGINS: Final = re.compile(r"(?:(?:更好|充分|切实|积极)地?)?(?:发挥)?")
_JOINT: Final = re.compile(r"[、和及与]|以及")
_ACTS: Final = re.compile(r"(?:等(?:部门|单位)?)?(?:应当?|要|负责|牵头)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A unit that a text speaks of: its name there, its main function, and the line, 1-based."""

    name: str
    function: str
    role: Role
    line: int


def mentioned_units(item: Node, found: Sequence[tuple[Edge, Node]]) -> Iterator[Mentioned]:
    """The units that `item` mentions, by its MENTIONS edges, in their order; not those of unknown function."""
    if not found:
        return
    roles = dict(_roles(str(item.properties["text"])))
    for edge, unit in found:
        function = unit.properties.get("function")
        if function:
            name = str(unit.properties["name"])
            yield Mentioned(
                name=name, function=str(function), role=roles.get(name, Role.SUPPORT),
                line=int(str(edge.properties["line"])),
            )  # fmt: skip


def _roles(text: str) -> Iterator[tuple[str, Role]]:
    """Each name mentioned in a text with its likely role, lead last, so that it stays in a dict."""
    leading = []
    for row in _rows(text):
        start, end = row[0][0], row[-1][1]
        before, after = text[:start], text[end:]
        if before.endswith("由") or _BEGINS.fullmatch(before) or _ACTS.match(after):
            leading += [text[s:e] for s, e in row]
        else:
            yield from ((text[s:e], Role.SUPPORT) for s, e in row)
    yield from ((name, Role.LEAD) for name in leading)


def _rows(text: str) -> Iterator[list[tuple[int, int]]]:
    """The places of names, those together that stand in one row: 甲、乙和丙."""
    row: list[tuple[int, int]] = []
    for mention in mentions(text):
        if row and not _JOINT.fullmatch(text[row[-1][1] : mention.start]):
            yield row
            row = []
        row.append((mention.start, mention.end))
    if row:
        yield row
