"""Nothing that a user can give becomes Cypher: it is a parameter, or refused, and stands as it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UnknownNode
from graph.neo4j import Neo4jView, Server, push, push_statements, statements
from graph.sqlite import SqliteStore
from graph.store import Node
from tests.graph.neo4j.test_push import still
from tests.graph.test_store import EVIDENCE
from tests.pushed_store import driver_of
from tests.strategies import Content, DocumentRecord

ATTEMPTS = [
    "') MATCH (n) DETACH DELETE n //",
    '"}) DETACH DELETE n //',
    "`) DETACH DELETE (n:`",
    "Goal`) WITH 1 AS x MATCH (n) DETACH DELETE n //",
    "$id",
    "\\' OR 1=1 //",
    "\\u0027 MATCH (n) DETACH DELETE n //",
    "Goal:Guitu",
    "LEADS|SUPPORTS",
    "*1..9",
    "x'; CALL dbms.shutdown(); //",
]


def _content(attempt: str) -> Content:
    goal = Node(
        "goal:a", "Goal", {"name": attempt, "document": attempt, "text": attempt, **EVIDENCE}
    )
    law = Node("law:a", "Law", {"name": attempt, "title": attempt, "kind": attempt})
    return Content(
        record=DocumentRecord(key=attempt, sha256="0", format="txt"), text=attempt,
        nodes=(goal, law), edges=(), problems=(), lines=(),
    )  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_in_a_name_a_text_or_a_question_stays_text(
    attempt: str, server: Server, tmp_path: Path
) -> None:
    with SqliteStore(tmp_path).writing() as writer:
        _content(attempt).put(writer)
    with still(tmp_path) as here:
        push(here, server)
        with Neo4jView(server) as view:
            assert list(view.nodes()) == list(here.nodes())
            assert view.text(attempt) == attempt
            assert [n.id for n in view.nodes(where={"name": attempt})] == ["goal:a", "law:a"]
            assert [n.id for n in view.nodes(document=attempt)] == ["goal:a", "law:a"]
            with pytest.raises(UnknownNode):
                view.node(attempt)
            assert list(view.nodes(label=attempt)) == []
            assert list(view.edges(type=attempt)) == []
            assert list(view.edges(source=attempt)) == list(view.edges(target=attempt)) == []
            assert list(view.edges(source_label=attempt)) == []
            assert list(view.edges(target_label=attempt)) == []
            assert list(view.neighbours(attempt)) == []
            assert list(view.neighbours("goal:a", type=attempt)) == []
            assert set(view.nodes_of([attempt, "goal:a"])) == {"goal:a"}
            assert view.around([attempt], attempt) == {attempt: ()}
            assert view.note(attempt) is None
            assert view.lines(attempt) == ()
            with pytest.raises(ValueError, match="name of a property"):
                list(view.nodes(where={attempt: 1}))
            assert len(list(view.nodes())) == 2
        assert not push(here, server).changes
    with driver_of(server) as driver:
        assert driver.execute_query("MATCH (n:Guitu) RETURN count(n)").records[0][0] == 2


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_statement_is_made_with_a_label_or_type_outside_the_schema(attempt: str) -> None:
    made = (
        lambda: statements.nodes(attempt, ()),
        lambda: statements.nodes(None, (attempt,)),
        lambda: statements.claimed_nodes(attempt, (), shared=None),
        lambda: statements.edges(attempt, None, None, source=False, target=False, document=False),
        lambda: statements.edges(None, attempt, None, source=True, target=False, document=False),
        lambda: statements.edges(None, None, attempt, source=True, target=False, document=False),
        lambda: statements.neighbours(attempt, incoming=True, document=False),
        lambda: statements.around((attempt,), incoming=True),
        lambda: push_statements.put_nodes(attempt),
        lambda: push_statements.put_edges(attempt),
        lambda: push_statements.common_edges(attempt),
        lambda: statements.unique_id(attempt),
        lambda: statements.name_index(attempt),
    )
    for make in made:
        with pytest.raises(KeyError):
            make()
