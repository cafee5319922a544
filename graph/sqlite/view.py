"""What readers see: the last complete build, in a fixed order, read as it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from heapq import merge
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final, Protocol, Self

from graph.errors import UnknownNode
from graph.model import LineRecord, Problem
from graph.schema import LABEL, LABELS, RELATIONSHIP, RELATIONSHIPS
from graph.sqlite.opening import Pinned
from graph.sqlite.tables import (
    CHUNK,
    DOCUMENT_COLUMNS,
    NAME_OF_NODE,
    document_of,
    octets,
    problems_of,
    unpacked_lines,
    words,
)
from graph.store import Counts, DocumentRecord, Edge, Node, Scalar

_NODE: Final = "id, label, properties"
_CLAIMED: Final = (
    "(SELECT n.number FROM document d CROSS JOIN node n ON n.document = d.number WHERE d.key = ?"
    " UNION ALL SELECT c.node AS number FROM document d"
    " CROSS JOIN node_claim c ON c.document = d.number WHERE d.key = ?)"
)
_EDGE_ORDER: Final = "ORDER BY s.id, e.type, t.id, e.start, e.properties"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Connections(Protocol):
    path: Path

    def lent(self) -> AbstractContextManager[Connection]: ...

    def version(self) -> int: ...

    def close(self) -> None: ...


def _node(row: tuple[str, str, str]) -> Node:
    return Node(row[0], row[1], json.loads(row[2]))


def _edge(row: tuple[str, str, str, str]) -> Edge:
    return Edge(row[0], row[1], row[2], json.loads(row[3]) if row[3] != "{}" else {})


def _is_plain(value: Scalar) -> bool:
    """Whether SQLite compares this value as Python does.

    It cuts text at a NUL, reads fractions in its own way, and has no lone surrogates; such values are
    compared here alone.
    """
    if isinstance(value, str):
        return "\x00" not in value and value.isprintable()
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53)


class SqliteView:
    """Reads the store; see `graph.store.View`. Each call borrows a connection while it runs."""

    def __init__(self, connections: _Connections) -> None:
        self._connections = connections

    def __enter__(self) -> Self:
        """The view itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connections.close()

    @contextmanager
    def snapshot(self) -> Iterator[SqliteView]:
        """A view, for one thread, that no build changes while it is open."""
        with self._connections.lent() as connection:
            nested = connection.in_transaction
            if not nested:
                connection.execute("BEGIN")
                connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            try:
                yield SqliteView(Pinned(self._connections.path, connection))
            finally:
                if not nested:
                    connection.execute("ROLLBACK")

    def version(self) -> int:
        """A number that changes with every build that ends; of this view, and of no other."""
        return self._connections.version()

    def is_complete(self) -> bool:
        """Always: a build becomes visible at once."""
        return True

    def node(self, id: str) -> Node:
        """The node of this id."""
        for node in self.nodes_of([id]).values():
            return node
        raise UnknownNode(
            f"图中没有 id 为 {id} 的节点。", hint="重新建图后 id 可能已变，请再查一次。"
        )

    def nodes(
        self,
        *,
        label: str | None = None,
        document: str | None = None,
        where: Mapping[str, Scalar] | None = None,
    ) -> Iterator[Node]:
        """The nodes of a label, claimed by a document, whose properties equal those of `where`."""
        wanted = dict(where or {})
        conditions = [] if label is None else ["label = ?"]
        given: list[Scalar | bytes] = [] if label is None else [label]
        if label in LABEL and LABEL[label].shared:
            conditions.append("document IS NULL")
        for name, value in wanted.items():
            if not (name.isascii() and name.isidentifier()):
                raise ValueError(f"not the name of a property: {name!r}")
            if _is_plain(value):
                conditions.append(f"{NAME_OF_NODE.replace('name', name)} = ?")
                given.append(value)
        table = "node"
        if document is not None:
            table = f"{_CLAIMED} CROSS JOIN node USING (number)"
            given[:0] = (octets(document), octets(document))
        only = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        # By a name they are few. In the order of an index of labels SQLite would walk all of the label
        # to spare itself their sort, and pass the index of names by.
        order = "+id" if "name" in wanted else "id"
        found = map(
            _node, self._rows(f"SELECT {_NODE} FROM {table}{only} ORDER BY {order}", *given)
        )
        return (
            node
            for node in found
            if all(node.properties.get(name) == value for name, value in wanted.items())
        )

    def edges(
        self,
        *,
        source: str | None = None,
        type: str | None = None,
        target: str | None = None,
        source_label: str | None = None,
        target_label: str | None = None,
        document: str | None = None,
    ) -> Iterator[Edge]:
        """The edges between these ends; with a document, only those that it alone says."""
        if type is not None and type not in RELATIONSHIP:
            return iter(())
        given: dict[str, Scalar | bytes | None]
        given = {"s.id": source, "e.type": type, "t.id": target}
        given |= {"s.label": source_label, "t.label": target_label}
        if document is not None:
            given["d.key"] = octets(document)
        elif source is None and target is None and source_label is None and type is not None:
            # Walking the sources in the order of their ids sorts without a sort.
            streams = [
                self.edges(type=type, source_label=label, target_label=target_label)
                for label in RELATIONSHIP[type].sources
            ]
            return merge(*streams, key=lambda edge: edge.source)
        conditions = {name: value for name, value in given.items() if value is not None}
        only = f"WHERE {' AND '.join(f'{name} = ?' for name in conditions)} " if conditions else ""
        tables = (
            "node t CROSS JOIN edge e ON e.target = t.number CROSS JOIN node s ON s.number = e.source"
            if source is None and target is not None
            else "node s CROSS JOIN edge e ON e.source = s.number"
            " CROSS JOIN node t ON t.number = e.target"
        )
        if document is not None:
            tables = (
                "document d JOIN edge e ON e.document = d.number"
                " JOIN node s ON s.number = e.source JOIN node t ON t.number = e.target"
            )
        rows = self._rows(
            f"SELECT s.id, e.type, t.id, e.properties FROM {tables} {only}{_EDGE_ORDER}",
            *conditions.values(),
        )
        return map(_edge, rows)

    def neighbours(
        self,
        id: str,
        *,
        type: str | None = None,
        incoming: bool = False,
        document: str | None = None,
    ) -> Iterator[tuple[Edge, Node]]:
        """The edges that leave a node (or reach it), each with the node at its other end."""
        return self._neighbours(id, () if type is None else (type,), incoming, document)

    def _neighbours(
        self, id: str, types: Sequence[str], incoming: bool, document: str | None = None
    ) -> Iterator[tuple[Edge, Node]]:
        here, there = ("t", "s") if incoming else ("s", "t")
        near, far = ("target", "source") if incoming else ("source", "target")
        only = f" AND e.type IN ({', '.join('?' * len(types))})" if types else ""
        given: list[Scalar | bytes] = [id, *types]
        if document is not None:
            only += " AND e.document = (SELECT number FROM document WHERE key = ?)"
            given.append(octets(document))
        rows = self._rows(
            f"SELECT s.id, e.type, t.id, e.properties, {there}.id, {there}.label,"
            f" {there}.properties FROM node {here} CROSS JOIN edge e ON e.{near} = {here}.number"
            f" CROSS JOIN node {there} ON {there}.number = e.{far}"
            f" WHERE {here}.id = ?{only} {_EDGE_ORDER}",
            *given,
        )
        return ((_edge(row[:4]), _node(row[4:])) for row in rows)

    def nodes_of(self, ids: Iterable[str]) -> Mapping[str, Node]:
        """The nodes of these ids, by id; without those that no node has."""
        # One by one: here a look-up is microseconds.
        return {
            id: _node(row)
            for id in dict.fromkeys(ids)
            for row in self._rows(f"SELECT {_NODE} FROM node WHERE id = ?", id)
        }

    def around(
        self, ids: Iterable[str], *types: str, incoming: bool = False
    ) -> Mapping[str, tuple[tuple[Edge, Node], ...]]:
        """For each of these ids what `neighbours` gives, of some types or of any."""
        return {id: tuple(self._neighbours(id, types, incoming)) for id in dict.fromkeys(ids)}

    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents, by key."""
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM document ORDER BY key")
        return tuple(map(document_of, rows))

    def text(self, document: str, start: int = 0, end: int | None = None) -> str:
        """`[start, end)` of a document's decoded text, in code points."""
        first = max(start, 0) // CHUNK
        last = 2**62 if end is None else max(end - 1, 0) // CHUNK
        rows = self._rows(
            "SELECT words FROM text WHERE chunk BETWEEN ? AND ?"
            " AND document = (SELECT number FROM document WHERE key = ?) ORDER BY chunk",
            first,
            last,
            octets(document),
        )
        text = "".join(words(row[0]) for row in rows)
        shift = first * CHUNK
        return text[max(start, 0) - shift : None if end is None else max(end - shift, 0)]

    def lines(self, document: str) -> tuple[LineRecord, ...]:
        """A document's lines in order."""
        for (packed,) in self._rows("SELECT lines FROM document WHERE key = ?", octets(document)):
            return unpacked_lines(packed)
        return ()

    def problems(self, document: str | None = None) -> Iterator[tuple[str, Problem]]:
        """Each problem with its document's key, by key and then as the parser gave them."""
        only = "" if document is None else " WHERE key = ?"
        given = () if document is None else (octets(document),)
        for key, written in self._rows(
            f"SELECT key, problems FROM document{only} ORDER BY key", *given
        ):
            for problem in problems_of(written):
                yield words(key), problem

    def note(self, key: str) -> str | None:
        """A word kept about the whole graph."""
        for (value,) in self._rows("SELECT value FROM note WHERE key = ?", key):
            return str(value)
        return None

    def counts(self) -> Counts:
        """How much there is."""
        with self.snapshot() as view:
            nodes = dict(view._rows("SELECT label, count(*) FROM node GROUP BY label"))
            edges = dict(view._rows("SELECT type, count(*) FROM edge GROUP BY type"))
            ((documents,),) = view._rows("SELECT count(*) FROM document")
        return Counts(
            documents=documents,
            nodes={each.name: nodes.get(each.name, 0) for each in LABELS},
            edges={each.type: edges.get(each.type, 0) for each in RELATIONSHIPS},
        )

    def _rows(self, sql: str, *given: Scalar | bytes) -> Iterator[Any]:
        if any(isinstance(each, str) and not _is_text(each) for each in given):
            return  # nothing in the tables is equal to half a character
        with (
            self._connections.lent() as connection,
            closing(connection.execute(sql, given)) as cursor,
        ):
            yield from cursor
