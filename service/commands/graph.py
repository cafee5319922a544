"""`guitu graph`: measures of the graph as a whole, as tables, JSON, or files for Excel and Gephi."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from graph.errors import UsageError
from queries.network import Network
from service.network_files import TABLES, tables, written
from service.stores import reading
from service.terminal import out, print_json, reading_arguments, table

_SHOWN = 15  # rows of a table
_NUMBERS = (
    "牵头", "责任（配合）", "合作的部门", "中介度", "相近措施占比", "相近的措施对", "共有主题", "共同引用", "规划", "地区",
    "对象", "引用处", "措施", "相近对", "平均相似度",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu graph`."""
    parser.add_argument(
        "what", nargs="?", choices=list(TABLES), metavar="|".join(TABLES), help="只看哪一张表"
    )
    parser.add_argument("--all", action="store_true", help=f"全部列出，不止前 {_SHOWN} 行")
    parser.add_argument(
        "--out", type=Path, metavar="文件夹", help="写成文件：四张 CSV 表，三个网络的 GraphML"
    )
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the tables, or write them."""
    if args.json and args.out:
        raise UsageError("--json、--out 不能一起用。", hint="每次选一种输出。")
    with reading(args) as still:
        network = Network(still)
        if args.out is not None:
            for path in written(still, network, args.out):
                print(f"已写入 {path}。")
            return 0
        if args.json:
            print_json(
                {
                    name: [asdict(each) for each in getattr(network, name)()]
                    for name in TABLES
                    if args.what in (None, name)
                }
            )
            return 0
        found = tables(network)
    for name, (heads, rows) in found.items():
        if args.what in (None, name):
            listed = rows if args.all else rows[:_SHOWN]
            more = f"，列出前 {len(listed)} 行" if len(listed) < len(rows) else ""
            numbers = [head for at, head in enumerate(heads) if at and head in _NUMBERS]
            out().print(
                table(f"{TABLES[name]}（{len(rows)} 行{more}）", heads, listed, numbers=numbers)
            )
    return 0
