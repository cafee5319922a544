"""What cites what: variants joined, what is known of an instrument, and which titles look misprinted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore
from graph.store import View
from queries.context import Placed
from queries.doubtful_titles import Reason, doubts
from queries.laws import Citation, CitedLaw, Printed, cited_laws, of_plans
from tests.citing_plans import built


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The graph of the citing plans."""
    with SqliteStore(built(tmp_path_factory.mktemp("laws"))).view() as view:
        yield view


def law(view: View, title: str) -> CitedLaw:
    (found,) = cited_laws(view, title=title)
    return found


def test_the_forms_of_a_title_are_joined_and_counted(view: View) -> None:
    found = law(view, "反家暴法")
    assert found.title == "中华人民共和国反家庭暴力法"
    assert [(form.surface, form.count) for form in found.forms] == [
        ("中华人民共和国反家庭暴力法", 2), ("反家暴法", 1), ("反家庭暴力法", 1),
    ]  # fmt: skip
    assert [(c.source.document, c.line) for c in found.citations] == [
        ("北岭县.txt", 9), ("南屿县.txt", 9), ("南屿县.txt", 9), ("西桠县.txt", 9),
    ]  # fmt: skip
    assert len(found.plans) == 3


def test_what_the_vocabulary_knows_is_told_and_nothing_else(view: View) -> None:
    repealed = law(view, "婚姻法")
    assert (repealed.status, repealed.repealed) == ("repealed", "2021-01-01")
    assert repealed.replaced_by == "中华人民共和国民法典"
    unknown = law(view, "湖北省反家庭暴力条例")
    assert (unknown.known, unknown.status, unknown.adopted) == (False, "", "")
    assert unknown.kind == "local_regulation"


CALLED = [
    ("a full title", "中华人民共和国未成年人保护法", ["中华人民共和国未成年人保护法"]),
    ("a short name is that instrument alone", "未成年人保护法", ["中华人民共和国未成年人保护法"]),
    ("an alias", "未保法", ["中华人民共和国未成年人保护法"]),
    ("without years: every edition", "中国妇女发展纲要", ["中国妇女发展纲要（2021—2030年）", "中国妇女发展纲要（2021—2035年）"]),
    ("a local title without its place", "未成年人保护条例", ["湖北省未成年人保护条例"]),
    ("a part of titles", "反家庭暴力", ["中华人民共和国反家庭暴力法", "湖北省反家庭暴力条例"]),
    ("a part of a printed form", "校车安全条", ["校车安全管理条例"]),
    ("a known law that nobody cites", "教育法", []),
    ("what is no title", "火星公约", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "titles"), [row[1:] for row in CALLED], ids=[row[0] for row in CALLED]
)
def test_a_name_leads_to_what_it_means(view: View, name: str, titles: list[str]) -> None:
    assert [each.title for each in cited_laws(view, title=name)] == titles


def test_only_the_citations_of_the_wanted_plans_are_kept(view: View) -> None:
    found = {each.title: each for each in of_plans(cited_laws(view), place=None, audience="儿童")}
    assert {c.source.document for each in found.values() for c in each.citations} == {"西桠县.txt"}
    assert [form.count for form in found["中华人民共和国反家庭暴力法"].forms] == [1]
    assert "中华人民共和国婚姻法" not in found
    assert not list(of_plans(cited_laws(view), place="东莞", audience=None))


def test_misprints_are_told_with_the_likely_title_and_where_they_stand(view: View) -> None:
    found = list(doubts(list(cited_laws(view))))
    assert [(d.printed, d.likely, d.known, d.reason) for d in found] == [
        ("妇女权益保护法", "中华人民共和国妇女权益保障法", True, Reason.SPELLING),
        ("中国妇女发展纲要（2021—2035年）", "中国妇女发展纲要（2021—2030年）", True, Reason.EDITION),
        ("湖北省妇女权益保帐条例", "湖北省妇女权益保障条例", False, Reason.SPELLING),
    ]  # fmt: skip
    assert [(c.source.document, c.line) for d in found for c in d.citations] == [
        ("南屿县.txt", 3), ("北岭县.txt", 3), ("北岭县.txt", 10),
    ]  # fmt: skip


