"""Two plans by domain: what has its like, what stands alone, and which numbers differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embeddings.encoder import encoder
from graph.sqlite import SqliteStore
from queries.holdings import HeldPlan
from queries.library import Library
from queries.plan_comparison import compared_domains, compared_numbers
from service.build import build
from service.indexing import Indexer, opened_index
from tests.common_plans import written

_PLAN = """{place}妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
1.孕产妇死亡率控制在{deaths}/10万以下。
2.婴儿死亡率控制在5‰以下。
策略措施：
1.{clinic}
{more}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The plans in common, and two that set numbers."""
    folder = tmp_path_factory.mktemp("pairs")
    plans = written(folder / "plans")
    clinic = "建设妇幼保健机构。每个县办好一所标准化妇幼保健院，乡镇配备妇幼专干。"
    for place, deaths, more in (
        (
            "东塬县",
            9,
            "2.修建环湖女子步道。秋天前完工。\n\n二、妇女与环境\n策略措施：\n1.改造农村厕所。",
        ),
        ("西塬县", 12, "2.办好采茶女工夜校。冬闲时开课。"),
    ):
        text = _PLAN.format(place=place, deaths=deaths, clinic=clinic, more=more)
        (plans / f"{place}.txt").write_text(text, "utf-8")
    data = folder / "data"
    build([plans], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    with SqliteStore(data).view() as view:
        yield Library(view, opened_index(view, data))


def plan(library: Library, place: str) -> HeldPlan:
    return next(each for each in library.holdings.plans if each.document == f"{place}.txt")


def test_like_measures_are_matched_and_the_rest_stand_alone(library: Library) -> None:
    one, other = plan(library, "岚坪县"), plan(library, "北岭市")
    (domain,) = compared_domains(library, one, other)
    assert (domain.name, domain.in_first, domain.in_second) == ("妇女与权益", True, True)
    matched = [(each.measure.text[:8], each.others[0].text[:8]) for each in domain.matches]
    assert matched == [
        ("消除就业性别歧视", "加大消除就业性别"),
        ("扩大宫颈癌和乳腺", "完善宫颈癌和乳腺"),
        ("预防和制止家庭暴", "加大反家庭暴力力"),
    ]
    assert [each.text[:6] for each in domain.only_first] == ["发展茶园女子"]
    assert [each.text[:6] for each in domain.only_second] == ["修建滑雪场女"]


def test_the_other_way_round_the_same_pairs_are_found(library: Library) -> None:
    one, other = plan(library, "岚坪县"), plan(library, "北岭市")

    def pairs(first: HeldPlan, second: HeldPlan) -> set[frozenset[str]]:
        return {
            frozenset((match.measure.id, like.id))
            for domain in compared_domains(library, first, second)
            for match in domain.matches
            for like in match.others
        }

    assert pairs(one, other) == pairs(other, one)


def test_a_domain_that_one_plan_lacks_is_there_and_says_so(library: Library) -> None:
    one, other = plan(library, "西塬县"), plan(library, "东塬县")
    found = compared_domains(library, one, other)
    assert [(each.name, each.in_first, each.in_second) for each in found] == [
        ("妇女与健康", True, True),
        ("妇女与环境", False, True),
    ]
    assert len(found[1].only_second) == 1


def test_every_measure_stands_in_one_place(library: Library) -> None:
    one, other = plan(library, "东塬县"), plan(library, "西塬县")
    domains = compared_domains(library, one, other)
    firsts = [
        m.id for d in domains for m in (*d.only_first, *(match.measure for match in d.matches))
    ]
    measures = [n.id for n in library.view.nodes(label="Measure", document="东塬县.txt")]
    assert sorted(firsts) == sorted(measures)


def test_numbers_that_differ_are_told_from_those_that_do_not(library: Library) -> None:
    found = compared_numbers(library.view, plan(library, "东塬县"), plan(library, "西塬县"))
    by_name = {each.indicator: each for each in found}
    deaths, infants = by_name["孕产妇死亡率"], by_name["婴儿死亡率"]
    assert (deaths.differ, infants.differ) == (True, False)
    assert [each.value for each in deaths.first] == [9.0]
    assert [each.value for each in deaths.second] == [12.0]
