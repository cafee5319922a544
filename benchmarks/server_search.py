"""Search inside a Neo4j among many made-up measures (`benchmarks.recombined`), beside the same search here.

    python -m benchmarks.server_search DIR bolt://127.0.0.1:7691 --measures 10000    DIR: a folder of `guitu build`

What is ours on the server is removed first and again at the end. The password is in `$GUITU_NEO4J_PASSWORD`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from benchmarks.recombined import Recombined, recombined, write
from benchmarks.searching import JUDGED
from embeddings.cache import VectorCache
from embeddings.encoder import Encoder, encoder
from embeddings.evaluation import judged_queries
from embeddings.index import Index, Item, Kind, SearchIndex, opened_shelf
from embeddings.ranking import query_of, ranked
from embeddings.server_filling import ServerFilling
from embeddings.server_index import ServerIndex
from embeddings.shelf import Shelf
from embeddings.understanding import Understanding
from graph.neo4j.connection import Connection
from graph.sqlite import SqliteStore
from service.indexing import items, opened_index
from service.stores import server_at
from tests.pushed_store import emptied


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """An index of made-up measures and no goals, as `SearchIndex` is."""

    name: str
    folder: Path
    encoder: Encoder
    shelves: Mapping[Kind, Shelf]
    understanding: Understanding


def made_index(made: Recombined, real: SearchIndex, place: Path) -> SearchIndex:
    """An index of the made-up measures in a folder."""
    none = Recombined(
        ids=[], texts=[], cut=np.zeros((0, 3), dtype=np.int32),
        text_vectors=made.text_vectors[:0], sentence_vectors=made.sentence_vectors[:0],
    )  # fmt: skip
    for kind, some in ((Kind.MEASURE, made), (Kind.GOAL, none)):
        for _ in write(place / kind, some, compact=False):
            pass
    shelves = {kind: opened_shelf(place / kind) for kind in Kind}
    return cast(
        SearchIndex,
        _Made(
            name=f"made-{len(made.ids)}", folder=place, encoder=real.encoder, shelves=shelves,
            understanding=real.understanding,
        ),
    )  # fmt: skip


def found(index: Index, text: str) -> tuple[float, list[str]]:
    """Seconds of a search without encoding, and what it finds."""
    query = query_of(text, index.encoder.encode([text]), index.understanding)
    start = time.perf_counter()
    best = ranked(index.shelves[Kind.MEASURE], query, 10)
    return time.perf_counter() - start, [each.id for each in best]


def main() -> None:
    """Print what filling and searching take, and how many of the first ten are the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("uri")
    parser.add_argument("--measures", type=int, default=10_000)
    args = parser.parse_args()
    server = emptied(server_at(args.uri))
    model = encoder()
    with SqliteStore(args.data).view() as view, view.snapshot() as still:
        real = opened_index(still, args.data, model)
        originals = [item for item in items(still) if item.kind is Kind.MEASURE]
    with tempfile.TemporaryDirectory() as folder, closing(Connection(server)) as connection:
        with VectorCache(args.data, model) as cache:
            made = recombined(originals, cache, args.measures)
        here = made_index(made, real, Path(folder))
        every = [
            Item(id=id, kind=Kind.MEASURE, text=text)
            for id, text in zip(made.ids, made.texts, strict=True)
        ]
        filling = ServerFilling(index=here, items=lambda: every)
        start = time.perf_counter()
        filling.put(connection)
        filled = time.perf_counter() - start
        start = time.perf_counter()
        assert filling.is_there(connection)
        again = time.perf_counter() - start
        start = time.perf_counter()
        there = ServerIndex(connection, here.name, model)
        opened = time.perf_counter() - start
        print(
            f"{args.measures} measures, {len(made.cut)} sentences: filled in {filled:.0f} s,"
            f" again {again:.2f} s, opened in {opened:.2f} s"
        )
        queries = [query.query for query in judged_queries(JUDGED)]
        told: dict[str, Any] = {}
        for name, index in (("here", here), ("on the server", there)):
            found(index, queries[0])
            told[name] = [found(index, text) for text in queries]
            ms = [seconds * 1e3 for seconds, _ in told[name]]
            print(f"| {name} | {np.median(ms):.1f} | {np.percentile(ms, 95):.1f} |")
        pairs = zip(told["here"], told["on the server"], strict=True)
        same = np.mean([len({*a} & {*b}) / 10 for (_, a), (_, b) in pairs])
        print(json.dumps({"of the first ten here, among the first ten there": round(same, 3)}))
    emptied(server)


if __name__ == "__main__":
    main()
