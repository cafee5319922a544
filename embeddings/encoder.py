"""What turns text into vectors, and how one is chosen.

    encoder()                       the model in this package: 8-bit, ONNX Runtime, no torch
    encoder("/models/bge-large-zh") a sentence-transformers folder, or a name that is already on this machine
    $GUITU_MODEL                    the same choice for every command

An encoder's `identity` names model and weights; an index keeps it, and is read only by the same one.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from graph.errors import EncoderError
from graph.folding import FOLDING, replaced

Matrix = NDArray[np.float32]

RULES: Final = 3  # raised when the same weights give other vectors
PACKAGED: Final = "guitu-zh-small"
_BLOCK: Final = 65_536


class Encoder(Protocol):
    """Text to unit vectors whose inner product is likeness of meaning."""

    identity: str  # model and weights
    source: str  # what `encoder()` was given; "" for the packaged one
    dimension: int

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of `texts`: float32, (n, dimension), unit rows, in their order."""


def packaged_folder() -> Path:
    """The model that ships with Guitu."""
    return Path(str(files("embeddings"))) / "models" / PACKAGED


def is_packaged(model: Encoder) -> bool:
    """Whether an encoder is the one that ships with Guitu."""
    return not model.source


def encoder(name: str | None = None) -> Encoder:
    """The encoder of this name.

    Args:
        name: a sentence-transformers folder, or the name of a model in the local cache; None for
            $GUITU_MODEL, and where that is not set the packaged model.

    Raises:
        EncoderError: there is no such model here, or what it needs is not installed.
    """
    chosen = name or os.environ.get("GUITU_MODEL") or ""
    if not chosen:
        from embeddings.onnx_encoder import OnnxEncoder

        return OnnxEncoder(packaged_folder(), source="")
    folder = Path(chosen)
    if folder.is_dir() and onnx_file(folder) is not None:
        from embeddings.onnx_encoder import OnnxEncoder

        return OnnxEncoder(folder, source=str(folder.resolve()))
    if not folder.is_dir() and (folder.is_absolute() or chosen.startswith((".", "~"))):
        raise EncoderError(
            f"没有模型文件夹 {chosen}。",
            hint="请给出 sentence-transformers 模型的文件夹；不给 --model 和 $GUITU_MODEL 就用自带的模型。",
        )
    from embeddings.sentence_encoder import SentenceEncoder

    return SentenceEncoder(chosen)


def onnx_file(folder: Path) -> Path | None:
    """The ONNX weights of a sentence-transformers folder, the 8-bit ones first; None if it has none."""
    found = sorted(
        (folder / "onnx").glob("model*.onnx"), key=lambda p: ("int8" not in p.name, p.name)
    )
    return found[0] if found else None


def fingerprint(path: Path) -> str:
    """Eight hex digits for a weights file: its size and three of its blocks.

    A hash of all its 24 MB would cost every search 60 ms; weights of another training differ everywhere.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(str(size).encode())
            for at in (0, size // 2, max(0, size - _BLOCK)):
                file.seek(at)
                digest.update(file.read(_BLOCK))
    except OSError as error:
        raise EncoderError(f"读不了模型文件 {path}。", hint="请检查模型文件夹是否完整。") from error
    return digest.hexdigest()[:8]


_KEPT: Final = "！（），：；？"  # Chinese punctuation of full width
_NARROW: Final = {
    wide: half for wide, half in FOLDING.items() if "！" <= wide <= "～" and wide not in _KEPT
} | {"　": " "}
_WIDE: Final = re.compile(f"[{re.escape(''.join(_NARROW))}]")


def readable(text: str) -> str:
    """`text` as an encoder is given it: full-width letters, digits and signs narrow, half characters as ?.

    １２岁 and 12岁 are far apart to an encoder that learned from typed text. Chinese punctuation stays:
    to narrow it as well cost 0.01 nDCG.
    """
    narrow = replaced(text, _WIDE, _NARROW)
    return narrow.encode("utf-8", "replace").decode("utf-8")


def unit_rows(vectors: NDArray[Any]) -> Matrix:
    """`vectors` as float32 with rows of length 1; a row of zeros stays."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.maximum(lengths, 1e-12))
