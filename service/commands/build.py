"""`guitu build`: files and folders into the store."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from embeddings.encoder import encoder
from graph.sqlite import SqliteStore
from service.build import BuildReport, build
from service.cli import data_folder, plan_path
from service.indexing import Indexer
from service.reports import plan_table, problem_lines
from service.terminal import counter, model_argument, out, print_json, progress, shown

_SHOWN = 20  # problems; `guitu check` lists them all


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu build`."""
    parser.add_argument("paths", nargs="+", type=plan_path, metavar="路径", help="规划文件或文件夹")
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=600.0,
        metavar="秒",
        help="另一次入库未完时最多等多久（默认 600）",
    )
    model_argument(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Build, then show what came of it."""
    folder = data_folder(args.data)
    with progress() as told, counter("正在编码") as counted:
        report = build(
            args.paths, SqliteStore(folder), progress=told, wait=args.wait,
            waiting=lambda words: print(words, file=sys.stderr),
            indexer=Indexer(encoder=encoder(args.model), data=folder, progress=counted),
        )  # fmt: skip
    if args.json:
        print_json(_as_json(report))
    else:
        _show(report, folder)
    done = report.added + report.changed + report.unchanged + len(report.removed)
    return (1 if done else 2) if report.errors else 0


def _as_json(report: BuildReport) -> dict[str, object]:
    return {
        "plans": [asdict(row) for row in report.rows],
        "problems": [{"document": name, **asdict(problem)} for name, problem in report.problems],
        "errors": [{"code": error.code, "message": error.message, "hint": error.hint} for error in report.errors],
        "added": report.added, "changed": report.changed, "unchanged": report.unchanged, "removed": list(report.removed),
    }  # fmt: skip


def _show(report: BuildReport, folder: Path) -> None:
    console = out()
    if report.rows:
        console.print(plan_table(report.rows))
    if report.rows or report.added or report.changed or report.unchanged or report.removed:
        console.print(
            f"新增 {report.added} 份文件，更新 {report.changed} 份，未变 {report.unchanged} 份，移除 {len(report.removed)} 份；"
            f"数据在 {folder}。"
        )
    if report.problems:
        console.print(f"\n需要核对的地方（{len(report.problems)} 处）：")
        for line in problem_lines(report.problems[:_SHOWN]):
            console.print(line)
        if len(report.problems) > _SHOWN:
            console.print(f"  其余 {len(report.problems) - _SHOWN} 处用 guitu check 查看。")
    kept = sum(row.problems for row in report.rows) - len(report.problems)
    if report.unchanged and kept > 0:
        console.print(f"未变的文件另有 {kept} 处需要核对，用 guitu check 查看。")
    for error in report.errors:
        print(shown(f"未入库：{error.message}\n  {error.hint}"), file=sys.stderr)
