"""Builds as a user runs them: cold, unchanged, of many files; memory; and how soon the command answers."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import plan_files

_MEASURED = """
import resource, sys
from service.cli import main
status = main(sys.argv[1:])
sys.stderr.write(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}\\n")
sys.exit(status)
"""


def run(*words: str) -> tuple[float, int]:
    """Seconds and peak MiB of one `guitu` command in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return time.perf_counter() - start, int(done.stderr.rsplit("peak ", 1)[1])


def copied(files: list[Path], folder: Path, copies: int) -> float:
    """`copies` of each file under `folder`, each with a line of its own; their size in MB."""
    size = 0
    for n in range(copies):
        for path in files:
            data = path.read_bytes() + f"\n（第{n}份）\n".encode()
            (folder / f"{n:05}-{path.name}").write_bytes(data)
            size += len(data)
    return size / 1e6


def main() -> None:
    """Print a table of commands with their time and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="?")
    parser.add_argument("--copies", type=int, default=75)
    args = parser.parse_args()
    files = plan_files(args.plans)
    print("| what | seconds | peak MiB |\n|---|---|---|")
    for name, words in (("guitu --help", ["--help"]),):
        runs = [run(*words) for _ in range(5)]
        print(f"| {name}, median of 5 | {sorted(runs)[2][0]:.2f} | {runs[0][1]} |")
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        folder = str(files[0].parent)
        for name, data in (("cold build", "a"), ("cold build again", "b")):
            seconds, peak = run("build", folder, "--data", str(root / data))
            print(f"| {name} of {len(files)} files | {seconds:.2f} | {peak} |")
        seconds, peak = run("build", folder, "--data", str(root / "a"))
        print(f"| the same, nothing changed | {seconds:.2f} | {peak} |")
        for copies in (max(1, args.copies // 10), args.copies):
            many = root / f"many-{copies}"
            many.mkdir()
            size = copied(files, many, copies)
            seconds, peak = run("build", str(many), "--data", str(root / f"data-{copies}"))
            print(
                f"| {copies * len(files)} files, {size:.1f} MB, {size / seconds:.2f} MB/s | {seconds:.2f} | {peak} |"
            )


if __name__ == "__main__":
    main()
