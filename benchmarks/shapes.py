"""The shapes of questions to a graph of copies: for each its cases, drawn evenly from the copies.

A case answers and tells how large its answer is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from benchmarks.copies import Place, World
from graph.store import Node, View
from queries.ask.question import read
from queries.context import Context
from queries.holdings import HeldPlan, Holdings
from queries.indicators import settings
from queries.laws import cited_laws, of_plans
from queries.ownership import ledger, owned_item, tally
from queries.units import unit_called

Case = Callable[[], int]

_DRAWN: Final = 10  # copies that cases are drawn from
_UNITS: Final = ("区财政局", "区卫健委", "区教育和体育局", "区妇联", "民政部门")
_INDICATORS: Final = (
    "孕产妇死亡率",
    "婴儿死亡率",
    "学前教育毛入园率",
    "适龄儿童免疫规划疫苗接种率",
)
_LAWS: Final = (
    "中华人民共和国妇女权益保障法",
    "中华人民共和国未成年人保护法",
    "中国妇女发展纲要（2021—2030年）",
)
_GOAL: Final = "孩子心里有疙瘩要有人疏导，{place}儿童规划里是哪两个局牵头？"
ASKED_OF_ALL: Final = (
    "孕产妇死亡率哪里定得最低？", "哪些规划引用了妇女权益保障法？", "一共有多少部规划？", "放学没人接孩子，各地怎么办？",
    "区财政局牵头哪些目标？", "农村留守儿童的关爱由谁牵头？",
)  # fmt: skip


class Ground:
    """A graph of copies, and where in it cases are drawn."""

    def __init__(self, view: View, world: World, copies: int) -> None:
        self.view = view
        self.world = world
        self.copies = copies
        self.holdings = Holdings(view)
        self.drawn = sorted({round(n * (copies - 1) / (_DRAWN - 1)) for n in range(_DRAWN)})

    @property
    def places(self) -> Iterator[Place]:
        """In each copy that is drawn from, the place whose plans name most units."""
        ones = self.holdings.plans_of([place.full_name for place in self.world.places(0)])
        best = max(ones, key=lambda plan: len(tally(self.holdings, plan)))
        names = [place.full_name for place in self.world.places(0)]
        for number in self.drawn:
            yield self.world.places(number)[names.index(best.place)]

    def plans(self) -> Iterator[HeldPlan]:
        """The plans of those places."""
        for place in self.places:
            yield from self.holdings.plans_of([place.full_name])

    def goals(self) -> Iterator[tuple[HeldPlan, Node]]:
        """The first goals of those plans."""
        for plan in self.plans():
            for domain in self.holdings.domains_of(plan):
                for _, goal in list(self.view.neighbours(domain.id, type="HAS_GOAL"))[:1]:
                    yield plan, goal


def _unit(ground: Ground, name: str, places: Sequence[str] | None) -> int:
    found = unit_called(ground.holdings, name, places)
    return len(found.choices or found.offices)


def _units(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        for unit in _UNITS:
            yield partial(_unit, ground, unit, [place.full_name])


def _placed_units(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        yield partial(_unit, ground, place.name + "财政局", None)


def _units_anywhere(ground: Ground) -> Iterator[Case]:
    for unit in _UNITS:
        yield partial(_unit, ground, unit, None)


def _ledgers_of_units(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        plans = ground.holdings.plans_of([place.full_name])
        for unit in _UNITS:
            offices = unit_called(ground.holdings, unit, [place.full_name]).offices
            yield partial(_ledger, ground, plans, [office.id for office in offices])


def _ledgers_of_plans(ground: Ground) -> Iterator[Case]:
    for plan in ground.plans():
        yield partial(_ledger, ground, [plan], None)


def _ledger(ground: Ground, plans: Sequence[HeldPlan], offices: Sequence[str] | None) -> int:
    return sum(1 for _ in ledger(ground.holdings, plans, offices=offices))


def _owners_of_goals(ground: Ground) -> Iterator[Case]:
    for plan, goal in ground.goals():
        yield partial(_owners, ground.view, plan, goal)


def _owners(view: View, plan: HeldPlan, goal: Node) -> int:
    context = Context(view)
    owned_item(view, goal, plan, context)
    return 1


def _numbers_of_places(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        for name in _INDICATORS:
            yield partial(_numbers, ground, name, place.full_name)


def _numbers_anywhere(ground: Ground) -> Iterator[Case]:
    for name in _INDICATORS:
        yield partial(_numbers, ground, name, None)


def _numbers(ground: Ground, name: str, place: str | None) -> int:
    plans = ground.holdings.plans_of(None if place is None else [place])
    documents = ground.holdings.documents_of(plans)
    return sum(1 for _ in settings(ground.view, name=name, place=place, documents=documents))


def _citations_anywhere(ground: Ground) -> Iterator[Case]:
    for title in _LAWS:
        yield partial(_citations, ground.view, title)


def _citations(view: View, title: str) -> int:
    return sum(len(law.citations) for law in cited_laws(view, title=title))


def _laws_of_places(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        yield partial(_laws, ground, place.full_name)


def _laws(ground: Ground, place: str) -> int:
    documents = ground.holdings.documents_of(ground.holdings.plans_of([place]))
    laws = cited_laws(ground.view, documents=documents)
    there = of_plans(laws, place=place, audience=None)
    return sum(len(law.citations) for law in there)


def _loaded(ground: Ground) -> Iterator[Case]:
    yield lambda: len(Holdings(ground.view).plans)


def _loaded_with_names(ground: Ground) -> Iterator[Case]:
    yield lambda: len((holdings := Holdings(ground.view)).places_in("问") or holdings.plans)


def _places_in(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        for name in (place.name, place.full_name):
            yield partial(_said, ground, _GOAL.format(place=name))


def _said(ground: Ground, text: str) -> int:
    return len(ground.holdings.places_in(text))


def _read_of_one(ground: Ground) -> Iterator[Case]:
    for place in ground.places:
        yield partial(_read, ground, _GOAL.format(place=place.name))


def _read_of_all(ground: Ground) -> Iterator[Case]:
    for text in ASKED_OF_ALL:
        yield partial(_read, ground, text)


def _read(ground: Ground, text: str) -> int:
    return len(read(text, ground.holdings).text) and 1


SHAPES: Final[Mapping[str, Callable[[Ground], Iterator[Case]]]] = {
    "a unit in a place": _units,
    "a unit with its place in front": _placed_units,
    "a unit, any place": _units_anywhere,
    "ledger of a unit in a place": _ledgers_of_units,
    "ledger of a plan": _ledgers_of_plans,
    "owners of a goal": _owners_of_goals,
    "an indicator in a place": _numbers_of_places,
    "an indicator, all places": _numbers_anywhere,
    "citations of a law, all plans": _citations_anywhere,
    "laws that a place cites": _laws_of_places,
    "holdings, read once": _loaded,
    "holdings with the names of places, once": _loaded_with_names,
    "places in a question": _places_in,
    "reading a question of one place": _read_of_one,
    "reading a question of all places": _read_of_all,
}
