"""The ledger of owners laid out as rows of words, which every kind of file shows in its own way.

    序号  领域        目标任务              指标与目标值      完成时限  牵头单位  责任（配合）单位  依据  出处
    1     妇女与健康  孕产妇死亡率……        ……8.2/10万以下    2025年    区卫健局  区医保局          明写  a.txt:93

What is inferred stands apart: the columns of units hold the plan's own words or 未写明, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from graph.model import Role
from queries.ownership import Owned, OwnedTarget, Owner, Status
from service.printable import fit, source_of

if TYPE_CHECKING:  # it brings FAISS, which the stated owners do without
    from queries.inference import Inferred

NOT_STATED: Final = "未写明"
KINDS: Final = {"Goal": "目标", "Measure": "措施"}
_BASES: Final = {Status.STATED: "明写", Status.INFERRED: "推断", Status.NOT_STATED: NOT_STATED}
_SHORT: Final = {Role.LEAD: "牵头", Role.SUPPORT: "责任"}
_NOTE: Final = (
    "依据：“明写”，规划写明了单位，照原文抄录；“未写明”，规划没有写明，不等于没有单位负责。"
    "{inferred}完成时限：本条写了年份的照本条，没有写的为规划期末。出处：文件名和行号。"
    "本表由程序整理，引用前请核对原文。"
)
_INFERRED_NOTE: Final = (
    "“推断”，规划没有写明，由程序根据本条提到的单位或别处写明了单位的相近条目推算，单列一栏，"
    "不是规划的规定，须与有关单位核实；“把握”是这样的推断估计有多少是对的。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A unit that is inferred, how sure that is, and why, with where to look."""

    role: str  # 牵头, 责任
    unit: str
    sure: str  # 90%
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A goal or measure with its owners in words that any file may hold."""

    number: int  # 序号, from 1 through the whole table
    plan: str
    document: str
    domain: str  # 领域
    kind: str  # 目标, 措施
    task: str  # 目标任务, without the owner list
    targets: tuple[str, ...]  # 指标与目标值
    deadline: str  # 完成时限
    leads: str  # 牵头单位, or 未写明
    supports: str  # 责任（配合）单位, or 未写明
    basis: tuple[str, ...]  # 依据: 明写; or one for each role where they differ
    guesses: tuple[Guess, ...]  # 推断单位
    source: str  # 出处


def ledger_rows(
    owned: Sequence[Owned], inferred: Mapping[str, Sequence[Inferred]] | None = None
) -> list[LedgerRow]:
    """A row for each item, in the order given.

    Args:
        owned: the items, as `queries.ownership.ledger` gives them.
        inferred: id of an item → the units that are inferred for it; None: none are shown.
    """
    given = inferred or {}
    return [
        _row(number, each, given.get(each.item.id, ()))
        for number, each in enumerate(owned, start=1)
    ]


def note(rows: Sequence[LedgerRow]) -> str:
    """What a reader of the table must know; of inference only where something is inferred."""
    return _NOTE.format(inferred=_INFERRED_NOTE if has_guesses(rows) else "")


def has_guesses(rows: Sequence[LedgerRow]) -> bool:
    """Whether anything is inferred, and so needs a column."""
    return any(row.guesses for row in rows)


def guesses_in_words(guesses: Sequence[Guess]) -> tuple[str, ...]:
    """推断牵头：卫生健康部门，把握约90%. Units of one role that are equally sure stand together."""
    told = []
    for (role, sure), some in groupby(guesses, key=lambda guess: (guess.role, guess.sure)):
        units = [guess.unit for guess in some]
        each = "各约" if len(units) > 1 else "约"
        told.append(f"推断{role}：{'、'.join(units)}，把握{each}{sure}")
    return tuple(told)


def units_in_words(owners: Sequence[Owner]) -> str:
    """Units as printed: 区司法局、区妇联等区妇儿工委有关成员单位; 未写明 where there are none."""
    words = ""
    for owner in owners:
        link = "等" if owner.open_ended else "、"
        words += (link if words else "") + owner.department
    return fit(words) or NOT_STATED


def targets_in_words(targets: Sequence[OwnedTarget]) -> tuple[str, ...]:
    """What an item sets, each wording once and none that is a part of another.

    A year that the wording itself lacks is added: 孕产妇死亡率控制到14/10万以下（2025年）.
    """
    wordings = dict.fromkeys(target.text for target in targets)
    whole = [
        one for one in wordings if not any(one != other and one in other for other in wordings)
    ]
    return tuple(fit(wording + _years_besides(wording, targets)) for wording in whole)


def _years_besides(wording: str, targets: Sequence[OwnedTarget]) -> str:
    years = sorted({each.year for each in targets if each.text in wording and each.year})
    missing = [f"{year}年" for year in years if not re.search(rf"{year}\s*年", wording)]
    return f"（{'、'.join(missing)}）" if missing else ""


def _row(number: int, owned: Owned, inferred: Sequence[Inferred]) -> LedgerRow:
    item = owned.item
    leads, supports = ([o for o in owned.owners if o.role is role] for role in Role)
    return LedgerRow(
        number=number, plan=fit(item.plan), document=fit(item.document), domain=fit(item.domain),
        kind=KINDS[item.label], task=fit(owned.task),
        targets=targets_in_words(owned.targets),
        deadline=f"{owned.deadline}年" if owned.deadline else NOT_STATED,
        leads=units_in_words(leads), supports=units_in_words(supports),
        basis=_basis(owned, inferred), guesses=tuple(map(_guess, inferred)), source=source_of(item),
    )  # fmt: skip


def _basis(owned: Owned, inferred: Sequence[Inferred]) -> tuple[str, ...]:
    known = {role: _BASES[_status(role, owned, inferred)] for role in Role}
    if len(set(known.values())) == 1:
        return (known[Role.LEAD],)
    return tuple(f"{_SHORT[role]}：{basis}" for role, basis in known.items())


def _status(role: Role, owned: Owned, inferred: Sequence[Inferred]) -> Status:
    stated = owned.status(role)
    if stated is Status.NOT_STATED and any(each.role is role for each in inferred):
        return Status.INFERRED
    return stated


def _guess(inferred: Inferred) -> Guess:
    return Guess(
        role=_SHORT[inferred.role],
        unit=fit(inferred.unit),
        sure=f"{inferred.confidence:.0%}",
        reason=fit(inferred.reason + "".join(_seen_at(inferred))),
    )


def _seen_at(inferred: Inferred) -> Iterator[str]:
    """Where the like item stands, which may be in another file; a mention is in the item itself."""
    like = next((each for each in inferred.evidence if each.likeness is not None), None)
    if like:
        yield f"；见 {like.document}:{like.line}"
