"""Plans and items as pages and JSON tell of them: one shape wherever they stand."""

from __future__ import annotations

from dataclasses import asdict

from graph import ids
from graph.errors import UsageError
from graph.model import Role
from graph.owner_lists import without_owner_list
from queries.context import Placed
from queries.holdings import HeldPlan
from queries.library import Library
from queries.ownership import Owned
from service.web.shown import Told


def held_plan(library: Library, id: str) -> HeldPlan:
    """The plan of this id.

    Raises:
        UnknownNode: nothing has this id.
        UsageError: it is no plan.
    """
    if library.context.node(id).label != "Plan":
        raise UsageError(f"{id} 不是一部规划。", hint="规划的编号见首页的链接。")
    return library.holdings.plan_of(id)


def plan_told(plan: HeldPlan) -> Told:
    """A plan by its title, with where it is from."""
    return {
        "id": plan.id, "title": plan.title, "audience": plan.audience, "jurisdiction": plan.place,
        "document": plan.document, "line": plan.line,
    }  # fmt: skip


def placed_told(item: Placed) -> Told:
    """An item with the plan around it; `text` without its owner list, `printed` with it."""
    return {
        "id": item.id, "label": item.label, "text": without_owner_list(item.text),
        "printed": item.text, "plan": item.plan, "plan_id": ids.plan_of(item.id),
        "jurisdiction": item.place, "audience": item.audience, "domain": item.domain,
        "document": item.document, "line": item.line, "end_line": item.end_line,
    }  # fmt: skip


def owned_told(owned: Owned) -> Told:
    """A goal or measure with its owners by role, targets and deadline."""
    return {
        **placed_told(owned.item),
        "leads": list(owned.leads),
        "supports": list(owned.supports),
        "owners": [asdict(owner) for owner in owned.owners],
        "status": {role.value: str(owned.status(role)) for role in Role},
        "targets": [asdict(target) for target in owned.targets],
        "deadline": owned.deadline,
    }
