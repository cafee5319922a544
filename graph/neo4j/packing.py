"""How nodes, edges and documents are held as Neo4j properties, and come back identical.

Neo4j has no lists of lists and no half characters, and an index takes no text above 8,167 bytes. Spans
are flattened (`[start, end, start, end, …]`); a node or edge with a value that cannot be held as it is
shows the nearest thing that can, for people, and keeps the exact properties as JSON under `_exact`.
Names that begin with `_` are ours alone: a view never shows them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

from graph.model import LineRecord, Problem
from graph.schema import LABEL, LABELS, RELATIONSHIPS, Property, Type
from graph.store import DocumentRecord, Edge, Node, Properties, Value

LONGEST_NAME: Final = 2_000  # code points of a name, so that it fits an index however it is written
CHUNK: Final = 16_384  # code points a piece of text
_NAMED: Final = ("name", "document")  # what is indexed and may be of any length

# The columns in which a statement returns properties: each name once, whatever the label or type.
_EVERY_NODE: Final = {each.name: each for label in LABELS for each in label.properties}
_EVERY_EDGE: Final = {each.name: each for kind in RELATIONSHIPS for each in kind.properties}
NODE_NAMES: Final = tuple(_EVERY_NODE)
EDGE_NAMES: Final = tuple(_EVERY_EDGE)

_JSON: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False)
_READABLE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def is_text(value: str) -> bool:
    """Whether Neo4j can hold it: UTF-8 has no half characters."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def key_of(document: str) -> str:
    """What stands for a document on its nodes and edges: 16 hex digits that any name has."""
    return sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_of(*parts: object) -> str:
    """What stands for content: 24 hex digits, the same for the same content anywhere."""
    return sha256(_JSON.encode(parts).encode()).hexdigest()[:24]


def _nearest_text(text: str) -> str:
    return text if is_text(text) else text.encode("utf-8", "replace").decode()


def _nearest(name: str, value: Value) -> tuple[Any, bool]:
    """The nearest thing to a value that Neo4j can hold, and whether it is the value itself."""
    if isinstance(value, str):
        shown = _nearest_text(value)
        shown = shown[:LONGEST_NAME] if name in _NAMED else shown
        return shown, shown == value
    if not isinstance(value, list):
        return value, True
    flat: list[Any] = []
    for each in value:
        if isinstance(each, str):
            flat.append(_nearest_text(each))
        else:
            flat += each
    is_spans = bool(value) and not isinstance(value[0], str)
    return flat, is_spans or flat == value


def held(properties: Properties) -> dict[str, Any]:
    """Properties as Neo4j holds them."""
    kept: dict[str, Any] = {}
    exact = True
    for name, value in properties.items():
        if value is not None:
            kept[name], same = _nearest(name, value)
            exact = exact and same
    if not exact:
        kept["_exact"] = _JSON.encode(properties)
    return kept


def spans_of(flat: Sequence[int]) -> list[list[int]]:
    """Spans that were flattened."""
    return [list(pair) for pair in zip(flat[::2], flat[1::2], strict=True)]


def _table(every: tuple[str, ...], known: tuple[Property, ...]) -> list[tuple[int, str, bool]]:
    return [(every.index(each.name), each.name, each.type is Type.SPANS) for each in known]


_NODE_TABLE: Final = {each.name: _table(NODE_NAMES, each.properties) for each in LABELS}
_EDGE_TABLE: Final = {each.type: _table(EDGE_NAMES, each.properties) for each in RELATIONSHIPS}


def _properties(table: list[tuple[int, str, bool]], values: Sequence[Any]) -> dict[str, Value]:
    if values[-1] is not None:
        found: dict[str, Value] = json.loads(values[-1])
        return found
    return {
        name: spans_of(values[at]) if is_spans else values[at]
        for at, name, is_spans in table
        if values[at] is not None
    }


def node_of(id: str, labels: Sequence[str], values: Sequence[Any]) -> Node:
    """A node out of the columns of `NODE_NAMES` with `_exact` behind them; labels of others are ignored."""
    label = next(each for each in labels if each in LABEL)
    return Node(id, label, _properties(_NODE_TABLE[label], values))


def edge_of(source: str, type_: str, target: str, values: Sequence[Any]) -> Edge:
    """An edge out of the columns of `EDGE_NAMES` with `_exact` behind them."""
    return Edge(source, type_, target, _properties(_EDGE_TABLE[type_], values))


def edge_order(edge: Edge) -> tuple[str, str, str, Any, str]:
    """What edges are sorted by: ends and type, where they start, then all they say, as every store has it."""
    written = _READABLE.encode(edge.properties)
    if not is_text(written):
        written = _JSON.encode(edge.properties)
    start = edge.properties.get("start", -1)
    return edge.source, edge.type, edge.target, start, written


def text_pieces(text: str) -> list[str]:
    """A text in pieces of `CHUNK` code points; all of them as JSON where one is no text for Neo4j."""
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    return pieces if is_text(text) else [_JSON.encode(each) for each in pieces]


def vector_text(vector: Sequence[float]) -> str:
    """A vector as it is sent: nine digits tell a number of 32 bits from its neighbours."""
    return ("%.9g " * len(vector) % tuple(vector)).rstrip()


def packed_lines(lines: Iterable[LineRecord]) -> str:
    """Lines as ASCII: their lengths and kinds, a few bytes a line."""
    kinds: dict[str, int] = {}
    rows = [(each.end - each.start, kinds.setdefault(str(each.kind), len(kinds))) for each in lines]
    return base64.b85encode(zlib.compress(_JSON.encode([list(kinds), rows]).encode())).decode()


def unpacked_lines(packed: str) -> tuple[LineRecord, ...]:
    """The lines that `packed_lines` packed."""
    kinds, rows = json.loads(zlib.decompress(base64.b85decode(packed)))
    found: list[LineRecord] = []
    at = 0
    for number, (length, kind) in enumerate(rows, start=1):
        found.append(LineRecord(number, at, at + length, kinds[kind]))
        at += length
    return tuple(found)


_PROBLEM_FIELDS: Final = ("code", "line", "end_line", "start", "end", "text", "detail")


def packed_problems(problems: Iterable[Problem]) -> str:
    """Problems as JSON."""
    return _JSON.encode([[getattr(each, name) for name in _PROBLEM_FIELDS] for each in problems])


def problems_of(written: str) -> list[Problem]:
    """The problems that `packed_problems` wrote."""
    return [Problem(**dict(zip(_PROBLEM_FIELDS, row, strict=True))) for row in json.loads(written)]


_RECORD_FIELDS: Final = (
    "key", "sha256", "format", "root", "size", "mtime_ns", "parser", "report",
)  # fmt: skip


def packed_record(record: DocumentRecord) -> str:
    """A document's record as JSON, without the folder that it was built from: that is this machine's alone."""
    told = {name: getattr(record, name) for name in _RECORD_FIELDS}
    return _JSON.encode(told | {"root": "", "report": list(record.report)})


def record_of(written: str) -> DocumentRecord:
    """The record that `packed_record` wrote."""
    told = json.loads(written)
    return DocumentRecord(**told | {"report": tuple(told["report"])})


def is_shared(label: str) -> bool:
    """Whether nodes of a label belong to all who claim them, or to the corpus, not to one document."""
    return LABEL[label].shared or LABEL[label].derived
