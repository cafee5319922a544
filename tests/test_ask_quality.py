"""How good `ask` is on the visible question set over the real plans: all 16 right, as floors.

Measured besides on 190 blind questions of the same kind: docs/asking.md has the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queries.ask import Known, Reply, ask
from queries.library import Library
from service.indexing import searching


@pytest.fixture(scope="module")
def library(real: Path) -> Iterator[Library]:
    """The real plans, open."""
    with searching(real) as (view, index):
        yield Library(view, index)


def is_right(reply: Reply, asked: dict[str, Any]) -> bool:
    """As the set's README says: sets of units in the plan's words, or sets of goals by file and line."""
    if "lead" in asked:
        leads = {each.department for each in reply.leads}
        supports = {each.department for each in reply.supports}
        return leads == set(asked["lead"]) and supports == set(asked["support"])
    if "goals" in asked:
        goals = {(goal.document, goal.line) for goal in reply.goals}
        return goals == {(goal["file"], goal["line"]) for goal in asked["goals"]}
    return reply.status is Known.NOT_STATED


def test_every_visible_question_is_answered_right(library: Library, eval_dir: Path) -> None:
    lines = (eval_dir / "ask.jsonl").read_text("utf-8").splitlines()
    wrong = [
        (asked["question"], reply.answer)
        for asked in map(json.loads, lines)
        if not is_right(reply := ask(asked["question"], library), asked)
    ]
    assert len(lines) >= 16
    assert wrong == []


def test_no_place_without_stated_owners_is_given_any(library: Library) -> None:
    places = [place for place in library.holdings.places if "台儿庄" not in place]
    assert len(places) == 4
    matters = ("农村留守儿童的关爱", "家庭暴力", "孕产妇死亡率", "女职工劳动保护", "近视")
    for place in places:
        for matter in matters:
            reply = ask(f"{place}的{matter}由谁牵头、哪些单位配合？", library)
            assert reply.status in (Known.NOT_STATED, Known.UNKNOWN), (place, matter)
            assert not reply.leads
            assert not reply.supports


@pytest.mark.parametrize(
    ("question", "lead"),
    [("儿童近视谁牵头？", "区卫生健康局"), ("宫颈癌筛查谁负责？", "区卫生健康局")],
)
def test_without_a_place_the_plan_that_states_it_answers(
    library: Library, question: str, lead: str
) -> None:
    """The likest goals are of plans that name no units."""
    reply = ask(question, library)
    assert reply.status is Known.STATED
    assert lead in {each.department for each in reply.leads}


def test_the_goal_of_the_other_plan_of_a_place_is_named_beside(library: Library) -> None:
    reply = ask("台儿庄区家庭暴力由谁牵头？", library)
    plans = {goal.plan for goal in (*reply.goals, *reply.nearest)}
    assert len(plans) == 2
