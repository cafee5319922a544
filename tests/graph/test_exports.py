"""Exports tell the whole graph, to the byte the same each time, and touch nothing that is not theirs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import networkx  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import GuituError, UsageError
from graph.exports import FORMATS, export
from graph.exports.cypher import literal
from graph.exports.documents import file_names
from graph.exports.jsonld import NODE, SCHEMA
from graph.ids import document_id
from graph.schema import LABEL, RELATIONSHIP
from graph.sqlite import SqliteStore
from graph.store import DocumentRecord, Edge, Node
from tests.strategies import Content, corpora, texts

generated = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONE = re.compile("[\ud800-\udfff]")


def _store(folder: Path, corpus: list[Content]) -> SqliteStore:
    store = SqliteStore(folder / "data")
    with store.writing() as writer:
        for content in corpus:
            content.put(writer)
    return store


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _exported(
    corpus: list[Content], format: str
) -> tuple[dict[str, bytes], list[Node], list[Edge]]:
    with tempfile.TemporaryDirectory() as place, _store(Path(place), corpus).view() as view:
        export(view, Path(place) / "out", format)
        return _files(Path(place) / "out"), list(view.nodes()), list(view.edges())


@pytest.mark.parametrize("format", FORMATS)
@generated
@given(corpus=corpora(), data=st.data())
def test_the_same_graph_is_the_same_bytes(
    format: str, corpus: list[Content], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(corpus))
    assert _exported(corpus, format)[0] == _exported(shuffled, format)[0]


@pytest.mark.parametrize("format", FORMATS)
def test_a_graph_emptied_exports_like_one_never_filled(format: str, tmp_path: Path) -> None:
    store = _store(tmp_path, [_plain("a.txt"), _plain("b.txt")])
    with store.writing() as writer:
        writer.remove("a.txt")
        writer.remove("b.txt")
    with store.view() as view:
        export(view, tmp_path / "out", format)
    assert _files(tmp_path / "out") == _exported([], format)[0]


@generated
@given(corpus=corpora())
def test_jsonl_tells_everything_exactly(corpus: list[Content]) -> None:
    files, nodes, edges = _exported(corpus, "jsonl")
    assert [json.loads(line) for line in files["nodes.jsonl"].decode().split("\n")[:-1]] == [
        {"id": node.id, "label": node.label, "properties": node.properties} for node in nodes
    ]
    assert [json.loads(line) for line in files["edges.jsonl"].decode().split("\n")[:-1]] == [
        {
            "source": edge.source,
            "type": edge.type,
            "target": edge.target,
            "properties": edge.properties,
        }
        for edge in edges
    ]


@generated
@given(corpus=corpora())
def test_csv_has_a_table_a_kind_and_no_formula(corpus: list[Content]) -> None:
    files, nodes, edges = _exported(corpus, "csv")
    tables = {name: raw for name, raw in files.items() if name.endswith(".csv")}
    assert len(tables) == len(LABEL) + len(RELATIONSHIP)
    rows = 0
    for raw in tables.values():
        assert raw.startswith(b"\xef\xbb\xbf")
        table = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        for row in table:
            rows += 1
            for name, cell in row.items():
                number = re.fullmatch(r"-?[\d.]+(?:e[-+]?\d+)?", cell)
                harmless = number or cell == "="
                assert harmless or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), name
    assert rows == len(nodes) + len(edges)
    law = csv.DictReader(io.StringIO(tables["nodes/Law.csv"].decode("utf-8-sig"), newline=""))
    assert [(row["id"], LONE.sub("?", row["title"].removeprefix("'"))) for row in law] == [
        (node.id, LONE.sub("?", str(node.properties["title"])).removeprefix("'"))
        for node in nodes
        if node.label == "Law"
    ]


@generated
@given(corpus=corpora())
def test_graphml_is_read_back_by_networkx_with_its_types(corpus: list[Content]) -> None:
    files, nodes, edges = _exported(corpus, "graphml")
    graph = networkx.read_graphml(io.BytesIO(files["graph.graphml"]), force_multigraph=True)
    assert set(graph.nodes) == {node.id for node in nodes}
    assert Counter(
        (source, told["relation"], target) for source, target, told in graph.edges(data=True)
    ) == (Counter((edge.source, edge.type, edge.target) for edge in edges))
    for node in nodes:
        told = graph.nodes[node.id]
        assert told["entity"] == node.label
        for name, value in node.properties.items():
            if isinstance(value, (bool, int, float)):
                assert told[name] == value
            elif isinstance(value, str):
                assert told[name] == re.sub(
                    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", value
                )


@generated
@given(corpus=corpora())
def test_jsonld_links_every_edge_and_states_those_with_properties(corpus: list[Content]) -> None:
    files, nodes, edges = _exported(corpus, "jsonld")
    told = json.loads(files["graph.jsonld"])["@graph"]
    members = {each["@id"]: each for each in told if "@id" in each}
    assert set(members) == {NODE + node.id for node in nodes}
    links = {
        (source, type_, target)
        for source, each in members.items()
        for type_ in RELATIONSHIP
        for target in each.get(type_, ())
    }
    assert links == {(NODE + edge.source, edge.type, NODE + edge.target) for edge in edges}
    statements = [each for each in told if each["@type"] == "rdf:Statement"]
    assert [
        (each["rdf:subject"]["@id"], each["rdf:predicate"]["@id"], each["rdf:object"]["@id"])
        for each in statements
    ] == [
        (NODE + edge.source, SCHEMA + edge.type, NODE + edge.target)
        for edge in edges
        if edge.properties
    ]


LITERALS = [
    ("a quote", "it's", r"'it\'s'"),
    ("a backslash", "\\u0041", r"'\\u0041'"),
    ("line ends", "a;\nb", r"'a;\u000Ab'"),
    ("a control character", "\x00", r"'\u0000'"),
    ("half a surrogate pair", "\udc80", r"'\uFFFD'"),
    ("Chinese", "区妇联", "'区妇联'"),
    ("true", True, "true"),
    ("a fraction", 0.5, "0.5"),
    ("a list of text", ["a", "'"], r"['a', '\'']"),
    ("spans are flattened", [[1, 2], [5, 9]], "[1, 2, 5, 9]"),
]


@pytest.mark.parametrize(
    ("value", "written"), [row[1:] for row in LITERALS], ids=[row[0] for row in LITERALS]
)
def test_cypher_literals_are_escaped(value: object, written: str) -> None:
    assert literal(value) == written  # type: ignore[arg-type]


@given(texts)
def test_no_text_ends_a_cypher_string_early(text: str) -> None:
    written = literal(text)
    assert re.fullmatch(r"'(?:[^'\\\x00-\x1f]|\\['\\]|\\u[0-9A-F]{4})*'", written)


@generated
@given(corpus=corpora())
def test_cypher_has_a_row_for_every_node_and_edge(corpus: list[Content]) -> None:
    files, nodes, edges = _exported(corpus, "cypher")
    script = files["graph.cypher"].decode()
    assert len(re.findall(r"^\{id: '", script, re.MULTILINE)) == len(nodes)
    assert len(re.findall(r"^\{_source: '", script, re.MULTILINE)) == len(edges)
    statements = script.split(";\n")
    assert len([each for each in statements if each.startswith("CREATE CONSTRAINT")]) == len(LABEL)
    for each in statements[: len(LABEL)]:
        assert each.startswith("CREATE CONSTRAINT")


@pytest.mark.parametrize("format", FORMATS)
@generated
@given(corpus=corpora())
def test_every_export_holds_the_text_that_offsets_count_in(
    format: str, corpus: list[Content]
) -> None:
    files, _, _ = _exported(corpus, format)
    told = json.loads(files["export.json"].decode())
    assert told["made_by"] == "guitu"
    assert sorted({*told["files"], "export.json"}) == sorted(files)
    for content in corpus:
        assert files[told["documents"][content.record.key]].decode() == content.text


NAMES = [
    ("a text keeps its name", ["规划.txt"], {"规划.txt": "规划.txt"}),
    ("others get .txt", ["a/规划.docx"], {"a/规划.docx": "a/规划.docx.txt"}),
    ("capitals of .TXT stay", ["A.TXT"], {"A.TXT": "A.TXT"}),
    (
        "nobody climbs out",
        ["../../etc/passwd"],
        {"../../etc/passwd": r"_~\w{8}/_~\w{8}/etc/passwd\.txt"},
    ),
    ("nobody starts at the root", ["/etc/a.txt"], {"/etc/a.txt": r"etc/a\.txt"}),
    (
        "drives and devices",
        ["C:\\a.txt", "nul.txt"],
        {"C:\\a.txt": r"C__a~\w{8}\.txt", "nul.txt": r"_nul~\w{8}\.txt"},
    ),
    ("an ending alone", [".txt", ""], {"": r"_\.txt", ".txt": r"_~\w{8}\.txt"}),
    (
        "the name is taken",
        ["a.docx", "a.docx.txt"],
        {"a.docx.txt": "a.docx.txt", "a.docx": r"a\.docx~\w{8}\.txt"},
    ),
    (
        "capitals alone do not tell apart",
        ["A.txt", "a.txt"],
        {"A.txt": "A.txt", "a.txt": r"a~\w{8}\.txt"},
    ),
    (
        "a file where a folder would be",
        ["a.txt", "a.txt/b"],
        {"a.txt": "a.txt", "a.txt/b": r"b~\w{8}\.txt"},
    ),
    (
        "too long for a file system",
        ["规" * 99 + ".pdf"],
        {"规" * 99 + ".pdf": r"规{66}~\w{8}\.txt"},
    ),
]


@pytest.mark.parametrize(
    ("keys", "expected"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES]
)
def test_documents_get_names_that_any_system_accepts(
    keys: list[str], expected: dict[str, str]
) -> None:
    found = file_names(keys)
    assert found.keys() == expected.keys()
    for key, pattern in expected.items():
        assert found[key] == pattern or re.fullmatch(pattern, found[key]), found[key]
    assert file_names(reversed(keys)) == found


@given(st.lists(st.text("a/.\\:A~~ \n规\udc80", max_size=7), unique=True))
def test_any_names_stay_inside_and_apart(keys: list[str]) -> None:
    found = file_names(keys)
    assert set(found) == set(keys)
    with tempfile.TemporaryDirectory() as place:
        for name in found.values():
            path = Path(place) / name
            assert path.resolve().is_relative_to(Path(place).resolve())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
    assert len({name.casefold() for name in found.values()}) == len(keys)


def _plain(key: str) -> Content:
    document = Node(
        document_id(key),
        "Document",
        {"name": key, "document": key, "file_name": key, "sha256": "0", "format": "txt"},
    )
    record = DocumentRecord(key=key, sha256="0", format="txt", root="/secret")
    return Content(
        record=record, text="妇女\r\n", nodes=(document,), edges=(), problems=(), lines=()
    )


def test_a_second_export_replaces_the_first_and_spares_the_users_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    store = _store(tmp_path, [_plain("a/b.txt"), _plain("c.txt")])
    with store.view() as view:
        export(view, out, "csv")
        (out / "note.md").write_text("mine")
        with store.writing() as writer:
            writer.remove("a/b.txt")
        export(view, out, "jsonl")
    files = _files(out)
    assert sorted(files) == [
        "documents/c.txt",
        "edges.jsonl",
        "export.json",
        "nodes.jsonl",
        "note.md",
    ]
    assert not (out / "nodes").exists()
    assert not (out / "documents" / "a").exists()
    assert files["documents/c.txt"] == "妇女\r\n".encode()


def test_a_folder_of_something_else_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with _store(tmp_path / "x", []).view() as view:
        with pytest.raises(UsageError, match="不是规图的导出"):
            export(view, tmp_path, "jsonl")
        with pytest.raises(UsageError, match="是文件"):
            export(view, tmp_path / "thesis.docx", "jsonl")
        with pytest.raises(UsageError, match="jsonl、csv"):
            export(view, tmp_path / "out", "xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.docx", "x"]


@pytest.mark.parametrize(
    "manifest", ["{", "[]", "{}", '{"made_by": "guitu"}', '{"made_by": 3, "files": []}']
)
def test_a_manifest_that_is_not_ours_protects_the_folder(tmp_path: Path, manifest: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "export.json").write_text(manifest)
    with _store(tmp_path, []).view() as view, pytest.raises(UsageError):
        export(view, out, "jsonl")


def test_a_forged_manifest_removes_nothing_outside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    forged = ["../mine.txt", str(mine), "a/../../mine.txt", 3]
    (out / "export.json").write_text(json.dumps({"made_by": "guitu", "files": forged}))
    with _store(tmp_path, []).view() as view:
        export(view, out, "jsonl")
    assert mine.read_text() == "mine"


def test_an_export_cut_short_leaves_the_earlier_one_and_can_be_repeated(tmp_path: Path) -> None:
    out = tmp_path / "out"
    store = _store(tmp_path, [_plain("a.txt")])
    with store.view() as view:
        export(view, out, "jsonl")
        before = _files(out)
        (out / "documents" / "b.txt").mkdir()  # in the way of a file to come
        (out / "documents" / "b.txt" / "mine").touch()
        with store.writing() as writer:
            _plain("b.txt").put(writer)
        with pytest.raises(GuituError, match="出错"):
            export(view, out, "jsonl")
        assert (out / "documents" / "a.txt").read_bytes() == before["documents/a.txt"]
        assert not list(out.glob(".guitu-export-*"))
        (out / "documents" / "b.txt" / "mine").unlink()
        (out / "documents" / "b.txt").rmdir()
        (out / ".guitu-export-killed").mkdir()
        export(view, out, "jsonl")
    assert "documents/b.txt" in _files(out)
    assert not list(out.glob(".guitu-export-*"))


def test_nothing_of_the_machine_is_exported(tmp_path: Path) -> None:
    for format in FORMATS:
        files, _, _ = _exported([_plain("a.txt")], format)
        assert not any(b"/secret" in raw or os.fsencode(tmp_path) in raw for raw in files.values())
