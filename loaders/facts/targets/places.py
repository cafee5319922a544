"""Where the reading of a sentence stands, and what has been said so far.

`Place` finds subjects: it looks left from a value, past dates and urging words, and back to the
clause before. `Statement` is what one construction says; later clauses may leave its words out and
mean them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from loaders.facts.targets.phrases import lead_length
from loaders.facts.targets.predicates import Predicate, predicate
from loaders.facts.targets.quantities import Kind, Quantity
from loaders.facts.targets.sentences import Clause, Sentence

WINDOW: Final = 160  # no subject or object is longer; keeps one endless clause linear
JOIN_FIRST: Final = re.compile(r"\s*(?:、|和|以及|及|与|并|且|或)\s*")
JOIN_LAST: Final = re.compile(r"(?:、|和|以及|及|与|或)\s*(?:至少|不少于|各)?\s*\Z")
# Numbers of a list inside one item: (1)农村自来水普及率达到95%; (2)…
_MARK: Final = re.compile(r"\([\d一二三四五六七八九十]{1,2}\)|[①-⒇]")
_PERIOD: Final = re.compile(
    r"每[两二三四五\d]?(?:人每)?(?:年|学年|学期|季度|半年|月|周|天|日)|年均"
)


class Form(Enum):
    """The construction a statement was read in."""

    LEVEL = auto()
    SHARE = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Values said of indicators, and what a later clause may leave out and mean."""

    start: int
    end: int
    clause: int
    form: Form
    names: tuple[str, ...]
    values: tuple[Quantity, ...]
    words: Predicate
    unit: str
    years: tuple[int, ...]
    baseline: str | None
    subject: str = ""  # who or where: 每所卫生院
    thing: str = ""  # of what there are so many: 女干部
    period: str = ""  # 每学期, as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reading stands: the rest of a clause from `left`, and what was said last."""

    sentence: Sentence
    index: int
    left: int
    last: Statement | None
    listed: bool  # the last statement is of this clause and a joining word stands between

    def words(self, value: Quantity, *, active: bool) -> Predicate:
        left = max(self.left, value.start - WINDOW)
        starts = self.sentence.date_starts
        return predicate(self.sentence.skeleton, left, value.start, starts, active=active)

    def opening(self, left: int, end: int, *, raised: bool = False) -> int:
        """Where the subject begins: after dates and words that only urge (力争, 确保)."""
        text, position = self.sentence.text, max(left, end - WINDOW)
        while True:
            before = position
            while position < end and (text[position].isspace() or text[position] in ",、●■◆○•·—-"):
                position += 1
            if mark := _MARK.match(text, position, end):
                position = mark.end()
            position = min(end, self.sentence.date_ends.get(position, position))
            position += lead_length(text[position:end], raised=raised)
            if position == before:
                return position

    def previous(self) -> tuple[int, str] | None:
        """The clause before this one, if it holds no value: where it begins, and its words."""
        if self.index == 0 or self.listed or self.left > self.clause.start:
            return None
        clause = self.sentence.clauses[self.index - 1]
        if clause.quantities or clause.end - clause.start > WINDOW:
            return None
        start = self.opening(clause.start, clause.end)
        words = plain(self.sentence.text[start : clause.end])
        return (start, words) if words else None

    @property
    def clause(self) -> Clause:
        return self.sentence.clauses[self.index]

    def modal(self) -> bool:
        """Whether the clause begins with 应, 须, 必须 and so has its subject before it."""
        clause = self.clause
        return self.sentence.text[clause.start : clause.end].lstrip()[:1] in {"应", "须", "必"}


def statement(
    place: Place,
    *,
    form: Form,
    start: int,
    end: int,
    names: tuple[str, ...],
    values: tuple[Quantity, ...],
    words: Predicate,
    period: str = "",
    subject: str = "",
    thing: str = "",
) -> Statement:
    sentence, unit = place.sentence, values[0].unit
    if values[0].kind is Kind.RATE:
        unit += "/年" if words.change and words.yearly else ""
    elif period and "/" not in unit:
        unit += "/" + _per(period)
    return Statement(
        start=start,
        end=end,
        clause=place.index,
        form=form,
        names=names,
        values=values,
        words=words,
        unit=unit,
        years=sentence.due_years(values[0].start),
        baseline=sentence.baseline(min(start, words.start), values[0].start),
        subject=subject,
        thing=thing,
        period=period,
    )


def plain(text: str) -> str:
    return "".join(text.split())


def printed_period(text: str, start: int, end: int) -> str:
    found = ""
    for match in _PERIOD.finditer(text, start, end):
        found = match.group()
    return found


def _per(period: str) -> str:
    """每学期 → 学期, 每日 → 天, 年均 → 年, 每两年 → 2年."""
    unit = "年" if period == "年均" else period.removeprefix("每").removeprefix("人每")
    unit = "天" if unit == "日" else unit
    return unit.translate(str.maketrans("两二三四五", "22345"))
