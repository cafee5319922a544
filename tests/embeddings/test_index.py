"""The index folder: named after what it holds, whole or remade, and every part slices back to the texts."""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings import understanding
from embeddings.index import (
    FOLDER,
    FORMAT,
    Item,
    Kind,
    SearchIndex,
    digest,
    is_current,
    prune,
    written,
)
from embeddings.ranking import query_of, ranked
from embeddings.sentences import sentences
from graph.errors import IndexDamaged, IndexFault, IndexMismatch, IndexNotFound
from tests.embeddings.test_cache import HashEncoder

ITEMS = [
    *(
        Item(id=f"plan:{plan}:d{domain}:m{n}", kind=Kind.MEASURE, text=text)
        for plan in ("a", "b")
        for domain in (1, 2)
        for n, text in enumerate(
            [
                f"推进{plan}疫苗接种{domain}。扩大免费范围；\n加强“两癌”筛查。",
                f"预防家庭暴力{plan}{domain}",
                "",
                "——。",
                "\ud800半个字。\x00零。",
            ]
        )
    ),
    Item(id="plan:a:d1:g1", kind=Kind.GOAL, text="死亡率降到9/10万以下。"),
    Item(id="plan:a:d1:g2", kind=Kind.GOAL, text="保持平衡；持续改善。"),
]


def hashing(name: str = "hash", dimension: int = 512) -> HashEncoder:
    """An encoder in place of the packaged one: the vocabulary of sayings is not made for it."""
    return HashEncoder(name, dimension, source="")


