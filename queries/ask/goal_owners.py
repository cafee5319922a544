"""谁牵头、谁配合: the units that a plan names for the goal a question is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from embeddings.confidence import Confidence
from embeddings.index import Kind
from graph import ids
from graph.model import Role
from graph.owner_lists import without_owner_list
from graph.schema import OWNERSHIP
from graph.store import Edge, Node
from queries.ask.question import Question
from queries.ask.reply import Guess, Intent, Known, Named, Reply, named_for, of_item
from queries.ask.subject import Found, Matter, items_about
from queries.context import Placed
from queries.holdings import HeldPlan
from queries.library import Library
from queries.ownership import Owned, Owner, owned_item, tally
from queries.units import unit_called

WORDS: Final = {Role.LEAD: "牵头单位", Role.SUPPORT: "责任（配合）单位"}
_SURELY_INFERRED: Final = 0.6
_ALIKE: Final = 0.06  # scores so near that an item with units answers before one without
_MOST_PLACES: Final = 6
_CLOSE: Final = 0.04  # scores so near that the other goal is named too
_AS_WELL: Final = 0.75  # share of the first score at which another plan's goal is named too
_MOST: Final = 3
_MOST_PLANS: Final = 12
_LOOKED_UP: Final = 50
_AS_COUNTED: Final = 0.05  # for a goal with as many leads as the question supposes (哪两个局)


def goal_owners(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """Who leads and supports the goal that a question is about, in these plans.

    With plans of several places, each place answers for itself with its best goal.
    """
    kinds = (Kind.GOAL, Kind.MEASURE) if _names_for_measures(library, plans) else (Kind.GOAL,)
    matter = _matter(question, library, plans, kinds)
    if matter.confidence is Confidence.NONE or not matter.found:
        return _nothing_fits(question, matter, plans)
    roles = sorted(question.roles or Role, key=list(Role).index)
    asked = roles if question.roles else None  # 谁负责: any role answers
    owned = [_owned(library, found) for found in _best_by_place(question, library, matter)]
    stated = [each for each in owned if _states(each, asked)]
    if not stated and not question.places:
        stated = _stated_elsewhere(question, library, plans, kinds, asked)
    several = sum(len(place.places) for place in question.places) > 1
    shown = owned if several else stated or owned
    guesses = tuple(_guesses(library, shown, roles))
    return Reply(
        question=question.text,
        intent=Intent.OWNERS,
        status=Known.STATED if stated else Known.NOT_STATED,
        confidence=str(matter.confidence),
        answer="\n".join([*_words(question, library, matter, shown), *_guessed(guesses)]),
        leads=tuple(_named(shown, Role.LEAD)),
        supports=tuple(_named(shown, Role.SUPPORT)),
        others=tuple(_others(shown)),
        goals=tuple(each.item for each in shown),
        evidence=tuple(of_item(each.item) for each in shown),
        inferred=guesses,
        nearest=tuple(_nearest(matter, shown)),
    )


def _stated_elsewhere(
    question: Question,
    library: Library,
    plans: Sequence[HeldPlan],
    kinds: Sequence[Kind],
    asked: Sequence[Role] | None,
) -> list[Owned]:
    """What the plans that name units at all say, where no place was named and the likest goals are of plans
    that name none: who asks so wants to know of any place that says it.
    """
    naming = [plan for plan in plans[:_LOOKED_UP] if library.holdings.names_units_for(plan, "Goal")]
    if not naming or len(naming) == len(plans):
        return []
    matter = _matter(question, library, naming, kinds)
    if matter.confidence is not Confidence.HIGH:
        return []
    found = (_owned(library, each) for each in _best_by_place(question, library, matter))
    return [each for each in found if _states(each, asked)]


def _names_for_measures(library: Library, plans: Sequence[HeldPlan]) -> bool:
    """Whether plans name units for measures; of very many plans it is not looked up but supposed."""
    return len(plans) > _LOOKED_UP or any(
        library.holdings.names_units_for(plan, "Measure") for plan in plans
    )


def _best_by_place(question: Question, library: Library, matter: Matter) -> list[Found]:
    """The best item of each place, the best place first; where one place is asked for, one item."""
    named = library.view.around(
        [each.item.id for each in matter.found], *OWNERSHIP.values(), incoming=True
    )
    ordered = sorted(
        matter.found,
        key=lambda each: (-_score(question, each, named[each.item.id]), each.item.id),
    )
    best: dict[str, Found] = {}
    for each in ordered:
        best.setdefault(each.item.place or each.item.plan, each)
    for place, first in best.items():  # of two that fit alike, the one that names units
        best[place] = next(
            (
                each
                for each in ordered
                if (each.item.place or each.item.plan) == place
                and each.score > first.score - _ALIKE
                and named[each.item.id]
            ),
            first,
        )
    said = {name for place in question.places for name in place.places}
    top = max(each.score for each in best.values())
    return [each for each in best.values() if each.item.place in said or each.score > top * 0.8][
        :_MOST_PLACES
    ]


def _matter(
    question: Question, library: Library, plans: Sequence[HeldPlan], kinds: Sequence[Kind]
) -> Matter:
    """The items the subject may mean; where the whole of it finds none, one clause may."""
    clauses = question.subject.split("，")
    tried = (question.subject, *(clauses if len(clauses) > 1 else ()))
    matters = (
        items_about(library, subject, plans, domain=question.domain, kinds=kinds)
        for subject in tried
    )
    whole = next(matters)
    if whole.confidence is not Confidence.NONE:
        return whole
    return next((each for each in matters if each.confidence is not Confidence.NONE), whole)


def _score(question: Question, found: Found, named: Sequence[tuple[Edge, Node]]) -> float:
    if question.count is None:
        return found.score
    leads = sum(edge.type == OWNERSHIP[Role.LEAD] for edge, _ in named)
    return found.score + (_AS_COUNTED if leads == question.count else 0.0)


def _owned(library: Library, found: Found) -> Owned:
    plan = library.holdings.plan_of(found.item.id)
    return owned_item(library.view, found.node, plan, library.context)


def _states(owned: Owned, roles: Sequence[Role] | None) -> bool:
    """Whether the plan names a unit for the first role that is asked, or for any."""
    named = [owner.role for owner in owned.owners]
    return bool(named) if roles is None else roles[0] in named


def _owners(owned: Iterable[Owned], *, open_ended: bool) -> Iterator[tuple[Owned, Owner]]:
    for each in owned:
        for owner in each.owners:
            if owner.open_ended is open_ended:
                yield each, owner


def _named(owned: Iterable[Owned], role: Role) -> Iterator[Named]:
    for each, owner in _owners(owned, open_ended=False):
        if owner.role is role:
            yield named_for(each, owner)


def _others(owned: Iterable[Owned]) -> Iterator[Named]:
    for each, owner in _owners(owned, open_ended=True):
        yield named_for(each, owner)


def _guesses(library: Library, owned: Iterable[Owned], roles: Iterable[Role]) -> Iterator[Guess]:
    for each in owned:
        for role in roles:
            if not each.named(role):
                for inferred in library.inference.inferred(each.item.id, role):
                    if inferred.confidence >= _SURELY_INFERRED:
                        yield Guess(goal=each.item.id, owner=inferred)


def _guessed(guesses: Iterable[Guess]) -> Iterator[str]:
    for guess in guesses:
        owner = guess.owner
        yield (
            f"推断（规划没有写明，仅供参考）：{WORDS[owner.role]}可能是{owner.unit}，"
            f"把握约 {owner.confidence:.0%}；{owner.reason}"
        )


def _nearest(matter: Matter, shown: Sequence[Owned]) -> Iterator[Placed]:
    """Other goals of these places whose score is close to the first one's, and the first of each other plan."""
    taken = {each.item.id for each in shown}
    places = {each.item.place for each in shown}
    told_of = {ids.plan_of(each.item.id) for each in shown}
    near = []
    for found in matter.found:
        plan = ids.plan_of(found.item.id)
        is_close = found.score > matter.found[0].score - _CLOSE
        # A place has a plan for each audience, and both may have a goal on it.
        is_first_of_plan = plan not in told_of and found.score > matter.found[0].score * _AS_WELL
        if (
            found.item.id not in taken
            and found.item.place in places
            and (is_close or is_first_of_plan)
        ):
            near.append(found.item)
            told_of.add(plan)
    yield from near[:_MOST]


