"""What a node or edge says comes back identical from what Neo4j can hold of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.conformance import checked_node
from graph.model import LineRecord
from graph.neo4j.packing import (
    CHUNK,
    EDGE_NAMES,
    LONGEST_NAME,
    NODE_NAMES,
    edge_of,
    held,
    node_of,
    packed_lines,
    text_pieces,
    unpacked_lines,
)
from graph.schema import LABELS, RELATIONSHIPS
from graph.store import Edge, Node
from tests.strategies import nodes, properties_of

LAW = {"title": "法", "kind": "law"}


def _columns(kept: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [kept.get(name) for name in (*names, "_exact")]


def _assert_holdable(kept: dict[str, Any]) -> None:
    """As the driver and the server want it: UTF-8, and lists of one kind without lists in them."""
    for value in kept.values():
        for part in value if isinstance(value, list) else [value]:
            assert isinstance(part, str | int | float | bool)
            str(part).encode()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_node_comes_back(data: st.DataObject) -> None:
    label = data.draw(st.sampled_from(LABELS)).name
    node = checked_node(data.draw(nodes(label, "x")))
    kept = held(node.properties)
    _assert_holdable(kept)
    found = node_of("x", ["Guitu", "Others", label], _columns(kept, NODE_NAMES))
    assert found == node
    assert list(found.properties) == list(node.properties)  # in the same order, for exports


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_an_edge_comes_back(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(RELATIONSHIPS))
    edge = Edge("a", kind.type, "b", data.draw(properties_of(kind.properties)))
    kept = held(edge.properties)
    _assert_holdable(kept)
    assert edge_of("a", kind.type, "b", _columns(kept, EDGE_NAMES)) == edge


def test_a_name_too_long_for_an_index_is_shown_shortened_and_comes_back_whole() -> None:
    node = Node("law:a", "Law", {"name": "法" * (LONGEST_NAME + 1), **LAW})
    kept = held(node.properties)
    assert len(kept["name"].encode()) < 8_167
    assert node_of("law:a", ["Law"], _columns(kept, NODE_NAMES)) == node
    short = held({"name": "法" * LONGEST_NAME, **LAW})
    assert "_exact" not in short


def test_a_text_is_cut_between_code_points_and_half_a_character_is_kept() -> None:
    text = "妇𠀀\r\n" * CHUNK
    assert "".join(text_pieces(text)) == text
    assert all(len(piece) <= CHUNK for piece in text_pieces(text))
    broken = text_pieces("妇\udc80" * CHUNK)
    assert all(piece.isascii() for piece in broken)


def test_lines_come_back() -> None:
    lines = (LineRecord(1, 0, 3, "goal"), LineRecord(2, 3, 3, "blank"), LineRecord(3, 3, 9, "goal"))
    assert unpacked_lines(packed_lines(lines)) == lines
