"""规划: the outline as a readable document; and the file it was read from, line by line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from graph.errors import UnknownNode
from graph.problems import PROBLEMS
from graph.schema import LABEL
from queries.library import Library
from queries.ownership import owned_items, tally
from service.web.reading import Id, Reading, reads
from service.web.shown import Told, file_answer, shown
from service.web.telling import held_plan, owned_told, plan_told

router = APIRouter()
_POSITIONS = ("start", "end", "spans", "document", "line", "end_line", "name", "title")


def _with_advice(library: Reading, id: Id) -> Told:
    return {**plan(library, id), "advice": PROBLEMS}


@shown(router, "/plans/{id}", "plan.html", summary="一部规划", on_page=_with_advice)
def plan(library: Reading, id: Id) -> Told:
    """Its domains with goals and measures, its units and its problems."""
    held = held_plan(library, id)
    domains = []
    held_domains = library.holdings.domains_of(held)
    below = library.view.around([domain.id for domain in held_domains], "HAS_GOAL", "HAS_MEASURE")
    nodes = [node for pairs in below.values() for _, node in pairs]
    owned = {
        each.item.id: owned_told(each)
        for each in owned_items(library.view, [(node, held) for node in nodes], library.context)
    }
    for domain in held_domains:
        told: Told = {"id": domain.id, "name": domain.properties["name"]}
        for type, key in (("HAS_GOAL", "goals"), ("HAS_MEASURE", "measures")):
            found = [node for edge, node in below[domain.id] if edge.type == type]
            found.sort(key=lambda node: int(str(node.properties["start"])))
            told[key] = [owned[node.id] for node in found]
        domains.append(told)
    meanings = {each.name: each.meaning for each in LABEL["Plan"].properties}
    own = library.context.node(held.id).properties
    return {
        **plan_told(held),
        "properties": {k: v for k, v in own.items() if k not in _POSITIONS},
        "meanings": {k: meanings[k].split("：")[0] for k in own if k not in _POSITIONS},
        "domains": domains,
        "units": [asdict(each) for each in tally(library.holdings, held)],
        "problems": [asdict(problem) for _, problem in library.view.problems(held.document)],
        "alone": sum(each.document == held.document for each in library.holdings.plans) == 1,
    }


class Lines(BaseModel):
    """A document, and the lines of it that are marked."""

    name: str = Field(max_length=400, description="文件名")
    line: int = Field(0, ge=0, le=2**31, description="从哪一行起标出")
    end: int = Field(0, ge=0, le=2**31, description="标到哪一行；不给就只标一行")


@shown(router, "/document", "document.html", summary="一份文件的全文")
def document(library: Reading, asked: Annotated[Lines, Query()]) -> Told:
    """The lines of a document, as they were read; `cited` are those that are marked."""
    _check_document(library, asked.name)
    last = max(asked.end, asked.line)
    lines = library.view.text(asked.name).split("\n")
    return {
        "document": asked.name,
        "cited": [asked.line, min(last, len(lines))] if 0 < asked.line <= len(lines) else None,
        "lines": [text.rstrip("\r") for text in lines],
    }


@router.get("/document.txt", summary="一份文件的全文，存成文本", response_class=Response)
@reads
def document_file(library: Reading, name: Annotated[str, Query(max_length=400)]) -> Response:
    """What offsets count in: the decoded text, as UTF-8."""
    _check_document(library, name)
    text = library.view.text(name).encode("utf-8", "replace")
    return file_answer(name.rsplit(".", 1)[0], "txt", text)


def _check_document(library: Library, name: str) -> None:
    if name not in {record.key for record in library.view.documents()}:
        raise UnknownNode(f"库里没有文件 {name}。", hint="文件名见“入库”页。")


def source_lines(
    library: Library, document: str, line: int, end_line: int, around: int = 2
) -> list[Told]:
    """The lines of a document from some before `line` to some after `end_line`; `cited` marks those between."""
    first = max(line - around, 1)
    lines = library.view.text(document).split("\n")[first - 1 : end_line + around]
    return [
        {"number": n, "text": text.rstrip("\r"), "cited": line <= n <= end_line}
        for n, text in enumerate(lines, start=first)
    ]
