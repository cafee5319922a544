"""The ledger of owners as files: the 目标责任分解表 in Word or as CSV for Excel. Both show one `sheet`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import UsageError, reason
from queries.holdings import HeldPlan
from queries.ownership import Owned
from queries.units import UnitFound
from service.ledger_files.sheet import ledger_rows
from service.ledger_files.spreadsheet import spreadsheet

if TYPE_CHECKING:  # it brings FAISS, which the stated owners do without
    from queries.inference import Inferred

__all__ = ["ENDINGS", "content", "ledger_title", "written"]

ENDINGS: Final = (".docx", ".csv")


def ledger_title(unit: UnitFound | None, plans: Sequence[HeldPlan]) -> str:
    """What a ledger is called: after the unit it is of, else after the one plan it is of."""
    if unit is not None and unit.offices:
        return f"{unit.offices[0].full_name}目标责任分解表"
    return f"{plans[0].title}目标责任分解表" if len(plans) == 1 else "目标责任分解表"


def content(
    ending: str,
    title: str,
    owned: Sequence[Owned],
    inferred: Mapping[str, Sequence[Inferred]] | None = None,
    remark: str = "",
) -> bytes:
    """The bytes of the table.

    Args:
        ending: one of `ENDINGS`: which kind of file.
        title: over the table.
        owned: the items, in order.
        inferred: id of an item → the units that are inferred for it; None: none are shown.
        remark: what else the file says of itself, such as the date of the export.
    """
    rows = ledger_rows(owned, inferred)
    if ending == ".csv":
        return spreadsheet(title, rows, remark)
    from service.ledger_files.word import word_document  # python-docx is slow to import

    return word_document(title, rows, remark)


def written(
    path: Path,
    title: str,
    owned: Sequence[Owned],
    inferred: Mapping[str, Sequence[Inferred]] | None = None,
    remark: str = "",
) -> Path:
    """`path`, where the table now stands; its name's ending says which kind of file it is.

    A file that is there is replaced; for the rest see `content`.

    Raises:
        UsageError: the ending is neither .docx nor .csv, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"不会写 {ending or '没有扩展名的'} 文件：{path}。",
            hint=f"扩展名可以是 {'、'.join(ENDINGS)}。",
        )
    try:
        path.write_bytes(content(ending, title, owned, inferred, remark))
    except OSError as error:
        raise UsageError(
            f"写不了 {path}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
    return path
