"""The tables and lines that tell a person what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from graph.model import ParsedDocument, Problem
from graph.problems import PROBLEMS
from service.build import PlanRow
from service.terminal import shown, table

_NUMBERS = ("领域", "目标", "分目标", "措施", "责任", "引用", "指标", "问题")
_KINDS = {
    "notice": "通知等其他文件",
    "masthead": "封面、刊头",
    "contents": "目录",
    "imprint": "印发信息",
}


def plan_table(rows: Sequence[PlanRow]) -> Table:
    """One line a plan: what it is and how much was found in it."""
    return table(
        f"规划一览（{len(rows)} 部）",
        ("规划", *_NUMBERS),
        (
            (
                f"{row.title}\n{row.place or '地区不详'} · {row.audience or '综合'} · {row.period or '期限不详'}\n{row.document}",
                row.domains, row.goals, row.sub_goals, row.measures, row.owners, row.laws, row.targets, row.problems,
            )
            for row in rows
        ),
        numbers=_NUMBERS,
    )  # fmt: skip


def problem_lines(problems: Iterable[tuple[str, Problem]]) -> Iterator[str]:
    """Each problem with its place, its words and what to do."""
    for name, problem in problems:
        advice = PROBLEMS[problem.code]
        detail = f"：{problem.detail}" if problem.detail else ""
        yield shown(f"  {name}:{problem.line}  {advice.title}{detail}")
        if problem.text:
            yield shown(f"      原文：{problem.text}")
        yield f"      处理：{advice.todo}"


def outside_lines(parsed: ParsedDocument) -> Iterator[str]:
    """The stretches of a file that belong to no plan."""
    for stretch in parsed.outside:
        title = f"《{stretch.title}》" if stretch.title and stretch.kind == "notice" else ""
        kind = _KINDS.get(stretch.kind, stretch.kind)
        where = f"{parsed.document.name}:{stretch.line}-{stretch.end_line}"
        yield shown(f"  {where}  {kind}{title}")
