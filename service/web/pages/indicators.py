"""指标: the numbers that plans set, what disagrees, and a chart of each indicator."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from graph.errors import UnknownNode
from queries.context import chosen_plans
from queries.indicators.table import IndicatorTable, indicator_table
from queries.library import Library
from service.charts import chart_of
from service.indicator_answers import table_json
from service.indicator_files import listed, matrix
from service.indicator_words import dated_value_in_words, plan_labels
from service.table_files import csv_content
from service.web.reading import ByName, Named, Reading, reads
from service.web.shown import Told, file_answer, shown

router = APIRouter()


def _table(library: Library, asked: Named) -> IndicatorTable:
    chosen_plans(library.holdings, place=asked.place, audience=asked.audience)
    return indicator_table(
        library.holdings, name=asked.name, place=asked.place, audience=asked.audience
    )


def _with_words(library: Reading, asked: ByName) -> Told:
    """The page's view: each number in words, and the chart where the table is of one indicator."""
    found = _table(library, asked)
    words = {each.target.id: dated_value_in_words(each) for each in found.settings}
    names = {row.indicator for row in found.rows}
    return {**table_json(found), "words": words, "one": names.pop() if len(names) == 1 else None}


@shown(router, "/indicators", "indicators.html", summary="各规划的指标", on_page=_with_words)
def indicators(library: Reading, asked: ByName) -> Told:
    """A row an indicator, a column a plan, with what disagrees and how the numbers spread over places."""
    return table_json(_table(library, asked))


@router.get("/indicators.svg", summary="一个指标的图", response_class=Response)
@reads
def indicator_chart(library: Reading, asked: ByName) -> Response:
    """The numbers of one indicator on one axis; of several called alike, the first."""
    found = _table(library, asked)
    first = next((row.indicator for row in found.rows), None)
    if first is None:
        raise UnknownNode("没有符合条件的指标。", hint="指标的名称见指标页。")
    rows = tuple(row for row in found.rows if row.indicator == first)
    table = IndicatorTable(
        columns=found.columns, rows=rows, settings=found.settings, conflicts=found.conflicts
    )
    content, _ = chart_of(table, plan_labels(library.holdings, found.columns))
    return Response(content, media_type="image/svg+xml")


@router.get("/indicators.csv", summary="指标表", response_class=Response)
@reads
def indicator_file(library: Reading, asked: ByName) -> Response:
    """A row an indicator, a column a plan, for Excel."""
    heads, rows = matrix(_table(library, asked))
    return file_answer("各规划的指标", "csv", csv_content(heads, rows)[0])


@router.get("/targets.csv", summary="目标值清单", response_class=Response)
@reads
def list_file(library: Reading, asked: ByName) -> Response:
    """A row a number, with the words that set it."""
    heads, rows = listed(_table(library, asked))
    return file_answer("各规划的目标值", "csv", csv_content(heads, rows)[0])
