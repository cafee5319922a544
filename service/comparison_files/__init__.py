"""A comparison as files: Markdown, CSV for Excel, Word. All show one `sheet`."""

from __future__ import annotations

from typing import Final

from queries.comparison import Comparison
from service.comparison_files.markdown import markdown
from service.comparison_files.spreadsheet import spreadsheet

ENDINGS: Final = (".md", ".csv", ".docx")


def content(found: Comparison, ending: str) -> bytes:
    """The bytes of a file of this ending, one of `ENDINGS`."""
    if ending == ".md":
        return markdown(found).encode()
    if ending == ".csv":
        return spreadsheet(found)
    from service.comparison_files.word import word_document  # python-docx is slow to import

    return word_document(found)
