"""Which department owns what: the ledger of goals and measures with the units that their plan names.

An item has, for each role, a status: `stated` where its plan names a unit for it, else `not stated`. A
plan that prints only 责任单位 states no lead. Inferred owners are another module's (`queries.inference`)
and are never mixed in here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph import ids
from graph.model import Role
from graph.owner_lists import without_owner_list
from graph.schema import OWNERSHIP
from graph.store import Edge, Node, View
from queries.context import Context, Placed
from queries.holdings import HeldPlan, Holdings


class Status(StrEnum):
    """How it is known who owns an item."""

    STATED = "stated"  # 规划写明
    INFERRED = "inferred"  # 推断
    NOT_STATED = "not_stated"  # 规划没有写明


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A unit named for an item, and the line that names it."""

    department: str
    role: Role
    line: int
    open_ended: bool
    collective: bool
    status: str = Status.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedTarget:
    """A number that an item sets, in its own words, and the year it prints."""

    text: str
    year: int | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A goal or measure with the units that its plan names for it, in the order of the text.

    `parts` are its sub-goals, whose owners and targets are among its own. `deadline` is the last year that
    its targets print, else the last year of the plan.
    """

    item: Placed
    parts: tuple[Placed, ...] = ()
    owners: tuple[Owner, ...] = ()
    targets: tuple[OwnedTarget, ...] = ()
    deadline: int | None = None

    @property
    def leads(self) -> tuple[str, ...]:
        """The leading units."""
        return self.named(Role.LEAD)

    @property
    def supports(self) -> tuple[str, ...]:
        """The supporting units."""
        return self.named(Role.SUPPORT)

    @property
    def task(self) -> str:
        """What is to be done, without the owner list; sub-goals follow, each on a line."""
        return "\n".join(without_owner_list(each.text) for each in (self.item, *self.parts))

    def named(self, role: Role) -> tuple[str, ...]:
        """The units of a role."""
        return tuple(owner.department for owner in self.owners if owner.role is role)

    def status(self, role: Role | None = None) -> Status:
        """Whether the plan names a unit of this role (None: of any) for it."""
        roles = [role] if role else list(Role)
        return Status.STATED if any(map(self.named, roles)) else Status.NOT_STATED


def ledger(
    holdings: Holdings,
    plans: Iterable[HeldPlan],
    *,
    offices: Collection[str] | None = None,
    role: Role | None = None,
    context: Context | None = None,
) -> Iterator[Owned]:
    """The items of plans, by document and line.

    Args:
        holdings: the plans of the graph.
        plans: which of them.
        offices: ids of departments: only what they own; None: every goal, and every measure with owners.
        role: with offices: only what they own in this role.
        context: where nodes are remembered.
    """
    view = holdings.view
    context = context or Context(view)
    owned_nodes = None if offices is None else _owned_by(view, offices, role)
    for plan in sorted(plans, key=lambda plan: (plan.document, plan.line)):
        nodes = (
            _items(view, holdings, plan) if owned_nodes is None else owned_nodes.get(plan.id, ())
        )
        placed = [(context.placed(node), node) for node in nodes]
        for item, node in sorted(placed, key=lambda each: (each[0].line, each[0].id)):
            owned = owned_item(view, item, node, plan, context)
            if offices is not None or node.label == "Goal" or owned.owners:
                yield owned


def _items(view: View, holdings: Holdings, plan: HeldPlan) -> Iterator[Node]:
    for domain in holdings.domains_of(plan):
        for type in ("HAS_GOAL", "HAS_MEASURE"):
            for _, node in view.neighbours(domain.id, type=type):
                yield node


def _owned_by(
    view: View, offices: Iterable[str], role: Role | None
) -> Mapping[str, tuple[Node, ...]]:
    """What offices own, by plan, each item once."""
    types = [OWNERSHIP[role]] if role else list(OWNERSHIP.values())
    found = {
        node.id: node
        for office in offices
        for type in types
        for _, node in view.neighbours(office, type=type)
    }
    by_plan: dict[str, tuple[Node, ...]] = {}
    for id, node in found.items():
        by_plan[ids.plan_of(id)] = (*by_plan.get(ids.plan_of(id), ()), node)
    return by_plan


def owned_item(view: View, item: Placed, node: Node, plan: HeldPlan, context: Context) -> Owned:
    """One item with its sub-goals, owners, targets and deadline."""
    parts = tuple(part for _, part in view.neighbours(item.id, type="HAS_SUBGOAL"))
    placed = sorted(map(context.placed, parts), key=lambda part: (part.line, part.id))
    owners = [owner for each in (item, *placed) for owner in owners_of(view, each.id, context)]
    targets = sorted(
        (target for each in (node, *parts) for target in _targets(view, each)),
        key=lambda target: target.line,
    )
    years = [target.year for target in targets if target.year is not None]
    first = {(owner.department, owner.role): owner for owner in reversed(owners)}
    return Owned(
        item=item,
        parts=tuple(placed),
        owners=tuple(owner for owner in owners if first[owner.department, owner.role] is owner),
        targets=tuple(targets),
        deadline=max(years) if years else plan.period_end,
    )


def _targets(view: View, item: Node) -> Iterator[OwnedTarget]:
    for _, node in view.neighbours(item.id, type="SETS"):
        own, year = node.properties, node.properties.get("year")
        yield OwnedTarget(
            text=str(own["text"]), line=int(str(own["line"])),
            year=int(str(year)) if year is not None else None,
        )  # fmt: skip


def owners_of(view: View, id: str, context: Context) -> tuple[Owner, ...]:
    """The units named for one item, in the order of the text."""
    edges = [edge for type in OWNERSHIP.values() for edge in view.edges(target=id, type=type)]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many items of a plan a unit leads and supports."""

    unit: str
    leads: int
    supports: int


def tally(holdings: Holdings, plan: HeldPlan) -> tuple[Tally, ...]:
    """The units that a plan names, those that lead most first; not 等……成员单位."""
    view = holdings.view
    found = []
    for office in holdings.units_of(plan):
        counts = {
            role: sum(
                edge.target.startswith(plan.id + ":") and not edge.properties.get("open_ended")
                for edge in view.edges(source=office.id, type=type)
            )
            for role, type in OWNERSHIP.items()
        }
        if any(counts.values()):
            found.append(
                Tally(
                    unit=str(office.properties["name"]),
                    leads=counts[Role.LEAD],
                    supports=counts[Role.SUPPORT],
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.leads, -each.supports, each.unit)))
