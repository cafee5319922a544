"""A local index put onto a server, beside the graph: only what differs is written, what left is removed.

the record is marked incomplete → changed and gone items removed → items written → files → the record
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from embeddings import lexical
from embeddings.cache import Counted, uncounted
from embeddings.encoder import Matrix
from embeddings.index import OWN, Item, Kind, SearchIndex
from embeddings.server_index import (
    FORM,
    LABELS,
    counts_file,
    terms_file,
)
from embeddings.server_parts import sentence_key
from embeddings.shelf import Shelf
from embeddings.terms import terms
from graph.errors import StoreError
from graph.neo4j.connection import Connection
from graph.neo4j.packing import digest_of, vector_text
from graph.neo4j.search_statements import Part, place
from graph.neo4j.search_writer import Row, SearchWriter

_OFTEN: Final = 100  # items between two tellings of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFilling:
    """Puts a local index onto a server with a push; see `graph.neo4j.Beside`.

    Args:
        index: on this machine.
        items: all that it is an index of; read only where something may differ.
        thorough: write everything anew, also what looks unchanged.
        progress: told how many items are written of how many.
    """

    index: SearchIndex
    items: Callable[[], Iterable[Item]]
    thorough: bool = False
    progress: Counted = uncounted

    def is_there(self, connection: Connection) -> bool:
        """Whether the server's index is that of here, and whole."""
        return self._is_served_by(_there(SearchWriter(connection)))

    def changes(self, connection: Connection) -> int:
        """How many items would be written or removed."""
        there = _there(SearchWriter(connection))
        if self._is_served_by(there):
            return 0
        return _size(self._writing(there.writer).work(thorough=self._is_anew(there)))

    def put(self, connection: Connection) -> int:
        """How many items were written or removed.

        Raises:
            StoreError: the server cannot be written, or somebody else changed what was written.
        """
        there = _there(SearchWriter(connection))
        if self._is_served_by(there):
            return 0
        writer, one = there.writer, self._writing(there.writer)
        writer.lay_out(self.index.encoder.dimension)
        writer.begin()
        if self._is_anew(there):
            writer.clear()
        number = one.done()
        if not _is_whole(writer, self.index):
            writer.clear()  # others took sentences away, or these have lost their item
            number = one.done()
        if not _is_whole(writer, self.index):
            raise StoreError(
                f"{connection.server.uri} 上的索引与本地的不一致：推送期间有别的程序改动了它。",
                hint="请确认没有别的程序在改规图的节点，再运行一次 guitu push。",
            )
        writer.end(_told(self.index))
        return number

    def _is_served_by(self, there: _There) -> bool:
        # What was whole when it was recorded, and is as it was then, is whole.
        same = there.is_complete and _told(self.index).items() <= there.told.items()
        return (
            not self.thorough
            and same
            and there.is_as_recorded
            and there.writer.is_laid_out(self.index.encoder.dimension)
        )

    def _is_anew(self, there: _There) -> bool:
        """Whether all is written: asked for, or somebody has changed what no digest of an item tells of."""
        return self.thorough or (there.is_complete and not there.is_as_recorded)

    def _writing(self, writer: SearchWriter) -> _Writing:
        return _Writing(writer, self.index, self.items(), self.progress)


class NoSearch:
    """Takes what search goes by off a server with a push; see `graph.neo4j.Beside`."""

    def is_there(self, connection: Connection) -> bool:
        """Whether nothing is there."""
        return not SearchWriter(connection).told()

    def changes(self, connection: Connection) -> int:
        """How many items would be taken away."""
        return sum(len(SearchWriter(connection).digests(label)) for label in LABELS.values())

    def put(self, connection: Connection) -> int:
        """How many items were taken away."""
        number, writer = self.changes(connection), SearchWriter(connection)
        if not self.is_there(connection):
            writer.begin()
            writer.clear()
            writer.forget()
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """What the server has: its record, and whether what it records is still so."""

    writer: SearchWriter
    told: Mapping[str, Any]
    is_as_recorded: bool

    @property
    def is_complete(self) -> bool:
        """Whether the last filling ended."""
        return bool(self.told.get("complete"))


def _there(writer: SearchWriter) -> _There:
    told = writer.told()
    return _There(writer=writer, told=told, is_as_recorded=told.get("state") == writer.state())


def _told(index: SearchIndex) -> Mapping[str, Any]:
    """What made an index."""
    return {
        "form": FORM,
        "name": index.name,
        "model": index.encoder.identity,
        "source": index.encoder.source,
        "dimension": index.encoder.dimension,
        "rules": lexical.rules(),
    }


