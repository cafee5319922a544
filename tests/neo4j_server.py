"""A real Neo4j for tests: started in a folder, killed, started again, stopped.

    with running_server(folder) as server:
        GraphDatabase.driver(server.uri, auth=("neo4j", server.password))

The server's own files are looked for in `$GUITU_NEO4J` or at ../shared/neo4j beside the repository; where
they or Java are absent the tests that need them are skipped, loudly (`tests/conftest.py`).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
COMMAND: Final = Path(os.environ.get("GUITU_NEO4J") or ROOT.parent / "shared" / "neo4j" / "neo4j")
PASSWORD: Final = "guitu-test-1"
_PATIENCE: Final = 120.0  # seconds that a start may take on a busy machine


def missing_parts() -> str:
    """What is not here that a server needs; nothing where one can be started."""
    if not COMMAND.is_file():
        return f"no Neo4j at {COMMAND} (set GUITU_NEO4J)"
    if shutil.which("java") is None:
        return "no Java for Neo4j"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestServer:
    """A server in a folder of its own."""

    __test__ = False  # not a test, whatever its name

    folder: Path
    port: int
    password: str = PASSWORD
    user: str = "neo4j"

    @property
    def uri(self) -> str:
        """Its bolt address."""
        return f"bolt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, also after a kill; its data are in the folder.

        Raises:
            RuntimeError: it does not start, with what it said.
        """
        given = ["start", "--dir", str(self.folder), "--port", str(self.port)]
        secret = ["--password", self.password] if self.password else []
        done = subprocess.run(
            [str(COMMAND), *given, *secret],
            capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"Neo4j did not start: {done.stdout}{done.stderr}")

    def stop(self) -> None:
        """Stop it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End its process at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        # By hand and not by the command, which takes a dead process that nobody has reaped for a live one.
        note = self.folder / "pid"
        process = int(note.read_text())
        with suppress(ProcessLookupError):
            os.kill(process, how)
        deadline = time.monotonic() + _PATIENCE
        while _is_alive(process) and time.monotonic() < deadline:
            time.sleep(0.05)
        note.unlink()


def _is_alive(process: int) -> bool:
    try:
        state = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def free_port() -> int:
    """A port that nothing listens on; the system gives another one to each that asks."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def running_server(folder: Path) -> Iterator[TestServer]:
    """An empty server in `folder`, stopped at the end."""
    server = TestServer(folder=folder, port=free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