def cited(title: str, *, plans: int = 1, known: bool = False, quoted: bool = True) -> CitedLaw:
    """An instrument that so many plans cite by its title."""
    citations = tuple(
        Citation(
            surface=title, quoted=quoted, status="stated", line=1,
            source=Placed(
                id=f"plan:{n}", label="Plan", text=title, plan=f"规划{n}", place="", audience="妇女", domain="",
                document=f"{n}.txt", line=1, end_line=1,
            ),
        )
        for n in range(plans)
    )  # fmt: skip
    return CitedLaw(
        title=title, kind="law", status="", known=known, adopted="", effective="", repealed="", replaced_by="",
        forms=(Printed(surface=title, count=plans),), citations=citations,
    )  # fmt: skip


MISPRINTS = [
    ("another character", "预防未成年人犯罪发", None),  # does not end like an instrument of that sort
    ("one wrong", "未成年人包护法", "中华人民共和国未成年人保护法"),
    ("one missing", "儿童权利约", None),
    ("one missing inside", "家庭教促进法", "中华人民共和国家庭教育促进法"),
    ("one too many", "女职工劳动保护的特别规定", "女职工劳动保护特别规定"),
    ("two changed places", "未成人年保护法", "中华人民共和国未成年人保护法"),
    ("in the state's name", "中华人名共和国妇女权益保障法", "中华人民共和国妇女权益保障法"),
    ("a law within a title", "湖北省实施《妇女权益保证法》办法", "湖北省实施《中华人民共和国妇女权益保障法》办法"),
    ("a last year that no edition has", "中国儿童发展纲要（2021—2025年）", "中国儿童发展纲要（2021—2030年）"),
    ("two years that no edition has", "中国儿童发展纲要（2031—2040年）", None),
    ("too short to tell", "教育发展法", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "likely"), [row[1:] for row in MISPRINTS], ids=[row[0] for row in MISPRINTS]
)
def test_an_unknown_title_near_a_known_one_is_in_doubt(printed: str, likely: str | None) -> None:
    assert [doubt.likely for doubt in doubts([cited(printed)])] == ([likely] if likely else [])


DIFFERENT = [
    ("children and women", "东岭市儿童权益保护工作规定", "东岭市妇女权益保护工作规定"),
    ("editions", "湖北省妇女发展规划（2011—2020年）", "湖北省妇女发展规划（2021—2030年）"),
    ("ordinals", "湖北省妇女发展“十三五”规划", "湖北省妇女发展“十四五”规划"),
    ("provinces", "河南省学前教育条例", "湖南省学前教育条例"),
    ("sorts of paper", "湖北省妇女权益保障办法", "湖北省妇女权益保障条例"),
    ("town and country", "湖北省城镇居民养老保险办法", "湖北省农村居民养老保险办法"),
    ("villages and quarters", "湖北省村民委员会选举办法", "湖北省居民委员会选举办法"),
    ("short titles", "东岭市少年规定", "东岭市青年规定"),
]


@pytest.mark.parametrize(
    ("one", "other"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT]
)
def test_different_instruments_are_no_misprints_of_each_other(one: str, other: str) -> None:
    assert list(doubts([cited(one), cited(other, plans=3)])) == []


def test_of_two_cited_titles_the_rarer_is_in_doubt_and_of_equals_both() -> None:
    wrong, right = "湖北省学前教育条理办法", "湖北省学前教育管理办法"
    (found,) = doubts([cited(wrong), cited(right, plans=2)])
    assert (found.printed, found.likely) == (wrong, right)
    assert [d.printed for d in doubts([cited(wrong), cited(right)])] == [wrong, right]


def test_a_short_form_without_marks_is_no_misprint() -> None:
    assert list(doubts([cited("人口计划生育法", quoted=False, known=True)])) == []


def test_hardly_a_title_of_the_vocabulary_would_be_taken_for_a_misprint_of_another() -> None:
    """Each as if it were unknown: 8 pairs of 995 titles when this was written, such as 体育 and 美育."""
    from graph.laws import instruments

    titles = [one.title for one in instruments()]
    taken = sum(
        doubt.likely != title
        for title in titles
        for doubt in doubts([cited(title)])
        if doubt.reason is Reason.SPELLING
    )
    assert taken <= 20


def test_no_title_of_the_real_plans_is_taken_for_a_misprint(real: Path) -> None:
    """A reader found none; 124 citations of 61 instruments."""
    with SqliteStore(real).view() as view:
        laws = list(cited_laws(view))
    assert sum(len(law.citations) for law in laws) == 124
    assert list(doubts(laws)) == []
