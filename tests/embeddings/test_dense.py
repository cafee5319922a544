"""Nearest vectors: exact ones as numpy says, inverted lists nearly so, filters, ties, broken files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.dense import EXACT_UP_TO, DenseIndex, write
from embeddings.encoder import Matrix, unit_rows
from graph.errors import IndexDamaged, IndexFault


def some(count: int, dimension: int, *, seed: int = 0) -> Matrix:
    """Random unit vectors."""
    return unit_rows(np.random.default_rng(seed).standard_normal((count, dimension)))


def kept(folder: Path, vectors: Matrix, *, compact: bool = False) -> DenseIndex:
    """An index of these vectors, opened."""

    def of(rows: Sequence[int]) -> Matrix:
        return np.asarray(vectors[np.asarray(rows)], dtype=np.float32)

    write(folder / "x.faiss", len(vectors), vectors.shape[1], of, compact=compact)
    return DenseIndex(folder / "x.faiss")


def by_hand(
    vectors: Matrix, query: Matrix, limit: int, rows: Sequence[int] | None = None
) -> list[int]:
    """The nearest rows by plain numpy, ties by row."""
    among = np.arange(len(vectors)) if rows is None else np.unique(np.array(rows, dtype=np.int64))
    order = np.argsort(-(vectors @ query)[among], kind="stable")[:limit]
    found: list[int] = among[order].tolist()
    return found


def test_an_exact_index_finds_what_numpy_finds(tmp_path: Path) -> None:
    vectors, queries = some(500, 24), some(30, 24, seed=1)
    index = kept(tmp_path, vectors)
    assert (len(index), index.dimension) == (500, 24)
    for query, found in zip(queries, index.nearest(queries, 10), strict=True):
        assert list(found) == by_hand(vectors, query, 10)
        assert list(found.values()) == pytest.approx([vectors[row] @ query for row in found])


def test_one_query_finds_the_same_alone_and_among_many(tmp_path: Path) -> None:
    vectors, queries = some(500, 24), some(30, 24, seed=1)
    index = kept(tmp_path, vectors)
    together = index.nearest(queries, 10)
    for at in (0, 13, 29):
        assert list(index.nearest(queries[at : at + 1], 10)[0]) == list(together[at])


@pytest.mark.parametrize("rows", [[7], [3, 499, 0], list(range(0, 500, 7)), [5, 5, 6]])
def test_only_the_rows_asked_for_are_found(tmp_path: Path, rows: list[int]) -> None:
    vectors, (query,) = some(500, 24), some(1, 24, seed=1)
    (found,) = kept(tmp_path, vectors).nearest(query[None], 100, rows=rows)
    assert list(found) == by_hand(vectors, query, 100, rows)


LIMITS = [
    ("more than there are", 99, None, 5),
    ("more than the rows", 99, [4, 2], 2),
    ("none", 0, None, 0),
    ("fewer than none", -1, None, 0),
    ("no rows", 9, [], 0),
]


@pytest.mark.parametrize(
    ("limit", "rows", "expected"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS]
)
def test_limits(tmp_path: Path, limit: int, rows: list[int] | None, expected: int) -> None:
    index = kept(tmp_path, some(5, 4))
    assert [len(found) for found in index.nearest(some(2, 4), limit, rows=rows)] == [expected] * 2


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = kept(tmp_path, np.zeros((0, 4), dtype=np.float32))
    assert len(index) == 0
    assert index.nearest(some(2, 4), 5) == [{}, {}]
    assert index.nearest(some(2, 4), 5, rows=[]) == [{}, {}]
    assert index.vectors([]).shape == (0, 4)
    assert index.nearest(np.zeros((0, 4), dtype=np.float32), 5) == []


@settings(max_examples=40)
@given(
    copies=st.lists(st.integers(0, 2), min_size=1, max_size=60),
    limit=st.integers(1, 70),
    chosen=st.none() | st.sets(st.integers(0, 59), max_size=40),
)
def test_equal_vectors_come_by_row_and_none_is_left_out_for_a_worse_one(
    tmp_path_factory: pytest.TempPathFactory,
    copies: list[int],
    limit: int,
    chosen: set[int] | None,
) -> None:
    vectors = some(3, 8)[copies]
    rows = None if chosen is None else sorted(row for row in chosen if row < len(copies))
    index = kept(tmp_path_factory.mktemp("ties"), vectors)
    (found,) = index.nearest(some(1, 8, seed=1), limit, rows=rows)
    among = range(len(copies)) if rows is None else rows
    assert len(found) == min(limit, len(among))
    assert set(found) <= set(among)
    assert list(found.items()) == sorted(found.items(), key=lambda each: (-each[1], each[0]))
    scores = {copies[row]: score for row, score in found.items()}
    assert all(score == scores[copies[row]] for row, score in found.items())
    expected = [copies[row] for row in by_hand(vectors, some(1, 8, seed=1)[0], limit, rows)]
    assert sorted(copies[row] for row in found) == sorted(expected)


def test_an_exact_index_gives_its_vectors_back(tmp_path: Path) -> None:
    vectors = some(50, 24)
    index = kept(tmp_path, vectors)
    assert (index.vectors([49, 0, 0]) == vectors[[49, 0, 0]]).all()
    assert (index.vectors(np.array([3])) == vectors[[3]]).all()
    assert index.vectors([]).shape == (0, 24)


def test_a_compact_index_nearly_gives_its_vectors_back(tmp_path: Path) -> None:
    vectors = some(300, 24)
    index = kept(tmp_path, vectors, compact=True)
    assert np.abs(index.vectors(range(300)) - vectors).max() < 0.01  # measured 0.003
    (found,) = index.nearest(vectors[:1], 3, rows=[0, 5, 9])
    assert list(found) == by_hand(vectors, vectors[0], 3, [0, 5, 9])


@pytest.fixture(scope="module")
def many() -> Matrix:
    """As many vectors as make inverted lists."""
    return some(EXACT_UP_TO + 1, 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of `many` is."""
    return tmp_path_factory.mktemp("inverted")


