"""The ledger of owners as a Word file: the 目标责任分解表, a band for each plan and domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from service.ledger_files.sheet import KINDS, LedgerRow, guesses_in_words, has_guesses, note
from service.printable import fit
from service.word_file import Band, Cell, Column, WordFile, Words, plain

_COLUMNS: Final = (
    Column(head="序号", width=1.2, centred=True),
    Column(head="目标任务", width=7.0),
    Column(head="指标与目标值", width=4.3),
    Column(head="完成时限", width=1.8, centred=True),
    Column(head="牵头单位", width=2.9),
    Column(head="责任（配合）单位", width=3.9),
    Column(head="依据", width=2.4, centred=True),
    Column(head="出处", width=2.6),
)
_GUESSED: Final = (
    Column(head="序号", width=1.2, centred=True),
    Column(head="目标任务", width=5.4),
    Column(head="指标与目标值", width=3.6),
    Column(head="完成时限", width=1.8, centred=True),
    Column(head="牵头单位", width=2.4),
    Column(head="责任（配合）单位", width=3.1),
    Column(head="依据", width=2.4, centred=True),
    Column(head="推断单位（仅供参考）", width=3.7),
    Column(head="出处", width=2.5),
)
_REASONS: Final = (
    Column(head="序号", width=1.2, centred=True),
    Column(head="推断单位（仅供参考）", width=7.4),
    Column(head="推断的理由", width=17.5),
)
_NOTHING: Final = "—"


def word_document(title: str, rows: Sequence[LedgerRow], remark: str = "") -> bytes:
    """The ledger as the bytes of a .docx; what is inferred stands in a column of its own, grey and slanted,
    its reasons after the ledger.

    Args:
        title: over the table.
        rows: in order.
        remark: what else is said under the title, such as the date of the export; none by itself.
    """
    file = WordFile(fit(title), font="仿宋", size=9)
    for words in filter(None, (fit(remark), note(rows))):
        file.add_paragraph(words)
    guessed = has_guesses(rows)
    file.add_table(_GUESSED if guessed else _COLUMNS, _laid(title, rows), whole_rows=True)
    if guessed:
        file.add_heading("附：推断的理由")
        file.add_table(_REASONS, _reasons(rows), whole_rows=True)
    return file.content()


def _laid(title: str, rows: Sequence[LedgerRow]) -> Iterator[tuple[Cell, ...] | Band]:
    """The rows, with a band before each plan that the title does not name and before each domain."""
    guessed = has_guesses(rows)
    for (plan, _), of_plan in groupby(rows, key=lambda row: (row.plan, row.document)):
        if plan not in title:
            yield Band(f"《{plan}》", centred=True)
        for (domain, kind), some in groupby(of_plan, key=lambda row: (row.domain, row.kind)):
            yield Band(domain if kind == KINDS["Goal"] else f"{domain}（策略措施）")
            for row in some:
                yield _cells(row, guessed)


def _cells(row: LedgerRow, guessed: bool) -> tuple[Cell, ...]:
    return (
        plain(str(row.number)),
        plain(row.task),
        plain(*row.targets) or plain(_NOTHING),
        plain(row.deadline),
        plain(row.leads),
        plain(row.supports),
        plain(*row.basis),
        *([_aside(*guesses_in_words(row.guesses)) or plain(_NOTHING)] if guessed else []),
        plain(row.source),
    )


def _reasons(rows: Sequence[LedgerRow]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        for guess in row.guesses:
            yield plain(str(row.number)), _aside(*guesses_in_words([guess])), plain(guess.reason)


def _aside(*paragraphs: str) -> Cell:
    return tuple((Words(text=paragraph, aside=True),) for paragraph in paragraphs)
