"""入库: what is in the corpus, uploads with their report, and removal; writing needs the token.

What writes runs one at a time on a thread of its own, so that readers never wait for it; a build by another
process is waited for only briefly, and then told of (409).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from graph.problems import PROBLEMS
from queries.library import Library
from service.commands.check import report_json
from service.intake import Intake, Waiting
from service.web.errors import Refused
from service.web.reading import Reading, reads
from service.web.shown import Told
from service.web.telling import plan_told
from service.web.templating import page, wants_page
from service.web.tokens import holds_write_token

router = APIRouter()
Ticket = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_AT_ONCE = 20  # files
_Result = TypeVar("_Result")

# What has been done, as the page says it; the address carries the word.
_DONE = {
    "accepted": "已入库。",
    "discarded": "已放弃这份上传。",
    "removed": "已移除。",
    "token": "口令已记住，八小时内有效。",
}


def _intake(request: Request) -> Intake:
    found: Intake = request.app.state.intake
    return found


async def _written(request: Request, change: Callable[..., _Result], *given: Any) -> _Result:
    """What a change returns, done when it is its turn."""
    return await anyio.to_thread.run_sync(change, *given, limiter=request.app.state.writing)


@router.get("/documents", include_in_schema=False)
@reads
def documents_page(request: Request, library: Reading, done: str = "") -> HTMLResponse:
    """The documents, the form to bring new ones, and, for who holds the token, what waits."""
    request.state.tag = None  # what waits changes without a build
    settings = request.app.state.settings
    allowed = holds_write_token(request.headers, settings)
    return page(request, "documents.html", {
        "told": _documents(library),
        "writable": bool(settings.write_token),
        "allowed": allowed,
        "waiting": _intake(request).waiting() if allowed else [],
        "done": _DONE.get(done, ""),
        "advice": PROBLEMS,
    })  # fmt: skip


@router.get("/api/documents", summary="库里的文件")
@reads
def documents(library: Reading) -> Told:
    """Each document with its plans and the problems to look at, by name."""
    return _documents(library)


def _documents(library: Library) -> Told:
    plans: dict[str, list[Told]] = {}
    for held in library.holdings.plans:
        plans.setdefault(held.document, []).append(plan_told(held))
    problems: dict[str, list[Told]] = {}
    for name, problem in library.view.problems():
        problems.setdefault(name, []).append(asdict(problem))
    return {
        "documents": [
            {
                "name": record.key,
                "format": record.format,
                "size": record.size,
                "plans": plans.get(record.key, []),
                "problems": problems.get(record.key, []),
            }
            for record in library.view.documents()
        ]
    }


@router.post("/api/documents", status_code=202, summary="上传文件，得到解析报告")
async def upload(
    request: Request, files: Annotated[list[UploadFile], File(max_length=_AT_ONCE)]
) -> Response:
    """What a build would find in each file; `ticket` accepts or discards it. Nothing is taken up yet."""
    largest = request.app.state.settings.largest_upload
    contents = []
    for file in files:
        content = await file.read(largest + 1)
        if len(content) > largest:
            raise Refused.too_large(f"{file.filename} 超过 {largest / 1e6:g} MB。")
        contents.append((file.filename or "", content))
    waiting = [
        await _written(request, _intake(request).received, name, content)
        for name, content in contents
    ]
    return _report(request, waiting)


@router.get("/api/documents/waiting/{ticket}", summary="一份上传的解析报告")
async def report(request: Request, ticket: Ticket) -> Response:
    """The same report again; like all that is of uploads, for who holds the token."""
    return _report(request, [await _written(request, _intake(request).again, ticket)])


def _report(request: Request, waiting: list[Waiting]) -> Response:
    told = {
        "waiting": [
            {"ticket": each.ticket, "name": each.name, "report": report_json(each.report)}
            for each in waiting
        ]
    }
    if wants_page(request, whatever_path=True):
        return page(request, "report.html", {**told, "advice": PROBLEMS})
    return JSONResponse(told, status_code=202 if request.method == "POST" else 200)


@router.post("/api/documents/waiting/{ticket}/accept", summary="接受一份上传，入库")
async def accept(request: Request, ticket: Ticket) -> Response:
    """Build the file into the graph."""
    built = await _written(request, _intake(request).taken, ticket)
    if built.errors:
        raise built.errors[0]
    told = {"plans": [row.title for row in built.rows], "problems": len(built.problems)}
    return _done(request, "accepted", told)


@router.post("/api/documents/waiting/{ticket}/discard", summary="放弃一份上传")
async def discard(request: Request, ticket: Ticket) -> Response:
    """Forget the file."""
    await _written(request, _intake(request).thrown_away, ticket)
    return _done(request, "discarded", {"discarded": ticket})


@router.post("/api/documents/remove", summary="从库里移除文件")
async def remove(request: Request, name: Annotated[str, Form(max_length=400)]) -> Response:
    """Take a document out of the graph."""
    await _written(request, _intake(request).removed, [name])
    return _done(request, "removed", {"removed": name})


def _done(request: Request, what: str, told: Told) -> Response:
    if wants_page(request, whatever_path=True):
        return RedirectResponse(f"/documents?done={what}", status_code=303)
    return JSONResponse(told)
