"""One push at a time: a lock on a node, held by a transaction that is open as long as the push.

The server lets go of it when the client is gone, so that a kill never leaves a graph locked. The
transaction is asked for without a time limit; where an administrator has set one that cannot be lifted
(`db.transaction.timeout`), a longer push ends with an error and the next one completes it.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from graph.errors import GuituError, StoreBusy, StoreError
from graph.neo4j import push_statements, statements
from graph.neo4j.connection import Connection

_SOON: Final = 0.5  # seconds of silence before a user is told that he waits


class _Watch:
    """Tells that a lock is being waited for, and ends the waiting after its time."""

    def __init__(
        self, connection: Connection, turn: str, wait: float, waiting: Callable[[str], None] | None
    ) -> None:
        self._connection, self._turn, self._wait, self._waiting = connection, turn, wait, waiting
        self._had = Event()
        self.holder = ""
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        if self._had.wait(min(_SOON, self._wait)):
            return
        with suppress(GuituError):  # the one who waits for the lock meets it too
            self.holder = _holder(self._connection, self._turn)
            # A server that is only slow has no holder to tell of.
            if self.holder and self._waiting is not None and self._wait > _SOON:
                self._waiting(f"{self._connection.server.uri} 正由{self.holder}推送，等它结束……")
            if self._had.wait(max(0.0, self._wait - _SOON)):
                return
            for id, turn, _ in self._connection.command(push_statements.TURNS):
                if turn == self._turn:
                    self._connection.command(push_statements.END_TURN, id=id)

    def over(self) -> None:
        """The lock is had, or will not be."""
        self._had.set()
        self._thread.join()


def _holder(connection: Connection, turn: str) -> str:
    """Who pushes beside us; "" where nobody is seen."""
    found = [who for _, other, who in connection.command(push_statements.TURNS) if other != turn]
    return str(found[0]) if found else ""


@contextmanager
def turn(
    connection: Connection, *, wait: float, waiting: Callable[[str], None] | None
) -> Iterator[Callable[[], None]]:
    """The one push; what comes back asserts that the lock is still held.

    Raises:
        StoreBusy: another push still holds it after `wait` seconds.
    """
    if "guitu_turn" not in {name for name, *_ in connection.rows(statements.RULES)}:
        connection.command(push_statements.UNIQUE_TURN)
    mine = str(uuid4())
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    told = {"guitu": mine, "holder": f"进程 {os.getpid()}（{socket.gethostname()}，自 {since}）"}
    began = time.monotonic()
    with connection.open_transaction(told) as transaction:
        watch = _Watch(connection, mine, wait, waiting)
        try:
            with connection.explained():
                transaction.run(push_statements.TAKE_TURN, turn=mine).consume()
        except StoreError as error:
            if time.monotonic() - began < min(wait, _SOON):
                raise
            raise StoreBusy(
                f"{connection.server.uri} 正由{watch.holder or '另一个程序'}推送，等了 {wait:g} 秒仍未结束。",
                hint="请等它结束后再试。",
            ) from error
        finally:
            watch.over()

        def held() -> None:
            with connection.explained():
                transaction.run(statements.VERSION).consume()

        yield held
