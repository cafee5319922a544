"""What `guitu export --format neo4j-admin` writes is taken by Neo4j's own offline importer, and is the same graph."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from graph.exports import export
from graph.neo4j import Neo4jView, Server, push
from graph.sqlite import SqliteStore
from service.build import build
from tests.neo4j_server import COMMAND, TestServer, free_port, missing_parts

AWKWARD = """岚坪县妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
1."孕产妇"死亡率，控制在12/10万以下，记作\\"n"。（牵头单位：县卫生健康局）
策略措施：
1.落实《中华人民共和国妇女权益保障法》。第二句,有逗号;有分号。
"""


def imported(folder: Path, place: Path) -> None:
    """Run the server's own importer on an export, into the home of a server that is not running."""
    if missing := missing_parts():
        pytest.skip(missing)
    jars = subprocess.run([str(COMMAND), "lib"], capture_output=True, text=True, check=True)
    for name in ("conf", "data", "logs", "run", "import", "plugins"):
        (place / name).mkdir(parents=True)
    (place / "conf" / "neo4j.conf").touch()
    java = shutil.which("java")
    assert java is not None
    done = subprocess.run(
        [java, "-cp", f"{jars.stdout.strip()}/*", "org.neo4j.cli.AdminTool", "database", "import",
         "full", "neo4j", "@import.args"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "NEO4J_HOME": str(place), "NEO4J_CONF": str(place / "conf")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "IMPORT DONE" in done.stdout


def test_an_offline_import_is_the_graph_and_the_next_push_finds_nothing_to_do(
    samples: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(samples, tmp_path / "data"))
    (tmp_path / "awkward.txt").write_text(AWKWARD, "utf-8")
    build([tmp_path / "awkward.txt"], SqliteStore(data))
    with SqliteStore(data).view() as view, view.snapshot() as still:
        export(still, tmp_path / "files", "neo4j-admin")
        imported(tmp_path / "files", tmp_path / "home")
        started = TestServer(folder=tmp_path / "home", port=free_port(), password="")
        started.start()
        try:
            server = Server(uri=started.uri, user=started.user, password="")
            assert not push(still, server).changes
            assert not push(still, server, thorough=True).changes
            with Neo4jView(server) as read:
                export(read, tmp_path / "from-server", "jsonl")
            export(still, tmp_path / "from-file", "jsonl")
        finally:
            started.stop()
    for name in ("nodes.jsonl", "edges.jsonl"):
        there, here = (
            (tmp_path / each / name).read_bytes() for each in ("from-server", "from-file")
        )
        assert there == here
