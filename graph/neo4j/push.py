"""The graph of a store put onto a server: only what differs is written, and what left is removed.

    stale owners marked incomplete → edges gone → nodes gone → nodes → vectors → edges → owners complete
        → what stands beside → the whole

Each step is a row of transactions that can be cut off anywhere: an owner that is not marked complete is
compared node by node and edge by edge by the next push, which does what is left.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from graph.errors import StoreError
from graph.neo4j import push_statements, statements
from graph.neo4j.batches import BATCH, batches
from graph.neo4j.connection import Connection, Server
from graph.neo4j.difference import Change, Comparison
from graph.neo4j.indexes import lay_out
from graph.neo4j.owners import Vectors
from graph.neo4j.packing import vector_text
from graph.neo4j.turns import turn
from graph.neo4j.work import Stale, Work, work_of
from graph.portions import portions
from graph.schema import SCHEMA_VERSION
from graph.store import View

_VECTORS: Final = 1_000  # in a transaction; one is 2 KB
_REMOVED: Final = 1_000  # nodes in a transaction, with all that is drawn to them
_SIZES: Final = {push_statements.PUT_VECTORS: _VECTORS, push_statements.DROP_NODES: _REMOVED}

Counted = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushReport:
    """What a push changed, or would change.

    `sources` are records and texts of documents; `beside` are measures and goals as search has them.
    """

    nodes_added: int = 0
    nodes_changed: int = 0
    nodes_removed: int = 0
    edges_added: int = 0
    edges_removed: int = 0
    vectors: int = 0
    sources: int = 0
    beside: int = 0
    documents: int = 0  # whose nodes, edges, record or text differ
    documents_removed: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything differed."""
        return any(getattr(self, each.name) for each in fields(self))


class Beside(Protocol):
    """What stands on the server beside the graph and belongs to it: it is written in the same turn."""

    def is_there(self, connection: Connection) -> bool:
        """Whether it is as it should be."""

    def changes(self, connection: Connection) -> int:
        """How many things differ; nothing is written."""

    def put(self, connection: Connection) -> int:
        """How many things were written or taken away, so that it is as it should be."""


def push(
    view: View,
    server: Server,
    *,
    vectors: Vectors | None = None,
    notes: Sequence[str] = (),
    beside: Beside | None = None,
    dry_run: bool = False,
    thorough: bool = False,
    wait: float = 600.0,
    waiting: Callable[[str], None] | None = None,
    progress: Counted | None = None,
) -> PushReport:
    """What was changed so that the server's graph is that of `view`.

    Args:
        view: a view that does not change meanwhile: a snapshot.
        notes: the keys of the notes that go with it.
        beside: what else is to be there when the graph is; what is there is left where none is given.
        dry_run: only tell what would be changed.
        thorough: compare everything, also what is marked complete and unchanged.
        wait: seconds to wait for another push to end; `waiting` is told, once, for whom.
        progress: told how much is compared of how much.

    Raises:
        StoreBusy: another push holds the server.
        StoreError: the server cannot be reached or written.
    """
    connection = Connection(server)
    with ExitStack() as stack:
        stack.callback(connection.close)
        if not dry_run:
            held = stack.enter_context(turn(connection, wait=wait, waiting=waiting))
            lay_out(connection, None if vectors is None else vectors.dimension)
        one = _Push(connection, view, vectors, notes, beside, progress)
        report = one.done(thorough=thorough, dry_run=dry_run)
        if dry_run:
            return report
        held()
        if not one.is_whole() and not thorough:  # somebody took away what had been pushed
            report = one.done(thorough=True, dry_run=False)
        if not one.is_whole():
            raise StoreError(
                f"{server.uri} 上的图与本地的不一致：推送期间有别的程序改动了它。",
                hint="请确认没有别的程序在改规图的节点，再运行一次 guitu push。",
            )
        return report


