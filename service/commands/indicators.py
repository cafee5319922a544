"""`guitu indicators`: the numbers that plans set."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from graph.sqlite import SqliteStore
from queries.context import check_filters
from queries.indicators import Setting, settings
from service.cli import data_folder
from service.terminal import out, print_json, reading_arguments, table

_WORDS = {
    ">=": "≥",
    "<=": "≤",
    "=": "",
    "~": "约",
    "range": "",
    "increase": "提高",
    "decrease": "降低",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu indicators`."""
    parser.add_argument("name", nargs="?", metavar="指标", help="指标名称中的任一部分")
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show one line for each number that a plan sets."""
    with SqliteStore(data_folder(args.data)).view() as view:
        check_filters(view, place=args.place, audience=args.audience)
        found = list(settings(view, name=args.name, place=args.place, audience=args.audience))
    if args.json:
        print_json([asdict(setting) for setting in found])
        return 0
    console = out()
    if not found:
        console.print("没有符合条件的指标。")
        return 0
    console.print(
        table(
            f"指标值（{len(found)} 个）",
            ("指标", "目标值", "年份", "基期", "规划", "原文", "出处"),
            (
                (
                    setting.indicator, value_in_words(setting), setting.year or "", setting.baseline or "",
                    setting.target.plan, setting.target.text, f"{setting.target.document}:{setting.target.line}",
                )
                for setting in found
            ),
        )
    )  # fmt: skip
    return 0


def value_in_words(setting: Setting) -> str:
    """≤9/10万, 1—2所, 降低20%."""
    number = (
        f"{setting.value:g}" if setting.value is not None else f"{setting.low:g}—{setting.high:g}"
    )
    return f"{_WORDS[setting.comparator]}{number}{setting.unit}"
