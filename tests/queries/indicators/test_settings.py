"""What plans set for an indicator, how it spreads over places, and the table of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore, SqliteView
from queries.holdings import Holdings
from queries.indicators import Kind, settings, spread
from queries.indicators.table import indicator_table
from tests import setting_plans


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteView]:
    """The plans of `tests.setting_plans`."""
    data = setting_plans.built(tmp_path_factory.mktemp("settings"))
    with SqliteStore(data).view() as view:
        yield view


CALLED = [
    ("its name", "孕产妇死亡率", {"孕产妇死亡率"}),
    ("another wording", "宫颈癌筛查覆盖率", {"适龄妇女宫颈癌筛查率"}),
    ("a full name means that one alone", "农村自来水普及率", {"农村自来水普及率"}),
    ("a part of several", "死亡率", {"孕产妇死亡率", "儿童伤害死亡率"}),
    ("a short form", "筛查率", {"适龄妇女宫颈癌筛查率"}),
    ("a short form that leaves out the middle", "农村普及率", {"农村自来水普及率"}),
    ("one that no vocabulary knows", "茶园劳作满意度", {"妇女茶园劳作满意度"}),
    ("what the graph does not have", "婴儿死亡率", set()),
    ("the words of a query language", "' OR 1=1 --", set()),
]


@pytest.mark.parametrize(("name", "expected"), [c[1:] for c in CALLED], ids=[c[0] for c in CALLED])
def test_an_indicator_is_found_by_what_it_is_called(
    view: SqliteView, name: str, expected: set[str]
) -> None:
    assert {each.indicator for each in settings(view, name=name)} == expected


def test_settings_keep_to_a_place_and_an_audience(view: SqliteView) -> None:
    plans = {each.target.plan for each in settings(view, place="南屿", audience="儿童")}
    assert plans == {"南屿区儿童发展规划（2021—2025年）"}


def test_a_number_without_a_year_is_due_when_its_plan_ends(view: SqliteView) -> None:
    dates = {(each.year, each.due) for each in settings(view, name="适龄妇女宫颈癌筛查率")}
    assert dates == {(2025, 2025), (2030, 2030), (None, 2030), (None, 2025)}


def test_goals_are_told_from_measures_and_levels_from_changes(view: SqliteView) -> None:
    said = {(each.value, each.is_of_goal) for each in settings(view, name="九年义务教育巩固率")}
    assert {(95, True), (90, False)} <= said
    kinds = {each.indicator: each.kind for each in settings(view, audience="儿童")}
    assert kinds["儿童伤害死亡率"] is Kind.FALL
    assert kinds["小学生近视率"] is Kind.LEVEL


def test_the_spread_compares_one_year_and_one_number_a_plan(view: SqliteView) -> None:
    found = spread(settings(view, name="孕产妇死亡率"))
    assert found is not None
    assert found.year == 2025
    assert (found.highest.value, found.lowest.value, found.median) == (10, 9, 9.5)
    assert [each.value for each in found.strictest] == [9]  # the lower the better
    assert [each.value for each in found.left_out] == [8]  # due in 2030


def test_the_highest_is_the_strictest_where_higher_is_better(view: SqliteView) -> None:
    found = spread(settings(view, name="适龄妇女宫颈癌筛查率"))
    assert found is not None
    assert found.year == 2025
    assert [each.value for each in found.settings] == [70, 65, 60]
    assert [each.target.plan[:3] for each in found.strictest] == ["南屿区"]


def test_nothing_is_strictest_where_the_direction_is_unknown(view: SqliteView) -> None:
    plans = list(settings(view, name="妇女茶园劳作满意度"))
    assert spread(plans) is None  # one is due in 2030, the other in 2025
    ranged = spread(settings(view, name="儿童总体近视率"))
    assert ranged is None  # a range, and one place


def test_two_plans_of_one_place_are_one_place(view: SqliteView) -> None:
    south = [each for each in settings(view, name="九年义务教育巩固率") if each.value == 98]
    assert len(south) == 2
    assert spread(south) is None


def test_a_row_is_split_by_years_where_a_plan_sets_several(view: SqliteView) -> None:
    table = indicator_table(Holdings(view), name="适龄妇女宫颈癌筛查率")
    titles = [plan.title[:3] for plan in table.columns]
    rows = {
        row.year: dict(
            zip(titles, ([each.value for each in cell] for cell in row.cells), strict=True)
        )
        for row in table.rows
    }
    assert rows == {
        2025: {"东岭县": [60], "南屿区": [70, 75], "西坪县": [65]},
        2030: {"东岭县": [70, 70], "南屿区": [], "西坪县": []},
    }


def test_the_table_has_a_row_an_indicator_and_a_column_a_plan(view: SqliteView) -> None:
    table = indicator_table(Holdings(view))
    assert len(table.columns) == 4
    assert sum(len(cell) for row in table.rows for cell in row.cells) == len(table.settings)
    rows = [row for row in table.rows if row.indicator == "九年义务教育巩固率"]
    assert [[[each.value for each in cell] for cell in row.cells] for row in rows] == [
        [[98], [95, 90], [98], [None]]
    ]


def test_the_table_of_one_audience_has_no_column_of_others(view: SqliteView) -> None:
    table = indicator_table(Holdings(view), audience="儿童")
    assert [plan.audience for plan in table.columns] == ["儿童"]


def test_an_indicator_is_one_whatever_its_wording(real: Path) -> None:
    with SqliteStore(real).view() as view:
        table = indicator_table(Holdings(view), name="学前三年毛入园率")
    assert [row.indicator for row in table.rows] == ["学前三年毛入园率"]
    printed = " ".join(each.target.text for each in table.settings)
    assert all(
        words in printed for words in ("学前教育毛入园率", "学前3年毛入园率", "学前三年毛入园率")
    )
    found = table.rows[0].spread
    assert found is not None
    assert (found.year, found.highest.value, found.lowest.value) == (2025, 95, 90)
