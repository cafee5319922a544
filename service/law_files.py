"""What plans cite as rows for a spreadsheet: a line a citation, with what is known of the instrument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graph.laws import Status
from graph.store import Value
from graph.vocabulary.tables import KINDS
from queries.doubtful_titles import Doubt, doubts
from queries.laws import Citation, CitedLaw

Cells = Sequence[Value | None]

STATUSES: Final = {
    Status.IN_FORCE: "现行",
    Status.AMENDED: "现行，有修订",
    Status.REPEALED: "已废止",
}
_HEADS: Final = (
    "题名", "类别", "效力", "通过或发布", "施行", "废止", "代替它的", "原文写法", "全称依据", "疑似误写", "规划", "地区",
    "对象", "文件", "行", "所在原文",
)  # fmt: skip


def doubts_by_citation(every: Sequence[CitedLaw]) -> Mapping[Citation, Doubt]:
    """What is in doubt, by each of its citations."""
    return {citation: doubt for doubt in doubts(every) for citation in doubt.citations}


def citation_rows(
    found: Sequence[CitedLaw], doubted: Mapping[Citation, Doubt]
) -> tuple[Sequence[str], Iterator[Cells]]:
    """The heads, and a row for each citation."""
    return _HEADS, (row for law in found for row in _rows(law, doubted))


def _rows(law: CitedLaw, doubted: Mapping[Citation, Doubt]) -> Iterator[Cells]:
    for citation in law.citations:
        source, doubt = citation.source, doubted.get(citation)
        yield (
            law.title, KINDS[law.kind], STATUSES[Status(law.status)] if law.known else "词表未收", law.adopted,
            law.effective, law.repealed, law.replaced_by, citation.surface,
            "推断" if citation.status == "inferred" else "写明", doubt.likely if doubt else "", source.plan, source.place,
            source.audience, source.document, citation.line, "" if source.label == "Plan" else source.text,
        )  # fmt: skip
