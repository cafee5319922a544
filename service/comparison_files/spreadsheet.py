"""A comparison as CSV that Excel opens well: UTF-8 with a byte-order mark, CRLF, no formulas."""

from __future__ import annotations

import csv
from io import StringIO

from graph.exports.tables import spreadsheet_cell
from queries.comparison import Comparison
from service.comparison_files.sheet import SHEET_LEGEND, Cell, sheet


def spreadsheet(comparison: Comparison) -> bytes:
    """The comparison; 【】 holds what only one column has."""
    laid = sheet(comparison)
    file = StringIO(newline="")
    table = csv.writer(file)
    table.writerow(["项目", *map(spreadsheet_cell, laid.heads)])
    for line in laid.lines:
        table.writerow(map(spreadsheet_cell, (line.label, *map(_words, line.cells))))
    table.writerow(["说明", f"{SHEET_LEGEND}【】内是只有这一条写到的。"])
    return file.getvalue().encode("utf-8-sig")


def _words(cell: Cell) -> str:
    return "\n".join(
        "".join(f"【{piece.text}】" if piece.only else piece.text for piece in paragraph)
        for paragraph in cell
    )
