"""The plans that are compared topic by topic: with those of their own audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph import ids
from graph.store import Node, View
from queries.context import Context, Placed, fits


class ComparedPlans:
    """The plans that have measures, in the order of the sources.

    A plan without measures was not understood, and cannot be said to lack anything.

    Args:
        view: a graph that does not change.
        audience: only the plans of this audience.
    """

    def __init__(self, view: View, audience: str | None = None) -> None:
        self.context = Context(view)
        self._view = view
        self._measures: dict[str, list[Node]] = {}
        understood = {ids.plan_of(measure.id) for measure in view.nodes(label="Measure")}
        placed = self.context.placed_all(
            [p for p in view.nodes(label="Plan") if p.id in understood]
        )
        self.by_id: Mapping[str, Placed] = {
            plan.id: plan
            for plan in sorted(placed, key=lambda each: (each.document, each.line, each.id))
            if fits(plan, place=None, audience=audience)
        }
        self._by_audience: dict[str, set[str]] = {}
        for plan in self.by_id.values():
            self._by_audience.setdefault(plan.audience, set()).add(plan.id)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences of the plans, in the order of the sources."""
        return tuple(self._by_audience)

    def of_audience(self, audience: str) -> set[str]:
        """The ids of the plans of an audience."""
        return self._by_audience[audience]

    def is_expected(self, having: set[str], audience: str) -> bool:
        """Whether at least half of the plans of an audience, and at least two, are among `having`."""
        compared = self._by_audience[audience]
        return len(having & compared) >= max(2, len(compared) / 2)

    def lacking(self, having: set[str]) -> list[str]:
        """The plans without a topic that is expected of them, by those that have it."""
        expected: set[str] = set()
        for audience in {self.by_id[id].audience for id in having}:
            if self.is_expected(having, audience):
                expected |= self._by_audience[audience]
        return [id for id in self.by_id if id in expected - having]

    def measures_of(self, plan: Placed) -> list[Node]:
        """The measures of a plan."""
        if plan.id not in self._measures:
            there = self._view.nodes(label="Measure", document=plan.document)
            self._measures[plan.id] = [node for node in there if ids.plan_of(node.id) == plan.id]
        return self._measures[plan.id]


def position(item: Node) -> tuple[str, int, str]:
    """What orders items as the sources do."""
    own = item.properties
    return str(own["document"]), int(str(own["line"])), item.id


def called(topics: Iterable[Node], name: str | None) -> list[Node]:
    """The topics whose name holds `name`; where there is none, those with a term that does."""
    every = list(topics)
    if name is None:
        return every
    named = [topic for topic in every if name in str(topic.properties["name"])]
    return named or [topic for topic in every if any(name in term for term in topic_terms(topic))]


def topic_terms(topic: Node) -> tuple[str, ...]:
    """The terms of a topic, best first."""
    terms = topic.properties.get("terms")
    return tuple(map(str, terms)) if isinstance(terms, list) else ()
