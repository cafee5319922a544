"""Which department owns what: the ledger of units and the goals they lead or support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.functions import functions_of
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
    """The departments that a unit's name may mean: of that very name, else of its function or ending in it."""
    everyone = list(view.nodes(label="Department"))
    exact = tuple(node for node in everyone if node.properties["name"] == unit)
    if exact:
        return exact
    wanted = {function.name for function in functions_of(unit)[:1]}
    return tuple(
        node
        for node in everyone
        if node.properties.get("function") in wanted or str(node.properties["name"]).endswith(unit)
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
