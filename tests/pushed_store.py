"""A store for contract tests that is filled as a user fills a server: built here, then pushed there.

Writing happens in an embedded store of its own and is pushed at the end of a build; reading is asked of the
server alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from neo4j import Driver, GraphDatabase

from graph.neo4j import Neo4jView, Server, push
from graph.neo4j.search_statements import SEARCHED, Part, place
from graph.sqlite import SqliteStore, SqliteWriter

_BESIDE = "|".join(place(label, part) for label in SEARCHED for part in Part)
OURS = f"MATCH (n:Guitu|GuituRecord|{_BESIDE}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 2000 ROWS"


@contextmanager
def driver_of(server: Server) -> Iterator[Driver]:
    """A driver of the server, as others would use it."""
    with GraphDatabase.driver(
        server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
    ) as driver:
        yield driver


def emptied(server: Server) -> Server:
    """The server without anything of ours: graph, search and records."""
    with driver_of(server) as driver, driver.session() as session:
        session.run(OURS).consume()
    return server


class PushedStore:
    """The store on a server that was empty; see `graph.store.Store`."""

    def __init__(self, folder: Path, server: Server) -> None:
        self._built = SqliteStore(folder)
        self._server = emptied(server)

    def view(self) -> Neo4jView:
        """A reader of the server."""
        return Neo4jView(self._server)

    @contextmanager
    def writing(
        self, *, wait: float = 0.0, waiting: Callable[[str], None] | None = None
    ) -> Iterator[SqliteWriter]:
        """One build, then its push."""
        with self._built.writing(wait=wait, waiting=waiting) as writer:
            yield writer
        with self._built.view() as view, view.snapshot() as still:
            push(still, self._server, notes=("index", "other"))
