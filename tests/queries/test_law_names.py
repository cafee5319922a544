"""Which instruments a question names, in whatever words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.laws import name_key, names
from graph.sqlite import SqliteStore
from graph.store import View
from queries.law_names import LawNames, laws_named
from queries.spoken_titles import nicknames
from tests.citing_plans import built

LAWS = "中华人民共和国"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The graph of the citing plans."""
    with SqliteStore(built(tmp_path_factory.mktemp("names"))).view() as view:
        yield view


NAMED = [
    ("in full", "谁引用了《中华人民共和国妇女权益保障法》", ["中华人民共和国妇女权益保障法"]),
    ("without marks and state", "哪些规划提到妇女权益保障法？", ["中华人民共和国妇女权益保障法"]),
    ("an alias", "反家暴法在哪里引用", ["中华人民共和国反家庭暴力法"]),
    ("a short alias", "落实未保法的规划", ["中华人民共和国未成年人保护法"]),
    ("two, in the order of the question", "宪法和婚姻法", ["中华人民共和国宪法", "中华人民共和国婚姻法"]),
    ("a pair by its nickname, of which one is cited", "“两法”", ["中华人民共和国未成年人保护法"]),
    ("what only sounds like the pair", "两法衔接", []),
    ("two outlines by their nickname", "两纲", ["中国妇女发展纲要（2021—2030年）", "中国儿童发展纲要（2021—2030年）"]),
    ("the years of one edition", "中国妇女发展纲要（2021-2030年）", ["中国妇女发展纲要（2021—2030年）"]),
    ("the years of an edition that nobody cites", "中国妇女发展纲要（2011—2020年）", []),
    ("a word dropped", "校车安全条例", ["校车安全管理条例"]),
    ("a place's own, place in front", "湖北省反家庭暴力条例", ["湖北省反家庭暴力条例"]),
    ("its place in short", "湖北反家暴条例", ["湖北省反家庭暴力条例"]),
    ("its place left out", "反家暴条例", ["湖北省反家庭暴力条例"]),
    ("our province", "我省反家暴条例", ["湖北省反家庭暴力条例"]),
    ("another province's", "山东省反家庭暴力条例", []),
    ("another city's in short", "青岛反家暴条例", []),
    ("a province's measures", "湖北省未成年人保护法实施办法", ["湖北省实施《中华人民共和国未成年人保护法》办法"]),
    ("the same measures as printed", "湖北省实施《未成年人保护法》办法", ["湖北省实施《中华人民共和国未成年人保护法》办法"]),
    ("another province's measures are not the law", "山东省未成年人保护法实施办法", []),
    ("a longer name that nobody cites", "高等教育法", []),
    ("a law in other words", "男女平等宪法原则，宪法精神", []),
    ("laws in general", "未成年人保护法律", []),
    ("what the law says", "未成年人保护法规定了什么", ["中华人民共和国未成年人保护法"]),
    ("nothing", "", []),
    ("no instrument", "妇女权益怎么保障", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "titles"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED]
)
def test_a_question_names_its_instruments(view: View, text: str, titles: list[str]) -> None:
    assert [str(node.properties["title"]) for node in laws_named(view, text)] == titles


def test_nicknames_stand_for_titles_of_the_vocabulary() -> None:
    assert nicknames()
    for name, titles in nicknames().items():
        assert all(name_key(title) in names() for title in titles), name
        assert name_key(name) not in names()  # else it belongs there


@given(
    st.text(
        alphabet=st.sampled_from(
            "湖北省妇女权益保障法未成年人条例办实施宪《》（2021—30年）两纲的 \n"
        ),
        max_size=60,
    )
)
def test_any_question_is_read(view: View, text: str) -> None:
    found = LawNames(view).named(text)
    assert len({node.id for node in found}) == len(found)
    assert all(node.label == "Law" for node in found)
