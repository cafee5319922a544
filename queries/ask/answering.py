"""One question, one answer: what is asked for decides who answers.

question → read (phrases, places, units) → intent → owners | unit | indicator | laws | count | measures
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph.indicators import canonical
from graph.model import Role
from queries.ask.citations import citations
from queries.ask.counts import counted
from queries.ask.deadlines import deadlines
from queries.ask.goal_owners import goal_owners, plan_owners
from queries.ask.measures import compared, measures
from queries.ask.numbers import numbers
from queries.ask.phrases import Means
from queries.ask.plan_goals import plan_goals
from queries.ask.question import LONGEST, Question, read
from queries.ask.reply import HOW_TO_ASK, Intent, Known, Reply
from queries.ask.unit_goals import unit_goals
from queries.holdings import HeldPlan
from queries.library import Library
from queries.precedents import LONGEST as LONGEST_PASSAGE

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_ROLE_NAMED: Final = re.compile(r"牵头|(?:责任|配合|主责|主管|主办|协办|参与|协助)(?:单位|部门)")
_LACKING: Final = re.compile(
    r"(?<![有写])(?:没有?|未)(?:写明?|明确|列明?|指定|标明)?(?:牵头|责任|配合)?(?:单位|部门)"
)
_LAW_WORDS: Final = re.compile(
    r"法律|法规|条例|纲要|文件|标准|公约|《[^》]+》|[^说办想方]法(?:$|的|是|有|被|在|，|？|\?)"
)
_SEARCHED: Final = {Intent.OWNERS, Intent.MEASURES, Intent.COMPARE}
_MOST_NAMED: Final = 20
_LEAST_SUBJECT: Final = 2  # characters that can be searched for
_SURE_SUBJECT: Final = 4  # where a unit and a duty alone do not tell a question from a list


def ask(text: str, library: Library) -> Reply:
    """The answer to a question in everyday Chinese. It never raises for what the question says.

    Raises:
        EncoderError: the encoder cannot be loaded.
        StoreError: the graph cannot be read.
    """
    text = text.strip()
    if not text:
        return _not_understood(text, "问题是空的。")
    if not _CHINESE.search(text[:LONGEST_PASSAGE]):
        return _not_understood(text[:LONGEST], "请用中文提问（please ask in Chinese）。")
    if len(text) > LONGEST:
        return measures(text, library)
    question = read(text, library.holdings)
    reply = _misnamed(question, library) or _answered(question, library)
    return reply.said_of(*_understood(question, reply.intent))


def _not_understood(text: str, why: str) -> Reply:
    return Reply(
        question=text, intent=Intent.UNKNOWN, status=Known.UNKNOWN, answer=f"{why}\n{HOW_TO_ASK}"
    )


def intent(question: Question, library: Library) -> Intent:
    """What kind of thing a question asks for."""
    means = question.means
    names_role = bool(_ROLE_NAMED.search(question.text))
    least = _LEAST_SUBJECT if Means.CHECK in means else _SURE_SUBJECT
    duty = not means.isdisjoint({Means.LEAD, Means.SUPPORT, Means.OWNER})
    laws = library.law_names.named(question.text) if Means.CITES in means else ()
    if laws and not duty:
        return Intent.LAWS
    if Means.WHEN in means and not duty:
        return Intent.DEADLINE
    if question.units and Means.WHAT in means and (duty or Means.WHO not in means):
        return Intent.UNIT
    if Means.WHO in means and duty and question.subject in ("最多", "最少"):
        return Intent.PLAN_OWNERS  # 哪个单位牵头的目标最多
    if _LACKING.search(question.text) and Means.WHAT in means:
        return Intent.GOALS
    if (Means.WHO in means and (duty or not _asks_number(question))) or names_role:
        if question.units and Means.WHO not in means and len(question.subject) < least:
            return Intent.UNIT
        return Intent.OWNERS if len(question.subject) >= _LEAST_SUBJECT else Intent.PLAN_OWNERS
    if question.units and duty:
        return Intent.OWNERS if len(question.subject) >= least else Intent.UNIT
    if question.units and Means.CHECK in means and len(question.subject) >= _LEAST_SUBJECT:
        return Intent.OWNERS
    if Means.CITES in means and (
        _LAW_WORDS.search(question.text) or library.law_names.named(question.text)
    ):
        return Intent.LAWS
    if _asks_number(question) and library.indicator_names.said_in(question.text):
        return Intent.INDICATOR
    if not duty and Means.PRECEDENT not in means and _is_indicator(question, library):
        return Intent.INDICATOR
    if Means.HOW_MANY in means:
        return Intent.COUNT
    if library.law_names.named(question.text) and Means.PRECEDENT in means:
        return Intent.LAWS
    if Means.WHAT in means and len(question.subject) < _LEAST_SUBJECT and _names_plan(question):
        return Intent.GOALS
    if Means.COMPARE in means and len(_held(question)) > 1:
        return Intent.COMPARE
    return Intent.MEASURES


def _is_indicator(question: Question, library: Library) -> bool:
    """Whether a question is no more than the name of an indicator: 滨海新区宫颈癌筛查率."""
    named = {
        str(node.properties["name"]) for node in library.indicator_names.said_in(question.text)
    }
    return canonical(question.subject) in named


def _asks_number(question: Question) -> bool:
    asked = {Means.HOW_MUCH, Means.HIGHEST, Means.LOWEST, Means.STRICTEST, Means.COMPARE}
    return not question.means.isdisjoint(asked)


def _names_plan(question: Question) -> bool:
    return bool(_held(question) or question.audience or question.domain)


def _held(question: Question) -> tuple[str, ...]:
    """The full names of the held places that a question says, in its order."""
    return tuple(dict.fromkeys(name for place in question.places for name in place.places))


def _plans(question: Question, library: Library) -> tuple[HeldPlan, ...]:
    return library.holdings.plans_of(_held(question) or None, question.audience)


def _misnamed(question: Question, library: Library) -> Reply | None:
    """The answer where a place or plan is not in the graph, or a place's name is that of several."""
    held, known = library.holdings, _held(question)
    strange = [place.name for place in question.places if not place.places]
    if strange and not known and intent(question, library) is not Intent.LAWS:
        listed = "、".join(held.places[:_MOST_NAMED])
        return Reply(
            question=question.text, intent=Intent.UNKNOWN, status=Known.UNKNOWN,
            answer=f"库里没有{'、'.join(strange)}的规划。库里有：{listed}。", choices=held.places[:_MOST_NAMED],
        )  # fmt: skip
    for place in question.places:
        if place.exact and len(place.places) > 1:
            listed = "、".join(place.places)
            return Reply(
                question=question.text, intent=Intent.UNKNOWN, status=Known.UNKNOWN, choices=place.places,
                answer=f"“{place.name}”在库里有 {len(place.places)} 个：{listed}。请在问题里写全。",
            )  # fmt: skip
    if not _plans(question, library):
        plans = held.plans_of(known or None) or held.plans
        listed = "、".join(dict.fromkeys(plan.title for plan in plans[:_MOST_NAMED]))
        where = "、".join(known)
        return Reply(
            question=question.text, intent=Intent.UNKNOWN, status=Known.UNKNOWN,
            answer=f"库里没有{where}的{question.audience or ''}规划。有：{listed}。",
        )  # fmt: skip
    return None


