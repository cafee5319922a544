"""Numbers of one plan that need a look: two that disagree, and one that goes the wrong way.

    目标 95%，措施 90%                            they disagree
    2025年 90%，2030年 95%                        they do not: two years
    95%，其中农村 90%；90%，力争 95%               nor these: a part of the whole, a hope beyond the aim
    由2020年的98%提高到97%以上                    below what the plan says there was
    2025年 95%，2030年 92%                        worse than the plan's own earlier year

Whether higher or lower is better is taken from the vocabulary; where it does not know, only numbers that
disagree are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from graph.folding import folded
from graph.indicators import indicator
from queries.indicators.settings import Kind, Setting

# Words of a part of the whole, or of what is only hoped for: numbers of different scope are not compared.
_SCOPE: Final = re.compile(
    r"其中|农村|乡村|城市|城镇|城区|山区|流动|残疾|留守|困境|困难|贫困|低保|低收入|公办|民办|新增|新建"
    r"|小学|初中|高中|男|力争|争取|努力|区级|市级|县级|省级"
)
_WAYS: Final = "提高|提升|上升|增加|增长|增至|扩大|下降|降低|降至|降到|减少|缩小|缩短"
_SPELLINGS: Final = {"人": "[人名位]", "/10万": r"/\s?10\s?万", "个": "个?", "百分点": "个?百分点"}


class Fault(StrEnum):
    """What is to be looked at."""

    DISAGREE = "disagree"
    WRONG_WAY = "wrong_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two numbers of one plan for one indicator, or one and its own baseline; `reason` says why.

    `settings` are the one or two that say it, by document and line; `baseline` is the number before.
    """

    fault: Fault
    indicator: str
    reason: str
    settings: tuple[Setting, ...]
    baseline: float | None = None


def conflicts(settings: Iterable[Setting]) -> Iterator[Conflict]:
    """What is to be looked at among these numbers, by plan and indicator in the order given."""
    groups: dict[tuple[str, str, Kind, str], list[Setting]] = {}
    for each in settings:
        groups.setdefault((each.plan, each.indicator, each.kind, each.unit), []).append(each)
    for (_, name, _, _), group in groups.items():
        row = indicator(name)
        better = {"higher": 1, "lower": -1}.get(row.direction if row else "", 0)
        yield from _disagreeing(group)
        if better:
            yield from _wrong_ways(group, better)


# Two numbers


def _disagreeing(group: Sequence[Setting]) -> Iterator[Conflict]:
    wanted = [each for each in group if not each.past]
    for one, other in combinations(wanted, 2):
        if _of_one_year(one, other, wanted) and _comparable(one, other) and _differ(one, other):
            when = f"{one.due}年的" if one.due else ""
            yield Conflict(
                fault=Fault.DISAGREE, indicator=one.indicator, settings=(one, other),
                reason=f"同一部规划对{when}“{one.indicator}”写了两个数",
            )  # fmt: skip


def _of_one_year(one: Setting, other: Setting, group: Iterable[Setting]) -> bool:
    """Whether both speak of one year; one that prints none may repeat that of any year."""
    if one.due != other.due:
        return False
    if (one.year is None) == (other.year is None):
        return True
    bare = one if one.year is None else other
    return all(_differ(bare, each) for each in group if each.year is not None)


def _comparable(one: Setting, other: Setting) -> bool:
    if one.target.text == other.target.text:  # one statement with several numbers
        return False
    if one.kind is not Kind.LEVEL and one.baseline != other.baseline:
        return False
    return _same_scope(one, other)


def _differ(one: Setting, other: Setting) -> bool:
    if one.value is None or other.value is None:  # a range
        (low, high), (least, most) = _ends(one), _ends(other)
        return high < least or most < low
    if {one.comparator, other.comparator} == {">=", "<="}:  # a band: at least 40, at most 60
        floor, ceiling = (one, other) if one.comparator == ">=" else (other, one)
        return floor.value is not None and ceiling.value is not None and floor.value > ceiling.value
    return one.value != other.value


def _ends(setting: Setting) -> tuple[float, float]:
    if setting.value is not None:
        return setting.value, setting.value
    return setting.low or 0, setting.high or 0


# The wrong way


def _wrong_ways(group: Sequence[Setting], better: int) -> Iterator[Conflict]:
    for each in group:
        if each.kind is not Kind.LEVEL:
            if not each.past and (each.kind is Kind.RISE) != (better > 0):
                way = "降低" if better < 0 else "提高"
                yield _wrong((each,), f"“{each.indicator}”应当{way}，这里写的相反", None)
        elif each.value is not None and not each.past:
            base = baseline_number(each)
            if base is not None and (each.value - base) * better < 0:
                yield _wrong(
                    (each,),
                    f"“{each.indicator}”的目标 {_amount(each, each.value)} 不如规划自己写的基期 {_amount(each, base)}",
                    base,
                )
    dated = [each for each in group if each.year is not None and each.value is not None]
    if group[0].kind is Kind.LEVEL:
        for one, other in combinations(sorted(dated, key=lambda each: each.year or 0), 2):
            if one.year == other.year or not _same_scope(one, other):
                continue
            if ((other.value or 0) - (one.value or 0)) * better < 0:
                what = "基期" if one.past else "目标"
                later, sooner = _amount(other, other.value or 0), _amount(one, one.value or 0)
                reason = (
                    f"“{one.indicator}”{other.year}年的 {later} 不如{one.year}年{what}的 {sooner}"
                )
                yield _wrong((one, other), reason, one.value if one.past else None)


def _same_scope(one: Setting, other: Setting) -> bool:
    return set(_SCOPE.findall(one.target.text)) == set(_SCOPE.findall(other.target.text))


def _wrong(settings: tuple[Setting, ...], reason: str, baseline: float | None) -> Conflict:
    return Conflict(
        fault=Fault.WRONG_WAY, indicator=settings[0].indicator, reason=reason, settings=settings,
        baseline=baseline,
    )  # fmt: skip


def _amount(setting: Setting, number: float) -> str:
    return f"{number:.10g}{setting.unit}"


def baseline_number(setting: Setting) -> float | None:
    """The number that the plan's own words start from, in the unit of the target; None if not said.

    It stands in the baseline (从4.2‰降到) or before it in the words of the target (由2020年的98%提高到).
    """
    unit = _SPELLINGS.get(setting.unit, re.escape(setting.unit))
    number = rf"(?P<number>\d+(?:\.\d+)?)\s?{unit}"
    if setting.baseline and (found := re.fullmatch(number, folded(setting.baseline))):
        return float(found["number"])
    words = folded(setting.target.text)
    said = re.findall(
        rf"[由从在以][^,。;由从]{{0,12}}?{number}[^,。;\d]{{0,6}}?(?:{_WAYS}|基础|基数)", words
    )
    return float(said[0]) if len(said) == 1 else None
