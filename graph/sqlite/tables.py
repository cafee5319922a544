"""The layout of the file.

Edges name nodes by number: a number is never used twice and stays with its id through rebuilds, so that
an index beside the store can use it. Properties are JSON objects in the schema's order, hence the same
content is the same bytes. A node or edge without `document` is shared: `node_claim` and `edge_claim`
say by which documents. Topics and similarities are shared and claimed by none: they speak of the whole
corpus and are forgotten as soon as it changes. `note` holds a few words about the whole, each under a key.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph.model import LineRecord, Problem
from graph.store import DocumentRecord

APPLICATION_ID: Final = 0x67756974  # "guit", in the header of the file
LAYOUT_VERSION: Final = 3
CHUNK: Final = (
    16_384  # code points a row of text, so that a quotation does not read a whole document
)

# An index on an expression serves only the very same expression, hence one place for it.
NAME_OF_NODE: Final = "json_extract(properties, '$.name')"

LAYOUT: Final = f"""
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    root BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    parser TEXT NOT NULL,
    report TEXT NOT NULL,
    problems TEXT NOT NULL,
    lines BLOB NOT NULL
);
CREATE TABLE text (
    document INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    words BLOB NOT NULL,
    PRIMARY KEY (document, chunk)
) WITHOUT ROWID;
CREATE TABLE node (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    document INTEGER,
    properties TEXT NOT NULL
);
CREATE INDEX node_by_label ON node (label, id);
CREATE INDEX node_by_document ON node (document, label) WHERE document IS NOT NULL;
CREATE INDEX node_by_name ON node (label, {NAME_OF_NODE}) WHERE document IS NULL;
CREATE TABLE node_claim (
    node INTEGER NOT NULL,
    properties TEXT NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (node, properties, document)
) WITHOUT ROWID;
CREATE INDEX node_claim_by_document ON node_claim (document);
CREATE TABLE edge (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    type TEXT NOT NULL,
    target INTEGER NOT NULL,
    start INTEGER NOT NULL,
    document INTEGER,
    properties TEXT NOT NULL
);
CREATE INDEX edge_by_source ON edge (source, type);
CREATE INDEX edge_by_target ON edge (target, type, document);
CREATE INDEX edge_by_document ON edge (document) WHERE document IS NOT NULL;
CREATE UNIQUE INDEX edge_shared ON edge (source, type, target) WHERE document IS NULL;
CREATE TABLE edge_claim (
    edge INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (edge, document)
) WITHOUT ROWID;
CREATE INDEX edge_claim_by_document ON edge_claim (document);
CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {LAYOUT_VERSION};
"""

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ESCAPED: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def json_of(value: object) -> str:
    """`value` as JSON that SQLite can hold; lone surrogates, which UTF-8 cannot, are escaped."""
    written = _COMPACT.encode(value)
    if not written.isascii():
        try:
            written.encode()
        except UnicodeEncodeError:
            return _ESCAPED.encode(value)
    return written


def octets(text: str) -> bytes:
    """`text` as bytes that keep any code point.

    A file whose name is not in the system's encoding, GBK on a UTF-8 system, has lone surrogates in it.
    """
    return text.encode("utf-8", "surrogatepass")


def words(written: bytes) -> str:
    """The text of `octets`."""
    return written.decode("utf-8", "surrogatepass")


def chunks_of(text: str) -> list[bytes]:
    """`text` in pieces of `CHUNK` code points."""
    return [octets(text[at : at + CHUNK]) for at in range(0, len(text), CHUNK)]


def packed_lines(lines: Iterable[LineRecord], length: int) -> bytes:
    """Lines as their lengths and kinds, a few bytes a line.

    Raises:
        ValueError: they are not numbered from 1, or do not tile `[0, length)`.
    """
    kinds: dict[str, int] = {}
    rows: list[int] = []
    at = 0
    for number, line in enumerate(lines, start=1):
        if line.number != number or line.start != at or line.end < at:
            raise ValueError(f"line {line.number} [{line.start}, {line.end}) does not follow {at}")
        rows += (line.end - line.start, kinds.setdefault(str(line.kind), len(kinds)))
        at = line.end
    if rows and at != length:
        raise ValueError(f"the lines end at {at}, the text at {length}")
    return zlib.compress(_COMPACT.encode([list(kinds), rows]).encode(), 6)


def unpacked_lines(packed: bytes) -> tuple[LineRecord, ...]:
    """The lines that `packed_lines` packed."""
    kinds, rows = json.loads(zlib.decompress(packed))
    found: list[LineRecord] = []
    at = 0
    for number, (length, kind) in enumerate(zip(rows[::2], rows[1::2], strict=True), start=1):
        found.append(LineRecord(number, at, at + length, kinds[kind]))
        at += length
    return tuple(found)


_PROBLEM_FIELDS: Final = ("code", "line", "end_line", "start", "end", "text", "detail")


def problems_json(problems: Iterable[Problem]) -> str:
    """Problems as rows of their fields."""
    return json_of([[getattr(each, name) for name in _PROBLEM_FIELDS] for each in problems])


def problems_of(written: str) -> list[Problem]:
    """The problems that `problems_json` wrote."""
    return [Problem(**dict(zip(_PROBLEM_FIELDS, row, strict=True))) for row in json.loads(written)]


DOCUMENT_COLUMNS: Final = "key, sha256, format, root, size, mtime_ns, parser, report"


def document_row(record: DocumentRecord) -> tuple[object, ...]:
    """A record in the order of `DOCUMENT_COLUMNS`."""
    return (
        octets(record.key),
        record.sha256,
        record.format,
        octets(record.root),
        record.size,
        record.mtime_ns,
        record.parser,
        json_of(list(record.report)),
    )


def document_of(row: Sequence[Any]) -> DocumentRecord:
    """The record of a row of `DOCUMENT_COLUMNS`."""
    key, sha256, format_, root, size, mtime_ns, parser, report = row
    return DocumentRecord(
        key=words(key),
        sha256=sha256,
        format=format_,
        root=words(root),
        size=size,
        mtime_ns=mtime_ns,
        parser=parser,
        report=tuple(json.loads(report)),
    )
