"""对比: two to six measures or goals side by side, or two plans domain by domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from graph.errors import UsageError
from graph.model import Role
from queries.comparison import Column, comparison
from queries.indicators import Setting
from queries.plan_comparison import (
    ComparedDomain,
    ComparedNumbers,
    compared_domains,
    compared_numbers,
)
from service.comparison_files import content
from service.comparison_files.sheet import law_in_words, number_in_words, owner_in_words
from service.indicator_words import dated_value_in_words
from service.web.reading import Reading, reads
from service.web.shown import Told, file_answer, shown
from service.web.telling import held_plan, placed_told, plan_told

router = APIRouter()
_MOST: Final = 6  # items side by side
_ROLES: Final = {Role.LEAD: "牵头", Role.SUPPORT: "责任（配合）"}


class Chosen(BaseModel):
    """The items."""

    id: list[str] = Field([], max_length=100, description="两到六条措施或目标的编号")


@shown(router, "/compare", "compare.html", summary="并列比较几条措施或目标", needs="id")
def compared(library: Reading, asked: Annotated[Chosen, Query()]) -> Told:
    """Two to six items side by side: what each says, its numbers, owners and laws, and how they stand."""
    found = comparison(library.view, library.index.encoder, _several(asked.id))
    return {"columns": [_column_told(column) for column in found.columns]}


def _several(ids: list[str]) -> list[str]:
    if len(ids) > _MOST:
        raise UsageError(f"最多并列 {_MOST} 条，选了 {len(ids)} 条。", hint="请去掉几条再对比。")
    if len(ids) < 2:
        raise UsageError("要选两条到六条才能对比。", hint="请回到检索结果，再选几条。")
    return ids


@router.get("/compare.{ending}", summary="对比表", response_class=Response)
@reads
def comparison_file(
    library: Reading, ending: Literal["docx", "csv", "md"], asked: Annotated[Chosen, Query()]
) -> Response:
    """The comparison in Word, as CSV for Excel, or as Markdown."""
    found = comparison(library.view, library.index.encoder, _several(asked.id))
    return file_answer("措施对比", ending, content(found, f".{ending}"))


def _column_told(column: Column) -> Told:
    owners = (
        (f"{_ROLES[each.owner.role]}：{owner_in_words(each)}", each) for each in column.owners
    )
    return {
        **placed_told(column.place),
        "section": column.section,
        "sentences": _marked((each.text, each.mark) for each in column.sentences),
        "numbers": _marked(
            (f"{each.setting.indicator} {number_in_words(each)}", each.mark)
            for each in column.numbers
        ),
        "owners": _marked((words, each.mark) for words, each in owners),
        "laws": _marked((law_in_words(each), each.mark) for each in column.laws),
    }


def _marked(some: Iterable[tuple[str, str]]) -> list[Told]:
    return [{"text": text, "mark": str(mark)} for text, mark in some]


class Pair(BaseModel):
    """Two plans."""

    one: str = Field("", max_length=200, description="一部规划的编号")
    other: str = Field("", max_length=200, description="另一部规划的编号")


@shown(router, "/compare/plans", "compare_plans.html", summary="按领域比较两部规划")
def compared_plans(library: Reading, asked: Annotated[Pair, Query()]) -> Told:
    """Domain by domain: measures that have their like in the other plan, those that stand alone, and
    the numbers that both set. Without two plans: only those to choose from.
    """
    holdings = library.holdings
    told: Told = {"choices": list(map(plan_told, holdings.plans)), "plans": []}
    if not (asked.one and asked.other):
        return told
    one, other = (held_plan(library, each) for each in (asked.one, asked.other))
    if one.id == other.id:
        raise UsageError("这是同一部规划。", hint="请选两部不同的规划。")
    return {
        **told,
        "plans": [plan_told(one), plan_told(other)],
        "domains": [_domain_told(each) for each in compared_domains(library, one, other)],
        "numbers": [_numbers_told(each) for each in compared_numbers(library.view, one, other)],
    }


def _domain_told(domain: ComparedDomain) -> Told:
    return {
        "name": domain.name,
        "in_first": domain.in_first,
        "in_second": domain.in_second,
        "matches": [
            {"measure": placed_told(each.measure), "others": list(map(placed_told, each.others))}
            for each in domain.matches
        ],
        "only_first": list(map(placed_told, domain.only_first)),
        "only_second": list(map(placed_told, domain.only_second)),
    }


def _numbers_told(numbers: ComparedNumbers) -> Told:
    def words(some: Sequence[Setting]) -> list[Told]:
        return [
            {"words": dated_value_in_words(each), "document": each.target.document, "line": each.target.line}
            for each in some
        ]  # fmt: skip

    return {
        "indicator": numbers.indicator, "differ": numbers.differ, "first": words(numbers.first),
        "second": words(numbers.second),
    }  # fmt: skip
