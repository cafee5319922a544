"""What cites what: laws, regulations, plans and policies, in which words and on which lines.

The forms that plans print of a title are joined in one instrument. What is known of it (kind, status, days,
successor) comes from `graph/vocabulary/laws.csv`; an instrument that it lacks is `known=False`, and its kind
is read from its title. `queries.doubtful_titles` tells which of the titles look wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph import ids
from graph.errors import UnknownNode
from graph.laws import Instrument, instrument_named, instrument_titled
from graph.portions import portions
from graph.store import Edge, Node, View
from queries.context import Context, Placed, fits, reaching
from queries.law_names import LawNames, laws_named

_LAWS: Final = 50  # whose citations are read at once

__all__ = ["Citation", "CitedLaw", "Printed", "cited_laws", "laws_named", "of_plans"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One citation: the words of the plan, and whether the full title was completed from context."""

    surface: str
    quoted: bool
    status: str
    line: int
    source: Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A form in which plans print a title, and how often."""

    surface: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLaw:
    """An instrument with everything that cites it, by document and line; its forms by how often they stand.

    `status` is `in_force`, `amended` or `repealed`, empty where unknown; days are ISO, empty where unknown.
    """

    title: str
    kind: str
    status: str
    known: bool
    adopted: str
    effective: str
    repealed: str
    replaced_by: str
    forms: tuple[Printed, ...]
    citations: tuple[Citation, ...]

    @property
    def plans(self) -> tuple[str, ...]:
        """The titles of the plans that cite it, each once, in the order of the citations."""
        return tuple(dict.fromkeys(citation.source.plan for citation in self.citations))


def cited_laws(
    view: View,
    *,
    title: str | None = None,
    documents: Collection[str] | None = None,
    context: Context | None = None,
) -> Iterator[CitedLaw]:
    """The cited instruments that `title` means, all of them without it; by title.

    A full or short name means its instrument alone (教育法 is not 义务教育法), in every edition where it prints
    no years; other words mean the instruments whose title, or a printed form of it, holds them. With documents
    only what these cite, without a look at what all the others do; `context` is where nodes are remembered.
    """
    context = context or Context(view)
    laws: Iterable[Node] = _laws(view, documents) if title is None else _called(view, title)
    if laws or title is None or instrument_named(title):
        for found in _cited(laws, view, context, documents):
            if documents is None or found.citations:
                yield found
        return
    for found in _cited(_laws(view, documents), view, context, documents):
        if title in found.title or any(title in form.surface for form in found.forms):
            yield found


def of_plans(
    laws: Iterable[CitedLaw], *, place: str | None, audience: str | None
) -> Iterator[CitedLaw]:
    """The instruments that plans of a place and audience cite, with these plans' citations alone."""
    for law in laws:
        there = tuple(
            each for each in law.citations if fits(each.source, place=place, audience=audience)
        )
        if there:
            yield replace(law, citations=there, forms=_forms(there))


def _called(view: View, name: str) -> tuple[Node, ...]:
    """The Law nodes whose name this is; none where it is no name of one."""
    known = instrument_named(name)
    exact = known.title if known is not None and known.years is None else name
    try:
        return (view.node(ids.law_id(exact)),)  # without reading all the others
    except UnknownNode:
        return LawNames(view).called(name)


def _laws(view: View, documents: Collection[str] | None) -> tuple[Node, ...]:
    """The instruments that documents cite; of None, all."""
    some = (None,) if documents is None else documents
    found = {law.id: law for each in some for law in view.nodes(label="Law", document=each)}
    return tuple(found.values())


def _cited(
    laws: Iterable[Node], view: View, context: Context, documents: Collection[str] | None
) -> Iterator[CitedLaw]:
    """The instruments with what cites them, by title."""
    for some in portions(sorted(laws, key=_title), _LAWS):
        citing = reaching(view, [law.id for law in some], "CITES", documents)
        context.read_around(source.id for pairs in citing.values() for _, source in pairs)
        for law in some:
            yield _cited_law(law, citing[law.id], context)


def _cited_law(law: Node, citing: Iterable[tuple[Edge, Node]], context: Context) -> CitedLaw:
    citations = [
        Citation(
            surface=str(edge.properties["surface"]), quoted=bool(edge.properties["quoted"]),
            status=str(edge.properties.get("status") or "stated"), line=int(str(edge.properties["line"])),
            source=context.placed(source),
        )
        for edge, source in citing
    ]  # fmt: skip
    citations.sort(key=lambda each: (each.source.document, each.line, each.source.id))
    title = _title(law)
    known = instrument_titled(title)
    return CitedLaw(
        title=title, kind=str(law.properties["kind"]), status=str(known.status) if known else "",
        known=known is not None, **_days(known), forms=_forms(citations), citations=tuple(citations),
    )  # fmt: skip


def _title(law: Node) -> str:
    return str(law.properties["title"])


def _days(known: Instrument | None) -> dict[str, str]:
    names = ("adopted", "effective", "repealed", "replaced_by")
    return {name: str(getattr(known, name)) if known else "" for name in names}


def _forms(citations: Iterable[Citation]) -> tuple[Printed, ...]:
    counted = Counter("".join(citation.surface.split()) for citation in citations)
    return tuple(Printed(surface=surface, count=count) for surface, count in counted.most_common())
