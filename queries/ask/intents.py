"""What kind of thing a question asks for, by what was read of it.

The order of the tests is the rule: a law that is cited before a unit that is asked for, a unit's list
before an owner, an owner before a number, and search where nothing else is meant.
"""

from __future__ import annotations

import re
from typing import Final

from graph.indicators import canonical
from queries.ask.phrases import Means
from queries.ask.question import Question
from queries.ask.reply import Intent
from queries.library import Library

_ROLE_NAMED: Final = re.compile(r"牵头|(?:责任|配合|主责|主管|主办|协办|参与|协助)(?:单位|部门)")
_LACKING: Final = re.compile(
    r"(?<![有写])(?:没有?|未)(?:写明?|明确|列明?|指定|标明)?(?:牵头|责任|配合)?(?:单位|部门)"
)
_LAW_WORDS: Final = re.compile(
    r"法律|法规|条例|纲要|文件|标准|公约|《[^》]+》|[^说办想方]法(?:$|的|是|有|被|在|，|？|\?)"
)
_LEAST_SUBJECT: Final = 2  # characters that can be searched for
_SURE_SUBJECT: Final = 4  # where a unit and a duty alone do not tell a question from a list


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
    if asks_what_lacks(question) and Means.WHAT in means:
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
    if Means.WHAT in means and len(question.subject) < _LEAST_SUBJECT and names_plan(question):
        return Intent.GOALS
    if Means.COMPARE in means and len(held_places(question)) > 1:
        return Intent.COMPARE
    return Intent.MEASURES


def asks_what_lacks(question: Question) -> bool:
    """Whether goals are asked for that name no unit: 哪些目标没有牵头单位."""
    return bool(_LACKING.search(question.text))


def _is_indicator(question: Question, library: Library) -> bool:
    """Whether a question is no more than the name of an indicator: 滨海新区宫颈癌筛查率."""
    named = {
        str(node.properties["name"]) for node in library.indicator_names.said_in(question.text)
    }
    return canonical(question.subject) in named


def _asks_number(question: Question) -> bool:
    asked = {Means.HOW_MUCH, Means.HIGHEST, Means.LOWEST, Means.STRICTEST, Means.COMPARE}
    return not question.means.isdisjoint(asked)


def names_plan(question: Question) -> bool:
    """Whether a question says of which place, audience or domain."""
    return bool(held_places(question) or question.audience or question.domain)


def held_places(question: Question) -> tuple[str, ...]:
    """The full names of the held places that a question says, in its order."""
    return tuple(dict.fromkeys(name for place in question.places for name in place.places))
