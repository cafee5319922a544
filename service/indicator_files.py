"""The numbers of plans as rows for a spreadsheet: a column a plan, or a line a number with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from graph.store import Value
from queries.indicators.table import IndicatorTable, Row
from service.indicator_words import better_in_words, dated_value_in_words, number_in_words

Cells = Sequence[Value | None]

_LIST_HEADS: Final = (
    "指标", "符号", "数值", "下限", "上限", "单位", "年份", "到期年份", "基期", "原文", "地区", "规划", "对象",
    "领域", "文件", "行", "需要核对",
)  # fmt: skip


def matrix(table: IndicatorTable) -> tuple[Sequence[str], Iterator[Cells]]:
    """The heads and the rows of the table with a column a plan and the spread behind them."""
    titles = Counter(plan.title for plan in table.columns)
    plans = [
        plan.title if titles[plan.title] == 1 else f"{plan.title}（{plan.document}）"
        for plan in table.columns
    ]
    heads = ["指标", "年份", "单位", "方向", *plans, "可比年份", "最高", "最高的", "最低", "最低的", "中位数", "要求最严的",
             "需要核对"]  # fmt: skip
    reasons = _reasons(table)
    return heads, (_matrix_row(row, reasons) for row in table.rows)


def _matrix_row(row: Row, reasons: dict[str, list[str]]) -> Cells:
    told: list[Value | None] = [row.indicator, row.year, row.unit, better_in_words(row.indicator)]
    told += ["；".join(map(dated_value_in_words, cell)) for cell in row.cells]
    if row.spread is None:
        told += [None] * 7
    else:
        found = row.spread
        who = {
            value: "、".join(
                dict.fromkeys(
                    each.target.place or each.target.plan
                    for each in found.settings
                    if each.value == value
                )
            )
            for value in (found.highest.value, found.lowest.value)
        }
        told += [
            found.year, found.highest.value, who[found.highest.value], found.lowest.value, who[found.lowest.value],
            found.median, who[found.strictest[0].value] if found.strictest else None,
        ]  # fmt: skip
    noted = (
        reason for cell in row.cells for each in cell for reason in reasons.get(each.target.id, ())
    )
    return [*told, "；".join(dict.fromkeys(noted))]


def listed(table: IndicatorTable) -> tuple[Sequence[str], Iterator[Cells]]:
    """The heads and a row for each number, with the words that set it."""
    reasons = _reasons(table)
    rows: Iterator[Cells] = (
        (
            each.indicator, each.comparator, each.value, each.low, each.high, each.unit, each.year, each.due,
            each.baseline, each.target.text, each.target.place, each.target.plan, each.target.audience,
            each.target.domain, each.target.document, each.target.line,
            "；".join(reasons.get(each.target.id, ())),
        )
        for each in table.settings
    )  # fmt: skip
    return _LIST_HEADS, rows


def _reasons(table: IndicatorTable) -> dict[str, list[str]]:
    """Why a number needs a look, by the id of its target."""
    found: dict[str, list[str]] = {}
    for conflict in table.conflicts:
        for each in conflict.settings:
            lines = "、".join(
                f"{number_in_words(s.value)}{s.unit}（{s.target.document}:{s.target.line}）"
                for s in conflict.settings
                if s.value is not None
            )
            found.setdefault(each.target.id, []).append(f"{conflict.reason}：{lines}")
    return found
