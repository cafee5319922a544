"""Where tests find the real plans and the evaluation set; neither is in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
