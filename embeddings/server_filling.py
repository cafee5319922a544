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
from graph.neo4j.connection import Connection, Server
from graph.neo4j.packing import digest_of
from graph.neo4j.search import as_text
from graph.neo4j.search_statements import Part, place
from graph.neo4j.search_writer import Row, SearchWriter
from graph.neo4j.turns import turn

Counted = Callable[[int, int], None]
_OFTEN: Final = 100  # items between two tellings of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """How many measures and goals of the index were written or removed, or would be."""

    written: int = 0
    removed: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything differed."""
        return bool(self.written or self.removed)


def put_search(
    server: Server,
    index: SearchIndex,
    items: Iterable[Item],
    *,
    dry_run: bool = False,
    thorough: bool = False,
    wait: float = 600.0,
    waiting: Callable[[str], None] | None = None,
    progress: Counted | None = None,
) -> SearchReport:
    """What was changed so that search on the server is that of `index`.

    Args:
        server: where to.
        index: on this machine.
        items: all that it is an index of; read only where something may differ.
        dry_run: only tell what would be changed.
        thorough: write everything anew, also what looks unchanged.
        wait: seconds to wait for another push to end; `waiting` is told, once, for whom.
        progress: told how many items are written of how many.

    Raises:
        StoreBusy: another push holds the server.
        StoreError: the server cannot be reached or written.
    """
    connection = Connection(server)
    try:
        if dry_run:
            return filled(connection, index, items, dry_run=True, thorough=thorough)
        with turn(connection, wait=wait, waiting=waiting):
            return filled(connection, index, items, thorough=thorough, progress=progress)
    finally:
        connection.close()


def filled(
    connection: Connection,
    index: SearchIndex,
    items: Iterable[Item],
    *,
    dry_run: bool = False,
    thorough: bool = False,
    progress: Counted | None = None,
) -> SearchReport:
    """The same for a server whose turn is held already."""
    writer = SearchWriter(connection)
    told, before = _told(index), writer.told()
    same = before.get("complete") and told.items() <= before.items()
    if same and not thorough and _is_whole(writer, index):
        return SearchReport()
    one = _Filling(writer, index, told, items, progress)
    if dry_run:
        return one.report(one.work(thorough=thorough))
    writer.lay_out(index.encoder.dimension)
    writer.begin()
    if thorough:
        writer.clear()
    report = one.done()
    if not _is_whole(writer, index):  # somebody took sentences away, or they have lost their item
        writer.clear()
        report = one.done()
    if not _is_whole(writer, index):
        raise StoreError(
            f"{connection.server.uri} 上的索引与本地的不一致：推送期间有别的程序改动了它。",
            hint="请确认没有别的程序在改规图的节点，再运行一次 guitu push。",
        )
    writer.end(told)
    return report


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


class _Filling:
    """One filling on its way."""

    def __init__(
        self,
        writer: SearchWriter,
        index: SearchIndex,
        told: Mapping[str, Any],
        items: Iterable[Item],
        progress: Counted | None,
    ) -> None:
        self._writer = writer
        self._index = index
        self._made = [told[each] for each in ("form", "model", "dimension", "rules")]
        self._items: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
        for item in items:
            self._items[item.kind].append(item)
        self._progress = progress

    def report(self, work: Mapping[Kind, _Work]) -> SearchReport:
        """What this work is."""
        return SearchReport(
            written=sum(len(each.changed) for each in work.values()),
            removed=sum(len(each.gone) for each in work.values()),
        )

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

    def done(self) -> SearchReport:
        """Write what differs."""
        work = self.work()
        report = self.report(work)
        done = 0
        for kind, each in work.items():
            self._writer.drop(LABELS[kind], [*each.gone, *each.replaced])
            shelf = self._index.shelves[kind]
            rows = (_row(shelf, item, each.digests[item.id]) for item in each.changed)
            self._writer.put(
                LABELS[kind], self._seen(rows, done, report.written), partial(_with_vectors, shelf)
            )
            done += len(each.changed)
        files = _files(self._index, self._items)
        for name, content in files.items():
            self._writer.put_file(name, content)
        self._writer.keep_files(list(files))
        return report

    def _seen(self, rows: Iterator[Row], done: int, total: int) -> Iterator[Row]:
        for number, row in enumerate(rows, start=done + 1):
            yield row
            if self._progress is not None and number % _OFTEN == 0:
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
    return [as_text(vector.tolist()) if vector.any() else None for vector in vectors]


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
