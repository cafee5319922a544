"""What a push changes on a real server: all of it once, then only what differs, and never what others keep."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from embeddings.index import NOTE
from graph.exports import export
from graph.neo4j import Neo4jView, PushReport, Server, Vectors, push, push_statements
from graph.schema import LABELS
from graph.sqlite import SqliteStore
from graph.store import View
from tests.pushed_store import driver_of, emptied

PLAN = """岚坪县妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
1.孕产妇死亡率控制在12/10万以下。（牵头单位：县卫生健康局；责任单位：县妇联）
策略措施：
1.落实《中华人民共和国妇女权益保障法》。{more}
2.免费提供宫颈癌和乳腺癌筛查。
"""


@contextmanager
def still(data: Path) -> Iterator[View]:
    """The graph of a data folder."""
    with SqliteStore(data).view() as view, view.snapshot() as found:
        yield found


def pushed(data: Path, server: Server, **how: Any) -> PushReport:
    """What a push of a data folder's graph changed."""
    with still(data) as view:
        return push(view, server, notes=(NOTE,), **how)


def rows(driver: Driver, query: str, **given: Any) -> list[list[Any]]:
    """The rows of a query as others would ask it."""
    return [record.values() for record in driver.execute_query(query, given).records]


def files(folder: Path) -> dict[str, bytes]:
    """The content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_equal_exports(data: Path, server: Server, place: Path) -> None:
    """An export from the server is the export from the embedded store, byte for byte."""
    with still(data) as view:
        export(view, place / "here", "jsonl")
    with Neo4jView(server) as view:
        export(view, place / "there", "jsonl")
    assert files(place / "there") == files(place / "here")
    assert len(files(place / "here")["nodes.jsonl"]) > 1000


@pytest.fixture(params=["samples", "real"])
def data(request: pytest.FixtureRequest) -> Path:
    """A data folder with an index; not to be changed."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A data folder with one small plan, without an index."""
    return built(tmp_path / "small", tmp_path / "files", more="")


def built(place: Path, folder: Path, *, more: str, name: str = "岚坪.txt") -> Path:
    """A data folder with the small plan, with `more` words in its first measure."""
    from service.build import build

    folder.mkdir(exist_ok=True)
    (folder / name).write_text(PLAN.format(more=more), "utf-8")
    assert not build([folder], SqliteStore(place)).errors
    return place


def test_a_push_from_nothing_is_the_graph_and_a_second_one_changes_nothing(
    data: Path, server: Server, tmp_path: Path
) -> None:
    report = pushed(data, server)
    with still(data) as view, Neo4jView(server) as there:
        counts = view.counts()
        assert report.nodes_added == sum(counts.nodes.values())
        assert report.edges_added == sum(counts.edges.values())
        assert there.counts() == counts
        assert list(there.problems()) == list(view.problems())
        for record in view.documents():
            assert there.lines(record.key) == view.lines(record.key)
        version = there.version()
    assert_equal_exports(data, server, tmp_path)
    assert not pushed(data, server).changes
    assert not pushed(data, server, dry_run=True).changes
    with Neo4jView(server) as there:
        assert there.version() == version


def test_a_dry_run_tells_what_a_push_then_does_and_writes_nothing(
    small: Path, server: Server
) -> None:
    told = pushed(small, server, dry_run=True)
    with driver_of(server) as driver:
        assert rows(driver, "MATCH (n:Guitu|GuituRecord) RETURN count(n)") == [[0]]
    assert told.nodes_added > 8
    assert pushed(small, server) == told


def test_only_the_changed_measure_is_written(small: Path, server: Server, tmp_path: Path) -> None:
    pushed(small, server)
    with driver_of(server) as driver:
        driver.execute_query("MATCH (n:Measure) SET n.mark = 'mine', n:Important")
    built(small, tmp_path / "files", more="做好宣传。")
    report = pushed(small, server)
    assert report.nodes_added == report.nodes_removed == 0
    changed = {
        "Measure",
        "Goal",
        "Domain",
        "Plan",
        "Document",
    }  # those that end further on, or hash it
    assert 1 <= report.nodes_changed <= len(changed) + 2
    assert_equal_exports(small, server, tmp_path)
    with driver_of(
        server
    ) as driver:  # what others said of our node stays, though the node has changed
        marked = "MATCH (n:Measure:Important {mark: 'mine'}) RETURN count(n)"
        assert rows(driver, marked) == [[2]]


def test_what_left_the_corpus_is_removed_and_what_it_shared_stays(
    server: Server, tmp_path: Path
) -> None:
    from service.build import build

    folder, place = tmp_path / "files", tmp_path / "both"
    built(place, folder, more="")
    built(place, folder, more="另一份。", name="岚坪二.txt")
    pushed(place, server)
    (folder / "岚坪二.txt").unlink()
    build([folder], SqliteStore(place))
    report = pushed(place, server)
    assert (report.documents_removed, report.nodes_added) == (1, 0)
    assert report.nodes_removed > 0
    assert_equal_exports(place, server, tmp_path)
    with Neo4jView(server) as view:
        assert [node.properties["name"] for node in view.nodes(label="Law")]


