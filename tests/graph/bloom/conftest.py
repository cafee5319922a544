"""Real Neo4j servers that hold the samples and the real plans, pushed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from graph.neo4j import Server, push
from graph.sqlite import SqliteStore
from tests.neo4j_server import missing_parts, running_server


def _fill(server: Server, data: Path) -> None:
    with SqliteStore(data).view() as view, view.snapshot() as still:
        push(still, server)


@pytest.fixture(scope="session", params=["samples", "real"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Driver]]:
    """The name of a corpus, and a driver of a server that holds it; not to be changed."""
    if missing := missing_parts():
        pytest.skip(missing)
    data = request.getfixturevalue(request.param)
    with running_server(tmp_path_factory.mktemp("neo4j")) as started:
        _fill(Server(uri=started.uri, user=started.user, password=started.password), data)
        who = (started.user, started.password)
        with GraphDatabase.driver(
            started.uri, auth=who, notifications_min_severity="OFF"
        ) as driver:
            yield request.param, driver
