"""Pushes to a real Neo4j: the real plans from nothing and again, then many copies of them.

    python -m benchmarks.pushing DIR bolt://127.0.0.1:7691          DIR: a folder of `guitu build`

The server's graph of ours is removed first and again at the end. The password is in
`$GUITU_NEO4J_PASSWORD`. Copies (`benchmarks.copies`) have no vectors; constraints, range indexes and the
full-text index are on, as in any push.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.copies import World, originals_of, write
from embeddings.cache import uncounted
from graph.neo4j import PushReport, Server, push
from graph.sqlite import SqliteStore
from graph.store import View
from service.commands.push import index_to_push, search_beside, vectors_of
from service.stores import server_at
from tests.pushed_store import emptied


class _Clock:
    """When how much had been compared; nodes come before edges."""

    def __init__(self) -> None:
        self.told: list[tuple[float, int]] = []

    def __call__(self, done: int, _total: int) -> None:
        self.told.append((time.perf_counter(), done))

    def rate(self, first: int, last: int) -> float:
        """Things a second from the `first` to the `last`."""
        some = [each for each in self.told if first <= each[1] <= last]
        (begin, from_), (end, to) = some[0], some[-1]
        return (to - from_) / (end - begin)


def _timed(push_it: Callable[[], PushReport]) -> tuple[float, PushReport]:
    start = time.perf_counter()
    report = push_it()
    return time.perf_counter() - start, report


def real(view: View, data: Path, server: Server) -> None:
    """Print what the real plans take, with their vectors, without and with search."""
    index = index_to_push(view, data)
    for what, searched in (("", None), (", with search", index)):
        emptied(server)
        beside = search_beside(view, searched, progress=uncounted)
        for when in ("from nothing", "again, nothing changed"):
            pushed = partial(
                push, view, server, vectors=vectors_of(index), notes=("index",), beside=beside
            )
            seconds, report = _timed(pushed)
            print(
                f"| {when}{what} | {report.nodes_added} nodes, {report.edges_added} relationships,"
                f" {report.vectors} vectors, {report.beside} searched | {seconds:.2f} |",
                flush=True,
            )


def many(view: View, server: Server, measures: int) -> None:
    """Print what copies of the real plans take."""
    originals = originals_of(view)
    each = sum(node.label == "Measure" for content in originals for node in content.nodes)
    with tempfile.TemporaryDirectory() as place:
        store = SqliteStore(place)
        world = World(originals)
        with store.writing() as writer:
            for number in range(-(-measures // each)):
                write(writer, world.copy(number))
        with store.view() as made, made.snapshot() as still:
            counts = still.counts()
            nodes, edges = sum(counts.nodes.values()), sum(counts.edges.values())
            clock = _Clock()
            seconds, _ = _timed(lambda: push(still, server, progress=clock))
            print(
                f"| copies with {counts.nodes['Measure']} measures | {nodes} nodes at"
                f" {clock.rate(0, nodes):.0f}/s, {edges} relationships at"
                f" {clock.rate(nodes, nodes + edges):.0f}/s | {seconds:.1f} |", flush=True,
            )  # fmt: skip
            seconds, _ = _timed(lambda: push(still, server))
            print(f"| again, nothing changed | compared by document | {seconds:.1f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("uri")
    parser.add_argument("--measures", type=int, default=100_000)
    args = parser.parse_args()
    server = emptied(server_at(args.uri))
    print("| push | what | seconds |\n|---|---|---|")
    with SqliteStore(args.data).view() as view, view.snapshot() as still:
        real(still, args.data, server)
        emptied(server)
        many(still, server, args.measures)
    emptied(server)


if __name__ == "__main__":
    main()
