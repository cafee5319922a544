"""The embedded store survives kills, waits its turn, names what is wrong, and looks up by index."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from graph.errors import StoreBusy, StoreDamaged, StoreError, StoreNotFound, StoreTooNew
from graph.sqlite import FILE_NAME, SqliteStore, SqliteView
from graph.sqlite.tables import LAYOUT_VERSION
from graph.store import DocumentRecord, LineRecord, Node, Value, View, Writer

ROOT = Path(__file__).parents[2]
DOCUMENTS = 40
NODES = 30

# Replaces every document by one of this generation. The small cache sends pages to the disk before the
# commit, as a build of thousands of plans would; the words say how far it is.
BUILD = f"""
import sys
from pathlib import Path
from tests.graph.test_sqlite import generation
from graph.sqlite import SqliteStore
with SqliteStore(Path(sys.argv[1])).writing() as writer:
    writer._connection.execute("PRAGMA cache_size = 10")
    print("started", flush=True)
    for number in range({DOCUMENTS}):
        generation(writer, number, int(sys.argv[2]))
        print(f"document {{number}}", flush=True)
    print("commit", flush=True)
print("done", flush=True)
"""

HOLD = """
import sys
from pathlib import Path
from graph.sqlite import SqliteStore
with SqliteStore(Path(sys.argv[1])).writing() as writer:
    print("holding", flush=True)
    sys.stdin.readline()
