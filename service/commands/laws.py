"""`guitu laws`: what plans cite, and where."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from graph.sqlite import SqliteStore
from queries.laws import cited_laws
from service.cli import data_folder
from service.terminal import out, print_json, reading_arguments, table

KINDS = {
    "law": "法律", "regulation": "行政法规", "local_regulation": "地方性法规", "standard": "标准",
    "treaty": "国际公约", "plan": "规划纲要", "policy": "政策文件", "other": "其他",
}  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu laws`."""
    parser.add_argument("title", nargs="?", metavar="题名", help="题名中的任一部分")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show each cited instrument with the places that cite it."""
    with SqliteStore(data_folder(args.data)).view() as view:
        found = list(cited_laws(view, title=args.title))
    if args.json:
        print_json([asdict(law) for law in found])
        return 0
    console = out()
    if not found:
        console.print("没有符合条件的引用。")
        return 0
    console.print(
        table(
            f"引用的法律法规与文件（{len(found)} 种）",
            ("题名", "类别", "引用次数", "出处"),
            (
                (
                    law.title, KINDS[law.kind], len(law.citations),
                    "、".join(f"{c.source.document}:{c.line}" for c in law.citations[:6]) + ("…" if len(law.citations) > 6 else ""),
                )
                for law in found
            ),
            numbers=("引用次数",),
        )
    )  # fmt: skip
    return 0
