"""Whether a question takes longer only as its answer does: its shapes on 1, 10, 100 and 1,000 copies.

    guitu build ../shared/plans --data DIR
    python -m benchmarks.questions DIR                              all shapes
    python -m benchmarks.questions DIR --sizes 1,10 --minutes 5     fewer copies, less time to write them

Every copy has its documents in places of their own (`benchmarks.copies`). A time is processor time, which
other work on the machine adds little to: the least of five calls, over cases drawn evenly from the copies;
“first” is the first call of each. “Growth” is how many times longer the median is than on the fewest
copies, over how many times larger the result is: 1 where time follows the result, more where it runs ahead.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.copies import World, originals_of, write
from benchmarks.corpus import ROOT
from benchmarks.shapes import ASKED_OF_ALL, SHAPES, Case, Ground
from embeddings.encoder import encoder
from embeddings.index import NOTE, SearchIndex, written
from embeddings.topics import derived
from graph.sqlite import SqliteStore
from queries.ask import Reply, ask
from queries.coverage import Coverage
from queries.library import Library
from service.indexing import items, opened_index

ASKED: Final = ROOT.parent / "shared" / "eval" / "ask.jsonl"
_VECTORS: Final = "vectors.sqlite"
_TIMES: Final = 5
_SLOW: Final = 0.5  # seconds after which a call is not repeated more than once
_COVERED: Final = 3  # places
_AT_ONCE: Final = 25  # copies written in one build
_ASKED_OF_ONE: Final = (
    "{place}的孕产妇死亡率定的是多少？", "{place}的规划引用了哪些法律法规？", "{place}儿童规划里有多少个目标？",
    "{place}妇女规划有哪些目标？", "{place}有哪些牵头单位？", "{place}怎么解决放学没人接孩子？",
)  # fmt: skip


class Timed(NamedTuple):
    """One case in milliseconds: its first call and the least of all; and how large its answer is."""

    first: float
    least: float
    result: int


def timed(case: Case) -> Timed:
    """How long a case takes."""
    taken: list[float] = []
    result = 0
    while len(taken) < 2 or (len(taken) < _TIMES and taken[0] < _SLOW):
        start = time.process_time()
        result = case()
        taken.append(time.process_time() - start)
    return Timed(1000 * taken[0], 1000 * min(taken), result)


class Asking:
    """`ask` in a running process."""

    def __init__(self, ground: Ground, data: Path) -> None:
        self._ground = ground
        self._library = Library(ground.view, opened_index(ground.view, data))

    def loading(self) -> Iterator[tuple[str, float]]:
        """What a process reads before its first answer, with seconds."""
        library = self._library
        for name, load in (
            ("holdings with the names of places", lambda: library.holdings.places_in("问")),
            ("encoder", lambda: library.index.encoder.encode(["问"])),
            ("inference", lambda: library.inference),
            ("what a first question reads", lambda: ask("孕产妇死亡率由谁牵头？", library)),
        ):
            start = time.perf_counter()
            load()
            yield name, time.perf_counter() - start

    def questions(self, visible: Sequence[str]) -> Iterator[tuple[str, int]]:
        """The questions, each with the copy that it is about: all of them for the first copy alone."""
        yield from ((text, -1) for text in ASKED_OF_ALL)
        place = next(self._ground.places).name  # of the first copy, whose names are the real ones
        for number in self._ground.drawn:
            for text in (*visible, *(text.format(place=place) for text in _ASKED_OF_ONE)):
                yield self._ground.world.renamed(text, number), number

    def answers(self, visible: Sequence[str]) -> Iterator[tuple[str, Timed]]:
        """Each answer with its shape and times."""
        for text, number in self.questions(visible):
            replies: list[Reply] = []
            taken = timed(partial(self._ask, text, replies))
            where = "all places" if number < 0 else "one place"
            yield f"ask: {replies[0].intent}, {where}", taken

    def coverage(self) -> Iterator[Timed]:
        """The topics of some places; none where no topics were made."""
        if next(self._ground.view.nodes(label="Topic"), None) is None:
            return
        coverage = Coverage(self._ground.view, self._library.index)
        for place in list(self._ground.places)[:_COVERED]:
            yield timed(partial(self._covered, coverage, place.full_name))

    def _covered(self, coverage: Coverage, place: str) -> int:
        return sum(len(row.cells) for row in coverage.rows(place=place))

    def _ask(self, text: str, replies: list[Reply]) -> int:
        reply = ask(text, self._library)
        replies.append(reply)
        return max(len(reply.evidence), len(reply.answer.splitlines()))


def copied(store: SqliteStore, world: World, size: int, until: float) -> int:
    """How many copies a store holds once `size` were to be written, as far as time allows."""
    held, start = 0, time.monotonic()
    if store.path.exists():
        with store.view() as view:
            held = len(view.documents()) // len(world.places(0))
    while held < size and time.monotonic() < until:
        with store.writing() as writer:
            for number in range(held, min(held + _AT_ONCE, size)):
                write(writer, world.copy(number))
        held = min(held + _AT_ONCE, size)
    print(
        f"{held} copies, {store.path.stat().st_size / 1e6:.0f} MB, written in"
        f" {time.monotonic() - start:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True,
    )  # fmt: skip
    return held


def index(store: SqliteStore, vectors: Path, *, topics: bool) -> None:
    """Make the index of a store whose texts have vectors; it may be there."""
    start = time.monotonic()
    if not (store.folder / vectors.name).exists():
        shutil.copy(vectors, store.folder)
    with store.writing() as writer:
        if (view := writer.view()).note(NOTE) is None:
            name = written(list(items(view)), encoder(), store.folder)
            if topics:
                nodes, edges = derived(SearchIndex(store.folder, name, encoder()), view)
                writer.derive(nodes, edges)
            writer.take_note(NOTE, name)
    print(f"index written in {time.monotonic() - start:.0f} s", flush=True)


def table(found: Mapping[str, Mapping[int, Sequence[Timed]]]) -> None:
    """Print a row a shape; values of the numbers of copies stand beside each other."""
    sizes = sorted({size for by_size in found.values() for size in by_size})
    copies = " · ".join(map(str, sizes))
    print(f"\n| copies {copies} | result | first ms | median ms | p95 ms | growth |")
    print("|---|---|---|---|---|---|")
    for name, by_size in found.items():
        some = [by_size[size] for size in sizes if size in by_size]
        results = [statistics.mean(each.result for each in one) for one in some]
        medians = [statistics.median(each.least for each in one) for one in some]
        columns = (
            [f"{result:.4g}" for result in results],
            [f"{statistics.median(each.first for each in one):.3g}" for one in some],
            [f"{median:.3g}" for median in medians],
            [f"{_high([each.least for each in one]):.3g}" for one in some],
            [f"{m / medians[0] / (r / results[0]):.2f}" for m, r in zip(medians, results, strict=True)][1:],
        )  # fmt: skip
        print(f"| {name} | {' | '.join(' · '.join(column) for column in columns)} |", flush=True)


def _high(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="a folder of `guitu build`")
    parser.add_argument("--sizes", default="1,10,100,1000")
    parser.add_argument(
        "--indexed", type=int, default=100, help="copies up to which `ask` is asked"
    )
    parser.add_argument("--topics", type=int, default=10, help="copies up to which topics are made")
    parser.add_argument(
        "--minutes", type=float, default=30, help="no copies are written after that"
    )
    parser.add_argument("--keep", type=Path, help="where copies are kept, and found again")
    parser.add_argument("--asked", type=Path, default=ASKED)
    args = parser.parse_args()
    visible = [json.loads(line)["question"] for line in args.asked.read_text("utf-8").splitlines()]
    with SqliteStore(args.data).view() as view:
        world = World(originals_of(view))
    found: dict[str, dict[int, list[Timed]]] = {}
    until = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory() as aside:
        for wanted in map(int, args.sizes.split(",")):
            store = SqliteStore((args.keep or Path(aside)) / str(wanted))
            size = copied(store, world, wanted, until)
            if size <= args.indexed:
                index(store, args.data / _VECTORS, topics=size <= args.topics)
            with store.view() as view, view.snapshot() as still:
                ground = Ground(still, world, size)
                for name, cases in SHAPES.items():
                    found.setdefault(name, {})[size] = [timed(case) for case in cases(ground)]
                if size <= args.indexed:
                    asking = Asking(ground, store.folder)
                    read = (f"{name} {took:.2f} s" for name, took in asking.loading())
                    print(f"read once: {', '.join(read)}", flush=True)
                    for name, taken in asking.answers(visible):
                        found.setdefault(name, {}).setdefault(size, []).append(taken)
                    if covered := list(asking.coverage()):
                        found.setdefault("coverage of a place", {})[size] = covered
            if size < wanted:
                break
        table(found)


if __name__ == "__main__":
    main()
