"""What a push has to do: the owners whose part of the server's graph differs, or may differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.neo4j import push_statements
from graph.neo4j.connection import Connection
from graph.neo4j.owners import Kind, Owner, Vectors, owners
from graph.store import View


@dataclass(frozen=True, slots=True)
class _There:
    """What the server says of an owner."""

    kind: Kind
    content: str | None
    source: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """An owner to compare node by node and edge by edge."""

    key: str
    kind: Kind
    owner: Owner | None  # none: it has left
    content: str
    known: bool  # the server may have some of it


@dataclass(frozen=True, slots=True)
class Work:
    """Owners to compare, documents whose record or text differs, and the keys of all documents touched."""

    stale: list[Stale] = field(default_factory=list)
    sources: list[Owner] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)


def work_of(
    connection: Connection, view: View, vectors: Vectors | None, *, thorough: bool = False
) -> Work:
    """What there is to do so that the server's graph is that of a view.

    Args:
        thorough: also what is marked complete and unchanged.
    """
    work = Work()
    gone = {
        key: _There(Kind(kind), content, source, bool(complete))
        for key, kind, content, source, complete in connection.rows(push_statements.RECORDS)
    }
    for owner in owners(view):
        before = gone.pop(owner.key, None)
        content = owner.content(vectors)
        differs = before is None or not before.complete or before.content != content
        if differs or thorough:
            known = before is not None
            work.stale.append(Stale(owner.key, owner.kind, owner, content, known))
        if owner.record is not None:
            if before is None or before.source != owner.source()["source"]:
                work.sources.append(owner)
                differs = True
            if differs:
                work.documents.add(owner.key)
    work.stale.extend(Stale(key, each.kind, None, "", True) for key, each in gone.items())
    return work
