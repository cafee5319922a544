"""What of a file belongs to no plan: notices, a gazette's cover, contents pages, imprints."""

from __future__ import annotations

from graph.model import Outside
from loaders.identity import as_title
from loaders.outline.assembly import Assembly
from loaders.outline.block import Block, BlockKind
from loaders.outline.lines import LineKind
from loaders.outline.pieces import Piece


def furniture_of_plan(piece: Piece) -> list[Outside]:
    """Imprints and contents pages that stand inside a plan's stretch of the file."""
    found = []
    for block in piece.blocks:
        if block.kind in (BlockKind.IMPRINT, BlockKind.CONTENTS):
            kind = LineKind.IMPRINT if block.kind is BlockKind.IMPRINT else LineKind.CONTENTS
            for line in block.lines:
                if line.kind in (LineKind.TEXT, LineKind.PROSE):
                    line.kind = kind
            found.append(_stretch(kind, "", [block]))
    return found


def outside_plans(piece: Piece, text: str, assembly: Assembly, *, alone: bool) -> list[Outside]:
    """A piece that is no plan, as one stretch; its contents page apart."""
    kind = (
        LineKind.NOTICE
        if piece.notice or piece.title or alone or _is_letter(piece)
        else LineKind.MASTHEAD
    )
    found = []
    own: list[Block] = []
    for block in sorted(piece.all_blocks, key=lambda b: b.lines[0].number):
        if block.kind is BlockKind.CONTENTS:
            assembly.mark_block(block, LineKind.CONTENTS)
            found.append(_stretch(LineKind.CONTENTS, "目录", [block]))
        else:
            assembly.mark_block(block, kind)
            own.append(block)
    if own:
        head = piece.notice or piece.title
        found.append(_stretch(kind, as_title(head.printed(text)) if head else "", own))
    return found


def _is_letter(piece: Piece) -> bool:
    return any(b.kind in (BlockKind.DATE, BlockKind.DOCUMENT_NUMBER) for b in piece.blocks)


def _stretch(kind: LineKind, title: str, blocks: list[Block]) -> Outside:
    first, last = blocks[0].lines[0].number, blocks[-1].lines[-1].number
    return Outside(kind=kind.value, title=title, line=first, end_line=last)
