"""Search as a user meets it: the build that encodes, one search, a cold start, and what else could be used.

    python -m benchmarks.searching                       all parts
    python -m benchmarks.searching --parts search,rivals --data DIR     of a folder that was built before

Every time is the least of several runs: other work on the machine can only add to it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.building import run
from benchmarks.corpus import ROOT, plan_files
from embeddings.cache import VectorCache
from embeddings.encoder import encoder
from embeddings.evaluation import DEPTH, JudgedQuery, Place, judged_queries, quality_by_type
from embeddings.index import Item, Kind, SearchIndex, written
from embeddings.ranking import POOL, query_of, ranked
from embeddings.sentences import sentences
from embeddings.topics import derived
from graph.sqlite import SqliteStore
from queries.precedents import precedents
from service.build import build
from service.indexing import items, opened_index

JUDGED = ROOT.parent / "shared" / "eval" / "search.jsonl"
ORIGINAL = ROOT.parent / "shared" / "models" / "bge-small-zh-v1.5"

Search = Callable[[str], Sequence[int]]  # a query to rows, best first


def least(call: Callable[[], object], times: int = 5) -> float:
    """The least milliseconds of several calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return 1000 * min(found)


def middle(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return f"{np.median(times):.2f} | {np.percentile(times, 95):.2f}"


def encoded(found: Sequence[Item]) -> list[str]:
    """The texts that an index of these items needs vectors of, each once."""
    parts = (item.text[a:b] for item in found for a, b in sentences(item.text))
    return list(dict.fromkeys([*(item.text for item in found), *parts]))


def building(files: Path, data: Path, rounds: int) -> None:
    """Print the time of whole builds, and of their stages."""
    print("| `guitu build` | seconds | peak MiB |\n|---|---|---|")
    cold = []
    for _ in range(rounds):
        shutil.rmtree(data, ignore_errors=True)
        cold.append(run("build", str(files), "--data", str(data)))
    print(f"| cold | {min(cold)[0]:.1f} | {min(cold)[1]} |")
    seconds, peak = min(run("build", str(files), "--data", str(data)) for _ in range(rounds))
    print(f"| unchanged | {seconds:.2f} | {peak} |\n")
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, seconds in stages(files):
            best[name] = min(seconds, best.get(name, seconds))
    alone = best["the encoder alone on the same texts"]
    print("| stage | seconds | of the encoder alone |\n|---|---|---|")
    for name, seconds in best.items():
        print(f"| {name} | {seconds:.2f} | {seconds / alone:.2f} |")


def stages(files: Path) -> Iterator[tuple[str, float]]:
    """Each stage of a cold build with its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        data, last = Path(folder), time.perf_counter()

        def lap() -> float:
            nonlocal last
            before, last = last, time.perf_counter()
            return last - before

        build([files], SqliteStore(data))
        yield "parse, facts, store", lap()
        model = encoder()
        model.encode(["放学没人接孩子"])
        yield "tokenizer and session", lap()
        with SqliteStore(data).view() as view:
            found = list(items(view))
            texts = encoded(found)
            lap()
            with VectorCache(data, model) as cache:
                cache.fill(texts)
            yield (
                f"encode {len(texts)} texts of {sum(map(len, texts))} characters, and keep them",
                lap(),
            )
            name = written(found, model, data)
            yield "index files", lap()
            derived(SearchIndex(data, name, model), view)
            yield "topics and similar measures", lap()
        lap()
        model.encode(texts)
        yield "the encoder alone on the same texts", lap()


def searching(data: Path, queries: Sequence[JudgedQuery]) -> None:
    """Print what one search takes in a running process, and where it goes."""
    spent: dict[str, list[float]] = {}
    with SqliteStore(data).view() as view, view.snapshot() as still:
        index = opened_index(still, data)
        shelf = index.shelves[Kind.MEASURE]
        for text in (each.query for each in queries):
            vector = index.encoder.encode([text])
            query = query_of(text, vector, index.understanding)

            def candidates(query: Any = query) -> None:
                shelf.words.ranked(query.words, POOL)
                shelf.words.ranked(query.printed, POOL)
                for _ in range(2):  # again once the first answer has moved the query
                    shelf.texts.nearest(query.vector, POOL)
                    shelf.sentences.nearest(query.vector, 3 * POOL)

            took = {
                "whole": least(lambda text=text: precedents(still, index, text, limit=DEPTH)),
                "encoding the query": least(lambda text=text: index.encoder.encode([text])),
                "understanding it": least(
                    lambda text=text, vector=vector: query_of(text, vector, index.understanding)
                ),
                "candidates": least(candidates),
                "ranked": least(lambda query=query: ranked(shelf, query, DEPTH)),
            }
            took["scoring"] = took["ranked"] - took["candidates"]
            took["look-ups, marks, records"] = took["whole"] - sum(
                took[name] for name in ("encoding the query", "understanding it", "ranked")
            )
            took["whole, without encoding"] = took["whole"] - took["encoding the query"]
            for name, each in took.items():
                spent.setdefault(name, []).append(each)
    print(f"| one search of {len(shelf.ids)} measures | median ms | p95 ms |\n|---|---|---|")
    for name, times in spent.items():
        if name != "ranked":
            print(f"| {name} | {middle(times)} |")


_STARTED = """
import sys, time
marks = [("", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
from service.commands import search as command
mark("imports")
import argparse
from pathlib import Path
from embeddings.encoder import encoder
from embeddings.terms import terms
from embeddings.wording import matters
from graph.sqlite import SqliteStore
from queries.precedents import precedents
from service.indexing import opened_index
data, text = Path(sys.argv[1]), sys.argv[2]
with SqliteStore(data).view() as view:
    mark("store opened")
    model = encoder(); index = opened_index(view, data, model)
    mark("index opened: FAISS, tantivy")
    model._tokenizer
    mark("tokenizer")
    model._session
    mark("ONNX session")
    model.encode([text])
    mark("first text encoded")
    matters(); terms(text)
    mark("vocabulary read")
    answer = precedents(view, index, text)
    mark("search")
    command.show(answer)
    mark("printed by rich")
for (_, before), (name, at) in zip(marks, marks[1:]): sys.stderr.write(f"{name}\\t{1000 * (at - before):.1f}\\n")
"""


def starting(data: Path, rounds: int) -> None:
    """Print what `guitu search` takes from a cold start, and where it goes."""
    text = "放学没人接孩子"
    with tempfile.TemporaryDirectory() as cache:  # as installed: compiled once
        told = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        }
        told["PYTHONPYCACHEPREFIX"] = cache

        def ran(*words: str) -> str:
            return subprocess.run(
                [sys.executable, *words],
                env=told,
                capture_output=True,
                encoding="utf-8",
                check=True,
            ).stderr

        whole = ("-m", "service.cli", "search", text, "--data", str(data))
        parts: dict[str, list[float]] = {}
        for _ in range(rounds + 1):  # the first compiles
            parts.setdefault("**`guitu search`**", []).append(least(lambda: ran(*whole), 1))
            parts.setdefault("Python itself", []).append(least(lambda: ran("-c", ""), 1))
            for line in ran("-c", _STARTED, str(data), text).splitlines():
                name, _, spent = line.partition("\t")
                parts.setdefault(name, []).append(float(spent))
        print(f"| from a cold start | median ms of {rounds} | least |\n|---|---|---|")
        for name, times in parts.items():
            print(f"| {name} | {np.median(times[1:]):.0f} | {min(times[1:]):.0f} |")
        own: Counter[str] = Counter()
        for line in ran("-X", "importtime", "-c", "import service.commands.search").splitlines()[
            1:
        ]:
            micros, _, module = line.removeprefix("import time:").split("|")
            own[module.strip().partition(".")[0]] += int(micros)
    print(
        "\nImports, ms of own time: "
        + ", ".join(f"{n} {t / 1000:.0f}" for n, t in own.most_common(12))
    )


def pairs(text: str) -> list[str]:
    """Every two neighbouring characters."""
    return [text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()]


def threes(text: str) -> list[str]:
    """Every three neighbouring characters."""
    return [text[i : i + 3] for i in range(len(text) - 2)]


def fts5(texts: Sequence[str], tokenizer: str, cut: Callable[[str], list[str]] | None) -> Search:
    """SQLite's own full-text search; `cut` makes the words where its tokenizer does not."""
    table = sqlite3.connect(":memory:")
    table.execute(f"CREATE VIRTUAL TABLE t USING fts5(words, tokenize = '{tokenizer}')")
    rows = ((row, " ".join(cut(text)) if cut else text) for row, text in enumerate(texts))
    table.executemany("INSERT INTO t (rowid, words) VALUES (?, ?)", rows)

    def search(query: str) -> list[int]:
        words = " OR ".join('"' + word.replace('"', '""') + '"' for word in (cut or threes)(query))
        told = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT ?"
        return [row for (row,) in table.execute(told, (words, DEPTH))] if words else []

    return search


def bm25s_pairs(texts: Sequence[str]) -> Search:
    """bm25s over pairs of characters."""
    import bm25s

    index = bm25s.BM25()
    index.index([pairs(text) for text in texts], show_progress=False)
    return lambda query: index.retrieve([pairs(query)], k=DEPTH, show_progress=False)[0][0].tolist()


def txtai(texts: Sequence[str], *, hybrid: bool) -> Search:
    """txtai with the original encoder."""
    from txtai import Embeddings

    # Its weights are kept in 16 bits, which most processors are slow with.
    index = Embeddings(path=str(ORIGINAL), hybrid=hybrid, vectors={"dtype": "float32"})
    index.index(list(enumerate(texts)))
    return lambda query: [row for row, _ in index.search(query, DEPTH)]


def rivals(data: Path, queries: Sequence[JudgedQuery]) -> None:
    """Print quality and speed over the measures, of Guitu and of what would be used instead."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    with (
        SqliteStore(data).view() as view,
        view.snapshot() as still,
        tempfile.TemporaryDirectory() as aside,
    ):
        index = opened_index(still, data)
        row_of = index.shelves[Kind.MEASURE].rows
        found = [item for item in items(still) if item.kind is Kind.MEASURE]
        texts = [item.text for item in found]
        nodes = [still.node(item.id).properties for item in found]
        places: list[Place] = [(str(node["document"]), int(node["line"])) for node in nodes]

        def guitu() -> Search:
            name = written(found, index.encoder, Path(aside))
            SearchIndex(Path(aside), name, index.encoder)
            return lambda query: [
                row_of[hit.id]
                for hit in precedents(still, index, query, limit=DEPTH, anyway=True).hits
            ]

        makers: dict[str, Callable[[], Search]] = {
            "**Guitu**": guitu,
            "txtai 9, original encoder, hybrid": lambda: txtai(texts, hybrid=True),
            "txtai 9, original encoder, vectors alone": lambda: txtai(texts, hybrid=False),
            "bm25s, pairs of characters": lambda: bm25s_pairs(texts),
            "SQLite FTS5, pairs of characters": lambda: fts5(texts, "unicode61", pairs),
            "SQLite FTS5, trigram": lambda: fts5(texts, "trigram", None),
        }
        index.encoder.encode(texts[:1])  # loading is no part of any row
        kinds = sorted({query.type for query in queries})
        print(f"| | nDCG@10 | {' | '.join(kinds)} | median ms | p95 ms | index s |")
        print("|---" * (len(kinds) + 5) + "|")
        for name, made in makers.items():
            try:
                start = time.perf_counter()
                search = made()
                took = time.perf_counter() - start
            except ImportError as error:
                print(f"{name}: {error}")
                continue
            told = quality_by_type([(q, [places[row] for row in search(q.query)]) for q in queries])
            ndcg = " | ".join(f"{told[kind].ndcg:.3f}" for kind in ("all", *kinds))
            times = [least(lambda q=q, search=search: search(q.query)) for q in queries]
            print(f"| {name} | {ndcg} | {middle(times)} | {took:.1f} |")


def main() -> None:
    """Print the tables of the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("plans", nargs="?")
    parser.add_argument("--judged", type=Path, default=JUDGED)
    parser.add_argument("--data", type=Path, help="a folder that was built before; not for `build`")
    parser.add_argument("--parts", default="build,search,start,rivals")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    files = plan_files(args.plans)[0].parent
    queries = judged_queries(args.judged)
    with tempfile.TemporaryDirectory() as folder:
        data = args.data or Path(folder) / "data"
        parts = args.parts.split(",")
        if args.data is None and "build" not in parts:
            run("build", str(files), "--data", str(data))
        for part in parts:
            print(f"\n{part}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
            match part:
                case "build":
                    building(files, data, args.rounds)
                case "search":
                    searching(data, queries)
                case "start":
                    starting(data, max(5, args.rounds))
                case "rivals":
                    rivals(data, queries)


if __name__ == "__main__":
    main()