class _Push:
    """One push on its way."""

    def __init__(
        self,
        connection: Connection,
        view: View,
        vectors: Vectors | None,
        notes: Sequence[str],
        beside: Beside | None,
        progress: Counted | None,
    ) -> None:
        self._connection = connection
        self._view = view
        self._vectors = vectors
        self._notes = {key: view.note(key) for key in notes}
        self._beside = beside
        self._progress = progress
        self._expected = view.counts()
        self._total = sum(self._expected.nodes.values()) + sum(self._expected.edges.values())
        self._compared = 0
        self._comparison = Comparison(view=view, connection=connection, vectors=vectors)

    def done(self, *, thorough: bool, dry_run: bool) -> PushReport:
        """Compare, and write unless it is a dry run."""
        work = work_of(self._connection, self._view, self._vectors, thorough=thorough)
        counts = Counter(
            documents=len(work.documents), sources=len(work.sources),
            documents_removed=sum(each.owner is None for each in work.stale),
        )  # fmt: skip
        if dry_run:
            for step in self._steps(work.stale):
                for change in step:
                    counts[change.what] += 1
            if self._beside is not None:
                counts["beside"] += self._beside.changes(self._connection)
        elif work.stale or work.sources or not self._is_current() or not self._has_beside():
            self._write(work, counts)
        del counts[""]
        return PushReport(**counts)

    def _is_current(self) -> bool:
        """Whether the last push ended and what it noted is what there is to note."""
        for _, schema, notes, _, complete in self._connection.rows(statements.WHOLE):
            return bool(complete) and schema == SCHEMA_VERSION and json.loads(notes) == self._kept()
        return False

    def _has_beside(self) -> bool:
        return self._beside is None or self._beside.is_there(self._connection)

    def _kept(self) -> dict[str, str]:
        return {key: value for key, value in self._notes.items() if value is not None}

    def _write(self, work: Work, counts: Counter[str]) -> None:
        stale, write = work.stale, self._connection.write
        write(push_statements.BEGIN, schema=SCHEMA_VERSION)
        begun = [{"key": each.key, "kind": each.kind.value} for each in stale]
        for rows in portions(begun, BATCH):
            write(push_statements.BEGIN_OWNERS, rows=rows)
        for step in self._steps(stale):
            with batches(
                self._connection, {push_statements.PUT_VECTORS: self._with_vectors}
            ) as sent:
                for change in step:
                    counts[change.what] += 1
                    sent.add(
                        change.statement, change.row, batch=_SIZES.get(change.statement, BATCH)
                    )
        for owner in work.sources:
            write(push_statements.PUT_SOURCE, key=owner.key, **owner.source())
        ended = [{"key": e.key, "content": e.content} for e in stale if e.owner is not None]
        for rows in portions(ended, BATCH):
            write(push_statements.END_OWNERS, rows=rows)
        for keys in portions((each.key for each in stale if each.owner is None), BATCH):
            write(push_statements.DROP_OWNERS, rows=keys)
        if self._beside is not None:
            counts["beside"] += self._beside.put(self._connection)
        self._connection.command(statements.AWAIT_WORDS)
        told = {
            "documents": self._expected.documents,
            "nodes": dict(self._expected.nodes),
            "edges": dict(self._expected.edges),
        }
        write(push_statements.END, notes=json.dumps(self._kept()), counts=json.dumps(told))

    def _with_vectors(self, rows: list[Any]) -> list[Any]:
        """Rows of measures with their vectors, which are read only when they are sent."""
        assert self._vectors is not None
        found = self._vectors.of([row["id"] for row in rows])
        return [
            row | {"vector": vector_text(vector)} for row, vector in zip(rows, found, strict=True)
        ]

    def _steps(self, stale: Sequence[Stale]) -> Iterator[Iterator[Change]]:
        """What differs, in steps of which each needs the one before to be done."""
        compared = self._comparison
        yield (
            change
            for each in stale
            if each.known
            for change in compared.edges_gone(each.key, each.kind, each.owner)
        )
        yield (
            change
            for each in stale
            if each.known
            for change in compared.nodes_gone(each.key, each.owner)
        )
        yield (
            change
            for each in stale
            if each.owner is not None
            for change in self._seen(compared.nodes(each.owner, known=each.known))
        )
        yield (
            change
            for each in stale
            if each.owner is not None
            for change in compared.meanings(each.owner, known=each.known)
        )
        yield (
            change
            for each in stale
            if each.owner is not None
            for change in self._seen(compared.edges(each.owner, known=each.known))
        )

    def _seen(self, changes: Iterator[Change]) -> Iterator[Change]:
        for change in changes:
            self._compared += 1
            if self._progress is not None and self._compared % 500 == 0:
                self._progress(min(self._compared, self._total), self._total)
            yield change

    def is_whole(self) -> bool:
        """Whether the server has as many of each label and type as there should be."""
        labels = statements.LABEL_NAMES
        nodes = dict(self._connection.rows(push_statements.COUNT_NODES, labels=labels))
        edges = dict(self._connection.rows(push_statements.COUNT_EDGES))
        return nodes == _present(self._expected.nodes.items()) and edges == _present(
            self._expected.edges.items()
        )


def _present(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {name: number for name, number in counts if number}
