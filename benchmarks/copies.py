"""Copies of the graph of real plans, each of its documents in a place of its own.

    originals = originals_of(view)
    world = World(originals)
    for number in range(100):
        write(writer, world.copy(number))

Nothing is parsed: nodes and edges are taken from the store and written through its own writer under new
ids. Texts stay as they are, hence their offsets and their vectors too; what changes is the document, the
place with those above it, the plan's title and the names of its units, where they name the place. Places
are first those of GB/T 2260 whose name is theirs alone, then made-up ones of the same characters, without
a code, in prefectures by chance.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from graph import ids
from graph.gazetteer import full_name, gazetteer, lineage
from graph.model import LineRecord, Problem
from graph.schema import RELATIONSHIP
from graph.store import DocumentRecord, Edge, Node, Properties, View, Writer

_ENDINGS: Final = ("新区", "区", "县", "市")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with the codes of those above it, outwards; `stem` is its name without 区, 市."""

    name: str
    stem: str
    code: str | None
    above: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """From the province down."""
        return (full_name(self.above[0]) if self.above else "") + self.name

    @property
    def id(self) -> str:
        """Its node."""
        return ids.jurisdiction_id(self.code, self.full_name)

    @property
    def upper(self) -> str:
        """The name of what it lies in."""
        return gazetteer().divisions[self.above[0]].name if self.above else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document as a writer takes it, and the place of its plans."""

    place: Place
    record: DocumentRecord
    text: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineRecord, ...]


def originals_of(view: View) -> tuple[Content, ...]:
    """The documents of a graph whose plans cover one place that GB/T 2260 knows."""
    found = []
    for record in view.documents():
        nodes = tuple(view.nodes(document=record.key))
        own = {node.id for node in nodes}
        edges = tuple(
            edge
            for node in nodes
            for edge in view.edges(source=node.id)
            if edge.target in own and not RELATIONSHIP[edge.type].derived
        )
        covered = {edge.target for edge in edges if edge.type == "COVERS"}
        if len(covered) == 1 and (code := view.node(*covered).properties.get("code")):
            found.append(
                Content(
                    place=_division(str(code)), record=record, text=view.text(record.key),
                    nodes=nodes, edges=edges, lines=view.lines(record.key),
                    problems=tuple(problem for _, problem in view.problems(record.key)),
                )
            )  # fmt: skip
    return tuple(found)


def write(writer: Writer, copy: Sequence[Content]) -> None:
    """Put the documents of a copy into a store."""
    for each in copy:
        writer.replace(
            each.record, text=each.text, nodes=each.nodes, edges=each.edges,
            problems=each.problems, lines=each.lines,
        )  # fmt: skip


class World:
    """Copies by number. The same number is the same copy, whoever asks and in whatever order."""

    def __init__(self, originals: Sequence[Content]) -> None:
        self._originals = originals
        taken = {each.place.name for each in originals}
        self._places = [_places(each.place, taken, n) for n, each in enumerate(originals)]
        self._drawn: list[tuple[Place, ...]] = [tuple(each.place for each in originals)]

    def places(self, number: int) -> tuple[Place, ...]:
        """The places of a copy, one a document; copy 0 has the real ones."""
        while len(self._drawn) <= number:
            self._drawn.append(tuple(map(next, self._places)))
        return self._drawn[number]

    def renamed(self, text: str, number: int) -> str:
        """A text about the original places as one about those of a copy."""
        for content, place in zip(self._originals, self.places(number), strict=True):
            text = _renamed(text, content.place, place)
        return text

    def copy(self, number: int) -> tuple[Content, ...]:
        """The documents of a copy."""
        pairs = zip(self._originals, self.places(number), strict=True)
        return tuple(_moved(content, place, f"{number:04}/") for content, place in pairs)


def _division(code: str) -> Place:
    name = gazetteer().divisions[code].name
    return Place(name=name, stem=_stem(name), code=code, above=lineage(code)[1:])


def _stem(name: str) -> str:
    ending = next((each for each in _ENDINGS if name.endswith(each)), "")
    return name.removesuffix(ending) if len(name) - len(ending) > 1 else name


def _places(like: Place, taken: set[str], seed: int) -> Iterator[Place]:
    """Places on the level of one, without end; each name once among all that share `taken`."""
    chance = random.Random(seed)
    table = gazetteer()
    real = [
        code for code, each in table.divisions.items()
        if each.level == "county" and not each.until and not each.common
        and each.name[-1] == like.name[-1] and len(table.named[each.name]) == 1
    ]  # fmt: skip
    stems = [_stem(table.divisions[code].name) for code in real]
    above = [lineage(code)[1:] for code in real]
    chance.shuffle(real)
    for code in real:
        place = _division(code)
        if place.name not in taken:
            taken.add(place.name)
            yield place
    while True:
        stem = chance.choice(stems)[0] + chance.choice(stems)[-1]
        name = stem + like.name[-1]
        if name not in taken and name not in table.named:
            taken.add(name)
            yield Place(name=name, stem=stem, code=None, above=chance.choice(above))


def _renamed(text: str, old: Place, new: Place) -> str:
    for one, other in ((old.upper, new.upper), (old.name, new.name), (old.stem, new.stem)):
        text = text.replace(one, other) if one else text
    return text


def _moved(content: Content, place: Place, folder: str) -> Content:
    """A document in another place, under another name."""
    old, key = content.place, folder + content.record.key
    new_ids = {old.id: place.id}
    for node in content.nodes:
        own = node.properties
        if node.label == "Document":
            new_ids[node.id] = ids.document_id(key)
        elif node.label == "Department":
            new_ids[node.id] = ids.department_id(place.id, _renamed(str(own["name"]), old, place))
    new_ids |= _plan_ids(content, place, key)

    def id_of(id: str) -> str:
        plan = ids.plan_of(id)
        return new_ids.get(id) or (new_ids[plan] + id[len(plan) :] if plan in new_ids else id)

    uppers = {node.id for node in content.nodes if node.label == "Jurisdiction"} - {old.id}
    nodes = [
        Node(id_of(node.id), node.label, _properties(node, old, place, key, id_of(node.id)))
        for node in content.nodes
        if node.label != "Jurisdiction"
    ]
    edges = [
        Edge(id_of(edge.source), edge.type, id_of(edge.target), edge.properties)
        for edge in content.edges
        if edge.source not in uppers and edge.target not in uppers
    ]
    where = tuple(_jurisdictions(place))
    edges += [Edge(low.id, "PART_OF", high.id) for low, high in pairwise(where)]
    return replace(
        content, place=place, record=replace(content.record, key=key), nodes=(*nodes, *where),
        edges=tuple(edges),
    )  # fmt: skip


def _plan_ids(content: Content, place: Place, key: str) -> Mapping[str, str]:
    met: Counter[tuple[object, ...]] = Counter()
    found = {}
    for node in (node for node in content.nodes if node.label == "Plan"):
        audience, since, until = (
            node.properties.get(name) for name in ("audience", "period_start", "period_end")
        )
        met[audience, since, until] += 1
        years = tuple(None if year is None else int(str(year)) for year in (since, until))
        found[node.id] = ids.plan_id(
            place.id, None if audience is None else str(audience), (years[0], years[1]), key,
            occurrence=met[audience, since, until],
        )  # fmt: skip
    return found


def _properties(node: Node, old: Place, new: Place, key: str, id: str) -> Properties:
    own = dict(node.properties)
    if "document" in own:
        own["document"] = key
    if "parent" in own:
        own["parent"] = id.rpartition(".")[0]
    for name in ("name", "title") if node.label in ("Plan", "Department") else ():
        if name in own:
            own[name] = _renamed(str(own[name]), old, new)
    if node.label == "Document":
        own["name"] = key
    return own


def _jurisdictions(place: Place) -> Iterator[Node]:
    """The nodes of a place and of those above it, outwards."""
    names = {"name": place.name, "full_name": place.full_name, "level": "county"}
    yield Node(
        place.id, "Jurisdiction", names | ({} if place.code is None else {"code": place.code})
    )
    for code in place.above:
        division = gazetteer().divisions[code]
        yield Node(
            ids.jurisdiction_id(code, ""), "Jurisdiction",
            {"name": division.name, "full_name": full_name(code), "code": code, "level": division.level},
        )  # fmt: skip
