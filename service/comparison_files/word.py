"""A comparison as a Word file: a column for each measure, a list of sources at the end."""

from __future__ import annotations

from typing import Final

from queries.comparison import Comparison
from service.comparison_files.sheet import SHEET_LEGEND, Cell, sheet
from service.word_file import ROOM, Column, WordFile, Words, plain
from service.word_file import Cell as WordCell

_LABEL: Final = 2.4  # centimetres
_MANY: Final = 4  # columns from which letters are smaller


def word_document(comparison: Comparison) -> bytes:
    """The comparison as the bytes of a .docx; what only one column has is bold."""
    laid = sheet(comparison)
    file = WordFile("措施对比", size=8 if len(laid.heads) >= _MANY else 10.5)
    file.add_paragraph(f"{SHEET_LEGEND}加粗的是只有这一条写到的。")
    width = (ROOM - _LABEL) / len(laid.heads)
    file.add_table(
        [
            Column(head="项目", width=_LABEL, shaded=True),
            *(Column(head=head, width=width) for head in laid.heads),
        ],
        ((plain(line.label), *map(_cell, line.cells)) for line in laid.lines),
        whole_rows=False,
    )
    file.add_heading("出处")
    for source in laid.sources:
        file.add_paragraph(source)
    return file.content()


def _cell(cell: Cell) -> WordCell:
    return tuple(
        tuple(Words(text=piece.text, bold=piece.only) for piece in paragraph) for paragraph in cell
    )
