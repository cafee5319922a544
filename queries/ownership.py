"""Which department owns what: the ledger of units and the goals they lead or support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph import ids
from graph.functions import functions_of, place_of_unit
from graph.model import Role
from graph.store import Edge, Node, View
from queries.context import Context, Placed, fits

_TYPE_OF_ROLE = {Role.LEAD: "LEADS", Role.SUPPORT: "SUPPORTS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A unit named for an item, and the line that names it."""

    department: str
    role: Role
    line: int
    open_ended: bool
    collective: bool
    status: str = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A goal or measure with the units that its plan names for it, in the order of the text."""

    item: Placed
    owners: tuple[Owner, ...] = field(default=())

    @property
    def leads(self) -> tuple[str, ...]:
        """The leading units."""
        return tuple(owner.department for owner in self.owners if owner.role is Role.LEAD)

    @property
    def supports(self) -> tuple[str, ...]:
        """The supporting units."""
        return tuple(owner.department for owner in self.owners if owner.role is Role.SUPPORT)


def departments_called(view: View, unit: str) -> tuple[Node, ...]:
    """The departments that a unit's name may mean, by id.

    Those of that very name that own something; else those that perform its main function, in the place
    and at the level that the name gives (滨海新区卫健委, 市卫生健康委).
    """
    exact = tuple(view.nodes(label="Department", where={"name": unit}))
    if any(_owns(view, node) for node in exact):
        return exact
    found = {node.id: node for node in exact}
    for function in functions_of(unit)[:1]:
        for _, node in view.neighbours(
            ids.function_id(function.name), type="PERFORMS", incoming=True
        ):
            if _is_at(view, node, place_of_unit(unit)):
                found[node.id] = node
    return tuple(found[id] for id in sorted(found))


def _owns(view: View, department: Node) -> bool:
    return any(
        True for type in _TYPE_OF_ROLE.values() for _ in view.edges(source=department.id, type=type)
    )


def _is_at(view: View, department: Node, place: str) -> bool:
    """Whether a department is in a place or, for a place of one character, at that level."""
    if not place:
        return True
    name = str(department.properties["name"])
    if name.startswith(place):
        return True
    if len(place) == 1:
        return False
    return any(
        place in str(node.properties["full_name"])
        for _, node in view.neighbours(department.id, type="BELONGS_TO")
    )


def ledger(
    view: View,
    *,
    unit: str | None = None,
    role: Role | None = None,
    place: str | None = None,
    audience: str | None = None,
) -> Iterator[Owned]:
    """The items with stated owners, by document and line; only those that `unit` owns, if given."""
    types = [_TYPE_OF_ROLE[role]] if role else list(_TYPE_OF_ROLE.values())
    if unit is None:
        edges = [edge for type in types for edge in view.edges(type=type)]
    else:
        departments = departments_called(view, unit)
        edges = [
            edge
            for node in departments
            for type in types
            for edge in view.edges(source=node.id, type=type)
        ]
    context = Context(view)
    found = []
    for id in {edge.target for edge in edges}:
        placed = context.placed(view.node(id))
        if fits(placed, place=place, audience=audience):
            found.append(placed)
    for placed in sorted(found, key=lambda p: (p.document, p.line, p.id)):
        yield Owned(item=placed, owners=owners_of(view, placed.id, context))


def owners_of(view: View, id: str, context: Context) -> tuple[Owner, ...]:
    """The units named for one item, in the order of the text."""
    edges = [edge for type in _TYPE_OF_ROLE.values() for edge in view.edges(target=id, type=type)]
    return tuple(_owner(edge, context) for edge in sorted(edges, key=_start))


def _start(edge: Edge) -> int:
    return int(str(edge.properties["start"]))


def _owner(edge: Edge, context: Context) -> Owner:
    return Owner(
        department=str(context.node(edge.source).properties["name"]),
        role=Role.LEAD if edge.type == "LEADS" else Role.SUPPORT,
        line=int(str(edge.properties["line"])),
        open_ended=bool(edge.properties.get("open_ended")),
        collective=bool(edge.properties.get("collective")),
        status=str(edge.properties["status"]),
    )
