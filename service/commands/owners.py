"""`guitu owners`: which unit leads or supports what."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from graph.errors import UsageError
from graph.model import Role
from graph.owner_lists import without_owner_list
from graph.sqlite import SqliteStore
from queries.context import check_filters
from queries.ownership import Owned, departments_called, ledger
from service.cli import data_folder
from service.terminal import out, print_json, reading_arguments, shown

_ROLES = {"牵头": Role.LEAD, "责任": Role.SUPPORT, "配合": Role.SUPPORT}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu owners`."""
    parser.add_argument("--unit", metavar="单位", help="单位名称，如 区卫生健康局、卫健委")
    parser.add_argument(
        "--role", choices=list(_ROLES), metavar="牵头|责任|配合", help="只看牵头，或只看责任、配合"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the ledger."""
    with SqliteStore(data_folder(args.data)).view() as view:
        check_filters(view, place=args.place, audience=args.audience)
        if args.unit is not None and not departments_called(view, args.unit):
            raise UsageError(
                f"库里没有叫“{args.unit}”的单位，也没有履行同样职能的单位。",
                hint="换一种叫法试试；不带 --unit 可看到全部单位。",
            )
        found = list(
            ledger(
                view, unit=args.unit, role=_ROLES[args.role] if args.role else None,
                place=args.place, audience=args.audience,
            )
        )  # fmt: skip
    if args.json:
        print_json([_as_json(owned) for owned in found])
        return 0
    console = out()
    if not found:
        console.print("没有写明责任单位的目标或措施符合条件。规划没有写明，不等于没有单位负责。")
        return 0
    console.print(f"责任单位（{len(found)} 条）")
    above = ("", "")
    for owned in found:
        item = owned.item
        if (item.plan, item.domain) != above:
            above = (item.plan, item.domain)
            console.print(shown(f"\n{item.plan} · {item.domain}"))
        console.print(shown(f"  {without_owner_list(item.text)}"))
        console.print(f"    牵头：{'、'.join(owned.leads) or '未写明'}")
        console.print(f"    责任（配合）：{'、'.join(owned.supports) or '未写明'}")
        console.print(f"    出处：{item.document}:{item.line}")
    return 0


def _as_json(owned: Owned) -> dict[str, object]:
    return {**asdict(owned.item), "owners": [asdict(owner) for owner in owned.owners]}
