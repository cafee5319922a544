"""What differs between an owner's part of the graph and what the server has of it, a row at a time.

The functions yield statements with rows; a push sends them, a dry run counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import UnknownNode
from graph.neo4j import push_statements
from graph.neo4j.connection import Connection
from graph.neo4j.owners import Kind, Owner, Vectors, edge_digest, node_digest
from graph.schema import RELATIONSHIPS
from graph.store import View

MEASURE: Final = "Measure"


@dataclass(frozen=True, slots=True)
class Change:
    """One row for a statement; `what` it does is counted."""

    what: str  # a field of the report; "" for what is kept beside the graph
    statement: str
    row: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Compares a view with what a server has."""

    view: View
    connection: Connection
    vectors: Vectors | None

    def edges_gone(self, key: str, kind: Kind, owner: Owner | None) -> Iterator[Change]:
        """The edges and claims of an owner that its part of the graph has no more."""
        there = self._edges_there(key, kind)
        left = {id for some in there.values() for id in some[1:]}  # alike: one is enough
        if owner is not None:
            for edge in owner.edges():
                there.pop(edge_digest(edge), None)
        left |= {some[0] for some in there.values()}
        for id in left:
            yield Change("edges_removed", push_statements.DROP_EDGES, id)
        if kind is Kind.DOCUMENT:
            claims = self._claims_there(key)
            for id in claims - set(owner.claims() if owner is not None else ()):
                yield Change("", push_statements.DROP_CLAIMS, {"owner": key, "id": id})

    def nodes_gone(self, key: str, owner: Owner | None) -> Iterator[Change]:
        """The nodes of an owner that its part of the graph has no more; what moved elsewhere stays."""
        wanted = {node.id for node in owner.nodes()} if owner is not None else set()
        for id, _, _ in self._nodes_there(key):
            if id not in wanted and not _has(self.view, id):
                yield Change("nodes_removed", push_statements.DROP_NODES, id)

    def nodes(self, owner: Owner, *, known: bool) -> Iterator[Change]:
        """The nodes to write; `known` tells that the server may have some of them."""
        there = {id: digest for id, digest, _ in self._nodes_there(owner.key)} if known else {}
        for node in owner.nodes():
            if node.id not in there:
                yield Change(
                    "nodes_added", push_statements.put_nodes(node.label), owner.held_node(node)
                )
            elif there[node.id] != node_digest(node):
                row = owner.held_node(node)
                yield Change("nodes_changed", push_statements.put_nodes(node.label), row)

    def meanings(self, owner: Owner, *, known: bool) -> Iterator[Change]:
        """The vectors to write to nodes that are there."""
        there = {id: told for id, _, told in self._nodes_there(owner.key)} if known else {}
        for node in owner.nodes() if there or self.vectors is not None else ():
            told = None if self.vectors is None else self.vectors.told(node)
            if node.label != MEASURE or told == there.get(node.id):
                continue
            if told is None:
                yield Change("vectors", push_statements.DROP_VECTORS, node.id)
            else:
                yield Change("vectors", push_statements.PUT_VECTORS, {"id": node.id, "told": told})

    def edges(self, owner: Owner, *, known: bool) -> Iterator[Change]:
        """The edges and claims to write."""
        there = self._edges_there(owner.key, owner.kind) if known else {}
        for edge in owner.edges():
            digest = edge_digest(edge)
            if digest not in there:
                row = owner.held_edge(edge, digest)
                yield Change("edges_added", push_statements.put_edges(edge.type), row)
        claims = self._claims_there(owner.key) if known else set()
        for id in owner.claims():
            if id not in claims:
                yield Change("", push_statements.PUT_CLAIMS, {"owner": owner.key, "id": id})

    def _nodes_there(self, key: str) -> Iterator[list[Any]]:
        """Id, digest and what stands for the vector of each node of an owner on the server."""
        return self.connection.rows(push_statements.NODES_OF_OWNER, owner=key)

    def _edges_there(self, key: str, kind: Kind) -> dict[str, list[str]]:
        """The server's own ids of an owner's edges, by digest."""
        found: dict[str, list[str]] = {}
        if kind is Kind.DOCUMENT:
            for digest, id in self.connection.rows(push_statements.EDGES_OF_OWNER, owner=key):
                found.setdefault(digest, []).append(id)
            return found
        for each in RELATIONSHIPS:
            if each.shared if kind is Kind.SHARED else each.derived:
                for digest, id in self.connection.rows(push_statements.common_edges(each.type)):
                    found.setdefault(digest, []).append(id)
        return found

    def _claims_there(self, key: str) -> set[str]:
        return {id for (id,) in self.connection.rows(push_statements.CLAIMS_OF_DOCUMENT, owner=key)}


def _has(view: View, id: str) -> bool:
    try:
        view.node(id)
    except UnknownNode:
        return False
    return True
