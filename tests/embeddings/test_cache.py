"""Vectors kept by model and text: encoded once, whatever ends a build, made anew when the file is broken."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from embeddings.cache import FILE_NAME, VectorCache
from embeddings.encoder import Matrix, unit_rows
from graph.errors import IndexFault


class HashEncoder:
    """A second encoder: a unit vector for each text by its hash, and a note of what it was asked.

    An index takes one of source "" for the packaged model, whose vocabulary need not be encoded.
    """

    def __init__(self, name: str = "hash", dimension: int = 16, source: str = "hash") -> None:
        self.identity = f"{name}@1"
        self.dimension = dimension
        self.source = source
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `embeddings.encoder.Encoder`."""
        self.encoded += texts
        told = (f"{self.identity}{text}".encode("utf-8", "surrogatepass") for text in texts)
        octets = b"".join(hashlib.shake_256(each).digest(self.dimension) for each in told)
        shape = (len(texts), self.dimension)
        return unit_rows(np.frombuffer(octets, dtype=np.uint8).reshape(shape) - np.float32(127.5))


class GivenEncoder:
    """Vectors chosen by the test; a text is the number of its own."""

    identity = "given@1"
    source = "given"

    def __init__(self, vectors: Matrix) -> None:
        self._vectors = vectors
        self.dimension = vectors.shape[1]

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `embeddings.encoder.Encoder`."""
        return self._vectors[[int(text) for text in texts]]


TEXTS = [f"措施{n}" for n in range(600)]


def encoded(folder: Path, texts: Sequence[str], encoder: HashEncoder | None = None) -> list[str]:
    """Fill the cache, check that it serves these texts, and say which of them were encoded."""
    encoder = encoder or HashEncoder()
    with VectorCache(folder, encoder) as cache:
        cache.fill(texts)
        asked, encoder.encoded = encoder.encoded, []
        assert np.allclose(cache.vectors(texts), HashEncoder.encode(encoder, texts), atol=0.001)
    encoder.encoded = []
    return asked


def kept(folder: Path, encoder: HashEncoder | None = None) -> int:
    """How many vectors of an encoder the file holds."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        identity = (encoder or HashEncoder()).identity
        asked = connection.execute("SELECT count(*) FROM vector WHERE model = ?", (identity,))
        return int(asked.fetchone()[0])


def test_a_second_fill_encodes_nothing(tmp_path: Path) -> None:
    assert sorted(encoded(tmp_path, TEXTS)) == sorted(TEXTS)
    assert encoded(tmp_path, TEXTS) == []


def test_only_new_texts_are_encoded_and_each_once(tmp_path: Path) -> None:
    encoded(tmp_path, TEXTS[:5])
    assert encoded(tmp_path, [*TEXTS[:6], "新", TEXTS[5], "新"]) == ["新", TEXTS[5]]


def test_vectors_come_in_the_order_of_the_texts_with_repetitions(tmp_path: Path) -> None:
    with VectorCache(tmp_path, HashEncoder()) as cache:
        cache.fill(TEXTS)
        one, two, again = cache.vectors([TEXTS[7], TEXTS[3], TEXTS[7]])
        assert (one == again).all()
        assert (one != two).any()
        assert (cache.vectors([TEXTS[3]])[0] == two).all()
        everything = cache.vectors(TEXTS)
        assert everything.dtype == np.float32
        assert np.allclose(np.linalg.norm(everything, axis=1), 1, atol=1e-6)
        assert cache.vectors([]).shape == (0, 16)


def test_odd_texts_are_texts(tmp_path: Path) -> None:
    odd = ["", " ", "\ud800", "\udc80\x00", "a" * 100_000, "é", "e\u0301"]
    assert sorted(encoded(tmp_path, odd)) == sorted(odd)
    assert encoded(tmp_path, odd) == []


