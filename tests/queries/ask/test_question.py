"""How a question is read: what is asked, of whom and where, and what is left to search for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Role
from graph.sqlite import SqliteStore
from queries.ask.phrases import Means, phrases, said
from queries.ask.question import LONGEST, read
from queries.holdings import Holdings


@pytest.fixture(scope="module")
def holdings(samples: Path) -> Iterator[Holdings]:
    """The plans of the samples: 云栖市 (妇女), 临渊区 (老年人), 澄屿市 (残疾人), 青岚县 (儿童)."""
    with SqliteStore(samples).view() as view:
        yield Holdings(view)


# why, question, subject, places, units, roles
READ = [
    ("a plain one", "云栖市家庭暴力由谁牵头？", "家庭暴力", ["云栖市"], [], {Role.LEAD}),
    ("the place without its suffix", "云栖家庭暴力谁负总责", "家庭暴力", ["云栖市"], [], {Role.LEAD}),
    ("two roles", "临渊区的老年助餐，哪个局牵头、哪些单位配合？", "老年助餐", ["临渊区"], [], {Role.LEAD, Role.SUPPORT}),
    ("no role: either", "澄屿市残疾人就业归谁管", "残疾人就业", ["澄屿市"], [], set()),
    ("a role denied is not asked for", "市妇联不牵头、只当责任单位的是哪些目标？", "", [], ["市妇联"], {Role.SUPPORT}),
    ("yet 有没有 denies nothing", "女干部选拔有没有写牵头单位", "女干部选拔", [], [], {Role.LEAD}),
    ("a unit with its place", "云栖市妇联牵头哪些目标？", "", ["云栖市"], ["市妇联"], {Role.LEAD}),
    ("a unit behind the question", "哪些目标把市总工会列为责任单位？", "", [], ["市总工会"], {Role.SUPPORT}),
    ("a name nobody knows", "外星局牵头什么", "", [], ["外星局"], {Role.LEAD}),
    ("a unit to say yes or no of", "女干部选拔是组织部牵头还是人社局牵头", "女干部选拔", [], ["组织部", "人社局"], {Role.LEAD}),
    ("a unit that is the subject", "妇联干部培训由谁牵头", "妇联干部培训", [], [], {Role.LEAD}),
    ("everyday words stay", "爹妈都在外头打工，娃没人管，该找哪个部门？", "爹妈都在外头打工，娃没人管", [], [], set()),
    ("full-width and traditional", "雲棲市的家庭暴力由誰牽頭", "家庭暴力", [], [], {Role.LEAD}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "subject", "places", "units", "roles"),
    [row[1:] for row in READ],
    ids=[row[0] for row in READ],
)
def test_a_question_is_read(
    holdings: Holdings,
    text: str,
    subject: str,
    places: list[str],
    units: list[str],
    roles: set[Role],
) -> None:
    question = read(text, holdings)
    assert question.subject == subject
    assert [name for place in question.places for name in place.places] == places
    assert list(question.units) == units
    assert question.roles == roles


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("云栖妇女规划由谁牵头", "妇女"),
        ("妇女发展规划里写的谁牵头", "妇女"),
        ("“十四五”儿童规划", "儿童"),
        ("老年人规划", "老年人"),
        ("残疾人事业发展规划", "残疾人"),
        ("妇女、儿童两个规划里财政局牵头哪些目标", None),
        ("让妇女多增收由谁牵头", None),  # women are the subject, no plan is named
    ],
)
def test_a_plan_is_named_by_its_audience(
    holdings: Holdings, text: str, audience: str | None
) -> None:
    assert read(text, holdings).audience == audience


def test_a_domain_is_named_in_quotes_or_before_its_word(holdings: Holdings) -> None:
    quoted = read("云栖市“妇女与健康”领域里，贫血由谁牵头", holdings)
    assert (quoted.domain, quoted.subject) == ("妇女与健康", "贫血")
    assert read("妇女与健康领域贫血谁牵头", holdings).domain == "妇女与健康"
    assert read("妇女与健康有什么关系", holdings).domain is None


def test_the_number_of_leads_that_is_supposed(holdings: Holdings) -> None:
    assert read("增收由哪两个局牵头", holdings).count == 2
    assert read("增收是哪三家单位挑头", holdings).count == 3
    assert read("增收由哪几家牵头", holdings).count is None


def test_every_phrase_matches_its_example_and_says_where_it_is_from() -> None:
    for phrase in phrases():
        assert re.search(phrase.pattern, phrase.example), phrase
        assert phrase.source
        assert any(each.means is phrase.means for each in said(phrase.example)), phrase


def test_every_meaning_has_a_phrase() -> None:
    assert {phrase.means for phrase in phrases()} == set(Means)


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_is_read(holdings: Holdings, text: str) -> None:
    question = read(text, holdings)
    assert len(question.text) <= LONGEST
    assert len(question.subject) <= 2 * LONGEST
