"""How many requests the service answers, by wrk (Debian's package), beside it on the same machine.

    python benchmarks/serving.py DATA [--workers 2] [--clients 16] [--seconds 15]

Questions and searches are made of the corpus itself: each goal asked for its lead, each measure's first words
searched for. Nothing of an answer is kept between requests but what the service always keeps.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from graph.sqlite import SqliteStore

_PORT: Final = 8765
_SCRIPT: Final = """
local paths = {}
for line in io.lines(os.getenv("GUITU_PATHS")) do paths[#paths + 1] = line end
local at = 0
function request() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
"""
_SHOWN: Final = re.compile(r"^\s*(50%|99%|Requests/sec:|Non-2xx).*$", re.MULTILINE)


def paths(data: Path) -> dict[str, list[str]]:
    """What is asked, by endpoint."""
    with SqliteStore(data).view() as view:
        plans = {node.id: str(node.properties["title"]) for node in view.nodes(label="Plan")}
        goals = [
            (plans[":".join(node.id.split(":")[:2])], str(node.properties["text"])[:18])
            for node in view.nodes(label="Goal")
        ]
        measures = [str(node.properties["text"])[:14] for node in view.nodes(label="Measure")]
    return {
        "/health": ["/health"],
        "/api/search": [f"/api/search?q={quote(text)}" for text in measures],
        "/api/ask": [f"/api/ask?q={quote(f'{plan}中{goal}由谁牵头？')}" for plan, goal in goals],
    }


@contextmanager
def served(data: Path, workers: int) -> Iterator[str]:
    """The address of a service that runs while the block does."""
    command = [sys.executable, "-m", "service.cli", "serve", "--data", str(data)]
    process = subprocess.Popen([*command, "--port", str(_PORT), "--workers", str(workers)])
    address = f"http://127.0.0.1:{_PORT}"
    try:
        for _ in range(600):
            try:
                urlopen(f"{address}/ready").close()
                break
            except URLError:
                time.sleep(0.1)
        time.sleep(5 if workers > 1 else 0)  # the other processes
        yield address
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    """Print what wrk measures for each endpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=15)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(args.data, args.workers) as address:
        script, listed = Path(folder) / "paths.lua", Path(folder) / "paths"
        script.write_text(_SCRIPT, "utf-8")
        for name, asked in paths(args.data).items():
            listed.write_text("\n".join(asked) + "\n", "utf-8")
            wrk = ["wrk", "-t1", f"-c{args.clients}", "--latency", "-s", str(script)]
            for seconds in (3, args.seconds):  # the first warms it
                told = subprocess.run(
                    [*wrk, f"-d{seconds}s", address], env={**os.environ, "GUITU_PATHS": str(listed)},
                    capture_output=True, text=True, check=True,
                ).stdout  # fmt: skip
            print(name, " ".join(" ".join(m.group().split()) for m in _SHOWN.finditer(told)))


if __name__ == "__main__":
    main()
