"""Search among many measures: made of the sentences of real ones, as no such corpus is at hand.

    python -m benchmarks.recombined DIR                             DIR: a folder of `guitu build`
    python -m benchmarks.recombined DIR --kinds 20000,100000        kinds of index, for `embeddings.dense`

A made-up measure takes three to six sentences of one domain of one plan. Encoding 100,000 of them would
take hours, so their vectors are made of real ones: a sentence turns towards another of its domain until
two copies are as alike as one provision in two plans (0.9), a text is the mean of its sentences; both
keep the spread that real vectors have around their mean. Queries are real and really encoded.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.searching import JUDGED, least
from embeddings import dense, lexical
from embeddings.cache import VectorCache
from embeddings.encoder import Encoder, Matrix, encoder, unit_rows
from embeddings.evaluation import judged_queries
from embeddings.index import Item, Kind
from embeddings.sentences import sentences
from embeddings.wording import matters
from graph import ids
from graph.sqlite import SqliteStore
from service.indexing import items

_TURNED = 0.5  # how far a sentence turns; its copies then have an inner product of 0.9
_PORTION = 20_000
_faiss: Any = faiss


@dataclass(frozen=True, slots=True, kw_only=True)
class Recombined:
    """Made-up measures. `cut` is that of `embeddings.index`; vectors are float32, unit rows."""

    ids: list[str]
    texts: list[str]
    cut: NDArray[np.int32]
    text_vectors: Matrix
    sentence_vectors: Matrix


def recombined(
    found: Sequence[Item], cache: VectorCache, count: int, *, seed: int = 0
) -> Recombined:
    """`count` measures out of the sentences of real ones."""
    chance = np.random.default_rng(seed)
    words = [item.text[a:b] for item in found for a, b in sentences(item.text)]
    home = [ids.domain_of(item.id) for item in found for _ in sentences(item.text)]
    domains = list(dict.fromkeys(home))
    at = np.array([domains.index(each) for each in home])
    of_domain = [np.flatnonzero(at == number) for number in range(len(domains))]
    cache.fill(words)
    real = cache.vectors(words)
    middle = real.mean(axis=0)
    sizes = chance.integers(3, 7, count)
    begins = np.cumsum(sizes) - sizes
    where = at[chance.integers(0, len(at), count)]  # large domains get more
    own, other = (
        np.concatenate([chance.choice(of_domain[d], n) for d, n in zip(where, sizes, strict=True)])
        for _ in range(2)
    )
    texts, cut = [], np.zeros((len(own), 3), dtype=np.int32)
    for row, (begin, size) in enumerate(zip(begins.tolist(), sizes.tolist(), strict=True)):
        parts = [words[n] for n in own[begin : begin + size].tolist()]
        ends = np.cumsum([len(part) for part in parts])
        cut[begin : begin + size] = np.stack(
            [np.full(size, row), ends - list(map(len, parts)), ends], 1
        )
        texts.append("".join(parts))
    apart = real - middle
    of_sentences = np.empty((len(own), real.shape[1]), dtype=np.float32)
    for first in range(0, len(own), _PORTION):  # in portions, for the memory of what comes between
        part = slice(first, first + _PORTION)
        turned = apart[own[part]] + _TURNED * apart[other[part]]
        of_sentences[part] = unit_rows(middle + turned / np.sqrt(1 + _TURNED**2))
    sums = np.add.reduceat(of_sentences, begins, axis=0)
    means = sums / sizes[:, None]
    of_texts = unit_rows(middle + (means - middle) * np.sqrt(sizes)[:, None])
    return Recombined(
        ids=[f"{domains[d]}:m{row + 1000}" for row, d in enumerate(where.tolist())],
        texts=texts, cut=cut, text_vectors=of_texts, sentence_vectors=of_sentences,
    )  # fmt: skip


def write(folder: Path, made: Recombined, *, compact: bool) -> Iterator[tuple[str, float, int]]:
    """Keep a shelf; each part of it with its seconds and bytes. Compact: all vectors are looked at."""
    folder.mkdir(parents=True)
    (folder / "words").mkdir()
    (folder / "ids.json").write_text(json.dumps(made.ids), "ascii")
    np.save(folder / "sentences.npy", made.cut)
    for name, vectors in (("texts", made.text_vectors), ("sentences", made.sentence_vectors)):
        start = time.perf_counter()

        def of(rows: Sequence[int], vectors: Matrix = vectors) -> Matrix:
            return vectors[np.asarray(rows)]

        path = folder / f"{name}.faiss"
        dense.write(path, len(vectors), vectors.shape[1], of, compact=compact)
        yield f"vectors of {len(vectors)} {name}", time.perf_counter() - start, path.stat().st_size
    start = time.perf_counter()
    lexical.write(folder / "words", made.texts)
    size = sum(path.stat().st_size for path in (folder / "words").iterdir())
    yield "words", time.perf_counter() - start, size


_SEARCHED = """
import json, re, sys, time
from pathlib import Path
import numpy as np
from benchmarks.searching import least
from embeddings.encoder import encoder, packaged_folder
from embeddings.index import opened_shelf
from embeddings.ranking import query_of, ranked
from embeddings.understanding import Understanding
start = time.perf_counter()
shelf = opened_shelf(Path(sys.argv[1])); opened = time.perf_counter() - start
model, understanding = encoder(), Understanding(packaged_folder())
domains = sorted(shelf._by_domain)[: max(1, len(shelf._by_domain) // 9)]  # about one plan of nine
rows = shelf.rows_of(domains)
def search(text, vector, rows=None): return ranked(shelf, query_of(text, vector, understanding), 10, rows=rows)
told = {"encoding": [], "without encoding": [], "whole": [], "in a ninth of the domains, whole": []}
first = []
for text in json.load(sys.stdin):
    vector = model.encode([text])
    told["encoding"].append(least(lambda: model.encode([text])))
    told["without encoding"].append(least(lambda: search(text, vector)))
    told["whole"].append(least(lambda: search(text, model.encode([text]))))
    told["in a ninth of the domains, whole"].append(least(lambda: search(text, model.encode([text]), rows), 2))
    first.append([each.row for each in search(text, vector)])
memory = {name: int(kb) // 1024 for name, kb in re.findall(r"(VmHWM|VmRSS):\\s+(\\d+)", Path("/proc/self/status").read_text())}
json.dump({"opened": opened, "memory": memory, "first": first,
    "times": {name: [np.median(each), np.percentile(each, 95)] for name, each in told.items()}}, sys.stdout)
"""


def searched(folder: Path, queries: Sequence[str]) -> dict[str, Any]:
    """What a process of its own says of searching a shelf."""
    done = subprocess.run(
        [sys.executable, "-c", _SEARCHED, str(folder)],
        input=json.dumps(queries), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def many(made: Recombined, queries: Sequence[str]) -> None:
    """Print what search among many measures takes, beside looking at every vector."""
    with tempfile.TemporaryDirectory() as place:
        print(f"| index of {len(made.ids)} measures | seconds | MB |\n|---|---|---|")
        for name, seconds, size in write(Path(place) / "index", made, compact=False):
            print(f"| {name} | {seconds:.1f} | {size / 1e6:.0f} |")
        for _ in write(Path(place) / "every", made, compact=True):
            pass
        told, every = (searched(Path(place) / name, queries) for name in ("index", "every"))
        print(
            "\n| one search, ms | median | p95 | every vector looked at: median | p95 |\n|---|---|---|---|---|"
        )
        for name, times in told["times"].items():
            print(
                f"| {name} | {' | '.join(f'{ms:.1f}' for ms in (*times, *every['times'][name]))} |"
            )
        same = np.mean(
            [len({*a} & {*b}) / 10 for a, b in zip(told["first"], every["first"], strict=True)]
        )
        print(f"\nOf the first ten of looking at every vector, {same:.3f} are among the first ten.")
        print(
            f"Opening {told['opened']:.2f} s; MiB {told['memory']} (every vector: {every['memory']})"
        )


def kinds(vectors: Matrix, queries: Matrix, sizes: Sequence[int], factors: Sequence[int]) -> None:
    """Print recall, speed and size of kinds of index over the first vectors, for `embeddings.dense`."""
    print(
        "| vectors | index | looked at | recall@10 | recall@200 | ms | MB | build s |\n"
        + "|---" * 8
        + "|"
    )
    for size in sizes:
        some, root = vectors[:size], size**0.5
        flat = _faiss.IndexFlatIP(some.shape[1])
        flat.add(some)
        exact = flat.search(queries, 200)[1]
        names = [f"IVF{round(factor * root)},SQ8" for factor in factors]
        names += ["HNSW32_SQ8"] if size <= 100_000 else []  # minutes to build
        names += [f"IVF{round(4 * root)},PQ64"] if size <= 20_000 else []
        for name in ("Flat", "SQ8", *names):
            start = time.perf_counter()
            index = _faiss.index_factory(some.shape[1], name, _faiss.METRIC_INNER_PRODUCT)
            lists = getattr(index, "nlist", 0)
            _faiss.omp_set_num_threads(os.cpu_count() or 1)
            index.train(
                some[:: max(1, size // (lists * 64))] if lists else some[:: max(1, size // 50_000)]
            )
            index.add(some)
            took = time.perf_counter() - start
            room = len(_faiss.serialize_index(index)) / 1e6
            _faiss.omp_set_num_threads(1)
            for looked in (8, 16, 24, 32, 64) if lists else (200, 400) if "HNSW" in name else (0,):
                if lists:
                    index.nprobe = looked
                elif looked:
                    index.hnsw.efSearch = looked
                found = index.search(queries, 200)[1]
                recall = [
                    np.mean(
                        [len({*a[:k]} & {*b[:k]}) / k for a, b in zip(exact, found, strict=True)]
                    )
                    for k in (10, 200)
                ]
                times = [
                    least(lambda one=query[None, :], index=index: index.search(one, 200), 3)
                    for query in queries[:100]
                ]
                print(
                    f"| {size} | {name} | {looked or 'all'} | {recall[0]:.3f} | {recall[1]:.3f} |"
                    f" {np.median(times):.2f} | {room:.0f} | {took:.1f} |", flush=True,
                )  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--measures", type=int, default=100_000)
    parser.add_argument("--kinds", help="numbers of vectors to compare kinds of index with")
    parser.add_argument("--factors", default="1,2,4,8", help="lists of an inverted index, times √n")
    parser.add_argument("--judged", type=Path, default=JUDGED)
    args = parser.parse_args()
    queries = [each.query for each in judged_queries(args.judged)]
    model: Encoder = encoder()
    with SqliteStore(args.data).view() as view, VectorCache(args.data, model) as cache:
        found = [item for item in items(view) if item.kind is Kind.MEASURE]
        sizes = [int(size) for size in (args.kinds or "").split(",") if size]
        count = max(sizes) // 4 if sizes else args.measures
        made = recombined(found, cache, count)
    if sizes:
        asked = [*queries, *(matter.sayings[0] for matter in matters()[::8])]
        factors = [int(factor) for factor in args.factors.split(",")]
        kinds(made.sentence_vectors, model.encode(asked), sizes, factors)
    else:
        many(made, queries)


if __name__ == "__main__":
    main()
