"""Which subjects the plans have in common, and which of their plans says nothing of one.

A topic is expected of plans of an audience when at least half of them, and at least two, have it. A plan
that lacks an expected topic may speak of it in other words or under another measure: with the index, the
measure nearest to the topic is given with its likeness, for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph import ids
from graph.store import Node, View
from queries.context import Context, Placed, fits, searchable_text

if TYPE_CHECKING:  # they bring FAISS, which a list of topics does without
    from embeddings.index import SearchIndex
    from embeddings.topic_gaps import Gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The measure of a plan that comes nearest to a topic it lacks, and how near, from 0 to 1.

    `sentence` is the one sentence of it that is alike; None where the measure was compared as a whole.
    """

    measure: Placed
    score: float
    sentence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A plan without a topic that `having` of the `compared` plans of its audience have."""

    plan: Placed
    having: int
    compared: int
    nearest: Nearest | None  # None without an index


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic with its measures by plan and line, the plans that have it and those that lack it."""

    id: str
    name: str
    terms: tuple[str, ...]
    measures: tuple[Placed, ...]
    plans: tuple[Placed, ...]
    lacking: tuple[Lacking, ...]


def topics(
    view: View,
    *,
    name: str | None = None,
    place: str | None = None,
    audience: str | None = None,
    index: SearchIndex | None = None,
) -> Iterator[TopicRow]:
    """The topics, those of most plans first, then of most measures, then in the order of the sources.

    Args:
        view: the graph.
        name: only topics whose name holds this; where there is none, those with a term that does.
        place: only topics that a plan of this place has or lacks; what other plans have is kept beside.
        audience: only the measures of these plans.
        index: of the same graph; finds the nearest measure of a plan that lacks a topic.
    """
    corpus = _Corpus(view, audience, index)
    rows = []
    for topic in _called(view, name):
        found = [node for _, node in view.neighbours(topic.id, type="IN_TOPIC", incoming=True)]
        members = [node for node in found if ids.plan_of(node.id) in corpus.plans]
        having = {ids.plan_of(node.id) for node in members}
        lacking = [id for id in corpus.lacking(having) if _is_of(corpus.plans[id], place)]
        if not lacking and not any(_is_of(corpus.plans[id], place) for id in having):
            continue
        rows.append((topic, members, having, lacking))
    rows.sort(key=lambda row: (-len(row[2]), -len(row[1]), min(map(_position, row[1])), row[0].id))
    for topic, members, having, lacking in rows:
        yield TopicRow(
            id=topic.id,
            name=str(topic.properties["name"]),
            terms=_terms(topic),
            measures=tuple(corpus.context.placed(node) for node in sorted(members, key=_position)),
            plans=tuple(plan for id, plan in corpus.plans.items() if id in having),
            lacking=tuple(corpus.without(plan, having, members) for plan in lacking),
        )


def _called(view: View, name: str | None) -> list[Node]:
    every = list(view.nodes(label="Topic"))
    if name is None:
        return every
    named = [topic for topic in every if name in str(topic.properties["name"])]
    return named or [topic for topic in every if any(name in term for term in _terms(topic))]


def _terms(topic: Node) -> tuple[str, ...]:
    terms = topic.properties.get("terms")
    return tuple(map(str, terms)) if isinstance(terms, list) else ()


def _is_of(plan: Placed, place: str | None) -> bool:
    return fits(plan, place=place, audience=None)


def _position(measure: Node) -> tuple[str, int, str]:
    own = measure.properties
    return str(own["document"]), int(str(own["line"])), measure.id


class _Corpus:
    """The plans that have measures, in the order of the sources, and what those without a topic say."""

    def __init__(self, view: View, audience: str | None, index: SearchIndex | None) -> None:
        self.context = Context(view)
        self._view = view
        self._index = index
        self._measures: dict[str, list[Node]] = {}
        # A plan without measures was not understood, and cannot be said to lack anything.
        understood = {ids.plan_of(measure.id) for measure in view.nodes(label="Measure")}
        placed = (self.context.placed(p) for p in view.nodes(label="Plan") if p.id in understood)
        self.plans: Mapping[str, Placed] = {
            plan.id: plan
            for plan in sorted(placed, key=lambda each: (each.document, each.line, each.id))
            if fits(plan, place=None, audience=audience)
        }
        self._by_audience: dict[str, set[str]] = {}
        for plan in self.plans.values():
            self._by_audience.setdefault(plan.audience, set()).add(plan.id)

    @cached_property
    def _gaps(self) -> Gaps | None:
        if self._index is None:
            return None
        from embeddings.topic_gaps import Gaps

        return Gaps(self._index)

    def lacking(self, having: set[str]) -> list[str]:
        """The plans without a topic that is expected of them, by those that have it."""
        expected: set[str] = set()
        for audience in {self.plans[id].audience for id in having}:
            compared = self._by_audience[audience]
            if len(having & compared) >= max(2, len(compared) / 2):
                expected |= compared
        return [id for id in self.plans if id in expected - having]

    def without(self, id: str, having: set[str], members: Sequence[Node]) -> Lacking:
        """What is to be said of a plan that lacks a topic."""
        plan = self.plans[id]
        compared = self._by_audience[plan.audience]
        return Lacking(
            plan=plan, having=len(having & compared), compared=len(compared),
            nearest=self._nearest(plan, members),
        )  # fmt: skip

    def _nearest(self, plan: Placed, members: Sequence[Node]) -> Nearest | None:
        if self._gaps is None:
            return None
        near = self._gaps.nearest(members, self._measures_of(plan))
        text = searchable_text(near.measure)
        return Nearest(
            measure=self.context.placed(near.measure), score=near.score,
            sentence=text[slice(*near.sentence)] if near.sentence else None,
        )  # fmt: skip

    def _measures_of(self, plan: Placed) -> list[Node]:
        if plan.id not in self._measures:
            there = self._view.nodes(label="Measure", document=plan.document)
            self._measures[plan.id] = [node for node in there if ids.plan_of(node.id) == plan.id]
        return self._measures[plan.id]
