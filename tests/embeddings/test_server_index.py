"""An index on a real server answers as the one on this machine that filled it, part by part and question by question."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings import server_parts
from embeddings.encoder import Encoder, encoder
from embeddings.index import Item, Kind, SearchIndex, written
from embeddings.ranking import Query, query_of, ranked, term_counts
from embeddings.server_filling import NoSearch, ServerFilling
from embeddings.server_index import ServerIndex
from embeddings.shelf import Shelf
from graph.errors import (
    IndexDamaged,
    IndexMismatch,
    IndexNotFound,
    StoreError,
    StoreUnreachable,
)
from graph.neo4j import Neo4jView, Server, push
from graph.neo4j import search_statements as statements
from graph.neo4j.connection import Connection
from graph.neo4j.search import query_of as words_of
from graph.neo4j.search_statements import SEARCHED, Part, place
from graph.sqlite import SqliteStore
from graph.store import View
from queries.ask import ask
from queries.library import Library
from queries.precedents import Answer, equivalents, precedents
from service.indexing import items, opened_index
from tests.embeddings.test_cache import HashEncoder
from tests.embeddings.test_index import ITEMS, hashing
from tests.pushed_store import driver_of, emptied

QUERIES = [
    "医院里没有看小孩的大夫",
    "反对家庭暴力",
    "未成年人网络保护",
    "12岁儿童龋患率 HPV",
    "爹妈都上班，放学了孩子没处去",
    "推进妇女参与基层治理，提高村委会女性比例。加强女干部培养。",
]
HOSTILE = [
    "terms:妇女 OR *:* AND NOT (儿童~2)",
    '"妇女"^99 +儿童 -老人 [a TO z] {x} \\ / && || !',
    "and or not to AND OR NOT TO",
    "'}) DETACH DELETE n //",
    "`) MATCH (n) DETACH DELETE n",
    "\x00\ud800䷀𰻝〇々",
    "。！？",
]
OURS = [place(label, part) for label in SEARCHED for part in Part]


def put_search(
    server: Server, index: SearchIndex, some: Sequence[Item], *, thorough: bool = False
) -> int:
    """How many items were put on a server or taken off it."""
    with closing(Connection(server)) as connection:
        return ServerFilling(index=index, items=lambda: some, thorough=thorough).put(connection)


@contextmanager
def opened(
    server: Server, name: str | None = None, model: Encoder | None = None
) -> Iterator[ServerIndex]:
    """The index on a server."""
    with closing(Connection(server)) as connection:
        yield ServerIndex(connection, name, model)


def counted(server: Server) -> list[int]:
    """How many nodes there are of each internal label."""
    with driver_of(server) as driver, driver.session() as session:
        return [session.run(f"MATCH (n:{label}) RETURN count(n)").values()[0][0] for label in OURS]


class Pair:
    """The samples with their index here and the same on the server."""

    def __init__(self, view: View, here: SearchIndex, there: ServerIndex) -> None:
        self.view = view
        self.here = here
        self.there = there

    def shelves(self, kind: Kind) -> tuple[Shelf, Shelf]:
        """Those of a kind, here and there."""
        return self.here.shelves[kind], self.there.shelves[kind]

    def query(self, text: str) -> Query:
        """A text as it is searched for."""
        return query_of(text, self.here.encoder.encode([text]), self.here.understanding)


@pytest.fixture(scope="module")
def clean(neo4j_server: Server) -> Iterator[Server]:
    """The running server, which is left without anything of ours."""
    yield emptied(neo4j_server)
    emptied(neo4j_server)


@pytest.fixture(scope="module")
def pair(samples: Path, clean: Server) -> Iterator[Pair]:
    """The samples, pushed with their search."""
    with SqliteStore(samples).view() as view, view.snapshot() as still:
        here = opened_index(still, samples, encoder())
        filling = ServerFilling(index=here, items=lambda: items(still))
        report = push(still, clean, notes=("index",), beside=filling)
        assert report.beside == sum(len(shelf.ids) for shelf in here.shelves.values())
        with opened(clean, here.name, here.encoder) as there:
            yield Pair(still, here, there)


@pytest.fixture(params=["every row", "candidates first"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to rank: over all rows, and over what the server's indexes put forward, as in a large corpus."""
    if request.param == "candidates first":
        monkeypatch.setattr(server_parts, "EXACT_UP_TO", 0)
    return str(request.param)


