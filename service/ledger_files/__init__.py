"""The ledger of owners as files: the 目标责任分解表 in Word or as CSV for Excel. Both show one `sheet`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import UsageError, reason
from queries.ownership import Owned
from service.ledger_files.sheet import ledger_rows
from service.ledger_files.spreadsheet import spreadsheet

if TYPE_CHECKING:  # it brings FAISS, which the stated owners do without
    from queries.inference import Inferred

__all__ = ["ENDINGS", "written"]

ENDINGS: Final = (".docx", ".csv")


def written(
    path: Path,
    title: str,
    owned: Sequence[Owned],
    inferred: Mapping[str, Sequence[Inferred]] | None = None,
    remark: str = "",
) -> Path:
    """`path`, where the table now stands; the name's ending says which kind of file it is.

    Args:
        path: where to; a file that is there is replaced.
        title: over the table.
        owned: the items, in order.
        inferred: id of an item → the units that are inferred for it; None: none are shown.
        remark: what else the file says of itself, such as the date of the export.

    Raises:
        UsageError: the ending is neither .docx nor .csv, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"不会写 {ending or '没有扩展名的'} 文件：{path}。",
            hint=f"扩展名可以是 {'、'.join(ENDINGS)}。",
        )
    rows = ledger_rows(owned, inferred)
    if ending == ".csv":
        content = spreadsheet(title, rows, remark)
    else:
        from service.ledger_files.word import word_document  # python-docx is slow to import

        content = word_document(title, rows, remark)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"写不了 {path}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
    return path
