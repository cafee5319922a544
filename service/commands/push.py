"""`guitu push`: the graph of the data folder onto a Neo4j server."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import EncoderError, IndexFault, UsageError
from graph.sqlite import SqliteStore
from graph.store import View
from service.cli import data_folder
from service.stores import URI, server_at
from service.terminal import counter, out, print_json

if TYPE_CHECKING:  # the driver and FAISS take a while to load
    from embeddings.index import SearchIndex
    from graph.neo4j import Beside, PushReport, Vectors

_WORDS = (
    ("nodes_added", "新增节点"),
    ("nodes_changed", "更新节点"),
    ("nodes_removed", "移除节点"),
    ("edges_added", "新增关系"),
    ("edges_removed", "移除关系"),
    ("vectors", "措施向量"),
    ("sources", "文件原文与记录"),
    ("beside", "检索条目"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu push`."""
    parser.epilog = (
        "密码取自环境变量 GUITU_NEO4J_PASSWORD，没有设时在终端上询问；不接受写在命令里的密码。\n"
        "只写有差别的部分；中断后再运行一次会接着做完；库里别人的节点和关系不会动\n（标签以 Guitu 开头的除外，那是规图自己用的）。"
    )
    parser.add_argument(
        "--uri",
        metavar="地址",
        help="如 bolt://127.0.0.1:7687、neo4j+s://图库.example（默认 $GUITU_NEO4J_URI）",
    )
    parser.add_argument("--user", metavar="用户", help="用户名（默认 $GUITU_NEO4J_USER 或 neo4j）")
    parser.add_argument(
        "--database", metavar="数据库", help="数据库名（默认 $GUITU_NEO4J_DATABASE 或 neo4j）"
    )
    parser.add_argument("--dry-run", action="store_true", help="只说会改什么，不写")
    parser.add_argument(
        "--thorough", action="store_true", help="逐条核对全部节点和关系，不跳过看来未变的文件"
    )
    parser.add_argument(
        "--no-search",
        action="store_true",
        help="不把检索索引放到服务器上（已有的会移除）；这时检索要用推送时的数据文件夹",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=600.0,
        metavar="秒",
        help="另一次推送未完时最多等多久（默认 600）",
    )
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Push, then show what changed."""
    uri = args.uri or os.environ.get(URI)
    if not uri:
        raise UsageError(
            "没有说推送到哪里。",
            hint="请用 --uri 指出 Neo4j 的地址，如 --uri bolt://127.0.0.1:7687。",
        )
    folder = data_folder(args.data)
    with SqliteStore(folder).view() as view, view.snapshot() as still:
        server = server_at(uri, user=args.user, database=args.database)
        from embeddings.index import NOTE
        from graph.neo4j import push

        index = index_to_push(still, folder)
        with counter("正在推送") as told:
            searched = search_beside(
                still, None if args.no_search else index, thorough=args.thorough, progress=told
            )
            report = push(
                still, server, vectors=vectors_of(index), notes=() if index is None else (NOTE,),
                beside=searched, dry_run=args.dry_run, thorough=args.thorough, wait=args.wait,
                progress=told, waiting=lambda words: print(words, file=sys.stderr),
            )  # fmt: skip
    if args.json:
        print_json(
            {"uri": uri, "dry_run": args.dry_run, "changes": report.changes, **asdict(report)}
        )
    else:
        _show(report, uri, dry_run=args.dry_run)
    return 0


def index_to_push(view: View, folder: Path) -> SearchIndex | None:
    """The index of the graph that is pushed; none, and a word on why, where it has none that can be read."""
    from embeddings.index import NOTE
    from service.indexing import opened_index

    if view.note(NOTE) is None:
        return None
    try:
        return opened_index(view, folder)
    except (IndexFault, EncoderError) as error:
        print(f"不推送措施的向量和检索索引：{error.message}", file=sys.stderr)
        return None


def vectors_of(index: SearchIndex | None) -> Vectors | None:
    """The vectors of the measures."""
    from embeddings.index import Kind
    from graph.neo4j import Vectors

    if index is None:
        return None
    shelf = index.shelves[Kind.MEASURE]

    def of(ids: Sequence[str]) -> Sequence[Sequence[float]]:
        found: list[list[float]] = shelf.texts.vectors([shelf.rows[id] for id in ids]).tolist()
        return found

    return Vectors(
        model=index.encoder.identity, dimension=index.encoder.dimension, ids=shelf.rows.keys(), of=of
    )  # fmt: skip


def search_beside(
    view: View,
    index: SearchIndex | None,
    *,
    thorough: bool = False,
    progress: Callable[[int, int], None],
) -> Beside:
    """What search goes by, or none of it without an index."""
    from embeddings.server_filling import NoSearch, ServerFilling
    from service.indexing import items

    if index is None:
        return NoSearch()
    return ServerFilling(
        index=index, items=lambda: items(view), thorough=thorough, progress=progress
    )


def _show(report: PushReport, uri: str, *, dry_run: bool) -> None:
    console = out()
    if not report.changes:
        console.print(f"{uri} 上的图与本地一致，没有要改的。")
        return
    told = "，".join(
        f"{words} {number}" for name, words in _WORDS if (number := getattr(report, name))
    )
    gone = f"，移除 {report.documents_removed} 份" if report.documents_removed else ""
    console.print(
        f"{'将要改动' if dry_run else '已推送到'} {uri}（涉及 {report.documents} 份文件{gone}）"
        f"{'：' if told else '。'}{told}{'。' if told else ''}"
    )
