"""One question, one answer: what is asked for decides who answers.

question → read (phrases, places, units) → intent → owners | unit | indicator | laws | count | measures
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph.model import Role
from queries.ask.citations import citations
from queries.ask.counts import counted
from queries.ask.deadlines import deadlines
from queries.ask.goal_owners import goal_owners, plan_owners
from queries.ask.intents import asks_what_lacks, held_places, intent, names_plan
from queries.ask.measures import compared, measures
from queries.ask.numbers import numbers
from queries.ask.plan_goals import plan_goals
from queries.ask.question import LONGEST, Question, read
from queries.ask.reply import HOW_TO_ASK, Intent, Known, Reply
from queries.ask.unit_goals import unit_goals
from queries.holdings import HeldPlan
from queries.library import Library
from queries.precedents import LONGEST as LONGEST_PASSAGE

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_SEARCHED: Final = {Intent.OWNERS, Intent.MEASURES, Intent.COMPARE}
_MOST_NAMED: Final = 20


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


def _plans(question: Question, library: Library) -> tuple[HeldPlan, ...]:
    return library.holdings.plans_of(held_places(question) or None, question.audience)


def _misnamed(question: Question, library: Library) -> Reply | None:
    """The answer where a place or plan is not in the graph, or a place's name is that of several."""
    held, known = library.holdings, held_places(question)
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
            if not (names_plan(question) or question.subject in ("最多", "最少")):
                return _not_understood(question.text, "请说明是哪里、哪件事。")
            return plan_owners(question, library, plans)
        case Intent.DEADLINE:
            return deadlines(question, library, plans)
        case Intent.UNIT:
            return unit_goals(question, library, plans)
        case Intent.GOALS:
            lacking = asks_what_lacks(question)
            return plan_goals(question, library, plans, without_lead=lacking)
        case Intent.INDICATOR:
            return numbers(question, library, plans)
        case Intent.LAWS:
            return citations(question, library, plans)
        case Intent.COUNT:
            return counted(question, library, plans)
        case Intent.COMPARE:
            return compared(question, library, held_places(question))
    said = question.places[0] if question.places else None
    place = None if said is None else said.places[0] if said.exact else said.name
    subject = question.subject or question.text
    return measures(subject, library, place=place, audience=question.audience)


def _understood(question: Question, asked: Intent) -> Sequence[tuple[str, str]]:
    roles = {Role.LEAD: "牵头", Role.SUPPORT: "责任、配合"}
    return (
        ("地区", "、".join(held_places(question))),
        ("规划", question.audience or ""),
        ("领域", question.domain or ""),
        ("单位", "、".join(question.units)),
        ("角色", "、".join(roles[role] for role in Role if role in question.roles)),
        ("事项", question.subject if asked in _SEARCHED else ""),
    )
