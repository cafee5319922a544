"""`guitu coverage`: topics against plans, who has which, in part or not at all, with the evidence."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from queries.context import Placed, check_filters
from queries.coverage import Cell, Coverage, Row, Said, State
from service.coverage_files import STATES, coverage_rows, place_of
from service.stores import reading_with_index
from service.table_files import write_csv
from service.terminal import out, print_json, reading_arguments, shown

_MARKS = {State.HAS: "●", State.PARTLY: "◐", State.LACKS: "○"}
_ASKED = {
    **{word: state for state, word in STATES.items()},
    **{state.value: state for state in State},
}
_PART = re.compile(".+?(?:自治[区州县旗]|新区|[省市区县州盟旗])(?!区)")
_TITLE = 40  # characters of a measure that a line shows
_NAME = 28  # and of a topic in the matrix
_KEY = "● 有这一主题的措施  ◐ 只在其他措施的一句里，或只有目标提到  ○ 没有找到"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu coverage`."""
    parser.add_argument(
        "--topic", metavar="主题", help="主题名称或特征词中的任一部分；逐部规划列出依据"
    )
    parser.add_argument(
        "--state", choices=list(_ASKED), metavar="有|部分|没有", help="只列这一种，附依据"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    parser.add_argument(
        "--all", action="store_true", help="连同所列规划都有的主题、只有少数规划有的主题一起列出"
    )
    parser.add_argument(
        "--out", type=Path, metavar="文件", help="导出为 .csv：一行一个主题，一列一部规划，附依据"
    )
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the matrix, one topic, or the cells of one state."""
    with reading_with_index(args) as (view, index):
        check_filters(view, place=args.place, audience=args.audience)
        rows = list(
            Coverage(view, index).rows(name=args.topic, place=args.place, audience=args.audience)
        )
    if args.state is not None:
        rows = [row for row in rows if any(cell.state is _ASKED[args.state] for cell in row.cells)]
    if args.json:
        print_json([asdict(row) for row in rows])
    elif args.out is not None:
        count = write_csv(args.out, *coverage_rows(rows))
        print(f"已写入 {args.out}（{count} 个主题）。")
    elif not rows:
        out().print("没有符合条件的主题。全部主题：guitu topics。")
    elif args.topic is not None or args.state is not None:
        _show_cells(out(), rows, None if args.state is None else _ASKED[args.state])
    else:
        _show_matrix(out(), rows, every=args.all)
    return 0


def _show_matrix(console: Console, rows: Sequence[Row], *, every: bool) -> None:
    console.print(_KEY)
    for audience, some in groupby(rows, key=lambda row: row.audience):
        found = list(some)
        listed = found if every else [row for row in found if row.expected and not _is_full(row)]
        plans = [cell.plan for cell in found[0].cells]
        if listed:
            console.print(_table(f"{audience}规划（{len(listed)} 个主题）", plans, listed))
        else:
            console.print(f"\n{audience}规划：多数规划都有的主题，所列规划都有。")
        full, rare = sum(map(_is_full, found)), sum(not row.expected for row in found)
        if not every:
            console.print(
                f"另有 {full} 个主题所列规划都有，{rare} 个主题只有少数规划有；--all 一并列出。"
            )
        for plan, column in zip(
            plans, zip(*(row.cells for row in found), strict=True), strict=True
        ):
            console.print(shown(f"  {plan.plan}：{_counts(column)}"))
    console.print(
        "某个主题的依据：--topic 名称；没有的都列出来：--state 没有。没有找到不等于没有，请对照最接近的一句。"
    )


def _is_full(row: Row) -> bool:
    return row.expected and all(cell.state is State.HAS for cell in row.cells)


def _table(title: str, plans: Sequence[Placed], rows: Iterable[Row]) -> Table:
    made = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    made.add_column("主题", overflow="fold")
    for name in _short_names(plans):
        made.add_column(shown(name), justify="center", overflow="fold")
    for row in rows:
        name = row.name if len(row.name) <= _NAME else f"{row.name[:_NAME]}…"
        made.add_row(shown(name), *(_MARKS[cell.state] for cell in row.cells))
    return made


def _short_names(plans: Sequence[Placed]) -> list[str]:
    """The last part of each plan's place; its title where two plans are of one place, or of none."""
    names = [(_PART.findall(plan.place) or [""])[-1] for plan in plans]
    return [
        name if name and names.count(name) == 1 else plan.plan
        for name, plan in zip(names, plans, strict=True)
    ]


def _counts(cells: Iterable[Cell]) -> str:
    states = [cell.state for cell in cells]
    return "，".join(f"{STATES[state]} {states.count(state)}" for state in State)


def _show_cells(console: Console, rows: Iterable[Row], only: State | None) -> None:
    for row in rows:
        also = f"，主题原名“{row.topic}”" if row.topic != row.name else ""
        console.print(
            shown(f"\n{row.name}（{row.audience}规划 {row.compared} 部中 {row.having} 部有{also}）")
        )
        for cell in row.cells:
            if only is None or cell.state is only:
                for line in _evidence(cell):
                    console.print(shown(f"  {line}"))


def _evidence(cell: Cell) -> Iterator[str]:
    head = f"{_MARKS[cell.state]} {cell.plan.plan}：{STATES[cell.state]}"
    if cell.state is State.HAS:
        yield head
        for measure in cell.measures:
            yield f"    {_beginning(measure)}  {place_of(measure)}"
        return
    yield head if cell.said is None else f"{head}（相似度 {cell.said.score:.2f}）"
    if cell.said is not None:
        yield f"    {'最接近的：' if cell.state is State.LACKS else ''}{_said(cell.said)}"


def _said(said: Said) -> str:
    within = "目标" if said.item.label == "Goal" else f"“{_beginning(said.item)}”中的一句"
    if said.item.label != "Goal" and said.item.text.startswith(said.sentence):
        within = "措施"
    return f"{within}：“{said.sentence}”  {place_of(said.item)}"


def _beginning(item: Placed) -> str:
    """The first sentence of a measure, shortened."""
    sentence = item.text.split("。")[0]
    return sentence if len(sentence) <= _TITLE else f"{sentence[:_TITLE]}…"
