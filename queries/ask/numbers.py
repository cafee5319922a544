"""某个指标定多少、哪里最高: what plans set for an indicator, in their own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph.store import Node
from queries.ask.phrases import Means
from queries.ask.question import Question
from queries.ask.reply import Intent, Known, Reply, of_item
from queries.holdings import HeldPlan
from queries.indicators import Setting, settings, spread
from queries.library import Library

_MOST_MEANT: Final = 4  # indicators that one short name may mean before it is asked back


def numbers(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """What these plans set for the indicator that a question names; who sets the most or the least."""
    named = library.indicator_names.said_in(question.text)
    if len(named) > _MOST_MEANT:
        return _asked_back(question, named)
    asked = {plan.id for plan in plans}
    documents = library.holdings.documents_of(plans)
    found = {
        str(node.properties["name"]): [
            each for each in settings(
                library.view, name=str(node.properties["name"]), documents=documents,
                context=library.context,
            )
            if each.indicator == node.properties["name"] and each.plan in asked
        ]
        for node in named
    }  # fmt: skip
    set_by = [each for some in found.values() for each in some]
    if not set_by:
        names = "、".join(found)
        return Reply(
            question=question.text, intent=Intent.INDICATOR, status=Known.NOT_STATED,
            answer=f"这些规划没有为“{names}”定目标值。",
        )  # fmt: skip
    lines = []
    for name, some in found.items():
        if some:
            lines.append(f"{name}：")
            lines += [f"  {_line(each)}" for each in some]
            lines += _extremes(question, some)
    setting = {each.plan for each in set_by}
    silent = [plan.title for plan in plans if plan.id not in setting]
    if silent and question.places:
        lines.append(f"没有为它定目标值的：{'、'.join(silent)}。")
    return Reply(
        question=question.text, intent=Intent.INDICATOR, status=Known.STATED, answer="\n".join(lines),
        evidence=tuple(of_item(each.target) for each in set_by),
    )  # fmt: skip


def _line(setting: Setting) -> str:
    year = f"（{setting.year}年）" if setting.year else ""
    base = f"，基期 {setting.baseline}" if setting.baseline else ""
    return (
        f"{setting.target.place or setting.target.plan}：{setting.target.text}{year}{base}"
        f"（{setting.target.plan}，{setting.target.document}:{setting.target.line}）"
    )


def _extremes(question: Question, some: Sequence[Setting]) -> Iterator[str]:
    if question.means.isdisjoint({Means.HIGHEST, Means.LOWEST, Means.STRICTEST}):
        return
    found = spread(some)
    if found is None:
        yield "  没有两处定了可比的数值（年份、单位相同），比不出高低。"
        return
    year = f"（按 {found.year} 年比）" if found.year else ""
    if found.even:
        yield f"  比得上的 {len(found.settings)} 处定的一样{year}。"
        if found.left_out:
            yield f"  另有 {len(found.left_out)} 处年份或单位不同，没有比。"
        return
    if Means.HIGHEST in question.means:
        yield f"  最高{year}：{_line(found.highest)}"
    if Means.LOWEST in question.means:
        yield f"  最低{year}：{_line(found.lowest)}"
    if Means.STRICTEST in question.means:
        for each in found.strictest:
            yield f"  要求最严{year}：{_line(each)}"
        if not found.strictest:
            yield "  词表没有说这个指标高好还是低好，看不出谁更严。"
    if found.left_out:
        yield f"  另有 {len(found.left_out)} 处年份或单位不同，没有比。"


def _asked_back(question: Question, named: Sequence[Node]) -> Reply:
    names = tuple(str(node.properties["name"]) for node in named)
    return Reply(
        question=question.text, intent=Intent.INDICATOR, status=Known.UNKNOWN, choices=names,
        answer=f"有几个指标都可能是，请说明是哪一个：{'、'.join(names)}。",
    )  # fmt: skip
