"""What a build changes, inside its one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.conformance import checked_edge, checked_node
from graph.model import LineRecord, Problem
from graph.schema import LABEL, LABELS, RELATIONSHIP, RELATIONSHIPS
from graph.sqlite.opening import Pinned
from graph.sqlite.tables import (
    DOCUMENT_COLUMNS,
    chunks_of,
    document_of,
    document_row,
    json_of,
    octets,
    packed_lines,
    problems_json,
)
from graph.sqlite.view import SqliteView
from graph.store import DocumentRecord, Edge, Node

_MARKS: Final = ", ".join("?" * (DOCUMENT_COLUMNS.count(",") + 1))
_SETS: Final = ", ".join(f"{each} = excluded.{each}" for each in DOCUMENT_COLUMNS.split(", ")[1:])

_DERIVED_LABELS: Final = tuple(label.name for label in LABELS if label.derived)
_DERIVED_TYPES: Final = tuple(each.type for each in RELATIONSHIPS if each.derived)


class SqliteWriter:
    """Changes the store; see `graph.store.Writer`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._underived = False  # whether this build has already forgotten what was derived

    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents as this build sees them, by key."""
        rows = self._connection.execute(f"SELECT {DOCUMENT_COLUMNS} FROM document ORDER BY key")
        return tuple(map(document_of, rows))

    def view(self) -> SqliteView:
        """The graph as this build sees it."""
        return SqliteView(Pinned(self._path, self._connection))

    def take_note(self, key: str, value: str) -> None:
        """Keep a word about the whole graph until the corpus changes."""
        self._connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))
        self._underived = False

    def derive(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Put what is made from the whole corpus in place of what was."""
        connection = self._connection
        with self._undone_on_error():
            self._forget_derived()
            self._underived = False
            for given in nodes:
                node = checked_node(given)
                if node.label not in _DERIVED_LABELS:
                    raise ValueError(f"{node.label} {node.id} is not derived")
                connection.execute(
                    "INSERT INTO node (id, label, properties) VALUES (?, ?, ?)",
                    (node.id, node.label, json_of(node.properties)),
                )
            ends = "SELECT number, label FROM node WHERE id = ?"
            for edge in edges:
                source = connection.execute(ends, (edge.source,)).fetchone()
                target = connection.execute(ends, (edge.target,)).fetchone()
                if source is None or target is None:
                    raise ValueError(
                        f"{edge.type} {edge.source} → {edge.target} has an end that is not there"
                    )
                written = json_of(checked_edge(edge, source[1], target[1]).properties)
                if edge.type not in _DERIVED_TYPES:
                    raise ValueError(f"{edge.type} is not derived")
                connection.execute(
                    "INSERT INTO edge (source, type, target, start, properties) VALUES (?, ?, ?, -1, ?)",
                    (source[0], edge.type, target[0], written),
                )

    def _forget_derived(self) -> None:
        if self._underived:
            return
        types, labels = ", ".join("?" * len(_DERIVED_TYPES)), ", ".join("?" * len(_DERIVED_LABELS))
        execute = self._connection.execute
        execute(f"DELETE FROM edge WHERE type IN ({types})", _DERIVED_TYPES)
        execute(f"DELETE FROM node WHERE label IN ({labels})", _DERIVED_LABELS)
        execute("DELETE FROM note")
        self._underived = True

    def refresh(self, record: DocumentRecord) -> None:
        """Change only a document's record."""
        if self._number(record.key) is None:
            raise ValueError(f"no document is called {record.key!r}")
        self._put_record(record)

    def replace(
        self,
        record: DocumentRecord,
        *,
        text: str,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        problems: Iterable[Problem] = (),
        lines: Iterable[LineRecord] = (),
    ) -> None:
        """Put a document in place of what it said before."""
        own, shared, labels = _sorted_out(nodes)
        own_edges, shared_edges = _written_edges(edges, labels)
        packed = packed_lines(lines, len(text))
        written_problems = problems_json(problems)
        self._forget_derived()
        with self._undone_on_error():
            self._put_record(record)
            document = self._number(record.key)
            assert document is not None
            self._put_source(document, text, packed, written_problems)
            released_edges = self._release_edges(document)
            numbers = self._put_own_nodes(document, own)
            released = self._release_nodes(document)
            numbers |= self._claim_nodes(document, shared)
            self._put_edges(document, own_edges, numbers)
            self._claim_edges(document, shared_edges, numbers)
            self._drop_unclaimed(released_edges, released)

    @contextmanager
    def _undone_on_error(self) -> Iterator[None]:
        # A caller may go on with the next document after a refusal; this one is then as it was.
        self._connection.execute("SAVEPOINT document")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk ends the transaction itself
                self._connection.execute("ROLLBACK TO document")
                self._connection.execute("RELEASE document")
            raise
        self._connection.execute("RELEASE document")

    def _put_source(self, document: int, text: str, lines: bytes, problems: str) -> None:
        execute = self._connection.execute
        execute(
            "UPDATE document SET problems = ?, lines = ? WHERE number = ?",
            (problems, lines, document),
        )
        execute("DELETE FROM text WHERE document = ?", (document,))
        self._connection.executemany(
            "INSERT INTO text VALUES (?, ?, ?)",
            ((document, at, words) for at, words in enumerate(chunks_of(text))),
        )

    def remove(self, key: str) -> bool:
        """Take a document and all that only it claims away."""
        document = self._number(key)
        if document is None:
            return False
        self._forget_derived()
        released_edges = self._release_edges(document)
        released = self._release_nodes(document)
        self._drop_unclaimed(released_edges, released)
        execute = self._connection.execute
        execute("DELETE FROM node WHERE document = ?", (document,))
        execute("DELETE FROM text WHERE document = ?", (document,))
        execute("DELETE FROM document WHERE number = ?", (document,))
        return True

    def _number(self, key: str) -> int | None:
        row = self._connection.execute(
            "SELECT number FROM document WHERE key = ?", (octets(key),)
        ).fetchone()
        return None if row is None else int(row[0])

    def _put_record(self, record: DocumentRecord) -> None:
        self._connection.execute(
            f"INSERT INTO document ({DOCUMENT_COLUMNS}, problems, lines)"
            f" VALUES ({_MARKS}, '[]', x'') ON CONFLICT (key) DO UPDATE SET {_SETS}",
            document_row(record),
        )

    def _put_own_nodes(self, document: int, own: dict[str, tuple[str, str]]) -> dict[str, int]:
        connection = self._connection
        before = connection.execute("SELECT id, number FROM node WHERE document = ?", (document,))
        gone = [(number,) for id, number in before if id not in own]
        connection.executemany("DELETE FROM node WHERE number = ?", gone)
        connection.executemany(
            "INSERT INTO node (id, label, document, properties) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE"
            " SET label = excluded.label, properties = excluded.properties"
            " WHERE properties <> excluded.properties OR label <> excluded.label",
            ((id, label, document, written) for id, (label, written) in own.items()),
        )
        numbers = dict(
            connection.execute("SELECT id, number FROM node WHERE document = ?", (document,))
        )
        if len(numbers) != len(own):
            taken = min(own.keys() - numbers.keys())
            raise ValueError(f"{taken} is already the id of another document's node")
        return numbers

    def _claim_nodes(self, document: int, shared: dict[str, tuple[str, str]]) -> dict[str, int]:
        execute = self._connection.execute
        numbers: dict[str, int] = {}
        for id, (label, written) in shared.items():
            execute(
                "INSERT OR IGNORE INTO node (id, label, properties) VALUES (?, ?, ?)",
                (id, label, written),
            )
            number, found, owner = execute(
                "SELECT number, label, document FROM node WHERE id = ?", (id,)
            ).fetchone()
            if found != label or owner is not None:
                raise ValueError(f"{id} is already the id of another document's {found}")
            execute("INSERT INTO node_claim VALUES (?, ?, ?)", (number, written, document))
            self._settle(number)
            numbers[id] = number
        return numbers

    def _settle(self, number: int) -> None:
        # Documents that disagree about a shared node would make it depend on who came last; the smallest
        # claim wins, whatever the order. In JSON a longer object is the smaller: "," comes before "}".
        self._connection.execute(
            "UPDATE node SET properties ="
            " (SELECT min(properties) FROM node_claim WHERE node = ?1)"
            " WHERE number = ?1 AND properties <>"
            " (SELECT min(properties) FROM node_claim WHERE node = ?1)",
            (number,),
        )

    def _release_nodes(self, document: int) -> list[int]:
        execute = self._connection.execute
        rows = execute("SELECT node FROM node_claim WHERE document = ?", (document,)).fetchall()
        execute("DELETE FROM node_claim WHERE document = ?", (document,))
        return [number for (number,) in rows]

    def _put_edges(
        self,
        document: int,
        edges: Iterable[tuple[str, str, str, int, str]],
        numbers: dict[str, int],
    ) -> None:
        self._connection.executemany(
            "INSERT INTO edge (source, type, target, start, document, properties)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                (numbers[source], type_, numbers[target], start, document, written)
                for source, type_, target, start, written in edges
            ),
        )

    def _claim_edges(
        self, document: int, edges: Iterable[tuple[str, str, str]], numbers: dict[str, int]
    ) -> None:
        execute = self._connection.execute
        for source, type_, target in edges:
            ends = (numbers[source], type_, numbers[target])
            execute(
                "INSERT OR IGNORE INTO edge (source, type, target, start, properties)"
                " VALUES (?, ?, ?, -1, '{}')",
                ends,
            )
            execute(
                "INSERT INTO edge_claim SELECT number, ? FROM edge"
                " WHERE source = ? AND type = ? AND target = ? AND document IS NULL",
                (document, *ends),
            )

    def _release_edges(self, document: int) -> list[int]:
        execute = self._connection.execute
        execute("DELETE FROM edge WHERE document = ?", (document,))
        rows = execute("SELECT edge FROM edge_claim WHERE document = ?", (document,)).fetchall()
        execute("DELETE FROM edge_claim WHERE document = ?", (document,))
        return [number for (number,) in rows]

    def _drop_unclaimed(self, edges: list[int], nodes: list[int]) -> None:
        self._connection.executemany(
            "DELETE FROM edge WHERE number = ?1"
            " AND NOT EXISTS (SELECT 1 FROM edge_claim WHERE edge = ?1)",
            ((number,) for number in edges),
        )
        self._connection.executemany(
            "DELETE FROM node WHERE number = ?1"
            " AND NOT EXISTS (SELECT 1 FROM node_claim WHERE node = ?1)",
            ((number,) for number in nodes),
        )
        for number in nodes:
            self._settle(number)


