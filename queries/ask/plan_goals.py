"""一部规划、一个领域有哪些目标: the goals themselves, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph.owner_lists import without_owner_list
from graph.portions import portions
from queries.ask.question import Question
from queries.ask.reply import Intent, Known, Reply, of_item
from queries.context import Placed
from queries.holdings import HeldPlan
from queries.library import Library

_MOST: Final = 300  # goals; more are counted
_DOMAINS: Final = 100  # whose goals are read at once


def plan_goals(
    question: Question,
    library: Library,
    plans: Sequence[HeldPlan],
    *,
    without_lead: bool = False,
) -> Reply:
    """The goals of these plans, of one domain where the question names it; only those without a lead unit."""
    domains = [
        domain.id
        for domain in library.holdings.domains_of(*plans)
        if question.domain is None or domain.properties["name"] == question.domain
    ]
    goals = list(_goals(library, domains, without_lead=without_lead))
    lines = [f"{'没有写明牵头单位的' if without_lead else ''}共 {len(goals)} 个目标。"]
    above: tuple[str, str] | None = None
    for goal in goals[:_MOST]:
        if (goal.plan, goal.domain) != above:
            above = (goal.plan, goal.domain)
            lines.append(f"{goal.plan}·{goal.domain}")
        lines.append(f"  {without_owner_list(goal.text)}（{goal.document}:{goal.line}）")
    if len(goals) > _MOST:
        lines.append(f"另有 {len(goals) - _MOST} 个没有列出，请说明是哪部规划、哪个领域。")
    shown: Sequence[Placed] = goals[:_MOST]
    return Reply(
        question=question.text, intent=Intent.GOALS, status=Known.STATED, answer="\n".join(lines),
        goals=tuple(shown), evidence=tuple(map(of_item, shown)),
    )  # fmt: skip


def _goals(library: Library, domains: Sequence[str], *, without_lead: bool) -> Iterator[Placed]:
    for some in portions(domains, _DOMAINS):
        below = library.view.around(some, "HAS_GOAL")
        goals = [goal for domain in some for _, goal in below[domain]]
        if without_lead:
            leads = library.view.around([goal.id for goal in goals], "LEADS", incoming=True)
            goals = [goal for goal in goals if not leads[goal.id]]
        yield from library.context.placed_all(goals)