# Its parts


@pytest.mark.parametrize("kind", Kind)
def test_rows_sentences_and_vectors_are_those_of_here(pair: Pair, kind: Kind) -> None:
    here, there = pair.shelves(kind)
    assert there.ids == here.ids
    assert len(there.sentences) == len(here.sentences) > len(here.ids)
    for at in range(len(here.sentences)):
        assert there.bounds(at) == here.bounds(at)
        assert there.row_of_sentence(at) == here.row_of_sentence(at)
    for mine, other in ((here.texts, there.texts), (here.sentences, there.sentences)):
        some = [len(mine) - 1, 0, 3, 3]
        assert np.abs(other.vectors(some) - mine.vectors(some)).max() < 1e-6
        assert other.vectors([]).shape == (0, mine.dimension)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("part", ["texts", "sentences"])
def test_products_and_the_nearest_are_those_of_exact_search(
    pair: Pair, kind: Kind, part: str
) -> None:
    mine, other = (getattr(shelf, part) for shelf in pair.shelves(kind))
    every, some = np.arange(len(mine)), np.arange(1, len(mine), 3)
    for text in QUERIES:
        vector = pair.query(text).vector
        for rows in (every, some, some[:1]):
            assert np.abs(other.products(vector, rows) - mine.products(vector, rows)).max() < 1e-5
        for among in (None, some.tolist()):
            (expected,) = mine.nearest(vector, 10, rows=among)
            (found,) = other.nearest(vector, 10, rows=among)
            assert list(found) == list(expected)
            assert np.allclose(list(found.values()), list(expected.values()), atol=1e-5)
            assert set(other.near(vector, 10, rows=among)) == {*expected}
    assert other.nearest(vector, 0) == other.nearest(vector, 3, rows=[]) == [{}]
    nothing = np.zeros_like(vector)
    assert other.products(nothing, every).tolist() == [0.0] * len(mine)
    assert len(other.near(nothing, 2)) == 2


@pytest.mark.parametrize("kind", Kind)
def test_words_have_the_same_shares(pair: Pair, kind: Kind) -> None:
    here, there = (shelf.words for shelf in pair.shelves(kind))
    some = list(range(0, len(here), 2))
    for text in QUERIES:
        query = pair.query(text)
        for weighted in (query.words, query.printed):
            assert [there.idf(t) for t in weighted] == [here.idf(t) for t in weighted]
            for among in (None, some):
                expected = here.ranked(weighted, len(here), rows=among)
                found = there.ranked(weighted, len(here), rows=among)
                assert found.keys() == expected.keys()
                for row, share in found.items():
                    assert share == pytest.approx(expected[row], abs=0.001)
                assert list(found)[:1] == list(expected)[:1]
                assert len(there.ranked(weighted, 3, rows=among)) == min(3, len(expected))
    assert there.ranked({}, 9) == there.ranked({"儿童": 1.0}, 9, rows=[]) == {}


# Questions


def _told(answer: Answer) -> object:
    """What a user sees of an answer, scores in three decimals."""
    hits = [(hit.id, round(hit.score, 3), hit.why.nearest, hit.why.terms) for hit in answer.hits]
    return answer.confidence, answer.about, hits


