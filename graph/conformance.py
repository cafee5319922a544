"""Whether nodes and edges fit the schema table; every store asks before it writes.

The parser's own mistakes are caught here and not by a reader of the graph months later, so these are
`ValueError`s for programmers, not errors for users. A node takes about two microseconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from graph.schema import LABEL, RELATIONSHIP, Property, Type
from graph.store import Edge, Node, Properties, Value

ID: Final = re.compile(r"[A-Za-z0-9._~:-]+")

_INT64: Final = range(-(2**63), 2**63)


def _is_span(value: Any) -> bool:
    return (
        type(value) is list
        and len(value) == 2
        and type(value[0]) is type(value[1]) is int
        and 0 <= value[0] <= value[1] < 2**63
    )


# `type(…) is` and not isinstance: True must not pass for 1, nor a subclass that JSON writes differently.
_FITS: Final[dict[Type, tuple[str, Callable[[Any], bool]]]] = {
    Type.TEXT: ("text", lambda value: type(value) is str),
    Type.INTEGER: ("a whole number of 64 bits", lambda v: type(v) is int and v in _INT64),
    Type.NUMBER: (
        "a finite number",
        lambda v: (type(v) is float and math.isfinite(v)) or (type(v) is int and abs(v) <= 2**53),
    ),
    Type.BOOLEAN: ("true or false", lambda value: type(value) is bool),
    Type.TEXTS: (
        "a list of text",
        lambda value: type(value) is list and all(type(each) is str for each in value),
    ),
    Type.SPANS: (
        "a list of [start, end]",
        lambda value: type(value) is list and all(map(_is_span, value)),
    ),
}


_Row = tuple[str, bool, Callable[[Any], bool], bool]


def _table(properties: tuple[Property, ...]) -> list[_Row]:
    """Name, whether required, whether a value fits, and whether it is a number, of each property."""
    return [
        (each.name, each.required, _FITS[each.type][1], each.type is Type.NUMBER)
        for each in properties
    ]


_NODE_TABLE: Final = {name: _table(label.properties) for name, label in LABEL.items()}
_EDGE_TABLE: Final = {type_: _table(each.properties) for type_, each in RELATIONSHIP.items()}


def _complaint(what: str, given: Properties, known: tuple[Property, ...]) -> str:
    for each in known:
        value = given.get(each.name)
        words, fits = _FITS[each.type]
        if value is None and each.required:
            return f"{what} lacks {each.name}"
        if value is not None and not fits(value):
            return f"{what}: {each.name} is {value!r}, not {words}"
    strange = sorted(given.keys() - {each.name for each in known})
    return f"{what} has properties outside the schema: {', '.join(strange)}"


def _conforming(given: Properties, table: list[_Row]) -> dict[str, Value] | None:
    found: dict[str, Value] = {}
    seen = 0
    for name, required, fits, is_number in table:
        value = given.get(name)
        if value is not None:
            if not fits(value):
                return None
            found[name] = float(value) if is_number and type(value) is int else value  # 80 is 80.0
        elif required:
            return None
        elif name in given:
            seen += 1
    return found if seen + len(found) == len(given) else None


def checked_node(node: Node) -> Node:
    """`node` with its properties in the schema's order and without absent ones.

    Raises:
        ValueError: it does not fit the schema.
    """
    table = _NODE_TABLE.get(node.label)
    if table is None:
        raise ValueError(f"{node.id}: no label is called {node.label!r}")
    if not ID.fullmatch(node.id):
        raise ValueError(f"an id holds only ASCII letters, digits and . _ ~ : - ; not {node.id!r}")
    found = _conforming(node.properties, table)
    if found is None:
        known = LABEL[node.label].properties
        raise ValueError(_complaint(f"{node.label} {node.id}", node.properties, known))
    return Node(node.id, node.label, found)


def checked_edge(edge: Edge, source_label: str, target_label: str) -> Edge:
    """`edge` with its properties in the schema's order and without absent ones.

    Raises:
        ValueError: it does not fit the schema, or may not join nodes of these labels.
    """
    relationship = RELATIONSHIP.get(edge.type)
    if relationship is None:
        raise ValueError(f"no relationship is called {edge.type!r}")
    if source_label not in relationship.sources or target_label not in relationship.targets:
        raise ValueError(f"{edge.type} does not lead from {source_label} to {target_label}")
    found = _conforming(edge.properties, _EDGE_TABLE[edge.type])
    if found is None:
        what = f"{edge.type} {edge.source} → {edge.target}"
        raise ValueError(_complaint(what, edge.properties, relationship.properties))
    return Edge(edge.source, edge.type, edge.target, found)
