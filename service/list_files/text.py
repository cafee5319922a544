"""The list as CSV that Excel opens well, and as Markdown: each text as a quotation with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.comparison_files.markdown import escaped
from service.list_files.sheet import NOTE, ListRow
from service.printable import fit
from service.table_files import csv_content

_HEADS: Final = (
    "序号", "类别", "原文", "规划", "地区", "领域", "牵头单位", "责任（配合）单位", "出处",
)  # fmt: skip


def spreadsheet(title: str, rows: Sequence[ListRow], remark: str) -> bytes:
    """The list; its heads come first, so that it can be filtered, and what it is comes last."""
    told = [
        (
            str(row.number), row.kind, "\n".join(row.text), row.plan, row.place, row.domain, row.leads,
            row.supports, row.source,
        )
        for row in rows
    ]  # fmt: skip
    notes = [("说明", words) for words in (title, remark, NOTE) if words]
    return csv_content(_HEADS, [*told, *notes])[0]


def markdown(title: str, rows: Sequence[ListRow], remark: str) -> str:
    """The list as numbered quotations."""
    lines = [f"# {escaped(fit(title))}", *([escaped(fit(remark))] if remark else []), NOTE]
    for row in rows:
        lines.append(f"## {row.number}. {row.kind}")
        lines.append("\n>\n".join(f"> {escaped(words)}" for words in row.text))
        owners = f"牵头：{escaped(row.leads)}；责任（配合）：{escaped(row.supports)}"
        lines.append(f"{owners}\n\n出处：{escaped(row.citation)}")
    return "\n\n".join(lines) + "\n"
