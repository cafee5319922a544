"""What number each plan sets for an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.indicators import canonical, key
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


def indicators_named(view: View, text: str) -> tuple[Node, ...]:
    """The indicators of the graph that a question names; those named by the longest words only."""
    wanted = key(text)
    found: list[tuple[int, Node]] = []
    for node in view.nodes(label="Indicator"):
        aliases = node.properties.get("aliases")
        names = [str(node.properties["name"]), *(aliases if isinstance(aliases, list) else ())]
        longest = max(
            (len(k) for k in map(key, map(str, names)) if len(k) > 2 and k in wanted), default=0
        )
        if longest:
            found.append((longest, node))
    best = max((length for length, _ in found), default=0)
    return tuple(node for length, node in found if length == best)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The least and the most that places set for an indicator, of one unit and year."""

    lowest: Setting
    highest: Setting


def spread(found: Sequence[Setting]) -> Spread | None:
    """The extremes among the numbers that can be compared; None with fewer than two."""
    groups: dict[tuple[str, int | None], list[Setting]] = {}
    for each in found:
        if each.value is not None and each.comparator in (">=", "<=", "=", "~"):
            groups.setdefault((each.unit, each.year), []).append(each)
    best = max(groups.values(), key=len, default=[])
    if len(best) < 2:
        return None
    ordered = sorted(best, key=lambda each: each.value or 0.0)
    return Spread(lowest=ordered[0], highest=ordered[-1])
