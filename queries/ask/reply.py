"""What `ask` answers: records with their evidence, one shape for every kind of question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from queries.context import Placed
from queries.inference import Inferred
from queries.ownership import Owned, Owner
from queries.precedents import Answer

HOW_TO_ASK: Final = (
    "可以问：某地某件事由谁牵头、谁配合；某个部门牵头或负责哪些目标；某个指标各地定多少、哪里最高；"
    "哪些规划引用了某部法律；各地对某件事怎么做。"
)


class Intent(StrEnum):
    """What kind of thing is asked for."""

    OWNERS = "owners"  # 某个目标由谁牵头、谁配合
    UNIT = "unit"  # 某个单位牵头、负责哪些目标
    PLAN_OWNERS = "plan_owners"  # 一部规划有哪些牵头单位
    GOALS = "goals"  # 一部规划有哪些目标
    INDICATOR = "indicator"  # 某个指标的目标值，谁高谁低
    LAWS = "laws"  # 谁引用了哪部法律
    DEADLINE = "deadline"  # 什么时候完成
    COUNT = "count"  # 有多少
    COMPARE = "compare"  # 几个地方怎么做
    MEASURES = "measures"  # 各地的措施
    UNKNOWN = "unknown"  # 没有听懂


class Known(StrEnum):
    """How the answer is known; of questions about owners, it speaks of the role that was asked."""

    STATED = "stated"
    INFERRED = "inferred"
    NOT_STATED = "not_stated"
    UNKNOWN = "unknown"  # the place, unit, plan or matter is not in the graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A unit that a plan names for a goal, and the line that names it."""

    department: str
    status: str
    goal: str  # id
    document: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """An owner inferred for a goal whose plan names none."""

    goal: str  # id
    owner: Inferred


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words that say it, with file and 1-based lines."""

    text: str
    document: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `answer` is the whole in words; what it rests on stands beside it.

    `goals` are those it speaks of, or a unit's whole list. `choices` are names to ask back with.
    `inferred` is never mixed with what is stated. `nearest` are other goals that may have been meant.
    `precedents` are the measures found where the question falls to search.
    """

    question: str
    intent: Intent
    status: Known
    answer: str
    confidence: str = "high"  # that the item meant was found: high, low or none
    leads: tuple[Named, ...] = ()
    supports: tuple[Named, ...] = ()
    others: tuple[Named, ...] = ()  # 等……成员单位, which names no one unit
    goals: tuple[Placed, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    inferred: tuple[Guess, ...] = ()
    nearest: tuple[Placed, ...] = ()
    choices: tuple[str, ...] = ()
    precedents: Answer | None = None
    understood: tuple[tuple[str, str], ...] = field(default=())

    def said_of(self, *understood: tuple[str, str]) -> Self:
        """The reply with how the question was understood: (what, how), empty ones left out."""
        return replace(self, understood=tuple(each for each in understood if each[1]))


def of_item(item: Placed) -> Evidence:
    """The words of a goal, measure or target."""
    return Evidence(text=item.text, document=item.document, line=item.line, end_line=item.end_line)


def named_for(owned: Owned, owner: Owner) -> Named:
    """A unit of an item's ledger as an answer names it."""
    return Named(
        department=owner.department, status=owner.status, goal=owned.item.id,
        document=owned.item.document, line=owner.line,
    )  # fmt: skip
