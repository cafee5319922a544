"""Measures of quality against values worked out by hand, and sets whose bad lines are named."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.evaluation import (
    JudgedQuery,
    Place,
    Quality,
    judged_queries,
    ndcg,
    quality,
    quality_by_type,
    recall,
    reciprocal_rank,
)
from graph.errors import UsageError

A, B, C, D, X = (("甲.txt", n) for n in range(5))
OTHERS = [("乙.txt", n) for n in range(20)]
LOG3 = math.log2(3)

# A direct answer gains 3 and a partial one 1; the second place counts 1 / log2(3) = 0.63, the third 1 / 2.
BY_HAND = [
    ("the best order", {A: 2, B: 1}, [A, B], 1.0, 1.0, 1.0),
    ("the worst order", {A: 2, B: 1}, [B, A], (1 + 3 / LOG3) / (3 + 1 / LOG3), 1.0, 1 / 2),
    ("a stranger first", {A: 2}, [X, A], 1 / LOG3, 1.0, 1 / 2),
    ("one of two found, in third place", {A: 2, B: 2}, [X, C, B], (3 / 2) / (3 + 3 / LOG3), 1 / 2, 1 / 3),
    ("only the partial one found", {A: 2, B: 1}, [B], 1 / (3 + 1 / LOG3), 0.0, 0.0),
    ("nothing found", {A: 2}, [X], 0.0, 0.0, 0.0),
    ("no answer at all", {A: 2}, [], 0.0, 0.0, 0.0),
    ("no direct answer to find", {A: 1}, [A], 1.0, 1.0, 0.0),
    ("the tenth counts", {A: 2}, [*OTHERS[:9], A], 1 / math.log2(11), 1.0, 1 / 10),
    ("the eleventh does not", {A: 2}, [*OTHERS[:10], A], 0.0, 0.0, 0.0),
    ("more direct answers than places", dict.fromkeys(OTHERS[:12], 2), OTHERS[:10], 1.0, 1.0, 1.0),
    ("a grade of 0 is a stranger", {A: 2, B: 0}, [B, A], 1 / LOG3, 1.0, 1 / 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("grades", "ranking", "gain", "found", "first"),
    [row[1:] for row in BY_HAND],
    ids=[row[0] for row in BY_HAND],
)
def test_values_worked_out_by_hand(
    grades: dict[Place, int], ranking: list[Place], gain: float, found: float, first: float
) -> None:
    assert ndcg(ranking, grades) == pytest.approx(gain)
    assert recall(ranking, grades) == pytest.approx(found)
    assert reciprocal_rank(ranking, grades) == pytest.approx(first)


@given(
    grades=st.dictionaries(st.sampled_from(OTHERS), st.sampled_from([0, 1, 2])).filter(
        lambda grades: any(grades.values())
    ),
    ranking=st.permutations(OTHERS),
)
def test_no_order_beats_the_ideal(grades: dict[Place, int], ranking: list[Place]) -> None:
    for value in (ndcg(ranking, grades), recall(ranking, grades), reciprocal_rank(ranking, grades)):
        assert 0 <= value <= 1
    ideal = sorted(OTHERS, key=lambda place: -grades.get(place, 0))
    assert ndcg(ideal, grades) == pytest.approx(1)
    assert recall(ideal, grades) == 1


def test_averages_are_over_queries_and_by_type() -> None:
    judged = [
        (JudgedQuery(query="一", type="keyword", grades={A: 2}), [A]),
        (JudgedQuery(query="二", type="scenario", grades={A: 2}), [X, A]),
        (JudgedQuery(query="三", type="scenario", grades={A: 2}), [X]),
        (JudgedQuery(query="四", type="", grades={A: 1}), [A]),
    ]
    found = quality_by_type(judged)
    assert list(found) == ["all", "keyword", "scenario"]
    assert found["all"] == quality(judged)
    assert found["all"].queries == 4
    assert found["all"].ndcg == pytest.approx((1 + 1 / LOG3 + 0 + 1) / 4)
    assert found["all"].recall == pytest.approx(3 / 4)
    assert found["all"].mrr == pytest.approx((1 + 1 / 2) / 4)
    assert found["keyword"] == Quality(queries=1, ndcg=1, recall=1, mrr=1)
    assert found["scenario"].ndcg == pytest.approx(1 / LOG3 / 2)


GOOD = (
    '{"query": "家暴", "type": "keyword", "relevant": [{"file": "甲.txt", "line": 3, "grade": 2}]}'
)


def written(folder: Path, *lines: str) -> Path:
    """A set with these lines."""
    path = folder / "judged.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_set_is_read_in_its_order(tmp_path: Path) -> None:
    first, second = judged_queries(
        written(
            tmp_path,
            f"\ufeff{GOOD}\r",
            "",
            GOOD.replace("家暴", "两癌").replace("type", "kind"),
            "",
        )
    )
    assert first == JudgedQuery(query="家暴", type="keyword", grades={("甲.txt", 3): 2})
    assert (second.query, second.type) == ("两癌", "")


BAD = [
    ("no JSON", "家暴"),
    ("half a line", GOOD[:40]),
    ("a number", "7"),
    ("a list", "[]"),
    ("null", "null"),
    ("no query", GOOD.replace('"query"', '"q"')),
    ("an empty query", GOOD.replace("家暴", " ")),
    ("no list of answers", GOOD.replace('"relevant"', '"found"')),
    ("answers that are no list", '{"query": "a", "relevant": 3}'),
    ("answers that are words", '{"query": "a", "relevant": ["甲.txt"]}'),
    ("no line", GOOD.replace('"line"', '"page"')),
    ("a line that is no number", GOOD.replace("3", '"三"')),
    ("an endless line", GOOD.replace("3", "1e999")),
    ("a line that is null", GOOD.replace("3", "null")),
    ("a grade below none", GOOD.replace("2}", "-1}")),
    ("a grade beyond two", GOOD.replace("2}", "99999999999}")),
    ("no answer", '{"query": "a", "relevant": []}'),
    ("no answer above 0", GOOD.replace("2}", "0}")),
    ("brackets without end", "[" * 100_000),
]


@pytest.mark.parametrize("line", [row[1] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, GOOD, "", line, GOOD)
    with pytest.raises(UsageError, match="第 3 行") as found:
        judged_queries(path)
    assert str(path) in found.value.message


@given(st.text())
def test_any_line_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, line: str) -> None:
    path = tmp_path_factory.mktemp("any") / "judged.jsonl"
    path.write_bytes(f"{GOOD}\n{line}".encode("utf-8", "surrogatepass"))
    told = ""
    try:
        judged_queries(path)
    except UsageError as error:
        told = error.message
    assert not told or "行" in told or "UTF-8" in told


def test_a_set_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "没有.jsonl", "没有这个文件"),
        (tmp_path, "这是文件夹"),
        (written(tmp_path, " ", ""), "是空的"),
    ):
        with pytest.raises(UsageError, match=words):
            judged_queries(path)
    (tmp_path / "gbk.jsonl").write_bytes(GOOD.encode("gbk"))
    with pytest.raises(UsageError, match="不是 UTF-8"):
        judged_queries(tmp_path / "gbk.jsonl")


def test_the_evaluation_set_is_of_the_format(eval_dir: Path) -> None:
    judged = judged_queries(eval_dir / "search.jsonl")
    assert len(judged) > 20
    assert {each.type for each in judged} == {"keyword", "scenario", "paraphrase"}
