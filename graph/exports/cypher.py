"""A Cypher script for Neo4j 5 and later: constraints, then nodes, then edges, in batches.

    cypher-shell --file graph.cypher

Run again it changes nothing: nodes are merged by id, edges by their ends and all their properties.
Spans are flattened (`[start, end, start, end, …]`), for Neo4j keeps no lists of lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from graph.schema import LABELS, RELATIONSHIPS
from graph.store import Edge, Node, Value, View

_BATCH: Final = 500
# A backslash is written as \\ and every other odd character as \uXXXX, so that nothing ends the string,
# and no line of the text can look like a command of cypher-shell.
_ODD: Final = re.compile(r"['\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character in "'\\":
        return f"\\{character}"
    return "\\uFFFD" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04X}"


def literal(value: Value) -> str:
    """`value` as Cypher writes it.

    >>> literal("it's"), literal([[1, 2], [5, 9]]), literal(True)
    ("'it\\\\'s'", '[1, 2, 5, 9]', 'true')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{_ODD.sub(_escaped, value)}'"
        case list():
            flat = [part for each in value for part in (each if isinstance(each, list) else [each])]
            return f"[{', '.join(map(literal, flat))}]"
    return repr(value)


def _map(pairs: Iterable[tuple[str, Value | None]]) -> str:
    told = (f"{name}: {literal(value)}" for name, value in pairs if value is not None)
    return f"{{{', '.join(told)}}}"


def _statement(rows: list[str], action: str) -> str:
    return "UNWIND [\n" + ",\n".join(rows) + f"\n] AS row\n{action};\n"


def _node_statements(nodes: Iterator[Node], label: str) -> Iterator[str]:
    rows = (_map([("id", node.id), *node.properties.items()]) for node in nodes)
    while batch := list(islice(rows, _BATCH)):
        yield _statement(batch, f"MERGE (n:{label} {{id: row.id}})\nSET n = row")


def _edge_statements(edges: Iterator[Edge], ends: str, type_: str) -> Iterator[str]:
    # MERGE cannot match an absent property, so edges are batched by the properties they have.
    batches: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for edge in edges:
        names = tuple(edge.properties)
        batches[names].append(
            _map([("_source", edge.source), ("_target", edge.target), *edge.properties.items()])
        )
        if len(batches[names]) == _BATCH:
            yield _merged(batches.pop(names), ends, type_, names)
    for names, rows in batches.items():
        yield _merged(rows, ends, type_, names)


def _merged(rows: list[str], ends: str, type_: str, names: tuple[str, ...]) -> str:
    keys = ", ".join(f"{name}: row.{name}" for name in names)
    pattern = f"[:{type_} {{{keys}}}]" if keys else f"[:{type_}]"
    return _statement(rows, f"{ends}\nMERGE (source)-{pattern}->(target)")


def write(view: View, folder: Path) -> None:
    """Write `graph.cypher`."""
    with (folder / "graph.cypher").open("w", encoding="utf-8", newline="\n") as file:
        for label in LABELS:
            file.write(
                f"CREATE CONSTRAINT guitu_{label.name.lower()}_id IF NOT EXISTS"
                f" FOR (n:{label.name}) REQUIRE n.id IS UNIQUE;\n"
            )
        file.write("CALL db.awaitIndexes(300);\n")
        for label in LABELS:
            file.writelines(_node_statements(view.nodes(label=label.name), label.name))
        for kind in RELATIONSHIPS:
            for source in kind.sources:
                for target in kind.targets:
                    edges = view.edges(type=kind.type, source_label=source, target_label=target)
                    ends = (
                        f"MATCH (source:{source} {{id: row._source}})\n"
                        f"MATCH (target:{target} {{id: row._target}})"
                    )
                    file.writelines(_edge_statements(edges, ends, kind.type))
