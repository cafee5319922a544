"""A real Neo4j server that holds the samples, then the real plans, pushed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver

from graph.neo4j import Server, push
from graph.sqlite import SqliteStore
from tests.pushed_store import driver_of, emptied


def _fill(server: Server, data: Path) -> None:
    with SqliteStore(data).view() as view, view.snapshot() as still:
        push(still, server)


@pytest.fixture(scope="module", params=["samples", "real"])
def server(request: pytest.FixtureRequest, neo4j_server: Server) -> Iterator[tuple[str, Driver]]:
    """The name of a corpus, and a driver of the server, which holds it; not to be changed."""
    data = request.getfixturevalue(request.param)
    emptied(neo4j_server)
    _fill(neo4j_server, data)
    with driver_of(neo4j_server) as driver:
        yield request.param, driver
