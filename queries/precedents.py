"""What others did about the same thing: precedents for a text, and the same measure elsewhere.

A text is a few words, a question, or a pasted passage. A passage is searched sentence by sentence; its
answer says which sentence each hit is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Final

from embeddings.confidence import Confidence, confidence
from embeddings.index import Index, Kind
from embeddings.ranking import Part, Query, Ranked, query_of, ranked, term_counts
from embeddings.sentences import sentences
from embeddings.terms import placed_terms, terms
from graph import ids
from graph.errors import UsageError
from graph.folding import FOLDING
from graph.store import View
from queries.context import Context, chosen_plans, searchable_text
from queries.holdings import Holdings

LONGEST: Final = 50_000  # characters of a query that are looked at
_PASSAGE: Final = 60  # characters from which a text of several sentences is searched by sentence
_SHORTEST: Final = 6  # characters of a sentence that is searched by itself
_MOST_SENTENCES: Final = 100
_BORNE_OUT: Final = 3  # hits that a matter is looked for in before it is named
_NARROW: Final = {  # Chinese punctuation is as wide in the plans, and stays
    wide: narrow for wide, narrow in FOLDING.items() if narrow.isalnum() or narrow in "%+-./~ "
}
_WIDE: Final = re.compile(f"[{re.escape(''.join(_NARROW))}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an item is a hit.

    `terms` are those it shares with the query, `marks` where they stand, `nearest` its sentence nearest
    in meaning: half-open code points of the hit's `text`. `sentence` is the query's, from 0, where a
    passage was searched by sentence.
    """

    meaning: Part
    words: Part | None
    printed: Part | None
    terms: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]
    nearest: tuple[int, int]
    sentence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A measure or goal that answers."""

    id: str
    kind: Kind
    score: float
    title: str
    text: str
    plan: str
    jurisdiction: str
    audience: str
    domain: str
    document: str
    line: int
    end_line: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The hits for a query, best first; `sentences` are those of a passage that were searched apart."""

    query: str
    confidence: Confidence
    hits: tuple[Hit, ...]
    sentences: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # the matters that the query is surely about
    left_out: int = 0  # sentences of a passage beyond those that were searched


def precedents(
    view: View,
    index: Index,
    text: str,
    *,
    limit: int = 10,
    kinds: Sequence[Kind] = (Kind.MEASURE,),
    place: str | None = None,
    audience: str | None = None,
    domain: str | None = None,
    anyway: bool = False,
    holdings: Holdings | None = None,
    context: Context | None = None,
) -> Answer:
    """What others did about `text`.

    Args:
        view: the graph that the index belongs to.
        index: where to look.
        text: words, a question or a passage; what is past `LONGEST` characters is not looked at.
        limit: hits at the most; a passage has a hit for each of its sentences all the same.
        kinds: what is searched: measures, goals or both.
        place: any part of a jurisdiction's full name, or of a plan's title.
        audience: 妇女, 儿童, …
        domain: any part of a domain's name.
        anyway: whether to give the nearest hits even where none is thought to answer.
        holdings: of the view, where a process keeps them.
        context: of the view, likewise.

    Raises:
        UsageError: the text is empty, or no plan is of that place or audience, or has such a domain.
        EncoderError: the encoder cannot be loaded.
    """
    text = text.strip()[:LONGEST]
    if not text:
        raise UsageError("检索的内容是空的。", hint="请输入词语、一句话，或粘贴一段草稿。")
    every_piece = _pieces(text)
    pieces = every_piece[:_MOST_SENTENCES]
    domains = (
        None
        if place is None and audience is None and domain is None
        else _domains(holdings or Holdings(view), place=place, audience=audience, domain=domain)
    )
    rows = {
        kind: None if domains is None else index.shelves[kind].rows_of(domains) for kind in kinds
    }
    queries = [
        query_of(piece, vector[None, :], index.understanding)
        for piece, vector in zip(pieces, index.encoder.encode(pieces), strict=True)
    ]
    found: list[list[tuple[Kind, Ranked]]] = []
    sure: list[Confidence] = []
    for query in queries:
        hits = [
            (kind, each)
            for kind in kinds
            for each in ranked(index.shelves[kind], query, limit, rows=rows[kind])
        ]
        found.append(sorted(hits, key=lambda each: (-each[1].score, each[1].id)))
        sure.append(
            max(
                (confidence(index, kind, query, rows[kind]) for kind in kinds),
                key=list(Confidence).index,
            )
        )
    if not anyway:
        found = [
            hits if s is not Confidence.NONE else [] for s, hits in zip(sure, found, strict=True)
        ]
    context = context or Context(view)
    limit = max(limit, len(pieces))  # a first hit for each sentence
    chosen = _interleaved(found)[:limit]
    context.read_items(each.id for _, _, each in chosen)
    answers = tuple(
        _hit(context, index, kind, each, pieces[at], at if len(pieces) > 1 else None)
        for at, kind, each in chosen
    )
    return Answer(
        query=text,
        about=about(queries, answers),
        confidence=max(sure, key=list(Confidence).index),
        hits=answers,
        sentences=tuple(pieces) if len(pieces) > 1 else (),
        left_out=len(every_piece) - len(pieces),
    )


