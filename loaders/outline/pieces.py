"""The documents inside one file: plans, notices, a gazette's cover.

A file may hold a plan alone, a notice with the plans it issues, or a whole gazette. A new document begins
at a title, at the title of a notice, at a preface after the body of another, or where a first section
(一、指导思想) follows a last one (四、监测评估) without any title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.outline.block import Block, BlockKind
from loaders.outline.headings import HeadingRole, Level, roles

_YEARS: Final = re.compile(r"\(\d{4}[^()]{1,16}\)$")


@dataclass(slots=True)
class Piece:
    """One document of the file: its title blocks, and the rest in order."""

    title: Block | None = None  # of a plan
    notice: Block | None = None
    blocks: list[Block] = field(default_factory=list)

    @property
    def all_blocks(self) -> list[Block]:
        """Title blocks and the rest, in order."""
        return [b for b in (self.title, self.notice) if b is not None] + self.blocks

    @property
    def has_body(self) -> bool:
        """Whether it holds anything but its title, a date and the like."""
        return any(
            b.kind in (BlockKind.MARKED, BlockKind.LABEL, BlockKind.TEXT) for b in self.blocks
        )


def pieces(blocks: Sequence[Block]) -> list[Piece]:
    """The documents of a file, in order; every block is in exactly one."""
    found = [Piece()]
    closing_seen = False
    for block in blocks:
        current = found[-1]
        if block.kind is BlockKind.TITLE:
            if current.title is not None and _bare_title(current.title) == _bare_title(block):
                # A cover page, then the title again; or the title at the head of a later page.
                if not current.has_body and len(block.words) > len(current.title.words):
                    current.title, block = block, current.title
                current.blocks.append(block)
                continue
            found.append(Piece(title=block))
            closing_seen = False
            continue
        if block.kind is BlockKind.NOTICE_TITLE:
            lead: list[Block] = []
            while current.blocks and current.blocks[-1].kind is BlockKind.DOCUMENT_NUMBER:
                lead.insert(0, current.blocks.pop())
            found.append(Piece(notice=block, blocks=lead))
            closing_seen = False
            continue
        if _begins_untitled(block, current, closing_seen) and current.all_blocks:
            found.append(Piece())
            current = found[-1]
            closing_seen = False
        if (
            block.kind is BlockKind.MARKED
            and block.heading_like
            and HeadingRole.CLOSING in roles(block.words)
        ):
            closing_seen = True
        current.blocks.append(block)
    return [piece for piece in found if piece.all_blocks]


def _bare_title(title: Block) -> str:
    """A title without spaces and years: covers and running heads leave the years out."""
    return _YEARS.sub("", re.sub(r"\s", "", title.words))


def _begins_untitled(block: Block, current: Piece, closing_seen: bool) -> bool:
    first = (
        block.kind in (BlockKind.MARKED, BlockKind.LABEL)
        and block.marker is not None
        and block.marker.number == 1
        and (block.marker.level <= Level.SECTION or block.marker.level is Level.CHINESE)
    )
    signed = current.notice is not None and any(b.kind is BlockKind.DATE for b in current.blocks)
    if first and signed:
        return True  # what a notice issues may begin under its date, without a title
    if block.kind is BlockKind.PREFACE:
        return current.notice is not None or any(
            b.kind in (BlockKind.LABEL, BlockKind.PREFACE, BlockKind.DATE)
            or (b.kind is BlockKind.MARKED and b.heading_like)
            for b in current.blocks
        )
    return (
        closing_seen
        and block.kind is BlockKind.MARKED
        and block.marker is not None
        and block.marker.level in (Level.CHINESE, Level.CHAPTER, Level.ARABIC_COMMA)
        and block.marker.number == 1
        and HeadingRole.FRONT in roles(block.words)
    )
