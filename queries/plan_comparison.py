"""Two plans, domain by domain: which measures have their like in the other, which stand alone, which numbers differ.

Measures are alike where the graph joins them by SIMILAR_TO (`embeddings.topics`). That keeps only what is most
alike in the whole corpus; of two plans that are looked at alone, a measure that it leaves without a like is
matched with the one that is likest in its whole and in its heading, if that is alike enough. Goals are compared
by the numbers that they set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from embeddings.index import Index, Kind
from embeddings.likeness import Scores, Words, between, strangers
from graph import ids
from graph.store import Node, View
from queries.context import Placed, searchable_text
from queries.holdings import HeldPlan, Holdings
from queries.indicators import Setting
from queries.indicators.settings import settings
from queries.library import Library

# Of 16 measures of one real plan that the graph leaves without a like in another, a reader found one for six:
# those from 0.42 up; the others end at 0.35. It adds 80 pairs to all pairs of the nine plans; of nine that were
# drawn at random, eight say the same in full or in part and one stands near.
_ALIKE: Final = 0.4


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
    library: Library, first: HeldPlan, second: HeldPlan
) -> tuple[ComparedDomain, ...]:
    """The domains of the first plan in their order, then those that only the second has."""
    holdings, context = library.holdings, library.context
    mine, theirs = _by_domain(holdings, first), _by_domain(holdings, second)
    likes = _likes(library, second, mine, theirs)
    joined = {other for some in likes.values() for other in some}
    context.read_items(joined)
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


def _likes(
    library: Library,
    second: HeldPlan,
    mine: Mapping[str, Sequence[Node]],
    theirs: Mapping[str, Sequence[Node]],
) -> Mapping[str, Sequence[str]]:
    """For measures of the first plan, those of the second that are like them, the likest first."""
    ones = [node for some in mine.values() for node in some]
    others = [node for some in theirs.values() for node in some]
    found = _joined(library.view, ones, second)
    if ones and others:
        _match_the_rest(library.index, ones, others, found)
    return {one: sorted(some, key=lambda id: (-some[id], id)) for one, some in found.items()}


def _joined(view: View, ones: Sequence[Node], second: HeldPlan) -> dict[str, dict[str, float]]:
    """What the graph joins, with how alike it is."""
    found: dict[str, dict[str, float]] = {}
    wanted = [node.id for node in ones]
    for incoming in (False, True):  # the graph keeps a pair once
        for id, pairs in view.around(wanted, "SIMILAR_TO", incoming=incoming).items():
            for edge, other in pairs:
                if ids.plan_of(other.id) == second.id:
                    found.setdefault(id, {})[other.id] = float(str(edge.properties["score"]))
    return found


def _match_the_rest(
    index: Index,
    ones: Sequence[Node],
    others: Sequence[Node],
    found: dict[str, dict[str, float]],
) -> None:
    """Match what is left on either side with the likest of the other side, if that is alike."""
    scores = _likeness(index, ones, others)
    joined = {other for some in found.values() for other in some}
    pairs = [(at, int(scores[at].argmax())) for at, n in enumerate(ones) if n.id not in found]
    pairs += [
        (int(scores[:, at].argmax()), at) for at, n in enumerate(others) if n.id not in joined
    ]
    for one, other in pairs:
        score = float(scores[one, other])
        if score >= _ALIKE:
            found.setdefault(ones[one].id, {})[others[other].id] = score


def _likeness(index: Index, ones: Sequence[Node], others: Sequence[Node]) -> Scores:
    """Half how alike the whole texts are, half their headings; (len(ones), len(others))."""
    shelf = index.shelves[Kind.MEASURE]
    unrelated = strangers(index.encoder)
    texts = [searchable_text(node) for node in (*ones, *others)]
    rows = [shelf.rows[node.id] for node in (*ones, *others)]
    heads = [shelf.sentences_of(row)[0] for row in rows]
    headings = [text[slice(*shelf.bounds(at))] for text, at in zip(texts, heads, strict=True)]
    cut = len(ones)
    whole, head = (
        between(vectors, Words(words, rarity=shelf.words.idf), at[:cut], at[cut:], unrelated)
        for vectors, words, at in ((shelf.texts, texts, rows), (shelf.sentences, headings, heads))
    )
    return np.asarray((whole + head) / 2, dtype=np.float32)


def _by_domain(holdings: Holdings, plan: HeldPlan) -> Mapping[str, Sequence[Node]]:
    """The measures of each domain, in the order of the text."""
    domains = holdings.domains_of(plan)
    below = holdings.view.around([domain.id for domain in domains], "HAS_MEASURE")
    return {
        str(domain.properties["name"]): sorted(
            (node for _, node in below[domain.id]),
            key=lambda node: int(str(node.properties["start"])),
        )
        for domain in domains
    }
