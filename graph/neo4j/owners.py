"""Whose each part of a graph is, and what it says: a document, what documents share, what is derived.

A push compares owner by owner: one whose digest is on the server already is passed over whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from graph.neo4j.packing import (
    digest_of,
    held,
    is_shared,
    key_of,
    packed_lines,
    packed_problems,
    packed_record,
    text_pieces,
)
from graph.schema import LABELS, RELATIONSHIPS
from graph.store import DocumentRecord, Edge, Node, View

_FORM: Final = 1  # of what is written; another one makes every digest another


class Kind(StrEnum):
    """What an owner is."""

    DOCUMENT = "document"
    SHARED = "shared"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """The meanings of measures. `of` gives float32-like rows for some of `ids`; `model` made them."""

    model: str
    dimension: int
    ids: Collection[str]
    of: Callable[[Sequence[str]], Sequence[Sequence[float]]]

    def told(self, node: Node) -> str | None:
        """What stands for the vector of a measure: the model and the text; None where there is none."""
        if node.id not in self.ids or node.label != "Measure":
            return None
        return digest_of(self.model, self.dimension, node.properties["text"])[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """One part of the graph of a view. `key` stands for it on the server."""

    key: str
    kind: Kind
    view: View
    record: DocumentRecord | None = None  # of a document

    def nodes(self) -> Iterator[Node]:
        """Its own nodes, by id; for a document not those that it shares."""
        if self.record is not None:
            found = self.view.nodes(document=self.record.key)
            yield from (node for node in found if not is_shared(node.label))
            return
        for label in LABELS:
            if label.shared if self.kind is Kind.SHARED else label.derived:
                yield from self.view.nodes(label=label.name)

    def edges(self) -> Iterator[Edge]:
        """Its own edges."""
        if self.record is not None:
            yield from self.view.edges(document=self.record.key)
            return
        for each in RELATIONSHIPS:
            if each.shared if self.kind is Kind.SHARED else each.derived:
                yield from self.view.edges(type=each.type)

    def claims(self) -> Iterator[str]:
        """The shared nodes that a document claims."""
        if self.record is not None:
            found = self.view.nodes(document=self.record.key)
            yield from (node.id for node in found if is_shared(node.label))

    def content(self, vectors: Vectors | None) -> str:
        """What stands for its nodes, edges and claims."""
        told = sha256(str(_FORM).encode())
        for node in self.nodes():
            told.update(f"{node.id} {node_digest(node)}\n".encode())
            if vectors is not None and node.label == "Measure":
                told.update(f"{vectors.told(node)}\n".encode())
        for edge in self.edges():
            told.update(f"{edge_digest(edge)}\n".encode())
        for id in self.claims():
            told.update(f"{id}\n".encode())
        return told.hexdigest()[:24]

    def source(self) -> Mapping[str, Any]:
        """A document's record, text, lines and problems as they are kept, with what stands for them."""
        assert self.record is not None
        key = self.record.key
        text = self.view.text(key)
        pieces = text_pieces(text)
        kept = {
            "record": packed_record(self.record),
            "text": pieces,
            "escaped": "".join(pieces) != text,
            "lines": packed_lines(self.view.lines(key)),
            "problems": packed_problems(each for _, each in self.view.problems(key)),
        }
        return kept | {"source": digest_of(kept)}

    def held_node(self, node: Node) -> dict[str, Any]:
        """A node of it as a row to write."""
        marks = {"_digest": node_digest(node), "_document": self.key}
        return {"id": node.id, "held": held(node.properties) | marks}

    def held_edge(self, edge: Edge, digest: str) -> dict[str, Any]:
        """An edge of it as a row to write."""
        marks = {"_digest": digest, "_document": self.key}
        return {
            "source": edge.source, "target": edge.target, "held": held(edge.properties) | marks,
        }  # fmt: skip


def owners(view: View) -> Iterator[Owner]:
    """The parts of a graph: what documents share first, then each document, then what is derived."""
    yield Owner(key=Kind.SHARED, kind=Kind.SHARED, view=view)
    for record in view.documents():
        yield Owner(key=key_of(record.key), kind=Kind.DOCUMENT, view=view, record=record)
    yield Owner(key=Kind.DERIVED, kind=Kind.DERIVED, view=view)


def node_digest(node: Node) -> str:
    """What stands for what a node says."""
    return digest_of(_FORM, node.label, node.properties)


def edge_digest(edge: Edge) -> str:
    """What stands for an edge: its ends and all it says."""
    return digest_of(_FORM, edge.source, edge.type, edge.target, edge.properties)
