"""`guitu topics`: the subjects that plans have in common, and who lacks which."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console

from graph.errors import EncoderError, IndexFault
from graph.store import View
from queries.context import Placed, check_filters
from queries.topics import Lacking, TopicRow, topics
from service.cli import data_folder
from service.stores import index_of, reading
from service.terminal import out, print_json, reading_arguments, shown, table

if TYPE_CHECKING:
    from embeddings.index import Index

_TITLE = 40  # characters of a measure that a line shows


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu topics`."""
    parser.add_argument("name", nargs="?", metavar="名称", help="主题名称或特征词中的任一部分")
    parser.add_argument(
        "--lacking", action="store_true", help="只看同类规划多数都有、而有规划未见的主题"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the topics; one with its measures, or those that some plan lacks."""
    with reading(args) as still:
        check_filters(still, place=args.place, audience=args.audience)
        index = _index(args, still) if args.lacking or args.name else None
        found = list(
            topics(still, name=args.name, place=args.place, audience=args.audience, index=index)
        )
    if args.lacking:
        found = [row for row in found if row.lacking]
    if args.json:
        print_json([asdict(row) for row in found])
        return 0
    console = out()
    if not found:
        console.print(shown(_nothing(args)))
    elif args.name:
        for row in found:
            _show_topic(console, row)
    elif args.lacking:
        _show_lacking(console, found)
    else:
        console.print(
            table(
                f"共有的措施主题（{len(found)} 个）",
                ("主题", "规划", "措施", "特征词"),
                (
                    (row.name, len(row.plans), len(row.measures), "、".join(row.terms[:4]))
                    for row in found
                ),
                numbers=("规划", "措施"),
            )
        )
    return 0


def _nothing(args: argparse.Namespace) -> str:
    """Why nothing is shown, and how to see what there is."""
    made = "主题由两部以上规划的相近措施归成，建图时得出。"
    if args.name:
        return f"没有名称或特征词含“{args.name}”的主题。不带名称运行 guitu topics 可看到全部主题；找具体的事用 guitu search。{made}"
    return f"没有符合条件的主题。{made}"


def _index(args: argparse.Namespace, view: View) -> Index | None:
    """The index of the graph; None, and a word on stderr, where it cannot serve."""
    try:
        return index_of(view, data_folder(args.data))
    except (IndexFault, EncoderError) as error:
        print(f"未列出最接近的措施：{error.message}", file=sys.stderr)
        return None


def _show_topic(console: Console, row: TopicRow) -> None:
    console.print(shown(f"\n{row.name}（{len(row.plans)} 部规划，{len(row.measures)} 条措施）"))
    if row.terms:
        console.print(shown(f"  特征词：{'、'.join(row.terms)}"))
    above = ""
    for measure in row.measures:
        if measure.plan != above:
            above = measure.plan
            console.print(shown(f"  {measure.plan}{_where(measure)}"))
        console.print(shown(f"    {_beginning(measure)}  {measure.document}:{measure.line}"))
    for lacking in row.lacking:
        console.print(shown(f"  {lacking.plan.plan}：未见。{_nearest(lacking)}"))


def _show_lacking(console: Console, found: Sequence[TopicRow]) -> None:
    console.print(
        f"同类规划多数都有、而有规划未见的主题（{len(found)} 个）。未见不等于没有，请对照最接近的措施判断。"
    )
    for row in found:
        console.print(shown(f"\n{row.name}"))
        for lacking in row.lacking:
            console.print(
                shown(
                    f"  {lacking.plan.plan}：未见（{lacking.plan.audience}规划 {lacking.compared} 部中"
                    f" {lacking.having} 部有）"
                )
            )
            if lacking.nearest:
                console.print(shown(f"    {_nearest(lacking)}"))


def _nearest(lacking: Lacking) -> str:
    if lacking.nearest is None:
        return ""
    near = lacking.nearest
    place = f"（相似度 {near.score:.2f}，{near.measure.document}:{near.measure.line}）"
    if near.sentence is not None and not near.measure.text.startswith(near.sentence):
        return f"最接近的是“{_beginning(near.measure)}”中的一句：“{near.sentence}”{place}"
    return f"最接近的是“{_beginning(near.measure)}”{place}"


def _where(measure: Placed) -> str:
    return f"（{measure.place}）" if measure.place else ""


def _beginning(measure: Placed) -> str:
    """The first sentence of a measure, shortened."""
    sentence = measure.text.split("。")[0]
    return sentence if len(sentence) <= _TITLE else f"{sentence[:_TITLE]}…"
