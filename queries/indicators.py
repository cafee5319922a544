"""What number each plan sets for an indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.indicators import canonical
from graph.store import Node, View
from queries.context import Context, Placed, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One number that a plan sets: `text` are its words; `value` is None for a range."""

    indicator: str
    comparator: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    year: int | None
    baseline: str | None
    target: Placed


def settings(
    view: View, *, name: str | None = None, place: str | None = None, audience: str | None = None
) -> Iterator[Setting]:
    """The targets of each indicator whose name or alias holds `name`, by indicator, document and line."""
    context = Context(view)
    for indicator in sorted(
        view.nodes(label="Indicator"), key=lambda node: str(node.properties["name"])
    ):
        if name is not None and not _is_called(indicator, name):
            continue
        found = []
        for _, target in view.neighbours(indicator.id, type="OF_INDICATOR", incoming=True):
            placed = context.placed(target)
            if fits(placed, place=place, audience=audience):
                found.append((placed, target))
        for placed, target in sorted(
            found, key=lambda each: (each[0].document, each[0].line, each[0].id)
        ):
            yield _setting(str(indicator.properties["name"]), target, placed)


def _is_called(indicator: Node, name: str) -> bool:
    aliases = indicator.properties.get("aliases")
    names = [
        str(indicator.properties["name"]),
        *(map(str, aliases) if isinstance(aliases, list) else ()),
    ]
    return any(name in each for each in names) or canonical(name) == names[0]


def _setting(indicator: str, target: Node, placed: Placed) -> Setting:
    own = target.properties
    return Setting(
        indicator=indicator, comparator=str(own["comparator"]), value=_number(own.get("value")),
        low=_number(own.get("low")), high=_number(own.get("high")), unit=str(own.get("unit") or ""),
        year=int(str(own["year"])) if own.get("year") is not None else None,
        baseline=str(own["baseline"]) if own.get("baseline") is not None else None, target=placed,
    )  # fmt: skip


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
