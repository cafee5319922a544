"""Whether the process lives, whether its data can be read, and its counts for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.web.shown import Told

router = APIRouter()


@router.get("/health", summary="进程在运行")
async def alive() -> Told:
    """Always ok while the process answers."""
    return {"status": "ok"}


@router.get("/ready", summary="数据可以读")
def ready(request: Request) -> Told:
    """The edition and index that answer; 503 while the data cannot be read."""
    library = request.app.state.current.library()
    return {"status": "ok", "edition": library.edition, "index": library.index.name}


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Counts and times in Prometheus' text format."""
    return PlainTextResponse(
        generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST
    )
