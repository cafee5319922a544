"""The statements that questions are made of, on a Neo4j server: milliseconds each, as a client sees them.

    guitu push --uri bolt://127.0.0.1:7687 --data DIR
    python -m benchmarks.server_queries bolt://127.0.0.1:7687 [--times 300]

Each shape is asked for things drawn evenly from the graph, after a warm-up; times hold the driver and the
unpacking of what comes back. The password is taken from GUITU_NEO4J_PASSWORD.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

from graph.neo4j import Neo4jView
from graph.store import Node
from service.stores import server_at

Shape = tuple[str, list[Callable[[], object]]]


def shapes(view: Neo4jView) -> Iterator[Shape]:
    """Each shape with its calls."""

    def of(label: str) -> list[Node]:
        return list(view.nodes(label=label))

    goals, measures, units = of("Goal"), of("Measure"), of("Department")
    laws, indicators, plans, topics = of("Law"), of("Indicator"), of("Plan"), of("Topic")
    domains = of("Domain")

    def near(nodes: list[Node], type: str, *, incoming: bool = False) -> list[Callable[[], object]]:
        return [
            lambda id=node.id: list(view.neighbours(id, type=type, incoming=incoming))  # type: ignore[misc]
            for node in nodes
        ]

    def named(label: str, nodes: list[Node]) -> list[Callable[[], object]]:
        return [
            lambda name=str(node.properties["name"]): list(  # type: ignore[misc]
                view.nodes(label=label, where={"name": name})
            )
            for node in nodes
        ]

    yield "an item by id", [lambda id=n.id: view.node(id) for n in goals]  # type: ignore[misc]
    yield "who leads a goal", near(goals, "LEADS", incoming=True)
    yield "who supports a goal", near(goals, "SUPPORTS", incoming=True)
    yield "what a unit leads", near(units, "LEADS")
    yield "what a unit supports", near(units, "SUPPORTS")
    yield "a unit by name", named("Department", units)
    yield "measures like one", near(measures, "SIMILAR_TO")
    yield "targets of an indicator", near(indicators, "OF_INDICATOR", incoming=True)
    yield "who cites a law", near(laws, "CITES", incoming=True)
    yield "measures of a topic", near(topics, "IN_TOPIC", incoming=True)
    yield "goals of a domain", near(domains, "HAS_GOAL")
    yield "domains of a plan", near(plans, "HAS_DOMAIN")


def main() -> None:
    """Print a row for each shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri")
    parser.add_argument("--times", type=int, default=300)
    args = parser.parse_args()
    print("| statement | p50 ms | p95 ms |\n|---|---|---|")
    with Neo4jView(server_at(args.uri)) as view:
        for name, calls in shapes(view):
            asked = [calls[at * len(calls) // args.times] for at in range(args.times)]
            for call in asked[:50]:
                call()
            taken = []
            for call in asked:
                began = time.perf_counter()
                call()
                taken.append((time.perf_counter() - began) * 1000)
            cut = statistics.quantiles(taken, n=20)
            print(f"| {name} | {statistics.median(taken):.2f} | {cut[18]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
