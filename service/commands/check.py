"""`guitu check`: what a build would find, without a store."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from service.build import Checked, checked, plan_rows
from service.cli import plan_path
from service.reports import outside_lines, plan_table, problem_lines
from service.terminal import out, print_json, progress, shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu check`."""
    parser.add_argument("paths", nargs="+", type=plan_path, metavar="路径", help="规划文件或文件夹")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="文件夹",
        help="按哪个数据文件夹的词表读（默认 $GUITU_DATA 或 guitu-data）",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Read the files and show every problem with its line and what to do."""
    with progress() as told:
        found = list(checked(args.paths, progress=told))
    if args.json:
        print_json([report_json(each) for each in found])
    else:
        _show(found)
    failed = [each for each in found if each.error]
    return (1 if len(failed) < len(found) else 2) if failed else 0


def report_json(each: Checked) -> dict[str, object]:
    """What was found in a file, or why it cannot be read."""
    if each.parsed is None:
        assert each.error is not None
        return {
            "document": each.name,
            "error": {
                "code": each.error.code,
                "message": each.error.message,
                "hint": each.error.hint,
            },
        }
    return {
        "document": each.name,
        "encoding": each.parsed.document.encoding,
        "plans": [asdict(row) for row in plan_rows(each.parsed)],
        "outside": [asdict(stretch) for stretch in each.parsed.outside],
        "problems": [asdict(problem) for problem in each.parsed.problems],
        "lines": dict(Counter(kind for _, _, _, kind in each.parsed.lines)),
    }


def _show(found: list[Checked]) -> None:
    console = out()
    read = [each.parsed for each in found if each.parsed is not None]
    rows = [row for parsed in read for row in plan_rows(parsed)]
    if rows:
        console.print(plan_table(rows))
    outside = [line for parsed in read for line in outside_lines(parsed)]
    if outside:
        console.print("\n不属于任何规划的内容：")
        for line in outside:
            console.print(line)
    problems = [(parsed.document.name, problem) for parsed in read for problem in parsed.problems]
    if problems or read:
        console.print(
            f"\n需要核对的地方（{len(problems)} 处）：" if problems else "\n没有发现问题。"
        )
    for line in problem_lines(problems):
        console.print(line)
    for each in found:
        if each.error is not None:
            print(shown(f"读不了：{each.error.message}\n  {each.error.hint}"), file=sys.stderr)
