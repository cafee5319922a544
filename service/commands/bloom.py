"""`guitu bloom`: the perspective that Neo4j Bloom imports, and the same queries for Neo4j Browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from graph.bloom.perspective import perspective_text
from graph.bloom.phrases import in_ascii, phrases
from graph.bloom.queries import saved_queries
from graph.errors import UsageError, reason


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu bloom`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", type=Path, metavar="文件", help="把视角写进文件（默认打印出来）")
    where.add_argument(
        "--cypher",
        type=Path,
        metavar="文件夹",
        help="不写视角，把每条检索短语的查询存成一个 .cypher 文件",
    )
    parser.add_argument("--ascii", action="store_true", help="参数名用英文字母：$place，不用 $地区")


def run(args: argparse.Namespace) -> int:
    """Print or write the perspective, or write the queries."""
    found = tuple(map(in_ascii, phrases())) if args.ascii else phrases()
    if args.cypher is not None:
        files = dict(saved_queries(found))
        for name, text in files.items():
            _write(args.cypher / name, text)
        print(f"已写入 {args.cypher}（{len(files)} 条查询）。")
    elif args.output is not None:
        _write(args.output, perspective_text(found))
        print(f"已写入 {args.output}（{len(found)} 条检索短语）。")
    else:
        sys.stdout.write(perspective_text(found))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"写不了 {path}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
