"""Rows to write, gathered until they are worth a transaction and sent while the next are made ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

from graph.neo4j.connection import Connection

BATCH: Final = 5_000  # rows in a transaction
_AHEAD: Final = 2  # transactions that may wait to be sent


class Batches:
    """Sends rows by statement, one transaction after another; `completed` adds to rows what is large."""

    def __init__(
        self,
        connection: Connection,
        threads: ThreadPoolExecutor,
        completed: Mapping[str, Callable[[list[Any]], list[Any]]],
    ) -> None:
        self._connection = connection
        self._threads = threads
        self._completed = completed
        self._rows: dict[str, list[Any]] = defaultdict(list)
        self._sent: list[Future[None]] = []

    def add(self, statement: str, row: Any, *, batch: int = BATCH) -> None:
        """A row for a statement."""
        rows = self._rows[statement]
        rows.append(row)
        if len(rows) >= batch:
            self._send(statement)

    def _send(self, statement: str) -> None:
        rows = self._rows.pop(statement)
        while len(self._sent) >= _AHEAD:
            self._sent.pop(0).result()
        self._sent.append(self._threads.submit(self._write, statement, rows))

    def _write(self, statement: str, rows: list[Any]) -> None:
        complete = self._completed.get(statement, list)
        self._connection.write(statement, rows=complete(rows))

    def finish(self) -> None:
        """Send the rest; all is written then."""
        for statement in list(self._rows):
            self._send(statement)
        while self._sent:
            self._sent.pop(0).result()


@contextmanager
def batches(
    connection: Connection, completed: Mapping[str, Callable[[list[Any]], list[Any]]]
) -> Iterator[Batches]:
    """Batches, all of them written at the end of the block if it ends well."""
    with ThreadPoolExecutor(1) as threads:
        made = Batches(connection, threads, completed)
        yield made
        made.finish()
