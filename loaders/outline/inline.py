"""What stands behind an ordinal or label on its own line.

Typists save lines: “（二）妇女与教育。主要目标：1.……”, “策略措施。1.……2.……”, “（三）主要目标。到2025年，……”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.outline.block import Block, BlockKind, block_of, cut, is_heading_like
from loaders.outline.headings import Label, Level, Marker, label, marker
from loaders.outline.lines import Line

# （一）妇女与健康 主要目标： / （二）妇女与教育。主要目标：1.…
_GLUED: Final = re.compile(
    r"[\s:。.—-]+[\[<“]?(?=(?:主要|发展|工作|具体)目标\s*[\]>”]?\s*(?:[:。]|$))"
)
# （三）主要目标。到2025年，……: a heading with its first paragraph behind it
_RUN_IN: Final = re.compile(
    r"(?P<name>(?:主要|发展|总体|工作|具体)目标)(?P<stop>\s*[。:])\s*(?=\S)"
)
_SECOND_LABEL: Final = re.compile(
    r"(?<=[。;])\s*[\[<“]?(?=(?:策略|主要|发展|工作|具体|政策)(?:措施|举措)\s*[\]>”]?\s*[:。])"
)


def marked_blocks(line: Line, mark: Marker) -> Iterator[Block]:
    """The blocks of a line with an ordinal: the item, or a numbered label, with what is glued behind."""
    rest = line.words[mark.width :]
    found = label(rest)
    if found is not None:
        head = block_of(BlockKind.LABEL, line, mark.width, mark)
        head.label = found
        head.words = rest[: found.width]
        head.pieces = cut(head.pieces, found.width)
        yield head
        if found.width < len(rest):
            yield from _inline_parts(line, mark.width + found.width)
        return
    if mark.level <= Level.CHINESE_BRACKETED and (run_in := _RUN_IN.match(rest)):
        heading = block_of(BlockKind.MARKED, line, mark.width, mark)
        heading.words = rest[: run_in.end("name")]
        heading.pieces = cut(heading.pieces, run_in.end("stop"))
        yield heading
        text = block_of(BlockKind.TEXT, line, mark.width + run_in.end())
        text.start, text.inline = text.pieces[0][0], True
        yield text
        return
    glued = _GLUED.search(rest, 2, 44)
    if glued and is_heading_like(rest[: glued.start()]) and (tail := label(rest[glued.end() :])):
        heading = block_of(BlockKind.MARKED, line, mark.width, mark)
        heading.words = rest[: glued.start()]
        heading.pieces = cut(heading.pieces, len(heading.words))
        yield heading
        yield from _inline_label(line, mark.width + glued.end(), tail)
        return
    yield block_of(BlockKind.MARKED, line, mark.width, mark)


def labelled_blocks(line: Line, found: Label) -> Iterator[Block]:
    """The blocks of an unnumbered label line, with the first items behind it."""
    head = block_of(BlockKind.LABEL, line)
    head.label = found
    head.words = line.words[: found.width]
    head.pieces = cut(head.pieces, found.width)
    yield head
    if found.width < len(line.words):
        yield from _inline_parts(line, found.width)


def _inline_label(line: Line, at: int, found: Label) -> Iterator[Block]:
    """A label that stands inside a line, with the items behind it."""
    part = block_of(BlockKind.LABEL, line, at)
    part.label, part.inline = found, True
    part.words = line.words[at : at + found.width]
    part.pieces = cut(part.pieces, found.width)
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
        block = block_of(BlockKind.MARKED if mark else BlockKind.TEXT, line, skip, mark)
        block.words = words[mark.width :] if mark else words
        block.pieces = cut(block.pieces, len(block.words))
        block.start, block.inline = block.pieces[0][0] if block.pieces else block.start, True
        if block.pieces:
            yield block
