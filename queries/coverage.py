"""Which plan has which topic: has it, has it in part, or not; each with the lines that say so.

    has      the plan has measures in the topic
    partly   a sentence of another measure is on it (likeness from `SENTENCE`), or only a goal is (from `GOAL`)
    lacks    neither; what comes nearest is given with its likeness

Plans are compared within their audience: a topic that joins women's and children's plans is a row of each, under
what these plans call it.

One reader judged cells of the nine real plans, 791 in all: of the 720 `has` 45 at random, all right; all 53
`partly`, of which 46 right, 3 really had in a joint measure that is counted by its other half, and 4 without
anything on the topic; all 18 `lacks`, of which 13 right and 5 with something in part. The thresholds were chosen
with these in view, and `GOAL` was lowered once after 60 cells that withheld the one measure a plan has of a topic.
Of 60 other such cells, which nothing was tuned on, 28 of 30 `partly` were right but only 18 of 30 `lacks`: most of
the others had a goal on the topic in other words (男女厕位比例 for 卫生厕所建设). So a `lacks` is a question to a
person who reads what is nearest, not a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from embeddings.index import Index, Kind
from embeddings.topic_names import core
from graph import ids
from graph.store import Node, View
from queries.compared_plans import ComparedPlans, position, topic_terms
from queries.context import Placed, fits
from queries.sayings import Saying, Sayings

SENTENCE: Final = 0.45  # as whole measures may be alike from `embeddings.topics.ALIKE`
GOAL: Final = 0.4  # goals are as short as the headings that they are compared with


class State(StrEnum):
    """Whether a plan has a topic."""

    HAS = "has"
    PARTLY = "partly"
    LACKS = "lacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of a measure or goal with its likeness to the topic, from 0 to 1."""

    item: Placed
    sentence: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A topic in a plan.

    `measures` are those it has; `said` is what it says in part, or what comes nearest, a goal only where no
    measure does.
    """

    plan: Placed
    state: State
    measures: tuple[Placed, ...] = ()
    said: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A topic in the plans of one audience, with how many of the compared ones have it.

    `name` is what these plans call it; `topic` is the name of the whole, which may come from another audience.
    """

    id: str
    name: str
    topic: str
    terms: tuple[str, ...]
    audience: str
    having: int
    compared: int
    expected: bool
    cells: tuple[Cell, ...]


class Coverage:
    """Topics against plans, for a graph that does not change; each plan is read once.

    Args:
        view: the graph.
        index: of the same graph.
    """

    def __init__(self, view: View, index: Index) -> None:
        self._plans = ComparedPlans(view)
        self._sayings = Sayings(view, index)
        topics = list(view.nodes(label="Topic"))
        within = view.around([topic.id for topic in topics], "IN_TOPIC", incoming=True)
        self._families = [
            _family(topic, [node for _, node in within[topic.id]]) for topic in topics
        ]

    def rows(
        self, *, name: str | None = None, place: str | None = None, audience: str | None = None
    ) -> Iterator[Row]:
        """The topics that plans of an audience have, by audience, those of most plans first.

        Args:
            name: only topics whose name holds this; where there is none, those with a term that does.
            place: only the cells of plans of this place; what they are compared with stays.
            audience: only the plans of this audience.
        """
        found = [
            (part, plans)
            for each in self._plans.audiences
            if audience is None or audience == each
            if (plans := self._columns(each, place))
            for part in self._parts(each)
        ]
        titled = [each for each in found if name is None or each[0].is_called(name)]
        if name is not None and not titled:
            titled = [each for each in found if any(name in term for term in each[0].family.terms)]
        for part, plans in titled:
            yield self._row(part, plans)

    def _columns(self, audience: str, place: str | None) -> list[Placed]:
        every = self._plans.by_id.values()
        return [plan for plan in every if fits(plan, place=place, audience=audience)]

    def _parts(self, audience: str) -> list[_Part]:
        """The families that plans of an audience have measures of, in the order of the rows."""
        compared = self._plans.of_audience(audience)
        parts = []
        for family in self._families:
            own = [node for node in family.measures if ids.plan_of(node.id) in compared]
            if own:
                by_plan: dict[str, list[Node]] = {}
                for node in own:
                    by_plan.setdefault(ids.plan_of(node.id), []).append(node)
                parts.append(_Part(family, audience, own, by_plan))
        parts.sort(key=lambda p: (-len(p.having), -len(p.measures), position(p.measures[0])))
        return parts

    def _row(self, part: _Part, plans: Iterable[Placed]) -> Row:
        return Row(
            id=part.family.id, name=part.name, topic=part.family.title, terms=part.family.terms,
            audience=part.audience, having=len(part.having),
            compared=len(self._plans.of_audience(part.audience)),
            expected=self._plans.is_expected(part.having, part.audience),
            cells=tuple(self._cell(plan, part) for plan in plans),
        )  # fmt: skip

    def _cell(self, plan: Placed, part: _Part) -> Cell:
        own = part.by_plan.get(plan.id)
        if own:
            placed = self._plans.context.placed_all(own)
            return Cell(plan=plan, state=State.HAS, measures=placed)
        measure = self._sayings.nearest(Kind.MEASURE, plan.id, part.measures)
        if measure is not None and measure.score >= SENTENCE:
            return Cell(plan=plan, state=State.PARTLY, said=self._said(measure))
        goal = self._sayings.nearest(Kind.GOAL, plan.id, part.measures)
        if goal is not None and goal.score >= GOAL:
            return Cell(plan=plan, state=State.PARTLY, said=self._said(goal))
        found = [saying for saying in (measure, goal) if saying is not None]
        nearest = max(found, key=lambda saying: saying.score, default=None)
        return Cell(
            plan=plan, state=State.LACKS, said=None if nearest is None else self._said(nearest)
        )

    def _said(self, saying: Saying) -> Said:
        item = self._plans.context.placed(saying.item)
        return Said(item=item, sentence=saying.sentence, score=saying.score)


@dataclass(frozen=True, slots=True)
class _Family:
    """A topic with its measures, in the order of the sources."""

    id: str
    title: str
    terms: tuple[str, ...]
    measures: list[Node]


def _family(topic: Node, measures: Iterable[Node]) -> _Family:
    return _Family(
        topic.id, str(topic.properties["name"]), topic_terms(topic), sorted(measures, key=position)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What the plans of one audience have of a topic."""

    family: _Family
    audience: str
    measures: list[Node]
    by_plan: dict[str, list[Node]]

    @property
    def having(self) -> set[str]:
        """The plans that have a measure of it."""
        return set(self.by_plan)

    @property
    def name(self) -> str:
        """The topic's name, or what these plans call it where the name is another audience's."""
        headings = [
            core(str(node.properties.get("title") or node.properties["name"]))
            for node in self.measures
        ]
        if len(self.measures) == len(self.family.measures) or self.family.title in headings:
            return self.family.title
        counted = Counter(headings)
        return min(headings, key=lambda each: (-counted[each], len(each)))

    def is_called(self, name: str) -> bool:
        """Whether either name holds these words."""
        return name in self.family.title or name in self.name
