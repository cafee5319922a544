"""The schema table holds together, is the page in docs, and refuses what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.conformance import checked_edge, checked_node
from graph.exports.graphml import KIND
from graph.schema import LABEL, LABELS, RELATIONSHIPS, Label, Relationship, Type
from graph.schema_page import schema_page
from graph.store import Edge, Node
from tests.strategies import nodes

ROOT = Path(__file__).parents[2]
KINDS: tuple[Label | Relationship, ...] = (*LABELS, *RELATIONSHIPS)


def test_the_page_in_docs_is_the_table() -> None:
    assert (ROOT / "docs" / "schema.md").read_text("utf-8") == schema_page()


def test_relationships_join_labels_that_exist() -> None:
    for each in RELATIONSHIPS:
        assert set(each.sources + each.targets) <= LABEL.keys(), each.type


def test_shared_relationships_join_shared_labels_and_carry_nothing() -> None:
    for each in RELATIONSHIPS:
        ends = [LABEL[name].shared for name in each.sources + each.targets]
        assert each.shared == all(ends), each.type
        assert not (each.shared and each.properties), each.type


def test_a_property_means_one_type_wherever_it_stands() -> None:
    for kinds in (KINDS[: len(LABELS)], KINDS[len(LABELS) :]):
        types: dict[str, Type] = {}
        for kind in kinds:
            for each in kind.properties:
                assert types.setdefault(each.name, each.type) is each.type, each.name


def test_no_property_takes_a_name_that_formats_need() -> None:
    reserved = {"id", "label", "source", "target", "type", "properties", *KIND.values()}
    for kind in KINDS:
        names = [each.name for each in kind.properties]
        assert not reserved & set(names)
        assert len(names) == len(set(names))


def test_derived_relationships_touch_what_is_derived_or_join_two_of_a_kind() -> None:
    for each in RELATIONSHIPS:
        joined = {*each.sources, *each.targets}
        assert each.derived == (
            any(LABEL[name].derived for name in joined) or each.type == "SIMILAR_TO"
        )
        assert not (each.derived and each.shared), each.type


def test_every_node_has_a_name_and_what_is_of_a_document_says_which() -> None:
    for label in LABELS:
        required = {each.name for each in label.properties if each.required}
        assert "name" in required
        assert label.shared or label.derived or "document" in required


LAW = {"name": "反家暴法", "title": "中华人民共和国反家庭暴力法", "kind": "law"}

MIXED: Any = ["a", 1]

REFUSED_NODES = [
    ("an unknown label", Node("law:a", "Lex", LAW), "no label is called 'Lex'"),
    ("an id in Chinese", Node("law:法", "Law", LAW), "ASCII"),
    ("an empty id", Node("", "Law", LAW), "ASCII"),
    ("a slash in an id", Node("a/b", "Law", LAW), "ASCII"),
    ("a line break behind an id", Node("a\n", "Law", LAW), "ASCII"),
    ("a missing property", Node("law:a", "Law", {"name": "法"}), "lacks title"),
    ("a required property absent", Node("law:a", "Law", LAW | {"kind": None}), "lacks kind"),
    ("an unknown property", Node("law:a", "Law", LAW | {"color": "red"}), "schema: color"),
    ("an unknown absent one", Node("law:a", "Law", LAW | {"color": None}), "schema: color"),
    ("a number for text", Node("law:a", "Law", LAW | {"kind": 3}), "kind is 3, not text"),
    (
        "true for a year",
        Node("p", "Plan", {"name": "a", "title": "b", "period_start": True}),
        "not",
    ),
    ("a list of mixed", Node("i", "Indicator", {"name": "a", "aliases": MIXED}), "list of text"),
]


@pytest.mark.parametrize(
    ("node", "complaint"), [row[1:] for row in REFUSED_NODES], ids=[row[0] for row in REFUSED_NODES]
)
def test_a_node_outside_the_schema_is_refused(node: Node, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        checked_node(node)


EVIDENCE = {"line": 1, "start": 0, "end": 3}

REFUSED_EDGES = [
    ("an unknown type", Edge("a", "OWNS", "b"), ("Plan", "Law"), "no relationship is called"),
    ("the wrong source", Edge("a", "SETS", "b"), ("Plan", "Target"), "from Plan to Target"),
    ("the wrong target", Edge("a", "SETS", "b"), ("Goal", "Law"), "from Goal to Law"),
    ("a missing one", Edge("a", "MENTIONS", "b"), ("Goal", "Department"), "lacks line"),
    ("an unknown one", Edge("a", "SETS", "b", {"x": 1}), ("Goal", "Target"), "schema: x"),
    (
        "spans that are no pairs",
        Edge("a", "MENTIONS", "b", EVIDENCE | {"spans": [[1]]}),
        ("Goal", "Department"),
        "spans",
    ),
    (
        "a number that is none",
        Edge("a", "SIMILAR_TO", "b", {"score": float("nan")}),
        ("Measure", "Measure"),
        "finite",
    ),
]


@pytest.mark.parametrize(
    ("edge", "labels", "complaint"),
    [row[1:] for row in REFUSED_EDGES],
    ids=[row[0] for row in REFUSED_EDGES],
)
def test_an_edge_outside_the_schema_is_refused(
    edge: Edge, labels: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        checked_edge(edge, *labels)


def test_absent_properties_go_and_the_rest_stand_in_the_order_of_the_table() -> None:
    given = {"kind": "law", "status": None, "title": "b", "name": "a"}
    assert list(checked_node(Node("law:a", "Law", given)).properties) == ["name", "title", "kind"]


@given(st.sampled_from(LABELS).flatmap(lambda label: nodes(label.name, "x:1")))
def test_what_fits_passes_and_is_not_changed_by_passing_twice(node: Node) -> None:
    checked = checked_node(node)
    assert checked == node
    assert list(checked_node(checked).properties) == list(checked.properties)