def _words(
    question: Question, library: Library, matter: Matter, owned: Sequence[Owned]
) -> Iterator[str]:
    for place in question.places:
        if place.places and not place.exact:
            yield f"库里没有{place.name}本级的规划，下面是其中{'、'.join(place.places)}的。"
    if matter.confidence is Confidence.LOW:
        yield "没有完全对得上的说法，最接近的目标是下面这条，请核对："
    for each in owned:
        item = each.item
        yield f"{item.plan}·{item.domain}：“{without_owner_list(item.text)}”"
        for role in Role:
            others = [o.department for o in each.owners if o.role is role and o.open_ended]
            units = [o.department for o in each.owners if o.role is role and not o.open_ended]
            tail = f"，等{'、'.join(others)}" if others else ""
            if units or others:
                yield f"{WORDS[role]}：{'、'.join(units)}{tail}"
            elif each.owners:
                yield f"没有写明{WORDS[role]}。"
        if not each.owners:
            yield "规划没有写明它的牵头单位和责任单位。"
        yield f"出处：{item.document}:{item.line}"
        yield from _verdicts(question, library, each)


def _verdicts(question: Question, library: Library, owned: Owned) -> Iterator[str]:
    """Yes or no for the units that a question names: 是教育局牵头还是卫健局牵头?"""
    named = {owner.department: owner.role for owner in owned.owners}
    for unit in question.units:
        offices = unit_called(library.holdings, unit, {owned.item.place}).offices
        roles = [named[office.name] for office in offices if office.name in named]
        if roles and owned.owners:
            yield f"{unit}：是{WORDS[roles[0]]}。"
        elif owned.owners:
            yield f"{unit}：不在其中。"


