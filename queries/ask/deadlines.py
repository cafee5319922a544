"""什么时候完成: by when a goal, or a whole plan, is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from embeddings.confidence import Confidence
from graph.owner_lists import without_owner_list
from queries.ask.question import Question
from queries.ask.reply import Intent, Known, Reply, of_item
from queries.ask.subject import items_about
from queries.holdings import HeldPlan
from queries.library import Library
from queries.ownership import owned_item

_LEAST: Final = 2  # characters of a subject that can be searched for
_MOST: Final = 20


def deadlines(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """The last year of the goal that is meant, from its own numbers or its plan's end; else of the plans."""
    if len(question.subject) < _LEAST:
        return _of_plans(question, plans)
    matter = items_about(library, question.subject, plans, domain=question.domain)
    if matter.confidence is Confidence.NONE or not matter.found:
        return _of_plans(question, plans)
    found = matter.found[0]
    plan = library.holdings.plan_of(found.item.id)
    owned = owned_item(library.view, found.node, plan, library.context)
    own = any(target.year for target in owned.targets)
    basis = "这个目标自己写的年份" if own else "它自己没有写年份，这是规划的最后一年"
    lines = [
        f"{found.item.plan}·{found.item.domain}：“{without_owner_list(found.item.text)}”",
        f"期限：{owned.deadline} 年（{basis}）" if owned.deadline else "规划没有写明期限。",
        f"出处：{found.item.document}:{found.item.line}",
    ]
    return Reply(
        question=question.text, intent=Intent.DEADLINE, answer="\n".join(lines),
        status=Known.STATED if owned.deadline else Known.NOT_STATED,
        confidence=str(matter.confidence), goals=(found.item,), evidence=(of_item(found.item),),
    )  # fmt: skip


def _of_plans(question: Question, plans: Sequence[HeldPlan]) -> Reply:
    lines = [
        f"{plan.title}：到 {plan.period_end} 年"
        if plan.period_end
        else f"{plan.title}：没有写明期限"
        for plan in plans[:_MOST]
    ]
    return Reply(
        question=question.text, intent=Intent.DEADLINE, status=Known.STATED, answer="\n".join(lines)
    )
