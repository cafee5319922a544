"""Which place a question means: by full, short and chained names; others are not taken for held ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.sqlite import SqliteStore
from queries.holdings import Holdings
from service.build import build

_PLAN = """{title}

依照《{above}妇女发展规划》，制定本规划。

一、妇女与健康
主要目标：
1.妇女健康水平提高。
策略措施：
1.办好体检。
"""
TITLES = {
    "鞍山市铁西区妇女发展规划（2021—2030年）": "鞍山市",
    "沈阳市铁西区妇女发展规划（2021—2030年）": "沈阳市",
    "滨海新区妇女发展规划（2021—2030年）": "天津市",
    "月牙县妇女发展规划（2021—2030年）": "月牙",
}


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    """Two districts of one name, one with a short name, one that no table knows."""
    folder = tmp_path_factory.mktemp("holdings")
    for number, (title, above) in enumerate(TITLES.items()):
        (folder / f"{number}.txt").write_text(_PLAN.format(title=title, above=above), "utf-8")
    build([folder], SqliteStore(folder / "data"))
    with SqliteStore(folder / "data").view() as view:
        yield Holdings(view)


ANSHAN, SHENYANG, BINHAI, MOON = (
    "辽宁省鞍山市铁西区", "辽宁省沈阳市铁西区", "天津市滨海新区", "月牙县",
)  # fmt: skip

SAID = [
    ("the full name", "辽宁省鞍山市铁西区谁牵头", [(ANSHAN,)]),
    ("with the city", "鞍山市铁西区谁牵头", [(ANSHAN,)]),
    ("both short", "沈阳铁西的规划", [(SHENYANG,)]),
    ("one name, two places", "铁西区谁牵头", [(SHENYANG, ANSHAN)]),
    ("a name without suffix", "滨海的留守儿童", [(BINHAI,)]),
    ("a place no table has", "月牙县谁牵头", [(MOON,)]),
    ("what lies in a province", "辽宁谁牵头", [(SHENYANG, ANSHAN)]),
    ("two places in order", "滨海新区和月牙县比", [(BINHAI,), (MOON,)]),
    ("the same name elsewhere", "四平市铁西区谁牵头", [()]),
    ("a longer name", "滨海县的规划", [()]),
    ("a city without plans", "上海谁牵头", [()]),
    ("a place that nobody knows", "星河县的家庭暴力谁牵头", [()]),
    ("no place", "城市里的妇女谁管", []),
    ("no place either", "农村社区的养老谁管", []),
]


@pytest.mark.parametrize(
    ("text", "places"), [row[1:] for row in SAID], ids=[row[0] for row in SAID]
)
def test_places_in_a_question(holdings: Holdings, text: str, places: list[tuple[str, ...]]) -> None:
    assert [place.places for place in holdings.places_in(text)] == places


def test_where_a_place_is_said_is_told(holdings: Holdings) -> None:
    (place,) = holdings.places_in("请问鞍山市铁西区谁牵头")
    assert (place.start, place.end, place.name) == (2, 8, "鞍山市铁西区")


def test_plans_are_chosen_by_place_and_audience(holdings: Holdings) -> None:
    assert len(holdings.plans) == 4
    assert [plan.place for plan in holdings.plans_of([BINHAI], "妇女")] == [BINHAI]
    assert holdings.plans_of([BINHAI], "儿童") == ()
    assert [plan.place for plan in holdings.plans_like("铁西", None)] == [ANSHAN, SHENYANG]
