"""A row an indicator, a column a plan: what each plan sets, the spread of it, and what needs a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.indicators import vocabulary
from queries.holdings import HeldPlan, Holdings
from queries.indicators.conflicts import Conflict, conflicts
from queries.indicators.settings import Kind, Setting, in_order, settings
from queries.indicators.spread import Spread, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator, or one of its years where a plan sets several; numbers of other units are other rows.

    `year` is None unless the rows are split by years; a number is then in the row of the year it is due.
    `cells` are parallel to the columns of the table, each with what that plan sets, by line.
    """

    indicator: str
    kind: Kind
    unit: str
    year: int | None
    cells: tuple[tuple[Setting, ...], ...]
    spread: Spread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTable:
    """`columns` are the plans that set a number, by audience, place and title; rows are by the vocabulary.

    `settings` are all numbers, as `settings` orders them.
    """

    columns: tuple[HeldPlan, ...]
    rows: tuple[Row, ...]
    settings: tuple[Setting, ...]
    conflicts: tuple[Conflict, ...]


def indicator_table(
    holdings: Holdings,
    *,
    name: str | None = None,
    place: str | None = None,
    audience: str | None = None,
) -> IndicatorTable:
    """What the plans of a place and an audience set for the indicators called `name`; None means all."""
    found = tuple(settings(holdings.view, name=name, place=place, audience=audience))
    setting_plans = {each.plan for each in found}
    columns = sorted(
        (plan for plan in holdings.plans if plan.id in setting_plans),
        key=lambda plan: (plan.audience, plan.place, plan.title, plan.document, plan.line),
    )
    rows = [row for group in _by_row(found) for row in _rows(group, columns)]
    rows.sort(
        key=lambda row: (_rank(row.indicator), row.indicator, row.kind, row.unit, row.year or 0)
    )
    return IndicatorTable(
        columns=tuple(columns),
        rows=tuple(rows),
        settings=found,
        conflicts=tuple(conflicts(found)),
    )


def _by_row(found: Iterable[Setting]) -> Iterable[list[Setting]]:
    groups: dict[tuple[str, Kind, str], list[Setting]] = {}
    for each in found:
        groups.setdefault((each.indicator, each.kind, each.unit), []).append(each)
    return groups.values()


def _rows(group: Sequence[Setting], columns: Sequence[HeldPlan]) -> Iterator[Row]:
    first, split = group[0], _is_split(group)
    by_year: dict[int | None, list[Setting]] = {}
    for each in group:
        by_year.setdefault(each.due if split else None, []).append(each)
    for year, some in by_year.items():
        cells: dict[str, list[Setting]] = {plan.id: [] for plan in columns}
        for each in sorted(some, key=in_order):
            cells[each.plan].append(each)
        yield Row(
            indicator=first.indicator, kind=first.kind, unit=first.unit, year=year,
            cells=tuple(map(tuple, cells.values())), spread=spread(some),
        )  # fmt: skip


def _is_split(group: Iterable[Setting]) -> bool:
    """Whether some plan sets numbers for several years."""
    years: dict[str, set[int | None]] = {}
    for each in group:
        years.setdefault(each.plan, set()).add(each.due)
    return any(len(some) > 1 for some in years.values())


def _rank(name: str) -> int:
    """Where the vocabulary has an indicator; behind all others if it has not."""
    return _order().get(name, len(_order()))


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    return {row.name: position for position, row in enumerate(vocabulary())}
