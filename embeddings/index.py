"""The search index of one state of the corpus: a folder that is written once and never changed.

    index/3f2a…/manifest.json            the encoder, the kinds, each file with its size
    index/3f2a…/measure/ids.json         node ids; the row of an item is its position
                        texts.faiss      the meaning of each text (`embeddings.dense`)
                        sentences.faiss  the meaning of each of its sentences
                        sentences.npy    int32 (m, 3): the row of each sentence, its start and end there
                        words/           terms (`embeddings.lexical`)
    index/3f2a…/goal/…                   the same for goals
    index/3f2a…/*.faiss                  the vocabulary of sayings, for an encoder that is not the packaged one
    index/3f2a…/own/                     the user's own matters and sayings, where there are any

The folder is named after a digest of what it holds. The store keeps that name and takes up the new one
in the very commit that changes the graph, so a kill at any instant leaves a graph and the index that
belongs to it. A new index is written aside and renamed; old ones go after the commit.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings import dense, lexical, understanding
from embeddings.cache import Counted, VectorCache, uncounted
from embeddings.encoder import Encoder, Matrix, encoder, is_packaged, packaged_folder
from embeddings.sentences import sentences
from embeddings.shelf import Shelf
from embeddings.wording import own_matters
from graph.errors import IndexDamaged, IndexFault, IndexMismatch, IndexNotFound, reason

FOLDER: Final = "index"
NOTE: Final = "index"  # the key under which a store keeps the name of its index
FORMAT: Final = 1
_ASIDE: Final = ".making-"
OWN: Final = "own"
REBUILD: Final = "请对原来的规划文件夹再运行一次 guitu build；已有的向量不会重新计算。"


class Kind(StrEnum):
    """What is searched; each kind has an index of its own, as goals are short and measures long."""

    MEASURE = "measure"
    GOAL = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A measure or goal as it is indexed."""

    id: str
    kind: Kind
    text: str


def digest(items: Iterable[Item], model: str) -> str:
    """The name of the index of these items with this encoder: 16 hex digits."""
    told = hashlib.sha256(f"{FORMAT}\0{model}\0{lexical.rules()}".encode())
    for item in items:
        # A text may hold any character: only its length says where it ends.
        words = f"{item.kind}\0{item.id}\0{len(item.text)}\0{item.text}"
        told.update(words.encode("utf-8", "surrogatepass"))
    return told.hexdigest()[:16]


def written(
    items: Sequence[Item], model: Encoder, data: Path, *, progress: Counted = uncounted
) -> str:
    """The name of the index of `items` under `data`, made unless it is there and whole.

    Raises:
        IndexFault: the folder cannot be written.
        EncoderError: the encoder cannot be loaded.
    """
    name = digest(items, model.identity)
    place = data / FOLDER / name
    with suppress(IndexFault):
        SearchIndex(data, name, model)
        return name
    try:
        for left in place.parent.glob(f"{_ASIDE}*"):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        aside = place.parent / f"{_ASIDE}{name}"
        aside.mkdir(parents=True)
        texts = {kind: [item for item in items if item.kind is kind] for kind in Kind}
        cut = {kind: _sentences(texts[kind]) for kind in Kind}
        with VectorCache(data, model) as cache:
            wanted = (words for kind in Kind for words in _words(texts[kind], cut[kind]))
            own = own_matters()
            if is_packaged(model):  # whose vectors of the vocabulary come with it
                cache.fill(chain(wanted, understanding.texts(own)), progress)
            else:
                said = chain(understanding.texts(), understanding.texts(own))
                cache.fill(chain(wanted, said), progress)
                understanding.write(aside, cache, model.dimension)
            if own:
                understanding.write_own(aside / OWN, own, cache, model.dimension)
            for kind in Kind:
                _write_shelf(aside / kind, texts[kind], cut[kind], cache, model.dimension)
        _write_manifest(aside, model)
        shutil.rmtree(place, ignore_errors=True)  # a broken one
        aside.rename(place)
    except OSError as error:
        raise IndexFault(
            f"写不了索引 {place}：{reason(error)}。", hint="请检查磁盘空间和权限。"
        ) from error
    return name


def _sentences(items: Sequence[Item]) -> NDArray[np.int32]:
    rows = [
        (row, start, end)
        for row, item in enumerate(items)
        for start, end in sentences(item.text) or [(0, len(item.text))]
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 3)


def _words(items: Sequence[Item], cut: NDArray[np.int32]) -> Iterator[str]:
    """Each text and each sentence of it."""
    yield from (item.text for item in items)
    yield from (items[row].text[start:end] for row, start, end in cut.tolist())


