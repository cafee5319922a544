"""`guitu bloom` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.bloom.perspective import perspective
from graph.bloom.phrases import phrases
from graph.bloom.queries import saved_queries
from service.cli import main


def test_the_perspective_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bloom"]) == 0
    assert json.loads(capsys.readouterr().out) == perspective()


def test_the_perspective_is_written_where_one_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "视角" / "guitu.perspective.json"
    assert main(["bloom", "--output", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert json.loads(file.read_text("utf-8")) == perspective()


def test_in_ascii_no_parameter_has_a_chinese_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bloom", "--ascii"]) == 0
    templates = json.loads(capsys.readouterr().out)["templates"]
    assert len(templates) == len(phrases())
    names = [each["name"] for template in templates for each in template["params"]]
    assert names
    assert all(name.isascii() for name in names)


def test_queries_are_written_as_files_for_browser(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["bloom", "--cypher", str(tmp_path / "查询")]) == 0
    assert f"{len(phrases())} 条" in capsys.readouterr().out
    files = {path.name: path.read_text("utf-8") for path in (tmp_path / "查询").iterdir()}
    assert files == dict(saved_queries())


def test_a_place_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    assert main(["bloom", "--output", str(tmp_path / "taken" / "file.json")]) == 2
    assert "taken" in capsys.readouterr().err
