"""Ids are readable, safe anywhere, and different for different things."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import ids

ROOT = Path(__file__).parents[2]
SAFE = re.compile(r"[A-Za-z0-9._~:-]+")

SLUGS = [
    ("plain ASCII stays as it is", "000_c5df-1.txt", r"000_c5df-1\.txt"),
    ("Chinese is read character by character", "区妇联", r"qu-fu-lian~[a-z2-7]{8}"),
    ("ü is v", "妇女", r"fu-nv~\w{8}"),
    ("an ending stays an ending", "规划.docx", r"gui-hua\.docx~\w{8}"),
    ("a folder's slash is no slash", "a/b.txt", r"a-b\.txt~\w{8}"),
    ("the separators of ids are not borrowed", "a:b~c", r"a-b-c~\w{8}"),
    ("spaces and marks are dropped", "（试行） 2021", r"shi-xing-2021~\w{8}"),
    ("what has no reading is its hash", "—①", r"~\w{8}"),
    ("nothing is a hash too", "", r"~\w{8}"),
    ("a long title is cut between syllables", "重" * 99, r"(zhong-){5}zhong~\w{8}"),
    ("a long plain word is cut", "x" * 99, r"x{40}~\w{8}"),
    ("half a surrogate pair is survived", "\ud800", r"~\w{8}"),
]


@pytest.mark.parametrize(
    ("text", "pattern"), [row[1:] for row in SLUGS], ids=[row[0] for row in SLUGS]
)
def test_a_slug_reads_like_its_text(text: str, pattern: str) -> None:
    assert re.fullmatch(pattern, ids.slug(text))


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(ids).attempted > 10
    assert doctest.testmod(ids).failed == 0


HOMOPHONES = [("妇联", "副联"), ("市委", "试委"), ("a b", "a-b"), ("重" * 60, "重" * 61)]


@pytest.mark.parametrize(("one", "other"), HOMOPHONES)
def test_homophones_do_not_meet(one: str, other: str) -> None:
    assert ids.slug(one) != ids.slug(other)


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_any_texts_get_safe_and_different_slugs(texts: list[str]) -> None:
    slugs = [ids.slug(text) for text in texts]
    assert all(SAFE.fullmatch(slug) and ":" not in slug and len(slug) <= 49 for slug in slugs)
    assert len(set(slugs)) == len(texts)


@given(st.text(max_size=12))
def test_a_slug_is_not_another_texts_slug(text: str) -> None:
    slug = ids.slug(text)
    assert slug == text or ids.slug(slug) != slug


PLANS = [
    ("same", "place:370405", "妇女", (2021, 2025), "a.txt", 1),
    ("place", "place:370406", "妇女", (2021, 2025), "a.txt", 1),
    ("nowhere", None, "妇女", (2021, 2025), "a.txt", 1),
    ("audience", "place:370405", "儿童", (2021, 2025), "a.txt", 1),
    ("homophone", "place:370405", "抚女", (2021, 2025), "a.txt", 1),
    ("general", "place:370405", None, (2021, 2025), "a.txt", 1),
    ("period", "place:370405", "妇女", (2021, 2030), "a.txt", 1),
    ("open period", "place:370405", "妇女", (2021, None), "a.txt", 1),
    ("document", "place:370405", "妇女", (2021, 2025), "b.txt", 1),
    ("again", "place:370405", "妇女", (2021, 2025), "a.txt", 2),
]


def test_plans_differ_where_any_part_differs() -> None:
    made = {
        ids.plan_id(place, audience, period, document, occurrence=occurrence)
        for _, place, audience, period, document, occurrence in PLANS
    }
    assert len(made) == len(PLANS)
    assert all(SAFE.fullmatch(each) for each in made)


def test_two_districts_have_two_departments_of_one_name() -> None:
    name = "区卫生健康局"
    assert ids.department_id("place:370405", name) != ids.department_id("place:120116", name)


def test_a_place_without_a_code_goes_by_its_name() -> None:
    assert re.fullmatch(r"place:mou-xian~\w{8}", ids.jurisdiction_id(None, "某县"))


def _fresh(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYPINYIN_NO_PHRASES", None)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_ids_does_not_load_pinyin() -> None:
    loaded = _fresh("import sys, graph.ids as i; i.slug('abc'); print('pypinyin' in sys.modules)")
    assert loaded == "False"


def test_the_phrase_dictionary_is_never_loaded_and_the_environment_is_left_alone() -> None:
    loaded = _fresh(
        "import os, sys, graph.ids as i; i.slug('重庆');"
        "print('pypinyin.phrases_dict' in sys.modules, 'PYPINYIN_NO_PHRASES' in os.environ)"
    )
    assert loaded == "False False"


def test_ids_do_not_depend_on_who_loaded_pinyin_first() -> None:
    alone = _fresh("import graph.ids as i; print(i.slug('重庆市行长'))")
    after = _fresh("import pypinyin, graph.ids as i; print(i.slug('重庆市行长'))")
    assert alone == after
