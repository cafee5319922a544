"""Logical blocks: headings, labels, items and paragraphs, joined over line and page breaks.

A block is what the writer typed as one paragraph. Which physical lines belong together is decided here
once: an unmarked line goes on with the block before it when that one stopped in mid-sentence (or, in a
document hard-wrapped at one width, when it filled its line), and begins a paragraph otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from loaders.outline import titles
from loaders.outline.block import (
    SENTENCE_STOP,
    Block,
    BlockKind,
    block_of,
    is_heading_like,
    is_owner_line,
)
from loaders.outline.headings import (
    Label,
    Level,
    Marker,
    dotted_marker,
    is_dotted,
    label,
    marker,
)
from loaders.outline.inline import labelled_blocks, marked_blocks
from loaders.outline.lines import TERMINAL, Line, LineKind, has_ended

_RATE: Final = re.compile(r"\d+\.\d+\s*(?:%|‰|个|万|亿|/)")  # 3.3‰和4‰以下
_PAGE_AFTER: Final = re.compile(r"[.…·\s_\t-]*\d{0,4}$")
_TWO_STOPS: Final = re.compile(r"\d+\s*\.\s*\d+\.\d")
_BOX: Final = re.compile(
    r"^[\[(]?(?:专\s*栏|專\s*欄)\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*[:、.\])]?\s*"
)


def blocks(lines: Sequence[Line], width: int | None) -> list[Block]:
    """The blocks of a document, in order; every line of kind TEXT is in at least one.

    `width` is the hard wrap of the document (`loaders.outline.lines.wrap_width`), None where a line is a
    paragraph.
    """
    content = [line for line in lines if line.kind is LineKind.TEXT]
    made: list[Block] = []
    numbers: dict[Level, int] = {}
    dotted = is_dotted(line.words for line in content)
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
        mark = dotted_marker(line.words) if dotted else None
        mark = mark or _accepted_marker(line, before, numbers, width)
        if mark is not None:
            if mark.number is not None:
                numbers[mark.level] = mark.number
                for level in [deeper for deeper in numbers if deeper > mark.level]:
                    del numbers[level]
            made.extend(marked_blocks(line, mark))
        elif (found := _accepted_label(line, before, width)) is not None:
            made.extend(labelled_blocks(line, found))
            numbers.clear()
        elif (box := _BOX.match(line.words)) and len(line.words) < 50 and _closed(before, width):
            made.append(
                block_of(BlockKind.BOX, line, box.end() if box.end() < len(line.words) else 0)
            )
        elif before is not None and _goes_on(line, before, width):
            before.extend(line)
        else:
            made.append(block_of(BlockKind.BARE if _is_bare(line) else BlockKind.TEXT, line))
        at += 1
    return made


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
        return block_of(BlockKind.DATE, line), 1
    if last in "号號" and titles.is_document_number(words):
        return block_of(BlockKind.DOCUMENT_NUMBER, line), 1
    if titles.is_preface(words):
        return block_of(BlockKind.PREFACE, line), 1
    if titles.is_imprint(words):
        return block_of(BlockKind.IMPRINT, line), 1
    if titles.is_issued_notice_title(words):
        return block_of(BlockKind.NOTICE_TITLE, line), 1
    if (last in TERMINAL and last not in ")”") or not _closed(before, width):
        return None
    for kind, length in (
        (BlockKind.NOTICE_TITLE, titles.notice_title_length(content, at)),
        (BlockKind.TITLE, titles.plan_title_length(content, at)),
    ):
        if length and marker(words) is None:
            block = block_of(kind, line)
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
    """The entries of a contents page from `at`, as one block.

    An entry ends in a page number or dots, or its words come again later as a heading, which may have
    text behind it there: “（一）指导思想” and “（一）指导思想。坚持……”.
    """
    used = 0 if before is not None and before.kind is BlockKind.CONTENTS else 1
    if used and (size := _up_to_first_entry_again(content, at)):
        used = size
    last_seen: dict[str, int] = {}
    for i, line in enumerate(content[at : at + 3000], start=at):
        last_seen[line.words] = last_seen[line.words.partition("。")[0]] = i
    for i in range(at + used, min(at + 400, len(content))):
        words = content[i].words
        bare = _PAGE_AFTER.sub("", words)
        again = max(last_seen.get(words, 0), last_seen.get(bare, 0)) > i
        if titles.is_contents_entry(words) or (
            again and len(words) < 60 and words[-1] not in "。;"
        ):
            used += 1
        else:
            break
    if used == 0:
        return None
    block = block_of(BlockKind.CONTENTS, content[at])
    for more in content[at + 1 : at + used]:
        block.extend(more)
    return block, used


def _up_to_first_entry_again(content: Sequence[Line], at: int) -> int:
    """How many lines the contents page at `at` has if its first entry comes again as the first heading.

    0 where it does not, or where a sentence stands between: that is no contents page.
    """
    if at + 1 >= len(content):
        return 0
    first = _PAGE_AFTER.sub("", content[at + 1].words)
    for i in range(at + 2, min(at + 400, len(content))):
        words = content[i].words
        if words == first:
            return i - at
        entry = marker(words) or titles.is_contents_entry(words) or words.startswith("附")
        if not entry or len(words) > 60 or words[-1] in "。;,":
            return 0
    return 0


def _closed(before: Block | None, width: int | None) -> bool:
    """Whether the block before has ended, so that what follows may begin something new."""
    if _between(before) or before is None:
        return True
    last = before.lines[-1]
    if has_ended(last.words) or is_owner_line(last.words):
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
    ended = before is None or _closed(before, width)
    expected = mark.number is not None and mark.number == numbers.get(mark.level, 0) + 1
    if mark.decimal:
        # 2.1.2万名 is item 2 only where 2 is due; elsewhere it may be a section number (2.1.2).
        twice = _TWO_STOPS.match(line.words) is not None
        listed = before is not None and before.words[-1:] in ("、", ",")
        if not ended and (listed or _RATE.match(line.words)):
            return None
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


def _goes_on(line: Line, before: Block, width: int | None) -> bool:
    """Whether an unmarked line goes on with the block before it rather than begin a paragraph."""
    if before.kind not in (BlockKind.MARKED, BlockKind.TEXT, BlockKind.BOX, BlockKind.BARE):
        return False
    last, filled = before.lines[-1].words, before.lines[-1].width
    if width is not None and filled >= width - 2:
        return not (has_ended(last) and line.indented)
    if is_owner_line(last) and last[-1] not in "、,:" and not has_ended(last):
        return False  # a list without a stop; it ends with its line
    if has_ended(last):
        # A parenthesis on its own line belongs to the sentence before it; an owner list after an item
        # stays apart, because it may speak of the item above this one.
        if is_owner_line(line.words):
            return before.kind is BlockKind.TEXT
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
    return len(words) <= 24 and words[-1] not in "。;!?:,、" and SENTENCE_STOP.search(words) is None
