"""The application: routes, guard and the library of the last build, put together."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio
import anyio.to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute

from service.cli import data_folder
from service.current import Current
from service.intake import Intake
from service.web import errors, tokens, unchanged
from service.web.guard import Guard
from service.web.pages import (
    about,
    ask,
    compare,
    coverage,
    documents,
    graph,
    health,
    home,
    indicators,
    items,
    laws,
    owners,
    plans,
    search,
)
from service.web.settings import STORE, Settings, log_requests, settings_from_environment
from service.web.templating import FOLDER

log = logging.getLogger(__name__)

THREADS: Final = 2  # of one process that compute: more only wait for each other
PAGES: Final = (
    tokens,
    home, ask, search, items, plans, owners, compare, indicators, laws, coverage, graph, documents, about, health,
)  # fmt: skip


def routes() -> list[BaseRoute]:
    """Every address that answers, but for files and the OpenAPI document."""
    return [route for each in PAGES for route in each.router.routes]


def application(settings: Settings) -> FastAPI:
    """The service over a data folder.

    Raises:
        StoreError: the graph cannot be read.
        IndexFault: its index cannot serve.
    """

    if settings.store is not None:  # what is uploaded would be in the data folder, and not be seen
        settings = settings.model_copy(update={"write_token": ""})

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.writing = anyio.CapacityLimiter(1)
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        app.state.current.close()

    app = FastAPI(
        title="规图 Guitu", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json",
        description="政府规划的知识图谱与检索：谁牵头、别处怎么做、定了多少、引用了什么。",
    )  # fmt: skip
    registry = CollectorRegistry()
    app.state.settings = settings
    app.state.current = Current(settings.data, store=settings.store)
    app.state.registry = registry
    encoder = app.state.current.library().index.encoder
    app.state.intake = Intake(settings.data, encoder)
    for each in PAGES:
        app.include_router(each.router, responses=errors.ERRORS)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    errors.install(app, routes())
    unchanged.install(app)
    app.add_middleware(Guard, settings=settings, registry=registry)
    return app


def application_of_worker() -> FastAPI:
    """The same, as each of several processes makes it from what it has in its environment."""
    log_requests()
    return application(settings_from_environment(data_folder(None), os.environ.get(STORE) or None))
