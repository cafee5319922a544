"""`guitu similar`: the same measure in other places."""

from __future__ import annotations

import argparse

from queries.precedents import equivalents
from service.answers import answer_json
from service.commands.search import count, show
from service.stores import reading_with_index
from service.terminal import print_json, reading_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu similar`."""
    parser.add_argument("id", metavar="编号", help="措施或目标的编号，见 guitu search 的结果")
    parser.add_argument("-k", type=count, default=10, metavar="条数", help="最多几条（默认 10）")
    parser.add_argument("--elsewhere", action="store_true", help="只看其他地区的")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the measures most like it."""
    with reading_with_index(args) as (view, index):
        answer = equivalents(view, index, args.id, limit=args.k, elsewhere=args.elsewhere)
    if args.json:
        print_json(answer_json(answer))
    else:
        show(answer)
    return 0
