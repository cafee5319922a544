"""A text without white space, folded and simplified, that knows where its characters stood.

Typed plans break names anywhere (区教育和⏎体育局); what is searched is therefore read without white
space, and the places where some was left out are remembered, since a mere space also separates names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.traditional import plain

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Narrow:
    """A text folded, simplified and without white space; `index[i]` is where its character i stood.

    `gaps` are the places where white space was left out; `lines` those where it broke a line.
    """

    text: str
    index: Sequence[int]
    gaps: frozenset[int]
    lines: frozenset[int]

    def original(self, start: int, end: int) -> Stretch:
        """Where a non-empty `text[start:end]` stands in the original."""
        return self.index[start], self.index[end - 1] + 1


class Covered:
    """The stretches of a text that have been read, asked by position."""

    __slots__ = ("_read",)

    def __init__(self, text: str) -> None:
        self._read = bytearray(len(text))

    def add(self, start: int, end: int) -> None:
        """Marks a stretch as read."""
        self._read[start:end] = b"\1" * (end - start)

    def __contains__(self, position: int) -> bool:
        return bool(self._read[position])

    def touches(self, start: int, end: int) -> bool:
        """Whether any of `[start, end)` has been read."""
        return self._read.find(1, start, end) >= 0

    def end_before(self, position: int, floor: int) -> int:
        """Where the last read stretch between `floor` and `position` ends; `floor` if none does."""
        return max(floor, self._read.rfind(1, floor, position) + 1)


_WHITE_SPACE: Final = re.compile(r"\s")
_WORD: Final = re.compile(r"\S+")


def narrow(text: str) -> Narrow:
    """`text` as `Narrow`."""
    wide = plain(text)
    if not _WHITE_SPACE.search(wide):
        return Narrow(wide, range(len(wide)), frozenset(), frozenset())
    kept: list[str] = []
    index: list[int] = []
    gaps: list[int] = []
    lines: list[int] = []
    last = 0
    for match in _WORD.finditer(wide):
        start, end = match.span()
        if start > last:
            gaps.append(len(index))
            if not wide[last:start].isprintable():
                lines.append(len(index))
        kept.append(match[0])
        index.extend(range(start, end))
        last = end
    return Narrow("".join(kept), index, frozenset(gaps), frozenset(lines))


SENTENCE_END: Final = re.compile("[。!?]")
LONGEST_BRACKET: Final = 2000  # characters; no list of owners is longer
_MARK: Final = re.compile(r"[()\[\]。!?](?:(?<=[()\[\]])|(?![)\]]))")  # not 。 before )


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket of a narrow text, with or without its closing mark."""

    start: int  # of the opening mark
    end: int  # behind the closing mark, or behind the sentence that never closes it
    close: int  # where its content ends


def brackets_around(source: Narrow, positions: list[int]) -> list[list[Bracket]]:
    """For each position (ascending) the brackets that hold it, the innermost first, at most two.

    Brackets pair whatever their widths and shapes; they do not reach over the end of a sentence, and
    one that is never closed ends with its sentence.
    """
    text = source.text
    opened: list[int] = []
    closes: dict[int, int] = {}
    holding: list[tuple[int, ...]] = []
    wanted = iter([*positions, len(text) + 1])
    next_wanted = next(wanted)
    for mark in _MARK.finditer(text):
        while next_wanted < mark.start():
            holding.append(tuple(opened[-2:]))
            next_wanted = next(wanted)
        if mark[0] in "([":
            opened.append(mark.start())
        elif mark[0] in ")]":
            if opened:
                closes[opened.pop()] = mark.start()
        else:
            for opening in opened[-2:]:
                closes.setdefault(opening, mark.start())
            opened.clear()
    while next_wanted <= len(text):
        holding.append(tuple(opened[-2:]))
        next_wanted = next(wanted)

    def bracket(opening: int) -> Bracket:
        close = closes.get(opening, len(text))
        closed = close < len(text) and text[close] in ")]"
        return Bracket(opening, close + 1 if closed else close, close)

    return [
        [
            found
            for found in map(bracket, reversed(openings))
            if found.close - found.start <= LONGEST_BRACKET
        ]
        for openings in holding
    ]
