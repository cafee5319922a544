"""覆盖: topics against plans; each cell opens its evidence."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from queries.context import chosen_plans
from queries.coverage import Row
from queries.library import Library
from service.coverage_files import coverage_rows
from service.table_files import csv_content
from service.web.reading import Filters, Flag, Name, Reading, reads
from service.web.shown import Told, file_answer, shown

router = APIRouter()


class Asked(Filters):
    """Topics by any part of their name."""

    topic: Name = None
    gaps: Flag = Field(False, description="只看多数规划都有、有的规划没有的主题")


def _rows(library: Library, asked: Asked) -> list[Row]:
    chosen_plans(library.holdings, place=asked.place, audience=asked.audience)
    rows = library.coverage.rows(name=asked.topic, place=asked.place, audience=asked.audience)
    return [
        row
        for row in rows
        if not asked.gaps or (row.expected and any(cell.state != "has" for cell in row.cells))
    ]


@shown(router, "/coverage", "coverage.html", summary="主题覆盖")
def coverage(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    """Topics against plans: has, partly or lacks, each with its evidence."""
    return {"rows": [asdict(row) for row in _rows(library, asked)]}


@router.get("/coverage.csv", summary="主题覆盖表", response_class=Response)
@reads
def coverage_file(library: Reading, asked: Annotated[Asked, Query()]) -> Response:
    """A row a topic, a column a plan, each cell with its evidence, for Excel."""
    return file_answer("主题覆盖", "csv", csv_content(*coverage_rows(_rows(library, asked)))[0])
