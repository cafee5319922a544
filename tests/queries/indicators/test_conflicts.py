"""Which numbers of one plan need a look: a plan a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore, SqliteView
from queries.indicators import settings
from queries.indicators.conflicts import Conflict, Fault, conflicts
from service.build import build

_FORM = """{place}县妇女发展规划（{years}年）

一、妇女与健康
主要目标：
{goals}
策略措施：
{measures}
"""
DISAGREE, WRONG = Fault.DISAGREE, Fault.WRONG_WAY
# why, goals, measures, what is found: its fault and values
CASES: list[tuple[str, list[str], list[str], list[tuple[Fault, list[float | None]]]]] = [
    (
        "a measure says less than its goal",
        ["九年义务教育巩固率达到95%以上。"],
        ["九年义务教育巩固率达到90%以上。"],
        [(DISAGREE, [95, 90])],
    ),
    ("the same twice", ["九年义务教育巩固率达到95%以上。"], ["九年义务教育巩固率保持在95%。"], []),
    ("two years", ["九年义务教育巩固率到2025年达到90%，到2030年达到95%。"], ["办好学校。"], []),
    (
        "a measure that repeats one of two years",
        ["九年义务教育巩固率到2025年达到90%，到2030年达到95%。"],
        ["九年义务教育巩固率达到90%。"],
        [],
    ),
    (
        "a measure that says neither of two years",
        ["九年义务教育巩固率到2025年达到90%，到2030年达到95%。"],
        ["九年义务教育巩固率达到85%。"],
        [(DISAGREE, [95, 85])],
    ),
    ("a hope beyond the aim", ["产前筛查率达到80%以上，力争达到90%。"], ["办好体检。"], []),
    ("a part of the whole", ["产前筛查率达到80%以上，其中农村达到70%。"], ["办好体检。"], []),
    ("a floor and a ceiling", ["就业人员中的女性比例不低于40%。"], ["就业人员中的女性比例控制在60%以内。"], []),
    ("a range that holds the number", ["产前筛查率达到80%—90%。"], ["产前筛查率达到85%。"], []),
    (
        "a range beside the number",
        ["产前筛查率达到80%—90%。"],
        ["产前筛查率达到75%。"],
        [(DISAGREE, [None, 75])],
    ),
    ("another unit", ["儿童伤害死亡率以2020年为基数下降20%。"], ["儿童伤害死亡率控制在8/10万以下。"], []),
    ("below the baseline", ["产前筛查率从85%提高到80%以上。"], ["办好体检。"], [(WRONG, [80])]),
    ("above it where less is better", ["婴儿死亡率由2020年的4‰下降到5‰以下。"], ["办好体检。"], [(WRONG, [5])]),
    ("beyond the baseline", ["婴儿死亡率由2020年的6‰下降到5‰以下。"], ["办好体检。"], []),
    (
        "a baseline of a year before the plan",
        ["2020年产前筛查率为85%，到2025年达到80%以上。"],
        ["办好体检。"],
        [(WRONG, [85, 80])],
    ),
    ("a later year that falls behind", ["产前筛查率到2025年达到85%，到2030年达到80%。"], ["办好体检。"], [(WRONG, [85, 80])]),
    ("a rise of what should fall", ["儿童伤害死亡率以2020年为基数提高20%。"], ["办好体检。"], [(WRONG, [20])]),
    ("no direction is known", ["妇女茶园劳作满意度从85%下降到80%。"], ["办好体检。"], []),
]  # fmt: skip
_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteView]:
    """A plan for each case."""
    folder = tmp_path_factory.mktemp("conflicts")
    for place, (_, goals, measures, _) in zip(_NAMES, CASES, strict=False):
        text = _FORM.format(
            place=f"{place}岭",
            years="2021—2030",
            goals="\n".join(f"{n}.{each}" for n, each in enumerate(goals, start=1)),
            measures="\n".join(f"{n}.{each}" for n, each in enumerate(measures, start=1)),
        )
        (folder / f"{place}.txt").write_text(text, "utf-8")
    build([folder], SqliteStore(folder / "data"))
    with SqliteStore(folder / "data").view() as view:
        yield view


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_only_what_contradicts_itself_is_found(view: SqliteView, number: int) -> None:
    own = [each for each in settings(view) if each.target.document == f"{_NAMES[number]}.txt"]
    assert own
    found = list(conflicts(own))
    assert [(each.fault, _values(each)) for each in found] == CASES[number][3]


def _values(found: Conflict) -> list[float | None]:
    return [each.value for each in found.settings]


def test_plans_are_not_held_against_each_other(view: SqliteView) -> None:
    everywhere = list(conflicts(settings(view)))
    assert len(everywhere) == sum(len(case[3]) for case in CASES)
    assert all(len({each.plan for each in found.settings}) == 1 for found in everywhere)


def test_both_lines_are_evidence(view: SqliteView) -> None:
    found = next(conflicts(settings(view, name="九年义务教育巩固率")))
    assert [(each.target.line, each.target.label) for each in found.settings] == [
        (5, "Target"),
        (7, "Target"),
    ]
    assert "九年义务教育巩固率" in found.reason


def test_the_real_plans_contradict_themselves_in_one_place(real: Path) -> None:
    with SqliteStore(real).view() as view:
        found = list(conflicts(settings(view)))
    # 铁西区儿童: goal 5 wants 92% by 2025 and 94% by 2030, measure 6 wants 90%
    assert {each.indicator for each in found} == {"3岁以下儿童系统管理率", "7岁以下儿童健康管理率"}
    assert {_lines(each) for each in found} == {(27, 44)}


def _lines(found: Conflict) -> tuple[int, ...]:
    return tuple(each.target.line for each in found.settings)
