"""The embedded store: one SQLite file in the data folder, no server.

tables   the file's layout and how values are written in it
opening  connections, and what their failures mean to a user
building the lock of one build, and who holds it
writer   what a build changes
view     what readers see
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.sqlite.building import building
from graph.sqlite.opening import Pool
from graph.sqlite.view import SqliteView
from graph.sqlite.writer import SqliteWriter

__all__ = ["FILE_NAME", "SqliteStore", "SqliteView", "SqliteWriter"]

FILE_NAME: Final = "guitu.sqlite"


class SqliteStore:
    """The store in a data folder, which need not exist before the first build."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.path = self.folder / FILE_NAME

    def view(self) -> SqliteView:
        """A reader of the last complete build; see `graph.store.Store.view`."""
        return SqliteView(Pool(self.path))

    @contextmanager
    def writing(
        self, *, wait: float = 0.0, waiting: Callable[[str], None] | None = None
    ) -> Iterator[SqliteWriter]:
        """One build, kept whole or not at all; see `graph.store.Store.writing`."""
        with building(self.path, wait, waiting) as connection:
            yield SqliteWriter(self.path, connection)