@pytest.mark.usefixtures("either_way")
def test_searches_find_the_same(pair: Pair) -> None:
    for text in (*QUERIES, *HOSTILE[:3]):
        for audience in (None, "妇女"):
            here, there = (
                precedents(pair.view, index, text, audience=audience, kinds=list(Kind))
                for index in (pair.here, pair.there)
            )
            assert _told(there) == _told(here)
    measures = pair.here.shelves[Kind.MEASURE].ids[::9]
    for id in (*measures, pair.here.shelves[Kind.GOAL].ids[0]):
        here, there = (equivalents(pair.view, index, id) for index in (pair.here, pair.there))
        assert _told(there) == _told(here)


def test_threads_find_what_one_finds(pair: Pair) -> None:
    def search(text: str) -> object:
        return _told(precedents(pair.view, pair.there, text))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(search, QUERIES)) == [search(text) for text in QUERIES]


def test_questions_and_coverage_have_the_same_answers(pair: Pair) -> None:
    here, there = Library(pair.view, pair.here), Library(pair.view, pair.there)
    for question in ("留守儿童由谁牵头", "怎么预防儿童溺水", "孕产妇死亡率定多少"):
        mine, other = ask(question, here), ask(question, there)
        assert (other.answer, other.status, other.intent) == (mine.answer, mine.status, mine.intent)
    assert list(there.coverage.rows()) == list(here.coverage.rows())


def test_every_statement_begins_at_an_index(pair: Pair, clean: Server) -> None:
    assert pair.there.name
    asked = [
        build(label, part)
        for label in SEARCHED
        for part in Part
        for build in (
            statements.nearest,
            statements.nearest_among,
            statements.similarities,
            statements.every_similarity,
            statements.vectors,
        )
    ]
    asked += [build(label) for label in SEARCHED for build in (statements.items, statements.drop_items)]  # fmt: skip
    given = {"query": "1", "limit": 1, "keys": [], "name": "", "rows": []}
    with driver_of(clean) as driver:
        for statement in asked:
            plan = driver.execute_query(f"EXPLAIN {statement}", given).summary.plan
            assert plan is not None
            assert "Scan" not in str(plan), statement


def test_no_view_shows_what_search_goes_by(pair: Pair, clean: Server) -> None:
    with Neo4jView(clean) as view:
        assert view.counts() == pair.view.counts()
        assert [n.id for n in view.nodes()] == [n.id for n in pair.view.nodes()]
        assert not [*view.nodes(label="GuituMeasureText")]


# What strangers type


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_is_syntax(pair: Pair, clean: Server, text: str) -> None:
    before = counted(clean)
    for kind in Kind:
        here, there = pair.shelves(kind)
        query = pair.query(text)
        expected, found = ([each.id for each in ranked(shelf, query, 5)] for shelf in (here, there))
        assert found == expected
        assert (
            there.words.ranked(term_counts(text), 9).keys()
            == here.words.ranked(term_counts(text), 9).keys()
        )
    assert counted(clean) == before


