"""Constraints and indexes of the graph on a server, made before anything is written.

What others made is left alone: all of ours have names that begin with `guitu_`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph.neo4j import statements
from graph.neo4j.connection import Connection
from graph.schema import LABELS

_SECONDS: Final = 600  # that the server may take to fill indexes over what is there
# Asked for by name: what documents share, what is derived, and what people choose from a list.
_NAMED: Final = tuple(
    each.name for each in LABELS if each.shared or each.derived or each.name in ("Plan", "Domain")
)


def _wanted() -> Iterator[tuple[str, bool, str]]:
    """The name of each rule, whether it is a constraint, and the statement that makes it."""
    for label in (statements.MARK, *statements.LABEL_NAMES):
        yield statements.id_rule(label), True, statements.unique_id(label)
    yield "guitu_record_key", True, statements.UNIQUE_RECORD
    yield "guitu_record_kind", False, statements.KIND_INDEX
    yield "guitu_document", False, statements.DOCUMENT_INDEX
    for label in _NAMED:
        yield f"guitu_{label.lower()}_name", False, statements.name_index(label)
    yield statements.WORD_INDEX, False, statements.WORDS


def _missing(connection: Connection, dimension: int | None) -> tuple[list[str], bool]:
    """The statements that make what is missing, and whether vectors have another dimension now."""
    found = {name: (options, owned) for name, options, owned in connection.rows(statements.RULES)}
    wanted = [
        statement
        for name, is_constraint, statement in _wanted()
        if name not in found or found[name][1] < is_constraint
    ]
    other = False
    if dimension is not None:
        there = _dimension(found.get(statements.VECTOR_INDEX, (None,))[0])
        other = there not in (None, dimension)
        if there != dimension:
            wanted.append(statements.vector_index(dimension))
    return wanted, other


def _dimension(options: Any) -> int | None:
    if not options:
        return None
    return int(options["indexConfig"]["vector.dimensions"])


def lay_out(connection: Connection, dimension: int | None) -> None:
    """Make what is missing; an index of vectors of another dimension is made anew."""
    wanted, other = _missing(connection, dimension)
    if other:
        connection.command(statements.NO_VECTOR_INDEX)
    if wanted:
        connection.lay_out(wanted)
        connection.command(statements.AWAIT_INDEXES, seconds=_SECONDS)