def test_progress_counts_what_is_encoded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with VectorCache(tmp_path, HashEncoder()) as cache:
        cache.fill(TEXTS[:10])
        cache.fill(TEXTS, lambda done, total: told.append((done, total)))
        cache.fill(TEXTS, lambda done, total: told.append((done, total)))
    assert told == [(256, 590), (512, 590), (590, 590)]


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_what_was_encoded_before_an_interruption_stays(
    tmp_path: Path, end: type[BaseException]
) -> None:
    def stop(*_: int) -> None:
        raise end

    first = HashEncoder()
    with pytest.raises(end), VectorCache(tmp_path, first) as cache:
        cache.fill(TEXTS, stop)
    assert 0 < len(first.encoded) < len(TEXTS)
    assert sorted(first.encoded + encoded(tmp_path, TEXTS)) == sorted(TEXTS)


def _garbage(path: Path) -> None:
    path.write_bytes(os.urandom(20_000))


def _words(path: Path) -> None:
    path.write_text("妇女发展规划" * 500, "utf-8")


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096])


def _some_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _broken_pages(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage", [_garbage, _words, _half, _first_page, _some_bytes, _broken_pages, _nothing]
)
def test_a_broken_file_is_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    encoded(tmp_path, TEXTS)
    damage(tmp_path / FILE_NAME)
    assert sorted(encoded(tmp_path, TEXTS)) == sorted(TEXTS)
    assert encoded(tmp_path, TEXTS) == []


def test_the_vectors_of_other_models_stay(tmp_path: Path) -> None:
    one, other = HashEncoder("one"), HashEncoder("other", dimension=32)
    assert len(encoded(tmp_path, TEXTS[:9], one)) == 9
    assert len(encoded(tmp_path, TEXTS[:9], other)) == 9
    assert encoded(tmp_path, TEXTS[:9], one) == []
    assert encoded(tmp_path, TEXTS[:9], other) == []


def test_a_vector_of_another_length_is_encoded_anew(tmp_path: Path) -> None:
    encoded(tmp_path, TEXTS[:9], HashEncoder(dimension=16))
    assert len(encoded(tmp_path, TEXTS[:9], HashEncoder(dimension=32))) == 9


def test_what_left_is_forgotten_once_it_outnumbers_what_stayed(tmp_path: Path) -> None:
    many, other = [f"目标{n}" for n in range(1200)], HashEncoder("other")
    encoded(tmp_path, many, other)
    encoded(tmp_path, many)
    encoded(tmp_path, many[:600])
    assert kept(tmp_path) == 1200  # a plan taken out and put back costs nothing
    encoded(tmp_path, many[:100])
    assert kept(tmp_path) == 100
    assert encoded(tmp_path, many[:100]) == []
    assert kept(tmp_path, other) == 1200


@pytest.mark.parametrize("dimension", [2, 16, 512])
def test_half_precision_moves_an_inner_product_by_less_than_it_says(
    tmp_path: Path, dimension: int
) -> None:
    rng = np.random.default_rng(dimension)
    vectors = unit_rows(
        np.vstack(
            [
                rng.standard_normal((500, dimension)),
                rng.standard_normal((100, dimension)) ** 9,  # a few numbers that outweigh the rest
                np.eye(dimension)[:2],
                np.ones((1, dimension)),
            ]
        )
    )
    names = [str(n) for n in range(len(vectors))]
    with VectorCache(tmp_path, GivenEncoder(vectors)) as cache:
        cache.fill(names)
        rounded = cache.vectors(names)
    moved = np.abs(vectors @ rounded.T - vectors @ vectors.T)
    assert moved.max() < 0.0005


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
@pytest.mark.parametrize("filled", [False, True])
def test_a_read_only_folder_is_named(tmp_path: Path, filled: bool) -> None:
    if filled:
        encoded(tmp_path, TEXTS[:9])
        (tmp_path / FILE_NAME).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(IndexFault, match=FILE_NAME) as found:
            encoded(tmp_path, TEXTS)
        assert "权限" in found.value.hint
    finally:
        tmp_path.chmod(0o755)


def _a_file_for_a_folder(folder: Path) -> None:
    folder.parent.mkdir()
    folder.touch()


def _a_folder_for_the_file(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)


@pytest.mark.parametrize("make", [_a_file_for_a_folder, _a_folder_for_the_file])
def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "a" / "data"
    make(folder)
    with pytest.raises(IndexFault, match=FILE_NAME) as found, VectorCache(folder, HashEncoder()):
        pass
    assert "权限" in found.value.hint
