"""Ranking by words: BM25 to the letter, filters, any text as query, broken and read-only folders."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from embeddings.lexical import LexicalIndex, rules, write
from embeddings.ranking import term_counts
from embeddings.terms import terms
from graph.errors import IndexDamaged, IndexFault
from tests.strategies import NASTY

TEXTS = (
    "消除就业性别歧视。用人单位招聘不得限定性别。",
    "为适龄妇女免费提供宫颈癌和乳腺癌筛查。",
    "推进ＨＰＶ疫苗接种。",
    "预防和制止家庭暴力。",
    "预防和制止家庭暴力。",
    "",
    "，。——",
    "就业，就业，就业。",
)


def kept(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """An index of these texts, opened."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, texts)
    return LexicalIndex(folder)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    """The index of `TEXTS`."""
    return kept(tmp_path_factory.mktemp("words"), TEXTS)


def shares(texts: Sequence[str], weighted: Mapping[str, float]) -> dict[int, float]:
    """BM25 (k1 = 1.2, b = 0.75) of each text that has a term, divided by what the terms could reach."""
    counted = [Counter(terms(text)) for text in texts]
    average = sum(each.total() for each in counted) / len(texts)
    idf = {}
    for term in weighted:
        having = sum(term in each for each in counted)
        idf[term] = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    best = sum(weight * idf[term] * 2.2 for term, weight in weighted.items())
    found = {}
    for row, each in enumerate(counted):
        met = weighted.keys() & each.keys()
        if met:
            damping = 1.2 * (0.25 + 0.75 * each.total() / average)
            found[row] = sum(
                weighted[term] * idf[term] * 2.2 * each[term] / (each[term] + damping)
                for term in met
            )
            found[row] /= best
    return found


# Up to 40 terms tantivy keeps a text's length exactly, beyond that in steps of a byte.
documents = st.lists(st.text(st.sampled_from("妇女儿童就业hp 5。"), max_size=20), min_size=1)


@settings(max_examples=30, deadline=None)
@given(texts=documents, query=st.text(st.sampled_from("妇女儿童就业hp 5老"), max_size=12))
def test_scores_are_those_of_the_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], query: str
) -> None:
    found = kept(tmp_path_factory.mktemp("words"), texts).ranked(term_counts(query), 1000)
    assert found == pytest.approx(shares(texts, term_counts(query)), rel=1e-4)
    assert list(found.items()) == sorted(found.items(), key=lambda each: (-each[1], each[0]))
    assert all(0 < share <= 1 for share in found.values())


def test_a_weight_counts_and_their_scale_does_not(index: LexicalIndex) -> None:
    weighted = {"就业": 3.0, "家庭": 0.5, "疫苗": 1.0}
    found = index.ranked(weighted, 10)
    assert found == pytest.approx(shares(TEXTS, weighted), rel=1e-4)
    assert index.ranked({term: 7 * w for term, w in weighted.items()}, 10) == pytest.approx(found)
    assert list(found) == [7, 0, 2, 3, 4]


def test_the_lengths_of_long_texts_are_kept_nearly(tmp_path: Path) -> None:
    texts = ["妇女儿童" * n for n in (1, 13, 77, 501, 3000)]
    found = kept(tmp_path, texts).ranked({"妇女": 1.0}, 10)
    assert found == pytest.approx(shares(texts, {"妇女": 1.0}), rel=0.15)


def test_a_term_that_no_text_has_is_the_rarest(index: LexicalIndex) -> None:
    assert index.idf("没有") > index.idf("疫苗") > index.idf("家庭") > 0
    assert index.idf("没有") == pytest.approx(math.log(1 + 8.5 / 0.5))
    assert index.idf("家庭") == pytest.approx(math.log(1 + 6.5 / 2.5))


def test_equal_texts_have_equal_scores_and_come_by_row(index: LexicalIndex) -> None:
    found = index.ranked(term_counts("预防家庭暴力"), 10)
    assert list(found) == [3, 4]
    assert found[3] == found[4]


NOTHING = [
    ("no terms", {}, 10, None),
    ("only unknown terms", {"没有": 1.0, "zzz": 2.0}, 10, None),
    ("no weight", {"就业": 0.0}, 10, None),
    ("no rows", {"就业": 1.0}, 10, []),
    ("rows without it", {"就业": 1.0}, 10, [1, 5, 99]),
    ("a limit of none", {"就业": 1.0}, 0, None),
    ("a limit below none", {"就业": 1.0}, -1, None),
    ("a term of 201 characters", {"a" * 201: 1.0}, 10, None),
]


@pytest.mark.parametrize(
    ("weighted", "limit", "rows"), [row[1:] for row in NOTHING], ids=[row[0] for row in NOTHING]
)
def test_nothing_is_found_for(
    index: LexicalIndex, weighted: dict[str, float], limit: int, rows: list[int] | None
) -> None:
    assert index.ranked(weighted, limit, rows=rows) == {}


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = kept(tmp_path, [])
    assert len(index) == 0
    assert index.ranked({"就业": 1.0}, 10) == {}
    assert index.ranked({"就业": 1.0}, 10, rows=[0]) == {}


def test_a_limit_keeps_the_best(index: LexicalIndex) -> None:
    found = index.ranked({"就业": 1.0, "家庭": 1.0}, 10)
    assert index.ranked({"就业": 1.0, "家庭": 1.0}, 2) == dict(list(found.items())[:2])


