"""Which department a name means: in any form, of a place, and asked back where several may be meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.sqlite import SqliteStore
from queries.holdings import Holdings
from queries.units import unit_called
from service.build import build

_HEAD = """{title}

一、妇女与健康
主要目标：
"""
PLANS = {
    "东岭县妇女发展规划（2021—2030年）": [
        "妇女健康水平提高。（牵头单位：县卫生健康局，责任单位：县妇联、县爱卫办）",
        "女童安全得到保障。（牵头单位：县教育和体育局，责任单位：县妇儿工委办公室）",
        "性别平等意识提高。（牵头单位：县妇工委办公室，责任单位：县委宣传部、团县委）",
        "妇联组织更加健全。",
    ],
    "东岭县儿童发展规划（2011—2020年）": [
        "儿童健康水平提高。（牵头单位：县卫计局，责任单位：县妇联、县妇儿工委办公室）",
    ],
    "西坪县妇女发展规划（2021—2030年）": [
        "妇女健康水平提高。（牵头单位：县卫健局，责任单位：县政府办公室〈县大数据局〉）",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    """A county whose office changed its name between two plans, and another county."""
    folder = tmp_path_factory.mktemp("units")
    for number, (title, goals) in enumerate(PLANS.items()):
        listed = "\n".join(f"{n}.{goal}" for n, goal in enumerate(goals, start=1))
        text = _HEAD.format(title=title) + listed + "\n策略措施：\n1.办好体检。\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    build([folder], SqliteStore(folder / "data"))
    with SqliteStore(folder / "data").view() as view:
        yield Holdings(view)


EAST = {"东岭县"}
CALLED = [
    ("its own name", "县妇联", ["县妇联"]),
    ("a short form", "妇联", ["县妇联"]),
    ("the place in front", "东岭县妇联", ["县妇联"]),
    ("renamed between two plans: one office", "卫健委", ["县卫生健康局", "县卫计局"]),
    ("a name before both", "卫生局", ["县卫生健康局", "县卫计局"]),
    ("a department of the function", "卫生健康部门", ["县卫生健康局", "县卫计局"]),
    ("another office of the function", "爱卫办", ["县爱卫办"]),
    ("a merged office by one half of its name", "体育局", ["县教育和体育局"]),
    ("the party's office", "宣传部", ["县委宣传部"]),
    ("the league in another order", "县团委", ["团县委"]),
    ("a name that nobody knows", "外星局", []),
    ("a function that no unit there has", "气象局", []),
]


@pytest.mark.parametrize(
    ("name", "offices"), [row[1:] for row in CALLED], ids=[row[0] for row in CALLED]
)
def test_a_unit_of_a_place(holdings: Holdings, name: str, offices: list[str]) -> None:
    found = unit_called(holdings, name, EAST)
    assert [office.name for office in found.offices] == offices
    assert {office.place for office in found.offices} <= EAST
    assert found.choices == ()


def test_a_name_of_two_places_is_asked_back(holdings: Holdings) -> None:
    found = unit_called(holdings, "卫健局")
    assert found.offices == ()
    assert {(office.name, office.place) for office in found.choices} == {
        ("县卫生健康局", "东岭县"), ("县卫计局", "东岭县"), ("县卫健局", "西坪县"),
    }  # fmt: skip
    assert unit_called(holdings, "西坪县卫健局").offices[0].name == "县卫健局"


def test_two_names_side_by_side_in_a_plan_are_two_offices(holdings: Holdings) -> None:
    found = unit_called(holdings, "县妇儿工委办公室", EAST)
    assert [office.name for office in found.offices] == ["县妇儿工委办公室"]
    assert [office.name for office in found.akin] == ["县妇工委办公室"]


def test_a_second_name_in_brackets_is_found(holdings: Holdings) -> None:
    (office,) = unit_called(holdings, "大数据局", {"西坪县"}).offices
    assert office.name == "县政府办公室〈县大数据局〉"


def test_the_names_of_a_function_come_with_their_years(holdings: Holdings) -> None:
    found = unit_called(holdings, "卫计委", EAST)
    assert found.function == "卫生健康"
    assert "卫生健康局（2018—）" in found.names
    assert any(name.startswith("卫生局（—") for name in found.names)
