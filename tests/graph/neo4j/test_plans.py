"""Every reading begins at an index: none looks at all nodes, or at all nodes of a label, for a few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j import Server, push_statements, statements
from tests.graph.neo4j.test_push import built, pushed
from tests.pushed_store import driver_of

GIVEN = {
    "id": "x", "p0": "x", "document": "x", "source": "x", "target": "x", "first": 0, "last": 1, "owner": "x", "ids": ["x"],
}  # fmt: skip
FEW = {
    "a node": statements.NODE,
    "by name": statements.nodes("Department", ("name",)),
    "of a document": statements.claimed_nodes(None, (), shared=None),
    "a document's measures": statements.claimed_nodes("Measure", (), shared=False),
    "a document's laws": statements.claimed_nodes("Law", (), shared=True),
    "edges of a source": statements.edges(
        "LEADS", None, "Goal", source=True, target=False, document=False
    ),
    "edges of a target": statements.edges(
        "LEADS", None, None, source=False, target=True, document=False
    ),
    "edges of a document": statements.edges(
        "CITES", None, None, source=False, target=False, document=True
    ),
    "neighbours": statements.neighbours("HAS_GOAL", incoming=False, document=False),
    "neighbours of any type": statements.neighbours(None, incoming=True, document=False),
    "where a document cites": statements.neighbours("CITES", incoming=True, document=True),
    "nodes by their ids": statements.NODES_OF,
    "around several": statements.around(("LEADS", "SUPPORTS"), incoming=True),
    "around several by any type": statements.around((), incoming=False),
    "a text": statements.TEXT,
    "lines": statements.LINES,
    "the version": statements.VERSION,
    "what is on the server of an owner": push_statements.EDGES_OF_OWNER,
}
MANY = {
    "all nodes": statements.nodes(None, ()),
    "a label": statements.nodes("Measure", ()),
    "all edges": statements.edges(None, None, None, source=False, target=False, document=False),
    "edges from a label": statements.edges(
        "LEADS", "Department", None, source=False, target=False, document=False
    ),
}
SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "PartitionedAllNodesScan"}
SORTS = {"Sort", "Top"}  # PartialSort only puts in order what has one source


@pytest.fixture(scope="module")
def filled(neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server with indexes and a small graph."""
    place: Path = tmp_path_factory.mktemp("plans")
    pushed(built(place / "data", place / "files", more=""), neo4j_server)
    return neo4j_server


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield str(plan["operatorType"]).partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


def _plan(server: Server, statement: str) -> set[str]:
    with driver_of(server) as driver:
        summary = driver.execute_query(f"EXPLAIN {statement}", GIVEN).summary
    assert summary.plan is not None
    return set(_operators(summary.plan))


@pytest.mark.parametrize("statement", FEW.values(), ids=FEW)
def test_a_few_are_found_by_an_index(filled: Server, statement: str) -> None:
    found = _plan(filled, statement)
    assert not found & SCANS
    assert {each for each in found if "Index" in each}


@pytest.mark.parametrize("statement", MANY.values(), ids=MANY)
def test_many_flow_in_the_order_of_an_index(filled: Server, statement: str) -> None:
    found = _plan(filled, statement)
    assert not found & (SCANS | SORTS)
