"""入库: what is in the corpus, uploads with their report, and removal; writing needs the token."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from service.commands.check import report_json
from service.intake import Intake, Waiting
from service.web.errors import Refused
from service.web.guard import COOKIE
from service.web.reading import Reading
from service.web.shown import Told
from service.web.telling import plan_told
from service.web.templating import page, wants_page

router = APIRouter()
Ticket = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_AT_ONCE = 20  # files


def _intake(request: Request) -> Intake:
    found: Intake = request.app.state.intake
    return found


@router.get("/documents", include_in_schema=False)
def documents_page(request: Request, library: Reading) -> HTMLResponse:
    """The documents, and the form to bring new ones."""
    writable = bool(request.app.state.settings.write_token)
    return page(request, "documents.html", {"told": documents(library), "writable": writable})


@router.get("/api/documents", summary="库里的文件")
def documents(library: Reading) -> Told:
    """Each document with its plans and the problems to look at, by name."""
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
def upload(
    request: Request, files: Annotated[list[UploadFile], File(max_length=_AT_ONCE)]
) -> Response:
    """What a build would find in each file; `ticket` accepts or discards it. Nothing is taken up yet."""
    largest = request.app.state.settings.largest_upload
    waiting = []
    for file in files:
        content = file.file.read(largest + 1)
        if len(content) > largest:
            raise Refused.too_large(f"{file.filename} 超过 {largest / 1e6:g} MB。")
        waiting.append(_intake(request).received(file.filename or "", content))
    told = {"waiting": [_waiting_json(each) for each in waiting]}
    if wants_page(request, whatever_path=True):
        return page(request, "report.html", told)
    return JSONResponse(told, status_code=202)


def _waiting_json(waiting: Waiting) -> Told:
    return {"ticket": waiting.ticket, "name": waiting.name, "report": report_json(waiting.report)}


@router.post("/api/documents/waiting/{ticket}/accept", summary="接受一份上传，入库")
def accept(request: Request, ticket: Ticket) -> Response:
    """Build the file into the graph."""
    report = _intake(request).taken(ticket)
    if report.errors:
        raise report.errors[0]
    return _done(
        request, {"plans": [row.title for row in report.rows], "problems": len(report.problems)}
    )


@router.post("/api/documents/waiting/{ticket}/discard", summary="放弃一份上传")
def discard(request: Request, ticket: Ticket) -> Response:
    """Forget the file."""
    _intake(request).thrown_away(ticket)
    return _done(request, {"discarded": ticket})


@router.post("/api/documents/remove", summary="从库里移除文件")
def remove(request: Request, name: Annotated[str, Form(max_length=400)]) -> Response:
    """Take a document out of the graph."""
    _intake(request).removed([name])
    return _done(request, {"removed": name})


def _done(request: Request, told: Told) -> Response:
    if wants_page(request, whatever_path=True):
        return RedirectResponse("/documents", status_code=303)
    return JSONResponse(told)


@router.post("/token", include_in_schema=False)
def keep_token(request: Request, token: Annotated[str, Form(max_length=400)]) -> Response:
    """Keep a token in a cookie that scripts cannot read and other sites do not send."""
    answer = RedirectResponse("/documents", status_code=303)
    answer.set_cookie(
        COOKIE, token, max_age=8 * 3600, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer
