"""Which department of the graph a unit's name means, in whatever form it is given.

    区卫生健康局、卫健局、卫计委、卫生健康部门  →  区卫生健康局（山东省枣庄市台儿庄区）

A name is never silently given to one of several: where departments of several places answer to it and no
place is said, they are choices to ask back with. Departments that a plan names for something come before
those it only mentions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph import ids
from graph.functions import Function, forms_of_unit, functions_of, names_alike, place_of_unit
from graph.schema import OWNERSHIP
from graph.store import Node, View
from queries.holdings import Holdings

_FORMS_A_ROW: Final = 2
_BODY: Final = re.compile(r"(?<=..)(?:组织|系统|机构|口)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department of the graph; `place` is the full name of where it belongs, "" if unknown."""

    id: str
    name: str
    place: str
    function: str | None

    @property
    def full_name(self) -> str:
        """The name behind its place: 山东省枣庄市台儿庄区卫生健康局 for 区卫生健康局."""
        return self.place + (self.name[1:] if self.place[-1:] == self.name[:1] else self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFound:
    """What a unit's name means.

    `offices` are of one place and one office under the names its plans give it. `choices` are given
    instead where several places have one. `akin` are other departments there with the same function.
    `names` are what the office has been called, with the years.
    """

    asked: str
    function: str | None
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    choices: tuple[Office, ...] = ()
    akin: tuple[Office, ...] = ()


def unit_called(holdings: Holdings, name: str, places: Collection[str] | None = None) -> UnitFound:
    """The department that a name means.

    Args:
        holdings: the plans of the graph.
        name: 区卫生健康局, 卫健委, 台儿庄区财政局, 卫生健康部门, …
        places: full names of the places it may be of; None: any.
    """
    view, asked = holdings.view, name
    name = _known_name(name)
    functions = functions_of(name)
    if places is None and len(place_of_unit(name)) > 1:
        places = {p for said in holdings.places_in(name) for p in said.places} or None
    offices = (
        _performing(view, name, functions)
        if places is None
        else _there(holdings, name, functions, places)
    )
    found = [office for office in offices if _is_at(office, name)]
    owned = view.around([office.id for office in found], *OWNERSHIP.values())
    found = [office for office in found if owned[office.id]] or found
    level = _nearest(name, functions, found)
    chosen = tuple(sorted(level, key=lambda office: (office.place, office.name, office.id)))
    told = UnitFound(
        asked=asked,
        function=functions[0].name if functions else None,
        names=tuple(_names(functions)),
        offices=(),
    )
    if len({office.place for office in chosen}) > 1:
        return replace(told, choices=chosen)
    chosen, beside = _one_office(view, chosen, name)
    rest = tuple(
        office
        for office in found
        if office not in level and chosen and office.place == chosen[0].place
    )
    return replace(told, offices=chosen, akin=(*beside, *rest))


def _known_name(name: str) -> str:
    """A name in a form that the vocabulary knows, if there is one: 妇联组织 → 妇联, 民政 → 民政部门."""
    short = _BODY.sub("", name)
    return next((each for each in (name, short, short + "部门") if functions_of(each)), name)


def _performing(view: View, name: str, functions: Iterable[Function]) -> list[Office]:
    """The departments of this very name and those that perform its main function."""
    nodes = {node.id: node for node in view.nodes(label="Department", where={"name": name})}
    for function in tuple(functions)[:1]:
        id = ids.function_id(function.name)
        for _, node in view.neighbours(id, type="PERFORMS", incoming=True):
            nodes[node.id] = node
    places = view.around(sorted(nodes), "BELONGS_TO")
    return [
        _office(nodes[id], next((place for _, place in pairs), None))
        for id, pairs in places.items()
    ]


def _there(
    holdings: Holdings, name: str, functions: tuple[Function, ...], places: Iterable[str]
) -> list[Office]:
    """The same among the departments of these places."""
    found = []
    for id in sorted(holdings.place_ids[place] for place in places if place in holdings.place_ids):
        place = holdings.view.node(id)
        for _, node in holdings.view.neighbours(id, type="BELONGS_TO", incoming=True):
            own = str(node.properties["name"])
            if own == name or (functions and functions[0] in functions_of(own)):
                found.append(_office(node, place))
    return found


def _office(node: Node, place: Node | None) -> Office:
    function = node.properties.get("function")
    return Office(
        id=node.id, name=str(node.properties["name"]),
        place=str(place.properties["full_name"]) if place else "",
        function=str(function) if function else None,
    )  # fmt: skip


def _is_at(office: Office, name: str) -> bool:
    """Whether an office may be meant by the place or level in front of the name."""
    said = place_of_unit(name)
    if len(said) > 1:  # a place; one character is a level: 区财政局
        stem = office.place.rstrip("省市区县旗州")
        return office.place.endswith(said) or stem.endswith(said) or office.name.startswith(said)
    return not said or not place_of_unit(office.name) or place_of_unit(office.name)[-1:] == said


def _nearest(name: str, functions: tuple[Function, ...], offices: list[Office]) -> list[Office]:
    """Those of the asked form; else of a form of the same office; else of the same main function; else all."""
    asked = forms_of_unit(name)
    if functions and asked == (functions[0].name + "部门",):  # 卫生健康部门: its main office
        asked = (functions[0].forms[0].form,)
    exact = [o for o in offices if o.name == name or (asked and forms_of_unit(o.name) == asked)]
    alike = [
        o for o in offices if any(names_alike(a, b) for a in asked for b in forms_of_unit(o.name))
    ]
    if exact or alike:
        return [o for o in offices if o in exact or o in alike]
    main = functions[0].name if functions else None
    return [o for o in offices if o.function == main] or offices


def _one_office(
    view: View, offices: tuple[Office, ...], name: str
) -> tuple[tuple[Office, ...], tuple[Office, ...]]:
    """The office that is meant, under all its names, and those that only resemble it.

    Names that stand side by side in one plan are two offices there, if only by a slip of the pen; names
    in different plans are one office under two names.
    """
    exact = [o for o in offices if o.name == name] or [
        o for o in offices if forms_of_unit(o.name) == forms_of_unit(name)
    ]
    if not exact:
        return offices, ()
    taken = list(exact)
    owned = view.around([office.id for office in offices], *OWNERSHIP.values())
    plans_of = {id: {ids.plan_of(edge.target) for edge, _ in owned[id]} for id in owned}
    plans = set().union(*(plans_of[office.id] for office in exact))
    for office in offices:
        if office not in taken and plans.isdisjoint(plans_of[office.id]):
            taken.append(office)
    return tuple(taken), tuple(o for o in offices if o not in taken)


def _names(functions: Iterable[Function]) -> Iterator[str]:
    """What the main function's offices have been called: two forms a row, with years where known."""
    for function in tuple(functions)[:1]:
        shown: dict[tuple[str, str], list[str]] = {}
        for dated in function.forms:
            since, until = dated.since, dated.until
            years = f"{since.year if since else ''}—{until.year if until else ''}"
            row = shown.setdefault((dated.event, years), [])
            if len(row) < _FORMS_A_ROW:
                row.append(
                    dated.form.removesuffix("*") + (f"（{years}）" if since or until else "")
                )
        yield from (form for row in shown.values() for form in row)
