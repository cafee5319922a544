"""Which department owns what: the ledger of goals and measures with the units that their plan names.

An item has, for each role, a status: `stated` where its plan names a unit for it, else `not stated`. A
plan that prints only 责任单位 states no lead. Inferred owners are another module's (`queries.inference`)
and are never mixed in here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
        in_order = sorted(nodes, key=lambda node: (_line(node), node.id))
        for owned in owned_items(view, [(node, plan) for node in in_order], context):
            if offices is not None or owned.item.label == "Goal" or owned.owners:
                yield owned


def _line(node: Node) -> int:
    return int(str(node.properties["line"]))


def _items(view: View, holdings: Holdings, plan: HeldPlan) -> tuple[Node, ...]:
    domains = [domain.id for domain in holdings.domains_of(plan)]
    below = view.around(domains, "HAS_GOAL", "HAS_MEASURE")
    return tuple(node for id in domains for _, node in below[id])


def _owned_by(
    view: View, offices: Iterable[str], role: Role | None
) -> Mapping[str, tuple[Node, ...]]:
    """What offices own, by plan, each item once."""
    types = [OWNERSHIP[role]] if role else list(OWNERSHIP.values())
    owned = view.around(offices, *types)
    found = {node.id: node for pairs in owned.values() for _, node in pairs}
    by_plan: dict[str, tuple[Node, ...]] = {}
    for id, node in found.items():
        by_plan[ids.plan_of(id)] = (*by_plan.get(ids.plan_of(id), ()), node)
    return by_plan


def owned_item(view: View, node: Node, plan: HeldPlan, context: Context) -> Owned:
    """One item with its sub-goals, owners, targets and deadline."""
    return owned_items(view, [(node, plan)], context)[0]


def owned_items(
    view: View, items: Sequence[tuple[Node, HeldPlan]], context: Context
) -> tuple[Owned, ...]:
    """Items with their sub-goals, owners, targets and deadlines, in the same order."""
    below = view.around([node.id for node, _ in items], "HAS_SUBGOAL")
    parts = {id: [part for _, part in pairs] for id, pairs in below.items()}
    every = [*(node for node, _ in items), *(part for some in parts.values() for part in some)]
    context.read_around(node.id for node in every)
    owners = owners_of(view.around([node.id for node in every], *OWNERSHIP.values(), incoming=True))
    targets = view.around([node.id for node in every], "SETS")
    return tuple(
        _owned(context, node, plan, parts[node.id], owners, targets) for node, plan in items
    )


def _owned(
    context: Context,
    node: Node,
    plan: HeldPlan,
    parts: Sequence[Node],
    owners: Mapping[str, Sequence[Owner]],
    targets: Mapping[str, Sequence[tuple[Edge, Node]]],
) -> Owned:
    ordered = sorted(parts, key=lambda part: (_line(part), part.id))
    named = [owner for each in (node, *ordered) for owner in owners[each.id]]
    numbers = sorted(
        (_target(target) for each in (node, *parts) for _, target in targets[each.id]),
        key=lambda target: target.line,
    )
    years = [target.year for target in numbers if target.year is not None]
    first = {(owner.department, owner.role): owner for owner in reversed(named)}
    return Owned(
        item=context.placed(node),
        parts=tuple(map(context.placed, ordered)),
        owners=tuple(owner for owner in named if first[owner.department, owner.role] is owner),
        targets=tuple(numbers),
        deadline=max(years) if years else plan.period_end,
    )


def _target(target: Node) -> OwnedTarget:
    own, year = target.properties, target.properties.get("year")
    return OwnedTarget(
        text=str(own["text"]), line=_line(target), year=int(str(year)) if year is not None else None,
    )  # fmt: skip


def owners_of(named: Mapping[str, Iterable[tuple[Edge, Node]]]) -> Mapping[str, tuple[Owner, ...]]:
    """The units named for each of some items, by the edges of ownership that reach it, in the order of the text."""
    return {
        id: tuple(_owner(edge, unit) for edge, unit in sorted(pairs, key=_start))
        for id, pairs in named.items()
    }


def _start(named: tuple[Edge, Node]) -> tuple[int, str]:
    return int(str(named[0].properties["start"])), named[0].type


def _owner(edge: Edge, unit: Node) -> Owner:
    return Owner(
        department=str(unit.properties["name"]),
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
    offices = tuple(holdings.units_of(plan))
    owned = holdings.view.around([office.id for office in offices], *OWNERSHIP.values())
    found = []
    for office in offices:
        own = [
            edge
            for edge, _ in owned[office.id]
            if edge.target.startswith(plan.id + ":") and not edge.properties.get("open_ended")
        ]
        if own:
            found.append(
                Tally(
                    unit=str(office.properties["name"]),
                    leads=sum(edge.type == OWNERSHIP[Role.LEAD] for edge in own),
                    supports=sum(edge.type == OWNERSHIP[Role.SUPPORT] for edge in own),
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.leads, -each.supports, each.unit)))
