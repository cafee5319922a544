"""What readers see of the graph on a server: the same answers in the same order as the embedded store.

One question is one statement, in a session of its own; rows flow as they come. The server has no
snapshots: a reading sees each batch of a push as soon as it is written. `version` changes when a push
begins to write and again when it has ended, so that a reader can tell whether what it read is of one
state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Final, Self

from graph.errors import StoreNotFound, StoreTooNew, UnknownNode
from graph.model import LineRecord, Problem
from graph.neo4j import statements
from graph.neo4j.connection import Connection, Server
from graph.neo4j.packing import (
    CHUNK,
    LONGEST_NAME,
    NODE_NAMES,
    edge_of,
    edge_order,
    is_shared,
    is_text,
    key_of,
    node_of,
    problems_of,
    record_of,
    unpacked_lines,
)
from graph.portions import portions
from graph.schema import LABEL, LABELS, RELATIONSHIP, RELATIONSHIPS, SCHEMA_VERSION
from graph.store import Counts, DocumentRecord, Edge, Node, Scalar

_IDS: Final = 2_000  # in a question
_PUSH: Final = "请先运行 guitu push --uri {uri} 把图推送上去。"


def _is_plain(value: Scalar) -> bool:
    """Whether the server compares this value as Python does, and as it is held there."""
    return isinstance(value, str) and len(value) <= LONGEST_NAME and is_text(value)


class Neo4jView:
    """Reads the store; see `graph.store.View`. For any number of threads.

    Raises:
        StoreNotFound: no push has ended there yet.
        StoreTooNew: a later Guitu pushed it.
        StoreError: the server cannot serve.
    """

    def __init__(self, server: Server) -> None:
        self.connection = Connection(server)
        try:
            self._check()
        except BaseException:
            self.connection.close()
            raise

    def _check(self) -> None:
        server = self.connection.server
        where = f"{server.uri} 的数据库 {server.database} "
        push = _PUSH.format(uri=server.uri)
        for version, schema, _, counts, _ in self.connection.rows(statements.WHOLE):
            if schema > SCHEMA_VERSION:
                raise StoreTooNew(
                    f"{where}里的图由较新的规图推送：结构版本 {schema}，本程序最高支持 {SCHEMA_VERSION}。",
                    hint="请升级规图。",
                )
            if schema < SCHEMA_VERSION:
                raise StoreNotFound(f"{where}里的图由较早的规图推送。", hint=push)
            if counts is None:
                raise StoreNotFound(f"{where}里的推送还没有完成（第 {version} 版）。", hint=push)
            return
        raise StoreNotFound(f"{where}里还没有规图的图。", hint=push)

    def __enter__(self) -> Self:
        """The view itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        """The view itself: the server cannot hold a state. Compare `version` before and after."""
        yield self

    def version(self) -> int:
        """A number that changes when a push begins to write and when it has ended."""
        for (version,) in self.connection.rows(statements.VERSION):
            return int(version)
        return 0

    def is_complete(self) -> bool:
        """Whether the last push has ended: none is at work or was cut off."""
        return any(complete for *_, complete in self.connection.rows(statements.WHOLE))

    def node(self, id: str) -> Node:
        """The node of this id."""
        if is_text(id):
            for row in self.connection.rows(statements.NODE, id=id):
                return node_of(*row)
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
        for name in wanted:
            if not (name.isascii() and name.isidentifier()):
                raise ValueError(f"not the name of a property: {name!r}")
        if (label is not None and label not in LABEL) or wanted.keys() - set(NODE_NAMES):
            return iter(())
        names = tuple(name for name, value in wanted.items() if _is_plain(value))
        given: dict[str, Any] = {f"p{at}": wanted[name] for at, name in enumerate(names)}
        if document is None:
            statement = statements.nodes(label, names)
        else:
            statement = statements.claimed_nodes(
                label, names, shared=None if label is None else is_shared(label)
            )
            given["document"] = key_of(document)
        found = (node_of(*row) for row in self.connection.rows(statement, **given))
        if not wanted:
            return found
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
        """The edges between these ends, or those that a document alone says."""
        if type is not None and type not in RELATIONSHIP:
            return iter(())
        if not {source_label, target_label} - {None} <= LABEL.keys():
            return iter(())
        if not all(is_text(each) for each in (source, target) if each is not None):
            return iter(())
        statement = statements.edges(
            type, source_label, target_label,
            source=source is not None, target=target is not None, document=document is not None,
        )  # fmt: skip
        given = {"source": source, "target": target, "document": document and key_of(document)}
        rows = self.connection.rows(
            statement, **{name: value for name, value in given.items() if value is not None}
        )
        return _settled((edge_of(*row), None) for row in rows)

    def neighbours(
        self,
        id: str,
        *,
        type: str | None = None,
        incoming: bool = False,
        document: str | None = None,
    ) -> Iterator[tuple[Edge, Node]]:
        """The edges that leave a node (or reach it), each with the node at its other end."""
        if (type is not None and type not in RELATIONSHIP) or not is_text(id):
            return iter(())
        given = {"id": id} if document is None else {"id": id, "document": key_of(document)}
        rows = self.connection.rows(
            statements.neighbours(type, incoming=incoming, document=document is not None), **given
        )
        return _settled_pairs((edge_of(*edge), node_of(*other)) for *edge, other in rows)

    def nodes_of(self, ids: Iterable[str]) -> Mapping[str, Node]:
        """The nodes of these ids, by id; without those that no node has."""
        wanted = list(dict.fromkeys(ids))
        rows = (
            node_of(*row)
            for some in _portions(wanted)
            for row in self.connection.rows(statements.NODES_OF, ids=some)
        )
        found = {node.id: node for node in rows}
        return {id: found[id] for id in wanted if id in found}

    def around(
        self, ids: Iterable[str], *types: str, incoming: bool = False
    ) -> Mapping[str, tuple[tuple[Edge, Node], ...]]:
        """For each of these ids what `neighbours` gives, of some types or of any."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, list[tuple[Edge, Node]]] = {id: [] for id in wanted}
        known = tuple(each for each in types if each in RELATIONSHIP)
        statement = statements.around(known, incoming=incoming)
        for some in _portions(wanted) if known or not types else ():
            rows = self.connection.rows(statement, ids=some)
            for edge, node in _settled_pairs(
                (edge_of(*edge), node_of(*other)) for *edge, other in rows
            ):
                found[edge.target if incoming else edge.source].append((edge, node))
        return {id: tuple(some) for id, some in found.items()}

    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents, by key."""
        found = (record_of(row[0]) for row in self.connection.rows(statements.DOCUMENTS))
        return tuple(sorted(found, key=lambda record: record.key))

    def text(self, document: str, start: int = 0, end: int | None = None) -> str:
        """`[start, end)` of a document's decoded text, in code points."""
        first = max(start, 0) // CHUNK
        last = 2**31 - 1 if end is None else max(end - 1, 0) // CHUNK + 1
        shift = first * CHUNK
        rows = self.connection.rows(
            statements.TEXT, document=key_of(document), first=first, last=last
        )
        for pieces, escaped in rows:
            text = "".join(map(json.loads, pieces) if escaped else pieces)
            return text[max(start, 0) - shift : None if end is None else max(end - shift, 0)]
        return ""

    def lines(self, document: str) -> tuple[LineRecord, ...]:
        """A document's lines in order."""
        for (packed,) in self.connection.rows(statements.LINES, document=key_of(document)):
            return unpacked_lines(packed)
        return ()

    def problems(self, document: str | None = None) -> Iterator[tuple[str, Problem]]:
        """Each problem with its document's key, by key and then as the parser gave them."""
        if document is None:
            rows = self.connection.rows(statements.PROBLEMS)
        else:
            rows = self.connection.rows(statements.PROBLEMS_OF_DOCUMENT, document=key_of(document))
        told = sorted((record_of(record).key, problems) for record, problems in rows)
        return ((key, problem) for key, problems in told for problem in problems_of(problems))

    def note(self, key: str) -> str | None:
        """A word kept about the whole graph; none while a push is at work."""
        for _, _, notes, _, _ in self.connection.rows(statements.WHOLE):
            found: str | None = json.loads(notes).get(key)
            return found
        return None

    def counts(self) -> Counts:
        """How much there is, as it was counted on the server when the last push ended."""
        for _, _, _, counts, _ in self.connection.rows(statements.WHOLE):
            told = json.loads(counts)
            return Counts(
                documents=told["documents"],
                nodes={each.name: told["nodes"].get(each.name, 0) for each in LABELS},
                edges={each.type: told["edges"].get(each.type, 0) for each in RELATIONSHIPS},
            )
        raise StoreNotFound(
            "图已从服务器上删去。", hint=_PUSH.format(uri=self.connection.server.uri)
        )


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids that Neo4j can hold, as many as a statement takes well."""
    return portions(filter(is_text, ids), _IDS)


def _settled(rows: Iterable[tuple[Edge, Any]]) -> Iterator[Edge]:
    return (edge for edge, _ in _settled_pairs(rows))


def _settled_pairs(rows: Iterable[tuple[Edge, Any]]) -> Iterator[tuple[Edge, Any]]:
    """Rows sorted by ends and type, those alike in them put in order by what the edges say."""
    for _, alike in groupby(rows, key=lambda row: (row[0].source, row[0].type, row[0].target)):
        some = list(alike)
        yield from some if len(some) == 1 else sorted(some, key=lambda row: edge_order(row[0]))
