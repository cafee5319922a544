"""A picture of one indicator across plans, as SVG: a line a number, on one axis.

台儿庄区儿童       ←●  ≤3.3‰
铁西区儿童             ←●  ≤4.5‰（2025年）
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Final

from queries.indicators import Kind, Setting, Spread
from queries.indicators.conflicts import baseline_number
from queries.indicators.table import IndicatorTable
from service.drawing import BLUE, GREY, Drawing, ticks
from service.indicator_words import better_in_words, dated_value_in_words, number_in_words
from service.printable import source_of

_WIDTH: Final = 800
_LEFT: Final = 190  # where the axis begins and ends; plans stand left of it, values right
_RIGHT: Final = 556
_TOP: Final = 92
_LINE: Final = 30
_TITLE_LENGTH: Final = 36  # characters of a line of the title
_LABEL_LENGTH: Final = 12
_ARROW: Final = 22
_WAYS: Final = {">=": _ARROW, "<=": -_ARROW}


def chart_of(table: IndicatorTable, labels: Mapping[str, str]) -> tuple[bytes, int]:
    """The chart of a table of one indicator, and how many numbers it shows.

    One axis shows numbers of one unit that are all levels or all changes; where there are several kinds,
    that of most numbers is drawn.

    Args:
        table: with at least one row.
        labels: how each plan is called, by id.
    """
    alike = (list(some) for _, some in groupby(table.rows, key=lambda row: (row.kind, row.unit)))
    rows = max(alike, key=lambda rows: sum(len(cell) for row in rows for cell in row.cells))
    drawn = [each for row in rows for cell in row.cells for each in cell]
    spreads = [row.spread for row in rows if row.spread]
    return chart(rows[0].indicator, drawn, labels, spreads), len(drawn)


def chart(
    name: str, settings: Sequence[Setting], labels: Mapping[str, str], spreads: Sequence[Spread]
) -> bytes:
    """An SVG document, UTF-8: each number with comparator, year and baseline, and the medians.

    Args:
        name: the indicator.
        settings: its numbers, all of one unit and kind; at least one.
        labels: how each plan is called, by id.
        spreads: of the years to draw a median for.
    """
    lines = _in_order(settings)
    titles = [name[i : i + _TITLE_LENGTH] for i in range(0, len(name), _TITLE_LENGTH)]
    top = _TOP + 26 * (len(titles) - 1)
    bottom = top + _LINE * len(lines)
    drawing = Drawing(
        _WIDTH, bottom + 40 + 18 * len(spreads), title=f"{name}：各规划的目标值",
        description="；".join(f"{labels[each.plan]} {dated_value_in_words(each)}" for each in lines),
    )  # fmt: skip
    for i, words in enumerate(titles):
        drawing.words(20, 36 + 26 * i, words, size=20)
    drawing.words(20, top - 32, _about(name, settings), fill=GREY)
    marks = _marks(settings)

    def across(value: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (value - marks[0]) / (marks[-1] - marks[0]), 1)

    for mark in marks:
        drawing.rule(across(mark), top - 8, across(mark), bottom)
        drawing.words(across(mark), bottom + 18, number_in_words(mark), fill=GREY, anchor="middle")
    for i, found in enumerate(spreads):
        middle = across(found.median)
        drawing.rule(middle, top - 8, middle, bottom, stroke=GREY, dashed=True)
        when = f"{found.year}年" if found.year else ""
        words = (
            f"{when}中位数 {number_in_words(found.median)}{found.unit}（{len(found.settings)} 处）"
        )
        drawing.words(middle, bottom + 38 + 18 * i, words, size=13, fill=GREY, anchor="middle")
    for i, each in enumerate(lines):
        y = top + _LINE * i + _LINE / 2
        if i == 0 or lines[i - 1].plan != each.plan:
            label = labels[each.plan]
            short = label if len(label) <= _LABEL_LENGTH else f"{label[: _LABEL_LENGTH - 1]}…"
            drawing.words(_LEFT - 36, y + 5, short, anchor="end", tip=each.target.plan)
        _draw(drawing, each, across, y)
    return drawing.svg()


def _about(name: str, settings: Sequence[Setting]) -> str:
    """What the axis shows."""
    first = settings[0]
    unit = f"（{first.unit}）" if first.unit else ""
    if first.kind is not Kind.LEVEL:
        return f"各规划要求的{'提高' if first.kind is Kind.RISE else '降低'}幅度{unit}"
    better = better_in_words(name)
    notes = [better] if better != "不明" else []
    if any(_base(each) is not None for each in settings):
        notes.append("◇ 是规划自己写的基期")
    return "，".join([f"各规划的目标值{unit}", *notes])


def _in_order(settings: Sequence[Setting]) -> list[Setting]:
    """The numbers plan by plan, the plan with the highest first, and each plan's by year."""
    best: dict[str, float] = {}
    for each in settings:
        best[each.plan] = max(_ends(each)[1], best.get(each.plan, 0))
    return sorted(
        settings, key=lambda each: (-best[each.plan], each.plan, each.due or 0, each.target.line)
    )


def _ends(setting: Setting) -> tuple[float, float]:
    if setting.value is not None:
        return setting.value, setting.value
    return setting.low or 0, setting.high or setting.low or 0


def _base(setting: Setting) -> float | None:
    return baseline_number(setting) if setting.kind is Kind.LEVEL else None


def _marks(settings: Sequence[Setting]) -> Sequence[float]:
    numbers = [end for each in settings for end in _ends(each)]
    numbers += [base for each in settings if (base := _base(each)) is not None]
    return ticks(min(numbers), max(numbers))


def _draw(drawing: Drawing, setting: Setting, across: Callable[[float], float], y: float) -> None:
    """A dot, with an arrow to where numbers are as good; a hollow one for 约, a bar for a range."""
    low, high = map(across, _ends(setting))
    base = _base(setting)
    if base is not None:
        drawing.rule(across(base), y, low, y, stroke=GREY, dashed=True)
        drawing.diamond(across(base), y)
    if low != high:
        drawing.rule(low, y, high, y, stroke=BLUE, width=10)
    else:
        if length := _WAYS.get(setting.comparator):
            drawing.arrow(low, y, length)
        drawing.dot(high, y, hollow=setting.comparator == "~" or setting.past)
    words = dated_value_in_words(setting)
    said = f"{setting.target.text}（{source_of(setting.target)}）"
    drawing.words(_RIGHT + _ARROW + 12, y + 5, words, tip=said)
