"""`guitu eval`: how good search is on a set of judged queries, for a user's own corpus and model."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from embeddings.evaluation import DEPTH, JudgedQuery, judged_queries, quality_by_type
from graph.errors import UsageError
from queries.precedents import precedents
from service.stores import reading_with_index
from service.terminal import counter, out, print_json, reading_arguments, table


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu eval`."""
    parser.add_argument(
        "file", type=Path, metavar="评测文件",
        help='JSON Lines，每行 {"query", "type", "relevant": [{"file", "line", "grade"}]}',
    )  # fmt: skip
    parser.add_argument("--audience", metavar="对象", help="只在这一对象的规划里检索")
    reading_arguments(parser)


def _check_places(queries: Sequence[JudgedQuery], documents: Sequence[str]) -> None:
    """Refuse a set that judges documents which are not in the graph: its figures would be too low."""
    missing = sorted({name for query in queries for name, _ in query.grades} - {*documents})
    if missing:
        raise UsageError(
            f"评测文件里的这些文件不在库里：{'、'.join(missing[:5])}。",
            hint="请先用 guitu build 把它们入库，或换用对应的 --data。",
        )


def run(args: argparse.Namespace) -> int:
    """Search every query and show the averages by type."""
    queries = judged_queries(args.file)
    rankings = []
    with reading_with_index(args) as (view, index), counter("正在检索") as told:
        _check_places(queries, [record.key for record in view.documents()])
        for done, query in enumerate(queries, start=1):
            answer = precedents(
                view, index, query.query, limit=DEPTH, audience=args.audience, anyway=True
            )
            rankings.append((query, [(hit.document, hit.line) for hit in answer.hits]))
            told(done, len(queries))
    found = quality_by_type(rankings)
    if args.json:
        print_json({kind: asdict(each) for kind, each in found.items()})
        return 0
    out().print(
        table(
            f"检索质量（{args.file.name}）",
            ("类型", "查询数", "nDCG@10", "召回率@10", "MRR@10"),
            (
                (kind, q.queries, f"{q.ndcg:.3f}", f"{q.recall:.3f}", f"{q.mrr:.3f}")
                for kind, q in found.items()
            ),
            numbers=("查询数", "nDCG@10", "召回率@10", "MRR@10"),
        )
    )
    return 0
