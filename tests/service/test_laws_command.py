"""`guitu laws` as a person types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from service.cli import main
from tests.citing_plans import built


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the citing plans."""
    return built(tmp_path_factory.mktemp("laws_command"))


def printed(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    """What `guitu laws` prints when all goes well."""
    capsys.readouterr()
    assert main(["laws", *words, "--data", str(data)]) == 0
    return capsys.readouterr().out


def test_the_list_joins_forms_and_tells_unknown_repealed_and_misprinted(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = printed(capsys, data)
    assert "引用的法律法规与文件（17 种）" in listed
    assert "词表未收的 8 种" in listed
    assert "疑似误写（3 种写法）" in listed
    assert "《湖北省妇女权益保帐条例》可能是《湖北省妇女权益保障条例》" in listed
    assert "《中国妇女发展纲要（2021—2035年）》没有见过这一版，可能是" in listed


def test_one_instrument_is_shown_with_its_days_forms_and_sentences(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, data, "反家暴法")
    assert "《中华人民共和国反家庭暴力法》  法律 · 现行" in shown
    assert "2015-12-27 通过或发布，2016-03-01 施行" in shown
    assert "中华人民共和国反家庭暴力法（2）、反家暴法（1）、反家庭暴力法（1）" in shown
    assert "加大反家庭暴力法的宣传力度  南屿县.txt:9" in shown
    repealed = printed(capsys, data, "婚姻法")
    assert "已废止（2021-01-01），由《中华人民共和国民法典》代替" in repealed
    assert "全称由上下文补出" in printed(capsys, data, "校车安全条例")


def test_what_nobody_cites_is_said_with_what_is_near(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "没有引用《中华人民共和国义务教育法》" in printed(capsys, data, "义务教育法")
    succeeded = printed(capsys, data, "收养法")
    assert "它已由《中华人民共和国民法典》代替" in succeeded


def test_filters_choose_citations_and_instruments(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def titles(*words: str) -> set[str]:
        return {law["title"] for law in json.loads(printed(capsys, data, *words, "--json"))}

    assert titles("--repealed") == {"中华人民共和国婚姻法"}
    assert titles("--misspelt") == {
        "中华人民共和国妇女权益保障法", "中国妇女发展纲要（2021—2035年）", "湖北省妇女权益保帐条例",
    }  # fmt: skip
    assert "湖北省反家庭暴力条例" in titles("--unknown")
    assert "中华人民共和国宪法" not in titles("--unknown")
    assert titles("--place", "西桠", "--unknown") == {
        "湖北省儿童权益保障条例", "湖北省实施《中华人民共和国未成年人保护法》办法",
    }  # fmt: skip
    assert main(["laws", "--place", "火星", "--data", str(data)]) == 2


def test_the_json_has_citations_forms_and_doubts(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (law,) = json.loads(printed(capsys, data, "妇女权益保障法", "--json"))
    assert law["forms"][1] == {"surface": "妇女权益保护法", "count": 1}
    assert law["citations"][0]["source"]["document"] == "北岭县.txt"
    (doubt,) = law["doubts"]
    assert (doubt["printed"], doubt["reason"]) == ("妇女权益保护法", "spelling")


def test_the_file_has_a_row_a_citation(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "引用.csv"
    assert "（22 处引用）" in printed(capsys, data, "--out", str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 22
    (wrong,) = (row for row in rows if row["原文写法"] == "妇女权益保护法")
    assert (wrong["文件"], wrong["行"], wrong["疑似误写"]) == (
        "南屿县.txt", "3", "中华人民共和国妇女权益保障法",
    )  # fmt: skip
    assert main(["laws", "--out", str(tmp_path / "a.xls"), "--data", str(data)]) == 2
    assert main(["laws", "--out", str(tmp_path / "no" / "a.csv"), "--data", str(data)]) == 2
    assert "Traceback" not in capsys.readouterr().err
