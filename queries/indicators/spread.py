"""Who sets the most and the least for an indicator: numbers of one year, one unit and one kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from graph.indicators import indicator
from queries.indicators.settings import Kind, Setting

_Sort = tuple[str, Kind, str, str | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What places set for one indicator and one `year`, the highest first.

    It holds one number a plan, and once what two plans of a place set alike.
    `year` is None where no plan says a year or a period. `strictest` are those that ask the most, by the
    direction that the vocabulary knows; none where it knows none. `left_out` are the other numbers: of
    another year or unit, ranges, and what a plan says a second time.
    """

    indicator: str
    year: int | None
    unit: str
    kind: Kind
    settings: tuple[Setting, ...]
    strictest: tuple[Setting, ...]
    left_out: tuple[Setting, ...]

    @property
    def highest(self) -> Setting:
        """The one with the highest number; of equal ones, the first by document and line."""
        return self.settings[0]

    @property
    def lowest(self) -> Setting:
        """The one with the lowest number; of equal ones, the first by document and line."""
        last = self.settings[-1].value
        return next(each for each in self.settings if each.value == last)

    @property
    def median(self) -> float:
        """The middle of the numbers, or the mean of the two in the middle."""
        return float(median(each.value for each in self.settings if each.value is not None))

    @property
    def even(self) -> bool:
        """Whether all set the same number."""
        return self.highest.value == self.lowest.value


def spread(settings: Iterable[Setting]) -> Spread | None:
    """How the numbers of an indicator spread over places; None where fewer than two can be compared.

    Compared are those of the year that the most places share, the later of two such years: a target
    without a year is due when its plan ends. Of what one plan says twice, a goal comes before a measure.
    """
    found = tuple(settings)
    sorts: dict[_Sort, list[Setting]] = {}
    for each in found:
        if each.value is not None and not each.past:
            sorts.setdefault(_sort(each), []).append(each)
    groups = [group for group in map(_one_a_plan, sorts.values()) if _places(group) > 1]
    if not groups:
        return None
    chosen = max(
        groups, key=lambda group: (_places(group), group[0].kind is Kind.LEVEL, group[0].due or 0)
    )
    chosen.sort(key=lambda each: (-(each.value or 0), each.target.document, each.target.line))
    first, compared = chosen[0], {each.target.id for each in chosen}
    return Spread(
        indicator=first.indicator, year=first.due, unit=first.unit, kind=first.kind,
        settings=tuple(chosen), strictest=_strictest(chosen),
        left_out=tuple(each for each in found if each.target.id not in compared),
    )  # fmt: skip


def _sort(setting: Setting) -> _Sort:
    base = None if setting.kind is Kind.LEVEL else setting.baseline
    return setting.indicator, setting.kind, setting.unit, base, setting.due


def _one_a_plan(settings: Iterable[Setting]) -> list[Setting]:
    by_plan: dict[str, Setting] = {}
    for each in sorted(settings, key=lambda each: (not each.is_of_goal, each.target.line)):
        by_plan.setdefault(each.plan, each)
    alike: dict[tuple[str, float | None], Setting] = {}
    for each in by_plan.values():
        alike.setdefault((each.target.place or each.plan, each.value), each)
    return list(alike.values())


def _places(settings: Iterable[Setting]) -> int:
    return len({each.target.place or each.plan for each in settings})


def _strictest(settings: Sequence[Setting]) -> tuple[Setting, ...]:
    """Those that ask the most; `settings` are ordered from the highest number."""
    row, kind = indicator(settings[0].indicator), settings[0].kind
    wanted = row.direction if row else "none"
    if kind is not Kind.LEVEL and (kind is Kind.RISE) != (wanted == "higher"):
        return ()  # a rise of what should fall asks for nothing
    if wanted not in ("higher", "lower"):
        return ()
    most = settings[-1] if kind is Kind.LEVEL and wanted == "lower" else settings[0]
    return tuple(each for each in settings if each.value == most.value)
