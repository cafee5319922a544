"""What every store must hold, written against the protocol; a new store joins in `factory`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.conformance import checked_node
from graph.errors import StoreNotFound, UnknownNode
from graph.model import LineRecord, Problem
from graph.schema import LABEL, LABELS, RELATIONSHIP, RELATIONSHIPS
from graph.sqlite import SqliteStore
from graph.store import DocumentRecord, Edge, Node, Store, Value, View
from tests.pushed_store import PushedStore
from tests.strategies import Content, contents, corpora

Factory = Callable[[Path], Store]


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def factory(request: pytest.FixtureRequest) -> Factory:
    """Makes a store with nothing in it: embedded, or on a real server."""
    if request.param == "sqlite":
        return SqliteStore
    server = request.getfixturevalue("neo4j_server")
    return lambda folder: PushedStore(folder, server)


@pytest.fixture
def generated(factory: Factory) -> settings:
    """How many corpora a property is tried with: on a server each takes seconds."""
    return settings(
        max_examples=40 if factory is SqliteStore else 12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


EVIDENCE: dict[str, Value | None] = {"line": 1, "end_line": 1, "start": 0, "end": 3}


@contextmanager
def _store(factory: Factory) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        yield factory(Path(folder))


def _told(view: View) -> dict[str, object]:
    """Everything a view tells, in its order."""
    documents = view.documents()
    return {
        "nodes": list(view.nodes()),
        "edges": list(view.edges()),
        "documents": documents,
        "texts": [view.text(each.key) for each in documents],
        "lines": [view.lines(each.key) for each in documents],
        "problems": list(view.problems()),
        "counts": view.counts(),
    }


def _built(factory: Factory, corpus: list[Content]) -> dict[str, object]:
    with _store(factory) as store:
        with store.writing() as writer:
            for content in corpus:
                content.put(writer)
        with store.view() as view:
            return _told(view)


def _small(key: str, *, text: str = "妇女发展", law: str = "law:a") -> Content:
    """One goal that cites one law twice."""
    goal = Node(
        f"goal:{key}", "Goal", {"name": "目标", "document": key, "text": "目标", **EVIDENCE}
    )
    cites: dict[str, Value | None] = {**EVIDENCE, "surface": "法", "quoted": True}
    return Content(
        record=DocumentRecord(key=key, sha256="0", format="txt"),
        text=text,
        nodes=(goal, Node(law, "Law", {"name": "法", "title": "法", "kind": "law"})),
        edges=(
            Edge(goal.id, "CITES", law, cites | {"start": 2}),
            Edge(goal.id, "CITES", law, cites),
            Edge(goal.id, "CITES", law, cites),
        ),
        problems=(
            Problem(code="unclosed_title_mark", line=1, end_line=1, start=0, end=2, text="《法"),
        ),
        lines=(LineRecord(1, 0, len(text), "goal"),),
    )


def test_before_the_first_build_there_is_nothing_to_open(factory: Factory, tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="还没有"):
        factory(tmp_path).view()


def test_a_build_of_nothing_is_an_empty_graph(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing():
        pass
    with store.view() as view:
        told = _told(view)
        assert not any(told[each] for each in ("nodes", "edges", "documents", "problems"))
        assert set(view.counts().nodes.values()) == {0}
        assert list(view.counts().nodes) == [label.name for label in LABELS]
        assert list(view.counts().edges) == [each.type for each in RELATIONSHIPS]


def test_what_is_written_is_read(factory: Factory, generated: settings) -> None:
    @generated
    @given(corpus=corpora())
    def check(corpus: list[Content]) -> None:
        told = _built(factory, corpus)
        own = {
            node.id: checked_node(node)
            for content in corpus
            for node in content.nodes
            if not LABEL[node.label].shared
        }
        shared = {
            node.id for content in corpus for node in content.nodes if LABEL[node.label].shared
        }
        nodes = told["nodes"]
        assert isinstance(nodes, list)
        assert [node.id for node in nodes] == sorted(own.keys() | shared)
        assert all(node == own[node.id] for node in nodes if node.id in own)
        edges = told["edges"]
        assert isinstance(edges, list)
        for content in corpus:
            assert all(edge in edges for edge in content.edges)
            assert all(
                problem in _problems(told, content.record.key) for problem in content.problems
            )
        assert told["texts"] == [each.text for each in sorted(corpus, key=lambda c: c.record.key)]
        assert told["lines"] == [each.lines for each in sorted(corpus, key=lambda c: c.record.key)]

    check()


def _problems(told: dict[str, object], key: str) -> list[Problem]:
    """The problems of a document in what a view told."""
    problems = told["problems"]
    assert isinstance(problems, list)
    return [problem for document, problem in problems if document == key]


def test_the_order_of_documents_does_not_matter(factory: Factory, generated: settings) -> None:
    @generated
    @given(corpus=corpora(), data=st.data())
    def check(corpus: list[Content], data: st.DataObject) -> None:
        shuffled = data.draw(st.permutations(corpus))
        assert _built(factory, corpus) == _built(factory, shuffled)

    check()


def test_replacing_and_removing_leave_no_trace(factory: Factory, generated: settings) -> None:
    @generated
    @given(corpus=corpora(), data=st.data())
    def check(corpus: list[Content], data: st.DataObject) -> None:
        changed = data.draw(contents(corpus[0].record.key))
        with _store(factory) as store:
            with store.writing() as writer:
                for content in corpus:
                    content.put(writer)
            with store.writing() as writer:
                changed.put(writer)
                assert writer.remove(corpus[1].record.key)
            with store.view() as view:
                assert _told(view) == _built(factory, [changed, corpus[2]])
            with store.writing() as writer:
                for record in writer.documents():
                    writer.remove(record.key)
            with store.view() as view:
                assert _told(view) == _built(factory, [])

    check()


def test_every_question_is_a_filter_of_everything(factory: Factory, generated: settings) -> None:
    @generated
    @given(corpus=corpora())
    def check(corpus: list[Content]) -> None:
        with _store(factory) as store:
            with store.writing() as writer:
                for content in corpus:
                    content.put(writer)
            with store.view() as view:
                nodes, edges = list(view.nodes()), list(view.edges())
                labels = {node.id: node.label for node in nodes}
                assert all({edge.source, edge.target} <= labels.keys() for edge in edges)
                order = [(each.source, each.type, each.target) for each in edges]
                assert order == sorted(order)
                for label in LABEL:
                    assert list(view.nodes(label=label)) == [n for n in nodes if n.label == label]
                    assert list(view.edges(source_label=label)) == [
                        edge for edge in edges if labels[edge.source] == label
                    ]
                for type_ in RELATIONSHIP:
                    assert list(view.edges(type=type_)) == [e for e in edges if e.type == type_]
                for node in nodes:
                    assert view.node(node.id) == node
                    leaving = [edge for edge in edges if edge.source == node.id]
                    assert list(view.edges(source=node.id)) == leaving
                    reaching = [edge for edge in edges if edge.target == node.id]
                    assert list(view.edges(target=node.id)) == reaching
                    assert list(view.neighbours(node.id)) == [
                        (edge, view.node(edge.target)) for edge in leaving
                    ]
                    assert list(view.neighbours(node.id, incoming=True)) == [
                        (edge, view.node(edge.source)) for edge in reaching
                    ]
                    found = {"name": node.properties["name"]}
                    assert node in list(view.nodes(label=node.label, where=found))  # type: ignore[arg-type]
                some = [*(node.id for node in nodes[::2]), "no such", "\ud800"] * 2
                assert list(view.nodes_of(some).items()) == [(n.id, n) for n in nodes[::2]]
                for types in ((), ("CITES",), ("LEADS", "HAS_GOAL", "CITES"), ("NO_SUCH",)):
                    for incoming in (False, True):
                        found = view.around(some, *types, incoming=incoming)
                        assert set(found) == set(some)
                        for id, pairs in found.items():
                            expected = view.neighbours(id, incoming=incoming)
                            assert list(pairs) == [
                                pair for pair in expected if not types or pair[0].type in types
                            ]
                for content in corpus:
                    key = content.record.key
                    claimed = sorted({node.id for node in content.nodes})
                    assert [n.id for n in view.nodes(document=key)] == claimed
                    for label in LABEL:
                        assert [n.id for n in view.nodes(label=label, document=key)] == [
                            id for id in claimed if labels[id] == label
                        ]
                    said = [
                        edge
                        for edge in edges
                        if edge in content.edges and not RELATIONSHIP[edge.type].shared
                    ]
                    assert list(view.edges(document=key)) == said
                    for type_ in RELATIONSHIP:
                        assert list(view.edges(document=key, type=type_)) == [
                            edge for edge in said if edge.type == type_
                        ]

    check()


def test_a_law_cited_twice_has_two_citations(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
    with store.view() as view:
        assert [edge.properties["start"] for edge in view.edges(type="CITES")] == [0, 2]
        assert list(view.edges(type="CITES", target_label="Department")) == []
        assert list(view.edges(type="NO_SUCH")) == []


def test_a_document_is_asked_where_it_cites_a_law(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
        _small("b").put(writer)
    with store.view() as view:
        for key, found in (("a", ["goal:a"] * 2), ("b", ["goal:b"] * 2), ("c", [])):
            citing = view.neighbours("law:a", type="CITES", incoming=True, document=key)
            assert [goal.id for _, goal in citing] == found
        assert [law.id for _, law in view.neighbours("goal:a", document="a")] == ["law:a"] * 2
        assert list(view.neighbours("goal:a", document="b")) == []


def test_a_shared_node_lives_as_long_as_its_last_claim(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
        _small("b").put(writer)
    with store.writing() as writer:
        writer.remove("a")
    with store.view() as view:
        assert view.node("law:a").properties["title"] == "法"
    with store.writing() as writer:
        _small("b", law="law:b").put(writer)
    with store.view() as view, pytest.raises(UnknownNode, match="law:a"):
        view.node("law:a")


def test_a_build_that_fails_changes_nothing(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)

    def interrupted() -> None:
        with store.writing() as writer:
            writer.remove("a")
            _small("b").put(writer)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.view() as view:
        assert [record.key for record in view.documents()] == ["a"]


STRANGER = Node("goal:b", "Goal", {"name": "目标", "document": "a", "text": "", **EVIDENCE})
LAW = Node("law:b", "Law", {"name": "法", "title": "法", "kind": "law"})
GOAL = Node("goal:a", "Goal", {"name": "目标", "document": "a", "text": "", **EVIDENCE})
TOPIC = Node("topic:a", "Topic", {"name": "主题"})

REFUSED = [
    ("an id that another document has", (STRANGER,), (), (), "goal:b is already"),
    (
        "a shared id for another label",
        (LAW, Node("law:a", "Function", {"name": "a"})),
        (),
        (),
        "law:a",
    ),
    ("an own id twice", (GOAL, Node("goal:a", "Function", {"name": "a"})), (), (), "two nodes"),
    ("an edge to nowhere", (GOAL,), (Edge("goal:a", "SETS", "t:1"),), (), "no node here"),
    ("a node that is derived", (TOPIC,), (), (), "is derived"),
    (
        "an edge that is derived",
        (GOAL, TOPIC),
        (Edge("goal:a", "IN_TOPIC", "topic:a"),),
        (),
        "derived",
    ),
    ("lines with a hole", (), (), (LineRecord(1, 1, 3, "text"),), "does not follow"),
    ("lines that end early", (), (), (LineRecord(1, 0, 3, "text"),), "the lines end at 3"),
]


@pytest.mark.parametrize(
    ("nodes", "edges", "lines", "complaint"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_a_refused_document_stays_as_it_was_and_the_build_goes_on(
    factory: Factory,
    tmp_path: Path,
    nodes: tuple[Node, ...],
    edges: tuple[Edge, ...],
    lines: tuple[LineRecord, ...],
    complaint: str,
) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
        _small("b").put(writer)
        with pytest.raises(ValueError, match=complaint):
            writer.replace(
                DocumentRecord(key="a", sha256="1", format="txt"),
                text="另一篇文字",
                nodes=nodes,
                edges=edges,
                lines=lines,
            )
        _small("c").put(writer)
    with store.view() as view:
        assert _told(view) == _built(factory, [_small("a"), _small("b"), _small("c")])


def _measure(key: str) -> Content:
    """One measure."""
    measure = Node(
        f"measure:{key}", "Measure", {"name": "措施", "document": key, "text": "措施", **EVIDENCE}
    )
    return Content(
        record=DocumentRecord(key=key, sha256=key, format="txt"), text="措施",
        nodes=(measure,), edges=(), problems=(), lines=(LineRecord(1, 0, 2, "text"),),
    )  # fmt: skip


ALIKE = (
    Edge("measure:a", "IN_TOPIC", "topic:a"),
    Edge("measure:a", "SIMILAR_TO", "measure:b", {"score": 0.9}),
)


def _derived(factory: Factory, folder: Path) -> Store:
    """Two measures, alike and in one topic, with a note."""
    store = factory(folder)
    with store.writing() as writer:
        _measure("a").put(writer)
        _measure("b").put(writer)
        assert [node.id for node in writer.view().nodes(label="Measure")] == [
            "measure:a",
            "measure:b",
        ]
        writer.derive([TOPIC], ALIKE)
        writer.take_note("index", "x1")
    return store


def test_what_is_derived_is_read_with_the_rest_and_can_be_derived_again(
    factory: Factory, tmp_path: Path
) -> None:
    store = _derived(factory, tmp_path)
    for _ in range(2):
        with store.view() as view:
            assert view.node("topic:a") == TOPIC
            assert tuple(view.edges(source="measure:a")) == ALIKE
            assert view.note("index") == "x1"
            assert view.note("other") is None
        with store.writing() as writer:
            writer.derive([TOPIC], ALIKE)
            writer.take_note("index", "x1")


@pytest.mark.parametrize("change", ["replace", "remove"])
def test_a_changed_corpus_forgets_what_was_derived_from_it(
    factory: Factory, tmp_path: Path, change: str
) -> None:
    store = _derived(factory, tmp_path)
    with store.writing() as writer:
        if change == "replace":
            _measure("b").put(writer)
        else:
            writer.remove("b")
    with store.view() as view:
        assert list(view.nodes(label="Topic")) == []
        assert [edge.type for edge in view.edges()] == []
        assert view.note("index") is None


NOT_DERIVABLE = [
    ("a node of a document", [GOAL], [], "not derived"),
    ("an edge of a document", [], [Edge("measure:a", "MENTIONS", "dept:a", EVIDENCE)], "not there"),
    ("an edge to nowhere", [], [Edge("measure:a", "IN_TOPIC", "topic:b")], "not there"),
    ("an edge the schema refuses", [TOPIC], [Edge("topic:a", "IN_TOPIC", "topic:a")], "lead"),
]


@pytest.mark.parametrize(
    ("nodes", "edges", "complaint"),
    [row[1:] for row in NOT_DERIVABLE],
    ids=[row[0] for row in NOT_DERIVABLE],
)
def test_what_cannot_be_derived_is_refused_whole(
    factory: Factory, tmp_path: Path, nodes: list[Node], edges: list[Edge], complaint: str
) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _measure("a").put(writer)
        with pytest.raises(ValueError, match=complaint):
            writer.derive(nodes, edges)
    with store.view() as view:
        assert [node.id for node in view.nodes()] == ["measure:a"]


LONG = "妇𠀀\r\n" * 20_000


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, None),
        (0, 0),
        (5, 5),
        (7, 3),
        (16_383, 16_385),
        (16_384, 32_768),
        (79_990, None),
        (99_999, None),
    ],
)
def test_any_part_of_a_text_can_be_read(
    factory: Factory, tmp_path: Path, start: int, end: int | None
) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a", text=LONG).put(writer)
    with store.view() as view:
        assert view.text("a", start, end) == LONG[start:end]


def test_an_unknown_document_says_nothing(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        assert not writer.remove("x")
        with pytest.raises(ValueError, match="'x'"):
            writer.refresh(DocumentRecord(key="x", sha256="", format="txt"))
    with store.view() as view:
        assert (view.text("x"), view.lines("x"), list(view.problems("x"))) == ("", (), [])


def test_a_touched_file_changes_its_record_only(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    record = DocumentRecord(
        key="a", sha256="0", format="txt", mtime_ns=5, report=({"title": "规划", "goals": 3},)
    )
    with store.writing() as writer:
        _small("a").put(writer)
        writer.refresh(record)
        assert writer.documents() == (record,)
    with store.view() as view:
        assert view.documents() == (record,)
        assert _told(view)["nodes"] == _built(factory, [_small("a")])["nodes"]
        assert view.text("a") == "妇女发展"


def test_a_snapshot_does_not_see_a_later_build_or_tells_of_it_and_the_view_does(
    factory: Factory, tmp_path: Path
) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
    with store.view() as view, view.snapshot() as still:
        before = still.version()
        with store.writing() as writer:
            writer.remove("a")
        if still.version() == before:
            assert [node.id for node in still.nodes(label="Goal")] == ["goal:a"]
            assert still.counts().documents == 1
        else:  # Neo4j holds no state for a reader
            assert factory is not SqliteStore
        assert list(view.nodes()) == []


def test_readers_see_the_last_build_while_another_runs(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        _small("a").put(writer)
    with store.view() as view:
        with store.writing() as writer:
            writer.remove("a")
            assert view.node("goal:a").label == "Goal"
        with pytest.raises(UnknownNode):
            view.node("goal:a")


def test_many_threads_read_one_view(factory: Factory, tmp_path: Path) -> None:
    store = factory(tmp_path)
    with store.writing() as writer:
        for number in range(20):
            _small(str(number)).put(writer)
    with store.view() as view, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: view.node(f"goal:{number % 20}").id, range(200)))
        streams = list(threads.map(lambda _: sum(1 for _ in view.edges()), range(20)))
    assert found == [f"goal:{number % 20}" for number in range(200)]
    assert set(streams) == {40}


def test_a_question_about_an_impossible_property_is_refused(
    factory: Factory, tmp_path: Path
) -> None:
    store = factory(tmp_path)
    with store.writing():
        pass
    with store.view() as view, pytest.raises(ValueError, match="name of a property"):
        list(view.nodes(where={"') OR 1 --": 1}))