@pytest.mark.parametrize(
    "word", ["", "a b", "妇女*", "a:b", "OR", "(", '"', "x^2", "\\", "，", "　"]
)
def test_what_is_no_term_never_reaches_the_server(word: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        words_of({word: 1.0})


def test_what_is_no_label_has_no_place() -> None:
    for label in ("Department", "Measure) DETACH DELETE n //"):
        with pytest.raises(KeyError):
            place(label, Part.TEXT)


# Filling


@pytest.fixture
def server(clean: Server) -> Iterator[Server]:
    """An empty server: the tests that need the samples there come before those that need it so."""
    yield emptied(clean)
    emptied(clean)


Filled = Callable[[Sequence[Item], HashEncoder], tuple[SearchIndex, int]]


@pytest.fixture
def filled(server: Server, tmp_path: Path) -> Filled:
    """Puts the index of items onto the server."""

    def fill(some: Sequence[Item], model: HashEncoder) -> tuple[SearchIndex, int]:
        index = SearchIndex(tmp_path, written(some, model, tmp_path), model)
        return index, put_search(server, index, some)

    return fill


def same(server: Server, index: SearchIndex) -> None:
    """Check that the server has this index and nothing else."""
    with opened(server, index.name, index.encoder) as there:
        for kind in Kind:
            mine, other = index.shelves[kind], there.shelves[kind]
            assert other.ids == mine.ids
            for part in ("texts", "sentences"):
                rows = range(len(getattr(mine, part)))
                vectors = getattr(mine, part).vectors(rows)
                assert np.abs(getattr(other, part).vectors(rows) - vectors).max(initial=0) < 1e-6
            words = term_counts("预防家庭暴力疫苗接种")
            assert other.words.ranked(words, 20).keys() == mine.words.ranked(words, 20).keys()
            assert other.words.idf("家庭") == mine.words.idf("家庭")
    sizes = [
        len(part)
        for kind in Kind
        for part in (index.shelves[kind].texts, index.shelves[kind].sentences)
    ]
    assert counted(server) == sizes


def test_only_what_differs_is_written_and_what_left_is_gone(
    server: Server, filled: Filled, tmp_path: Path
) -> None:
    index, report = filled(ITEMS, hashing())
    assert report == len(ITEMS)
    same(server, index)
    assert put_search(server, index, ITEMS) == 0
    first, _, *rest = ITEMS
    shorter = [replace(first, text="改了。"), *rest, replace(first, id="plan:c:d1:m0")]
    index = SearchIndex(tmp_path, written(shorter, hashing(), tmp_path), hashing())
    with closing(Connection(server)) as connection:
        filling = ServerFilling(index=index, items=lambda: shorter)
        assert not filling.is_there(connection)
        assert filling.changes(connection) == 3  # two to write, one to take away
        assert filling.changes(connection) == 3
    index, report = filled(shorter, hashing())
    assert report == 3
    same(server, index)
    index, report = filled([], hashing())
    assert report == len(shorter)
    same(server, index)


def test_a_filling_that_was_cut_off_is_refused_by_readers_and_completed_by_the_next(
    server: Server, filled: Filled
) -> None:
    index, _ = filled(ITEMS, hashing())
    with driver_of(server) as driver, driver.session() as session:
        session.run("MATCH (r:GuituRecord {key: 'search'}) SET r.complete = false").consume()
        session.run("MATCH (n:GuituMeasureText) WITH n LIMIT 3 DELETE n").consume()
    with (
        pytest.raises(IndexNotFound, match=server.uri) as found,
        opened(server, index.name, hashing()),
    ):
        pass
    assert "guitu push" in found.value.hint
    put_search(server, index, ITEMS)
    same(server, index)
    with (
        driver_of(server) as driver,
        driver.session() as session,
    ):  # sentences that others took away
        session.run("MATCH (n:GuituMeasureSentence) WITH n LIMIT 3 DELETE n").consume()
    assert put_search(server, index, ITEMS) > 0
    same(server, index)


def test_another_model_makes_all_anew_and_brings_its_sayings(
    server: Server, filled: Filled
) -> None:
    filled(ITEMS, hashing())
    model = HashEncoder("other", 8)
    index, report = filled(ITEMS, model)
    assert report == len(ITEMS)
    same(server, index)
    with opened(server, index.name, model) as there:
        vector = model.encode(["妇女"])
        assert there.understanding.of(vector) == index.understanding.of(vector)
        assert there.shelves[Kind.MEASURE].texts.nearest(vector, 1)[0]


def test_a_reader_from_before_keeps_answering_without_what_has_gone(
    server: Server, filled: Filled
) -> None:
    index, _ = filled(ITEMS, hashing())
    first, *rest = ITEMS
    with opened(server, index.name, index.encoder) as there:
        filled([*rest, replace(first, id="plan:c:d1:m0")], hashing())  # as many as before
        shelf = there.shelves[Kind.MEASURE]
        query = query_of(first.text, index.encoder.encode([first.text]), there.understanding)
        found = [each.id for each in ranked(shelf, query, 99)]
        assert found[-1] == first.id
        assert {*found} == {*shelf.ids}
        assert shelf.texts.products(query.vector, shelf.every_row)[0] == pytest.approx(-1)


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (r:GuituRecord {kind: 'search file'}) DELETE r",
        "MATCH (r:GuituRecord {kind: 'search file'}) SET r.content = null",
        "MATCH (n:GuituGoalText) SET n.cut = null",
        "MATCH (n:GuituMeasureText) SET n.terms = 'x'",
        "MATCH (n:GuituGoalSentence) SET n.embedding = null REMOVE n:GuituGoalSentence",
    ],
)
def test_what_others_broke_is_named_or_put_back(
    server: Server, filled: Filled, damage: str
) -> None:
    index, _ = filled(ITEMS, hashing())
    with driver_of(server) as driver, driver.session() as session:
        session.run(damage).consume()
    if "Sentence" not in damage and "terms" not in damage:
        with pytest.raises(IndexDamaged) as found, opened(server, index.name, hashing()):
            pass
        assert "guitu push" in found.value.hint
    assert put_search(server, index, ITEMS) >= len(ITEMS)  # an ordinary push repairs it
    same(server, index)


