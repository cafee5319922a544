"""The ledger of owners as CSV that Excel opens well: UTF-8 with a byte-order mark, CRLF, no formulas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from graph.exports.tables import spreadsheet_cell
from service.ledger_files.sheet import LedgerRow, guesses_in_words, has_guesses, note
from service.printable import fit

_HEADS: Final = (
    "序号", "规划", "领域", "类别", "目标任务", "指标与目标值", "完成时限", "牵头单位",
    "责任（配合）单位", "依据", "出处",
)  # fmt: skip
_GUESSES: Final = ("推断单位（仅供参考）", "推断的理由")


def spreadsheet(title: str, rows: Sequence[LedgerRow], remark: str = "") -> bytes:
    """The ledger; its heads come first, so that it can be filtered, and what it is comes last.

    What is inferred stands in the last two columns, which are there only where something is.
    """
    guessed = has_guesses(rows)
    file = StringIO(newline="")
    table = csv.writer(file)
    table.writerow([*_HEADS, *(_GUESSES if guessed else ())])
    for row in rows:
        table.writerow([*_stated(row), *(_guesses(row) if guessed else ())])
    for words in filter(None, (title, remark, note(rows))):
        table.writerow(["说明", spreadsheet_cell(fit(words))])
    return file.getvalue().encode("utf-8-sig")


def _stated(row: LedgerRow) -> list[str]:
    cells = (
        str(row.number), row.plan, row.domain, row.kind, row.task, "\n".join(row.targets), row.deadline,
        row.leads, row.supports, "\n".join(row.basis), row.source,
    )  # fmt: skip
    return [spreadsheet_cell(cell) for cell in cells]


def _guesses(row: LedgerRow) -> list[str]:
    reasons = (f"{guess.unit}：{guess.reason}" for guess in row.guesses)
    return [
        spreadsheet_cell("\n".join(lines)) for lines in (guesses_in_words(row.guesses), reasons)
    ]
