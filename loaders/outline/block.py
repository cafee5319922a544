"""A logical block: what the writer typed as one paragraph, with its lines and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loaders.outline.headings import Label, Marker
from loaders.outline.lines import Line


class BlockKind(StrEnum):
    """What a block is before the outline is known."""

    TITLE = "title"  # of a plan
    NOTICE_TITLE = "notice_title"
    PREFACE = "preface"  # 前言
    CONTENTS = "contents"
    IMPRINT = "imprint"
    DATE = "date"
    DOCUMENT_NUMBER = "document_number"
    MARKED = "marked"  # begins with an ordinal
    LABEL = "label"  # 主要目标：
    BOX = "box"  # 专栏1
    BARE = "bare"  # a short line without ordinal or stop: perhaps a heading whose number was lost
    TEXT = "text"


@dataclass(slots=True)
class Block:
    """One logical paragraph: its lines, and where its words stand without the ordinal."""

    kind: BlockKind
    lines: list[Line]
    pieces: list[tuple[int, int]]
    words: str  # folded, without the ordinal
    marker: Marker | None = None
    label: Label | None = None
    start: int = 0  # of the ordinal or the first word
    inline: bool = False  # stands on the line of the block before it

    def extend(self, line: Line) -> None:
        """Take one more line."""
        self.lines.append(line)
        self.pieces.extend(line.pieces)
        self.words += line.words
        if self.kind is BlockKind.BARE:
            self.kind = BlockKind.TEXT  # what runs on is a sentence

    def printed(self, text: str) -> str:
        """Its words as `text` prints them, neither folded nor with the ordinal."""
        return "".join(text[start:end] for start, end in self.pieces)

    @property
    def heading_like(self) -> bool:
        """Whether the words are a heading rather than a sentence: short, and no stop inside."""
        return is_heading_like(self.words)


SENTENCE_STOP: Final = re.compile(r"[。;,!?:]")
# （牵头单位：…） or 责任单位：… on a line of its own
_OWNER_LINE: Final = re.compile(
    r"[\[(<]?\s*(?:牵头|责任|配合|主办|主责|协办|负责)(?:责任)?(?:单位|部门)\s*[:及和(]"
)


def is_heading_like(words: str) -> bool:
    """Whether `words` read as a heading: at most 40 characters, no stop but one at the end."""
    if len(words) > 40 or words[-1:] in ("、", ","):
        return False
    found = SENTENCE_STOP.search(words)
    return found is None or (found.end() == len(words) and words[-1] in "。:")


def is_owner_line(words: str) -> bool:
    """Whether a line says who is responsible and nothing else: （责任单位：区妇联）."""
    return _OWNER_LINE.match(words) is not None


def block_of(kind: BlockKind, line: Line, skip: int = 0, mark: Marker | None = None) -> Block:
    """A block of one line, without its first `skip` characters."""
    pieces = list(line.pieces)
    words = line.words
    left = skip
    while left and pieces:
        a, b = pieces[0]
        if b - a <= left:
            pieces.pop(0)
            left -= b - a
        else:
            pieces[0] = (a + left, b)
            left = 0
    return Block(kind, [line], pieces, words[skip:], mark, start=line.pieces[0][0])


def cut(pieces: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The first `size` characters of `pieces`."""
    kept = []
    for a, b in pieces:
        if size <= 0:
            break
        kept.append((a, min(b, a + size)))
        size -= b - a
    return kept
