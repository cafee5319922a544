"""The terms of a text: pairs of Han characters, runs of letters and digits, whole terms of policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.terms import placed_terms, rule_files, terms
from embeddings.wording import policy_terms
from graph.folding import folded

TERMS = [
    ("pairs, letters and a whole term", "推进HPV疫苗接种", "推进 hpv 疫苗 苗接 接种 疫苗接种"),
    (
        "full width and capitals are folded",
        "推进ＨＰＶ疫苗接种",
        "推进 hpv 疫苗 苗接 接种 疫苗接种",
    ),
    ("a repetition counts twice", "儿童和儿童", "儿童 童和 和儿 儿童"),
    ("one character alone is a term", "儿，a", "儿 a"),
    ("digits with letters are one run", "5G 3岁", "5g 3 岁"),
    ("no pair across a mark", "妇女、儿童", "妇女 儿童"),
    ("no pair across a line break", "妇女\n儿童", "妇女 儿童"),
    ("the longest term at a place", "反家庭暴力", "反家 家庭 庭暴 暴力 反家庭暴力"),
    ("a shorter one where the longer is not", "防家庭暴力", "防家 家庭 庭暴 暴力 家庭暴力"),
    ("beyond the basic plane", "𠀀𠀁𠀂", "𠀀𠀁 𠀁𠀂"),
    ("compatibility forms of Han", "\uf900\ufa0e", "\uf900\ufa0e"),
    ("a letter whose small form is two", "İHPV儿童", "hpv 儿童"),
    ("a sign that becomes a letter", "10K以上", "10k 以上"),
    ("nothing that is a word", " ，。①㈠½😀\x00\ud800\ue000한국", ""),
    ("no text", "", ""),
]


@pytest.mark.parametrize(("why", "text", "expected"), TERMS, ids=[row[0] for row in TERMS])
def test_terms_of(why: str, text: str, expected: str) -> None:
    assert terms(text) == expected.split(), why


WIDE = {narrow: narrow + 0xFEE0 for narrow in range(0x21, 0x7F)}


@given(st.text(st.sampled_from("aZ9hpvHPV-%（）妇女儿童疫苗接种 、。\n")))
def test_width_and_case_make_no_difference(text: str) -> None:
    assert terms(text.translate(WIDE)) == terms(text) == terms(text.upper()) == terms(text.lower())


@given(st.text() | st.text(st.sampled_from("ＨＰＶhpvİKẞſ疫苗接种宫颈癌反家庭暴力𠀀\ud800 ，")))
def test_a_term_stands_where_it_is_said_to_in_the_original(text: str) -> None:
    found = list(placed_terms(text))
    assert terms(text) == [term for term, _ in found]
    for term, start in found:
        assert term
        assert folded(text[start : start + len(term)]).lower() == term


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_every_han_character_is_in_a_term(text: str) -> None:
    covered = {at for term, start in placed_terms(text) for at in range(start, start + len(term))}
    assert covered == set(range(len(text)))


def test_offsets_stay_in_the_original_text() -> None:
    text = "①为适龄女孩接种ＨＰＶ疫苗，İ每 年一次。"
    places = {term: text[start : start + len(term)] for term, start in placed_terms(text)}
    assert places["hpv"] == "ＨＰＶ"
    assert places["一次"] == "一次"


def test_every_term_of_policy_is_found_whole() -> None:
    han = [term for term in policy_terms() if re.fullmatch("[一-鿿]{3,}", term)]
    assert len(han) > 5000  # 6,749 when this was written
    assert [term for term in han if term not in terms(f"，{term}。")] == []


def test_the_files_that_decide_are_there() -> None:
    assert all(isinstance(path, Path) and path.is_file() for path in rule_files())


def test_fifty_thousand_characters_have_their_pairs() -> None:
    assert len(terms("乙甲" * 25_000)) == 49_999
