"""Nodes to start from, by name: what a person types into the search box of the graph page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from embeddings.index import Kind
from graph import ids
from graph.folding import FOLDING
from graph.schema import LABELS
from graph.store import Node
from queries.library import Library
from queries.precedents import precedents
from queries.units import unit_called
from service.web.neighbourhood import short_told
from service.web.shown import Told

MOST_NAMED: Final = 20
_MOST_OF_A_LABEL: Final = 6
_MOST_SAYING: Final = 8
# What has a name of its own. Goals and measures are sentences, found by the index; a target is found
# from its indicator.
_NAMED: Final = tuple(
    label.name for label in LABELS if label.name not in ("Goal", "Measure", "Target")
)


_FOLD: Final = str.maketrans(dict(FOLDING))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A node's name and other names, folded."""

    id: str
    label: str
    name: str
    others: tuple[str, ...]


_READ: Final[WeakKeyDictionary[Library, tuple[_Name, ...]]] = WeakKeyDictionary()


def found_nodes(library: Library, asked: str) -> Told:
    """Nodes whose name, or another name of theirs, has these words, best first; then items that say so.

    `total` counts the nodes with such a name, of which at most `MOST_NAMED` are given.
    """
    words = _folded(asked)
    if not words:
        return {"query": asked, "nodes": [], "total": 0}
    named = sorted(
        (rank, len(each.name), _NAMED.index(each.label), each.id)
        for each in _names(library)
        if (rank := _rank(each, words)) is not None
    )
    chosen = _spread(named)
    called = unit_called(library.holdings, asked)
    chosen += [office.id for office in (*called.offices, *called.choices)][:MOST_NAMED]
    items = precedents(
        library.view, library.index, asked, kinds=(Kind.GOAL, Kind.MEASURE), limit=_MOST_SAYING
    )
    chosen += [hit.id for hit in items.hits]
    nodes = list(library.view.nodes_of(chosen).values())
    return {
        "query": asked,
        "nodes": [{**short_told(node), "where": _where(library, node)} for node in nodes],
        "total": len(named),
    }


def _spread(named: Iterable[tuple[int, int, int, str]]) -> list[str]:
    """The first ids, not too many of one label: 儿童 is in the name of every domain of some plans."""
    taken: Counter[int] = Counter()
    chosen: list[str] = []
    for *_, label, id in named:
        if taken[label] < _MOST_OF_A_LABEL and len(chosen) < MOST_NAMED:
            taken[label] += 1
            chosen.append(id)
    return chosen


def _folded(text: str) -> str:
    return "".join(text.translate(_FOLD).split()).lower()


def _names(library: Library) -> tuple[_Name, ...]:
    """The names of a library's graph, read once for as long as it is held."""
    if library not in _READ:
        _READ[library] = tuple(_read_names(library))
    return _READ[library]


def _read_names(library: Library) -> Iterator[_Name]:
    for label in _NAMED:
        for node in library.view.nodes(label=label):
            own = node.properties
            aliases = own.get("aliases")
            others: Iterable[object] = aliases if isinstance(aliases, list) else ()
            yield _Name(
                id=node.id, label=label, name=_folded(str(own["name"])),
                others=tuple(_folded(str(each)) for each in (*others, own.get("full_name") or "")),
            )  # fmt: skip


def _rank(name: _Name, words: str) -> int | None:
    """0 the name itself, 1 its beginning, 2 within it, 3 within another name; None where in none."""
    if words in name.name:
        return 0 if words == name.name else 1 if name.name.startswith(words) else 2
    return 3 if any(words in other for other in name.others) else None


def _where(library: Library, node: Node) -> str:
    """What tells a node from others of its name: its plan or its place."""
    if node.label == "Department":
        places = library.view.neighbours(node.id, type="BELONGS_TO")
        return next((str(place.properties["full_name"]) for _, place in places), "")
    if node.label == "Plan":
        return library.context.place_of(node.id)
    if node.label == "Jurisdiction":
        return str(node.properties["full_name"])
    if node.label in ("Domain", "Goal", "Measure"):
        return str(library.context.node(ids.plan_of(node.id)).properties["title"])
    return ""
