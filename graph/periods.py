"""The years that a plan's title says it covers: （2021—2030年）, “十四五”, 第十四个五年规划.

Years printed in the title win over the name of a five-year plan. The names and their years are
data, `vocabulary/periods.csv`: the national plans, and the law-popularisation plans, which count
their own fives (“八五”普法 is 2021 to 2025). A single year (2022年工作要点) is a period of that
year; a goal in the title (二〇三五年远景目标) is no period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.numerals import numeral_value
from graph.vocabulary import rows

NATIONAL: Final = "国民经济和社会发展"
LAW_POPULARISATION: Final = "法治宣传教育"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last year, both included; `basis` is "title" or the plan's name (十四五)."""

    start: int
    end: int
    basis: str


@cache
def five_year_plans(series: str = NATIONAL) -> dict[str, tuple[int, int]]:
    """The five-year plans of a series by name, with first and last year, in order."""
    return {
        row["name"]: (int(row["start"]), int(row["end"]))
        for row in rows("periods.csv")
        if row["series"] == series
    }


_DIGIT: Final = "[0-9０-９〇○零Ｏ一二三四五六七八九]"
_DIGITS: Final = str.maketrans(
    "０１２３４５６７８９〇○零Ｏ一二三四五六七八九", "01234567890000123456789"
)
_YEAR: Final = rf"([12１２一二]\s{{0,2}}(?:{_DIGIT}\s{{0,2}}){{2}}{_DIGIT})"
_DASH: Final = "-‐‑–—―─－−~～〜∼﹣﹘"
# Typed plans put any dash between the years, also several or 一, or a word; months may follow.
_BETWEEN: Final = rf"\s{{0,4}}年?\s{{0,4}}(?:[{_DASH}一]{{1,3}}|[至到])\s{{0,4}}"
_YEARS: Final = re.compile(rf"(?<![\d０-９]){_YEAR}{_BETWEEN}{_YEAR}(?![\d０-９])")
# 2021—25年: the century is written once.
_SHORT_YEARS: Final = re.compile(
    rf"(?<![\d０-９])([12１２][\d０-９]{{3}})[{_DASH}]{{1,2}}([\d０-９]{{2}})\s{{0,4}}年"
)
_ORDINAL: Final = re.compile(r"第\s{0,2}([一二三四五六七八九十]{1,2}|1?\d)\s{0,2}个\s{0,2}五年")
_QUOTED_NAME: Final = re.compile(
    r"[“”\"'‘’「『]\s{0,2}(十?\s{0,2}[一二三四五六七八九]?\s{0,2}五)\s{0,2}[“”\"'‘’」』]"
)
# Without marks 十五 and 九五 are plans only before such words (十五分钟, 三十五条 are not).
_BARE_NAME: Final = re.compile(
    r"(?<![一二三四五六七八九十百千第])(十\s?[一二三四五六]\s?五|(?:[一二三四五六七八九]五|十五)"
    r"(?=普法|规划|计划|期间|时期|纲要))(?![十百千万个年月日号届次章节条])"
)
_LAW_SERIES: Final = re.compile(r"普法|法[治制]宣传教育")
_SINGLE_YEAR: Final = re.compile(
    rf"(?<![\d０-９{_DASH}]){_YEAR}\s{{0,2}}年(?!\s{{0,2}}(?:远景|末|底|前|以来))"
)
_EARLIEST: Final = 1949
_LATEST: Final = 2100
_LONGEST: Final = 40  # years; a longer span is no plan's


def period_in_title(text: str) -> Period | None:
    """The years that a title says its plan covers; None where it says none.

    >>> period_in_title("天门市妇女发展规划（2021—2030年）")
    Period(start=2021, end=2030, basis='title')
    >>> period_in_title("滨海新区妇女发展“十四五”规划")
    Period(start=2021, end=2025, basis='十四五')
    """
    for found in _YEARS.finditer(text):
        if period := _of_years(_number(found[1]), _number(found[2])):
            return period
    for found in _SHORT_YEARS.finditer(text):
        start = _number(found[1])
        if period := _of_years(start, start // 100 * 100 + _number(found[2])):
            return period
    if name := _plan_name(text):
        of_law = five_year_plans(LAW_POPULARISATION) if _LAW_SERIES.search(text) else {}
        if years := of_law.get(name) or five_year_plans().get(name):
            return Period(start=years[0], end=years[1], basis=name)
    for found in _SINGLE_YEAR.finditer(text):
        year = _number(found[1])
        if _EARLIEST <= year <= _LATEST:
            return Period(start=year, end=year, basis="title")
    return None


def _plan_name(text: str) -> str | None:
    """The name of the five-year plan in a title: 十四五 of 第十四个五年, “十四五” or 十四五."""
    if "五" not in text:
        return None
    if found := _ORDINAL.search(text):
        number = numeral_value(found[1]) or 0
        names = tuple(five_year_plans())
        return names[number - 1] if 0 < number <= len(names) else None
    if found := _QUOTED_NAME.search(text) or _BARE_NAME.search(text):
        return "".join(found[1].split())
    return None


def _of_years(start: int, end: int) -> Period | None:
    if _EARLIEST <= start < end <= _LATEST and end - start <= _LONGEST:
        return Period(start=start, end=end, basis="title")
    return None


def _number(year: str) -> int:
    """2021 of 二〇二一, ２０２１ or 2 0 2 1."""
    return int("".join(year.translate(_DIGITS).split()))
