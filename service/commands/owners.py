"""`guitu owners`: the ledger of which unit leads or supports what, by plan and domain."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import UsageError
from graph.model import Role
from queries.context import chosen_plans
from queries.holdings import HeldPlan, Holdings
from queries.ownership import Owned, Status, ledger
from queries.units import UnitFound, unit_called
from service.ledger_files.sheet import units_in_words
from service.stores import reading, reading_with_index
from service.terminal import out, print_json, reading_arguments, shown

if TYPE_CHECKING:  # it brings FAISS, which the stated owners do without
    from queries.inference import Inference, Inferred

    Guesses = Mapping[str, Sequence[Inferred]]

_ROLES = {"牵头": Role.LEAD, "责任": Role.SUPPORT, "配合": Role.SUPPORT}
_CALLED = {Role.LEAD: "牵头", Role.SUPPORT: "责任（配合）"}
_MOST_NAMES = 8  # names a unit has had that are shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu owners`."""
    parser.add_argument(
        "--unit", metavar="单位", help="单位名称，如 区卫生健康局、卫健委、卫生健康部门"
    )
    parser.add_argument(
        "--role", choices=list(_ROLES), metavar="牵头|责任|配合", help="只看牵头，或只看责任、配合"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    parser.add_argument(
        "--inferred", action="store_true", help="规划没有写明的，另列推断的单位（仅供参考）"
    )
    parser.add_argument(
        "--out", type=Path, metavar="文件", help="导出目标责任分解表：.docx 或 .csv"
    )
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the ledger, or write it to a file."""
    with _opened(args) as (holdings, inference):
        plans = chosen_plans(holdings, place=args.place, audience=args.audience)
        unit = None if args.unit is None else _unit(holdings, args.unit, plans, args.place)
        role = _ROLES[args.role] if args.role else None
        owned = list(
            ledger(
                holdings, plans, role=role,
                offices=None if unit is None else [office.id for office in unit.offices],
            )
        )  # fmt: skip
        guesses = _guesses(inference, owned, role)
        if args.json:
            print_json([_as_json(each, guesses) for each in owned])
        elif args.out is not None:
            _write(args.out, unit, plans, owned, guesses)
        else:
            _show(unit, role, plans, owned, guesses)
    return 0


@contextmanager
def _opened(args: argparse.Namespace) -> Iterator[tuple[Holdings, Inference | None]]:
    if not args.inferred:
        with reading(args) as still:
            yield Holdings(still), None
        return
    from queries.library import Library

    with reading_with_index(args) as (still, index):
        library = Library(still, index)
        yield library.holdings, library.inference


def _unit(holdings: Holdings, name: str, plans: Sequence[HeldPlan], place: str | None) -> UnitFound:
    """The unit that is meant.

    Raises:
        UsageError: none is known by this name, or several are.
    """
    found = unit_called(holdings, name, {plan.place for plan in plans} if place else None)
    if found.choices:
        listed = "、".join(f"{office.name}（{office.place}）" for office in found.choices)
        raise UsageError(
            f"“{name}”在库里可以是几个单位：{listed}。", hint="请用 --place 说明是哪里的。"
        )
    if found.offices:
        return found
    where = f"{place}的规划里" if place else "库里"
    if found.function is None:
        raise UsageError(
            f"不认识“{name}”这个单位，{where}也没有它。",
            hint="换一种叫法试试；不带 --unit 可看到全部单位。",
        )
    raise UsageError(
        f"{where}没有叫“{name}”的单位，也没有履行{found.function}职能的其他单位。",
        hint="换一种叫法试试；不带 --unit 可看到全部单位。",
    )


def _guesses(inference: Inference | None, owned: Sequence[Owned], role: Role | None) -> Guesses:
    if inference is None:
        return {}
    return inference.inferred_of([each.item.id for each in owned], role)


def _as_json(owned: Owned, guesses: Guesses) -> dict[str, Any]:
    told = {
        **asdict(owned.item),
        "owners": [asdict(owner) for owner in owned.owners],
        "status": {role.value: owned.status(role) for role in Role},
        "targets": [asdict(target) for target in owned.targets],
        "deadline": owned.deadline,
    }
    if guesses:
        told["inferred"] = [asdict(each) for each in guesses.get(owned.item.id, ())]
    return told


def _write(
    path: Path,
    unit: UnitFound | None,
    plans: Sequence[HeldPlan],
    owned: Sequence[Owned],
    guesses: Guesses,
) -> None:
    """Write the table; its form is by the name's ending.

    Raises:
        UsageError: the ending is neither .docx nor .csv, or the file cannot be written.
    """
    from service.ledger_files import ledger_title, written

    written(path, ledger_title(unit, plans), owned, guesses)
    print(f"已写入 {path}（{len(owned)} 条）。")


def _show(
    unit: UnitFound | None,
    role: Role | None,
    plans: Sequence[HeldPlan],
    owned: Sequence[Owned],
    guesses: Guesses,
) -> None:
    console = out()
    if unit is not None:
        for line in _about(unit, role, owned):
            console.print(shown(line))
    for plan in plans:
        rows = [
            each
            for each in owned
            if each.item.plan == plan.title and each.item.document == plan.document
        ]
        stated = sum(each.status() is Status.STATED for each in rows)
        if unit is None:
            console.print(shown(f"\n{plan.title}：{len(rows)} 条，写明责任单位的 {stated} 条"))
            if not stated and not guesses:
                continue
        for domain, some in groupby(rows, key=lambda each: each.item.domain):
            console.print(shown(f"\n{plan.title} · {domain}"))
            for each in some:
                for line in _lines(each, guesses):
                    console.print(shown(line))
    if unit is None and not guesses and any(not each.owners for each in owned):
        console.print("\n规划没有写明，不等于没有单位负责；加 --inferred 可另列推断的单位。")


def _about(unit: UnitFound, role: Role | None, owned: Sequence[Owned]) -> Iterator[str]:
    names = "、".join(dict.fromkeys(office.name for office in unit.offices))
    place = unit.offices[0].place
    yield f"{names}（{place}）{_CALLED[role] if role else '牵头或负责'}：{len(owned)} 条"
    if unit.asked not in {office.name for office in unit.offices}:
        yield f"“{unit.asked}”按{unit.function}职能认作它。这一职能用过的名称：{'、'.join(unit.names[:_MOST_NAMES])}"
    if unit.akin:
        yield f"同一职能的另有：{'、'.join(office.name for office in unit.akin)}（没有算在内）"
    if not owned:
        yield "没有写明由它负责的目标或措施。规划没有写明，不等于不负责。"


def _lines(owned: Owned, guesses: Guesses) -> Iterator[str]:
    for line in owned.task.split("\n"):
        yield f"  {line}"
    for role in Role:
        units = units_in_words([owner for owner in owned.owners if owner.role is role])
        yield f"    {_CALLED[role]}：{units}"
    if owned.targets:
        told = "；".join(t.text + (f"（{t.year}年）" if t.year else "") for t in owned.targets)
        yield f"    目标值：{told}"
    if owned.deadline:
        yield f"    期限：{owned.deadline} 年"
    for guess in guesses.get(owned.item.id, ()):
        yield (
            f"    推断（规划没有写明）：{_CALLED[guess.role]} {guess.unit}，"
            f"把握约 {guess.confidence:.0%}；{guess.reason}"
        )
    yield f"    出处：{owned.item.document}:{owned.item.line}"
