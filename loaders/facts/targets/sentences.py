"""Sentences cut into clauses, with the quantities and dates that stand in them.

Brackets, quotation marks and book titles are blanked in a `skeleton` of the same length: numbers in
them are names (“15分钟便利圈”) or remarks, and their commas cut nothing. A subject still reads its
words, brackets included, from the full text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.folding import folded
from loaders.facts.targets.dates import DateWords, date_words
from loaders.facts.targets.predicates import predicate
from loaders.facts.targets.quantities import Kind, Quantity, quantities

BLANK: Final = "\ufffc"
_ENCLOSED: Final = re.compile(
    r"\([^()]{0,600}\)|“[^“”]{0,80}”|\"[^\"\n]{0,60}\"|《[^《》]{0,120}》|\[[^\[\]]{0,80}\]"
)
_STOP: Final = re.compile(r"[。!?\n]")
_SEMICOLON: Final = re.compile(r"[;]")
# A comma or colon between digits belongs to a number (12,000) or a ratio (3:2).
_CLAUSE_END: Final = re.compile(r",(?!(?<=\d,)\d{3}(?!\d))|:(?!\s?\d)|(?<!\d)(?<!\d\s):")
_LIFETIME: Final = re.compile(r"年限|寿命|年龄|时间|时长|周期|年数|期限|工龄|天数")
_DAILY: Final = re.compile(r"每[两\d]?(?:天|日|周|月|年|学期|学年|次|人|晚)")
_ALREADY: Final = re.compile(r"现有|已有|已建|已达|目前|原有|其余")
_REACH_BACK: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`text[start:end]` between commas, and the quantities in it."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that holds quantities. Offsets are those of the whole passage."""

    text: str  # the passage, folded
    skeleton: str
    clauses: tuple[Clause, ...]
    due: tuple[DateWords, ...]  # of the whole sentence: a year governs past a semicolon
    bases: tuple[DateWords, ...]
    date_starts: dict[int, int]  # end of each date phrase → its start
    date_ends: dict[int, int]

    def due_years(self, position: int) -> tuple[int, ...]:
        """The due years last named before `position`."""
        at = bisect_left(self.due, position, key=_start) - 1
        return self.due[at].years if at >= 0 else ()

    def baseline(self, start: int, end: int) -> str | None:
        """The baseline named within `start:end`."""
        at = bisect_left(self.bases, start, key=_start)
        if at < len(self.bases) and self.bases[at].start < end:
            return self.bases[at].baseline
        return None


def _start(words: DateWords) -> int:
    return words.start


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a goal or measure that hold a quantity, in order."""
    full = folded(text)
    skeleton = _ENCLOSED.sub(lambda m: BLANK * len(m.group()), full)
    found = quantities(skeleton)
    if not found:
        return
    starts = [quantity.start for quantity in found]
    for left, right in _cut(skeleton, _STOP, 0, len(full)):
        inside = found[bisect_left(starts, left) : bisect_left(starts, right)]
        if not inside:
            continue
        dates = tuple(
            DateWords(start=d.start + left, end=d.end + left, years=d.years, baseline=d.baseline)
            for d in date_words(full[left:right])
        )
        ends = {d.end: d.start for d in dates}
        within = {i for d in dates for i in range(d.start, d.end)}
        inside = tuple(q for q in inside if q.start not in within)
        due = tuple(d for d in dates if d.baseline is None)
        bases = tuple(d for d in dates if d.baseline is not None)
        for a, b in _cut(skeleton, _SEMICOLON, left, right):
            values = tuple(q for q in inside if a <= q.start < b and _counts(skeleton, q, a, ends))
            if values:
                yield Sentence(
                    text=full,
                    skeleton=skeleton,
                    clauses=_clauses(skeleton, a, b, values),
                    due=due,
                    bases=bases,
                    date_starts=ends,
                    date_ends={start: end for end, start in ends.items()},
                )


def _cut(text: str, at: re.Pattern[str], left: int, right: int) -> Iterator[tuple[int, int]]:
    start = left
    for match in at.finditer(text, left, right):
        yield start, match.start()
        start = match.end()
    yield start, right


def _clauses(
    skeleton: str, left: int, right: int, values: tuple[Quantity, ...]
) -> tuple[Clause, ...]:
    clauses, i = [], 0
    for start, end in _cut(skeleton, _CLAUSE_END, left, right):
        first = i
        while i < len(values) and values[i].start < end:
            i += 1
        clauses.append(Clause(start=start, end=end, quantities=values[first:i]))
    return tuple(clauses)


def _counts(skeleton: str, quantity: Quantity, left: int, dates: dict[int, int]) -> bool:
    """Whether a quantity can be a value: ages and durations mostly describe (3岁以下)."""
    start = max(left, quantity.start - _REACH_BACK)
    after = skeleton[quantity.end : quantity.end + 2].lstrip()
    if quantity.kind is Kind.RATE:
        return True
    if after[:1] in {"内", "圈"}:  # 校园周边200米内, 15分钟便民圈
        return False
    if quantity.kind is Kind.COUNT:
        return not _ALREADY.search(skeleton, max(start, quantity.start - 12), quantity.start)
    words = predicate(skeleton, start, quantity.start, dates, active=False)
    if quantity.kind is Kind.TIME:
        return words.reaches or bool(_DAILY.search(skeleton, start, quantity.start))
    return words.reaches and bool(
        _LIFETIME.search(skeleton, max(start, words.start - 24), words.start)
    )