def test_the_wrong_index_is_refused(server: Server, filled: Filled) -> None:
    with pytest.raises(IndexNotFound, match=server.uri), opened(server):
        pass
    index, _ = filled(ITEMS, hashing())
    with (
        pytest.raises(IndexMismatch, match="0123456789abcdef") as found,
        opened(server, "0123456789abcdef", hashing()),
    ):
        pass
    assert "guitu push" in found.value.hint
    for model in (hashing("other"), hashing(dimension=8)):
        with (
            pytest.raises(IndexMismatch, match="hash@1") as found,
            opened(server, index.name, model),
        ):
            pass
        assert "GUITU_MODEL" in found.value.hint
    with (
        pytest.raises(StoreUnreachable),
        opened(Server(uri="bolt://127.0.0.1:1"), index.name, hashing()),
    ):
        pass


def test_no_index_folder_is_needed(server: Server, filled: Filled, tmp_path: Path) -> None:
    index, _ = filled(ITEMS, HashEncoder("other", 8))
    shutil.rmtree(tmp_path / "index")
    with opened(server, index.name, index.encoder) as there:
        query = query_of("家庭暴力", index.encoder.encode(["家庭暴力"]), there.understanding)
        assert [each.id for each in ranked(there.shelves[Kind.MEASURE], query, 3)]


def test_an_index_that_somebody_dropped_is_named_and_made_again(
    server: Server, filled: Filled
) -> None:
    index, _ = filled(ITEMS, hashing())
    for name in (
        statements.word_index("Measure"),
        statements.meaning_index("Measure", Part.SENTENCE),
    ):
        with driver_of(server) as driver, driver.session() as session:
            session.run(f"DROP INDEX {name}").consume()
        with closing(Connection(server)) as connection:
            assert not ServerFilling(index=index, items=lambda: ITEMS).is_there(connection)
        with opened(server, index.name, index.encoder) as there:
            shelf = there.shelves[Kind.MEASURE]
            vector = index.encoder.encode(["家庭"])
            with pytest.raises(StoreError, match=name) as found:
                (shelf.words.ranked(term_counts("家庭"), 3), shelf.sentences.nearest(vector, 3))
            assert "guitu push" in found.value.hint
        assert put_search(server, index, ITEMS) == 0
        same(server, index)


def test_a_push_without_search_takes_away_what_was_there(server: Server, filled: Filled) -> None:
    index, _ = filled(ITEMS, hashing())
    with closing(Connection(server)) as connection:
        none = NoSearch()
        assert not none.is_there(connection)
        assert none.changes(connection) == len(ITEMS)
        assert none.put(connection) == len(ITEMS)
        assert none.is_there(connection)
        assert none.put(connection) == 0
    assert counted(server) == [0] * len(OURS)
    with pytest.raises(IndexNotFound), opened(server, index.name, hashing()):
        pass
