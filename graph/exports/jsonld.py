"""JSON-LD 1.1: the graph as linked data in `graph.jsonld`.

A node's IRI is `urn:guitu:node:` + its id; terms are in `urn:guitu:schema#`, but `name` and the kinds
that schema.org knows, which are given beside ours. Every edge is a link from its source; one that has
properties is told again as an `rdf:Statement` that carries them, because a triple has no properties
(RDF 1.1 Semantics, "Reification"). Spans are JSON literals.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from graph.schema import LABELS, RELATIONSHIPS, Type
from graph.store import Edge, Node, View

NODE: Final = "urn:guitu:node:"
SCHEMA: Final = "urn:guitu:schema#"

# https://schema.org; kinds without a counterpart there have only our own.
_SCHEMA_ORG: Final = {
    "Document": "schema:DigitalDocument",
    "Jurisdiction": "schema:AdministrativeArea",
    "Plan": "schema:CreativeWork",
    "Department": "schema:GovernmentOrganization",
    "Law": "schema:Legislation",
}


def context() -> dict[str, Any]:
    """The `@context`: how names become IRIs, derived from the schema."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": SCHEMA,
        "schema": "https://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "name": "schema:name",
    }
    kinds = [*(label.properties for label in LABELS), *(each.properties for each in RELATIONSHIPS)]
    for each in (each for properties in kinds for each in properties):
        if each.type is Type.SPANS:
            terms[each.name] = {"@id": f"{SCHEMA}{each.name}", "@type": "@json"}
    terms["parent"] = {"@id": f"{SCHEMA}parent", "@type": "@id"}
    for relationship in RELATIONSHIPS:
        terms[relationship.type] = {"@id": f"{SCHEMA}{relationship.type}", "@type": "@id"}
    return terms


def _told(node: Node, edges: list[Edge]) -> dict[str, Any]:
    ours = _SCHEMA_ORG.get(node.label)
    told: dict[str, Any] = {
        "@id": NODE + node.id,
        "@type": [node.label, ours] if ours else node.label,
        **node.properties,
    }
    if "parent" in told:
        told["parent"] = NODE + told["parent"]
    links: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        target = NODE + edge.target
        if links[edge.type][-1:] != [target]:
            links[edge.type].append(target)
    return told | links


def _statement(edge: Edge) -> dict[str, Any]:
    return {
        "@type": "rdf:Statement",
        "rdf:subject": {"@id": NODE + edge.source},
        "rdf:predicate": {"@id": SCHEMA + edge.type},
        "rdf:object": {"@id": NODE + edge.target},
        **edge.properties,
    }


def _members(view: View) -> Iterator[dict[str, Any]]:
    by_source = groupby(view.edges(), key=lambda edge: edge.source)
    source, edges = next(by_source, ("", iter(())))
    for node in view.nodes():  # both streams are in the order of ids
        leaving: list[Edge] = []
        if source == node.id:
            leaving = list(edges)
            source, edges = next(by_source, ("", iter(())))
        yield _told(node, leaving)
        yield from (_statement(edge) for edge in leaving if edge.properties)


def write(view: View, folder: Path) -> None:
    """Write `graph.jsonld`, a member of `@graph` a line."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    with (folder / "graph.jsonld").open(
        "w", encoding="utf-8", errors="backslashreplace", newline="\n"
    ) as file:
        file.write('{\n"@context": ' + encode(context()) + ',\n"@graph": [')
        for number, member in enumerate(_members(view)):
            file.write((",\n" if number else "\n") + encode(member))
        file.write("\n]\n}\n")
