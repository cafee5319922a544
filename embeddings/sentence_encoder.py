"""Any sentence-transformers model, through the extra `sentence-transformers` (it needs torch)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embeddings.encoder import RULES, Matrix, fingerprint, readable, unit_rows
from graph.errors import EncoderError

_INSTALL = '请运行 pip install "guitu[sentence-transformers]"，或去掉 --model 用自带的模型。'


class SentenceEncoder:
    """See `embeddings.encoder.Encoder`. Nothing is downloaded: a name must already be in the local cache."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(
                f"用模型 {name} 需要 sentence-transformers。", hint=_INSTALL
            ) from error
        self.source = str(Path(name).resolve()) if Path(name).is_dir() else name
        try:
            self._model = SentenceTransformer(name, local_files_only=True)
        except Exception as error:  # many kinds, from several libraries
            raise EncoderError(
                f"这台机器上没有能用的模型 {name}：{error}。",
                hint="请给出 sentence-transformers 模型的文件夹；程序不会自行下载。",
            ) from error
        named = ("get_embedding_dimension", "get_sentence_embedding_dimension")  # now, and before
        (dimension, *_) = (
            getattr(self._model, name) for name in named if hasattr(self._model, name)
        )
        self.dimension = int(dimension() or 0)
        weights = sorted(Path(name).glob("*.safetensors"))  # none where `name` is no folder
        mark = fingerprint(weights[0]) if weights else "by-name"
        self.identity = f"{Path(name).name}@{mark}.{RULES}"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of `texts`: float32, (n, dimension), unit rows, in their order."""
        vectors = self._model.encode(
            [readable(text) for text in texts],
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return unit_rows(vectors)
