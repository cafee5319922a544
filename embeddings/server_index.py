"""An index that is kept on a Neo4j server, asked there: no files of it need to be on this machine.

    the server's vector index, full-text index and products → the parts of a `Shelf` → `ranking`, as with files

Opening reads the ids and the places of all sentences once; `embeddings.server_filling` writes it all.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, encoder, is_packaged, packaged_folder
from embeddings.index import OWN, Kind
from embeddings.server_parts import SentenceKeys, ServerVectors, ServerWords, TextKeys
from embeddings.shelf import Shelf
from embeddings.understanding import Understanding
from graph.errors import IndexDamaged, IndexMismatch, IndexNotFound
from graph.neo4j.connection import Connection, Server
from graph.neo4j.search import Search, VectorSearch
from graph.neo4j.search_statements import Part

FORM: Final = 1  # of what is written
LABELS: Final[Mapping[Kind, str]] = {Kind.MEASURE: "Measure", Kind.GOAL: "Goal"}


class ServerIndex:
    """An index that a push put there (`embeddings.server_filling`), open for reading by any number of threads.

    Raises:
        IndexNotFound: it is not there, or not complete.
        IndexDamaged: a part of it is missing or broken.
        IndexMismatch: it is that of another state of the corpus than `name`, or `model` is not the
            encoder it was made with.
        StoreError: the server cannot be asked.
    """

    def __init__(
        self, connection: Connection, name: str | None = None, model: Encoder | None = None
    ) -> None:
        uri = connection.server.uri
        try:
            self._open(Search(connection), name, model)
        except IndexDamaged as error:
            error.hint = _PUSH.format(uri=uri)
            raise
        except _BROKEN as error:
            raise IndexDamaged(f"{uri} 上的索引已损坏。", hint=_PUSH.format(uri=uri)) from error

    def _open(self, search: Search, name: str | None, model: Encoder | None) -> None:
        told = search.told()
        _check(search.connection.server, told, name)
        self.name = str(told["name"])
        self.encoder = _encoder(told) if model is None else model
        _check_encoder(self.encoder, told)
        files = search.files()
        self.shelves: Mapping[Kind, Shelf] = {
            kind: _shelf(search, kind, files, told) for kind in Kind
        }
        self.understanding = _understanding(self.encoder, files)


_BROKEN: Final = (OSError, ValueError, EOFError, LookupError, TypeError, zlib.error)
_PUSH: Final = "请再运行一次 guitu push --uri {uri}。"


def _check(server: Server, told: Mapping[str, Any], name: str | None) -> None:
    push = _PUSH.format(uri=server.uri)
    if not told.get("complete") or told.get("form") != FORM:
        raise IndexNotFound(f"{server.uri} 上没有完整的索引。", hint=push)
    if name is not None and told["name"] != name:
        raise IndexMismatch(
            f"{server.uri} 上的图要用索引 {name}，那里的索引是 {told['name']}。", hint=push
        )


def _encoder(told: Mapping[str, Any]) -> Encoder:
    """The encoder of an index. Its folder may be another one here than where the index was made."""
    return encoder(os.environ.get("GUITU_MODEL") or told["source"] or None)


def _check_encoder(model: Encoder, told: Mapping[str, Any]) -> None:
    if model.identity != told["model"] or model.dimension != told["dimension"]:
        raise IndexMismatch(
            f"索引是用模型 {told['model']} 建的，现在的模型是 {model.identity}。",
            hint="请用环境变量 GUITU_MODEL 换回原来的模型（自带模型则去掉它），或用现在的模型重新入库、推送。",
        )


def _shelf(
    search: Search, kind: Kind, files: Mapping[str, bytes], told: Mapping[str, Any]
) -> Shelf:
    label, dimension = LABELS[kind], int(told["dimension"])
    found = sorted(search.items(label))
    ids = [id for id, _ in found]
    cut = _joined([np.frombuffer(own, dtype="<i4").reshape(-1, 2) for _, own in found])
    keys = TextKeys(ids)

    def asked(part: Part) -> VectorSearch:
        return VectorSearch(search, label, part, name=str(told["name"]))

    return Shelf(
        ids=ids,
        texts=ServerVectors(asked(Part.TEXT), keys, dimension),
        sentences=ServerVectors(asked(Part.SENTENCE), SentenceKeys(keys, cut), dimension),
        words=ServerWords(search, label, keys, counted(files[terms_file(kind)])),
        cut=cut,
        place=search.connection.server.uri,
    )


def _joined(cuts: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """The bounds of the sentences of all rows, each with its row."""
    sizes = [len(cut) for cut in cuts]
    joined = np.zeros((sum(sizes), 3), dtype=np.int32)
    if cuts:
        joined[:, 0] = np.repeat(np.arange(len(cuts)), sizes)
        joined[:, 1:] = np.concatenate(cuts)
    return joined


def _understanding(model: Encoder, files: Mapping[str, bytes]) -> Understanding:
    """What `embeddings.understanding` reads from a folder, read from one that goes again."""
    with TemporaryDirectory(prefix="guitu-") as aside:
        folder = Path(aside)
        for name in understood_files(files):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        return Understanding(packaged_folder() if is_packaged(model) else folder, folder / OWN)


def understood_files(names: Mapping[str, bytes]) -> list[str]:
    """The files that `embeddings.understanding` reads; a name that leads elsewhere is none."""
    return [name for name in names if Path(name).parent in (Path(), Path(OWN)) and "." in name]


def terms_file(kind: Kind) -> str:
    """The name of the file that tells how many texts of a kind have each term."""
    return f"{kind}/terms"


def counts_file(having: Mapping[str, int]) -> bytes:
    """How many texts have each term, as it is kept."""
    told = "\n".join(f"{term} {number}" for term, number in sorted(having.items()))
    return zlib.compress(told.encode())


def counted(content: bytes) -> dict[str, int]:
    """What `counts_file` tells."""
    pairs = (line.split(" ") for line in zlib.decompress(content).decode().splitlines())
    return {term: int(number) for term, number in pairs}
