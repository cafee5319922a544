"""The ledger: what a unit owns, what a plan states for each goal, with targets and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.model import Role
from graph.sqlite import SqliteStore
from queries.context import chosen_plans
from queries.holdings import HeldPlan, Holdings
from queries.ownership import Owned, Status, ledger, tally
from queries.units import unit_called


@pytest.fixture(scope="module")
def holdings(samples: Path) -> Iterator[Holdings]:
    """The samples."""
    with SqliteStore(samples).view() as view:
        yield Holdings(view)


def plans(holdings: Holdings, place: str) -> tuple[HeldPlan, ...]:
    return chosen_plans(holdings, place=place, audience=None)


def owned_by(holdings: Holdings, unit: str, place: str, role: Role | None = None) -> list[Owned]:
    there = plans(holdings, place)
    offices = unit_called(holdings, unit, {plan.place for plan in there}).offices
    return list(ledger(holdings, there, offices=[office.id for office in offices], role=role))


def test_a_units_list_is_in_the_order_of_the_text(holdings: Holdings) -> None:
    owned = owned_by(holdings, "市总工会", "云栖市")
    assert [each.item.line for each in owned] == [30, 43, 46, 59]
    assert [each.item.line for each in owned_by(holdings, "市总工会", "云栖市", Role.LEAD)] == [
        46,
        59,
    ]
    assert all("市总工会" in (*each.leads, *each.supports) for each in owned)


def test_a_plan_without_units_is_listed_as_not_stated(holdings: Holdings) -> None:
    goals = list(ledger(holdings, plans(holdings, "青岚县")))
    assert goals
    assert {each.status() for each in goals} == {Status.NOT_STATED}


def test_a_goal_with_supporting_units_alone_states_that_role_only(holdings: Holdings) -> None:
    goals = {each.item.line: each for each in ledger(holdings, plans(holdings, "云栖市"))}
    assert goals[47].status() is Status.STATED
    assert goals[47].status(Role.SUPPORT) is Status.STATED
    assert goals[47].status(Role.LEAD) is Status.NOT_STATED


def test_measures_come_where_their_plan_names_units_for_them(holdings: Holdings) -> None:
    labels = {
        each.item.label for each in ledger(holdings, plans(holdings, "临渊区")) if each.owners
    }
    assert labels == {"Measure"}


def test_a_goal_has_its_targets_and_their_last_year(holdings: Holdings) -> None:
    goals = {each.item.line: each for each in ledger(holdings, plans(holdings, "云栖市"))}
    screening = goals[30]
    assert {target.year for target in screening.targets} >= {2025, 2030}
    assert screening.deadline == 2030
    assert goals[46].deadline == 2030  # its own text prints no year: the plan's last


def test_the_tally_of_a_plan_counts_each_unit(holdings: Holdings) -> None:
    (plan,) = plans(holdings, "云栖市")
    counted = {each.unit: (each.leads, each.supports) for each in tally(holdings, plan)}
    assert counted["市总工会"] == (2, 2)
    assert "市妇儿工委成员单位" not in counted  # an open end names no one
