"""Runs a sentence-transformers folder by its ONNX weights: no torch, no download.

The folder is read as sentence-transformers reads it: `tokenizer.json`, `1_Pooling/config.json` (CLS or
mean) and `sentence_bert_config.json` (`max_seq_length`); the weights are `onnx/model*.onnx`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from embeddings.encoder import RULES, Matrix, fingerprint, onnx_file, readable, unit_rows
from graph.errors import EncoderError

_SHARED_OUT: Final = 4  # texts from which threads are worth their start
_REPAIR: Final = "请重新安装规图，或检查模型文件夹是否完整。"


class OnnxEncoder:
    """See `embeddings.encoder.Encoder`."""

    def __init__(self, folder: Path, *, source: str) -> None:
        weights = onnx_file(folder)
        if weights is None:
            raise EncoderError(f"{folder} 里没有 onnx/model*.onnx。", hint=_REPAIR)
        self._folder, self._weights = folder, weights
        self.source = source
        self.identity = f"{folder.name}@{fingerprint(weights)}.{RULES}"
        pooling = _config(folder, "1_Pooling/config.json", "word_embedding_dimension")
        self._mean = bool(pooling.get("pooling_mode_mean_tokens"))
        self.dimension = int(pooling["word_embedding_dimension"])

    # Loaded with the first text: a build whose vectors are all known never needs them.

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare exceptions
            raise EncoderError(
                f"{self._folder} 的 tokenizer.json 读不了：{error}。", hint=_REPAIR
            ) from error
        limits = _config(self._folder, "sentence_bert_config.json", "max_seq_length")
        tokenizer.enable_truncation(int(limits["max_seq_length"]))
        return tokenizer

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        # Without it, weights of full 8 bits overflow the 16-bit sums of processors that lack VNNI, and
        # vectors turn by 30 degrees and more. The packaged weights keep to 7 bits and need it nowhere.
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            return onnxruntime.InferenceSession(
                str(self._weights), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has a class for each of its status codes
            raise EncoderError(
                f"模型文件 {self._weights} 装不起来：{error}。", hint=_REPAIR
            ) from error

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of `texts`: float32, (n, dimension), unit rows, in their order.

        One text at a time: 8-bit weights are run with the largest activation of a batch as scale, so in
        a batch a text's vector would depend on its neighbours (cosine 0.99), and an index on the order
        in which plans were added. Many texts are shared out among threads, each with a text of its own:
        faster than several threads on one.
        """
        encodings = self._tokenizer.encode_batch([readable(text) for text in texts])
        if len(encodings) < _SHARED_OUT:
            rows = [self._pooled(each) for each in encodings]
        else:
            _ = self._session  # loaded once, not by each thread
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                rows = list(threads.map(self._pooled, encodings))
        return unit_rows(np.array(rows).reshape(len(rows), self.dimension))

    def _pooled(self, encoding: Encoding) -> NDArray[np.float32]:
        ids = np.array([encoding.ids], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        wanted = {each.name for each in self._session.get_inputs()}
        (hidden,) = self._session.run(
            ["last_hidden_state"], {name: given[name] for name in given.keys() & wanted}
        )
        words = np.asarray(hidden[0], dtype=np.float32)
        return np.asarray(words.mean(axis=0) if self._mean else words[0], dtype=np.float32)


def _config(folder: Path, name: str, number: str) -> dict[str, Any]:
    """A file of settings, in which `number` is one."""
    try:
        found: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
        int(found[number])
    except (OSError, LookupError, TypeError, ValueError) as error:
        raise EncoderError(f"模型文件夹 {folder} 缺少可用的 {name}。", hint=_REPAIR) from error
    return found
