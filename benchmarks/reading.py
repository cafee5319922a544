"""How fast one core turns bytes into facts, stage by stage."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks.corpus import plan_files
from graph.model import Document
from loaders.facts.reading import with_facts
from loaders.plan import parsed
from loaders.readers.text import decoded


def main() -> None:
    """Print a table of stages with their speed and their share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="?")
    parser.add_argument("--megabytes", type=float, default=50.0)
    args = parser.parse_args()
    contents = [path.read_bytes() for path in plan_files(args.plans)]
    rounds = max(1, round(args.megabytes * 1e6 / sum(map(len, contents))))
    size = rounds * sum(map(len, contents)) / 1e6

    texts = [decoded(data, "plan").text for data in contents]
    documents = [
        Document(name=f"{i}.txt", format="txt", sha256="", text=text)
        for i, text in enumerate(texts)
    ]

    def read() -> None:
        for data in contents:
            decoded(data, "plan")

    def outlined() -> None:
        for document in documents:
            parsed(document)

    def with_all_facts() -> None:
        for document in documents:
            for plan in parsed(document).plans:
                with_facts(plan)

    stages: list[tuple[str, Callable[[], None]]] = [
        ("decoding", read),
        ("parse: lines, outline, plans", outlined),
        ("parse with all extraction", with_all_facts),
    ]
    try:
        import jieba

        jieba.initialize()
        stages.append(
            (
                "jieba, cutting into words",
                lambda: [None for text in texts for _ in jieba.cut(text)] and None,
            )
        )
    except ImportError:
        print("jieba is not installed: no comparison")
    print(f"{size:.1f} MB of UTF-8, {len(contents)} files {rounds} times, one core\n")
    print("| stage | seconds | MB/s |\n|---|---|---|")
    for name, stage in stages:
        stage()
        start = time.perf_counter()
        for _ in range(rounds):
            stage()
        seconds = time.perf_counter() - start
        print(f"| {name} | {seconds:.2f} | {size / seconds:.1f} |")


if __name__ == "__main__":
    main()
