"""A table as CSV that Excel opens well: UTF-8 with a byte-order mark, CRLF, no cell that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from graph.errors import UsageError, reason
from graph.exports.tables import spreadsheet_cell
from graph.store import Value
from service.printable import fit


def csv_content(heads: Sequence[str], rows: Iterable[Sequence[Value | None]]) -> tuple[bytes, int]:
    """The bytes of the file, and how many rows stand in it below its heads."""
    file = StringIO(newline="")
    table = csv.writer(file)
    table.writerow(heads)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
        table.writerow(
            [spreadsheet_cell(fit(cell) if isinstance(cell, str) else cell) for cell in row]
        )
    return file.getvalue().encode("utf-8-sig"), count


def write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Value | None]]) -> int:
    """How many rows now stand in the file below its heads.

    Raises:
        UsageError: the name does not end in .csv, or the file cannot be written.
    """
    if path.suffix.lower() != ".csv":
        raise UsageError(
            f"不会写 {path.suffix or '没有扩展名的'} 文件：{path}。", hint="扩展名可以是 .csv。"
        )
    content, count = csv_content(heads, rows)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"写不了 {path}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
    return count
