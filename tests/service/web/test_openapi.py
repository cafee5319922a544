"""The OpenAPI document holds what the service does: Schemathesis asks what it allows, and what it forbids."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def test_schemathesis_finds_nothing(served: str, tmp_path: Path) -> None:
    beside = str(Path(sys.executable).parent)
    tool = shutil.which("schemathesis", path=beside) or shutil.which("schemathesis")
    assert tool is not None, "schemathesis is in the test extra"
    run = subprocess.run(
        [
            tool, "--config-file", str(CONFIGURATION), "run", f"{served}/api/openapi.json",
            "--checks", "all", "--max-examples", "15", "--seed", "1",
            # Without a token nothing may be sent, whether an address would take it or not: 403, not 405.
            "--exclude-checks", "unsupported_method",
        ],
        capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:]
