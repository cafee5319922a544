"""The plan files that benchmarks repeat."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def plan_files(given: str | None) -> list[Path]:
    """The plan files of a folder: as given, else $GUITU_PLANS, else ../shared/plans, else the samples."""
    for folder in (
        given,
        os.environ.get("GUITU_PLANS"),
        ROOT.parent / "shared" / "plans",
        ROOT / "samples",
    ):
        if folder and (found := sorted(Path(folder).glob("*.txt"))):
            return found
    raise SystemExit("no plan files found")