def _answered(question: Question, library: Library) -> Reply:
    plans = _plans(question, library)
    match intent(question, library):
        case Intent.OWNERS:
            return goal_owners(question, library, plans)
        case Intent.PLAN_OWNERS:
            if not (_names_plan(question) or question.subject in ("最多", "最少")):
                return _not_understood(question.text, "请说明是哪里、哪件事。")
            return plan_owners(question, library, plans)
        case Intent.DEADLINE:
            return deadlines(question, library, plans)
        case Intent.UNIT:
            return unit_goals(question, library, plans)
        case Intent.GOALS:
            lacking = bool(_LACKING.search(question.text))
            return plan_goals(question, library, plans, without_lead=lacking)
        case Intent.INDICATOR:
            return numbers(question, library, plans)
        case Intent.LAWS:
            return citations(question, library, plans)
        case Intent.COUNT:
            return counted(question, library, plans)
        case Intent.COMPARE:
            return compared(question, library, _held(question))
    said = question.places[0] if question.places else None
    place = None if said is None else said.places[0] if said.exact else said.name
    subject = question.subject or question.text
    return measures(subject, library, place=place, audience=question.audience)


def _understood(question: Question, asked: Intent) -> Sequence[tuple[str, str]]:
    roles = {Role.LEAD: "牵头", Role.SUPPORT: "责任、配合"}
    return (
        ("地区", "、".join(_held(question))),
        ("规划", question.audience or ""),
        ("领域", question.domain or ""),
        ("单位", "、".join(question.units)),
        ("角色", "、".join(roles[role] for role in Role if role in question.roles)),
        ("事项", question.subject if asked in _SEARCHED else ""),
    )
