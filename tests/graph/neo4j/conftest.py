"""The samples and the real plans on the server of these tests, each pushed when a test needs it."""

from __future__ import annotations

import pytest

from graph.neo4j import Server
from tests.pushed_store import emptied


@pytest.fixture
def server(neo4j_server: Server) -> Server:
    """The running server without a graph of ours."""
    return emptied(neo4j_server)
