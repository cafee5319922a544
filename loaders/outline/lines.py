"""Physical lines: every character of the source belongs to exactly one, in order.

A line keeps where it stands, its words without the white space around them, and what it is. Word's
leftovers inside a line ([bookmark: _Toc1]) are furniture: they are cut out of the words, not out of the
source. Line numbers are 1-based and split on LF; a file that knows only CR is split on CR.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.folding import folded
from loaders.outline.headings import label, marker


class LineKind(StrEnum):
    """What a line is in the document. Only the first four are known before the outline is."""

    BLANK = "blank"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    RULE = "rule"  # a row of dashes or stars
    TEXT = "text"  # not yet placed
    MASTHEAD = "masthead"  # a gazette's cover
    CONTENTS = "contents"  # 目录
    NOTICE = "notice"  # 通知 and other documents that are no plan
    IMPRINT = "imprint"  # 印发日期、抄送、印数
    TITLE = "title"
    HEADING = "heading"
    PROSE = "prose"  # preface, guiding thought, implementation …
    DOMAIN = "domain"
    LABEL = "label"  # 主要目标：
    GOAL = "goal"
    SUB_GOAL = "sub_goal"
    MEASURE = "measure"
    UNPLACED = "unplaced"


@dataclass(slots=True)
class Line:
    """One physical line; `text[start:end]` includes its line break.

    `pieces` are the words in the source, without white space at the ends and without furniture;
    `words` is the same folded to half-width. `kind` is filled in as the document is understood.
    """

    number: int
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]
    words: str
    width: int  # characters between its first and last visible one, furniture included
    indented: bool
    kind: LineKind


# Zero-width characters, byte-order marks inside the text and NULs count as white space at a line's ends.
_SPACE: Final = " \t\n\r\f\v\u3000\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_SPACE_ALL: Final = (
    _SPACE + "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\ufeff\x00\x1c\x1d\x1e\x1f\x85"
)

# Word's bookmarks and field codes when a .doc was pasted as text: [bookmark: _Toc306625276]
_INLINE_FURNITURE: Final = re.compile(r"\[bookmark:[^\]\n]{0,80}\]")

# — 12 —, - 3 -, ·5·, 12, 第 3 页, 第3页 共9页, 3/20, Page 3 of 9
_PAGE_NUMBER: Final = re.compile(
    r"[-—_·~.\s]{0,6}(?:\d{1,3}|(?<=[-—_·])\s*\d{4})[-—_·~.\s]{0,6}"
    r"|第\s*\d{1,4}\s*页(?:[\s,/、]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}"
    r"|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[-—_=*~.·#+\s]{3,}")

# A line that ends so is a finished sentence, label or parenthesis; after another ending the text goes on.
TERMINAL: Final = frozenset("。;!?:.…)]>”》」』")


def has_ended(words: str) -> bool:
    """Whether a line ends a sentence, label or parenthesis; “4.” at its end is half a number."""
    return words[-1] in TERMINAL and not (words[-1] == "." and words[-2:-1].isdigit())


def physical_lines(text: str) -> list[Line]:
    """The lines of `text`, in order; `lines[i].end == lines[i + 1].start` and they tile the text."""
    flat = folded(text)
    bookmarks = "[bookmark:" in flat
    lines: list[Line] = []
    start, number, size = 0, 0, len(text)
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    find = flat.find
    while start < size:
        at = find(newline, start)
        end = size if at < 0 else at + 1
        number += 1
        raw = flat[start:end]
        words = raw.strip(_SPACE_ALL)
        if not words:
            lines.append(Line(number, start, end, (), "", 0, False, LineKind.BLANK))
            start = end
            continue
        left = start + raw.index(words[0]) if raw[0] != words[0] else start
        width = len(words)
        pieces: tuple[tuple[int, int], ...] = ((left, left + width),)
        if bookmarks and "[bookmark:" in words:
            pieces, words = _without_furniture(words, left)
        kind = LineKind.TEXT if words else LineKind.RULE
        if words and len(words) < 24 and (words[0] in "-—_=*~.·#+第Pp" or words[0].isdigit()):
            if _PAGE_NUMBER.fullmatch(words):
                kind = LineKind.PAGE_NUMBER
            elif _RULE.fullmatch(words):
                kind = LineKind.RULE
        elif words and _RULE.fullmatch(words):
            kind = LineKind.RULE
        lines.append(Line(number, start, end, pieces, words, width, left > start, kind))
        start = end
    _mark_running_heads(lines)
    return lines


def _without_furniture(words: str, left: int) -> tuple[tuple[tuple[int, int], ...], str]:
    """The pieces of a line between its furniture, each stripped, and the words they hold."""
    pieces: list[tuple[int, int]] = []
    at = 0
    for found in (*_INLINE_FURNITURE.finditer(words), None):
        stop = len(words) if found is None else found.start()
        part = words[at:stop]
        # Only the outer ends of the line lose their spaces; words on both sides of a mark stay joined.
        lead = len(part) - len(part.lstrip(_SPACE_ALL)) if not pieces else 0
        tail = len(part) - len(part.rstrip(_SPACE_ALL)) if found is None else 0
        if stop - tail > at + lead:
            pieces.append((left + at + lead, left + stop - tail))
        at = stop if found is None else found.end()
    return tuple(pieces), "".join(words[a - left : b - left] for a, b in pieces)


# What running heads without page numbers say: the plan's or gazette's own title, an issue number.
_HEAD_WORDS: Final = re.compile(
    r"(?:规划|纲要|计划|公报)(?:\s*\([^()]{2,24}\))?$|第\s*\d{1,4}\s*期|总第\s*\d+"
)


_YEARS: Final = re.compile(r"\s*\(\s*\d{4}[^()]{1,16}\)$")
# 云栖市人民政府 — 12 —
_WORDS_AND_PAGE: Final = re.compile(r"(?P<words>[^\d—-]{2,30}?)\s*[-—]\s*\d{1,4}\s*[-—]")


def _mark_running_heads(lines: list[Line]) -> None:
    """Mark short lines that come again at the heads or feet of pages (页眉、页脚).

    They stand beside page numbers again and again, or are the same title three times and more.
    """
    content = [line for line in lines if line.kind is not LineKind.BLANK]
    beside: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for before, line, after in zip([None, *content], content, [*content[1:], None], strict=False):
        short = len(line.words) <= 50 and line.kind is LineKind.TEXT
        if short and line.words[-1] not in "。;!?:":
            total[line.words] += 1
            beside[line.words] += any(
                other is not None and other.kind is LineKind.PAGE_NUMBER
                for other in (before, after)
            )
    # A heading or label may stand at the top of two pages by chance; it is no running head.
    heads = {
        words
        for words, n in total.items()
        if n >= 2
        and beside[words] >= 2
        and beside[words] * 2 > n
        and not marker(words)
        and not label(words)
    }
    again = {
        words
        for words, n in total.items()
        if n >= 3 and _HEAD_WORDS.search(words) and not marker(words)
    }
    # 漱石县妇女发展规划 at the head of pages, where the title itself has its years behind it
    dated = {_YEARS.sub("", words) for words in total if _YEARS.search(words)}
    heads |= {words for words, n in total.items() if n >= 2 and words in dated}
    feet = Counter(
        foot["words"] for line in content if (foot := _WORDS_AND_PAGE.fullmatch(line.words))
    )
    if not heads and not again and not feet:
        return
    seen: set[str] = set()
    for line in content:
        if line.kind is LineKind.TEXT:
            if line.words in heads or (line.words in again and line.words in seen):
                line.kind = LineKind.RUNNING_HEAD
            elif (foot := _WORDS_AND_PAGE.fullmatch(line.words)) and feet[foot["words"]] >= 2:
                line.kind = LineKind.PAGE_NUMBER
            seen.add(line.words)


def wrap_width(lines: Iterable[Line]) -> int | None:
    """The width in characters at which the document was hard-wrapped, or None where lines are paragraphs.

    A wrapped document has many lines that stop in mid-sentence, nearly all at one width.
    """
    texts = [line for line in lines if line.kind is LineKind.TEXT]
    broken = sorted(
        line.width for line in texts if line.words[-1] not in TERMINAL and line.width > 12
    )
    if len(broken) < 8 or len(broken) * 4 < len(texts):
        return None
    width = broken[len(broken) * 9 // 10]
    full = sum(n >= width * 0.85 for n in broken)
    longer = sum(line.width > width * 1.3 for line in texts)
    return width if full * 10 >= len(broken) * 7 and longer * 20 < len(texts) else None
