"""部门台账: what a unit leads and supports, or each goal of a place with its units; the 目标责任分解表."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from graph.errors import UsageError
from graph.model import Role
from queries.context import chosen_plans
from queries.holdings import HeldPlan
from queries.inference import Inferred
from queries.library import Library
from queries.ownership import Owned, ledger, tally
from queries.units import UnitFound, unit_called
from service.ledger_files import content, ledger_title
from service.web.reading import Count, Filters, Flag, Name, Offset, Reading, RoleName, reads
from service.web.shown import Told, file_answer, shown
from service.web.telling import owned_told, plan_told

router = APIRouter()
_ROLES = {Role.LEAD: "牵头的", Role.SUPPORT: "责任（配合）的"}


class Asked(Filters):
    """A unit, a place, or both."""

    unit: Name = Field(None, description="单位名称，也可以是简称或职能")
    role: RoleName = None
    inferred: Flag = Field(False, description="另列推断的单位")
    k: Count = 100
    offset: Offset = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The plans that were looked at, the unit that was meant, and the items in order."""

    plans: Sequence[HeldPlan]
    unit: UnitFound | None = None
    items: Sequence[Owned] | None = None  # None: neither unit nor place was asked for


def _found(library: Library, asked: Asked) -> _Found:
    holdings = library.holdings
    plans = chosen_plans(holdings, place=asked.place, audience=asked.audience)
    unit = None
    if asked.unit:
        places = {plan.place for plan in plans} if asked.place else None
        unit = unit_called(holdings, asked.unit, places)
    elif asked.place is None and asked.audience is None:
        return _Found(plans=plans)
    offices = None if unit is None else [office.id for office in unit.offices]
    items = ledger(holdings, plans, offices=offices, role=asked.role, context=library.context)
    return _Found(plans=plans, unit=unit, items=list(items))


def _guesses(
    library: Library, asked: Asked, items: Sequence[Owned]
) -> Mapping[str, Sequence[Inferred]]:
    if not asked.inferred:
        return {}
    return library.inference.inferred_of([each.item.id for each in items], asked.role)


@shown(router, "/owners", "owners.html", summary="部门台账")
def owners(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    """The ledger of a unit, or of the plans of a place; units to choose from where several are meant.

    Without unit and place: `plans`, each with the units that it names and how often.
    """
    found = _found(library, asked)
    told: Told = {
        "unit": None, "choices": [], "items": [], "total": 0, "k": asked.k, "offset": asked.offset,
    }  # fmt: skip
    if found.unit is not None:
        unit = found.unit
        told["unit"] = {
            "asked": unit.asked, "function": unit.function, "names": list(unit.names),
            "offices": [asdict(office) for office in unit.offices],
            "akin": [asdict(office) for office in unit.akin],
        }  # fmt: skip
        told["choices"] = [asdict(office) for office in unit.choices]
    if found.items is None:
        told["plans"] = [
            {
                **plan_told(plan),
                "units": [asdict(each) for each in tally(library.holdings, plan)],
            }
            for plan in found.plans
        ]
        return told
    told["total"] = len(found.items)
    shown_items = found.items[asked.offset : asked.offset + asked.k]
    guesses = _guesses(library, asked, shown_items)
    told["items"] = [
        {**owned_told(each), "inferred": [asdict(guess) for guess in guesses.get(each.item.id, ())]}
        for each in shown_items
    ]
    return told


@router.get("/owners.{ending}", summary="目标责任分解表", response_class=Response)
@reads
def ledger_file(
    library: Reading, ending: Literal["docx", "csv"], asked: Annotated[Asked, Query()]
) -> Response:
    """The whole ledger, in Word or as CSV for Excel."""
    found = _found(library, asked)
    if not found.items:
        raise UsageError(
            "没有可以导出的条目。", hint="请写明单位、地区或对象；同名的单位请写明地区。"
        )
    only = f"（只列{_ROLES[asked.role]}）" if asked.role else ""
    title = f"{ledger_title(found.unit, found.plans)}{only}"
    guesses = _guesses(library, asked, found.items) if asked.inferred else None
    return file_answer(title, ending, content(f".{ending}", title, found.items, guesses))
