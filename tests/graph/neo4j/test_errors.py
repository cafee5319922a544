"""Each failure of a server is one clear message with the next step."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from neo4j.exceptions import ClientError, DatabaseError, ServiceUnavailable, TransientError

from graph.errors import (
    StoreBusy,
    StoreError,
    StoreNotFound,
    StoreRefused,
    StoreTooNew,
    StoreUnreachable,
    UsageError,
)
from graph.neo4j import Neo4jView, Server, push
from graph.neo4j.connection import Connection, _check_version, _ours
from tests.graph.neo4j.test_push import built, pushed, still
from tests.neo4j_server import free_port
from tests.pushed_store import driver_of

WRONG_ADDRESSES = [
    ("a page's address", "http://127.0.0.1:7474"),
    ("no scheme", "127.0.0.1:7687"),
    ("no host", "bolt://"),
    ("a secret in it", "bolt://neo4j:geheim@127.0.0.1:7687"),
    ("no number for a port", "bolt://127.0.0.1:x"),
    ("nothing", ""),
]


@pytest.mark.parametrize(
    "uri", [r[1] for r in WRONG_ADDRESSES], ids=[r[0] for r in WRONG_ADDRESSES]
)
def test_an_address_of_no_neo4j_is_refused_without_showing_a_secret(uri: str) -> None:
    with pytest.raises(UsageError, match="不是 Neo4j 的地址") as raised:
        Server(uri=uri)
    assert "geheim" not in str(raised.value)


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(Server(uri="bolt://127.0.0.1:7687", password="geheim"))


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
def test_a_missing_server_is_named_whatever_the_scheme(scheme: str) -> None:
    uri = f"{scheme}://127.0.0.1:{free_port()}"
    with pytest.raises(StoreUnreachable, match="连不上") as raised:
        Connection(Server(uri=uri, password="x"))
    assert uri in raised.value.message
    assert "是否已启动" in raised.value.hint


@pytest.fixture
def web_server() -> Iterator[int]:
    """The port of something that speaks HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            try:
                while True:
                    caller, _ = listening.accept()
                    caller.recv(100)
                    caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    caller.close()
            except OSError:
                return

        Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]


def test_what_is_no_neo4j_is_told(web_server: int) -> None:
    with pytest.raises(StoreUnreachable):
        Connection(Server(uri=f"bolt://127.0.0.1:{web_server}", password="x"))


def test_a_wrong_password_and_none_are_refused(server: Server) -> None:
    for password in ("wrong", ""):
        with pytest.raises(StoreRefused, match="密码") as raised:
            Connection(replace(server, password=password))
        assert "GUITU_NEO4J_PASSWORD" in raised.value.hint


def test_an_unknown_database_is_told(server: Server) -> None:
    with pytest.raises(StoreNotFound, match="没有名为 nowhere 的数据库") as raised:
        Connection(replace(server, database="nowhere"))
    assert "--database" in raised.value.hint


VERSIONS = [
    ("the oldest that serves", "5.26.0", True),
    ("of another numbering", "2025.06.0", True),
    ("a developer's", "5.27-aura", True),
    ("just too old", "5.25.1", False),
    ("much too old", "4.4.38", False),
]


@pytest.mark.parametrize(
    ("version", "serves"), [r[1:] for r in VERSIONS], ids=[r[0] for r in VERSIONS]
)
def test_a_version_too_old_is_told(version: str, serves: bool) -> None:
    server, found = Server(uri="bolt://127.0.0.1:7687"), [["Neo4j Kernel", version, "community"]]
    if serves:
        _check_version(server, found)
        return
    with pytest.raises(StoreError, match="太旧"):
        _check_version(server, found)


def test_another_graph_database_is_told() -> None:
    with pytest.raises(StoreUnreachable, match="不是 Neo4j"):
        _check_version(Server(uri="bolt://127.0.0.1:7687"), [["Memgraph", "2.0", "community"]])


def _server_error(kind: type[ClientError], code: str, message: str) -> ClientError:
    error = kind(message)
    error._message, error._neo4j_code = message, code  # as the driver fills them in
    return error


FAILURES = [
    ("a full disk", DatabaseError, "Neo.DatabaseError.General.UnknownError", "No space left on device", StoreError, "磁盘已满"),
    ("passwords tried too often", ClientError, "Neo.ClientError.Security.AuthenticationRateLimit", "too many", StoreRefused, "暂时不让登录"),
    ("an index that somebody dropped", ClientError, "Neo.ClientError.Procedure.ProcedureCallFailed", "Failed to invoke procedure `db.index.fulltext.queryNodes`: Caused by: java.lang.IllegalArgumentException: There is no such fulltext schema index: guitu_words", StoreError, "缺少规图的一个索引：guitu_words"),
    ("a deadlock", TransientError, "Neo.TransientError.Transaction.DeadlockDetected", "ForsetiClient", StoreBusy, "正忙"),
    ("anything else", DatabaseError, "Neo.DatabaseError.General.UnknownError", "strange", StoreError, "strange"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code", "said", "meant", "words"), [r[1:] for r in FAILURES], ids=[r[0] for r in FAILURES]
)  # fmt: skip
def test_a_failure_of_the_server_has_a_next_step(
    kind: type[ClientError], code: str, said: str, meant: type[StoreError], words: str
) -> None:
    found = _ours(_server_error(kind, code, said), Server(uri="bolt://127.0.0.1:7687"))
    assert type(found) is meant
    assert words in found.message
    assert found.hint


def test_a_lost_connection_has_a_next_step() -> None:
    found = _ours(ServiceUnavailable("gone"), Server(uri="bolt://127.0.0.1:7687"))
    assert type(found) is StoreUnreachable
    assert "接着做完" in found.hint


def test_an_empty_server_says_what_to_run(server: Server) -> None:
    with pytest.raises(StoreNotFound, match="还没有规图的图") as raised:
        Neo4jView(server)
    assert f"guitu push --uri {server.uri}" in raised.value.hint


@pytest.mark.parametrize(("schema", "meant"), [(1, StoreNotFound), (999, StoreTooNew)])
def test_a_graph_of_another_schema_is_not_read(
    server: Server, tmp_path: Path, schema: int, meant: type[StoreError]
) -> None:
    pushed(built(tmp_path / "data", tmp_path / "files", more=""), server)
    with driver_of(server) as driver:
        driver.execute_query(
            "MATCH (c:GuituRecord {key: 'corpus'}) SET c.schema = $n", {"n": schema}
        )
    with pytest.raises(meant):
        Neo4jView(server)


def test_nodes_of_others_with_our_ids_are_told_and_left_alone(
    server: Server, tmp_path: Path
) -> None:
    place = built(tmp_path / "data", tmp_path / "files", more="")
    with still(place) as view, driver_of(server) as driver:
        id = next(view.nodes(label="Measure")).id
        driver.execute_query("CREATE (:Measure {id: $id})", {"id": id})
        try:
            with pytest.raises(StoreError, match="不属于规图的节点") as raised:
                push(view, server)
            assert "graph.cypher" in raised.value.hint
            left = driver.execute_query("MATCH (n:Measure {id: $id}) RETURN labels(n)", {"id": id})
            assert left.records[0][0] == ["Measure"]
        finally:
            driver.execute_query("MATCH (n:Measure {id: $id}) DETACH DELETE n", {"id": id})
        assert push(view, server).changes
