"""Every reading command says the same from a real server as from the data folder, to the last character."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j import Neo4jView, Server
from graph.neo4j.connection import Connection
from graph.sqlite import SqliteStore
from queries.holdings import Holdings
from service.cli import main
from service.stores import DATABASE, PASSWORD, URI, USER
from tests.graph.neo4j.test_push import built, files, pushed
from tests.pushed_store import driver_of, emptied

QUESTIONS = [
    "留守儿童由谁牵头",
    "区妇联牵头哪些目标",
    "区卫生健康局负责什么",
    "孕产妇死亡率定多少",
    "谁引用了妇女权益保障法",
    "怎么预防儿童溺水",
    "台儿庄区有多少条措施",
    "哪些目标没有写明牵头单位",
    "对比各地怎么做婚前医学检查",
    "2025年前要完成什么",
]
COMMANDS = [
    *(["ask", question] for question in QUESTIONS),
    ["search", "医院里没有看小孩的大夫"],
    ["search", "反对家庭暴力", "--audience", "妇女"],
    ["owners"],
    ["owners", "--role", "牵头"],
    ["owners", "--inferred"],
    ["indicators"],
    ["indicators", "孕产妇死亡率"],
    ["laws"],
    ["laws", "妇女权益保障法"],
    ["coverage"],
    ["topics"],
    ["topics", "--lacking"],
]
MOST_QUESTIONS = 120  # of a command to a server: of 1,653 items a ledger once asked one by one
FORMATS = ["jsonl", "csv", "graphml", "cypher", "jsonld"]


@pytest.fixture(scope="module")
def data(richest: tuple[str, Path], neo4j_server: Server) -> Path:
    """A data folder whose graph is on the server, and its search."""
    _, folder = richest
    emptied(neo4j_server)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(PASSWORD, neo4j_server.password)
        assert main(["push", "--data", str(folder), "--uri", neo4j_server.uri]) == 0
    return folder


@pytest.fixture(autouse=True)
def known_server(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks, as a user sets it."""
    monkeypatch.setenv(PASSWORD, neo4j_server.password)
    for name in (USER, DATABASE, URI):
        monkeypatch.delenv(name, raising=False)


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(words)
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_says_the_same_from_the_server(
    data: Path, neo4j_server: Server, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    here = _said([*words, "--data", str(data), "--json"], capsys)
    there = _said([*words, "--data", str(data), "--store", neo4j_server.uri, "--json"], capsys)
    assert there == here
    assert here[0] == 0
    assert here[1].strip()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_asks_a_server_a_few_questions_not_one_for_each_item(
    data: Path, neo4j_server: Server, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Connection.rows

    def counted(self: Connection, statement: str, **given: Any) -> Iterator[list[Any]]:
        asked.append(statement)
        return rows(self, statement, **given)

    monkeypatch.setattr(Connection, "rows", counted)
    assert main([*words, "--data", str(data), "--store", neo4j_server.uri, "--json"]) == 0
    assert 0 < len(asked) <= MOST_QUESTIONS


def test_measures_are_alike_and_compared_as_here(
    data: Path, neo4j_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with SqliteStore(data).view() as view:
        some = [node.id for node in view.nodes(label="Measure")][::40]
    store = ["--data", str(data), "--store", neo4j_server.uri, "--json"]
    for words in (*(["similar", id, "--elsewhere"] for id in some[:8]), ["compare", *some[:3]]):
        here = _said([*words, "--data", str(data), "--json"], capsys)
        assert _said([*words, *store], capsys) == here
        assert json.loads(here[1])


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_from_the_server_is_the_same_files(
    data: Path,
    neo4j_server: Server,
    form: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = ["--store", neo4j_server.uri]
    for name, store in (("here", ["--data", str(data)]), ("there", where)):
        told = _said(["export", str(tmp_path / name), "--format", form, *store], capsys)
        assert told[0] == 0, told
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_what_needs_no_search_needs_no_data_folder(
    data: Path, neo4j_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ["--data", str(tmp_path / "nowhere"), "--store", neo4j_server.uri]
    here = _said(["laws", "--json", "--data", str(data)], capsys)
    assert _said(["laws", "--json", *nowhere], capsys) == here


@pytest.mark.parametrize("words", [each for each in COMMANDS if each[0] == "ask"], ids=" ".join)
def test_a_question_needs_no_data_folder_where_search_is_on_the_server(
    data: Path,
    neo4j_server: Server,
    tmp_path: Path,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    nowhere = ["--data", str(tmp_path / "nowhere"), "--store", neo4j_server.uri]
    here = _said([*words, "--json", "--data", str(data)], capsys)
    assert _said([*words, "--json", *nowhere], capsys) == here


@pytest.mark.parametrize("query", ["医院里没有看小孩的大夫", "反对家庭暴力", "给残疾娃娃做手术"])
def test_search_inside_the_server_finds_what_the_local_index_finds(
    data: Path,
    neo4j_server: Server,
    tmp_path: Path,
    query: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nowhere = ["--data", str(tmp_path / "nowhere"), "--store", neo4j_server.uri]
    here, there = (
        json.loads(_said(["search", query, "--json", *where], capsys)[1])
        for where in (["--data", str(data)], nowhere)
    )
    assert [hit["id"] for hit in there["hits"]] == [hit["id"] for hit in here["hits"]]
    assert there["confidence"] == here["confidence"]
    scores = [[hit["score"] for hit in told["hits"]] for told in (there, here)]
    assert scores[0] == pytest.approx(scores[1], abs=2e-4)


def test_an_index_of_another_state_of_the_corpus_is_refused(
    neo4j_server: Server, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "copy"
    shutil.copytree(samples, place)
    with SqliteStore(place).writing() as writer:
        writer.take_note("index", "0123456789abcdef")
    pushed(place, emptied(neo4j_server))
    status, _, said = _said(
        ["ask", QUESTIONS[0], "--data", str(samples), "--store", neo4j_server.uri], capsys
    )
    assert status == 2
    assert "0123456789abcdef" in said
    assert "--no-search" in said
    assert "--data" in said
    pushed(built(tmp_path / "data", tmp_path / "files", more=""), emptied(neo4j_server))
    status, _, said = _said(["ask", QUESTIONS[0], "--store", neo4j_server.uri], capsys)
    assert status == 2
    assert "没有记下它的索引" in said
    with driver_of(neo4j_server) as driver:  # as a push leaves it that was cut off
        driver.execute_query("MATCH (c:GuituRecord {key: 'corpus'}) SET c.complete = false")
    status, _, said = _said(["ask", QUESTIONS[0], "--store", neo4j_server.uri], capsys)
    assert status == 2
    assert "还不能检索" in said
    assert "再运行一次 guitu push" in said


def test_the_command_pushes_tells_and_pushes_nothing_twice(
    neo4j_server: Server, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emptied(neo4j_server)
    words = ["push", "--uri", neo4j_server.uri, "--data", str(samples)]
    status, told, said = _said([*words, "--dry-run", "--json"], capsys)
    assert (status, said) == (0, "")
    expected = json.loads(told)
    assert expected["vectors"] > 10
    status, told, _ = _said([*words, "--json"], capsys)
    assert json.loads(told) == expected | {"dry_run": False}
    status, told, said = _said(words, capsys)
    assert (status, said) == (0, "")
    assert "没有要改的" in told
    status, told, _ = _said([*words, "--no-search", "--json"], capsys)
    assert json.loads(told)["beside"] == expected["beside"]
    status, told, _ = _said([*words, "--no-search"], capsys)
    assert "没有要改的" in told
    with Neo4jView(neo4j_server) as view:
        assert Holdings(view).plans


def test_the_command_takes_its_address_from_the_environment_and_never_a_password(
    neo4j_server: Server,
    samples: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["push", "--data", str(samples), "--dry-run"]
    status, _, said = _said(words, capsys)
    assert (status, "没有说推送到哪里" in said) == (2, True)
    monkeypatch.setenv(URI, neo4j_server.uri)
    assert _said(words, capsys)[0] == 0
    monkeypatch.setenv(PASSWORD, "wrong")
    status, _, said = _said(words, capsys)
    assert (status, "密码" in said) == (2, True)
    with pytest.raises(SystemExit):
        main([*words, "--password", "x"])
