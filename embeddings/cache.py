"""Vectors kept by model and text, so that a second build encodes only what is new.

One SQLite file beside the store, written as the encoding goes on: a build that is cut short finds its
work there. Nothing in it is the only copy of anything: a broken file is made anew, and what left the
corpus is forgotten once it outnumbers what stayed.
Half precision: its rounding moves an inner product by less than 0.0005, the 8-bit weights by more.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

import numpy as np

from embeddings.encoder import Encoder, Matrix, unit_rows
from graph.errors import IndexFault, reason

log = logging.getLogger(__name__)

FILE_NAME: Final = "vectors.sqlite"
_PORTION: Final = 256  # texts encoded and written at a time
_ASKED: Final = 500  # keys a question to SQLite

_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS vector (
    model TEXT NOT NULL,
    text BLOB NOT NULL,
    half BLOB NOT NULL,
    PRIMARY KEY (model, text)
) WITHOUT ROWID
"""

Counted = Callable[[int, int], None]  # told how many texts are encoded, of how many


def uncounted(done: int, total: int) -> None:
    """Progress that nobody watches."""


class VectorCache:
    """The vectors of one encoder in a data folder; a context manager.

    Raises:
        IndexFault: the folder cannot be written.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._path = folder / FILE_NAME
        self._encoder = encoder

    def __enter__(self) -> Self:
        with self._explained():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._opened()
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    def fill(self, texts: Iterable[str], progress: Counted = uncounted) -> None:
        """Encode the texts that are not known yet, and forget the others where they have become many."""
        wanted = {_key(text): text for text in texts}
        with self._explained():
            try:
                self._fill(wanted, progress)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
                self._connection.close()
                self._connection = self._made_anew(error)
                self._fill(wanted, progress)

    def _fill(self, wanted: dict[bytes, str], progress: Counted) -> None:
        known = {key for key, _ in self._kept(list(wanted))}
        # Texts of like length together: the encoder pads less.
        missing = sorted(wanted.keys() - known, key=lambda key: (len(wanted[key]), key))
        for at in range(0, len(missing), _PORTION):
            portion = missing[at : at + _PORTION]
            self._keep(portion, self._encoder.encode([wanted[key] for key in portion]))
            progress(min(at + _PORTION, len(missing)), len(missing))
        self._forget_others(wanted)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """The vectors of texts that `fill` was given: float32, (n, dimension), unit rows."""
        keys = [_key(text) for text in texts]
        with self._explained():
            known = dict(self._kept(list(dict.fromkeys(keys))))
        halves = np.frombuffer(b"".join(known[key] for key in keys), dtype=np.float16)
        return unit_rows(halves.reshape(len(keys), self._encoder.dimension))

    def _keep(self, keys: Sequence[bytes], vectors: Matrix) -> None:
        rows = [
            (self._encoder.identity, key, half.tobytes())
            for key, half in zip(keys, vectors.astype(np.float16), strict=True)
        ]
        with self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)

    def _kept(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        size = 2 * self._encoder.dimension
        for at in range(0, len(keys), _ASKED):
            asked = keys[at : at + _ASKED]
            rows = self._connection.execute(
                "SELECT text, half FROM vector WHERE model = ?"
                f" AND text IN ({', '.join('?' * len(asked))})",
                (self._encoder.identity, *asked),
            )
            yield from ((key, half) for key, half in rows if len(half) == size)

    def _forget_others(self, wanted: dict[bytes, str]) -> None:
        model = (self._encoder.identity,)
        count = "SELECT count(*) FROM vector WHERE model = ?"
        if self._connection.execute(count, model).fetchone()[0] <= 2 * len(wanted) + _ASKED:
            return
        rows = self._connection.execute("SELECT text FROM vector WHERE model = ?", model).fetchall()
        with self._transaction():
            self._connection.executemany(
                "DELETE FROM vector WHERE model = ? AND text = ?",
                [(*model, key) for (key,) in rows if key not in wanted],
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        try:
            return _laid_out(self._path)
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                raise
            return self._made_anew(error)

    def _made_anew(self, error: sqlite3.Error) -> sqlite3.Connection:
        log.warning("%s is broken and made anew: %s", self._path, error)
        for end in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + end).unlink()
        return _laid_out(self._path)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            raise IndexFault(
                f"向量缓存 {self._path} 读写不了：{why}。",
                hint="请检查磁盘空间和权限；也可以删掉这个文件，下次入库会重新计算。",
            ) from error


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _is_broken(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _laid_out(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_LAYOUT)
        connection.execute("SELECT 1 FROM vector LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
