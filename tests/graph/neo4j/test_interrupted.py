"""A push that is cut off is finished by the next; two at once come to one result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import StoreBusy, StoreError, StoreUnreachable
from graph.neo4j import Neo4jView, Server, push
from graph.neo4j.connection import Connection
from graph.neo4j.turns import turn
from tests.graph.neo4j.test_push import assert_equal_exports, built, pushed, still
from tests.neo4j_server import TestServer, missing_parts, running_server
from tests.pushed_store import driver_of, emptied

_PUSH = """
import sys
from pathlib import Path
from graph.neo4j import Server, push
from graph.sqlite import SqliteStore
data, uri, password = sys.argv[1:]
with SqliteStore(data).view() as view, view.snapshot() as still:
    print(push(still, Server(uri=uri, password=password), notes=("index",)), flush=True)
"""


def _pushing(data: Path, server: Server) -> subprocess.Popen[str]:
    """A push in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _PUSH, str(data), server.uri, server.password],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def _wait_for(server: Server, least: int) -> None:
    """Until the server has at least so many of our nodes."""
    deadline = time.monotonic() + 180
    with driver_of(server) as driver:
        while time.monotonic() < deadline:
            found = driver.execute_query("MATCH (n:Guitu) RETURN count(n)").records[0][0]
            if found >= least:
                return
            time.sleep(0.1)
    raise AssertionError("the push wrote nothing")


@pytest.fixture
def own_process(tmp_path: Path) -> TestServer:
    """A server of this test alone, which it may kill."""
    if missing := missing_parts():
        pytest.skip(missing)
    with running_server(tmp_path / "server") as started:
        yield started


@pytest.mark.parametrize("least", [1, 2624])
def test_a_server_killed_during_a_push_has_the_whole_graph_after_the_next(
    real: Path, own_process: TestServer, tmp_path: Path, least: int
) -> None:
    server = Server(uri=own_process.uri, password=own_process.password)
    process = _pushing(real, server)
    _wait_for(server, least)
    own_process.kill()
    _, said = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "StoreUnreachable" in said
    own_process.start()
    report = pushed(real, server)
    assert report.changes
    assert_equal_exports(real, server, tmp_path)
    assert not pushed(real, server).changes


def test_a_killed_push_leaves_no_lock_and_is_finished(
    real: Path, server: Server, tmp_path: Path
) -> None:
    process = _pushing(real, server)
    _wait_for(server, 100)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with pytest.raises(StoreError):
        Neo4jView(server)  # nothing was ever complete
    pushed(real, server, wait=30.0)
    assert_equal_exports(real, server, tmp_path)


def test_a_reader_is_told_that_a_later_push_was_cut_off(server: Server, tmp_path: Path) -> None:
    place, folder = tmp_path / "data", tmp_path / "files"
    pushed(built(place, folder, more=""), server)
    with driver_of(server) as driver:
        driver.execute_query("MATCH (c:GuituRecord {key: 'corpus'}) SET c.complete = false")
    with Neo4jView(server) as view:
        assert not view.is_complete()
    pushed(place, server)
    with Neo4jView(server) as view:
        assert view.is_complete()


def test_two_pushes_at_once_come_to_one_result(
    samples: Path, server: Server, tmp_path: Path
) -> None:
    some = [_pushing(samples, server) for _ in range(3)]
    told = [process.communicate(timeout=180) for process in some]
    assert [process.returncode for process in some] == [0, 0, 0], told
    assert sum("nodes_added=0" in out for out, _ in told) == 2  # one did it all
    assert_equal_exports(samples, server, tmp_path)


def test_a_push_waits_for_another_says_so_and_gives_up_in_time(
    samples: Path, server: Server
) -> None:
    pushed(samples, server)
    holding = Connection(server)
    said: list[str] = []
    with turn(holding, wait=5.0, waiting=None), still(samples) as view:
        begin = time.monotonic()
        with pytest.raises(StoreBusy, match=f"进程 {os.getpid()}"):
            push(view, server, wait=1.5, waiting=said.append)
        assert 1.0 < time.monotonic() - begin < 20.0
        with pytest.raises(StoreBusy, match="正由"):
            push(view, server, wait=0.0)
    holding.close()
    assert len(said) == 1
    assert "等它结束" in said[0]
    assert not pushed(samples, server, wait=5.0).changes


def test_a_push_that_waits_goes_on_when_its_turn_comes(samples: Path, server: Server) -> None:
    holding = Connection(server)
    with ThreadPoolExecutor(1) as threads:
        with turn(holding, wait=5.0, waiting=None):
            waiting = threads.submit(pushed, samples, server, wait=60.0)
            time.sleep(1.0)
            assert not waiting.done()
        assert waiting.result(timeout=60).nodes_added > 0
    holding.close()
    emptied(server)


def test_a_reading_goes_on_after_the_server_was_gone_for_a_moment_and_else_says_so(
    samples: Path, own_process: TestServer
) -> None:
    server = Server(uri=own_process.uri, password=own_process.password)
    pushed(samples, server)
    with Neo4jView(server) as view:
        version = view.version()
        streamed = view.edges()
        next(streamed)
        own_process.kill()
        with pytest.raises(StoreUnreachable, match="连不上"):
            view.version()
        own_process.start()
        assert view.version() == version  # the same view, its old connections forgotten
