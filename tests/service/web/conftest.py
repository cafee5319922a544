"""A real Chromium (Debian's, or the one that $GUITU_CHROMIUM names) and a running service for it to visit."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from service.web.app import application
from service.web.patience import PatientProtocol
from service.web.settings import Settings

CHROMIUM = os.environ.get("GUITU_CHROMIUM") or shutil.which("chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when there was no browser."""
    if CHROMIUM is None:
        terminalreporter.write_line(
            "NOT TESTED: PAGES IN A BROWSER, no chromium (install it, or set GUITU_CHROMIUM)",
            red=True,
            bold=True,
        )


@pytest.fixture(scope="session")
def served(samples: Path) -> Iterator[str]:
    """The address of the service over the samples."""
    config = uvicorn.Config(
        application(Settings(data=samples)), host="127.0.0.1", port=0, log_level="error",
        http=PatientProtocol,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser; the test is skipped, loudly, where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        # As root, in a container, Chromium's own sandbox cannot be had.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visited(browser: Any, served: str) -> Callable[..., AbstractContextManager[Any]]:
    """Opens a page of the service; leaving it fails on a console error or a request to another host."""

    @contextmanager
    def visit(path: str, *, width: int = 1280, scripts: bool = True) -> Iterator[Any]:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
        )  # fmt: skip
        page = context.new_page()
        wrong: list[str] = []

        def noted(said: Any) -> None:
            if said.type in ("error", "warning"):
                wrong.append(said.text)

        def asked(request: Any) -> None:
            if not request.url.startswith((served, f"blob:{served}", "data:")):
                wrong.append(request.url)

        page.on("console", noted)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", asked)
        page.goto(served + path)
        yield page
        context.close()
        assert wrong == []

    return visit
