"""`guitu owners` and `guitu ask` as a person runs them, on the samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cli import main


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], samples: Path) -> Callable[..., str]:
    """What a command prints when all goes well."""

    def printed(*words: str) -> str:
        capsys.readouterr()
        assert main([*words, "--data", str(samples)]) == 0
        return capsys.readouterr().out

    return printed


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], samples: Path) -> Callable[..., str]:
    """What a command says on stderr when it cannot be done."""

    def said(*words: str) -> str:
        capsys.readouterr()
        assert main([*words, "--data", str(samples)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    return said


def test_a_units_ledger_tells_what_it_was_taken_for(told: Callable[..., str]) -> None:
    shown = told("owners", "--unit", "卫计委", "--place", "云栖")
    assert "市卫生健康委（云栖市）牵头或负责：6 条" in shown
    assert "“卫计委”按卫生健康职能认作它" in shown
    assert "卫生局（—2014）" in shown.replace("\n", "")
    assert "期限：2030 年" in shown


def test_a_plans_ledger_counts_what_is_stated(told: Callable[..., str]) -> None:
    shown = told("owners", "--place", "青岚")
    assert "写明责任单位的 0 条" in shown
    assert "--inferred" in shown
    assert "推断" not in shown.replace("推断的单位", "")


def test_inferred_owners_are_marked_as_such(told: Callable[..., str]) -> None:
    shown = told("owners", "--place", "青岚", "--inferred")
    assert "推断（规划没有写明）：" in shown
    listed: list[dict[str, Any]] = json.loads(
        told("owners", "--place", "青岚", "--inferred", "--json")
    )
    assert all(each["owners"] == [] for each in listed)
    assert any(each["inferred"] for each in listed)


def test_the_json_of_a_ledger_has_status_targets_and_deadline(told: Callable[..., str]) -> None:
    listed: list[dict[str, Any]] = json.loads(told("owners", "--place", "云栖", "--json"))
    by_line = {each["line"]: each for each in listed}
    assert by_line[47]["status"] == {"lead": "not_stated", "support": "stated"}
    assert by_line[30]["deadline"] == 2030
    assert by_line[30]["targets"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--unit", "民政局"), "请用 --place 说明是哪里的"),
        (("--unit", "外星局"), "不认识“外星局”这个单位"),
        (("--unit", "气象局", "--place", "云栖"), "没有履行气象职能的其他单位"),
        (("--place", "上海"), "库里没有“上海”的规划"),
        (("--audience", "青年"), "库里没有对象为“青年”的规划"),
        (("--place", "云栖", "--audience", "儿童"), "库里没有同时符合“云栖、儿童”的规划"),
    ],
)
def test_what_is_not_there_is_refused_with_the_next_step(
    refused: Callable[..., str], words: tuple[str, ...], says: str
) -> None:
    assert says in refused("owners", *words)


def test_a_question_is_answered_with_how_it_was_understood(told: Callable[..., str]) -> None:
    shown = told("ask", "云栖媳妇在家挨打，这事归哪个局牵头？")
    assert "（理解为 地区：云栖市；角色：牵头；事项：媳妇在家挨打）" in shown
    assert "牵头单位：市公安局" in shown
    assert "yunqi-women-2021-2030.txt:68" in shown


def test_the_json_of_an_answer_has_the_shape_that_is_promised(told: Callable[..., str]) -> None:
    reply: dict[str, Any] = json.loads(told("ask", "--json", "云栖市家庭暴力由谁牵头？"))
    promised = {"question", "intent", "status", "leads", "supports", "goals", "evidence", "answer"}
    assert promised <= set(reply)
    assert reply["status"] == "stated"
    (lead,) = reply["leads"]
    assert set(lead) == {"department", "status", "goal", "document", "line"}
    (goal,) = reply["goals"]
    assert {"id", "text", "document", "line"} <= set(goal)
    assert lead["goal"] == goal["id"]
    assert set(reply["evidence"][0]) == {"text", "document", "line", "end_line"}


def test_a_question_may_come_from_standard_input(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("云栖市家庭暴力由谁牵头？"))
    assert "市公安局" in told("ask", "-")
