"""The numbers that plans set, each with its plan, its line and the year it is due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph import ids
from graph.indicators import canonical
from graph.portions import portions
from graph.store import Node, View
from queries.context import Context, Placed, fits, reaching
from queries.indicators.names import indicators_named

_INDICATORS: Final = 50  # whose targets are read at once
_KINDS: Final = {"increase": "rise", "decrease": "fall"}


class Kind(StrEnum):
    """Whether a number is a level to reach or a change from what was."""

    LEVEL = "level"
    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One number that a plan sets: `target.text` are its words; `value` is None for a range.

    `year` is as printed; `due` is that or else the last year of the plan, None if neither is known.
    `past` marks a year before the plan begins: what was then, not what is wanted.
    """

    indicator: str
    comparator: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    year: int | None
    due: int | None
    past: bool
    baseline: str | None
    target: Placed

    @property
    def kind(self) -> Kind:
        """A level, or a rise or fall."""
        return Kind(_KINDS.get(self.comparator, "level"))

    @property
    def plan(self) -> str:
        """The id of the plan."""
        return ids.plan_of(self.target.id)

    @property
    def is_of_goal(self) -> bool:
        """Whether a goal says it, not a measure."""
        return self.target.id.removeprefix(ids.domain_of(self.target.id)).startswith(":g")


def settings(
    view: View,
    *,
    name: str | None = None,
    place: str | None = None,
    audience: str | None = None,
    documents: Collection[str] | None = None,
    context: Context | None = None,
) -> Iterator[Setting]:
    """The targets of the indicators called `name`, by indicator, document and line.

    Args:
        view: the graph.
        name: `indicators_called` says what it means; an empty one means every indicator.
        place: any part of a jurisdiction's full name, or of a plan's title.
        audience: 妇女, 儿童, …
        documents: only what these say, without a look at what all the others do.
        context: where nodes are remembered.
    """
    context = context or Context(view)
    for some in portions(indicators_called(view, name), _INDICATORS):
        targets = reaching(view, [each.id for each in some], "OF_INDICATOR", documents)
        context.read_around(target.id for pairs in targets.values() for _, target in pairs)
        for indicator in some:
            settled = (
                setting_of(str(indicator.properties["name"]), target, context)
                for _, target in targets[indicator.id]
            )
            found = [s for s in settled if fits(s.target, place=place, audience=audience)]
            yield from sorted(found, key=in_order)


def in_order(setting: Setting) -> tuple[str, int, str]:
    """What settings are sorted by: document, line, id."""
    return setting.target.document, setting.target.line, setting.target.id


def indicators_called(view: View, name: str | None) -> Sequence[Node]:
    """The indicators that a name means, by name; all for None.

    A full name or other wording means that one alone; else every indicator that holds it is meant; else
    what it is short for (`queries.indicators.names`).
    """
    if name is not None:
        for wording in dict.fromkeys((canonical(name), name)):
            for node in view.nodes(label="Indicator", where={"name": wording}):
                return [node]
    found = [node for node in view.nodes(label="Indicator") if name is None or _holds(node, name)]
    if name is not None and not found:
        return indicators_named(view, name)
    return sorted(found, key=lambda node: str(node.properties["name"]))


def _holds(indicator: Node, name: str) -> bool:
    aliases = indicator.properties.get("aliases")
    return any(
        name in str(each)
        for each in (indicator.properties["name"], *(aliases if isinstance(aliases, list) else ()))
    )


def setting_of(indicator: str, target: Node, context: Context) -> Setting:
    """The number of a Target node."""
    own, plan = target.properties, context.node(ids.plan_of(target.id)).properties
    year, start = _integer(own.get("year")), _integer(plan.get("period_start"))
    return Setting(
        indicator=indicator, comparator=str(own["comparator"]), value=_number(own.get("value")),
        low=_number(own.get("low")), high=_number(own.get("high")), unit=str(own.get("unit") or ""),
        year=year, due=year or _integer(plan.get("period_end")),
        past=year is not None and start is not None and year < start,
        baseline=str(own["baseline"]) if own.get("baseline") is not None else None,
        target=context.placed(target),
    )  # fmt: skip


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _integer(value: object) -> int | None:
    return int(str(value)) if value is not None else None
