"""Where a command reads from: the data folder's own graph, or with `--store` the one on a Neo4j server.

    with reading(args) as view: …                      what needs the graph only
    with reading_with_index(args) as (view, index): …  what also searches

The search index is the data folder's where it has the one that was made for the graph; else, for a graph on
a server, the one that `guitu push` put there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import IndexNotFound, StoreBusy
from graph.sqlite import SqliteStore
from graph.sqlite.view import SqliteView
from graph.store import View
from service.cli import data_folder

if TYPE_CHECKING:  # each brings a library that the other commands do without
    from embeddings.encoder import Encoder
    from embeddings.index import Index
    from graph.neo4j import Neo4jView, Server

URI: Final = "GUITU_NEO4J_URI"
USER: Final = "GUITU_NEO4J_USER"
PASSWORD: Final = "GUITU_NEO4J_PASSWORD"
DATABASE: Final = "GUITU_NEO4J_DATABASE"


def server_at(uri: str, *, user: str | None = None, database: str | None = None) -> Server:
    """A server with who asks: the password from the environment, else asked for on a terminal.

    It is never an argument: those stand in the shell's history and in the list of processes.

    Raises:
        UsageError: the address is none of a Neo4j.
    """
    from graph.neo4j import Server

    who = user or os.environ.get(USER) or "neo4j"
    where = database or os.environ.get(DATABASE) or "neo4j"
    server = Server(uri=uri, user=who, database=where)  # refuses a wrong address before it asks
    password = os.environ.get(PASSWORD)
    if password is None and sys.stdin.isatty() and sys.stderr.isatty():
        password = getpass(f"{uri} 用户 {who} 的密码（没有就直接回车）：", stream=sys.stderr)
    return Server(uri=server.uri, user=who, password=password or "", database=where)


def opened_view(store: str | None, data: Path) -> View:
    """The graph at an address, or that of a data folder where none is given.

    Raises:
        StoreError: it cannot be read.
    """
    if store is None:
        return SqliteStore(data).view()
    return _on_server(store)


def _on_server(store: str) -> Neo4jView:
    from graph.neo4j import Neo4jView

    view = Neo4jView(server_at(store))
    if not view.is_complete():
        print(
            f"提醒：{store} 上的推送正在进行或上次没有完成，看到的可能新旧混合；请再运行一次 guitu push。",
            file=sys.stderr,
        )
    return view


@contextmanager
def reading(args: argparse.Namespace) -> Iterator[View]:
    """The graph that a command reads; it does not change meanwhile, or the command says so.

    Raises:
        StoreError: it cannot be read.
        StoreBusy: a push changed it meanwhile.
    """
    with opened_view(args.store, data_folder(args.data)) as view, view.snapshot() as still:
        version = still.version()
        yield still
        if still.version() != version:
            raise StoreBusy(
                "读取期间有推送改动了图，结果可能新旧混合。", hint="请等推送结束后再运行一次。"
            )


@contextmanager
def reading_with_index(args: argparse.Namespace) -> Iterator[tuple[View, Index]]:
    """The graph that a command reads and the index that belongs to it.

    Raises:
        StoreError: the graph cannot be read.
        IndexFault: there is no index of this graph.
    """
    if args.store is None:
        from service.indexing import searching

        with searching(data_folder(args.data)) as found:
            yield found
        return
    with reading(args) as view:
        yield view, index_of(view, data_folder(args.data))


def index_of(view: View, data: Path, encoder: Encoder | None = None) -> Index:
    """The index of a view: the data folder's, or for one on a server that has no part there, the server's.

    Raises:
        IndexNotFound: the graph has none, or it is in neither place.
        IndexDamaged: a part of it is missing or broken.
        IndexMismatch: it was made with another encoder, or the server's is of another state of the corpus.
        StoreError: the server cannot be asked.
    """
    from embeddings.index import FOLDER, NOTE
    from service.indexing import opened_index

    if isinstance(view, SqliteView):
        return opened_index(view, data, encoder)
    name = view.note(NOTE)
    if name is not None and (data / FOLDER / name).is_dir():
        return opened_index(view, data, encoder)
    return _index_on_server(view, name, data, encoder)


def _index_on_server(view: View, name: str | None, data: Path, encoder: Encoder | None) -> Index:
    from embeddings.server_index import ServerIndex
    from graph.neo4j import Neo4jView

    assert isinstance(view, Neo4jView)
    uri = view.connection.server.uri
    if name is None and not view.is_complete():
        raise IndexNotFound(
            f"{uri} 上的推送正在进行或上次没有完成，还不能检索。",
            hint="请等推送结束；没有人在推送，就再运行一次 guitu push，它会接着做完。",
        )
    if name is None:
        raise IndexNotFound(
            f"{uri} 上的图没有记下它的索引。",
            hint="请在有索引的数据文件夹上运行 guitu build，再运行 guitu push。",
        )
    try:
        return ServerIndex(view.connection, name, encoder)
    except IndexNotFound as error:
        raise IndexNotFound(
            f"{uri} 上的图要用索引 {name}，服务器上和数据文件夹 {data} 里都没有它。",
            hint="请用不带 --no-search 的 guitu push 把索引放到服务器上，或用 --data 指出推送时的数据文件夹。",
        ) from error
