"""Where tests find the real plans, the evaluation set and a real Neo4j; none is in the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from embeddings.encoder import encoder
from graph.neo4j import Server
from graph.sqlite import SqliteStore
from service.build import build
from service.indexing import Indexer
from tests.neo4j_server import COMMAND, TestServer, missing_parts, running_server

# No test is timed: the machine may be busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
os.environ.pop("GUITU_VOCABULARY", None)  # a developer's own folder changes nothing here
ROOT = Path(__file__).resolve().parent.parent
PLANS = Path(os.environ.get("GUITU_PLANS") or ROOT.parent / "shared" / "plans")
EVAL = PLANS.parent / "eval"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when the real plans were not there."""
    for what, folder in (("THE REAL PLANS", PLANS), ("THE EVALUATION SET BESIDE THEM", EVAL)):
        if not folder.is_dir():
            terminalreporter.write_line(
                f"NOT TESTED: {what}, no folder {folder} (set GUITU_PLANS)",
                red=True,
                bold=True,
            )
    if missing := missing_parts():
        terminalreporter.write_line(f"NOT TESTED: A REAL NEO4J, {missing}", red=True, bold=True)


@pytest.fixture(scope="session")
def neo4j_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A running Neo4j; tests that need one are skipped, loudly, only where there is none to start."""
    if missing := missing_parts():
        if COMMAND.is_file():
            pytest.fail(f"Neo4j is there, but cannot be started: {missing}")
        pytest.skip(missing)
    with running_server(tmp_path_factory.mktemp("neo4j")) as started:
        yield started


@pytest.fixture(scope="session")
def neo4j_server(neo4j_process: TestServer) -> Server:
    """How the running server is reached. A test finds in it what the one before left."""
    return Server(uri=neo4j_process.uri, user=neo4j_process.user, password=neo4j_process.password)


@pytest.fixture(scope="session")
def plans_dir() -> Path:
    """The folder of real plans; the test is skipped, loudly, where it is absent."""
    if not PLANS.is_dir():
        pytest.skip(f"no real plans at {PLANS}")
    return PLANS


@pytest.fixture(scope="session")
def eval_dir() -> Path:
    """The folder of the evaluation set; the test is skipped, loudly, where it is absent."""
    if not EVAL.is_dir():
        pytest.skip(f"no evaluation set at {EVAL}")
    return EVAL


def _built(plans: Path, data: Path) -> Path:
    report = build([plans], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    assert not report.errors
    return data


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the graph and the index of the samples; not to be changed."""
    return _built(ROOT / "samples", tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def real(plans_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the nine real plans; not to be changed."""
    return _built(plans_dir, tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def richest(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """The name and the data folder of the largest corpus that is here: the real plans, else the samples."""
    name = "real" if PLANS.is_dir() else "samples"
    return name, request.getfixturevalue(name)
