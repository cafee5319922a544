"""法规: what plans cite, where, and which titles look misprinted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from queries.context import chosen_plans
from queries.laws import CitedLaw, cited_laws, of_plans
from queries.library import Library
from service.law_files import citation_rows, doubts_by_citation
from service.table_files import csv_content
from service.web.reading import Filters, Name, Reading, reads
from service.web.shown import Told, file_answer, shown

router = APIRouter()


class Asked(Filters):
    """An instrument by any part of its title, or by what it is called for short."""

    title: Name = None


def _found(library: Library, asked: Asked) -> tuple[Sequence[CitedLaw], Sequence[CitedLaw]]:
    """Every instrument, and those that are meant."""
    chosen_plans(library.holdings, place=asked.place, audience=asked.audience)
    every = list(cited_laws(library.view))
    meant = every if asked.title is None else list(cited_laws(library.view, title=asked.title))
    return every, list(of_plans(meant, place=asked.place, audience=asked.audience))


@shown(router, "/laws", "laws.html", summary="引用的法规和文件")
def laws(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    """What is cited, where, by which form of its name, and which titles look misprinted."""
    every, found = _found(library, asked)
    doubted = doubts_by_citation(every)
    told = []
    for law in found:
        doubts = dict.fromkeys(map(doubted.get, law.citations))
        told.append({**asdict(law), "doubts": [asdict(each) for each in doubts if each]})
    return {"laws": told}


@router.get("/laws.csv", summary="引用清单", response_class=Response)
@reads
def law_file(library: Reading, asked: Annotated[Asked, Query()]) -> Response:
    """A row a citation, with what is known of the instrument, for Excel."""
    every, found = _found(library, asked)
    content, _ = csv_content(*citation_rows(found, doubts_by_citation(every)))
    return file_answer("引用的法规和文件", "csv", content)
