"""A list of measures and goals as files to quote from: Word, CSV for Excel, Markdown. All show one `sheet`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from queries.ownership import Owned
from service.list_files.sheet import list_rows
from service.list_files.text import markdown, spreadsheet

ENDINGS: Final = (".docx", ".csv", ".md")


def content(ending: str, title: str, items: Sequence[Owned], remark: str = "") -> bytes:
    """The bytes of a file of this ending, one of `ENDINGS`.

    Args:
        ending: which kind of file.
        title: over the list.
        items: in order.
        remark: how the list came about, such as what was searched for.
    """
    rows = list_rows(items)
    if ending == ".csv":
        return spreadsheet(title, rows, remark)
    if ending == ".md":
        return markdown(title, rows, remark).encode()
    from service.list_files.word import word_document  # python-docx is slow to import

    return word_document(title, rows, remark)