def _is_whole(writer: SearchWriter, index: SearchIndex) -> bool:
    """Whether there are as many texts and sentences as there should be, and all files."""
    wanted = {}
    for kind, label in LABELS.items():
        wanted[place(label, Part.TEXT)] = len(index.shelves[kind].texts)
        wanted[place(label, Part.SENTENCE)] = len(index.shelves[kind].sentences)
    names = {*map(terms_file, Kind), *_sayings(index)}
    return writer.sizes() == wanted and writer.file_names() == names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What differs of one kind."""

    digests: Mapping[str, str]
    changed: Sequence[Item]
    gone: Sequence[str]
    replaced: Sequence[str]  # what is there of the changed


def _size(work: Mapping[Kind, _Work]) -> int:
    return sum(len(each.changed) + len(each.gone) for each in work.values())


class _Writing:
    """One filling on its way."""

    def __init__(
        self,
        writer: SearchWriter,
        index: SearchIndex,
        items: Iterable[Item],
        progress: Counted,
    ) -> None:
        self._writer = writer
        self._index = index
        told = _told(index)
        self._made = [told[each] for each in ("form", "model", "dimension", "rules")]
        self._items: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
        for item in items:
            self._items[item.kind].append(item)
        self._progress = progress

    def work(self, *, thorough: bool = False) -> Mapping[Kind, _Work]:
        """What differs; with `thorough`, as if nothing were there."""
        return {kind: self._work(kind, thorough=thorough) for kind in Kind}

    def _work(self, kind: Kind, *, thorough: bool) -> _Work:
        shelf, items = self._index.shelves[kind], self._items[kind]
        digests = {
            item.id: digest_of(*self._made, item.text, _cut(shelf, item.id).hex()) for item in items
        }
        there = {} if thorough else self._writer.digests(LABELS[kind])
        changed = [item for item in items if there.get(item.id) != digests[item.id]]
        return _Work(
            digests=digests,
            changed=changed,
            gone=[id for id in there if id not in digests],
            replaced=[item.id for item in changed if item.id in there],
        )

    def done(self) -> int:
        """How many items were written or removed, which is all that differed."""
        work = self.work()
        total, done = sum(len(each.changed) for each in work.values()), 0
        for kind, each in work.items():
            self._writer.drop(LABELS[kind], [*each.gone, *each.replaced])
            shelf = self._index.shelves[kind]
            rows = (_row(shelf, item, each.digests[item.id]) for item in each.changed)
            self._writer.put(
                LABELS[kind], self._seen(rows, done, total), partial(_with_vectors, shelf)
            )
            done += len(each.changed)
        files = _files(self._index, self._items)
        for name, content in files.items():
            self._writer.put_file(name, content)
        self._writer.keep_files(list(files))
        return _size(work)

    def _seen(self, rows: Iterator[Row], done: int, total: int) -> Iterator[Row]:
        for number, row in enumerate(rows, start=done + 1):
            yield row
            if number % _OFTEN == 0:
                self._progress(number, total)


def _cut(shelf: Shelf, id: str) -> bytes:
    """Where the sentences of an item stand: pairs of int32, the lesser byte first."""
    bounds = [shelf.bounds(at) for at in shelf.sentences_of(shelf.rows[id])]
    return np.array(bounds, dtype="<i4").tobytes()


def _row(shelf: Shelf, item: Item, digest: str) -> Row:
    return {
        "id": item.id,
        "digest": digest,
        "cut": _cut(shelf, item.id),
        "terms": " ".join(_terms(item)),
    }


def _terms(item: Item) -> list[str]:
    return [term for term in terms(item.text) if len(term) <= lexical.LONGEST]


def _with_vectors(shelf: Shelf, rows: Sequence[Row]) -> list[Row]:
    """Rows with their vectors and those of their sentences."""
    texts = _told_vectors(shelf.texts.vectors([shelf.rows[row["id"]] for row in rows]))
    completed = []
    for row, embedding in zip(rows, texts, strict=True):
        own = shelf.sentences_of(shelf.rows[row["id"]])
        vectors = _told_vectors(shelf.sentences.vectors(own))
        sentences = [
            {"key": sentence_key(row["id"], number), "embedding": vector}
            for number, vector in enumerate(vectors)
        ]
        completed.append(row | {"embedding": embedding, "sentences": sentences})
    return completed


def _told_vectors(vectors: Matrix) -> list[str | None]:
    """Vectors as they are sent; none for zeros, with which Neo4j knows no angle."""
    return [vector_text(vector.tolist()) if vector.any() else None for vector in vectors]


def _files(index: SearchIndex, items: Mapping[Kind, Sequence[Item]]) -> dict[str, bytes]:
    """How many texts have each term, and what the index keeps of sayings that are not the package's."""
    found = {
        terms_file(kind): counts_file(Counter(t for item in some for t in set(_terms(item))))
        for kind, some in items.items()
    }
    return found | {name: path.read_bytes() for name, path in _sayings(index).items()}


def _sayings(index: SearchIndex) -> dict[str, Path]:
    """The files of sayings that are not the package's, by name."""
    found = [path for pattern in ("*.faiss", f"{OWN}/*") for path in index.folder.glob(pattern)]
    return {path.relative_to(index.folder).as_posix(): path for path in sorted(found)}
