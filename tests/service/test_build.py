"""Builds on real files and a real store: repeatable, incremental, safe against kills and bad input."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import StoreBusy
from graph.exports import export
from graph.sqlite import SqliteStore
from service.build import BuildReport, build
from tests.reading import ROOT

SAMPLES = ROOT / "samples"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with a copy of the samples."""
    folder = tmp_path / "plans"
    shutil.copytree(SAMPLES, folder, ignore=shutil.ignore_patterns("*.json", "*.md"))
    return folder


def exported(data: Path, into: Path) -> dict[str, bytes]:
    """Every file of a JSON Lines export, by name."""
    with SqliteStore(data).view() as view:
        export(view, into, "jsonl")
    return {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in sorted(into.rglob("*"))
        if path.is_file()
    }


def built(data: Path, *paths: Path) -> BuildReport:
    """A build into a data folder."""
    return build(paths, SqliteStore(data), wait=0)


def test_building_twice_reads_nothing_anew_and_exports_the_same_bytes(
    plans: Path, tmp_path: Path
) -> None:
    first = built(tmp_path / "data", plans)
    before = exported(tmp_path / "data", tmp_path / "x1")
    second = built(tmp_path / "data", plans)
    assert (first.added, second.added, second.changed, second.unchanged) == (4, 0, 0, 4)
    assert second.rows == first.rows
    assert exported(tmp_path / "data", tmp_path / "x2") == before
    built(tmp_path / "anew", plans)
    assert exported(tmp_path / "anew", tmp_path / "x3") == before


def test_the_order_of_files_changes_nothing(plans: Path, tmp_path: Path) -> None:
    files = sorted(plans.glob("*.txt"))
    built(tmp_path / "a", *files)
    for path in reversed(files):
        built(tmp_path / "b", path)
    assert exported(tmp_path / "a", tmp_path / "xa") == exported(tmp_path / "b", tmp_path / "xb")


def test_a_changed_file_changes_only_its_own_nodes(plans: Path, tmp_path: Path) -> None:
    built(tmp_path / "data", plans)
    before = exported(tmp_path / "data", tmp_path / "x1")["nodes.jsonl"].decode().splitlines()
    path = plans / "yunqi-women-2021-2030.txt"
    path.write_text(
        path.read_text("utf-8").replace("孕产妇死亡率控制在9/10万", "孕产妇死亡率控制在7/10万"),
        "utf-8",
    )
    report = built(tmp_path / "data", plans)
    after = exported(tmp_path / "data", tmp_path / "x2")["nodes.jsonl"].decode().splitlines()
    assert (report.changed, report.unchanged) == (1, 3)
    changed = set(before) ^ set(after)
    assert changed
    assert all("yunqi-women-2021-2030.txt" in line for line in changed)


def test_a_removed_file_leaves_no_trace(plans: Path, tmp_path: Path) -> None:
    built(tmp_path / "data", plans)
    gone = plans / "yunqi-women-2021-2030.txt"
    gone.unlink()
    report = built(tmp_path / "data", plans)
    assert report.removed == (gone.name,)
    built(tmp_path / "fresh", plans)
    assert exported(tmp_path / "data", tmp_path / "x1") == exported(
        tmp_path / "fresh", tmp_path / "x2"
    )


def test_a_single_file_named_alone_removes_nothing(plans: Path, tmp_path: Path) -> None:
    built(tmp_path / "data", plans)
    report = built(tmp_path / "data", plans / "yunqi-women-2021-2030.txt")
    assert (report.removed, report.unchanged) == ((), 1)


