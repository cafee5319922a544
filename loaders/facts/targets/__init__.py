"""The numeric targets that a goal or measure sets.

Statements (`loaders.facts.targets.statements`) say values of indicators; here the values are dealt
out, one fact for each indicator and value. Conventions of the contract (DESIGN, "Targets"): 万 and
亿 stay in the unit, a stated period is joined to it by `/`, a rise or fall by a range has `low` and
`high`, and a year is given only where the item prints it. A share printed only in words (全覆盖) is
no target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.indicators import canonical
from graph.model import Comparator, TargetFact
from loaders.facts.targets.places import Statement
from loaders.facts.targets.quantities import Quantity
from loaders.facts.targets.sentences import sentences
from loaders.facts.targets.statements import statements

_DIGIT: Final = re.compile("[0-9０-９]")
_COUNTED: Final = re.compile("[一两二三四五六七八九十百][名个所家次项人位处张场支小节成]")
_LONGEST_WORDING: Final = 120


def targets(text: str) -> tuple[TargetFact, ...]:
    """The targets of one goal's or measure's body, in text order, one for each indicator and value.

    `text[start:end]` runs from the indicator's first word to the value's last; indicators that
    share a number phrase share it.

    >>> [found] = targets("孕产妇死亡率降至9/10万以下。")
    >>> found.wording, found.comparator.value, found.value, found.unit
    ('孕产妇死亡率', '<=', 9.0, '/10万')
    """
    if not _may_hold_a_number(text):
        return ()
    return tuple(
        fact
        for sentence in sentences(text)
        for statement in statements(sentence)
        for fact in _facts(statement)
    )


def _may_hold_a_number(text: str) -> bool:
    if _DIGIT.search(text) or _COUNTED.search(text):
        return True
    return "分之" in text or "一半" in text or "半数" in text


def _facts(statement: Statement) -> Iterator[TargetFact]:
    bounds = _bounds(statement.values)
    for name, index, year in _dealt(statement):
        value = statement.values[index]
        wording = name[:_LONGEST_WORDING]
        if not wording:
            continue
        comparator = _comparator(statement, value, bounds[index])
        ranged = value.high is not None
        yield TargetFact(
            start=statement.start,
            end=statement.end,
            wording=wording,
            indicator=canonical(wording),
            comparator=comparator,
            value=None if ranged else value.low,
            low=value.low if ranged else None,
            high=value.high,
            unit=statement.unit,
            year=year,
            baseline=statement.baseline,
        )


def _bounds(values: tuple[Quantity, ...]) -> list[Comparator | None]:
    """Each value's 以上 or 以下; one after the last of a list is meant of all (8%和4%以下)."""
    bounds: list[Comparator | None] = []
    following: Comparator | None = None
    for value in reversed(values):
        following = value.bound or following
        bounds.append(following)
    return bounds[::-1]


def _comparator(statement: Statement, value: Quantity, bound: Comparator | None) -> Comparator:
    words = statement.words
    if words.change:
        return words.change
    if value.high is not None:
        return Comparator.RANGE
    return bound or words.comparator or Comparator.EQUAL


def _dealt(statement: Statement) -> Iterator[tuple[str, int, int | None]]:
    """Which value is whose and for when: (indicator, index of its value, year).

    分别 deals values to indicators (贫血率和生长迟缓率分别控制在8%和4%以下), to years
    (到2025年和2030年分别达到80%和85%), or to both, each indicator's years together or, where the
    text says the years anew (到2025年分别……,到2030年分别……), in two statements. One value for
    several is meant of each.
    """
    names, years = statement.names, statement.years
    many, due = len(statement.values), len(years)
    year = years[0] if due == 1 else None
    if many == 1:
        for name in names:
            for each in years or (None,):
                yield name, 0, each
    elif many == due and len(names) != many:
        for name in names:
            for i, each in enumerate(years):
                yield name, i, each
    elif many == len(names):
        for i, name in enumerate(names):
            yield name, i, year
    elif due > 1 and many == len(names) * due:
        for i in range(many):
            yield names[i // due], i, years[i % due]
    else:
        for i in range(many):
            yield "、".join(names), i, year
