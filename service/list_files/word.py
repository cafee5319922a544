"""The list as a Word file: a table that prints well, with a source for each text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.list_files.sheet import NOTE, ListRow
from service.printable import fit
from service.word_file import Column, WordFile, plain

_COLUMNS: Final = (
    Column(head="序号", width=1.2, centred=True),
    Column(head="类别", width=1.4, centred=True),
    Column(head="原文", width=11.0),
    Column(head="规划、领域", width=4.6),
    Column(head="牵头单位", width=2.4),
    Column(head="责任（配合）单位", width=3.0),
    Column(head="出处", width=2.5),
)


def word_document(title: str, rows: Sequence[ListRow], remark: str) -> bytes:
    """The list as the bytes of a .docx."""
    file = WordFile(fit(title), font="仿宋", size=9)
    for words in filter(None, (fit(remark), NOTE)):
        file.add_paragraph(words)
    laid = (
        (
            plain(str(row.number)), plain(row.kind), plain(*row.text),
            plain(f"{row.plan}（{row.place}）", row.domain), plain(row.leads), plain(row.supports),
            plain(row.source),
        )
        for row in rows
    )  # fmt: skip
    file.add_table(_COLUMNS, laid, whole_rows=False)
    return file.content()
