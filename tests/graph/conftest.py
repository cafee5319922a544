"""A real Neo4j for the tests of the graph, started once and stopped at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.neo4j import Server
from tests.neo4j_server import TestServer, missing_parts, running_server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when no server could be had."""
    if missing := missing_parts():
        terminalreporter.write_line(f"NOT TESTED: A REAL NEO4J, {missing}", red=True, bold=True)


@pytest.fixture(scope="session")
def neo4j_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A running server; tests that need one are skipped, loudly, only where its parts are absent."""
    if missing := missing_parts():
        pytest.skip(missing)
    with running_server(tmp_path_factory.mktemp("neo4j")) as started:
        yield started


@pytest.fixture(scope="session")
def neo4j_server(neo4j_process: TestServer) -> Server:
    """How the running server is reached. A test finds in it what the one before left."""
    return Server(uri=neo4j_process.uri, user=neo4j_process.user, password=neo4j_process.password)
