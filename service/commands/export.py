"""`guitu export`: the whole graph in a format of choice."""

from __future__ import annotations

import argparse
from pathlib import Path

from graph.exports import FORMATS, export
from graph.sqlite import SqliteStore
from service.cli import data_folder


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu export`."""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="导出到哪里")
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="jsonl", help="格式（默认 jsonl）"
    )
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )


def run(args: argparse.Namespace) -> int:
    """Write the export."""
    with SqliteStore(data_folder(args.data)).view() as view, view.snapshot() as still:
        export(still, args.folder, args.format)
    print(f"已导出到 {args.folder}。")
    return 0
