"""`guitu export`: the whole graph in a format of choice."""

from __future__ import annotations

import argparse
from pathlib import Path

from graph.exports import FORMATS, export
from service.stores import reading
from service.terminal import store_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu export`."""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="导出到哪里")
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="jsonl", help="格式（默认 jsonl）"
    )
    store_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Write the export."""
    with reading(args) as still:
        export(still, args.folder, args.format)
    print(f"已导出到 {args.folder}。")
    return 0
