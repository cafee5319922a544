"""What a sentence says of its values, clause by clause.

A value is read in one of three constructions of plan Chinese, told apart by what follows it:

* 孕产妇死亡率控制在8.2/10万以下: nothing, so a level (`loaders.facts.targets.levels`);
* 90%的城市社区建立家长学校: 的 and who does what, so a share (`loaders.facts.targets.amounts`);
* 每所卫生院至少配备2名医生: what is counted, so a number (the same).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from loaders.facts.targets.amounts import number, shares
from loaders.facts.targets.levels import level
from loaders.facts.targets.places import (
    JOIN_FIRST,
    JOIN_LAST,
    WINDOW,
    Form,
    Place,
    Statement,
    plain,
)
from loaders.facts.targets.quantities import Kind, Quantity
from loaders.facts.targets.sentences import BLANK, Clause, Sentence

_JOINED: Final = re.compile(
    r"\s*(?:、|和|及|与|以及)\s*(?:不低于|不少于|不超过|超过|低于|达到|≥|≤)?\s*"
)
_AIM: Final = re.compile(r"\s*的(?:目标|水平|要求)")
_AT_RATE: Final = re.compile(r"\s*的(?:比例|标准)(?P<rest>[^,]{2,40})")
_SPEED: Final = re.compile(
    r"\s*的(?:速度|幅度|比例)(?:(?P<up>增长|提高|递增|上升|增加|提升)|(?P<down>下降|降低|递减"
    r"|减少))"
)


def statements(sentence: Sentence) -> Iterator[Statement]:
    """The statements of a sentence, in order."""
    last: Statement | None = None
    for index, clause in enumerate(sentence.clauses):
        if clause.quantities:
            for statement in _of_clause(sentence, index, clause, last):
                yield statement
                last = statement


def _of_clause(
    sentence: Sentence, index: int, clause: Clause, last: Statement | None
) -> list[Statement]:
    skeleton, values = sentence.skeleton, clause.quantities
    found: list[Statement] = []
    left, i, listed = clause.start, 0, False
    while i < len(values):
        run = _run(skeleton, values, i)
        place = Place(sentence=sentence, index=index, left=left, last=last, listed=listed)
        tail = _tail(skeleton, clause, i + len(run) - 1)
        i += len(run)
        if run[0].kind is Kind.RATE and tail.lstrip().startswith("的") and not _AIM.match(tail):
            parts = [(run[-1], tail)]
            while i < len(values) and values[i].kind is Kind.RATE and JOIN_LAST.search(tail):
                tail = _tail(skeleton, clause, i)
                parts.append((values[i], tail))
                i += 1
            new = shares(place, parts)
        elif run[0].kind in {Kind.RATE, Kind.AGE} or not _object(tail):
            new = level(place, run, tail)
        elif i < len(values) and values[i].kind is Kind.RATE and not JOIN_LAST.search(tail):
            continue  # 至少配备1名女干部的班子比例达到98%: the number is part of the indicator
        elif listed and last and last.form is Form.LEVEL and last.values[0].unit == run[0].unit:
            found = _with_tail(found, level(place, run, ""), tail)
            new = []
        else:
            new = number(place, run, tail)
        found += new
        if new:
            last = new[-1]
            join = JOIN_FIRST.match(tail)
            listed = bool(join or JOIN_LAST.search(tail))
            left = run[-1].end + (join.end() if join else 0)
            if new[-1].form is not Form.LEVEL and JOIN_LAST.search(tail) and i < len(values):
                left = values[i].start
    return found


def _run(skeleton: str, values: tuple[Quantity, ...], i: int) -> tuple[Quantity, ...]:
    """The value at `i` and those listed with it: 3.0‰、4.5‰和5.5‰以下."""
    end = i + 1
    while (
        end < len(values)
        and values[end].unit == values[i].unit
        and values[end].start - values[end - 1].end <= 12
        and _JOINED.fullmatch(skeleton, values[end - 1].end, values[end].start)
    ):
        end += 1
    return values[i:end]


def _tail(skeleton: str, clause: Clause, i: int) -> str:
    """What stands between the value at `i` and the next one, or the end of the clause."""
    values = clause.quantities
    end = values[i + 1].start if i + 1 < len(values) else clause.end
    return skeleton[values[i].end : min(end, values[i].end + WINDOW)]


def _object(tail: str) -> str:
    """What is counted, if the tail says it; empty where the tail only goes on (、和并)."""
    if JOIN_FIRST.match(tail) or _AIM.match(tail):
        return ""
    return tail.strip().strip(BLANK)


def _with_tail(listed: list[Statement], last: list[Statement], tail: str) -> list[Statement]:
    """Levels whose noun is printed once, after the last: 小学生10小时、初中生9小时睡眠时间."""
    if not last:
        return listed
    thing, end = plain(tail), last[0].end + len(tail.rstrip())
    return [
        replace(s, end=end, start=listed[0].start, names=tuple(n + thing for n in s.names))
        for s in (*listed, *last)
    ]
