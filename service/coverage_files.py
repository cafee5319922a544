"""Topics against plans as rows for a spreadsheet: a line a topic, a column a plan, each cell with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.store import Value
from queries.context import Placed
from queries.coverage import Cell, Row, State

STATES: Final = {State.HAS: "有", State.PARTLY: "部分", State.LACKS: "没有"}


def coverage_rows(rows: Sequence[Row]) -> tuple[list[str], list[list[Value | None]]]:
    """The heads and rows of the file: a column a plan, empty where a plan is of another audience."""
    plans = {cell.plan.id: cell.plan for row in rows for cell in row.cells}
    titles = [plan.plan for plan in plans.values()]
    heads = ["对象", "主题", "特征词", "有这一主题的规划", "比较的规划"]
    heads += (
        plan.plan if titles.count(plan.plan) == 1 else f"{plan.plan}（{plan.document}）"
        for plan in plans.values()
    )
    told: list[list[Value | None]] = []
    for row in rows:
        cells = {cell.plan.id: _in_words(cell) for cell in row.cells}
        terms = "、".join(row.terms)
        told.append(
            [
                row.audience,
                row.name,
                terms,
                row.having,
                row.compared,
                *(cells.get(id) for id in plans),
            ]
        )
    return heads, told


def _in_words(cell: Cell) -> str:
    if cell.state is State.HAS:
        return f"有：{'；'.join(map(place_of, cell.measures))}"
    if cell.said is None:
        return STATES[cell.state]
    near = "" if cell.state is State.PARTLY else "最接近 "
    return f"{STATES[cell.state]}（{near}{cell.said.score:.2f}，{place_of(cell.said.item)}）：{cell.said.sentence}"


def place_of(item: Placed) -> str:
    """Where an item stands: 规划.txt:45."""
    return f"{item.document}:{item.line}"
