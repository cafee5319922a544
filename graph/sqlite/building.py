"""One build at a time: SQLite's own write lock, and a note beside the file that says who holds it.

The lock is the kernel's: it dies with its process, so a kill never leaves a store locked. The note
(`guitu.building.json`) is for people only; a stale one is ignored and overwritten. A lock file would be
a second truth that could disagree with the first. Both need a local disk: SQLite's locks are not to be
trusted on NFS.

A build is one transaction. In write-ahead mode its pages go to the `-wal` file without a commit mark
until the end: a kill leaves the last complete build, readers see that one meanwhile, and the next
connection drops the rest.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from graph.errors import StoreBusy, StoreError, reason
from graph.sqlite.opening import explained, is_busy, layout_of
from graph.sqlite.tables import LAYOUT, LAYOUT_VERSION

_PAUSE: Final = 0.1  # seconds between two attempts
_NOTE: Final = "guitu.building.json"


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / _NOTE).read_text("utf-8"))
        return f"进程 {note['pid']}（{note['host']}，自 {note['since']}）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个程序"


@contextmanager
def _noted(folder: Path) -> Iterator[None]:
    note = folder / _NOTE
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    told = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    with suppress(OSError):  # nobody can be told, but the build itself is safe
        note.write_text(json.dumps(told), "utf-8")
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            if json.loads(note.read_text("utf-8")) == told:
                note.unlink()


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    layout_of(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")


def _wait_for_turn(
    connection: sqlite3.Connection,
    path: Path,
    wait: float,
    waiting: Callable[[str], None] | None,
) -> None:
    # SQLite's busy timeout would wait in C, deaf to Ctrl-C and unable to tell the user for whom.
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            _begin(connection, path)
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if time.monotonic() >= deadline:
                raise StoreBusy(
                    f"{path.parent} 正在由{_holder(path.parent)}建图，等了 {wait:g} 秒仍未结束。",
                    hint="请等它结束后再试，或用 --data 换一个数据文件夹。",
                ) from error
        if waiting is not None and not told:
            waiting(f"{path.parent} 正在由{_holder(path.parent)}建图，等它结束……")
            told = True
        time.sleep(min(_PAUSE, max(0.0, deadline - time.monotonic())))


def _lay_out(connection: sqlite3.Connection, version: int) -> None:
    """Give a new file its tables; clear one of an earlier layout, whose documents are read anew."""
    if version == LAYOUT_VERSION:
        return
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        connection.execute(f'DROP TABLE "{table}"')
    for statement in filter(str.strip, LAYOUT.split(";")):
        connection.execute(statement)


@contextmanager
def building(
    path: Path, wait: float, waiting: Callable[[str], None] | None
) -> Iterator[sqlite3.Connection]:
    """A connection inside the one write transaction; committed if the block ends well.

    Raises:
        StoreBusy: another build holds the store for longer than `wait` seconds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"建不了数据文件夹 {path.parent}：{reason(error)}。", hint="请用 --data 换一个位置。"
        ) from error
    with (
        explained(path),
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection,
    ):
        _wait_for_turn(connection, path, wait, waiting)
        with _noted(path.parent):
            try:
                connection.execute("PRAGMA cache_size = -65536")
                _lay_out(connection, layout_of(connection, path))
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