def _write_shelf(
    folder: Path, items: Sequence[Item], cut: NDArray[np.int32], cache: VectorCache, dimension: int
) -> None:
    def vectors_of_texts(rows: Sequence[int]) -> Matrix:
        return cache.vectors([items[row].text for row in rows])

    def vectors_of_sentences(at: Sequence[int]) -> Matrix:
        wanted = cut[np.asarray(at)].tolist()
        return cache.vectors([items[row].text[start:end] for row, start, end in wanted])

    (folder / "words").mkdir(parents=True)
    (folder / "ids.json").write_text(json.dumps([item.id for item in items]), "ascii")
    np.save(folder / "sentences.npy", cut)
    dense.write(folder / "texts.faiss", len(items), dimension, vectors_of_texts)
    dense.write(folder / "sentences.faiss", len(cut), dimension, vectors_of_sentences)
    lexical.write(folder / "words", (item.text for item in items))


def _write_manifest(folder: Path, model: Encoder) -> None:
    files = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }
    told = {
        "format": FORMAT,
        "model": model.identity,
        "model_source": model.source,
        "dimension": model.dimension,
        "rules": lexical.rules(),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def _whole(folder: Path) -> dict[str, Any]:
    """The manifest of an index whose files all have their sizes."""
    try:
        told: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in told["files"]}
        wrong = [name for name, size in told["files"].items() if sizes[name] != size]
        if told["format"] == FORMAT and not wrong:
            return told
    except FileNotFoundError as error:
        raise IndexDamaged(f"索引缺少文件 {error.filename}。", hint=REBUILD) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"索引 {folder} 已损坏。", hint=REBUILD) from error
    raise IndexDamaged(
        f"索引 {folder} 已损坏：{'、'.join(wrong) or '格式'}与建立时不符。", hint=REBUILD
    )


def is_current(data: Path, name: str, model: Encoder) -> bool:
    """Whether an index is whole and made by this encoder and these rules of terms.

    Raises:
        IndexDamaged: a file of it is missing or broken.
    """
    told = _whole(data / FOLDER / name)
    return bool(told["model"] == model.identity and told["rules"] == lexical.rules())


def prune(data: Path, keep: str) -> None:
    """Remove every other index under `data`; readers that have one open are not disturbed."""
    with suppress(OSError):
        for folder in (data / FOLDER).iterdir():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


def opened_shelf(folder: Path) -> Shelf:
    """The index of one kind in a folder.

    Raises:
        IndexDamaged: a part of it is broken.
    """
    return Shelf(
        ids=json.loads((folder / "ids.json").read_text("ascii")),
        texts=dense.DenseIndex(folder / "texts.faiss"),
        sentences=dense.DenseIndex(folder / "sentences.faiss"),
        words=lexical.LexicalIndex(folder / "words"),
        cut=np.load(folder / "sentences.npy"),
        place=folder,
    )


class Index(Protocol):
    """An index open for reading, wherever it is kept: all that a search needs."""

    name: str
    encoder: Encoder
    shelves: Mapping[Kind, Shelf]
    understanding: understanding.Understanding


class SearchIndex:
    """An index that `written` made, open for reading by any number of threads.

    Raises:
        IndexNotFound: it is not there.
        IndexDamaged: a file of it is missing or broken.
        IndexMismatch: `model` is not the encoder it was made with.
    """

    def __init__(self, data: Path, name: str, model: Encoder | None = None) -> None:
        folder = data / FOLDER / name
        if not folder.is_dir():
            raise IndexNotFound(f"{data} 里的图还没有索引。", hint=REBUILD)
        told = _whole(folder)
        self.name = name
        self.folder = folder
        self.encoder = encoder(told["model_source"] or None) if model is None else model
        if self.encoder.identity != told["model"] or self.encoder.dimension != told["dimension"]:
            raise IndexMismatch(
                f"索引是用模型 {told['model']} 建的，现在的模型是 {self.encoder.identity}。",
                hint="请用环境变量 GUITU_MODEL 换回原来的模型（自带模型则去掉它），或用现在的模型重新运行 guitu build。",
            )
        try:
            self.shelves: Mapping[Kind, Shelf] = {
                kind: opened_shelf(folder / kind) for kind in Kind
            }
            self.understanding = understanding.Understanding(
                packaged_folder() if is_packaged(self.encoder) else folder, folder / OWN
            )
        except IndexDamaged as error:
            error.hint = REBUILD
            raise
        except (OSError, ValueError, EOFError, LookupError, TypeError) as error:
            raise IndexDamaged(f"索引 {folder} 已损坏。", hint=REBUILD) from error
