"""The index keeps step with the graph through changes, kills, damage and other models."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from embeddings.cache import FILE_NAME
from embeddings.encoder import Encoder, encoder, packaged_folder
from embeddings.index import FOLDER, NOTE, Kind, SearchIndex
from embeddings.ranking import query_of, ranked
from embeddings.wording import matters
from graph.errors import EncoderError, IndexDamaged, IndexFault, IndexMismatch, IndexNotFound
from graph.exports import export
from graph.sqlite import SqliteStore
from service.build import BuildReport, build
from service.indexing import Indexer, items, opened_index
from tests.common_plans import built as built_by_meaning
from tests.common_plans import written
from tests.embeddings.test_cache import HashEncoder
from tests.reading import ROOT

SAMPLES = ROOT / "samples"
CHANGED = "yunqi-women-2021-2030.txt"


def hashing(name: str = "hash") -> HashEncoder:
    """An encoder in place of the packaged one: the vocabulary of sayings is not made for it."""
    return HashEncoder(name, 512, source="")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples in `plans`, built into `data`; not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(SAMPLES, folder / "plans", ignore=shutil.ignore_patterns("*.json", "*.md"))
    built(folder)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A folder where the plans are, and a copy of what was built of them, to be changed."""
    shutil.copytree(made, tmp_path / "home")
    built(tmp_path / "home")  # from here on its plans are those of this folder
    return tmp_path / "home"