def test_two_files_of_one_name_never_overwrite_each_other(plans: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    twin = other / "yunqi-women-2021-2030.txt"
    twin.write_text("另一份文件。", "utf-8")
    built(tmp_path / "data", plans)
    before = exported(tmp_path / "data", tmp_path / "x1")
    report = built(tmp_path / "data", other)
    assert [str(twin) in error.message for error in report.errors] == [True]
    assert exported(tmp_path / "data", tmp_path / "x2") == before


def test_equal_files_are_both_kept_and_the_second_is_reported(plans: Path, tmp_path: Path) -> None:
    shutil.copy(plans / "yunqi-women-2021-2030.txt", plans / "z-copy.txt")
    report = built(tmp_path / "data", plans)
    assert [name for name, problem in report.problems if problem.code == "duplicate_document"] == [
        "z-copy.txt"
    ]
    assert len(report.rows) == 5


def test_the_same_text_from_another_folder_is_reported(plans: Path, tmp_path: Path) -> None:
    built(tmp_path / "data", plans)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(plans / "yunqi-women-2021-2030.txt", other / "again.txt")
    report = built(tmp_path / "data", other)
    assert [(n, p.code) for n, p in report.problems if p.code == "duplicate_document"] == [
        ("again.txt", "duplicate_document")
    ]


# Bad input


def a_symlink_loop(folder: Path) -> None:
    """A folder that contains itself, and a link to itself."""
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")


def two_names_that_are_no_utf8(folder: Path) -> None:
    """Two plans whose names differ only in bytes that are no text, and an empty file to be named."""
    for name in (b"\xff.txt", b"\xfe.txt"):
        with open(os.path.join(os.fsencode(folder), b"odd" + name), "wb") as file:
            file.write(b"")
    (folder / "bad.txt").write_bytes(b"")


BAD = {
    "empty": lambda folder: (folder / "bad.txt").write_bytes(b""),
    "only white space": lambda folder: (folder / "bad.txt").write_bytes(b" \r\n\t\n"),
    "binary": lambda folder: (folder / "bad.txt").write_bytes(bytes(range(256)) * 40),
    "a zip": lambda folder: (folder / "bad.txt").write_bytes(b"PK\x03\x04" + b"x" * 100),
    "only NULs": lambda folder: (folder / "bad.txt").write_bytes(b"\x00" * 1000),
    "one endless line": lambda folder: (folder / "bad.txt").write_bytes("规划".encode() * 700_000),
    "a link to nowhere": lambda folder: (folder / "bad.txt").symlink_to(folder / "nowhere.txt"),
    "a loop of links": a_symlink_loop,
    "a Word file": lambda folder: (folder / "bad.txt.docx").write_bytes(b"PK"),
    "a pipe": lambda folder: os.mkfifo(folder / "bad.txt"),
    "names that are no text": two_names_that_are_no_utf8,
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_named_and_the_rest_is_built(plans: Path, tmp_path: Path, kind: str) -> None:
    BAD[kind](plans)
    report = built(tmp_path / "data", plans)
    assert report.added == 4
    assert report.errors
    assert all(error.message and error.hint for error in report.errors)
    assert any(
        "bad.txt" in error.message
        or "docx" in error.message
        or "loop" in error.message
        or "self.txt" in error.message
        for error in report.errors
    )


def test_a_path_that_does_not_exist_is_named_and_the_rest_is_built(
    plans: Path, tmp_path: Path
) -> None:
    report = built(tmp_path / "data", plans, tmp_path / "没有这个.txt")
    assert report.added == 4
    assert [error.code for error in report.errors] == ["document_not_found"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named_and_the_rest_is_built(
    plans: Path, tmp_path: Path
) -> None:
    (plans / "bad.txt").write_text("规划", "utf-8")
    (plans / "bad.txt").chmod(0)
    report = built(tmp_path / "data", plans)
    assert report.added == 4
    assert [error.code for error in report.errors] == ["document_unreadable"]


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)
def test_every_encoding_gives_the_same_graph(
    plans: Path, tmp_path: Path, encoding: str, bom: bytes
) -> None:
    built(tmp_path / "utf8", plans)
    for path in plans.glob("*.txt"):
        path.write_bytes(bom + path.read_text("utf-8").encode(encoding))
    built(tmp_path / "other", plans)
    one, other = (
        exported(tmp_path / "utf8", tmp_path / "x1"),
        exported(tmp_path / "other", tmp_path / "x2"),
    )
    assert one["edges.jsonl"] == other["edges.jsonl"]
    assert [n for n in one["nodes.jsonl"].splitlines() if b"sha256" not in n] == [
        n for n in other["nodes.jsonl"].splitlines() if b"sha256" not in n
    ]


def test_mixed_encodings_are_read_line_by_line_and_reported(plans: Path, tmp_path: Path) -> None:
    lines = (plans / "yunqi-women-2021-2030.txt").read_text("utf-8").split("\n")
    mixed = b"\n".join(
        line.encode("gb18030" if n % 3 == 0 else "utf-8") for n, line in enumerate(lines)
    )
    (plans / "yunqi-women-2021-2030.txt").write_bytes(mixed)
    report = built(tmp_path / "data", plans)
    assert "mixed_encoding" in {problem.code for _, problem in report.problems}
    assert (report.added, report.errors) == (4, ())


# Two at once, and kills


def test_a_second_build_waits_or_says_who_holds_the_store(plans: Path, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "data")
    said: list[str] = []
    with store.writing(), pytest.raises(StoreBusy) as refused:
        build([plans], SqliteStore(tmp_path / "data"), wait=0.3, waiting=said.append)
    assert str(os.getpid()) in refused.value.message
    assert said
    assert built(tmp_path / "data", plans).added == 4


# The graph alone, as `built` makes it; tests/service/test_indexing.py kills builds with their index.
_BUILDER = (
    "import sys; from pathlib import Path; from graph.sqlite import SqliteStore;"
    " from service.build import build; build([Path(sys.argv[1])], SqliteStore(sys.argv[2]))"
)


def test_a_kill_at_any_instant_leaves_a_complete_state_and_the_next_build_repairs_the_rest(
    plans: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    built(data, plans)
    old = exported(data, tmp_path / "old")
    for path in list(plans.glob("*.txt")):
        for n in range(12):
            shutil.copy(path, plans / f"{n:02}-{path.name}")
    built(tmp_path / "whole", plans)
    new = exported(tmp_path / "whole", tmp_path / "new")
    command = [sys.executable, "-c", _BUILDER, str(plans), str(data)]
    chance = random.Random(5)
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    length = time.monotonic() - start
    met = set()
    for n in range(8):
        shutil.rmtree(data)
        shutil.copytree(tmp_path / "whole", data)
        keep = {path.name for path in SAMPLES.glob("*.txt")}
        small = tmp_path / f"small-{n}"
        small.mkdir()
        for name in keep:
            shutil.copy(SAMPLES / name, small / name)
        # From the small state to the large one, killed somewhere on the way.
        shutil.rmtree(data)
        built(data, small)
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        time.sleep(chance.uniform(0.05, length * 1.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = exported(data, tmp_path / f"x{n}")
        assert found["nodes.jsonl"] in (old["nodes.jsonl"], new["nodes.jsonl"])
        met.add(found["nodes.jsonl"] == new["nodes.jsonl"])
    shutil.rmtree(data)
    built(data, plans)
    assert exported(data, tmp_path / "end") == new
    assert False in met
