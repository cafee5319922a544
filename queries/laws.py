"""What cites what: laws, regulations, plans and policies, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.laws import instrument_named, name_key
from graph.store import Node, View
from queries.context import Context, Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One citation: the words of the plan, and whether the full title was completed from context."""

    surface: str
    quoted: bool
    status: str
    line: int
    source: Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLaw:
    """An instrument with everything that cites it, by document and line."""

    title: str
    kind: str
    status: str
    citations: tuple[Citation, ...]


def cited_laws(view: View, *, title: str | None = None) -> Iterator[CitedLaw]:
    """The cited instruments whose title, or a printed form of it, holds `title`; by title."""
    context = Context(view)
    known = instrument_named(title) if title else None
    meant = known.title if known else None
    for law in sorted(view.nodes(label="Law"), key=lambda node: str(node.properties["title"])):
        citations = []
        for edge, source in view.neighbours(law.id, type="CITES", incoming=True):
            citations.append(
                Citation(
                    surface=str(edge.properties["surface"]),
                    quoted=bool(edge.properties["quoted"]),
                    status=str(edge.properties.get("status") or "stated"),
                    line=int(str(edge.properties["line"])),
                    source=context.placed(source),
                )
            )
        citations.sort(key=lambda c: (c.source.document, c.line, c.source.id))
        names = [str(law.properties["title"]), *(citation.surface for citation in citations)]
        if title is None or any(title in name for name in names) or names[0] == meant:
            yield CitedLaw(
                title=names[0], kind=str(law.properties["kind"]), status=str(law.properties.get("status") or ""),
                citations=tuple(citations),
            )  # fmt: skip


def laws_named(view: View, text: str) -> tuple[Node, ...]:
    """The instruments of the graph that a question names, by full or short title; by title."""
    wanted = name_key(text)
    found = []
    for law in view.nodes(label="Law"):
        title = str(law.properties["title"])
        known = instrument_named(title)
        names = {name_key(title)}
        if known:
            names |= {name_key(known.base), *map(name_key, known.aliases)}
        if any(len(name) > 1 and name in wanted for name in names):
            found.append(law)
    return tuple(sorted(found, key=lambda law: str(law.properties["title"])))
