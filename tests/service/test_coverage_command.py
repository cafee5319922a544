"""`guitu coverage` as a person types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from service.cli import main
from tests.common_plans import built, written


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the plans in common."""
    folder = tmp_path_factory.mktemp("coverage_command")
    return built(written(folder / "plans"), folder / "data")


def printed(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    """What `guitu coverage` prints when all goes well."""
    capsys.readouterr()
    assert main(["coverage", *words, "--data", str(data)]) == 0
    return capsys.readouterr().out


def test_the_matrix_shows_what_not_all_have_and_counts_the_rest(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, data)
    (row,) = (line for line in shown.splitlines() if line.strip().startswith("宫颈癌和乳腺癌筛查"))
    assert row.split() == ["宫颈癌和乳腺癌筛查", "●", "◐", "●"]
    assert "消除就业性别歧视 " not in shown
    assert "另有 2 个主题所列规划都有，0 个主题只有少数规划有" in shown
    assert "南屿区妇女发展规划（2021—2030年）：有 2，部分 1，没有 0" in shown
    assert "消除就业性别歧视" in printed(capsys, data, "--all")


def test_a_topic_is_shown_with_the_evidence_of_every_plan(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, data, "--topic", "乳腺癌")
    assert "宫颈癌和乳腺癌筛查（妇女规划 3 部中 2 部有）" in shown
    assert "扩大宫颈癌和乳腺癌筛查  岚坪县.txt:8" in shown
    assert "◐ 南屿区妇女发展规划（2021—2030年）：部分（相似度 0." in shown
    assert (
        "“改善老旧小区的照明和排水”中的一句：“免费提供宫颈癌和乳腺癌筛查。”  南屿区.txt:9" in shown
    )


def test_one_state_is_shown_by_either_of_its_names(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, data, "--state", "部分")
    assert "南屿区妇女发展规划" in shown
    assert "●" not in shown
    assert shown == printed(capsys, data, "--state", "partly")
    assert "全部主题：guitu topics" in printed(capsys, data, "--state", "没有")
    assert "全部主题：guitu topics" in printed(capsys, data, "--topic", "无此主题")


def test_the_json_has_every_cell(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(printed(capsys, data, "--json"))
    assert len(rows) == 3
    states = [cell["state"] for row in rows for cell in row["cells"]]
    assert sorted(states) == ["has"] * 8 + ["partly"]


def test_the_file_has_a_column_a_plan_with_the_evidence(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "对照.csv"
    assert "（3 个主题）" in printed(capsys, data, "--out", str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["主题"]: row for row in csv.DictReader(out.read_text("utf-8-sig").splitlines())}
    row = rows["宫颈癌和乳腺癌筛查"]
    assert row["岚坪县妇女发展规划（2021—2030年）"] == "有：岚坪县.txt:8"
    assert row["南屿区妇女发展规划（2021—2030年）"].startswith("部分（0.")
    assert row["南屿区妇女发展规划（2021—2030年）"].endswith(
        "南屿区.txt:9）：免费提供宫颈癌和乳腺癌筛查。"
    )


def test_wrong_filters_are_answered_with_what_there_is(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["coverage", "--place", "火星", "--data", str(data)]) == 2
    assert "库里有" in capsys.readouterr().err
