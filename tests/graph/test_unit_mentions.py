"""Departments named in running text, each marked ⟦…⟧."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.unit_mentions import mentions
from loaders.facts.owners import owners_and_spans

NAMED = [
    (
        "people's organisations in a row",
        "发挥⟦工会⟧、⟦共青团⟧、⟦妇联⟧、⟦科协⟧、⟦关工委⟧等组织的作用。",
    ),
    ("organs of justice", "⟦公安机关⟧、⟦人民检察院⟧、⟦人民法院⟧和⟦司法行政部门⟧应当确定专门机构。"),
    ("level stays with the name", "由⟦区级以上民政部门⟧代表国家进行监护。"),
    ("district bureau", "支持⟦区妇联⟧与⟦区教育和体育局⟧开展家庭教育。"),
    ("party office", "纳入⟦区委组织部⟧培训计划。"),
    ("place that the gazetteer knows", "报⟦鞍山市民政局⟧备案。"),
    ("longer name wins", "报送⟦市妇儿工委办公室⟧。"),
    ("the committee alone", "⟦区妇儿工委⟧定期召开会议。"),
    ("league of a district", "会同⟦团区委⟧开展志愿服务。"),
    ("ministry", "落实⟦教育部⟧要求。"),
    ("department by its function", "向⟦卫生健康部门⟧报告，由⟦人力资源社会保障行政部门⟧处理。"),
    ("old name", "⟦县卫计局⟧继续做好工作。"),
    ("traditional characters", "支持⟦婦聯⟧維護權益。"),
    ("levels that are no part of a name", "各级⟦妇联⟧组织要发挥作用。"),
    ("neighbourhood is no level", "社区⟦妇联⟧走访家庭。"),
]

UNNAMED = [
    "建立健全多部门合作机制，明确有关部门职责。",
    "司法机关与政府部门、人民团体加强合作。",
    "落实教育部署，完善宣传部位。",
    "加强学科协同。",
    "召开职工会议，吸收学会会员。",
    "女干部到重要部门任职。",
    "健全工作协调机制，推动平台联动。",
    "利用图书馆、博物馆、青少年宫、服务中心等场所。",
    "人大代表、政协委员中女性比例提高。",
    "市委、市政府高度重视，街道和居委会配合。",
    "优化学校布局，形成工作格局。",
    "社会组织、用人单位、医疗机构。",
]


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    spans, text = [], ""
    for part in re.split("(⟦[^⟧]*⟧)", marked):
        name = part.strip("⟦⟧")
        if part.startswith("⟦"):
            spans.append((len(text), len(text) + len(name)))
        text += name
    return text, spans


@pytest.mark.parametrize("marked", [pytest.param(m, id=why) for why, m in NAMED])
def test_departments_are_found_with_level_and_place(marked: str) -> None:
    text, spans = _unmarked(marked)
    assert [(fact.start, fact.end) for fact in mentions(text)] == spans
    assert all(fact.name == text[fact.start : fact.end] for fact in mentions(text))


@pytest.mark.parametrize("text", UNNAMED)
def test_words_that_name_no_department_are_left(text: str) -> None:
    assert mentions(text) == ()


def test_owner_lists_are_no_mentions() -> None:
    text = "支持妇联开展活动。（牵头单位：区妇联，责任单位：区教育局）"
    _, lists = owners_and_spans(text)
    assert [fact.name for fact in mentions(text, exclude=lists)] == ["妇联"]


_WORDS = st.sampled_from(
    ["妇联", "区", "妇儿工委", "办公室", "教育部", "部门", "团区委", "民政", "局", "、", "鞍山市"]
)


@given(
    st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=20).map("".join)),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple), max_size=4),
)
def test_mentions_slice_to_their_names_in_order_outside_what_is_excluded(
    text: str, exclude: list[tuple[int, int]]
) -> None:
    reach = 0
    for fact in mentions(text, exclude=exclude):
        assert fact.name == text[fact.start : fact.end] != ""
        assert fact.start >= reach
        reach = fact.end
        assert not any(start < fact.end and fact.start < end for start, end in exclude)


@pytest.mark.parametrize("unit", ["区", "局", "妇联", "团区委", "妇儿工委办公室", "部门", "中"])
def test_long_repetitions_are_read_to_the_end(unit: str) -> None:
    """Quadratic reading would take hours here."""
    mentions(unit * (200_000 // len(unit)))
