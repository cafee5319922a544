"""`guitu indicators`: the table on a terminal, as a file, as JSON and as a picture."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from service.cli import main
from tests import setting_plans
from tests.reading import ROOT

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plans of `tests.setting_plans`."""
    return setting_plans.built(tmp_path_factory.mktemp("indicators"))


def printed(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    assert main(["indicators", *words, "--data", str(data)]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    assert main(["indicators", *words, "--data", str(data)]) == 2
    told = capsys.readouterr()
    assert not told.out
    return told.err


def test_a_row_is_an_indicator_and_a_column_a_plan(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    lines = printed(capsys, data).splitlines()
    head = next(line for line in lines if "东岭县妇女" in line)
    assert "西坪县妇女" in head
    assert "南屿区妇女" in head
    row = next(line.split() for line in lines if line.strip().startswith("孕产妇死亡率"))
    assert row == ["孕产妇死亡率", "≤8/10万", "≤9/10万", "≤10/10万※"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_narrow_terminal_gets_the_plans_one_below_the_other(data: Path) -> None:
    lines = in_a_terminal(50, "indicators", "--audience", "妇女", "--data", str(data))
    heads = [line.split() for line in lines if line.strip().startswith("指标 ")]
    assert [head[-1] for head in heads] == ["东岭县妇女", "南屿区妇女", "西坪县妇女"]
    assert max(map(cell_len, lines)) <= 50


def in_a_terminal(width: int, *words: str) -> list[str]:
    """The lines that a command prints to a terminal of this width, without colours."""
    import pty  # not on Windows

    reader, writer = pty.openpty()
    command = [sys.executable, "-m", "service.cli", *words]
    environment = {**os.environ, "COLUMNS": str(width), "TERM": "xterm"}
    with subprocess.Popen(command, stdout=writer, cwd=ROOT, env=environment):
        os.close(writer)
        told = b""
        while True:
            try:
                read = os.read(reader, 65_536)
            except OSError:  # how Linux ends a terminal
                break
            if not read:
                break
            told += read
    os.close(reader)
    return re.sub(r"\x1b\[[\d;]*m", "", told.decode()).splitlines()


def test_one_indicator_comes_with_its_words_and_its_spread(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    told = printed(capsys, data, "孕产妇死亡率")
    assert "孕产妇死亡率由9.5/10万下降到10/10万以下" in told
    assert "1.txt:5" in told
    assert "可比的是2025年的目标值，2 处：" in told
    assert "最高 10/10万：西坪县妇女" in told
    assert "要求最严 ≤9/10万：南屿区妇女" in told


def test_what_needs_a_look_is_told_with_both_lines(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    told = printed(capsys, data)
    assert "需要核对（4 处）" in told
    assert "目标 ≥95%：九年义务教育巩固率达到95%以上（0.txt:8）" in told
    assert "措施 ≥90%：九年义务教育巩固率达到90%以上（0.txt:12）" in told
    assert "“农村自来水普及率”的目标 97% 不如规划自己写的基期 98%。" in told


def test_place_and_audience_choose_plans(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    told = printed(capsys, data, "--place", "南屿", "--audience", "儿童")
    assert "小学生近视率" in told
    assert "孕产妇死亡率" not in told
    assert "库里没有“火星”的规划" in refused(capsys, data, "--place", "火星")


def test_json_tells_everything(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    told = json.loads(printed(capsys, data, "--json"))
    ids = {each["target"]["id"] for each in told["settings"]}
    assert {id for row in told["rows"] for cell in row["cells"].values() for id in cell} == ids
    assert len(told["plans"]) == 4
    assert {each["fault"] for each in told["conflicts"]} == {"disagree", "wrong_way"}
    row = next(each for each in told["rows"] if each["indicator"] == "孕产妇死亡率")
    assert row["direction"] == "lower"
    assert row["spread"]["year"] == 2025
    assert row["spread"]["highest"]["value"] == 10


def test_the_table_is_written_for_excel(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "指标.csv"
    assert "已写入" in printed(capsys, data, "--out", str(out))
    assert out.read_bytes().startswith("\ufeff".encode())
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["指标"], row["年份"]): row for row in csv.DictReader(file)}
    row = rows["适龄妇女宫颈癌筛查率", "2025"]
    assert row["东岭县妇女发展规划（2021—2030年）"] == "≥60%（2025年）"
    assert (row["可比年份"], row["最高"], row["最低"], row["中位数"]) == ("2025", "70", "60", "65")
    assert "两个数：95%（0.txt:8）、90%（0.txt:12）" in rows["九年义务教育巩固率", ""]["需要核对"]


def test_the_list_is_written_with_the_words_of_the_plans(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "指标.csv"
    printed(capsys, data, "孕产妇死亡率", "--list", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["符号"], row["数值"], row["基期"], row["行"]) for row in rows] == [
        ("<=", "8", "2020", "5"),
        ("<=", "10", "9.5/10万", "5"),
        ("<=", "9", "", "5"),
    ]
    assert rows[0]["原文"] == "孕产妇死亡率由2020年的10/10万下降到8/10万以下"


def test_a_chart_shows_every_number_with_its_sign_and_year(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "图.svg"
    assert "已画到" in printed(capsys, data, "适龄妇女宫颈癌筛查率", "--chart", str(out))
    root = ElementTree.parse(out).getroot()
    words = [each.text or "" for each in root.iter(f"{_SVG}text")]
    assert words[0] == "适龄妇女宫颈癌筛查率"
    assert {"≥60%（2025年）", "≥70%（2030年）", "约65%", "东岭县妇女", "西坪县妇女"} <= set(words)
    assert "2025年中位数 65%（3 处）" in words
    assert len(list(root.iter(f"{_SVG}circle"))) == 6
    assert root.get("role") == "img"
    assert "约65%" in (root.findtext(f"{_SVG}desc") or "")


def test_a_chart_marks_the_baseline_and_points_where_numbers_are_as_good(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "图.svg"
    printed(capsys, data, "孕产妇死亡率", "--chart", str(out))
    root = ElementTree.parse(out).getroot()
    assert len(list(root.iter(f"{_SVG}polygon"))) == 2  # two of three plans say what was
    for dot, head in zip(root.iter(f"{_SVG}circle"), root.iter(f"{_SVG}polyline"), strict=True):
        tip = float((head.get("points") or "").split()[1].split(",")[0])
        assert tip < float(dot.get("cx") or 0)  # ≤: to the left
    assert all(0 <= float(each.get("x") or 0) <= 800 for each in root.iter(f"{_SVG}text"))


REFUSED = [
    ("several indicators", ["死亡率", "--chart", "图.svg"], "“死亡率”可以是 2 个指标"),
    ("no indicator", ["--chart", "图.svg"], "--chart 要写明画哪个指标"),
    ("no such indicator", ["离婚率", "--chart", "图.svg"], "没有符合条件的指标"),
    ("another kind of picture", ["孕产妇死亡率", "--chart", "图.png"], "不会画 .png 文件"),
    ("a folder that is not there", ["孕产妇死亡率", "--chart", "没有/图.svg"], "写不了 没有/图.svg"),
    ("another kind of table", ["--out", "表.xlsx"], "不会写 .xlsx 文件"),
    ("two outputs", ["--json", "--out", "表.csv"], "--json、--out 不能一起用"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "why"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_done_is_said_in_plain_words(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path, words: list[str], why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert why in refused(capsys, data, *words)
    assert not list(tmp_path.iterdir())


def test_several_indicators_are_named_to_choose_from(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    told = refused(capsys, data, "死亡率", "--chart", "图.svg")
    assert "请写全其中一个：孕产妇死亡率、儿童伤害死亡率" in told


def test_an_unknown_indicator_is_no_error(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert printed(capsys, data, "离婚率") == "没有符合条件的指标。\n"