def test_what_others_keep_is_neither_read_nor_touched(
    small: Path, server: Server, tmp_path: Path
) -> None:
    others = """
        CREATE (p:Person {name: '张三', id: 'plan:x'})-[:READS]->(:Measure {name: '别人的措施'})
        CREATE (:Document {id: 'others:1'})
    """
    with driver_of(server) as driver:
        driver.execute_query("MATCH (n:Person|Measure|Document) DETACH DELETE n")
        driver.execute_query(others)
        pushed(small, server)
        driver.execute_query(
            "MATCH (p:Person), (m:Measure:Guitu), (g:Goal:Guitu)"
            " CREATE (p)-[:LIKES {since: 2020}]->(m) CREATE (m)-[:HAS_GOAL]->(g)"
        )
        try:
            assert_equal_exports(small, server, tmp_path)
            built(small, tmp_path / "files", more="做好宣传。")
            pushed(small, server)
            assert_equal_exports(small, server, tmp_path)
            found = rows(
                driver, "MATCH (:Person)-[r:LIKES {since: 2020}]->(:Guitu) RETURN count(r)"
            )
            assert found == [[2]]
            assert rows(driver, "MATCH (:Measure)-[r:HAS_GOAL]->(:Goal) RETURN count(r)") == [[2]]
            emptied(server)
            left = (
                "MATCH (p:Person)-[:READS]->(m:Measure), (d:Document) RETURN p.name, m.name, d.id"
            )
            assert rows(driver, left) == [["张三", "别人的措施", "others:1"]]
        finally:
            driver.execute_query("MATCH (n:Person|Measure|Document) DETACH DELETE n")


def test_what_somebody_took_away_is_put_back(small: Path, server: Server, tmp_path: Path) -> None:
    pushed(small, server)
    with driver_of(server) as driver:
        driver.execute_query("MATCH (n:Goal) DETACH DELETE n")
        driver.execute_query("MATCH (:Domain)-[r:HAS_MEASURE]->() DELETE r")
    report = pushed(small, server)
    assert (report.nodes_added, report.nodes_removed) == (1, 0)
    assert report.edges_added > 2
    assert_equal_exports(small, server, tmp_path)


def test_a_property_that_somebody_changed_is_put_right_by_a_thorough_push(
    small: Path, server: Server, tmp_path: Path
) -> None:
    pushed(small, server)
    with driver_of(server) as driver:
        driver.execute_query("MATCH (n:Goal) SET n.text = '别的话', n._digest = null")
    assert not pushed(small, server).changes
    assert pushed(small, server, thorough=True).nodes_changed == 1
    assert_equal_exports(small, server, tmp_path)


def test_constraints_and_indexes_are_made_and_used(small: Path, server: Server) -> None:
    pushed(small, server)
    with driver_of(server) as driver:
        unique = {
            name for name, type_ in rows(driver, "SHOW CONSTRAINTS YIELD name, type RETURN name, type")
            if type_ == "UNIQUENESS"
        }  # fmt: skip
        assert {f"guitu_{label.name.lower()}_id" for label in LABELS} <= unique
        online = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'guitu' RETURN name, state"
        assert {state for _, state in rows(driver, online)} == {"ONLINE"}
        words = (
            "CALL db.index.fulltext.queryNodes('guitu_words', '癌筛') YIELD node RETURN node.text"
        )
        assert rows(driver, words) == [["免费提供宫颈癌和乳腺癌筛查。"]]


def _vectors(model: str, dimension: int, ids: list[str]) -> Vectors:
    """Vectors of which each points along an axis of its own."""
    return Vectors(
        model=model, dimension=dimension, ids=ids,
        of=lambda some: [[float(ids.index(id) == at) for at in range(dimension)] for id in some],
    )  # fmt: skip


def test_vectors_are_searched_written_once_and_anew_for_another_model(
    small: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each in a transaction of its own, so that none can come before its node is there.
    sizes = sys.modules["graph.neo4j.push"].__dict__["_SIZES"]
    monkeypatch.setitem(sizes, push_statements.PUT_VECTORS, 1)
    with still(small) as view:
        ids = [node.id for node in view.nodes(label="Measure")]
    near = (
        "CALL db.index.vector.queryNodes('guitu_measure_embedding', 1, $vector)"
        " YIELD node, score RETURN node.id, score > 0.99"
    )
    with driver_of(server) as driver:
        for model, dimension in (("a", 4), ("b", 4), ("b", 8)):
            made = _vectors(model, dimension, ids)
            assert pushed(small, server, vectors=made).vectors == len(ids)
            assert not pushed(small, server, vectors=made).changes
            driver.execute_query("CALL db.awaitIndexes(60)")
            vector = made.of(ids[1:2])[0]
            assert rows(driver, near, vector=vector) == [[ids[1], True]]
        assert pushed(small, server).vectors == len(ids)
        assert rows(driver, "MATCH (n:Measure) WHERE n.embedding IS NOT NULL RETURN n") == []


def test_a_note_is_kept_and_an_index_made_anew_is_noted(
    samples: Path, server: Server, tmp_path: Path
) -> None:
    place = tmp_path / "copy"
    shutil.copytree(samples, place)
    pushed(place, server)
    with Neo4jView(server) as view, still(place) as here:
        assert view.note(NOTE) == here.note(NOTE) is not None
        assert view.note("other") is None
    with SqliteStore(place).writing() as writer:
        writer.take_note(NOTE, "another")
    pushed(place, server)
    with Neo4jView(server) as view:
        assert view.note(NOTE) == "another"
