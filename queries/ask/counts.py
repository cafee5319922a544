"""有多少: how many plans, domains, goals, measures, indicators, units or places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from graph.store import View
from queries.ask.question import Question
from queries.ask.reply import Intent, Known, Reply
from queries.holdings import HeldPlan
from queries.library import Library
from queries.ownership import tally

# What may be counted, the longest words first where one holds another.
_THINGS: Final = re.compile(
    "策略措施|措施|目标|领域|指标|法律|法规|文件|单位|部门|地方|地区|区县|规划"
)
_UNITS: Final = {"规划": "部", "目标": "个", "领域": "个", "指标": "个", "单位": "个", "地方": "个", "法律法规和文件": "部"}  # fmt: skip
_SAME: Final = {
    "策略措施": "措施", "法律": "法律法规和文件", "法规": "法律法规和文件", "文件": "法律法规和文件",
    "部门": "单位", "地区": "地方", "区县": "地方",
}  # fmt: skip


def counted(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """The number that is asked for, of each plan and of all."""
    asked = [_SAME.get(each, each) for each in _THINGS.findall(question.text)]
    # 两个规划里有多少条措施: what is counted stands nearest to the question word.
    thing = next((each for each in asked if each != "规划"), "规划")
    if thing == "规划":
        number, rows = len(plans), [plan.title for plan in plans]
    elif thing == "地方":
        rows = list(dict.fromkeys(plan.place for plan in plans if plan.place))
        number = len(rows)
    else:
        each = {plan.title: _number(library, plan, thing) for plan in plans}
        number, rows = sum(each.values()), [f"{title}：{n}" for title, n in each.items()]
    lines = [f"共 {number} {_UNITS.get(thing, '条')}{thing}。", *(f"  {row}" for row in rows)]
    if thing in ("指标", "单位", "法律法规和文件") and len(plans) > 1:
        lines[0] = (
            f"各规划的{thing}（同一个在几部规划里各算一次）共 {number} {_UNITS.get(thing, '个')}。"
        )
    return Reply(
        question=question.text, intent=Intent.COUNT, status=Known.STATED, answer="\n".join(lines)
    )


def _number(library: Library, plan: HeldPlan, thing: str) -> int:
    view, domains = library.view, library.holdings.domains_of(plan)
    if thing == "领域":
        return len(domains)
    if thing == "单位":
        return len(tally(library.holdings, plan))
    below = view.around(domain.id for domain in domains)
    items = [(edge.type, node.id) for pairs in below.values() for edge, node in pairs]
    if thing in ("目标", "措施"):
        wanted = "HAS_GOAL" if thing == "目标" else "HAS_MEASURE"
        return sum(type == wanted for type, _ in items)
    sources = [plan.id, *(id for _, id in items)]
    if thing == "指标":
        parts = _reached(view, sources, "HAS_SUBGOAL")
        return len(_reached(view, _reached(view, [*sources, *parts], "SETS"), "OF_INDICATOR"))
    return len(_reached(view, sources, "CITES"))


def _reached(view: View, sources: Iterable[str], type: str) -> set[str]:
    return {edge.target for pairs in view.around(sources, type).values() for edge, _ in pairs}
