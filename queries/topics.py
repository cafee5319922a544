"""Which subjects the plans have in common, and which of their plans says nothing of one.

A topic is expected of plans of an audience when at least half of them, and at least two, have it. A plan
that lacks an expected topic may speak of it in other words or under another measure: with the index, the
measure nearest to the topic is given with its likeness, for a person to judge. `queries.coverage` judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph import ids
from graph.store import Node, View
from queries.compared_plans import ComparedPlans, called, position, topic_terms
from queries.context import Placed, fits, searchable_text

if TYPE_CHECKING:  # they bring FAISS, which a list of topics does without
    from embeddings.index import Index
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
    index: Index | None = None,
) -> Iterator[TopicRow]:
    """The topics, those of most plans first, then of most measures, then in the order of the sources.

    Args:
        view: the graph.
        name: only topics whose name holds this; where there is none, those with a term that does.
        place: only topics that a plan of this place has or lacks; what other plans have is kept beside.
        audience: only the measures of these plans.
        index: of the same graph; finds the nearest measure of a plan that lacks a topic.
    """
    plans = ComparedPlans(view, audience)
    absences = _Absences(plans, index)
    rows = []
    wanted = called(view.nodes(label="Topic"), name)
    within = view.around([topic.id for topic in wanted], "IN_TOPIC", incoming=True)
    for topic in wanted:
        members = [node for _, node in within[topic.id] if ids.plan_of(node.id) in plans.by_id]
        having = {ids.plan_of(node.id) for node in members}
        lacking = [id for id in plans.lacking(having) if _is_of(plans.by_id[id], place)]
        if not lacking and not any(_is_of(plans.by_id[id], place) for id in having):
            continue
        rows.append((topic, members, having, lacking))
    rows.sort(key=lambda row: (-len(row[2]), -len(row[1]), min(map(position, row[1])), row[0].id))
    for topic, members, having, lacking in rows:
        yield TopicRow(
            id=topic.id,
            name=str(topic.properties["name"]),
            terms=topic_terms(topic),
            measures=plans.context.placed_all(sorted(members, key=position)),
            plans=tuple(plan for id, plan in plans.by_id.items() if id in having),
            lacking=tuple(absences.of(plan, having, members) for plan in lacking),
        )


def _is_of(plan: Placed, place: str | None) -> bool:
    return fits(plan, place=place, audience=None)


class _Absences:
    """What is to be said of plans that lack a topic."""

    def __init__(self, plans: ComparedPlans, index: Index | None) -> None:
        self._plans = plans
        self._index = index

    @cached_property
    def _gaps(self) -> Gaps | None:
        if self._index is None:
            return None
        from embeddings.topic_gaps import Gaps

        return Gaps(self._index)

    def of(self, id: str, having: set[str], members: Sequence[Node]) -> Lacking:
        """A plan that lacks a topic, with what it has nearest to it."""
        plan = self._plans.by_id[id]
        compared = self._plans.of_audience(plan.audience)
        return Lacking(
            plan=plan, having=len(having & compared), compared=len(compared),
            nearest=self._nearest(plan, members),
        )  # fmt: skip

    def _nearest(self, plan: Placed, members: Sequence[Node]) -> Nearest | None:
        if self._gaps is None:
            return None
        near = self._gaps.nearest(members, self._plans.measures_of(plan))
        text = searchable_text(near.measure)
        return Nearest(
            measure=self._plans.context.placed(near.measure), score=near.score,
            sentence=text[slice(*near.sentence)] if near.sentence else None,
        )  # fmt: skip