OF = {kind: [item for item in ITEMS if item.kind is kind] for kind in Kind}
NAME = digest(ITEMS, hashing().identity)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index of `ITEMS`; not to be changed."""
    data = tmp_path_factory.mktemp("made")
    assert written(ITEMS, hashing(), data) == NAME
    return data


@pytest.fixture(scope="module")
def index(made: Path) -> SearchIndex:
    """That index, opened."""
    return SearchIndex(made, NAME, hashing())


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "data"))


def folders(data: Path) -> list[str]:
    """What stands where indexes are."""
    return sorted(path.name for path in (data / FOLDER).iterdir())


def remade(data: Path) -> SearchIndex:
    """The index of `ITEMS` after another build, opened; nothing may have been encoded for it."""
    encoder = hashing()
    assert written(ITEMS, encoder, data) == NAME
    assert encoder.encoded == []
    assert folders(data) == [NAME]
    return SearchIndex(data, NAME, encoder)


# What it is called

items = st.lists(
    st.builds(
        Item,
        id=st.sampled_from(["a", "b", "a\0", "a\0b"]),
        kind=st.sampled_from(Kind),
        text=st.text(st.sampled_from("\0a1妇\ud800")) | st.just("\0measure\0a\0"),
    ),
    max_size=3,
)


@given(items, items)
@example(
    [Item(id="a", kind=Kind.GOAL, text="x"), Item(id="b", kind=Kind.GOAL, text="y")],
    [Item(id="a", kind=Kind.GOAL, text="x\0goal\0b\0y")],
)
@example(
    [Item(id="a", kind=Kind.GOAL, text="x"), Item(id="b", kind=Kind.GOAL, text="y")],
    [Item(id="a", kind=Kind.GOAL, text="xgoal\0b\0y")],
)
def test_another_corpus_has_another_name(one: list[Item], other: list[Item]) -> None:
    assert (digest(one, "m") == digest(other, "m")) == (one == other)


def test_a_name_depends_on_text_id_kind_order_and_model() -> None:
    first, *rest = ITEMS
    others = [
        digest([replace(first, text="别的"), *rest], "hash@1"),
        digest([replace(first, id="plan:z:d1:m0"), *rest], "hash@1"),
        digest([replace(first, kind=Kind.GOAL), *rest], "hash@1"),
        digest([*rest, first], "hash@1"),
        digest(rest, "hash@1"),
        digest(ITEMS, "hash@2"),
        digest([], "hash@1"),
        NAME,
    ]
    assert len(set(others)) == len(others)
    assert digest(iter(ITEMS), "hash@1") == NAME


# What it holds


@pytest.mark.parametrize("kind", Kind)
def test_rows_are_the_items_in_order(index: SearchIndex, kind: Kind) -> None:
    shelf = index.shelves[kind]
    assert shelf.ids == [item.id for item in OF[kind]]
    assert shelf.rows == {item.id: row for row, item in enumerate(OF[kind])}
    assert len(shelf.texts) == len(shelf.words) == len(OF[kind])


@pytest.mark.parametrize("kind", Kind)
def test_sentences_slice_back_to_their_texts(index: SearchIndex, kind: Kind) -> None:
    shelf = index.shelves[kind]
    at = 0
    for row, item in enumerate(OF[kind]):
        own = shelf.sentences_of(row)
        assert own == range(at, at + len(own))
        assert len(own) >= 1
        at += len(own)
        bounds = [shelf.bounds(each) for each in own]
        assert bounds == (sentences(item.text) or [(0, len(item.text))])
        assert {shelf.row_of_sentence(each) for each in own} == {row}
        model = hashing()
        assert np.allclose(shelf.texts.vectors([row]), model.encode([item.text]), atol=0.001)
        parts = model.encode([item.text[start:end] for start, end in bounds])
        assert np.allclose(shelf.sentences.vectors(own), parts, atol=0.001)
    assert at == len(shelf.sentences)


def test_the_rows_of_a_domain_are_its_items(index: SearchIndex) -> None:
    shelf = index.shelves[Kind.MEASURE]
    assert shelf.rows_of(["plan:a:d2", "plan:a:d1", "plan:zz:d1"]) == list(range(10))
    assert [shelf.ids[row] for row in shelf.rows_of(["plan:b:d2"])] == [
        f"plan:b:d2:m{n}" for n in range(5)
    ]
    assert index.shelves[Kind.GOAL].rows_of(["plan:a:d1"]) == [0, 1]
    assert shelf.rows_of([]) == []


def test_threads_find_what_one_finds(index: SearchIndex) -> None:
    (vector,) = hashing().encode(["预防家庭暴力"])

    def found(_: int) -> list[tuple[str, float]]:
        query = query_of("预防家庭暴力", vector[None], index.understanding)
        hits = ranked(index.shelves[Kind.MEASURE], query, 20)
        return [(each.id, each.score) for each in hits]

    alone = found(0)
    assert len(alone) == 20
    with ThreadPoolExecutor(8) as pool:
        assert all(each == alone for each in pool.map(found, range(64)))


@pytest.mark.parametrize("few", [[], OF[Kind.GOAL][:1], OF[Kind.MEASURE][:1]])
def test_an_index_of_little_or_nothing_is_usable(data: Path, few: list[Item]) -> None:
    encoder = hashing()
    index = SearchIndex(data, written(few, encoder, data), encoder)
    query = query_of("妇女", encoder.encode(["妇女"]), index.understanding)
    for kind in Kind:
        expected = [item.id for item in few if item.kind is kind]
        assert index.shelves[kind].ids == expected
        assert [each.id for each in ranked(index.shelves[kind], query, 5)] == expected


# Once written


def test_written_twice_is_one(data: Path) -> None:
    folder = data / FOLDER / NAME
    before = {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
    remade(data)
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before


def test_only_new_texts_and_their_sentences_are_encoded(data: Path) -> None:
    encoder = hashing()
    more = [*ITEMS, Item(id="plan:c:d1:m0", kind=Kind.MEASURE, text="新的一条。推进a疫苗接种1。")]
    name = written(more, encoder, data)
    assert sorted(encoder.encoded) == sorted(["新的一条。推进a疫苗接种1。", "新的一条。"])
    assert folders(data) == sorted([NAME, name])  # the graph may still have the other one


def test_two_models_have_an_index_each(data: Path) -> None:
    other = hashing("other", 8)
    name = written(ITEMS[:2], other, data)
    assert SearchIndex(data, name, other).shelves[Kind.MEASURE].texts.dimension == 8
    assert folders(data) == sorted([NAME, name])
    assert SearchIndex(data, NAME, hashing()).shelves[Kind.MEASURE].texts.dimension == 512
    assert written(ITEMS[:2], other, data) == name


def test_an_encoder_of_its_own_gets_the_vocabulary_of_sayings(tmp_path: Path) -> None:
    encoder = HashEncoder()
    name = written(ITEMS, encoder, tmp_path)
    assert {*understanding.texts()} <= {*encoder.encoded}
    index = SearchIndex(tmp_path, name, encoder)
    assert index.understanding.fits()
    said = understanding.texts()[7]
    (first, *_) = index.understanding.of(encoder.encode([said]))
    assert said in first.matter.sayings
    encoder.encoded = []
    path = tmp_path / FOLDER / name / understanding.SAYINGS
    rewritten(path, b"\xff" * path.stat().st_size)
    with pytest.raises(IndexDamaged, match="sayings"):
        SearchIndex(tmp_path, name, encoder)
    assert written(ITEMS, encoder, tmp_path) == name
    assert encoder.encoded == []
    assert SearchIndex(tmp_path, name, encoder).understanding.fits()


def test_what_a_killed_build_left_is_cleaned(data: Path) -> None:
    for left in (f".making-{NAME}", ".making-0123456789abcdef"):
        shutil.copytree(data / FOLDER / NAME, data / FOLDER / left)
    shutil.rmtree(data / FOLDER / NAME)
    remade(data)


def test_prune_keeps_the_current_one(data: Path) -> None:
    name = written(ITEMS[:2], hashing(), data)
    (data / FOLDER / ".making-0123456789abcdef").mkdir()
    opened = SearchIndex(data, NAME, hashing())
    prune(data, keep=name)
    assert folders(data) == [name]
    assert len(opened.shelves[Kind.MEASURE].words.ranked({"家庭": 1.0}, 9)) == 4  # still open
    prune(data, keep=name)
    prune(data / "nowhere", keep=name)
    assert folders(data) == [name]


# Broken


def rewritten(path: Path, octets: bytes) -> None:
    """Other content under a name; never cut short in place, where it may be mapped into memory."""
    path.unlink()
    path.write_bytes(octets)


def test_a_missing_or_shortened_file_is_named_and_the_next_build_repairs_it(data: Path) -> None:
    folder = data / FOLDER / NAME
    names = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert {"measure/ids.json", "goal/texts.faiss", "goal/words/meta.json"} <= {*names}
    for name in ("manifest.json", *names):
        path = folder / name
        whole = path.read_bytes()
        for left in (None, whole[: len(whole) // 2], whole + b"\0"):
            if left is None:
                path.unlink()
            else:
                rewritten(path, left)
            with pytest.raises(IndexDamaged) as found:
                SearchIndex(data, NAME, hashing())
            assert "guitu build" in found.value.hint
            with pytest.raises(IndexDamaged):
                is_current(data, NAME, hashing())
            if left is not None:
                path.unlink()
            path.write_bytes(whole)
    (folder / "goal" / "sentences.npy").unlink()
    assert remade(data).shelves[Kind.GOAL].ids == [item.id for item in OF[Kind.GOAL]]


WRONG: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("ids that are no JSON", "goal/ids.json", lambda whole: b"\xff" * len(whole)),
    ("ids that are no list", "goal/ids.json", lambda whole: b"7".ljust(len(whole))),
    ("fewer ids", "goal/ids.json", lambda whole: b'["a"]'.ljust(len(whole))),
    ("vectors of noise", "measure/texts.faiss", lambda whole: b"\xff" * len(whole)),
    ("vectors of nothing", "goal/sentences.faiss", lambda whole: bytes(len(whole))),
    ("sentences of nothing", "measure/sentences.npy", lambda whole: bytes(len(whole))),
    ("sentences of another shape", "measure/sentences.npy", lambda whole: whole.replace(b", 3)", b",)  ")),
    ("words of noise", "measure/words/meta.json", lambda whole: b"{" * len(whole)),
    ("a manifest of noise", "manifest.json", lambda whole: b"\xff" * len(whole)),
    ("a manifest that is a list", "manifest.json", lambda _: b"[]"),
    ("a manifest of nothing", "manifest.json", lambda _: b"{}"),
    ("a manifest of another format", "manifest.json", lambda whole: whole.replace(b'"format": %d' % FORMAT, b'"format": 0')),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "damage"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_wrong_content_is_named_and_the_next_build_repairs_it(
    data: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    path = data / FOLDER / NAME / name
    before = path.read_bytes()
    rewritten(path, damage(before))
    assert path.read_bytes() != before
    with pytest.raises(IndexDamaged) as found:
        SearchIndex(data, NAME, hashing())
    assert "guitu build" in found.value.hint
    for kind in Kind:
        assert remade(data).shelves[kind].ids == [item.id for item in OF[kind]]


def test_an_index_that_is_not_there_is_named(data: Path) -> None:
    with pytest.raises(IndexNotFound, match=str(data)) as found:
        SearchIndex(data, "0123456789abcdef", hashing())
    assert "guitu build" in found.value.hint


@pytest.mark.parametrize("other", [hashing("other"), hashing(dimension=8)])
def test_another_encoder_is_told_which_it_was(made: Path, other: HashEncoder) -> None:
    with pytest.raises(IndexMismatch, match="hash@1") as found:
        SearchIndex(made, NAME, other)
    assert "GUITU_MODEL" in found.value.hint


def test_an_index_is_current_for_its_own_encoder_only(made: Path) -> None:
    assert is_current(made, NAME, hashing())
    assert not is_current(made, NAME, hashing("other"))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / FOLDER).touch()
    with pytest.raises(IndexFault, match=FOLDER) as found:
        written([], hashing(), tmp_path)
    assert "权限" in found.value.hint


@contextmanager
def files_no_larger_than(octets: int) -> Iterator[None]:
    """A block in which the disk is full once a file has this size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [10, 100, 1000, 6000, 30_000, 60_000])
def test_a_full_disk_is_named_and_the_next_build_completes_the_index(data: Path, room: int) -> None:
    shutil.rmtree(data / FOLDER)
    with pytest.raises(IndexFault) as found, files_no_larger_than(room):
        # What FAISS cannot write at the very end it does not tell; opening does.
        SearchIndex(data, written(ITEMS, hashing(), data), hashing())
    assert "磁盘空间" in found.value.hint or isinstance(found.value, IndexDamaged)
    again = remade(data).shelves[Kind.MEASURE]
    assert np.isfinite(again.texts.vectors(range(len(again.ids)))).all()
