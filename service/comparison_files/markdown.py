"""A comparison as Markdown: one table (GitHub Flavored Markdown), then the sources."""

from __future__ import annotations

import re
from typing import Final

from queries.comparison import Comparison
from service.comparison_files.sheet import SHEET_LEGEND, Cell, Piece, sheet

# An underline inside a word means nothing, and file names are full of them.
_SPECIAL: Final = re.compile(r"([\\`*\[\]<>#|~&]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z]))")


def markdown(comparison: Comparison) -> str:
    """The comparison; what only one column has is bold."""
    laid = sheet(comparison)
    rows = [
        ("项目", *(escaped(head) for head in laid.heads)),
        ("---",) * (1 + len(laid.heads)),
        *((escaped(line.label), *(_cell(cell) for cell in line.cells)) for line in laid.lines),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    sources = "\n".join(f"- {escaped(source)}" for source in laid.sources)
    return f"# 措施对比\n\n{SHEET_LEGEND}加粗的是只有这一条写到的。\n\n{table}\n\n## 出处\n\n{sources}\n"


def _cell(cell: Cell) -> str:
    return "<br>".join("".join(_piece(piece) for piece in paragraph) for paragraph in cell)


def _piece(piece: Piece) -> str:
    return f"**{escaped(piece.text)}**" if piece.only else escaped(piece.text)


def escaped(text: str) -> str:
    """`text` as Markdown shows it, whatever it holds."""
    return _SPECIAL.sub(r"\\\1", text)
