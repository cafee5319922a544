"""Connections to the file, and what SQLite's failures mean to a user.

The file is never opened but through SQLite: closing another handle of it would drop the process's locks
(https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from graph.errors import StoreDamaged, StoreError, StoreNotFound, StoreTooNew, reason
from graph.sqlite.tables import APPLICATION_ID, LAYOUT_VERSION

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BUILD: Final = "请先运行 guitu build 文件或文件夹…，或用 --data 指出已建好的数据文件夹。"
_REBUILD: Final = "请把这个文件移到别处，再运行 guitu build 重新建立；原始规划文件不受影响。"


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection stands in the way."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """A block whose SQLite errors become ours, naming the file."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our own mistake, not the file's
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise StoreError(f"磁盘已满，写不进 {path}。", hint="请腾出空间后重试。") from error
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise StoreError(
                f"打不开数据文件 {path}：{error}。", hint="请检查文件夹是否存在、是否有读写权限。"
            ) from error
        if is_busy(error):
            raise StoreError(f"数据文件 {path} 正被占用。", hint="请稍后再试。") from error
        raise StoreDamaged(f"数据文件 {path} 读写出错：{error}。", hint=_REBUILD) from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"数据文件 {path} 已损坏：{error}。", hint=_REBUILD) from error


def layout_of(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the file's layout; 0 for a file in which nothing was ever completed.

    Raises:
        StoreDamaged: the file is not ours.
        StoreTooNew: a later Guitu wrote it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        return 0
    if application != APPLICATION_ID:
        raise StoreDamaged(f"{path} 是 SQLite 文件，但不是规图的数据文件。", hint=_REBUILD)
    if version > LAYOUT_VERSION:
        raise StoreTooNew(
            f"{path} 由较新的规图写成：数据版本 {version}，本程序最高支持 {LAYOUT_VERSION}。",
            hint="请升级规图，或用 --data 换一个数据文件夹重新建立。",
        )
    return int(version)


def _read_only(path: Path) -> sqlite3.Connection:
    # A folder that nobody may write to (a disc, a share) has no place for SQLite's shared memory file;
    # nothing can change the store there either, so it may be read as immutable.
    wal = path.with_name(path.name + "-wal")  # readers leave it behind, empty
    fixed = not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if fixed else ''}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=10, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -16384")
    return connection


class Pool:
    """Read-only connections, as many as are used at one time.

    Raises:
        StoreNotFound: no build has ended there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._closed = False
        self._watching: sqlite3.Connection | None = None
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise StoreNotFound(f"{path.parent} 里还没有建好的图。", hint=_BUILD) from error
        except OSError as error:
            raise StoreError(
                f"打不开 {path}：{reason(error)}。", hint="请检查读取权限。"
            ) from error
        with self.lent() as connection:
            version = layout_of(connection, path)
            if version == 0:
                raise StoreNotFound(f"{path.parent} 里还没有一次完成的建图。", hint=_BUILD)
            if version < LAYOUT_VERSION:
                raise StoreNotFound(f"{path.parent} 里的图由较早的规图写成。", hint=_BUILD)

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """A connection for one thread until the block ends."""
        with explained(self.path):
            with self._lock:
                if self._closed:
                    raise ValueError("this view is closed")
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = _read_only(self.path)
            try:
                yield connection
            finally:
                with self._lock:
                    keep = not self._closed
                    if keep:
                        self._idle.append(connection)
                if not keep:
                    connection.close()

    def version(self) -> int:
        """A number that changes when another connection has committed."""
        with explained(self.path), self._lock:
            # SQLite counts for each connection by itself, so that one is kept for nothing else.
            if self._watching is None:
                self._watching = _read_only(self.path)
            (number,) = self._watching.execute("PRAGMA data_version").fetchone()
        return int(number)

    def close(self) -> None:
        """Close what is idle now, and the rest as it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            if self._watching is not None:
                idle.append(self._watching)
                self._watching = None
        for connection in idle:
            connection.close()


class Pinned:
    """One connection inside one read transaction, in the place of a pool."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """The connection."""
        with explained(self.path):
            yield self._connection

    def version(self) -> int:
        """Always the same: nothing changes while it is pinned."""
        return 0

    def close(self) -> None:
        """Nothing: whoever pinned the connection lets it go."""