def equivalents(
    view: View,
    index: Index,
    id: str,
    *,
    limit: int = 10,
    elsewhere: bool = True,
    context: Context | None = None,
) -> Answer:
    """The measures (or goals) most like one that is in the graph, without itself.

    Args:
        view: the graph that the index belongs to.
        index: where to look.
        id: of a measure or goal.
        limit: hits at the most.
        elsewhere: only those of other jurisdictions.
        context: of the view, where a process keeps it.

    Raises:
        UnknownNode: no node has this id.
        UsageError: the node is neither measure nor goal.
    """
    item = view.node(id)
    kind = next((kind for kind in Kind if kind == item.label.lower()), None)
    if kind is None:
        raise UsageError(f"{id} 不是措施，也不是目标。", hint="请给出检索结果里的编号。")
    shelf = index.shelves[kind]
    row = shelf.rows[id]
    context = context or Context(view)
    domains = None
    if elsewhere:
        here = context.placed(item)
        domains = [
            node.id
            for node in view.nodes(label="Domain")
            if not here.place or context.place_of(ids.plan_of(node.id)) != here.place
        ]
    text = searchable_text(item)
    vector = shelf.texts.vectors([row])
    found = ranked(
        shelf,
        Query(given=vector, vector=vector, words=term_counts(text), printed={}),
        limit,
        rows=None if domains is None else shelf.rows_of(domains),
        without=row,
        feedback=False,
    )
    found = [each for each in found if each.id != id][:limit]
    context.read_items(each.id for each in found)
    return Answer(
        query=text,
        confidence=Confidence.HIGH,
        hits=tuple(_hit(context, index, kind, each, text, None) for each in found),
    )


def about(queries: Sequence[Query], hits: Sequence[Hit]) -> tuple[str, ...]:
    """The matters that a query is about and that one of its first hits bears out by a term of theirs."""
    texts = [hit.text for hit in hits[:_BORNE_OUT]]
    return tuple(
        dict.fromkeys(
            each.matter.name
            for query in queries
            for each in query.about
            if any(term in text for term in each.matter.terms for text in texts)
        )
    )


def _pieces(query: str) -> list[str]:
    """A passage as its sentences; anything else whole."""
    cut = [query[start:end] for start, end in sentences(query)]
    long = [piece for piece in cut if len(piece) >= _SHORTEST]
    if len(query) < _PASSAGE or len(long) < 2:
        return [query]
    return long


def _interleaved(
    found: Sequence[Sequence[tuple[Kind, Ranked]]],
) -> list[tuple[int, Kind, Ranked]]:
    """Each item once, with the sentence it fits best: every sentence's first, then its second, …"""
    best: dict[str, tuple[int, Ranked]] = {}
    for at, hits in enumerate(found):
        for _, each in hits:
            if each.id not in best or each.score > best[each.id][1].score:
                best[each.id] = (at, each)
    own = [
        [(at, kind, each) for kind, each in hits if best[each.id][0] == at]
        for at, hits in enumerate(found)
    ]
    rounds = [
        sorted(filter(None, one), key=lambda each: (-each[2].score, each[2].id))
        for one in zip_longest(*own)
    ]
    return list(chain.from_iterable(rounds))


def _domains(
    holdings: Holdings, *, place: str | None, audience: str | None, domain: str | None
) -> list[str] | None:
    """The ids of the domains that filters let through; None where there is no filter."""
    plans = chosen_plans(holdings, place=place, audience=audience)
    found = holdings.domains_of(*plans)
    if domain is None:
        return [node.id for node in found]
    named = [node.id for node in found if domain in str(node.properties["name"])]
    if not named:
        names = dict.fromkeys(str(node.properties["name"]) for node in found)
        raise UsageError(
            f"没有名称含“{domain}”的领域。", hint=f"有：{'、'.join(list(names)[:20])}。"
        )
    return named


def _hit(
    context: Context,
    index: Index,
    kind: Kind,
    found: Ranked,
    query: str,
    sentence: int | None,
) -> Hit:
    node = context.node(found.id)
    placed = context.placed(node)
    text = searchable_text(node)
    shared, marks = _shared(query, text)
    return Hit(
        id=node.id, kind=kind, score=round(found.score, 4),
        title=str(node.properties.get("title") or node.properties["name"]), text=text,
        plan=placed.plan, jurisdiction=placed.place, audience=placed.audience, domain=placed.domain,
        document=placed.document, line=placed.line, end_line=placed.end_line,
        why=Why(
            meaning=found.meaning, words=found.words, printed=found.printed, terms=shared, marks=marks,
            nearest=index.shelves[kind].bounds(found.nearest), sentence=sentence,
        ),
    )  # fmt: skip


# The same query meets ten texts, and the same texts come again and again: a millisecond each.


@lru_cache(maxsize=64)
def _terms_of(query: str) -> frozenset[str]:
    return frozenset(terms(query))


@lru_cache(maxsize=1024)
def _places_of_terms(text: str) -> Mapping[str, tuple[int, ...]]:
    """Where each term of a text begins."""
    found: dict[str, list[int]] = {}
    for term, start in placed_terms(text):
        found.setdefault(term, []).append(start)
    return {term: tuple(starts) for term, starts in found.items()}


def _shared(query: str, text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The words that both hold, longest runs only, in the order of `text`, and where they stand there."""
    places = _places_of_terms(text)
    found = sorted(
        (start, start + len(term))
        for term in _terms_of(query) & places.keys()
        for start in places[term]
    )
    marks: list[tuple[int, int]] = []
    for start, end in found:
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in marks)), tuple(marks)
