"""Logical blocks: headings, labels, items and paragraphs, joined over line and page breaks.

A block is what the writer typed as one paragraph. Which physical lines belong together is decided here
once: an unmarked line goes on with the block before it when that one stopped in mid-sentence (or, in a
document hard-wrapped at one width, when it filled its line), and begins a paragraph otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loaders.outline import titles
from loaders.outline.headings import Label, Level, Marker, label, marker
from loaders.outline.lines import TERMINAL, Line, LineKind


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

    @property
    def heading_like(self) -> bool:
        """Whether the words are a heading rather than a sentence: short, and no stop inside."""
        return is_heading_like(self.words)


_SENTENCE: Final = re.compile(r"[。;,!?:]")
_TWO_STOPS: Final = re.compile(r"\d+\s*\.\s*\d+\.\d")
_BOX: Final = re.compile(
    r"^[\[(]?(?:专\s*栏|專\s*欄)\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*[:、.\])]?\s*"
)
# （一）妇女与健康 主要目标： / （二）妇女与教育。主要目标：1.…
_GLUED: Final = re.compile(
    r"[\s:。.—-]+[\[<“]?(?=(?:主要|发展|工作|具体)目标\s*[\]>”]?\s*(?:[:。]|$))"
)
# （三）主要目标。到2025年，……: a heading with its first paragraph behind it
_RUN_IN: Final = re.compile(r"(?P<name>(?:主要|发展|总体|工作|具体)目标)\s*[。:]\s*(?=\S)")
_SECOND_LABEL: Final = re.compile(
    r"(?<=[。;])\s*[\[<“]?(?=(?:策略|主要|发展|工作|具体|政策)(?:措施|举措)\s*[\]>”]?\s*[:。])"
)


def is_heading_like(words: str) -> bool:
    """Whether `words` read as a heading: at most 40 characters, no stop but one at the end."""
    if len(words) > 40:
        return False
    found = _SENTENCE.search(words)
    return found is None or (found.end() == len(words) and words[-1] in "。:")


def blocks(lines: Sequence[Line], width: int | None) -> list[Block]:
    """The blocks of a document, in order; every line of kind TEXT is in at least one.

    `width` is the hard wrap of the document (`loaders.outline.lines.wrap_width`), None where a line is a
    paragraph.
    """
    content = [line for line in lines if line.kind is LineKind.TEXT]
    made: list[Block] = []
    numbers: dict[Level, int] = {}
    at, size = 0, len(content)
    while at < size:
        line = content[at]
        taken = _standing_alone(content, at, made, width)
        if taken is not None:
            block, used = taken
            made.append(block)
            at += used
            continue
        before = made[-1] if made else None
        mark = _accepted_marker(line, before, numbers, width)
        if mark is not None:
            if mark.number is not None:
                numbers[mark.level] = mark.number
                for level in [deeper for deeper in numbers if deeper > mark.level]:
                    del numbers[level]
            made.extend(_marked(line, mark))
        elif (found := _accepted_label(line, before, width)) is not None:
            made.extend(_labelled(line, found))
            numbers.clear()
        elif (box := _BOX.match(line.words)) and len(line.words) < 50 and _closed(before, width):
            made.append(
                _block(BlockKind.BOX, line, box.end() if box.end() < len(line.words) else 0)
            )
        elif before is not None and _goes_on(line, before, width):
            before.extend(line)
        else:
            made.append(_block(BlockKind.BARE if _is_bare(line) else BlockKind.TEXT, line))
        at += 1
    return made


def _block(kind: BlockKind, line: Line, skip: int = 0, mark: Marker | None = None) -> Block:
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


def _standing_alone(
    content: Sequence[Line], at: int, made: Sequence[Block], width: int | None
) -> tuple[Block, int] | None:
    """A block that no ordinal begins and nothing continues: title, notice title, preface, date …"""
    line = content[at]
    words = line.words
    if len(words) > titles.MAX_TITLE * 2:
        return None
    before = made[-1] if made else None
    last = words[-1]
    among = before is not None and before.kind is BlockKind.CONTENTS
    if (among or titles.is_contents_heading(words)) and (taken := _contents(content, at, before)):
        return taken
    if last == "日" and titles.is_date(words):
        return _block(BlockKind.DATE, line), 1
    if last in "号號" and titles.is_document_number(words):
        return _block(BlockKind.DOCUMENT_NUMBER, line), 1
    if titles.is_preface(words):
        return _block(BlockKind.PREFACE, line), 1
    if titles.is_imprint(words):
        return _block(BlockKind.IMPRINT, line), 1
    if titles.is_issued_notice_title(words):
        return _block(BlockKind.NOTICE_TITLE, line), 1
    if (last in TERMINAL and last not in ")”") or not _closed(before, width):
        return None
    for kind, length in (
        (BlockKind.NOTICE_TITLE, titles.notice_title_length(content, at)),
        (BlockKind.TITLE, titles.plan_title_length(content, at)),
    ):
        if length and marker(words) is None:
            block = _block(kind, line)
            for more in content[at + 1 : at + length]:
                block.extend(more)
            return block, length
    return None


def _between(before: Block | None) -> bool:
    """Whether the block before is one that no sentence runs on from."""
    return before is None or before.kind in (
        BlockKind.TITLE, BlockKind.NOTICE_TITLE, BlockKind.DATE, BlockKind.DOCUMENT_NUMBER,
        BlockKind.IMPRINT, BlockKind.CONTENTS, BlockKind.PREFACE,
    )  # fmt: skip


def _contents(content: Sequence[Line], at: int, before: Block | None) -> tuple[Block, int] | None:
    """The entries of a contents page from `at`, as one block."""
    used = 0 if before is not None and before.kind is BlockKind.CONTENTS else 1
    later = {line.words for line in content[at + 1 : at + 2000]}
    for i in range(at + used, min(at + 400, len(content))):
        words = content[i].words
        bare = re.sub(r"[.…·\s_\t-]*\d{0,4}$", "", words)
        again = (bare != words and bare in later) or sum(
            line.words == words for line in content[i + 1 : i + 3000]
        ) > 0
        if titles.is_contents_entry(words) or (
            again and len(words) < 60 and words[-1] not in "。;"
        ):
            used += 1
        else:
            break
    if used == 0:
        return None
    block = _block(BlockKind.CONTENTS, content[at])
    for more in content[at + 1 : at + used]:
        block.extend(more)
    return block, used


def _closed(before: Block | None, width: int | None) -> bool:
    """Whether the block before has ended, so that what follows may begin something new."""
    if _between(before) or before is None:
        return True
    last = before.lines[-1]
    if last.words[-1] in TERMINAL:
        return True
    if width is not None:
        return last.width < width * 0.85
    return before.kind in (BlockKind.LABEL, BlockKind.BARE, BlockKind.BOX) or (
        before.kind is BlockKind.MARKED and len(last.words) <= 30 and before.heading_like
    )


def _accepted_marker(
    line: Line, before: Block | None, numbers: dict[Level, int], width: int | None
) -> Marker | None:
    """The ordinal of `line` if it begins an item there, None if it is the middle of a sentence."""
    mark = marker(line.words)
    if mark is None or mark.width >= len(line.words):
        return None
    ended = before is None or before.lines[-1].words[-1] in TERMINAL or _closed(before, width)
    expected = mark.number is not None and mark.number == numbers.get(mark.level, 0) + 1
    if mark.decimal:
        # 2.1.2万名 is item 2 only where 2 is due; elsewhere it may be a section number (2.1.2).
        twice = _TWO_STOPS.match(line.words) is not None
        return mark if (ended and (expected or not twice)) or (expected and width is None) else None
    if ended:
        return mark
    if width is None:
        return mark if mark.level is not Level.LETTER else None
    return mark if expected and mark.level in numbers else None


def _accepted_label(line: Line, before: Block | None, width: int | None) -> Label | None:
    found = label(line.words)
    if found is None or not (
        _closed(before, width) or (found.strong and found.width == len(line.words))
    ):
        return None
    return found


def _marked(line: Line, mark: Marker) -> Iterator[Block]:
    """The blocks of a line with an ordinal: the item, or a numbered label, with what is glued behind."""
    rest = line.words[mark.width :]
    found = label(rest)
    if found is not None:
        head = _block(BlockKind.LABEL, line, mark.width, mark)
        head.label = found
        yield head
        if found.width < len(rest):
            head.words = rest[: found.width]
            yield from _inline_parts(line, mark.width + found.width)
        return
    if mark.level <= Level.CHINESE_BRACKETED and (run_in := _RUN_IN.match(rest)):
        heading = _block(BlockKind.MARKED, line, mark.width, mark)
        heading.words = rest[: run_in.end("name")]
        heading.pieces = _cut(heading.pieces, len(heading.words))
        yield heading
        text = _block(BlockKind.TEXT, line, mark.width + run_in.end())
        text.start, text.inline = text.pieces[0][0], True
        yield text
        return
    glued = _GLUED.search(rest, 2, 44)
    if glued and is_heading_like(rest[: glued.start()]) and (tail := label(rest[glued.end() :])):
        heading = _block(BlockKind.MARKED, line, mark.width, mark)
        heading.words = rest[: glued.start()]
        heading.pieces = _cut(heading.pieces, len(heading.words))
        yield heading
        yield from _inline_label(line, mark.width + glued.end(), tail)
        return
    yield _block(BlockKind.MARKED, line, mark.width, mark)


def _labelled(line: Line, found: Label) -> Iterator[Block]:
    """The blocks of an unnumbered label line, with the first items behind it."""
    head = _block(BlockKind.LABEL, line)
    head.label = found
    head.words = line.words[: found.width]
    yield head
    if found.width < len(line.words):
        yield from _inline_parts(line, found.width)


def _inline_label(line: Line, at: int, found: Label) -> Iterator[Block]:
    """A label that stands inside a line, with the items behind it."""
    part = _block(BlockKind.LABEL, line, at)
    part.label, part.inline = found, True
    part.words = line.words[at : at + found.width]
    part.start = part.pieces[0][0]
    yield part
    if at + found.width < len(line.words):
        yield from _inline_parts(line, at + found.width)


def _inline_parts(line: Line, at: int) -> Iterator[Block]:
    """The items from `at` on, up to a second label on the same line, and what follows that."""
    second = _SECOND_LABEL.search(line.words, at)
    found = label(line.words[second.end() :]) if second else None
    if second is None or found is None:
        yield from _inline_items(line, at, len(line.words))
        return
    yield from _inline_items(line, at, second.start())
    yield from _inline_label(line, second.end(), found)


_INLINE_ITEM: Final = re.compile(r"(?<=[。;:])\s*(?=(?:\d{1,2}\s*[.、]|\(\d{1,2}\)|[①-⑳⑴-⒇]))")


def _inline_items(line: Line, at: int, stop_at: int) -> Iterator[Block]:
    """The items that follow a label on its own line, split at 1. 2. 3. as far as they count up."""
    rest = line.words[at:stop_at]
    cuts = [0]
    first = marker(rest) if rest.strip() else None
    number = first.number if first else None
    for found in _INLINE_ITEM.finditer(rest, 1):
        following = marker(rest[found.end() :])
        if (
            first
            and following
            and following.level is first.level
            and following.number == (number or 0) + 1
        ):
            cuts.append(found.end())
            number = following.number
    for start, stop in zip(cuts, [*cuts[1:], len(rest)], strict=True):
        words = rest[start:stop].rstrip()
        mark = marker(words) if words else None
        skip = at + start + (mark.width if mark else 0)
        block = _block(BlockKind.MARKED if mark else BlockKind.TEXT, line, skip, mark)
        block.words = words[mark.width :] if mark else words
        block.pieces = _cut(block.pieces, len(block.words))
        block.start, block.inline = block.pieces[0][0] if block.pieces else block.start, True
        if block.pieces:
            yield block


def _cut(pieces: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The first `size` characters of `pieces`."""
    kept = []
    for a, b in pieces:
        if size <= 0:
            break
        kept.append((a, min(b, a + size)))
        size -= b - a
    return kept


def _goes_on(line: Line, before: Block, width: int | None) -> bool:
    """Whether an unmarked line goes on with the block before it rather than begin a paragraph."""
    if before.kind not in (BlockKind.MARKED, BlockKind.TEXT, BlockKind.BOX, BlockKind.BARE):
        return False
    last, filled = before.lines[-1].words, before.lines[-1].width
    if width is not None and filled >= width - 2:
        return not (last[-1] in TERMINAL and line.indented)
    if last[-1] in TERMINAL:
        # A parenthesis that opens on its own line belongs to the sentence before it: （牵头单位：…）
        return line.words[0] in "([<" and before.kind is BlockKind.MARKED
    if width is not None and filled < width * 0.6:
        return False
    return not (
        before.kind in (BlockKind.MARKED, BlockKind.BARE)
        and len(last) <= 22
        and is_heading_like(before.words)
    )


def _is_bare(line: Line) -> bool:
    words = line.words
    return len(words) <= 24 and words[-1] not in "。;!?:,、" and _SENTENCE.search(words) is None