@pytest.mark.parametrize("rows", [[0], [7, 3], [4, 4, 3, 0], range(8), [5, 6, 2]])
def test_a_filter_leaves_the_scores_as_they_are(index: LexicalIndex, rows: Sequence[int]) -> None:
    weighted = term_counts("预防家庭暴力，促进就业")
    expected = {row: share for row, share in index.ranked(weighted, 10).items() if row in rows}
    assert index.ranked(weighted, 10, rows=rows) == pytest.approx(expected)


SYNTAX = [
    *("+", "-", "&&", "||", "!", "(", ")", "{", "}", "[", "]", "^", '"', "~", "*", "?", ":", "\\"),
    *("/", "AND", "OR", "NOT", "IN", "TO", "terms:就业", "row:0", '"就业', "(就业", "[就业 TO *}", "就业^2"),
    *("*:*", "就*", "/就.*/", "-就业", "就业 AND NOT 家庭", "😀", "👩\u200d👧", "业", "a", "5", " ", "\n"),
    *NASTY,
]  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX, ids=ascii)
def test_nothing_that_is_typed_is_syntax(index: LexicalIndex, text: str) -> None:
    assert index.ranked(term_counts(text), 10) == pytest.approx(
        shares(TEXTS, term_counts(text)), rel=1e-4
    )
    said = term_counts(f"家庭{text}就业")
    assert index.ranked(said, 10) == pytest.approx(shares(TEXTS, said), rel=1e-4)


@pytest.mark.parametrize(
    "term", ["a AND b", "就业 OR 家庭", "*", "terms:就业", "+就业", "a\x00b", ""]
)
def test_a_term_is_looked_up_as_it_is(index: LexicalIndex, term: str) -> None:
    assert index.ranked({term: 1.0}, 10) == {}


@given(st.text())
@example("就业" * 25_000)
@example("a" * 50_000)
@example("".join(map(chr, range(0x4E00, 0x9000))))
@example("\x00\ud800")
def test_no_query_raises(index: LexicalIndex, text: str) -> None:
    found = index.ranked(term_counts(text), 10)
    assert all(0 < share <= 1 for share in found.values())


def test_no_text_raises(tmp_path: Path) -> None:
    odd = [*SYNTAX, "a" * 100_000, "家庭" * 50_000, "家庭"]
    index = kept(tmp_path, odd)
    assert len(index) == len(odd)
    assert set(index.ranked({"家庭": 1.0}, 99)) == {
        row for row, text in enumerate(odd) if "家庭" in text
    }


def test_the_same_texts_give_the_same_ranking(tmp_path: Path) -> None:
    texts = [f"{'妇女' * (n % 7)}儿童第{n % 11}项{TEXTS[n % len(TEXTS)]}" for n in range(3000)]
    one, other = kept(tmp_path / "a", texts), kept(tmp_path / "b", texts)
    for query in ("妇女儿童", "第3项就业", "家庭暴力筛查"):
        found = one.ranked(term_counts(query), 200)
        assert len(found) == 200
        assert list(other.ranked(term_counts(query), 200).items()) == list(found.items())


def test_only_the_weightiest_terms_of_a_long_query_count(tmp_path: Path) -> None:
    index = kept(tmp_path, ["甲乙", *(chr(0x5000 + 2 * n) + "丙" for n in range(500))])
    common = {chr(0x5000 + 2 * n) + "丙": 1.0 for n in range(450)}
    assert 0 in index.ranked({**common, "甲乙": 2.0}, 1000)
    assert 0 not in index.ranked({**common, "甲乙": 0.1}, 1000)


def test_rules_are_named_by_what_decides_them() -> None:
    assert len(rules()) == 8
    assert rules() == rules()


DAMAGE: list[tuple[str, Callable[[bytes], bytes | None]]] = [
    ("gone", lambda _: None),
    ("empty", lambda _: b""),
    ("half", lambda whole: whole[: len(whole) // 2]),
    ("garbage", lambda whole: bytes(255 - octet for octet in whole)),
]


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
@pytest.mark.parametrize("name", ["meta.json", "*.idx", "*.term", "*.fast", "*.fieldnorm"])
def test_a_broken_file_is_named(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes | None]
) -> None:
    write(tmp_path, TEXTS)
    for path in tmp_path.glob(name):
        left = damage(path.read_bytes())
        path.unlink()  # never cut short where it lies: it may still be mapped into memory
        if left is not None:
            path.write_bytes(left)
    with pytest.raises(IndexDamaged, match=str(tmp_path)):
        LexicalIndex(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="nowhere"):
        LexicalIndex(tmp_path / "nowhere")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="nowhere") as found:
        write(tmp_path / "nowhere", TEXTS)
    assert "权限" in found.value.hint


def test_an_index_whose_lock_cannot_be_taken_can_be_read(
    tmp_path: Path, index: LexicalIndex
) -> None:
    """As on a read-only share, which the superuser cannot make."""
    kept(tmp_path, TEXTS)
    lock = tmp_path / ".tantivy-meta.lock"
    lock.unlink()
    lock.mkdir()
    again, weighted = LexicalIndex(tmp_path), term_counts("预防家庭暴力，促进就业")
    assert again.ranked(weighted, 10) == index.ranked(weighted, 10)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_an_index_on_a_read_only_share_can_be_read(tmp_path: Path, index: LexicalIndex) -> None:
    kept(tmp_path, TEXTS)
    for path in tmp_path.iterdir():
        path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        weighted = term_counts("预防家庭暴力，促进就业")
        assert LexicalIndex(tmp_path).ranked(weighted, 10) == index.ranked(weighted, 10)
    finally:
        tmp_path.chmod(0o755)
