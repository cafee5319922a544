"""`guitu remove`: documents out of the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from embeddings.encoder import encoder
from service.cli import data_folder
from service.intake import remove


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu remove`."""
    parser.add_argument(
        "names",
        nargs="+",
        metavar="文件名",
        help="入库时的文件名，即规划一览里每部规划下面写的那一行",
    )
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )


def run(args: argparse.Namespace) -> int:
    """Remove all the named documents, or none."""
    remove(args.names, data_folder(args.data), encoder())
    print(f"已移除 {len(args.names)} 份文件：{'、'.join(args.names)}。")
    return 0
