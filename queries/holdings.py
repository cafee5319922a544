"""What a graph holds, for finding one's way: its plans by place, audience and title.

It is read once for a graph that does not change and then serves every question of a running process.

    台儿庄区、台儿庄、枣庄市台儿庄区、枣庄台儿庄  →  山东省枣庄市台儿庄区
    枣庄、山东                                  →  every place there that has a plan
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph import ids
from graph.folding import folded
from graph.gazetteer import gazetteer, lies_in, short_form
from graph.place_mentions import PlaceMention, places_named
from graph.schema import OWNERSHIP
from graph.store import Node, View
from graph.traditional import plain

_SUFFIX: Final = re.compile(
    r"(?:新区|自治[区州县旗]|特别行政区|开发区|高新区|[省市区县旗州盟镇乡]|街道|地区)$"
)
# A name like a place's, at the very beginning; 社区, 城市, 乡镇 are no names.
_UNKNOWN: Final = re.compile(
    r"(?:请问|咱们?|我想知道)?(?P<name>(?![全本我各哪这那该某])[^\W\d_a-zA-Z的在是有和与及所让把被对由于中内]{2,3}?"
    r"(?:自治[县州旗区]|新区|(?<![城都])市|(?<![困老])[县旗]|(?<![城乡村集])镇|(?<![城下返])乡|街道"
    r"|(?<![社城地山郊园学景小灾牧校库辖])区))(?!域|级|直|里|面)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPlan:
    """A plan of the graph. `place` is the full name of what it covers, "" if unknown; so is `place_id`."""

    id: str
    title: str
    audience: str
    place: str
    place_id: str
    document: str
    line: int
    period_end: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A place said at `text[start:end]`; `places` are the held ones it may be, none if it has no plan.

    `exact` tells that they are the place itself, not places that lie in it.
    """

    start: int
    end: int
    name: str
    places: tuple[str, ...]
    exact: bool = True


