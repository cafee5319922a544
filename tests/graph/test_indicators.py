"""One indicator has one name in every plan, and two indicators never share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.indicators import canonical, indicator, key, spellings, tidy, vocabulary

SAME = {
    "a shorter wording": ("5岁以下儿童贫血患病率", "5岁以下儿童贫血率"),
    "three years in digits": ("学前3年毛入园率", "学前教育毛入园率"),
    "dashes and 至": ("0至6岁儿童眼保健和视力检查覆盖率", "0-6岁儿童眼保健和视力检查覆盖率"),
    "全区 and 的": ("全区就业人员中的女性比例", "妇女占从业人员比例"),
    "人群": ("适龄妇女宫颈癌人群筛查率", "宫颈癌筛查率"),
    "a named place": ("青禾区孕产妇死亡率", "孕产妇死亡率"),
    "defined as the same": ("公办园和普惠性民办园在园幼儿占比", "普惠性幼儿园覆盖率"),
    "Roman numerals": ("地表水达到或好于III类水体比例", "地表水质量达到或优于Ⅲ类水体比例"),
    "a council by its level": (
        "区级党委、人大、政府、政协领导班子中女干部数",
        "市委、人大常委会、政府、政协领导班子中女干部数",
    ),
    "not in the vocabulary, the same but for 占比": ("全市某某占比", "某某的比例"),
}
APART = {
    "two cancers": ("宫颈癌筛查率", "乳腺癌筛查率"),
    "members and heads": ("村委会成员中女性比例", "村委会主任中女性比例"),
    "village and community": ("村委会成员中女性比例", "社区居委会成员中女性比例"),
    "stages of school": ("初中生近视率", "高中生近视率"),
    "town and country": ("城镇居民人均可支配收入", "农村居民人均可支配收入"),
    "a sum and its growth": ("地区生产总值", "地区生产总值年均增长"),
    "city is no named place": ("城市居民人均可支配收入", "居民人均可支配收入"),
    "two insurances": ("妇女基本医疗保险参保率", "妇女基本养老保险参保率"),
    "ages": ("12岁儿童龋患率", "5岁儿童龋患率"),
    "tap water and safe water": ("农村自来水普及率", "农村安全饮水普及率"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_wordings_of_one_indicator_have_one_name(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_two_indicators_keep_two_names(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_no_wording_belongs_to_two_rows() -> None:
    owner: dict[str, str] = {}
    for row in vocabulary():
        for alias in (row.name, *row.aliases):
            for spelling in spellings(alias):
                assert owner.setdefault(key(spelling), row.name) == row.name, spelling


def test_every_row_is_whole() -> None:
    names = [row.name for row in vocabulary()]
    assert len(names) == len(set(names)) >= 250
    for row in vocabulary():
        assert row.direction in {"higher", "lower", "none"}
        assert row.topic
        assert row.source
        assert canonical(row.name) == row.name


def test_a_row_is_found_by_any_of_its_wordings() -> None:
    row = indicator("全区5岁以下儿童贫血患病率")
    assert row
    assert (row.name, row.direction) == ("5岁以下儿童贫血率", "lower")
    assert indicator("某个没有的指标") is None


@given(st.text(max_size=40))
def test_a_name_is_its_own_name(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert canonical(canonical(text)) == canonical(text)
