"""What the graph as a whole shows: departments that work together, plans that are alike, laws that join plans.

Three networks, each of one kind of node, all undirected:

    departments   tied where they are named for one goal or measure; weight: for how many
    plans         tied where measures of one have their like in the other; weight: the share of both plans' measures
    measures      tied by SIMILAR_TO; weight: the likeness
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from graph import ids
from graph.analysis import betweenness
from graph.schema import OWNERSHIP
from graph.store import Node, View
from queries.compared_plans import topic_terms
from queries.context import Context

Ties = Mapping[tuple[str, str], float]  # the smaller id first


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRank:
    """A department by its part in the network; `between` is the share of shortest ties that pass it."""

    id: str
    name: str
    function: str
    place: str
    leads: int
    supports: int
    partners: int
    between: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPair:
    """Two plans; `alike` is the share of the measures of both that have their like in the other."""

    one: str
    one_title: str
    other: str
    other_title: str
    pairs: int  # of measures that are alike
    alike: float
    shared_topics: int
    shared_laws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingLaw:
    """An instrument by how many plans, places and audiences it joins."""

    id: str
    title: str
    plans: int
    places: int
    audiences: int
    citations: int
    between: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A topic as a community of measures; `closeness` is the mean likeness of its ties."""

    id: str
    name: str
    terms: tuple[str, ...]
    measures: int
    plans: int
    places: int
    ties: int
    closeness: float


class Network:
    """The networks of a graph that does not change, each read once.

    Args:
        view: the graph.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._context = Context(view)
        self.likenesses: Ties = {
            _pair(edge.source, edge.target): float(str(edge.properties["score"]))
            for edge in view.edges(type="SIMILAR_TO")
        }
        self._owned: dict[str, Counter[str]] = {}
        together: dict[str, set[str]] = defaultdict(set)
        for role, type in OWNERSHIP.items():
            for edge in view.edges(type=type):
                if edge.properties.get("collective"):
                    continue  # it stands for several, and works with no one
                self._owned.setdefault(edge.source, Counter())[role] += 1
                together[edge.target].add(edge.source)
        ties: Counter[tuple[str, str]] = Counter()
        for some in together.values():
            ties.update(combinations(sorted(some), 2))
        self.partnerships: Ties = dict(ties)

    def departments(self) -> list[DepartmentRank]:
        """Those that lead or support something, the ones most between others first."""
        between = betweenness((one, other, n) for (one, other), n in self.partnerships.items())
        partners = Counter(id for pair in self.partnerships for id in pair)
        self._context.read(self._owned)
        places = self._view.around(self._owned, "BELONGS_TO")
        found = []
        for id, counts in self._owned.items():
            node = self._context.node(id)
            place = next((place for _, place in places[id]), None)
            found.append(
                DepartmentRank(
                    id=id, name=_name(node), function=str(node.properties.get("function") or ""),
                    place=str(place.properties["full_name"]) if place else "",
                    leads=counts["lead"], supports=counts["support"], partners=partners[id],
                    between=round(between.get(id, 0.0), 4),
                )
            )  # fmt: skip
        found.sort(key=lambda each: (-each.between, -each.partners, each.id))
        return found

    def plans(self) -> list[PlanPair]:
        """Pairs of plans with anything alike, the likest first."""
        sizes = Counter(ids.plan_of(node.id) for node in self._view.nodes(label="Measure"))
        pairs: Counter[tuple[str, str]] = Counter()
        with_like: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one, other in self.likenesses:
            plans = _pair(ids.plan_of(one), ids.plan_of(other))
            pairs[plans] += 1
            with_like[plans] |= {one, other}
        topics = _by_plan(self._view, "IN_TOPIC")
        laws = _by_plan(self._view, "CITES")
        found = [
            PlanPair(
                one=one, one_title=self._title(one), other=other, other_title=self._title(other),
                pairs=count, alike=round(len(with_like[one, other]) / (sizes[one] + sizes[other]), 4),
                shared_topics=len(topics[one] & topics[other]),
                shared_laws=len(laws[one] & laws[other]),
            )
            for (one, other), count in pairs.items()
        ]  # fmt: skip
        found.sort(key=lambda each: (-each.alike, each.one, each.other))
        return found

    def laws(self) -> list[BridgingLaw]:
        """What more than one plan cites, the ones most between plans first."""
        cited: Counter[tuple[str, str]] = Counter()
        for edge in self._view.edges(type="CITES"):
            cited[edge.target, ids.plan_of(edge.source)] += 1
        citing: dict[str, set[str]] = defaultdict(set)
        for law, plan in cited:
            citing[law].add(plan)
        between = betweenness((law, plan, 1.0) for law, plan in cited)
        self._context.read(citing)
        found = [
            BridgingLaw(
                id=law, title=str(self._context.node(law).properties["title"]), plans=len(plans),
                places=len({self._context.place_of(plan) for plan in plans}),
                audiences=len({self._audience(plan) for plan in plans}),
                citations=sum(cited[law, plan] for plan in plans), between=round(between[law], 4),
            )
            for law, plans in citing.items()
            if len(plans) > 1
        ]  # fmt: skip
        found.sort(key=lambda each: (-each.between, -each.plans, each.id))
        return found

    def communities(self) -> list[Community]:
        """The topics as communities, those of most measures first."""
        topic_of = {edge.source: edge.target for edge in self._view.edges(type="IN_TOPIC")}
        members: dict[str, list[str]] = defaultdict(list)
        for measure, topic in topic_of.items():
            members[topic].append(measure)
        inside: dict[str, list[float]] = defaultdict(list)
        for (one, other), score in self.likenesses.items():
            if one in topic_of and topic_of[one] == topic_of.get(other):
                inside[topic_of[one]].append(score)
        found = list(self._communities(members, inside))
        found.sort(key=lambda each: (-each.measures, each.id))
        return found

    def _communities(
        self, members: Mapping[str, Sequence[str]], inside: Mapping[str, Sequence[float]]
    ) -> Iterator[Community]:
        for topic in self._view.nodes(label="Topic"):
            plans = {ids.plan_of(measure) for measure in members[topic.id]}
            scores = inside.get(topic.id, ())
            yield Community(
                id=topic.id, name=_name(topic), terms=topic_terms(topic),
                measures=len(members[topic.id]), plans=len(plans),
                places=len({self._context.place_of(plan) for plan in plans}), ties=len(scores),
                closeness=round(sum(scores) / len(scores), 4) if scores else 0.0,
            )  # fmt: skip

    def _title(self, plan: str) -> str:
        return str(self._context.node(plan).properties["title"])

    def _audience(self, plan: str) -> str:
        return str(self._context.node(plan).properties.get("audience") or "")


def _by_plan(view: View, type: str) -> Mapping[str, set[str]]:
    """What the items of each plan are tied to by a relationship."""
    found: dict[str, set[str]] = defaultdict(set)
    for edge in view.edges(type=type):
        found[ids.plan_of(edge.source)].add(edge.target)
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _name(node: Node) -> str:
    return str(node.properties["name"])
