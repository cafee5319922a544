"""某个单位牵头、负责哪些目标: the whole list of what plans name a unit for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.model import Role
from graph.owner_lists import without_owner_list
from queries.ask.question import Question
from queries.ask.reply import Intent, Known, Named, Reply, named_for, of_item
from queries.context import Placed
from queries.holdings import HeldPlan
from queries.library import Library
from queries.ownership import Owned, ledger
from queries.units import Office, UnitFound, unit_called

_VERB = {Role.LEAD: "牵头", Role.SUPPORT: "负责或配合"}
_TOGETHER = ("一起", "共同", "联合", "同时")


def unit_goals(question: Question, library: Library, plans: Sequence[HeldPlan]) -> Reply:
    """What the named units lead or support in these plans; of several units, all or what they share."""
    if narrowed := _narrowed(question):
        return narrowed
    places = {plan.place for plan in plans}
    # Of all places a unit is looked up by its name, not among the units of each.
    among = places if len(plans) < len(library.holdings.plans) else None
    found = [unit_called(library.holdings, unit, among) for unit in question.units]
    unclear = [each for each in found if each.choices]
    if unclear:
        return _asked_back(question, unclear[0])
    unknown = [each for each in found if not each.offices]
    if unknown:
        return _unknown(question, unknown[0], sorted(places))
    role = next(iter(question.roles)) if len(question.roles) == 1 else None
    each_its_own = len(set(question.unit_roles)) > 1  # 民政局牵头、妇联配合
    roles = question.unit_roles if each_its_own else (role,) * len(found)
    lists = [
        _of_office(library, plans, unit, own, question)
        for unit, own in zip(found, roles, strict=True)
    ]
    owned = lists[0]
    if len(lists) > 1:
        if each_its_own or any(word in question.text for word in _TOGETHER):
            shared = set.intersection(*({each.item.id for each in one} for one in lists))
            owned = [each for each in owned if each.item.id in shared]
        else:
            every = {each.item.id: each for one in lists for each in one}
            owned = sorted(every.values(), key=lambda each: (each.item.document, each.item.line))
    names = {office.name for unit in found for office in unit.offices}
    return Reply(
        question=question.text,
        intent=Intent.UNIT,
        status=Known.STATED if owned else Known.NOT_STATED,
        answer="\n".join(_words(found, role, owned)),
        leads=tuple(_named(owned, names, Role.LEAD)) if role is not Role.SUPPORT else (),
        supports=tuple(_named(owned, names, Role.SUPPORT)) if role is not Role.LEAD else (),
        goals=tuple(each.item for each in owned),
        evidence=tuple(of_item(each.item) for each in owned),
    )


def _of_office(
    library: Library,
    plans: Sequence[HeldPlan],
    unit: UnitFound,
    role: Role | None,
    question: Question,
) -> list[Owned]:
    ids = [office.id for office in unit.offices]
    owned = ledger(library.holdings, plans, offices=ids, role=role, context=library.context)
    return [
        each for each in owned if question.domain is None or each.item.domain == question.domain
    ]


def _named(owned: Sequence[Owned], names: set[str], role: Role) -> Iterator[Named]:
    for each in owned:
        for owner in each.owners:
            if owner.role is role and owner.department in names:
                yield named_for(each, owner)


def _words(found: Sequence[UnitFound], role: Role | None, owned: Sequence[Owned]) -> Iterator[str]:
    who = "、".join(dict.fromkeys(_called(office) for unit in found for office in unit.offices))
    what = _VERB[role] if role else "牵头或负责"
    if not owned:
        yield f"没有规划写明由{who}{what}的目标或措施。没有写明，不等于不负责。"
    else:
        yield f"写明由{who}{what}的有 {len(owned)} 项："
    above = ("", "")
    for number, each in enumerate(owned, start=1):
        item: Placed = each.item
        if (item.plan, item.domain) != above:
            above = (item.plan, item.domain)
            yield f"{item.plan}·{item.domain}"
        yield f"  {number}. {without_owner_list(item.text)}（{item.document}:{item.line}）"
    for unit in found:
        if unit.akin:
            names = "、".join(office.name for office in unit.akin)
            yield f"同一职能的另有：{names}，没有算在内。"


def _called(office: Office) -> str:
    return f"{office.name}（{office.place}）" if office.place else office.name


def _asked_back(question: Question, unit: UnitFound) -> Reply:
    choices = tuple(_called(office) for office in unit.choices)
    listed = "\n".join(f"  {choice}" for choice in choices)
    return Reply(
        question=question.text, intent=Intent.UNIT, status=Known.UNKNOWN, choices=choices,
        answer=f"“{unit.asked}”在库里可以是下面几个，请在问题里说明是哪里的：\n{listed}",
    )  # fmt: skip


def _unknown(question: Question, unit: UnitFound, places: Sequence[str]) -> Reply:
    where = "、".join(place for place in places[:6] if place) or "库里"
    if unit.function is None:
        answer = f"不认识“{unit.asked}”这个单位，{where}的规划也没有把它列为牵头或责任单位。"
        return Reply(
            question=question.text, intent=Intent.UNIT, status=Known.UNKNOWN, answer=answer
        )
    answer = (
        f"{where}的规划没有把“{unit.asked}”或履行{unit.function}职能的其他单位列为哪个目标、措施的"
        "牵头或责任单位。没有写明，不等于不负责。"
    )
    return Reply(question=question.text, intent=Intent.UNIT, status=Known.NOT_STATED, answer=answer)


def _narrowed(question: Question) -> Reply | None:
    """The answer where a higher place is said whose own plan is not held: 枣庄市民政局 is not 区民政局."""
    for place in question.places:
        if place.places and not place.exact:
            listed = "、".join(place.places)
            return Reply(
                question=question.text, intent=Intent.UNIT, status=Known.UNKNOWN, choices=place.places,
                answer=f"库里没有{place.name}本级的规划，其中有规划的是：{listed}。请说明问的是哪里的单位。",
            )  # fmt: skip
    return None
