"""Where an item stands: its plan, place, audience and domain, with its source line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph import ids
from graph.errors import UsageError
from graph.owner_lists import without_owner_list
from graph.store import Edge, Node, View
from queries.holdings import HeldPlan, Holdings


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A goal, sub-goal, measure, target or plan with the plan around it."""

    id: str
    label: str
    text: str
    plan: str
    place: str
    audience: str
    domain: str
    document: str
    line: int
    end_line: int


_REMEMBERED: Final = 8192  # nodes; some 15 MB


class Context:
    """Looks up items and what surrounds them; what was read lately is remembered."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, str] = {}

    def node(self, id: str) -> Node:
        """The node of this id.

        Raises:
            UnknownNode: no node has it.
        """
        node = self._nodes.get(id)
        if node is None:
            node = self._view.node(id)
            self._remember({id: node})
        return node

    def read(self, ids: Iterable[str]) -> None:
        """Read the nodes of these ids in one question, for who asks for them one by one."""
        self._remember(self._view.nodes_of(id for id in ids if id not in self._nodes))

    def _remember(self, nodes: Mapping[str, Node]) -> None:
        if len(self._nodes) + len(nodes) > _REMEMBERED:
            self._nodes.clear()  # all at once: what is asked again is read again
        self._nodes.update(nodes)

    def place_of(self, plan: str) -> str:
        """The full name of the jurisdiction that a plan covers; empty where none is known."""
        if plan not in self._places:
            self._places[plan] = _full_name(self._view.neighbours(plan, type="COVERS"))
        return self._places[plan]

    def read_around(self, items: Iterable[str]) -> None:
        """Read what surrounds goals, measures or targets of these ids, for `placed`, in two questions."""
        some = tuple(items)
        plans = {ids.plan_of(id) for id in some}
        self.read(dict.fromkeys([*plans, *map(ids.domain_of, some)]))
        unknown = plans - self._places.keys()
        for plan, covered in self._view.around(sorted(unknown), "COVERS").items():
            self._places[plan] = _full_name(covered)

    def read_items(self, items: Iterable[str]) -> None:
        """Read goals, measures or targets of these ids with what surrounds them."""
        some = tuple(items)
        self.read(some)
        self.read_around(some)

    def placed_all(self, items: Sequence[Node]) -> tuple[Placed, ...]:
        """`placed` for each of many."""
        self.read_around(item.id for item in items)
        return tuple(map(self.placed, items))

    def placed(self, item: Node) -> Placed:
        """`item` with its plan and domain."""
        plan_id = ids.plan_of(item.id)
        plan = self.node(plan_id)
        domain = (
            ""
            if item.label in ("Plan",)
            else str(self.node(ids.domain_of(item.id)).properties["name"])
        )
        own = item.properties
        return Placed(
            id=item.id, label=item.label, text=str(own.get("text") or own["name"]),
            plan=str(plan.properties["title"]), place=self.place_of(plan_id),
            audience=str(plan.properties.get("audience") or ""), domain=domain,
            document=str(own["document"]), line=_integer(own["line"]), end_line=_integer(own["end_line"]),
        )  # fmt: skip


def reaching(
    view: View, ids: Sequence[str], type: str, documents: Collection[str] | None
) -> Mapping[str, Sequence[tuple[Edge, Node]]]:
    """The edges of a type that reach each of some nodes, with their sources; only those that `documents`
    say, without a look at what all the others do, where these are given.
    """
    if documents is None:
        return view.around(ids, type, incoming=True)
    return {
        id: [
            each
            for document in documents
            for each in view.neighbours(id, type=type, incoming=True, document=document)
        ]
        for id in ids
    }


def _full_name(covered: Iterable[tuple[Edge, Node]]) -> str:
    return next((str(place.properties["full_name"]) for _, place in covered), "")


def searchable_text(item: Node) -> str:
    """What is searched and shown of a measure or goal: its text without the owner list."""
    return without_owner_list(str(item.properties["text"]))


def _integer(value: Any) -> int:
    return int(value)


def check_filters(view: View, *, place: str | None, audience: str | None) -> None:
    """Refuse a place or audience that no plan has, and say which there are.

    Raises:
        UsageError: no plan is of that place or audience, or of both together.
    """
    chosen_plans(Holdings(view), place=place, audience=audience)


def chosen_plans(
    holdings: Holdings, *, place: str | None, audience: str | None
) -> tuple[HeldPlan, ...]:
    """The plans of a place (any part of its full name, or of a plan's title) and an audience.

    Raises:
        UsageError: there are none; the hint says which there are.
    """
    if place is not None and not holdings.plans_like(place, None):
        raise UsageError(
            f"库里没有“{place}”的规划。", hint=f"库里有：{'、'.join(holdings.places[:20])}。"
        )
    if audience is not None and audience not in holdings.audiences:
        raise UsageError(
            f"库里没有对象为“{audience}”的规划。", hint=f"库里有：{'、'.join(holdings.audiences)}。"
        )
    chosen = holdings.plans_like(place, audience)
    if not chosen and (place is not None or audience is not None):
        titles = dict.fromkeys(plan.title for plan in holdings.plans)
        wanted = "、".join(filter(None, (place, audience)))
        raise UsageError(
            f"库里没有同时符合“{wanted}”的规划。", hint=f"库里有：{'、'.join(list(titles)[:20])}。"
        )
    return chosen


def fits(placed: Placed, *, place: str | None, audience: str | None) -> bool:
    """Whether an item is of a place (any part of its full name) and an audience; None means any."""
    return (place is None or place in placed.place or place in placed.plan) and (
        audience is None or audience == placed.audience
    )