def _nothing_fits(question: Question, matter: Matter, plans: Sequence[HeldPlan]) -> Reply:
    where = "、".join(dict.fromkeys(plan.title for plan in plans[:_MOST]))
    where += f"等 {len(plans)} 部规划" if len(plans) > _MOST else ""
    near = [found.item for found in matter.found[:_MOST]]
    lines = [f"在{where}里没有找到关于“{question.subject}”的目标。"]
    if near:
        lines.append("最接近的是下面几条，拿不准是不是要问的：")
        lines += [
            f"  {without_owner_list(item.text)}（{item.document}:{item.line}）" for item in near
        ]
    return Reply(
        question=question.text, intent=Intent.OWNERS, status=Known.UNKNOWN,
        answer="\n".join(lines), nearest=tuple(near),
    )  # fmt: skip


def plan_owners(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """The units that plans name at all, with how many goals each leads and supports."""
    lines: list[str] = []
    stated = False
    for plan in plans[:_MOST_PLANS]:
        tallied = tally(library.holdings, plan)
        if not tallied:
            lines.append(f"{plan.title}没有写明任何目标的牵头单位或责任单位。")
            continue
        stated = True
        lines.append(f"{plan.title}写明了 {len(tallied)} 个单位（牵头项数、责任项数）：")
        lines.append("、".join(f"{each.unit}（{each.leads}、{each.supports}）" for each in tallied))
    if len(plans) > _MOST_PLANS:
        lines.append(f"另有 {len(plans) - _MOST_PLANS} 部规划没有列出，请说明是哪里的。")
    lines.append("要问某个目标由谁牵头，请说出目标的内容。")
    return Reply(
        question=question.text, intent=Intent.PLAN_OWNERS,
        status=Known.STATED if stated else Known.NOT_STATED, answer="\n".join(lines),
    )  # fmt: skip