def _sorted_out(
    nodes: Iterable[Node],
) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]], dict[str, str]]:
    """A document's own nodes and its shared ones, each `{id: (label, JSON)}`, and `{id: label}`."""
    own: dict[str, tuple[str, str]] = {}
    shared: dict[str, tuple[str, str]] = {}
    labels: dict[str, str] = {}
    for given in nodes:
        node = checked_node(given)
        row = (node.label, json_of(node.properties))
        if LABEL[node.label].derived:
            raise ValueError(f"{node.label} {node.id} is derived and belongs to no document")
        into, claimed = (shared, True) if LABEL[node.label].shared else (own, False)
        before = into.get(node.id, row)
        if (before != row and not claimed) or labels.setdefault(node.id, node.label) != node.label:
            raise ValueError(f"two nodes have the id {node.id}")
        into[node.id] = min(before, row)
    return own, shared, labels


def _written_edges(
    edges: Iterable[Edge], labels: dict[str, str]
) -> tuple[list[tuple[str, str, str, int, str]], list[tuple[str, str, str]]]:
    """A document's own edges with `start` and JSON, and its shared ones; each once, in a fixed order."""
    own: set[tuple[str, str, str, int, str]] = set()
    shared: set[tuple[str, str, str]] = set()
    for given in edges:
        try:
            edge = checked_edge(given, labels[given.source], labels[given.target])
        except KeyError as error:
            raise ValueError(f"{given.type} has an end that is no node here: {error}") from error
        if RELATIONSHIP[edge.type].derived:
            raise ValueError(f"{edge.type} is derived and belongs to no document")
        if RELATIONSHIP[edge.type].shared:
            shared.add((edge.source, edge.type, edge.target))
        else:
            start = edge.properties.get("start", -1)
            assert isinstance(start, int)
            own.add((edge.source, edge.type, edge.target, start, json_of(edge.properties)))
    return sorted(own), sorted(shared)
