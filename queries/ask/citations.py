"""谁引用了哪部法律: which plans cite an instrument, or what a plan cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph import ids
from queries.ask.question import Question
from queries.ask.reply import Evidence, Intent, Known, Reply
from queries.holdings import HeldPlan
from queries.laws import Citation, CitedLaw, cited_laws
from queries.library import Library

_MOST: Final = 40
_WITHOUT: Final = re.compile(r"没有?(?:引用|提到|提及|依据|写到)|未(?:引用|提及)|不引用")
# A title that the vocabulary and the plans do not have: 引用了噪声污染防治法.
_TITLE: Final = re.compile(
    r"《(?P<quoted>[^》]{2,60})》|(?:引用|依据|援引|提到|提及|依照|参照)了?(?P<bare>[\u4e00-\u9fff]{2,20}?(?:法|条例|办法|规定|纲要))(?![律规])"
)


def citations(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """Where the named instruments are cited in these plans; of none named, everything they cite."""
    named = {str(node.properties["title"]) for node in library.law_names.named(question.text)}
    if not named and (unknown := _TITLE.search(question.text)):
        return Reply(
            question=question.text, intent=Intent.LAWS, status=Known.NOT_STATED,
            answer=f"这些规划没有引用“{unknown['quoted'] or unknown['bare']}”。",
        )  # fmt: skip
    asked = {plan.id for plan in plans}
    documents = library.holdings.documents_of(plans)
    found: list[tuple[CitedLaw, list[Citation]]] = []
    titled: list[str | None] = [*sorted(named)] or [None]
    for title in titled:
        for law in cited_laws(
            library.view, title=title, documents=documents, context=library.context
        ):
            here = [each for each in law.citations if _plan(each) in asked]
            if here and (not named or law.title in named):
                found.append((law, here))
    if not found:
        what = "、".join(f"《{title}》" for title in sorted(named)) or "法律法规和文件"
        return Reply(
            question=question.text, intent=Intent.LAWS, status=Known.NOT_STATED if named else Known.UNKNOWN,
            answer=f"这些规划没有引用{what}。" if named else "没有认出问题里的法律法规，请写出它的名称。",
        )  # fmt: skip
    if named and _WITHOUT.search(question.text):
        return _without(question, plans, found)
    lines, evidence = [], []
    for law, cited in found[:_MOST]:
        by_plan: dict[str, list[Citation]] = {}
        for each in cited:
            by_plan.setdefault(_plan(each), []).append(each)
        lines.append(f"《{law.title}》：{len(by_plan)} 部规划引用，共 {len(cited)} 处")
        for here in by_plan.values():
            lines.append(
                f"  {here[0].source.plan}："
                + "、".join(f"{each.source.document}:{each.line}" for each in here)
            )
        evidence += [_evidence(each) for each in cited]
    if len(found) > _MOST:
        lines.append(f"另有 {len(found) - _MOST} 部没有列出，可用 guitu laws 看全部。")
    return Reply(
        question=question.text, intent=Intent.LAWS, status=Known.STATED, answer="\n".join(lines),
        evidence=tuple(evidence),
    )  # fmt: skip


def _plan(citation: Citation) -> str:
    return ids.plan_of(citation.source.id)


def _without(
    question: Question, plans: Sequence[HeldPlan], found: Sequence[tuple[CitedLaw, list[Citation]]]
) -> Reply:
    """The plans that do not cite any of the instruments."""
    citing = {_plan(each) for _, cited in found for each in cited}
    silent = [plan.title for plan in plans if plan.id not in citing]
    listed = "\n".join(f"  {title}" for title in silent)
    return Reply(
        question=question.text, intent=Intent.LAWS, status=Known.STATED,
        answer=f"没有引用的规划有 {len(silent)} 部：\n{listed}" if silent else "这些规划都引用了。",
    )  # fmt: skip


def _evidence(citation: Citation) -> Evidence:
    source = citation.source
    return Evidence(
        text=source.text if source.label != "Plan" else citation.surface,
        document=source.document, line=citation.line, end_line=citation.line,
    )  # fmt: skip
