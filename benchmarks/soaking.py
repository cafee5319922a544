"""Many clients for a long time, while a plan is built in and taken out: no error, no wrong answer, memory flat.

    python benchmarks/soaking.py DATA PLAN [--clients 32] [--minutes 10] [--workers 1]

DATA is copied first. Every answer of a kind is compared with the answers that the service gave before the
build, or after it; anything else is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

import httpx

from benchmarks.serving import paths, served

_EACH: Final = 25  # addresses of an endpoint
_OTHERS: Final = ("/", "/owners", "/indicators", "/laws", "/documents", "/api/overview", "/graph")


def _memory() -> int:
    """Kilobytes that the processes of the service hold, shared ones counted once for each."""
    told = subprocess.run(
        ["ps", "-eo", "rss,args"], capture_output=True, text=True, check=True
    ).stdout
    return sum(
        int(line.split()[0])
        for line in told.splitlines()[1:]
        if "service.cli serve" in line or "multiprocessing.spawn" in line
    )


async def _answers(address: str, asked: list[str]) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        return {path: (await client.get(path)).text for path in asked}


async def _client(
    address: str, asked: list[str], known: dict[str, set[str]], end: float, told: Counter[str], seed: int
) -> None:  # fmt: skip
    chosen = random.Random(seed)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        while time.monotonic() < end:
            path = chosen.choice(asked)
            try:
                answer = await client.get(path)
            except httpx.HTTPError as error:
                told[f"{type(error).__name__}"] += 1
                continue
            told[str(answer.status_code)] += 1
            if answer.text not in known[path]:
                told["wrong"] += 1


async def _soak(args: argparse.Namespace, data: Path) -> None:
    asked = [
        path
        for some in paths(data).values()
        for path in random.Random(1).sample(some, min(len(some), _EACH))
    ]
    asked += _OTHERS
    guitu = [sys.executable, "-m", "service.cli"]
    build = [*guitu, "build", str(args.plan), "--data", str(data)]
    remove = [*guitu, "remove", args.plan.name, "--data", str(data)]
    known: dict[str, set[str]] = {}
    with served(data, args.workers) as address:
        for change in (None, build, remove):  # what is right before, with the plan, and after
            if change:
                subprocess.run(change, check=True, capture_output=True)
            for path, text in (await _answers(address, asked)).items():
                known.setdefault(path, set()).add(text)
        told: Counter[str] = Counter()
        end = time.monotonic() + 60 * args.minutes
        clients = [
            asyncio.create_task(_client(address, asked, known, end, told, seed))
            for seed in range(args.clients)
        ]
        step = 60 * args.minutes / 10
        for at in range(9):
            await asyncio.sleep(step)
            print(
                f"{(at + 1) * step / 60:.1f} min", _memory() // 1024, "MB", dict(told), flush=True
            )
            change = {2: build, 5: remove}.get(at)
            if change:
                process = await asyncio.create_subprocess_exec(
                    *change, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                told["changes that failed"] += (await process.wait()) != 0
        await asyncio.gather(*clients)
        print("end", _memory() // 1024, "MB", dict(told))


def main() -> None:
    """Run it and print what was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(args.data, Path(folder) / "data"))
        asyncio.run(_soak(args, data))


if __name__ == "__main__":
    main()
