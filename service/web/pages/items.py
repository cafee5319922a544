"""措施 / 目标: its text in its plan's context, with the source lines, owners, targets, laws and equivalents."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from graph import ids
from graph.model import Role
from graph.store import Node
from queries.library import Library
from service.web.pages.plans import source_lines
from service.web.pages.search import likest, owned_of
from service.web.reading import Id, Reading
from service.web.shown import Told, shown
from service.web.telling import owned_told, placed_told

router = APIRouter()
_EQUIVALENTS = 8


@shown(router, "/items/{id}", "item.html", summary="一条目标或措施")
def item(library: Reading, id: Id) -> Told:
    """Its text, source lines, owners, targets, laws, neighbours in its domain, and equivalents."""
    view = library.view
    owned = owned_of(library, id)
    placed, node = owned.item, library.context.node(id)
    missing = [role for role in Role if not owned.named(role)]
    guesses = [guess for role in missing for guess in library.inference.inferred(id, role)]
    before, after = _beside(library, node)
    return {
        **owned_told(owned),
        "inferred": [asdict(guess) for guess in guesses],
        "laws": [
            {"title": str(law.properties["title"]), "line": edge.properties["line"]}
            for edge, law in view.neighbours(id, type="CITES")
        ],
        "source": source_lines(library, placed.document, placed.line, placed.end_line),
        "previous": before,
        "next": after,
        "subgoals": [
            placed_told(library.context.placed(sub))
            for _, sub in view.neighbours(id, type="HAS_SUBGOAL")
        ],
        "equivalents": likest(library, id, k=_EQUIVALENTS)["hits"],
    }


def _beside(library: Library, node: Node) -> tuple[Told | None, Told | None]:
    """The items before and after one in its domain."""
    type = "HAS_GOAL" if node.label == "Goal" else "HAS_MEASURE"
    row = [each for _, each in library.view.neighbours(ids.domain_of(node.id), type=type)]
    row.sort(key=lambda each: int(str(each.properties["start"])))
    at = next((n for n, each in enumerate(row) if each.id == node.id), None)
    if at is None:
        return None, None
    told = [placed_told(each) for each in library.context.placed_all(row[max(at - 1, 0) : at + 2])]
    return (told[0] if at else None), (told[-1] if at + 1 < len(row) else None)
