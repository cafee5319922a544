"""`guitu indicators`: the numbers that plans set, an indicator a row and a plan a column."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from graph.errors import UsageError, reason
from queries.context import check_filters
from queries.holdings import HeldPlan, Holdings
from queries.indicators import Setting
from queries.indicators.table import IndicatorTable, indicator_table
from service.charts import chart_of
from service.indicator_answers import table_json
from service.indicator_files import listed, matrix
from service.indicator_words import (
    better_in_words,
    conflict_in_words,
    plan_labels,
    spread_in_words,
    value_in_words,
)
from service.printable import source_of
from service.stores import reading
from service.table_files import write_csv
from service.terminal import out, print_json, reading_arguments, table

_NAME_WIDTH: Final = 26  # columns of a terminal for an indicator's name
_CELL_WIDTH: Final = 16  # and for what a plan sets, with the space between
_MARK: Final = "※"
_MOST_NAMED: Final = 12  # indicators that a message names


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu indicators`."""
    parser.add_argument(
        "name", nargs="?", metavar="指标", help="指标的全称、别称，或名称中的任一部分"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    parser.add_argument("--list", action="store_true", help="每个目标值一行，附原文和出处")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="文件",
        help="写成 CSV，Excel 可直接打开；与 --list 同用时附原文",
    )
    parser.add_argument("--chart", type=Path, metavar="文件", help="把一个指标画成 SVG 图")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the table, or write it to a file."""
    _check(args)
    with reading(args) as view:
        check_filters(view, place=args.place, audience=args.audience)
        holdings = Holdings(view)
        found = indicator_table(holdings, name=args.name, place=args.place, audience=args.audience)
        labels = plan_labels(holdings, found.columns)
    if args.json:
        print_json(table_json(found))
    elif not found.settings:
        return _nothing(args)
    elif args.chart is not None:
        _draw(args, found, labels)
    elif args.out is not None:
        heads, rows = listed(found) if args.list else matrix(found)
        count = write_csv(args.out, heads, rows)
        print(f"已写入 {args.out}（{count} 行）。")
    else:
        _show(found, labels, as_list=args.list)
    return 0


def _check(args: argparse.Namespace) -> None:
    ways = [name for name in ("json", "out", "chart") if getattr(args, name)]
    if len(ways) > 1:
        raise UsageError(
            f"{'、'.join(f'--{way}' for way in ways)} 不能一起用。", hint="每次选一种输出。"
        )
    if args.chart is not None and args.name is None:
        raise UsageError(
            "--chart 要写明画哪个指标。", hint="例如：guitu indicators 婴儿死亡率 --chart 图.svg"
        )
    if args.chart is not None and args.chart.suffix.lower() != ".svg":
        raise UsageError(
            f"不会画 {args.chart.suffix or '没有扩展名的'} 文件：{args.chart}。",
            hint="扩展名应是 .svg，浏览器、Word 都能打开。",
        )


def _nothing(args: argparse.Namespace) -> int:
    if args.chart is not None or args.out is not None:
        raise UsageError("没有符合条件的指标，没有写文件。", hint="不带指标名可看到全部指标。")
    out().print("没有符合条件的指标。")
    return 0


# A picture


def _draw(args: argparse.Namespace, found: IndicatorTable, labels: Mapping[str, str]) -> None:
    names = list(dict.fromkeys(row.indicator for row in found.rows))
    if len(names) > 1:
        raise UsageError(
            f"“{args.name}”可以是 {len(names)} 个指标，一张图只画一个。",
            hint=f"请写全其中一个：{'、'.join(names[:_MOST_NAMED])}{'……' if len(names) > _MOST_NAMED else ''}",
        )
    content, drawn = chart_of(found, labels)
    try:
        args.chart.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"写不了 {args.chart}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
    print(f"已画到 {args.chart}（{names[0]}，{drawn} 个目标值）。")
    if drawn < len(found.settings):
        print(f"另有 {len(found.settings) - drawn} 个目标值单位或写法不同，没有画。")


# For a person


def _show(found: IndicatorTable, labels: Mapping[str, str], *, as_list: bool) -> None:
    console = out()
    marked = {each.target.id for conflict in found.conflicts for each in conflict.settings}
    names = {row.indicator for row in found.rows}
    if as_list or len(names) == 1:
        console.print(_list(found, one=len(names) == 1))
    else:
        title = f"指标值（{len(found.settings)} 个）"
        for columns in _blocks(found.columns, console.width):
            console.print(_matrix(title, found, columns, labels, marked))
            title = ""
        _explain(console, found, marked)
    if len(names) == 1:
        for row in found.rows:
            for line in spread_in_words(row.spread, labels) if row.spread else ():
                console.print(line)
    if found.conflicts:
        console.print(f"\n需要核对（{len(found.conflicts)} 处）：")
        for conflict in found.conflicts:
            for line in conflict_in_words(conflict, labels):
                console.print(f"  {line}")


def _list(found: IndicatorTable, *, one: bool) -> Table:
    """A row a number; the name of the indicator stands over the table where there is only one."""
    first = found.rows[0].indicator
    title = f"{first}（{better_in_words(first)}）：" if one else ""
    return table(
        f"{title}指标值（{len(found.settings)} 个）",
        (*(() if one else ("指标",)), "目标值", "年份", "基期", "规划", "原文", "出处"),
        (
            (
                *(() if one else (each.indicator,)), value_in_words(each), each.year or "", each.baseline or "",
                each.target.plan, each.target.text, source_of(each.target),
            )
            for each in found.settings
        ),
    )  # fmt: skip


def _explain(console: Console, found: IndicatorTable, marked: Collection[str]) -> None:
    if any(row.year for row in found.rows):
        console.print("按年份分行的指标，规划没有写年份的目标值列在规划的最后一年。")
    if marked:
        console.print(f"{_MARK} 需要核对，见下。")
    console.print("每个目标值的原文和出处：加 --list，或写上指标名称。")


def _blocks(columns: Sequence[HeldPlan], width: int) -> Iterator[Sequence[int]]:
    """The positions of the plans that stand side by side: of one audience, as many as are legible."""
    most = max(1, (width - _NAME_WIDTH) // _CELL_WIDTH)
    for _, some in groupby(range(len(columns)), key=lambda i: columns[i].audience):
        positions = list(some)
        for start in range(0, len(positions), most):
            yield positions[start : start + most]


def _matrix(
    title: str,
    found: IndicatorTable,
    columns: Sequence[int],
    labels: Mapping[str, str],
    marked: Container[str],
) -> Table:
    rows = [row for row in found.rows if any(row.cells[i] for i in columns)]
    dates = any(row.year for row in rows)
    return table(
        title,
        ("指标", *(["年份"] if dates else []), *(labels[found.columns[i].id] for i in columns)),
        (
            (
                row.indicator,
                *([row.year or ""] if dates else []),
                *(_cell(row.cells[i], row.year, marked) for i in columns),
            )
            for row in rows
        ),
    )


def _cell(cell: Sequence[Setting], year: int | None, marked: Container[str]) -> str:
    """What a plan sets; the year only where the row does not tell it."""
    return "\n".join(
        value_in_words(each)
        + (f"（{each.year}）" if each.year and each.year != year else "")
        + (_MARK if each.target.id in marked else "")
        for each in cell
    )
