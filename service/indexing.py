"""The stage of a build after the files: search index, similar measures and topics, in the same commit.

    graph as the build sees it → items → vectors (cached) → index folder → similarities, topics → the store

Nothing is done where the graph has not changed and its index is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embeddings.cache import Counted, uncounted
from embeddings.encoder import Encoder
from embeddings.index import (
    NOTE,
    REBUILD,
    Item,
    Kind,
    SearchIndex,
    is_current,
    prune,
    written,
)
from embeddings.topics import derived
from graph.errors import IndexFault, IndexNotFound
from graph.sqlite import SqliteStore
from graph.store import View, Writer
from queries.context import searchable_text


def items(view: View) -> Iterator[Item]:
    """Every measure and goal as it is indexed, measures first, by id."""
    for label, kind in (("Measure", Kind.MEASURE), ("Goal", Kind.GOAL)):
        for node in view.nodes(label=label):
            yield Item(id=node.id, kind=kind, text=searchable_text(node))


@dataclass(slots=True, kw_only=True)
class Indexer:
    """Keeps the index of a data folder in step with its graph."""

    encoder: Encoder
    data: Path
    progress: Counted = uncounted

    def update(self, writer: Writer) -> None:
        """Bring the index and what is derived from it up to date, as part of the writer's build.

        Raises:
            IndexFault: the data folder cannot be written.
            EncoderError: the encoder cannot be loaded.
        """
        view = writer.view()
        kept = view.note(NOTE)
        if kept is not None and self._serves(kept):
            return
        name = written(list(items(view)), self.encoder, self.data, progress=self.progress)
        if name != kept:
            nodes, edges = derived(SearchIndex(self.data, name, self.encoder), view)
            writer.derive(nodes, edges)
            writer.take_note(NOTE, name)

    def _serves(self, name: str) -> bool:
        """Whether an index is of this encoder and can be read: a size alone does not tell."""
        try:
            if is_current(self.data, name, self.encoder):
                SearchIndex(self.data, name, self.encoder)
                return True
        except IndexFault:
            pass
        return False

    def tidy(self, view: View) -> None:
        """Remove the indexes that no graph has any more; after the build's commit."""
        kept = view.note(NOTE)
        if kept is not None:
            prune(self.data, keep=kept)


@contextmanager
def searching(folder: Path) -> Iterator[tuple[View, SearchIndex]]:
    """A still view of the graph in a data folder and the index that belongs to it.

    A build that ends between the two and removes the index is followed to its new one.

    Raises:
        StoreError: the graph cannot be read.
        IndexFault: its index cannot serve.
    """
    with SqliteStore(folder).view() as view:
        while True:
            with view.snapshot() as still:
                try:
                    index = opened_index(still, folder)
                except IndexFault:
                    if view.note(NOTE) == still.note(NOTE):
                        raise
                    continue
                yield still, index
                return


def opened_index(view: View, data: Path, encoder: Encoder | None = None) -> SearchIndex:
    """The index of the graph that `view` shows.

    Raises:
        IndexNotFound: the graph has none.
        IndexDamaged: a file of it is missing or broken.
        IndexMismatch: it was made with another encoder.
    """
    name = view.note(NOTE)
    if name is None:
        raise IndexNotFound(f"{data} 里的图还没有索引。", hint=REBUILD)
    return SearchIndex(data, name, encoder)