@pytest.fixture(scope="module")
def inverted(many: Matrix, folder: Path) -> DenseIndex:
    """The index of `many`."""
    return kept(folder, many)


def test_inverted_lists_find_nearly_all(many: Matrix, inverted: DenseIndex) -> None:
    queries = some(200, 8, seed=1)
    assert len(inverted) == len(many)
    met = 0
    for query, found in zip(queries, inverted.nearest(queries, 10), strict=True):
        met += len(set(found) & set(by_hand(many, query, 10)))
        assert list(found.items()) == sorted(found.items(), key=lambda each: (-each[1], each[0]))
        assert list(found.values()) == pytest.approx([many[row] @ query for row in found], abs=0.02)
    assert met / 2000 > 0.95  # measured 0.98


def test_inverted_lists_find_each_vector_itself(many: Matrix, inverted: DenseIndex) -> None:
    found = inverted.nearest(many[::400], 3)
    assert [next(iter(each)) for each in found] == list(range(0, len(many), 400))


def test_a_filter_looks_through_all_inverted_lists(many: Matrix, inverted: DenseIndex) -> None:
    rows = list(range(5, len(many), 997))
    for query in some(5, 8, seed=2):
        (found,) = inverted.nearest(query[None], 99, rows=rows)
        assert sorted(found) == rows
    assert [list(found) for found in inverted.nearest(some(2, 8), 9, rows=[20_000])] == [
        [20_000]
    ] * 2


def test_inverted_lists_give_vectors_back(many: Matrix, inverted: DenseIndex) -> None:
    rows = [0, 20_000, 12_345, 0]
    assert np.abs(inverted.vectors(rows) - many[rows]).max() < 0.01  # measured 0.003


@pytest.mark.usefixtures("inverted")
def test_the_same_vectors_make_the_same_file_and_faiss_prints_nothing(
    many: Matrix, folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept(tmp_path, many)
    assert (tmp_path / "x.faiss").read_bytes() == (folder / "x.faiss").read_bytes()
    assert capfd.readouterr() == ("", "")


DAMAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda _: b""),
    ("garbage", lambda whole: bytes(255 - octet for octet in whole)),
    ("zeros", lambda whole: bytes(len(whole))),
    ("words", lambda _: "规划".encode() * 500),
    ("half", lambda whole: whole[: len(whole) // 2]),
    ("the last byte gone", lambda whole: whole[:-1]),
    ("a few bytes", lambda whole: whole[:10]),
]


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
@pytest.mark.parametrize("compact", [False, True])
def test_a_broken_file_is_named(
    tmp_path: Path, damage: Callable[[bytes], bytes], compact: bool
) -> None:
    kept(tmp_path, some(300, 8), compact=compact)
    path = tmp_path / "x.faiss"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IndexDamaged, match=r"x\.faiss"):
        DenseIndex(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=r"x\.faiss"):
        DenseIndex(tmp_path / "x.faiss")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match=r"x\.faiss") as found:
        kept(tmp_path / "no folder", some(3, 4))
    assert "磁盘空间" in found.value.hint
