"""The goals that a question is about, found by meaning and by word among the plans it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from embeddings.confidence import Confidence, certainty
from embeddings.index import Kind
from embeddings.ranking import Ranked, query_of, ranked
from graph.store import Node
from queries.context import Context, Placed
from queries.holdings import HeldPlan
from queries.library import Library

# A question names its place and often its plan, so less is asked of the likeness than in open search. On
# 92 questions about goals of the gazette and 40 about matters that no plan of it holds: from SURELY up
# 0.87 and 0.05, below ANSWERS 0 and 0.82.
ANSWERS: Final = 0.57
SURELY: Final = 0.66
_LOOKED_AT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that may be meant, with its score."""

    item: Placed
    node: Node
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The items a subject may mean, best first, and how sure it is that the first is meant."""

    confidence: Confidence
    found: tuple[Found, ...]


def items_about(
    library: Library,
    subject: str,
    plans: Iterable[HeldPlan],
    *,
    domain: str | None = None,
    kinds: Iterable[Kind] = (Kind.GOAL,),
) -> Matter:
    """The goals (and measures) of plans that a subject fits best; a sub-goal counts as its goal."""
    index, chosen = library.index, tuple(plans)
    domains = None
    if domain is not None or len(chosen) < len(library.holdings.plans):
        domains = [
            node.id
            for node in library.holdings.domains_of(*chosen)
            if domain is None or node.properties["name"] == domain
        ]
    query = query_of(subject, index.encoder.encode([subject]), index.understanding)
    best: dict[str, Found] = {}
    signs = []
    for kind in kinds:
        shelf = index.shelves[kind]
        rows = None if domains is None else shelf.rows_of(domains)
        signs.append(certainty(index, kind, query, rows))
        hits = ranked(shelf, query, _LOOKED_AT, rows=rows)
        for hit, node in zip(hits, _whole_goals(library.context, hits), strict=True):
            if node.id not in best or hit.score > best[node.id].score:
                best[node.id] = Found(item=library.context.placed(node), node=node, score=hit.score)
    found = sorted(best.values(), key=lambda each: (-each.score, each.item.id))
    return Matter(confidence=_confidence(signs), found=tuple(found))


def _whole_goals(context: Context, hits: Iterable[Ranked]) -> list[Node]:
    """The item of each hit; of a sub-goal its goal."""
    ids = [hit.id for hit in hits]
    context.read_items(ids)
    found = [context.node(id) for id in ids]
    parents = [node.properties.get("parent") for node in found]
    context.read(str(parent) for parent in parents if parent)
    return [
        context.node(str(parent)) if parent else node
        for node, parent in zip(found, parents, strict=True)
    ]


def _confidence(signs: Iterable[float | None]) -> Confidence:
    known = [sign for sign in signs if sign is not None]
    if not known:
        return Confidence.LOW
    best = max(known)
    return (
        Confidence.NONE if best < ANSWERS else Confidence.LOW if best < SURELY else Confidence.HIGH
    )