def built(
    home: Path,
    model: HashEncoder | None = None,
    *,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> BuildReport:
    """A build of the plans of a folder into its data."""
    indexer = Indexer(encoder=model or hashing(), data=home / "data", progress=progress)
    return build([home / "plans"], SqliteStore(home / "data"), wait=0, indexer=indexer)


def newly_encoded(model: HashEncoder) -> list[str]:
    """What was encoded but for the provisions that topics are measured by, whenever they are found anew."""
    wordings = {matter.wording for matter in matters()}
    return [text for text in model.encoded if text not in wordings]


def in_step(data: Path, model: HashEncoder | None = None) -> SearchIndex:
    """The index of a data folder, after a look whether it holds what the graph holds."""
    model = model or hashing()
    with SqliteStore(data).view() as view, view.snapshot() as still:
        index = opened_index(still, data, model)
        for kind, label in ((Kind.MEASURE, "Measure"), (Kind.GOAL, "Goal")):
            shelf = index.shelves[kind]
            assert shelf.ids == [node.id for node in still.nodes(label=label)]
            own = [item for item in items(still) if item.kind is kind]
            assert [item.id for item in own] == shelf.ids
            vectors = HashEncoder.encode(model, [item.text for item in own])
            assert np.allclose(shelf.texts.vectors(range(len(own))), vectors, atol=0.001)
            assert len(shelf.words) == len(own)
            query = query_of("妇女", model.encode(["妇女"]), index.understanding)
            assert len(ranked(shelf, query, 5)) == min(5, len(own))
        return index


def folders(data: Path) -> list[str]:
    """What stands where indexes are."""
    return sorted(path.name for path in (data / FOLDER).iterdir())


def stamps(data: Path) -> dict[Path, int]:
    """When each file of the indexes and of the cache was last changed."""
    paths = [data / FILE_NAME, *(data / FOLDER).rglob("*")]
    return {path: path.stat().st_mtime_ns for path in paths}


def exported(data: Path, into: Path) -> dict[str, bytes]:
    """Every file of a JSON Lines export, by name."""
    with SqliteStore(data).view() as view:
        export(view, into, "jsonl")
    return {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in sorted(into.rglob("*"))
        if path.is_file()
    }


# Changes of the corpus


def test_items_are_measures_and_goals_without_their_owner_lists(made: Path) -> None:
    with SqliteStore(made / "data").view() as view:
        found = list(items(view))
        assert [item.kind for item in found] == sorted(
            (item.kind for item in found), key=[Kind.MEASURE, Kind.GOAL].index
        )
        assert {item.kind for item in found} == set(Kind)
        assert all("牵头单位" not in item.text for item in found)
        assert any("牵头单位" in str(view.node(item.id).properties["text"]) for item in found)


def test_an_added_file_is_found_and_only_it_is_encoded(home: Path) -> None:
    before = in_step(home / "data").name
    written(home / "plans")
    model = hashing()
    assert built(home, model).added == 4
    index = in_step(home / "data")
    assert index.name != before
    assert folders(home / "data") == [index.name]
    assert "溺水" in "".join(newly_encoded(model))
    assert len(newly_encoded(model)) < 60


def test_a_changed_file_is_found_with_its_new_words_only(home: Path) -> None:
    path = home / "plans" / CHANGED
    text = path.read_text("utf-8")
    assert "孕产妇死亡率控制在9/10万" in text
    path.write_text(text.replace("孕产妇死亡率控制在9/10万", "孕产妇死亡率控制在7/10万"), "utf-8")
    model = hashing()
    assert built(home, model).changed == 1
    assert newly_encoded(model)
    assert all("7/10万" in each for each in newly_encoded(model))
    words = in_step(home / "data").shelves[Kind.GOAL].words
    assert len(words.ranked({"孕产": 1.0, "死亡": 1.0}, 9)) > 0


def test_a_removed_file_is_found_no_more_and_leaves_no_trace(home: Path, tmp_path: Path) -> None:
    (home / "plans" / CHANGED).unlink()
    model = hashing()
    assert built(home, model).removed == (CHANGED,)
    assert newly_encoded(model) == []
    index = in_step(home / "data")
    fresh = tmp_path / "fresh"
    shutil.copytree(home / "plans", fresh / "plans")
    built(fresh)
    assert in_step(fresh / "data").name == index.name
    assert exported(home / "data", tmp_path / "x1") == exported(fresh / "data", tmp_path / "x2")


def test_a_file_taken_out_and_put_back_gives_the_same_index(home: Path) -> None:
    before = in_step(home / "data").name
    whole = (home / "plans" / CHANGED).read_bytes()
    (home / "plans" / CHANGED).unlink()
    built(home)
    (home / "plans" / CHANGED).write_bytes(whole)
    model = hashing()
    built(home, model)
    assert in_step(home / "data").name == before
    assert newly_encoded(model) == []


@pytest.mark.parametrize("touched", [False, True])
def test_an_unchanged_build_encodes_nothing_and_touches_nothing(home: Path, touched: bool) -> None:
    if touched:
        os.utime(home / "plans" / CHANGED, (1, 1))
    before, model = stamps(home / "data"), hashing()
    assert built(home, model).unchanged == 4
    assert model.encoded == []
    assert stamps(home / "data") == before
    in_step(home / "data")


def test_removing_everything_leaves_an_empty_index_that_can_be_used(home: Path) -> None:
    for path in (home / "plans").iterdir():
        path.unlink()
    model = hashing()
    assert len(built(home, model).removed) == 4
    assert model.encoded == []
    index = in_step(home / "data")
    assert [shelf.ids for shelf in index.shelves.values()] == [[], []]
    built(home)
    assert folders(home / "data") == [index.name]


def test_a_build_without_an_indexer_forgets_the_index(home: Path) -> None:
    (home / "plans" / CHANGED).unlink()
    build([home / "plans"], SqliteStore(home / "data"))
    with (
        SqliteStore(home / "data").view() as view,
        pytest.raises(IndexNotFound, match="data") as found,
    ):
        opened_index(view, home / "data", hashing())
    assert "guitu build" in found.value.hint
    built(home)
    in_step(home / "data")


def test_whoever_has_an_index_open_keeps_it(home: Path) -> None:
    with SqliteStore(home / "data").view() as view, view.snapshot() as still:
        index = opened_index(still, home / "data", hashing())
        shelf = index.shelves[Kind.MEASURE]
        query = query_of("妇女", hashing().encode(["妇女"]), index.understanding)
        before = ranked(shelf, query, 20)
        (home / "plans" / CHANGED).unlink()
        built(home)
        assert ranked(shelf, query, 20) == before
        assert all(still.node(each.id) for each in before)
    assert folders(home / "data") == [in_step(home / "data").name]


def test_by_meaning_too_a_removed_plan_leaves_no_trace(tmp_path: Path) -> None:
    """Similarities and topics come from the vectors: these must not depend on what was encoded when."""
    data = built_by_meaning(written(tmp_path / "plans"), tmp_path / "data")
    (tmp_path / "plans" / "南屿区.txt").unlink()
    built_by_meaning(tmp_path / "plans", data)
    fresh = built_by_meaning(tmp_path / "plans", tmp_path / "fresh")
    found = exported(data, tmp_path / "x1")
    assert found == exported(fresh, tmp_path / "x2")
    assert b"SIMILAR_TO" in found["edges.jsonl"]
    with SqliteStore(data).view() as view:
        index = opened_index(view, data)  # by the encoder that made it
        assert index.encoder.identity == encoder("").identity
        query = query_of("打老婆", index.encoder.encode(["打老婆"]), index.understanding)
        first, second, *_ = ranked(index.shelves[Kind.MEASURE], query, 5)
        for each in (first, second):
            assert "家庭暴力" in str(view.node(each.id).properties["text"])


# Other models


def test_two_models_take_turns_and_each_is_encoded_once(home: Path) -> None:
    first = in_step(home / "data").name
    other = hashing("other")
    built(home, other)
    assert newly_encoded(other)
    second = in_step(home / "data", hashing("other")).name
    assert folders(home / "data") == [second]
    with SqliteStore(home / "data").view() as view, pytest.raises(IndexMismatch, match="other@1"):
        opened_index(view, home / "data", hashing())
    again = hashing()
    built(home, again)
    assert newly_encoded(again) == []
    assert in_step(home / "data").name == first != second


# What goes wrong


def gone(path: Path) -> None:
    """The whole index away."""
    shutil.rmtree(path)


def without_a_file(path: Path) -> None:
    """One of its files away."""
    (path / "measure" / "texts.faiss").unlink()


def without_a_manifest(path: Path) -> None:
    """What says that it is whole away."""
    (path / "manifest.json").unlink()


def of_noise(path: Path) -> None:
    """A file of the right size and wrong content."""
    file = path / "goal" / "sentences.faiss"
    size = file.stat().st_size
    file.unlink()
    file.write_bytes(b"\xff" * size)


@pytest.mark.parametrize("damage", [gone, without_a_file, without_a_manifest, of_noise])
def test_a_damaged_index_is_named_and_repaired_without_encoding(
    home: Path, damage: Callable[[Path], None]
) -> None:
    name = in_step(home / "data").name
    damage(home / "data" / FOLDER / name)
    with (
        SqliteStore(home / "data").view() as view,
        pytest.raises((IndexDamaged, IndexNotFound)) as found,
    ):
        opened_index(view, home / "data", hashing())
    assert "guitu build" in found.value.hint
    model = hashing()
    assert built(home, model).unchanged == 4
    assert model.encoded == []
    assert in_step(home / "data").name == name
    assert folders(home / "data") == [name]


def test_without_its_cache_an_index_is_still_good(home: Path) -> None:
    (home / "data" / FILE_NAME).unlink()
    model = hashing()
    built(home, model)
    assert model.encoded == []
    in_step(home / "data")
    (home / "plans" / CHANGED).unlink()
    built(home, model)
    assert newly_encoded(model)
    in_step(home / "data")


@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_build_leaves_graph_and_index_as_they_were(
    home: Path, tmp_path: Path, end: type[BaseException]
) -> None:
    before, name = exported(home / "data", tmp_path / "x1"), in_step(home / "data").name
    written(home / "plans")

    def stop(*_: int) -> None:
        raise end

    first = hashing()
    with pytest.raises(end):
        built(home, first, progress=stop)
    assert exported(home / "data", tmp_path / "x2") == before
    assert in_step(home / "data").name == name
    second = hashing()
    built(home, second)
    assert newly_encoded(first)
    assert newly_encoded(second) == []  # all fitted in the first portion
    assert folders(home / "data") == [in_step(home / "data").name]


def test_a_build_that_fails_after_its_index_leaves_the_old_one(home: Path, tmp_path: Path) -> None:
    before, name = exported(home / "data", tmp_path / "x1"), in_step(home / "data").name

    def stopped() -> None:
        with SqliteStore(home / "data").writing() as writer:
            assert writer.remove(CHANGED)
            Indexer(encoder=hashing(), data=home / "data").update(writer)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert exported(home / "data", tmp_path / "x2") == before
    assert in_step(home / "data").name == name
    assert len(folders(home / "data")) == 2
    built(home)
    assert folders(home / "data") == [name]


@contextmanager
def no_place_for_indexes(data: Path) -> Iterator[None]:
    """A block in which a file stands where indexes are."""
    (data / FOLDER).rename(data / "aside")
    (data / FOLDER).touch()
    yield
    (data / FOLDER).unlink()
    (data / "aside").rename(data / FOLDER)


def test_an_index_that_cannot_be_written_fails_the_build(home: Path, tmp_path: Path) -> None:
    before = exported(home / "data", tmp_path / "x1")
    written(home / "plans")
    with no_place_for_indexes(home / "data"):
        with pytest.raises(IndexFault, match=FOLDER):
            built(home)
        assert exported(home / "data", tmp_path / "x2") == before
    in_step(home / "data")
    assert built(home).added == 4
    in_step(home / "data")


def test_an_encoder_that_cannot_be_loaded_fails_the_build(home: Path, tmp_path: Path) -> None:
    before = exported(home / "data", tmp_path / "x1")
    broken = tmp_path / "model"
    shutil.copytree(packaged_folder(), broken, ignore=shutil.ignore_patterns("*.faiss"))
    (broken / "tokenizer.json").write_text("{", "utf-8")
    written(home / "plans")
    model: Encoder = encoder(str(broken))
    indexer = Indexer(encoder=model, data=home / "data")
    with pytest.raises(EncoderError, match=str(broken)):
        build([home / "plans"], SqliteStore(home / "data"), indexer=indexer)
    assert exported(home / "data", tmp_path / "x2") == before
    in_step(home / "data")


# Kills

# For each line that it reads, a process of its own builds; all that any build reads once is read before.
BUILDER = """
import os, sys
from pathlib import Path
from embeddings.terms import terms
from graph.sqlite import SqliteStore
from service.build import build
from tests.service.test_indexing import built
home = Path(sys.argv[1])
build([home / "plans"], SqliteStore(home / "other"))
terms("妇女")
print("ready", flush=True)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        built(home, progress=lambda *_: print("encoded", flush=True))
        print("done", flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def generation(home: Path, told: int) -> None:
    """Plans of which one says its generation, and one is there every other time."""
    words = tuple(f"第{told}代第{n}项为老服务。开行第{told}代银发列车{n}。" for n in range(20))
    shutil.rmtree(home / "plans", ignore_errors=True)
    written(home / "plans", without=("南屿区", "")[told % 2], more={("东川县", "老年人"): words})


def generation_of(data: Path) -> int:
    """The one generation that graph and index are of."""
    index = in_step(data)
    with SqliteStore(data).view() as view:
        assert view.note(NOTE) == index.name
        texts = [item.text for item in items(view) if item.text.startswith("第")]
    assert len(texts) == 20
    (told,) = {int(text.split("代")[0].removeprefix("第")) for text in texts}
    documents = {id.split("~")[0] for id in index.shelves[Kind.MEASURE].ids}
    assert len(documents) == 4 + told % 2
    return told


def lines_until(child: subprocess.Popen[str], words: str) -> list[str]:
    """What a process says until it says these words."""
    said: list[str] = []
    assert child.stdout is not None
    while not said or said[-1] != words:
        said.append(child.stdout.readline().strip())
        assert said[-1], f"the child never said {words!r}"
    return said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_kill_at_any_instant_leaves_a_graph_with_its_index(tmp_path: Path) -> None:
    chance = random.Random(11)
    # Shares of the time that a whole build takes, and seconds after the vectors, as the index is written.
    instants = [("ready", chance.uniform(0.0, 1.1)) for _ in range(10)]
    instants += [("encoded", chance.uniform(0.0, 0.1)) for _ in range(5)]
    chance.shuffle(instants)
    generation(tmp_path, 0)
    built(tmp_path)
    last = cut_short = 0
    with subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as child:
        assert child.stdin is not None
        lines_until(child, "ready")
        took = 0.0
        for told, (words, instant) in enumerate([("done", 0.0), *instants], start=1):
            generation(tmp_path, told)
            began = time.monotonic()
            print(file=child.stdin, flush=True)
            assert child.stdout is not None
            builder = int(child.stdout.readline())
            if words == "done":  # one that nobody kills
                lines_until(child, "done")
                took = time.monotonic() - began
            elif words == "encoded":
                lines_until(child, "encoded")
                time.sleep(instant)
            else:
                time.sleep(instant * took)
            with suppress(ProcessLookupError):
                os.kill(builder, signal.SIGKILL)
            lines_until(child, "ended")
            found = generation_of(tmp_path / "data")
            assert found in (last, told)
            cut_short += found == last
            last = found
        child.stdin.close()
    assert cut_short >= 3
    built(tmp_path)
    assert generation_of(tmp_path / "data") == len(instants) + 1
    assert len(folders(tmp_path / "data")) == 1
