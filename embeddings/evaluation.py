"""How good a ranking is: nDCG@10, recall@10 and MRR@10 over judged queries.

A set is JSON Lines: `{"query", "type", "relevant": [{"file", "line", "grade"}]}`, grade 2 for a direct
answer and 1 for a partial one; what is not listed is 0.

nDCG: Järvelin and Kekäläinen (2002), “Cumulated gain-based evaluation of IR techniques”, with gain
2^grade - 1 and discount log2(rank + 1), the ideal taken from all judged items.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import UsageError, reason

DEPTH: Final = 10

Place = tuple[str, int]  # a document's name and a 1-based line


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A query with the grades of the places that answer it."""

    query: str
    type: str
    grades: Mapping[Place, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Averages over `queries` queries, each in [0, 1]."""

    queries: int
    ndcg: float
    recall: float
    mrr: float


def judged_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """The queries of a set, in the order of the file.

    Raises:
        UsageError: the file cannot be read, or a line is not of the format; the message names the line.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise UsageError(f"读不了评测文件 {path}：{why}。") from error
    found = [_judged(path, n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    if not found:
        raise UsageError(f"评测文件 {path} 是空的。")
    return tuple(found)


def _judged(path: Path, number: int, line: str) -> JudgedQuery:
    try:
        told = json.loads(line)
        grades = {(str(r["file"]), int(r["line"])): int(r["grade"]) for r in told["relevant"]}
        judged = JudgedQuery(
            query=str(told["query"]), type=str(told.get("type", "")), grades=grades
        )
        if not {*grades.values()} <= {0, 1, 2}:
            raise ValueError("a grade that is none")
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UsageError(
            f"评测文件 {path} 第 {number} 行不合格式。",
            hint='每行应为 {"query": …, "type": …, "relevant": [{"file": …, "line": …, "grade": 1 或 2}]}。',
        ) from error
    if not judged.query.strip():
        raise UsageError(f"评测文件 {path} 第 {number} 行的查询是空的。")
    if not any(grade > 0 for grade in grades.values()):
        raise UsageError(f"评测文件 {path} 第 {number} 行没有相关条目。")
    return judged


def ndcg(ranking: Sequence[Place], grades: Mapping[Place, int]) -> float:
    """Normalised discounted cumulative gain of the first ten, in [0, 1]."""
    gains = [2 ** grades.get(place, 0) - 1 for place in ranking[:DEPTH]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:DEPTH]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranking: Sequence[Place], grades: Mapping[Place, int]) -> float:
    """Direct answers among the first ten, of those that could be there; 1 where there is none to find."""
    direct = {place for place, grade in grades.items() if grade >= 2}
    return len(direct.intersection(ranking[:DEPTH])) / min(len(direct), DEPTH) if direct else 1.0


def reciprocal_rank(ranking: Sequence[Place], grades: Mapping[Place, int]) -> float:
    """1 / rank of the first direct answer; 0 if none is among the first ten."""
    for rank, place in enumerate(ranking[:DEPTH], start=1):
        if grades.get(place, 0) >= 2:
            return 1 / rank
    return 0.0


def quality(judged: Sequence[tuple[JudgedQuery, Sequence[Place]]]) -> Quality:
    """The averages over queries, each with its ranking."""
    count = len(judged)
    return Quality(
        queries=count,
        ndcg=sum(ndcg(ranking, query.grades) for query, ranking in judged) / count,
        recall=sum(recall(ranking, query.grades) for query, ranking in judged) / count,
        mrr=sum(reciprocal_rank(ranking, query.grades) for query, ranking in judged) / count,
    )


def quality_by_type(
    judged: Sequence[tuple[JudgedQuery, Sequence[Place]]],
) -> dict[str, Quality]:
    """The averages of each type of query, by its name, and of `all`."""
    kinds = sorted({query.type for query, _ in judged})
    return {"all": quality(judged)} | {
        kind: quality([each for each in judged if each[0].type == kind]) for kind in kinds if kind
    }