class Holdings:
    """The plans of a view that does not change."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._named_for: dict[tuple[str, str], bool] = {}
        self._domains: dict[str, tuple[Node, ...]] = {}
        # A few questions to the store, however many plans there are.
        self._jurisdictions = {node.id: node for node in view.nodes(label="Jurisdiction")}
        self._above = {edge.source: edge.target for edge in view.edges(type="PART_OF")}
        self._covered = {edge.source: edge.target for edge in view.edges(type="COVERS")}
        self.plans: tuple[HeldPlan, ...] = tuple(
            sorted(map(self._held, view.nodes(label="Plan")), key=lambda p: (p.document, p.line))
        )

    def _held(self, plan: Node) -> HeldPlan:
        covered = self._jurisdictions.get(self._covered.get(plan.id, ""))
        own = plan.properties
        end = own.get("period_end")
        return HeldPlan(
            id=plan.id, title=str(own["title"]), audience=str(own.get("audience") or ""),
            place=str(covered.properties["full_name"]) if covered else "",
            place_id=covered.id if covered else "", document=str(own["document"]),
            line=int(str(own["line"])), period_end=int(str(end)) if end is not None else None,
        )  # fmt: skip

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The full names of the places that have plans, sorted."""
        return tuple(sorted({plan.place for plan in self.plans} - {""}))

    @cached_property
    def place_ids(self) -> Mapping[str, str]:
        """The node of each place that has plans, by its full name."""
        return {plan.place: plan.place_id for plan in self.plans if plan.place_id}

    @cached_property
    def audiences(self) -> tuple[str, ...]:
        """The audiences of the plans, sorted."""
        return tuple(sorted({plan.audience for plan in self.plans} - {""}))

    def plans_of(
        self, places: Iterable[str] | None = None, audience: str | None = None
    ) -> tuple[HeldPlan, ...]:
        """The plans of any of these places (full names; None: all) and of an audience."""
        if places is None and audience is None:
            return self.plans
        if places is None:
            found: Iterable[HeldPlan] = self.plans
        else:
            some = {plan for place in places for plan in self._by_place.get(place, ())}
            found = sorted(some, key=lambda plan: (plan.document, plan.line))
        return tuple(plan for plan in found if audience is None or plan.audience == audience)

    @cached_property
    def _by_place(self) -> Mapping[str, tuple[HeldPlan, ...]]:
        found: dict[str, list[HeldPlan]] = {}
        for plan in self.plans:
            found.setdefault(plan.place, []).append(plan)
        return {place: tuple(some) for place, some in found.items()}

    @cached_property
    def domain_names(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """The names of all domains, longest first: as a question has them, and the plans that have one."""
        found: dict[str, set[str]] = {}
        for node in self.view.nodes(label="Domain"):
            found.setdefault(str(node.properties["name"]), set()).add(ids.plan_of(node.id))
        return {
            name: (plain(folded(name)), frozenset(found[name]))
            for name in sorted(found, key=lambda name: (-len(name), name))
        }

    def documents_of(self, plans: Collection[HeldPlan]) -> tuple[str, ...] | None:
        """The documents of plans, by name; None, meaning all, for all plans."""
        if len(plans) == len(self.plans):
            return None
        return tuple(sorted({plan.document for plan in plans}))

    def plans_like(self, place: str | None, audience: str | None) -> tuple[HeldPlan, ...]:
        """The plans whose place (any part of its full name) or title holds `place`, of an audience."""
        return tuple(
            plan
            for plan in self.plans
            if (place is None or place in plan.place or place in plan.title)
            and (audience is None or plan.audience == audience)
        )

    def domains_of(self, *plans: HeldPlan) -> tuple[Node, ...]:
        """The domains of plans, in their order."""
        unread = [plan.id for plan in plans if plan.id not in self._domains]
        for id, pairs in self.view.around(unread, "HAS_DOMAIN").items():
            self._domains[id] = tuple(domain for _, domain in pairs)
        return tuple(domain for plan in plans for domain in self._domains[plan.id])

    def plan_of(self, id: str) -> HeldPlan:
        """The plan that a node is of.

        Raises:
            KeyError: the node is of no plan.
        """
        return self._by_id[ids.plan_of(id)]

    @cached_property
    def _by_id(self) -> Mapping[str, HeldPlan]:
        return {plan.id: plan for plan in self.plans}

    def units_of(self, plan: HeldPlan) -> Iterable[Node]:
        """The departments of a plan's place; of a plan without one, those that it names."""
        if plan.place_id:
            found = self.view.neighbours(plan.place_id, type="BELONGS_TO", incoming=True)
            return tuple(unit for _, unit in found)
        below = self.view.around([domain.id for domain in self.domains_of(plan)])
        items = [item.id for pairs in below.values() for _, item in pairs]
        named = self.view.around(items, *OWNERSHIP.values(), incoming=True)
        return tuple({unit.id: unit for pairs in named.values() for _, unit in pairs}.values())

    def names_units_for(self, plan: HeldPlan, label: str) -> bool:
        """Whether a plan names units for its goals (Goal) or for its measures (Measure)."""
        key = (plan.id, label)
        if key not in self._named_for:
            self._named_for[key] = any(
                edge.target.startswith(plan.id + ":")
                for type in OWNERSHIP.values()
                for edge in self.view.edges(type=type, target_label=label, document=plan.document)
            )
        return self._named_for[key]

    @cached_property
    def _names(self) -> Mapping[str, tuple[tuple[str, ...], bool]]:
        """What a place may be called → the held places it may be, and whether it is they themselves."""
        exact: dict[str, set[str]] = {}
        above: dict[str, set[str]] = {}
        chains = {plan.place_id: self._chain(plan.place_id) for plan in self.plans if plan.place_id}
        for chain in chains.values():
            place = str(chain[0].properties["full_name"])
            own = [str(node.properties["name"]) for node in chain]
            for depth, name in enumerate(own):
                into = exact if depth == 0 else above
                for form in _forms(name):
                    into.setdefault(form, set()).add(place)
                    # 枣庄市台儿庄区, 枣庄台儿庄区, 山东省台儿庄区
                    for upper in own[depth + 1 :]:
                        for front in _forms(upper):
                            into.setdefault(front + form, set()).add(place)
            exact.setdefault(place, set()).add(place)
        found: dict[str, tuple[tuple[str, ...], bool]] = {
            name: (tuple(sorted(places)), False) for name, places in above.items()
        }
        found |= {name: (tuple(sorted(places)), True) for name, places in exact.items()}
        return found

    def _chain(self, place: str) -> tuple[Node, ...]:
        """The node of a place and those it lies in, outwards."""
        chain = [self._jurisdictions[place]]
        while upper := self._jurisdictions.get(self._above.get(chain[-1].id, "")):
            chain.append(upper)
        return tuple(chain)

    @cached_property
    def _by_opening(self) -> Mapping[str, tuple[str, ...]]:
        """The names by their first two characters, the longest first."""
        found: dict[str, list[str]] = {}
        for name in self._names:
            found.setdefault(name[:2], []).append(name)
        return {
            opening: tuple(sorted(some, key=lambda name: (-len(name), name)))
            for opening, some in found.items()
        }

    def places_in(self, text: str) -> tuple[PlaceName, ...]:
        """The places said in a text, in order: held ones, and others that GB/T 2260 knows."""
        known = list(_known_in(text))
        found = [_checked(each, self._codes(each.places), known) for each in self._held_in(text)]
        for other in known:
            if all(other.end <= each.start or each.end <= other.start for each in found):
                found.append(
                    PlaceName(start=other.start, end=other.end, name=other.name, places=())
                )
        if not found and (named := _UNKNOWN.match(text)):  # 月牙县, which no table has
            start, end = named.span("name")
            found.append(PlaceName(start=start, end=end, name=named["name"], places=()))
        return tuple(sorted(found, key=lambda each: each.start))

    def _codes(self, places: Iterable[str]) -> frozenset[str]:
        """The codes of held places; those that GB/T 2260 lacks have none."""
        found = (self._code_of.get(place) for place in places)
        return frozenset(code for code in found if code)

    @cached_property
    def _code_of(self) -> Mapping[str, str | None]:
        codes = {
            place: self._jurisdictions[id].properties.get("code")
            for place, id in self.place_ids.items()
        }
        return {place: str(code) if code else None for place, code in codes.items()}

    def _held_in(self, text: str) -> Iterable[PlaceName]:
        at = 0
        while at < len(text):
            for name in self._by_opening.get(text[at : at + 2], ()):
                if text.startswith(name, at):
                    places, exact = self._names[name]
                    yield PlaceName(
                        start=at, end=at + len(name), name=name, places=places, exact=exact
                    )
                    at += len(name) - 1
                    break
            at += 1


def _forms(name: str) -> tuple[str, ...]:
    """A place's name and, where it leaves two characters, the name without its suffix."""
    stem = _SUFFIX.sub("", name)
    return (name, stem) if len(stem) > 1 else (name,)


def _checked(held: PlaceName, codes: frozenset[str], known: Iterable[PlaceMention]) -> PlaceName:
    """`held`, unless the words around it say that another place is meant: 沈阳市铁西区, 滨海县."""
    for other in known:
        around = other.start <= held.start and held.end <= other.end
        longer = other.end - other.start > held.end - held.start
        if not ((around and longer) or other.end == held.start):
            continue
        if codes and not any(lies_in(code, upper) for code in codes for upper in other.codes):
            end = max(held.end, other.end)
            name = other.name if around else other.name + held.name
            return PlaceName(start=other.start, end=end, name=name, places=())
    return held


def _known_in(text: str) -> Iterable[PlaceMention]:
    """The places of the gazetteer in a text: by full name, and provinces and prefectures by short form."""
    yield from places_named(text)
    short = gazetteer().short
    for at in range(len(text) - 1):
        for length in (4, 3, 2):
            name = text[at : at + length]
            codes = tuple(code for code in short.get(name, ()) if short_form(code))
            if codes:
                yield PlaceMention(start=at, end=at + length, name=name, codes=codes)
                break
