"""The service reads from a Neo4j as it reads from the data folder, and sees a push without a restart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph.errors import StoreChanging
from graph.neo4j import Server
from service import current
from service.cli import main
from service.stores import PASSWORD
from service.web.app import application
from service.web.settings import Settings
from tests.pushed_store import driver_of, emptied

PLAN = "月牙县妇女发展规划（2021—2030年）\n\n一、妇女与健康\n主要目标：\n1.妇女健康水平提高。\n策略措施：\n1.办好妇女体检。\n"
ASKED = (
    "/api/overview", "/api/ask?q=云栖市家庭暴力由谁牵头", "/api/search?q=防溺水", "/api/owners?place=云栖",
    "/api/indicators", "/api/laws", "/api/coverage", "/api/graph", "/api/documents",
)  # fmt: skip


@pytest.fixture
def data(
    samples: Path, tmp_path: Path, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of the samples whose graph is on the server."""
    monkeypatch.setenv(PASSWORD, neo4j_server.password)
    monkeypatch.setattr(current, "_OFTEN", 0.0)
    emptied(neo4j_server)
    folder = Path(shutil.copytree(samples, tmp_path / "data"))
    assert main(["push", "--uri", neo4j_server.uri, "--data", str(folder)]) == 0
    yield folder
    emptied(neo4j_server)


@pytest.mark.parametrize("index", ["of the data folder", "on the server"])
def test_a_server_answers_as_the_data_folder_does(
    data: Path, tmp_path: Path, neo4j_server: Server, index: str
) -> None:
    place = data if index == "of the data folder" else tmp_path / "nowhere"
    with (
        TestClient(application(Settings(data=data))) as here,
        TestClient(application(Settings(data=place, store=neo4j_server.uri))) as there,
    ):
        for path in ASKED:
            assert there.get(path).json() == here.get(path).json(), path


def test_a_push_is_seen_and_uploads_are_off(
    data: Path, tmp_path: Path, neo4j_server: Server
) -> None:
    settings = Settings(data=data, store=neo4j_server.uri, write_token="sesam")
    with TestClient(application(settings)) as client:
        assert client.get("/api/overview").json()["counts"]["Plan"] == 4
        (tmp_path / "new.txt").write_text(PLAN, "utf-8")
        assert main(["build", str(tmp_path / "new.txt"), "--data", str(data)]) == 0
        assert client.get("/api/overview").json()["counts"]["Plan"] == 4
        assert main(["push", "--uri", neo4j_server.uri, "--data", str(data)]) == 0
        assert client.get("/api/overview").json()["counts"]["Plan"] == 5
        token = {"authorization": "Bearer sesam"}
        assert (
            client.post(
                "/api/documents/remove", data={"name": "new.txt"}, headers=token
            ).status_code
            == 403
        )


def test_nothing_is_answered_of_a_graph_that_is_being_rewritten(
    data: Path, tmp_path: Path, neo4j_server: Server
) -> None:
    settings = Settings(data=tmp_path / "nowhere", store=neo4j_server.uri)
    with TestClient(application(settings)) as client:
        first = client.get("/api/search?q=防溺水")
        with driver_of(
            neo4j_server
        ) as driver:  # as a push begins, and as one that was cut off leaves it
            driver.execute_query(
                "MATCH (c:GuituRecord {key: 'corpus'}) SET c.complete = false, c.version = c.version + 1"
            )
        for path in (*ASKED, "/ready", "/"):
            answer = client.get(path, headers={"if-none-match": first.headers["etag"]})
            assert answer.status_code == 503, path
            assert answer.headers["retry-after"] == "5"
            assert "etag" not in answer.headers
            assert "图正在更新" in answer.text
        assert main(["push", "--uri", neo4j_server.uri, "--data", str(data)]) == 0
        again = client.get("/api/search?q=防溺水")
        assert (again.status_code, again.json()) == (200, first.json())


def test_what_was_read_while_a_push_began_is_no_answer(data: Path, neo4j_server: Server) -> None:
    held = current.Current(data, store=neo4j_server.uri)
    held.library()
    held.check()
    with driver_of(neo4j_server) as driver:
        driver.execute_query("MATCH (c:GuituRecord {key: 'corpus'}) SET c.version = c.version + 2")
    with pytest.raises(StoreChanging) as found:
        held.check()
    assert "guitu push" in found.value.hint
    held.library()
    held.check()
    held.close()
