"""What like goals and measures state: the functions of the units that their plans name for them, as votes.

The 20 likest texts vote. Likeness is the inner product of the texts (0.8) and of the names of their domains
(0.2): of two goals equally like in words the one of the same field counts for more. A text that is liker by
0.12 has 2.7 times the weight. Items with the same text are one vote, shared among what they state.

The numbers were chosen on the 130 goals of benchmarks/inferring.py, each taken out in turn, in the middle
of plateaus: without domains the average precision of all functions, best first, falls from 0.56 to 0.54; 15
or 30 texts and 0.10 or 0.15 are the same within 0.01. The nearest sentences beside the texts, common words,
and supporting units as weaker votes for the lead changed it by less than 0.01 and are left out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.index import Index
from graph import ids
from graph.model import Role
from graph.schema import OWNERSHIP
from graph.store import View

SHOWN: Final = 3  # voters that are named
_DOMAIN_WEIGHS: Final = 0.2
_VOTERS: Final = 20
_SOFTNESS: Final = 0.12
_ONE_VOTE: Final = 0.6  # the likeness of a text whose vote weighs 1
_NO_ONE: Final = 0.5  # a vote for no function, so that a few far texts decide nothing

Matrix = NDArray[np.float32]


class Unit(NamedTuple):
    """A unit that a plan names, with its main function and the line that names it, 1-based."""

    name: str
    function: str
    line: int


class Voter(NamedTuple):
    """An item that states `unit`; `likeness` is that of the two texts alone, in [-1, 1]."""

    id: str
    unit: Unit
    likeness: float


class Vote(NamedTuple):
    """A function's share of all votes, in [0, 1], and the `SHOWN` weightiest items that gave it."""

    share: float
    voters: tuple[Voter, ...]


class _Text:
    """The items that have one text, and for each function those that state a unit of it."""

    def __init__(self) -> None:
        self.items: set[str] = set()
        self.stating: dict[str, list[tuple[str, Unit]]] = {}

    def add(self, id: str, units: Iterable[Unit]) -> None:
        self.items.add(id)
        for unit in units:
            self.stating.setdefault(unit.function, []).append((id, unit))

    def without(self, out: Set[str]) -> _Text:
        """The same without some items."""
        if self.items.isdisjoint(out):
            return self
        left = _Text()
        left.items = self.items - out
        for function, stating in self.stating.items():
            left.stating[function] = [each for each in stating if each[0] not in out]
        return left


class Votes:
    """The items of a graph that state units for one role, ready to vote.

    Units whose function is unknown, as 有关成员单位, have no vote.
    """

    def __init__(self, view: View, index: Index, role: Role) -> None:
        departments = {node.id: node.properties for node in view.nodes(label="Department")}
        owners: dict[str, dict[str, Unit]] = {}  # item → function → unit
        stated = set()
        for edge in view.edges(type=OWNERSHIP[role]):
            stated.add(edge.target)
            own = departments[edge.source]
            if function := own.get("function"):
                unit = Unit(str(own["name"]), str(function), int(str(edge.properties["line"])))
                owners.setdefault(edge.target, {}).setdefault(unit.function, unit)
        self.stated: frozenset[str] = frozenset(stated)
        self._index = index
        names = {node.id: str(node.properties["name"]) for node in view.nodes(label="Domain")}
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names.values()))}
        self._domain = {id: numbers[name] for id, name in names.items()}
        vectors = index.encoder.encode(list(numbers))
        self._domains_alike: Matrix = vectors @ vectors.T
        self._join(owners)

    def _join(self, owners: Mapping[str, Mapping[str, Unit]]) -> None:
        """Put the items of the same text in a domain of the same name together."""
        items = [id for shelf in self._index.shelves.values() for id in owners if id in shelf.rows]
        vectors, domains = self._vectors_of(items), self._domains_of(items)
        rows: dict[tuple[int, bytes], int] = {}
        first: list[int] = []
        self._texts: list[_Text] = []
        for at, (id, vector, domain) in enumerate(
            zip(items, vectors, domains.tolist(), strict=True)
        ):
            row = rows.setdefault((domain, vector.tobytes()), len(first))
            if row == len(first):
                first.append(at)
                self._texts.append(_Text())
            self._texts[row].add(id, owners[id].values())
        self._vectors, self._domains = vectors[first], domains[first]

    def for_items(
        self, wanted: Sequence[str], barred: Mapping[str, Collection[str]]
    ) -> list[dict[str, Vote]]:
        """For each goal or measure the functions voted for, the largest share first, ties by name.

        Args:
            wanted: ids; an item has no vote for itself.
            barred: for some of them the items that have no vote either: for measuring.
        """
        if not self._texts or not wanted:
            return [{} for _ in wanted]
        texts = self._vectors_of(wanted) @ self._vectors.T
        domains = self._domains_alike[np.ix_(self._domains_of(wanted), self._domains)]
        likeness = (1 - _DOMAIN_WEIGHS) * texts + _DOMAIN_WEIGHS * domains
        return [
            self._counted(likeness[at], texts[at], {id, *barred.get(id, ())})
            for at, id in enumerate(wanted)
        ]

    def _vectors_of(self, items: Sequence[str]) -> Matrix:
        """The vectors of items' texts, float32, (n, dim), unit rows."""
        found = np.zeros((len(items), self._index.encoder.dimension), dtype=np.float32)
        for shelf in self._index.shelves.values():
            at = [n for n, id in enumerate(items) if id in shelf.rows]
            found[at] = shelf.texts.vectors([shelf.rows[items[n]] for n in at])
        return found

    def _domains_of(self, items: Sequence[str]) -> NDArray[np.int64]:
        """The number of each item's domain name."""
        return np.array([self._domain[ids.domain_of(id)] for id in items], dtype=np.int64)

    def _counted(self, likeness: Matrix, texts: Matrix, out: Set[str]) -> dict[str, Vote]:
        """The votes of the likest texts, without the items that are `out`."""
        few = min(_VOTERS + len(out), len(likeness))
        nearest = np.argpartition(-likeness, few - 1)[:few]
        nearest = nearest[np.lexsort((nearest, -likeness[nearest]))]
        every, left = _NO_ONE, _VOTERS
        given: dict[str, float] = {}
        voters: dict[str, list[Voter]] = {}
        for row in nearest.tolist():
            text = self._texts[row].without(out)
            if not text.items or not left:
                continue
            left -= 1
            weight = math.exp((float(likeness[row]) - _ONE_VOTE) / _SOFTNESS)
            every += weight
            alike = round(float(texts[row]), 2)
            for function, stating in text.stating.items():
                if stating:
                    share = len(stating) / len(text.items)
                    given[function] = given.get(function, 0.0) + weight * share
                    named = voters.setdefault(function, [])
                    some = stating[: SHOWN - len(named)]
                    named += [Voter(id, unit, alike) for id, unit in some]
        order = sorted(given, key=lambda function: (-given[function], function))
        return {f: Vote(given[f] / every, tuple(voters[f])) for f in order}
