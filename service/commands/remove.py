"""`guitu remove`: documents out of the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from embeddings.encoder import encoder
from graph.errors import UsageError
from graph.sqlite import SqliteStore
from service.cli import data_folder
from service.indexing import Indexer


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu remove`."""
    parser.add_argument(
        "names",
        nargs="+",
        metavar="文件名",
        help="入库时的文件名，即规划一览里每部规划下面写的那一行",
    )
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="数据文件夹（默认 $GUITU_DATA 或 guitu-data）"
    )


def run(args: argparse.Namespace) -> int:
    """Remove all the named documents, or none."""
    store = SqliteStore(data_folder(args.data))
    with store.view() as view:
        known = [record.key for record in view.documents()]
    unknown = [name for name in args.names if name not in known]
    if unknown:
        raise UsageError(
            f"库里没有这些文件：{'、'.join(unknown)}。",
            hint=f"库里有：{'、'.join(known) or '（空）'}。",
        )
    indexer = Indexer(encoder=encoder(), data=store.folder)
    with store.writing(wait=600.0) as writer:
        for name in args.names:
            writer.remove(name)
        indexer.update(writer)
    with store.view() as view:
        indexer.tidy(view)
    print(f"已移除 {len(args.names)} 份文件：{'、'.join(args.names)}。")
    return 0
