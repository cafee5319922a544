"""GraphML, written as it is read: networkx's own writer holds the whole graph in memory.

Gephi shows the attribute `label` of nodes and edges, so it is the Chinese name of a node and the caption
of a relationship; what they are in the schema stands in `entity` and `relation`. Lists are JSON text,
for GraphML has no lists (http://graphml.graphdrawing.org/specification.html). Characters that XML 1.0
cannot hold become U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from graph.schema import LABELS, RELATIONSHIP, RELATIONSHIPS, Property, Type
from graph.store import Edge, Node, Properties, Value, View

_TYPES: Final = {
    Type.TEXT: "string",
    Type.INTEGER: "long",
    Type.NUMBER: "double",
    Type.BOOLEAN: "boolean",
    Type.TEXTS: "string",
    Type.SPANS: "string",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A parser would turn a bare CR into LF, and white space inside an attribute into spaces.
_ENTITIES: Final = {"\r": "&#13;"}

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def _words(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return escape(_NOT_XML.sub("\ufffd", value), _ENTITIES)
        case list():
            return _words(json.dumps(value, ensure_ascii=False))
    return str(value)


# The attribute that says what a node or an edge is in the schema; no property has these names.
KIND: Final = {"node": "entity", "edge": "relation"}


def _keys(domain: str, members: Iterator[Property]) -> Iterator[str]:
    types = {"label": Type.TEXT, KIND[domain]: Type.TEXT} | {
        each.name: each.type for each in members
    }
    for name, type_ in types.items():
        yield (
            f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}"'
            f' attr.type="{_TYPES[type_]}"/>\n'
        )


def _data(domain: str, label: str, kind: str, given: Properties) -> str:
    told: dict[str, Value | None] = {"label": label, KIND[domain]: kind, **given}
    return "".join(
        f'<data key="{domain}_{name}">{_words(value)}</data>'
        for name, value in told.items()
        if value is not None
    )


def written(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """The file piece by piece: typed attributes, directed edges, parallel edges told apart by id."""
    yield _HEAD
    yield from _keys("node", (each for label in LABELS for each in label.properties))
    yield from _keys("edge", (each for kind in RELATIONSHIPS for each in kind.properties))
    yield '<graph id="guitu" edgedefault="directed">\n'
    for node in nodes:
        name = str(node.properties["name"])
        data = _data("node", name, node.label, node.properties)
        yield f'<node id="{node.id}">{data}</node>\n'
    for number, edge in enumerate(edges, start=1):
        data = _data("edge", RELATIONSHIP[edge.type].caption, edge.type, edge.properties)
        ends = f'source="{edge.source}" target="{edge.target}"'
        yield f'<edge id="e{number}" {ends}>{data}</edge>\n'
    yield "</graph>\n</graphml>\n"


def write(view: View, folder: Path) -> None:
    """Write `graph.graphml`, the whole graph."""
    with (folder / "graph.graphml").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(written(view.nodes(), view.edges()))
