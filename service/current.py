"""The library of the last complete build, for as long as a process runs.

A build by another process, or a push to the server that is read from, is noticed at the next request: the
store tells that it has changed, and a new library takes the place of the old, which still serves whoever
holds it. Each thread reads from a still view of its own, so a request sees one state of graph and index from
beginning to end. A server holds no state still: while a push rewrites it nothing is answered, and what was read
when one began is no answer (`Current.check`).
"""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from typing import Final

from embeddings.encoder import Encoder
from embeddings.index import NOTE, Index
from graph.errors import IndexFault, StoreChanging
from graph.store import View
from queries.library import Library
from service.stores import index_of, opened_view

log = logging.getLogger(__name__)

_OFTEN: Final = 1.0  # seconds between two questions to a server whether it has changed


@dataclass(slots=True)
class _Held:
    """What one thread reads from."""

    version: int
    library: Library
    open: ExitStack


class Current:
    """Gives each thread the library of the last build of a data folder, or of the last push to a server.

    Args:
        data: where the graph and its index are; with `store` the index alone, where it is not on the server.
        encoder: of the index, where it is loaded already.
        store: the address of a Neo4j server that the graph is read from.

    Raises:
        StoreError: the graph cannot be read.
        IndexFault: its index cannot serve.
    """

    def __init__(
        self, data: Path, encoder: Encoder | None = None, store: str | None = None
    ) -> None:
        self.data = data
        self._store = store
        self._encoder = encoder
        self._view = opened_view(store, data)
        self._threads = local()
        self._lock = Lock()
        self._index: Index | None = None
        self._version = self._view.version()
        self._asked = time.monotonic()
        self.library()

    def close(self) -> None:
        """Let go of the store; nothing is read from any library after this."""
        self._view.close()

    def library(self) -> Library:
        """The library of the last build; the same one to a thread until there is a new build.

        Raises:
            StoreChanging: a push to the server is at work, or was cut off.
        """
        held: _Held | None = getattr(self._threads, "held", None)
        version = self._last_version()
        if held is not None and held.version == version:
            return held.library
        if not self._view.is_complete():
            raise _changing()
        if held is not None:
            del self._threads.held
            held.open.close()
        held = self._opened()
        self._threads.held = held
        return held.library

    def check(self) -> None:
        """Whether what this thread has read from its library is of one state.

        Raises:
            StoreChanging: a push to the server has begun meanwhile.
        """
        held: _Held | None = getattr(self._threads, "held", None)
        if self._store is not None and held is not None and held.version != self._view.version():
            raise _changing()

    def _last_version(self) -> int:
        """The version of the store; of a server, as it was a moment ago."""
        now = time.monotonic()
        if self._store is None or now - self._asked > _OFTEN:
            self._asked = now
            self._version = self._view.version()
        return self._version

    def _opened(self) -> _Held:
        while True:
            version = self._view.version()
            stack = ExitStack()
            still = stack.enter_context(self._view.snapshot())
            try:
                library = Library(still, self._index_of(still))
            except IndexFault:
                stack.close()
                if self._view.version() != version:
                    continue  # a build ended between the two and took its old index away
                raise
            return _Held(version, library, stack)

    def _index_of(self, view: View) -> Index:
        """The index of a view, shared by all threads."""
        with self._lock:
            if self._index is None or self._index.name != view.note(NOTE):
                self._index = index_of(view, self.data, self._encoder)
                self._encoder = self._index.encoder  # loaded once
                log.info("library opened", extra={"index": self._index.name})
            return self._index


def _changing() -> StoreChanging:
    return StoreChanging(
        "图正在更新：有推送正在改写服务器上的图，或上次推送没有完成。",
        hint="请过几秒再试；一直如此，请管理员再运行一次 guitu push，它会接着做完。",
    )
