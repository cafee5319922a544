"""The vocabulary of laws: sound as data, and reachable by the names plans print."""

from __future__ import annotations

import csv
import re
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.law_kinds import kind_of
from graph.laws import (
    Instrument,
    Kind,
    Status,
    instrument_about,
    instrument_named,
    instrument_shortened_to,
    instruments,
    name_key,
    names,
    normal_title,
)

ROWS = instruments()


def title_of(found: Instrument | None) -> str | None:
    return found.title if found else None


def test_every_row_has_all_columns_and_a_source() -> None:
    text = (files("graph.vocabulary") / "laws.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == [
        "title", "kind", "aliases", "status", "adopted", "effective", "repealed", "replaced_by", "source",
    ]  # fmt: skip
    assert [row for row in rows if len(row) != 9 or not row[8].strip()] == []


def test_the_vocabulary_is_broad() -> None:
    count = {kind: sum(one.kind is kind for one in ROWS) for kind in Kind}
    assert count[Kind.LAW] >= 300
    assert count[Kind.REGULATION] >= 300
    assert count[Kind.PLAN] >= 100
    assert count[Kind.TREATY] >= 30


def test_titles_are_unique_and_canonical() -> None:
    titles = [one.title for one in ROWS]
    assert len(titles) == len(set(titles))
    assert [title for title in titles if normal_title(title) != title and "中共" not in title] == []


def test_no_name_stands_for_two_instruments_unless_they_are_editions_of_one() -> None:
    shared = {key: ones for key, ones in names().items() if len(ones) > 1}
    assert [key for key, ones in shared.items() if any(one.years is None for one in ones)] == []
    assert [key for key, ones in shared.items() if len({one.base for one in ones}) > 1] == []


def test_dates_are_days_in_order() -> None:
    for one in ROWS:
        days = [
            date.fromisoformat(day) for day in (one.adopted, one.effective, one.repealed) if day
        ]
        assert all(earlier <= later for earlier, later in pairwise(days)), one.title


def test_what_is_repealed_on_a_day_says_so_and_successors_exist() -> None:
    titles = {one.title for one in ROWS}
    for one in ROWS:
        assert not one.repealed or one.status is Status.REPEALED, one.title
        assert not one.replaced_by or one.replaced_by in titles, one.title
        assert one.replaced_by != one.title


@pytest.mark.parametrize(
    ("why", "printed", "title"),
    [
        ("a short name", "教育法", "中华人民共和国教育法"),
        ("an abbreviation", "反家暴法", "中华人民共和国反家庭暴力法"),
        ("与 and 和 are mixed up", "人口和计划生育法", "中华人民共和国人口与计划生育法"),
        ("a remark is added", "妇女权益保障法（2022年修订）", "中华人民共和国妇女权益保障法"),
        ("a remark is missing", "幼儿园教育指导纲要", "幼儿园教育指导纲要（试行）"),
        ("quotation marks are missing", "健康中国2030规划纲要", "“健康中国2030”规划纲要"),
        (
            "another dash and spaces",
            "中国妇女发展纲要(2011-2020 年)",
            "中国妇女发展纲要（2011—2020年）",
        ),
        ("no years: the newest", "中国儿童发展纲要", "中国儿童发展纲要（2021—2030年）"),
        ("years of an edition that never was", "中国儿童发展纲要（1949—1950年）", None),
        ("no instrument", "工作方法", None),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_printed_name_leads_to_its_instrument(why: str, printed: str, title: str | None) -> None:
    assert title_of(instrument_named(printed)) == title, why


@pytest.mark.parametrize(
    ("year", "years"),
    [(1996, (1995, 2000)), (2016, (2011, 2020)), (2021, (2021, 2030)), (None, (2021, 2030))],
)
def test_the_year_chooses_the_edition(year: int | None, years: tuple[int, int]) -> None:
    found = instrument_named("中国妇女发展纲要", year=year)
    assert found is not None
    assert found.years == years


def test_a_title_with_one_word_dropped_is_recognised_only_if_one_remains() -> None:
    assert title_of(instrument_shortened_to("校车安全条例")) == "校车安全管理条例"
    assert title_of(instrument_shortened_to("未成年工保护规定")) == "未成年工特殊保护规定"
    assert instrument_shortened_to("管理条例") is None


def test_a_subject_leads_to_its_paper_whatever_it_is_called() -> None:
    found = instrument_about("关于加强困境儿童保障工作的政策")
    assert title_of(found) == "关于加强困境儿童保障工作的意见"
    assert instrument_about("关于妇女工作的政策") is None
    assert instrument_about("关于加强困境儿童保障工作的实施方案") is None  # it carries that out


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国某某保护法", Kind.LAW),
        ("天津市妇女权益保障条例", Kind.LOCAL_REGULATION),
        ("湖北省实施《中华人民共和国妇女权益保障法》办法", Kind.LOCAL_REGULATION),
        ("山东省女职工劳动保护办法", Kind.LOCAL_REGULATION),
        ("台儿庄区临时救助办法", Kind.POLICY),  # a district makes no regulations
        ("天津市促进3岁以下婴幼儿照护服务发展实施细则", Kind.POLICY),
        ("市场主体登记办法", Kind.REGULATION),  # 市场 is no city
        ("关于加强学校体育工作的意见", Kind.POLICY),
        ("鞍山市儿童发展规划（2021—2030年）", Kind.PLAN),
        ("某某国际公约", Kind.TREATY),
        ("居民公约", Kind.OTHER),
        ("室内照明卫生要求", Kind.STANDARD),
        ("某某产品目录", Kind.OTHER),
    ],
)
def test_place_and_last_word_tell_the_kind(title: str, kind: Kind) -> None:
    assert kind_of(title) is kind


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("儿童发展规划(2011-2020 年)", "儿童发展规划（2011—2020年）"),
        ("儿童发展规划（２０２１～２０３０年）", "儿童发展规划（2021—2030年）"),
        ("儿童发展规划（2021—2030）", "儿童发展规划（2021—2030年）"),
        ("湖北省实施〈教育法〉办法", "湖北省实施《教育法》办法"),
        ('"十四五"规划', "“十四五”规划"),
        ("和二○三五年远景目标纲要", "和二〇三五年远景目标纲要"),
    ],
)
def test_typography_is_made_one(printed: str, canonical: str) -> None:
    assert normal_title(printed) == canonical


@given(
    st.text(
        alphabet=st.sampled_from('妇女法条例（）()《》〈〉“”"2021—-年 \n○〇二与和市区'), max_size=40
    )
)
def test_normal_titles_and_keys_are_stable(text: str) -> None:
    once = normal_title(text)
    assert not re.search(r"\s", once)
    assert name_key(once) == name_key(name_key(once))
    assert instrument_named(text) is None or instrument_named(text) in ROWS
    assert kind_of(once) in Kind
