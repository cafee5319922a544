"""`guitu ask`: a question in everyday Chinese, answered with its evidence."""

from __future__ import annotations

import argparse
import sys

from queries.ask import Reply, ask
from queries.library import Library
from service.answers import reply_json
from service.stores import reading_with_index
from service.terminal import out, print_json, reading_arguments, shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu ask`."""
    parser.add_argument(
        "text", nargs="+", metavar="问题", help="如：台儿庄区留守儿童由谁牵头；- 从标准输入读取"
    )
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Answer one question."""
    text = sys.stdin.read() if args.text == ["-"] else " ".join(args.text)
    with reading_with_index(args) as (view, index):
        reply = ask(text, Library(view, index))
    if args.json:
        print_json(reply_json(reply))
    else:
        show(reply)
    return 0


def show(reply: Reply) -> None:
    """Print an answer for a person."""
    console = out()
    if reply.understood:
        told = "；".join(f"{what}：{how}" for what, how in reply.understood)
        console.print(shown(f"（理解为 {told}）"))
    console.print(shown(reply.answer))