"""


def generation(writer: Writer, number: int, told: int) -> None:
    """Write one document whose every word says its generation."""
    key = f"{number}.txt"
    text = f"第{told}代" * 2000
    place: dict[str, Value | None] = {
        "document": key,
        "line": 1,
        "end_line": 1,
        "start": 0,
        "end": 3,
    }
    goals = [
        Node(f"goal:{number}:{each}", "Goal", {"name": f"第{told}代", "text": text[:300], **place})
        for each in range(NODES)
    ]
    law = Node(f"law:{told}", "Law", {"name": "法", "title": f"第{told}代", "kind": "law"})
    writer.replace(
        DocumentRecord(key=key, sha256=str(told), format="txt"),
        text=text,
        nodes=[*goals, law],
        edges=[],
        lines=[LineRecord(1, 0, len(text), "text")],
    )


@contextmanager
def _child(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _wait_for(child: subprocess.Popen[str], words: str) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == words:
            return
    raise AssertionError(f"the child never said {words!r}")


def _generation_of(view: View) -> int:
    """The one generation that a whole store is of."""
    told = {node.properties["name"] for node in view.nodes(label="Goal")}
    assert len(told) == 1
    (law,) = view.nodes(label="Law")
    assert law.properties["title"] in told
    assert view.counts().nodes["Goal"] == DOCUMENTS * NODES
    records = view.documents()
    assert len(records) == DOCUMENTS
    (found,) = {int(record.sha256) for record in records}
    assert {view.text(record.key)[:10] for record in records} == {(f"第{found}代" * 9)[:10]}
    return found


def _build(folder: Path, told: int) -> None:
    with SqliteStore(folder).writing() as writer:
        for number in range(DOCUMENTS):
            generation(writer, number, told)


INSTANTS = [
    *[(words, 0.0) for words in ("started", "document 0", "document 9", "document 39")],
    *[("document 5", delay) for delay in (0.001, 0.005, 0.02)],
    *[("commit", delay / 4000) for delay in range(16)],
]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_any_instant_leaves_the_last_complete_build(tmp_path: Path) -> None:
    _build(tmp_path, 0)
    last = 0
    cut_short = 0
    for told, (words, delay) in enumerate(random.Random(7).sample(INSTANTS, len(INSTANTS)), 1):
        with _child(BUILD, tmp_path, told) as child:
            _wait_for(child, words)
            time.sleep(delay)
            os.kill(child.pid, signal.SIGKILL)
        with SqliteStore(tmp_path).view() as view:
            found = _generation_of(view)
        assert found in (last, told)
        cut_short += found == last
        last = found
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert cut_short >= 7  # the kills before the commit, at least, must have been real
    _build(tmp_path, 99)
    with SqliteStore(tmp_path).view() as view:
        assert _generation_of(view) == 99


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("words", ["started", "document 20"])
def test_a_kill_in_the_first_build_leaves_nothing_and_the_next_one_starts_anew(
    tmp_path: Path, words: str
) -> None:
    with _child(BUILD, tmp_path, 1) as child:
        _wait_for(child, words)
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(StoreNotFound, match="没有一次完成"):
        SqliteStore(tmp_path).view()
    _build(tmp_path, 2)
    with SqliteStore(tmp_path).view() as view:
        assert _generation_of(view) == 2


def test_a_second_build_is_told_who_holds_the_store(tmp_path: Path) -> None:
    with _child(HOLD, tmp_path) as child:
        _wait_for(child, "holding")
        with (
            pytest.raises(StoreBusy, match=f"进程 {child.pid}（.*自 20"),
            SqliteStore(tmp_path).writing(wait=0.2),
        ):
            pass


def test_a_second_build_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    with _child(HOLD, tmp_path) as child:
        _wait_for(child, "holding")

        def waiting(words: str) -> None:
            said.append(words)
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()

        with SqliteStore(tmp_path).writing(wait=30, waiting=waiting) as writer:
            assert writer.documents() == ()
        assert len(said) == 1
        assert f"进程 {child.pid}" in said[0]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with _child(HOLD, tmp_path) as child:
        _wait_for(child, "holding")
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        with SqliteStore(tmp_path).writing():
            pass
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def _not_a_database(path: Path) -> None:
    path.write_text("妇女发展规划" * 500, "utf-8")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")


def _of_the_future(path: Path) -> None:
    _build(path.parent, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {LAYOUT_VERSION + 1}")


DAMAGE = [
    ("not a database", _not_a_database, StoreDamaged, "已损坏"),
    ("another program's", _of_another_program, StoreDamaged, "不是规图的数据文件"),
    ("a later version's", _of_the_future, StoreTooNew, "升级规图"),
]


@pytest.mark.parametrize(
    ("make", "error", "words"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE]
)
def test_a_strange_file_is_named_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], error: type[StoreError], words: str
) -> None:
    path = tmp_path / FILE_NAME
    make(path)
    before = path.read_bytes()
    store = SqliteStore(tmp_path)
    with pytest.raises(error, match=words) as found:
        store.view()
    assert str(path) in found.value.message
    assert found.value.hint
    with pytest.raises(error, match=words), store.writing():
        pass
    assert path.read_bytes() == before


def test_an_empty_file_is_a_store_not_yet_built(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with pytest.raises(StoreNotFound):
        SqliteStore(tmp_path).view()
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        assert _generation_of(view) == 1


def test_a_broken_page_is_damage_and_no_traceback_of_sqlite(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with SqliteStore(tmp_path).view() as view, pytest.raises(StoreDamaged, match="guitu"):
        list(view.nodes())


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"), SqliteStore(tmp_path / "file" / "x").writing():
        pass


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_store_on_a_read_only_share_can_be_read(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        assert _generation_of(view) == 1
    for path in tmp_path.iterdir():
        path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with SqliteStore(tmp_path).view() as view:
            assert _generation_of(view) == 1
        with pytest.raises(StoreError, match="读写权限"), SqliteStore(tmp_path).writing():
            pass
    finally:
        tmp_path.chmod(0o755)


def test_odd_folder_names_are_only_names(tmp_path: Path) -> None:
    folder = tmp_path / "数 据?mode=rw#%41"
    _build(folder, 1)
    with SqliteStore(folder).view() as view:
        assert _generation_of(view) == 1


def test_a_node_keeps_its_number_and_a_number_its_node(tmp_path: Path) -> None:
    def numbers() -> dict[str, int]:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
            return dict(connection.execute("SELECT id, number FROM node WHERE label = 'Goal'"))

    _build(tmp_path, 1)
    first = numbers()
    with SqliteStore(tmp_path).writing() as writer:
        generation(writer, 3, 2)
    assert numbers() == first
    with SqliteStore(tmp_path).writing() as writer:
        writer.remove("39.txt")
    with SqliteStore(tmp_path).writing() as writer:
        generation(writer, 39, 1)
    again = numbers()
    back = {id for id in first if id.startswith("goal:39:")}
    assert {id: again[id] for id in first if id not in back} == {
        id: number for id, number in first.items() if id not in back
    }
    assert not {again[id] for id in back} & set(first.values())


LOOK_UPS: list[tuple[str, Callable[[View], object]]] = [
    ("a node", lambda view: list(view.nodes(document="3.txt"))),
    ("a node of a label", lambda view: list(view.nodes(document="3.txt", label="Goal"))),
    ("a law by name", lambda view: list(view.nodes(label="Law", where={"name": "法"}))),
    ("what leaves", lambda view: list(view.edges(source="goal:3:1"))),
    ("what leaves by type", lambda view: list(view.edges(source="goal:3:1", type="CITES"))),
    ("what reaches", lambda view: list(view.edges(target="law:1"))),
    ("neighbours", lambda view: list(view.neighbours("law:1", type="CITES", incoming=True))),
    (
        "who cites a law in a document",
        lambda view: list(view.neighbours("law:1", type="CITES", incoming=True, document="3.txt")),
    ),
    ("text", lambda view: view.text("3.txt", 5, 9)),
    ("lines", lambda view: view.lines("3.txt")),
    ("problems", lambda view: list(view.problems("3.txt"))),
]


def _steps(view: SqliteView, look_up: Callable[[View], object]) -> list[str]:
    """How SQLite goes about what a look-up asks of it."""
    asked: list[str] = []
    with view._connections.lent() as connection:
        connection.set_trace_callback(asked.append)
    look_up(view)
    with view._connections.lent() as connection:
        connection.set_trace_callback(None)
        return [
            step for sql in asked for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]


@pytest.mark.parametrize("look_up", [row[1] for row in LOOK_UPS], ids=[row[0] for row in LOOK_UPS])
def test_looking_up_reads_no_whole_table(tmp_path: Path, look_up: Callable[[View], object]) -> None:
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        steps = _steps(view, look_up)
    assert steps
    assert not [step for step in steps if step.startswith("SCAN") and "(subquery" not in step]


def test_what_a_document_says_of_a_node_is_found_past_what_others_say(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        steps = _steps(
            view,
            lambda view: list(
                view.neighbours("law:1", type="CITES", incoming=True, document="3.txt")
            ),
        )
    assert any("edge_by_target (target=? AND type=? AND document=?)" in step for step in steps)


def test_a_name_is_looked_up_by_its_index_and_not_among_all_of_the_label(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        steps = _steps(view, lambda view: list(view.nodes(label="Law", where={"name": "法"})))
    assert steps[0].startswith("SEARCH node USING INDEX node_by_name")


def test_a_stream_left_half_read_holds_nothing_up(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    with SqliteStore(tmp_path).view() as view:
        stream = view.nodes()
        next(stream)
        _build(tmp_path, 2)
        del stream
        assert _generation_of(view) == 2


def test_a_closed_view_says_so(tmp_path: Path) -> None:
    _build(tmp_path, 1)
    view = SqliteStore(tmp_path).view()
    view.close()
    with pytest.raises(ValueError, match="closed"):
        view.counts()
