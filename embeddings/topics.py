"""Topics: families of measures that are alike across plans, found anew for each state of the corpus.

    vectors → nearest measures of other plans → SIMILAR_TO above a threshold → communities → names

The numbers below were chosen by benchmarks/topics.py on nine plans of five places, against 64 measures
whose equivalents elsewhere a reader had marked. Of the pairs within topics 0.88 are equivalents and 0.94
at least overlap; 0.76 of the equivalents are in one topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from embeddings.index import Kind, SearchIndex
from embeddings.likeness import Words, likeness, nearest_elsewhere, strangers
from embeddings.parts import VectorIndex
from embeddings.topic_names import Member, Named, named
from graph import ids
from graph.analysis import ENOUGH, communities
from graph.owner_lists import without_owner_list
from graph.store import Edge, Node, View

ALIKE: Final = 0.45  # likeness from which two measures may be alike
NEARLY: Final = 0.75  # of the best likeness that either could have instead
NEIGHBOURS: Final = ENOUGH  # kept for a measure at the most
_DEPTH: Final = 48  # looked at for a measure, those of its own plan included
_SEED: Final = 0
_SUFFIX: Final = re.compile("(?:新区|自治[区州县旗]|[省市区县州盟旗])$")

Pairs = dict[tuple[int, int], float]


def derived(index: SearchIndex, view: View) -> tuple[list[Node], list[Edge]]:
    """What the measures of the whole corpus say together: Topic nodes, SIMILAR_TO and IN_TOPIC edges.

    Similar measures stand in two plans; their edge runs from the lesser id, its score in three decimals.
    A topic has measures of two plans at least. The same graph and index give the same ids and names.

    Args:
        index: made of the measures that `view` has.
        view: where their titles and texts are.
    """
    shelf = index.shelves[Kind.MEASURE]
    if not shelf.ids:
        return [], []
    measures = {node.id: node for node in view.nodes(label="Measure")}
    words = Words(searched_text(measures[id]) for id in shelf.ids)
    alike = similar(shelf.ids, shelf.texts, words, strangers(index.encoder))
    edges = [
        Edge(shelf.ids[one], "SIMILAR_TO", shelf.ids[other], {"score": score})
        for (one, other), score in alike.items()
    ]
    weighed = ((shelf.ids[a], shelf.ids[b], score) for (a, b), score in alike.items())
    found = communities(weighed, seed=_SEED)
    families = [family for family in found if len({ids.plan_of(id) for id in family}) > 1]
    places = _places(view)
    members = [
        [_member(measures[id], words.terms(shelf.rows[id]), places) for id in family]
        for family in families
    ]
    nodes = []
    for family, each in zip(families, named(members), strict=True):
        topic = _node(each)
        nodes.append(topic)
        edges += [Edge(id, "IN_TOPIC", topic.id) for id in family]
    return nodes, edges


def searched_text(measure: Node) -> str:
    """A measure's text as it is indexed."""
    return without_owner_list(str(measure.properties["text"]))


def _places(view: View) -> dict[str, tuple[str, ...]]:
    """What the place of each plan is called, without its suffix too; not what is one character."""
    names = {node.id: str(node.properties["name"]) for node in view.nodes(label="Jurisdiction")}
    return {
        edge.source: tuple(
            name
            for name in (names[edge.target], _SUFFIX.sub("", names[edge.target]))
            if len(name) > 1
        )
        for edge in view.edges(type="COVERS")
    }


def _member(measure: Node, terms: Sequence[str], places: Mapping[str, tuple[str, ...]]) -> Member:
    own = measure.properties
    plan = ids.plan_of(measure.id)
    return Member(
        plan=plan,
        places=places.get(plan, ()),
        title=str(own.get("title") or own["name"]),
        text=searched_text(measure),
        terms=terms,
    )


def _node(each: Named) -> Node:
    return Node(ids.topic_id(each.name), "Topic", {"name": each.name, "terms": list(each.terms)})


def similar(
    measures: Sequence[str],
    vectors: VectorIndex,
    words: Words,
    unrelated: float,
    *,
    alike: float = ALIKE,
    nearly: float = NEARLY,
) -> Pairs:
    """The pairs of rows that are alike, the lesser id first, in the order of their rows.

    A pair that is much less alike than what either could have in the other's plan, or than what both
    have anywhere, is left out: it is what plans say of everything, or a neighbouring subject.

    Args:
        measures: the id of each row.
        vectors: of each row.
        words: of each row.
        unrelated: `embeddings.likeness.strangers` of the encoder.
        alike: the least likeness of a pair.
        nearly: the least share of what its two could have instead; 0 keeps every pair that is alike.
    """
    plans = [ids.plan_of(id) for id in measures]
    number = {plan: at for at, plan in enumerate(dict.fromkeys(plans))}
    groups = [number[plan] for plan in plans]
    found: Pairs = {}
    for row, others, meaning in nearest_elsewhere(vectors, groups, _DEPTH):
        scores = likeness(meaning, words.shared(row, others), unrelated).tolist()
        ranked = sorted(zip(scores, others, strict=True), key=lambda each: (-each[0], each[1]))
        for score, other in ranked[:NEIGHBOURS]:
            if score < alike:
                break
            pair = (row, other) if measures[row] < measures[other] else (other, row)
            found[pair] = max(round(score, 3), found.get(pair, 0.0))
    return {pair: found[pair] for pair in sorted(_without_lesser(found, groups, nearly))}


def _without_lesser(
    found: Pairs, groups: Sequence[int], nearly: float
) -> Iterable[tuple[int, int]]:
    best: dict[int, float] = {}
    best_there: dict[tuple[int, int], float] = {}
    for pair, score in found.items():
        for row, other in (pair, pair[::-1]):
            there = (row, groups[other])
            best[row] = max(score, best.get(row, 0.0))
            best_there[there] = max(score, best_there.get(there, 0.0))
    for (one, other), score in found.items():
        anywhere = min(best[one], best[other])
        in_plan = max(best_there[one, groups[other]], best_there[other, groups[one]])
        if score >= nearly * max(anywhere, in_plan):
            yield one, other
