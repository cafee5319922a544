"""What commands print: tables that know how wide Chinese is, JSON, and progress for those who watch."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from service.progress import Progress, silent, uncounted

_PIPED_WIDTH: Final = 160  # nothing is cut when the output goes to a file


def out() -> Console:
    """Standard output; plain and wide where it is no terminal."""
    return Console(
        highlight=False,
        width=None if sys.stdout.isatty() else _PIPED_WIDTH,
        emoji=False,
        markup=False,
    )


_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """`text` as a terminal may show it: control characters, which could move its cursor, as �."""
    return _CONTROL.sub("�", text)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: Sequence[str] = (),
) -> Table:
    """A table with these columns; those named in `numbers` stand at the right."""
    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_lines=True,
        pad_edge=False,
    )
    for column in columns:
        if column in numbers:
            made.add_column(column, justify="right", no_wrap=True)
        else:
            made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(shown(str(cell)) for cell in row))
    return made


def print_json(value: Any) -> None:
    """`value` as JSON on standard output, one document, Chinese as Chinese."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    json.dump(value, sys.stdout, ensure_ascii=not utf8, indent=1)
    sys.stdout.write("\n")


def store_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say where a graph is read from."""
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )
    parser.add_argument(
        "--store",
        metavar="地址",
        help="改从 Neo4j 读图，如 bolt://127.0.0.1:7687（密码见 guitu push --help）；数据文件夹里没有对应的检索索引时，检索也在服务器上做",
    )


def reading_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that reads the store."""
    store_arguments(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def model_argument(parser: argparse.ArgumentParser) -> None:
    """The option of the commands that encode."""
    parser.add_argument(
        "--model",
        metavar="模型",
        help="sentence-transformers 模型的文件夹或名称（默认自带模型或 $GUITU_MODEL）",
    )


@contextmanager
def _status() -> Iterator[Callable[[str], None] | None]:
    """Writes a line that replaces itself on stderr and is gone at the end; None where it is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return

    def written(words: str) -> None:
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    try:
        yield written
    finally:
        written("")


@contextmanager
def counter(what: str) -> Iterator[Callable[[int, int], None]]:
    """Told how much is done of how much, shows it while it lasts."""
    with _status() as written:
        if written is None:
            yield uncounted
        else:
            yield lambda done, total: written(f"{what}：{done} / {total}")


@contextmanager
def progress() -> Iterator[Progress]:
    """Told a file's name, shows it while it lasts."""
    with _status() as written:
        if written is None:
            yield silent
        else:
            number = count(1)
            yield lambda name: written(f"正在读取第 {next(number)} 份：{shown(name[:60])}")
