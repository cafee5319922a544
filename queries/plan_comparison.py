"""Two plans, domain by domain: which measures have their like in the other, which stand alone, which numbers differ.

Measures are alike where the graph joins them by SIMILAR_TO (`embeddings.topics`), which holds for measures of
different plans from a likeness that was judged by hand. Goals are compared by the numbers that they set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph import ids
from graph.store import Node, View
from queries.context import Context, Placed
from queries.holdings import HeldPlan, Holdings
from queries.indicators import Setting
from queries.indicators.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A measure of the first plan with those of the second that are like it, the likest first."""

    measure: Placed
    others: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDomain:
    """A domain by its name, which either plan or both may have.

    `matches` and `only_first` are measures of the first plan's domain, `only_second` of the second's.
    """

    name: str
    in_first: bool
    in_second: bool
    matches: tuple[Match, ...]
    only_first: tuple[Placed, ...]
    only_second: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedNumbers:
    """What both plans set for an indicator; `differ` where no number of one is among the other's."""

    indicator: str
    first: tuple[Setting, ...]
    second: tuple[Setting, ...]
    differ: bool


def compared_domains(
    holdings: Holdings, context: Context, first: HeldPlan, second: HeldPlan
) -> tuple[ComparedDomain, ...]:
    """The domains of the first plan in their order, then those that only the second has."""
    view = holdings.view
    likes = _likes(view, first, second)
    joined = {other for some in likes.values() for other in some}
    mine, theirs = _by_domain(holdings, first), _by_domain(holdings, second)
    found = []
    for name in dict.fromkeys((*mine, *theirs)):
        own = mine.get(name, ())
        matched = [node for node in own if likes.get(node.id)]
        found.append(
            ComparedDomain(
                name=name, in_first=name in mine, in_second=name in theirs,
                matches=tuple(
                    Match(
                        measure=context.placed(node),
                        others=tuple(context.placed(context.node(id)) for id in likes[node.id]),
                    )
                    for node in matched
                ),
                only_first=tuple(context.placed(n) for n in own if not likes.get(n.id)),
                only_second=tuple(
                    context.placed(n) for n in theirs.get(name, ()) if n.id not in joined
                ),
            )
        )  # fmt: skip
    return tuple(found)


def compared_numbers(view: View, first: HeldPlan, second: HeldPlan) -> tuple[ComparedNumbers, ...]:
    """The indicators that both plans set numbers for, as the first plan's come."""
    mine, theirs = _by_indicator(view, first), _by_indicator(view, second)
    return tuple(
        ComparedNumbers(
            indicator=name, first=tuple(mine[name]), second=tuple(theirs[name]),
            differ=not {*map(_number, mine[name])} & {*map(_number, theirs[name])},
        )
        for name in mine
        if name in theirs
    )  # fmt: skip


def _by_indicator(view: View, plan: HeldPlan) -> Mapping[str, Sequence[Setting]]:
    found: dict[str, list[Setting]] = {}
    for each in settings(view, place=plan.place or None, audience=plan.audience or None):
        if each.plan == plan.id and not each.past:
            found.setdefault(each.indicator, []).append(each)
    return found


def _number(setting: Setting) -> tuple[object, ...]:
    return setting.comparator, setting.value, setting.low, setting.high, setting.unit


def _likes(view: View, first: HeldPlan, second: HeldPlan) -> Mapping[str, Sequence[str]]:
    """For measures of the first plan, those of the second that are like them, the likest first."""
    found: dict[str, dict[str, float]] = {}
    for node in view.nodes(label="Measure", document=first.document):
        if ids.plan_of(node.id) != first.id:
            continue
        for incoming in (False, True):  # the graph keeps a pair once
            for edge, other in view.neighbours(node.id, type="SIMILAR_TO", incoming=incoming):
                if ids.plan_of(other.id) == second.id:
                    found.setdefault(node.id, {})[other.id] = float(str(edge.properties["score"]))
    return {one: sorted(others, key=lambda id: (-others[id], id)) for one, others in found.items()}


def _by_domain(holdings: Holdings, plan: HeldPlan) -> Mapping[str, Sequence[Node]]:
    """The measures of each domain, in the order of the text."""
    return {
        str(domain.properties["name"]): sorted(
            (node for _, node in holdings.view.neighbours(domain.id, type="HAS_MEASURE")),
            key=lambda node: int(str(node.properties["start"])),
        )
        for domain in holdings.domains_of(plan)
    }
