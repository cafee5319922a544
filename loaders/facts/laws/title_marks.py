"""Titles between book-title marks, also nested, and also where one of the two marks was forgotten.

GB/T 15834—2011 (标点符号用法) 4.15: titles stand in 《》, a title inside a title in 〈〉. Plans often
print 《…《…》…》, and now and then 《梨树区妇女发展规划（2016—2020年），为……: such a title ends where its
wording does, at an ending with its bracketed years before a stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.facts.laws.title_words import EDGE, ENDINGS, INSTRUMENT, REMARK, STOP, VERB

_MARK: Final = re.compile("[《》]")
_MARK_OR_END: Final = re.compile(r"[《》。\n]")
_STRICT_END: Final = re.compile(
    rf"(?:{ENDINGS}|远景目标|预案|章程){REMARK}"
    r"(?=[,、。;:!?《》\n]|$|等|和《|及《|的要求|的规定|规定的)"
)
_LOOSE_END: Final = re.compile(rf"(?:{ENDINGS}|远景目标|预案|章程){REMARK}{EDGE}")
_CLAUSE: Final = re.compile(rf"[^{STOP}、]*$")
_LONGEST: Final = 160  # the longest titles of 通知 have about a hundred characters
_DEEPEST: Final = 3


def marked_titles(read: str) -> Iterator[tuple[int, int]]:
    """Bounds of the instruments' titles in 《》, outer marks left out, inner ones kept; in order."""
    for start, end in _marked(read):
        if INSTRUMENT.search(read, start, end):
            yield start, end


def _marked(read: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (mark := _MARK.search(read, at)) is not None:
        if mark[0] == "》":
            begin = _beginning(read, mark.start())
            if at <= begin < mark.start():
                yield begin, mark.start()
            at = mark.end()
            continue
        at = start = mark.end()
        if read.startswith("《", start):
            continue
        close = _closing(read, start)
        end = _forgotten_end(read, start, close)
        if end is not None:
            yield start, end
            at = end
        elif close is not None:
            yield start, close
            at = close + 1


def _closing(read: str, start: int) -> int | None:
    """Where the mark opened before `start` is closed; None if it is not."""
    depth = 1
    for mark in _MARK_OR_END.finditer(read, start, start + _LONGEST):
        if mark[0] in "。\n" or depth > _DEEPEST:
            return None
        depth += 1 if mark[0] == "《" else -1
        if depth == 0:
            return mark.start()
    return None


def _forgotten_end(read: str, start: int, close: int | None) -> int | None:
    """Where the title ends by its wording, if its closing mark is missing or is another title's."""
    stop = min(len(read), start + _LONGEST)
    early = _STRICT_END.search(read, start, stop)
    if close is not None:
        comma = read.find(",", start, close)
        runs_on = early is not None and early.end() == comma and "关于" not in read[start:comma]
        return comma if runs_on else None
    found = early or _LOOSE_END.search(read, start, stop)
    if found is None or any(end in read[start : found.end()] for end in "。\n"):
        return None
    return found.end()


def _beginning(read: str, end: int) -> int:
    """Where a title begins whose opening mark is missing: after the last stop or citing verb."""
    clause = _CLAUSE.search(read, max(0, end - 60), end)
    begin = clause.start() if clause else end
    for verb in VERB.finditer(read, begin, end):
        begin = verb.end()
    return begin
