"""CSV for Neo4j's own offline importer, `neo4j-admin database import full`: for corpora too large to push.

    nodes/LABEL.csv  edges/TYPE.csv  records.csv  claims.csv  import.args

What is imported is what `guitu push` would have written (`graph.neo4j`), without vectors: the next push makes
the indexes, adds the vectors and finds the rest done. Run inside the folder, with the server stopped:

    neo4j-admin database import full neo4j @import.args

Format: Neo4j Operations Manual 5, “Import”. Lists are joined by U+001F; a value that holds one cannot be said,
so that what it is of is left marked incomplete, for the push to mend.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from graph.neo4j.owners import Owner, edge_digest, owners
from graph.neo4j.statements import CLAIMS, CORPUS, MARK, RECORD
from graph.schema import (
    LABEL,
    LABELS,
    RELATIONSHIP,
    RELATIONSHIPS,
    SCHEMA_VERSION,
    Property,
    Type,
)
from graph.store import Properties, View

_JOINT: Final = "\x1f"
_TYPES: Final = {
    Type.TEXT: "string",
    Type.INTEGER: "long",
    Type.NUMBER: "double",
    Type.BOOLEAN: "boolean",
    Type.TEXTS: "string[]",
    Type.SPANS: "long[]",
}
_OURS: Final = ("_exact", "_digest", "_document")
_RECORD: Final = {
    "kind": "string", "content": "string", "complete": "boolean", "source": "string", "record": "string",
    "text": "string[]", "escaped": "boolean", "lines": "string", "problems": "string",
    "version": "long", "schema": "long", "notes": "string", "counts": "string",
}  # fmt: skip
_ID: Final = f"({MARK})"
_KEY: Final = f"({RECORD})"


def write(view: View, folder: Path) -> None:
    """Write the files; see the module."""
    with _Tables(folder) as tables:
        for owner in owners(view):
            tables.add(owner)
        tables.end(view)


class _Tables:
    """The files of an export, open while it is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Any] = {}
        self._options: dict[str, list[str]] = {"nodes": [], "relationships": []}
        for label in LABELS:
            heads = [f"id:ID{_ID}", *_heads(label.properties)]
            self._open("nodes", f"{label.name}:{MARK}", f"nodes/{label.name}.csv", heads)
        for kind in RELATIONSHIPS:
            heads = [f":START_ID{_ID}", f":END_ID{_ID}", *_heads(kind.properties)]
            self._open("relationships", kind.type, f"edges/{kind.type}.csv", heads)
        heads = [f"key:ID{_KEY}", *(f"{name}:{type}" for name, type in _RECORD.items())]
        self._open("nodes", RECORD, "records.csv", heads)
        self._open("relationships", CLAIMS, "claims.csv", [f":START_ID{_KEY}", f":END_ID{_ID}"])

    def __enter__(self) -> _Tables:
        return self

    def __exit__(self, *exception: object) -> None:
        for file in self._files.values():
            file.close()

    def _open(self, option: str, called: str, name: str, heads: Iterable[str]) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._files[name] = path.open("w", encoding="utf-8", newline="")
        self._files[name].write(",".join(heads) + "\n")
        self._options[option].append(f"--{option}={called}={name}")

    def add(self, owner: Owner) -> None:
        """Everything of an owner."""
        whole = True
        for node in owner.nodes():
            name = f"nodes/{node.label}.csv"
            row = owner.held_node(node)
            names = _names(LABEL[node.label].properties)
            whole &= self._row(name, names, [row["id"]], _sayable(row["held"], node.properties))
        for edge in owner.edges():
            row = owner.held_edge(edge, edge_digest(edge))
            name = f"edges/{edge.type}.csv"
            names = _names(RELATIONSHIP[edge.type].properties)
            held = _sayable(row["held"], edge.properties)
            whole &= self._row(name, names, [row["source"], row["target"]], held)
        for id in owner.claims():
            self._files["claims.csv"].write(f"{_cell(owner.key)},{_cell(id)}\n")
        source = dict(owner.source()) if owner.record is not None else {}
        if any(_JOINT in piece for piece in source.get("text", ())):
            source = {}
            whole = False
        told = {
            **source, "kind": owner.kind.value, "content": owner.content(None), "complete": whole,
        }  # fmt: skip
        self._record(owner.key, told)

    def end(self, view: View) -> None:
        """What is kept of the whole, and how the importer is called."""
        counts = view.counts()
        told = {
            "documents": counts.documents,
            "nodes": dict(counts.nodes),
            "edges": dict(counts.edges),
        }
        self._record(CORPUS, {
            "kind": "corpus", "schema": SCHEMA_VERSION, "version": 2, "complete": True, "notes": "{}",
            "counts": json.dumps(told),
        })  # fmt: skip
        options = [
            "--array-delimiter=U+001F", "--multiline-fields=true", "--read-buffer-size=64m",
            "--id-type=string", *self._options["nodes"], *self._options["relationships"],
        ]  # fmt: skip
        (self._folder / "import.args").write_text("\n".join(options) + "\n", "utf-8", newline="\n")

    def _record(self, key: str, told: Mapping[str, Any]) -> None:
        cells = [_cell(key), *(_cell(told.get(name)) for name in _RECORD)]
        self._files["records.csv"].write(",".join(cells) + "\n")

    def _row(
        self, name: str, names: Sequence[str], ends: list[str], held: Mapping[str, Any]
    ) -> bool:
        """Writes a row; whether all of it could be said."""
        values = [held.get(each) for each in names]
        self._files[name].write(",".join(map(_cell, [*ends, *values])) + "\n")
        return not any(
            isinstance(value, list) and any(_JOINT in str(each) for each in value)
            for value in values
        )


def _heads(properties: Iterable[Property]) -> Iterator[str]:
    yield from (f"{each.name}:{_TYPES[each.type]}" for each in properties)
    yield from (f"{name}:string" for name in _OURS)


def _sayable(held: Mapping[str, Any], properties: Properties) -> Mapping[str, Any]:
    """The importer takes an empty list for none: what has one is said exactly beside it."""
    if [] not in held.values() or "_exact" in held:
        return held
    return {**held, "_exact": json.dumps(dict(properties))}


def _names(properties: Iterable[Property]) -> list[str]:
    return [*(each.name for each in properties), *_OURS]


def _cell(value: Any) -> str:
    """A value as a cell: nothing for None, while empty text is `""`, which Python's csv cannot tell apart."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _cell(_JOINT.join(str(each).replace(_JOINT, "") for each in value))
        case str():
            return '"' + value.replace('"', '""') + '"'
    return str(value)
