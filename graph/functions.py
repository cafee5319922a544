"""Which function of government a unit's name stands for, and what the unit is called at a date.

    区卫生健康局、卫健委、市卫计委、卫生局、卫生健康部门  →  卫生健康

The vocabulary is `vocabulary/functions.csv`: a row says that `function` was performed under `forms`
(names without their place) from `from` until `until`, because of `event`, as `source` says. One form
may stand under several functions (教育和体育局): the one named first in it is the main one.

A place before a form may be any place (台儿庄区卫生健康局), a level (区级统计部门) or a party committee
(区委宣传部), never another unit, so that 区教育局区财政局 is no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from graph.traditional import plain
from graph.vocabulary import rows

LONGEST_NAME: Final = 60  # characters; longer words are no unit's name


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedForm:
    """A unit's name without its place, in use from `since` until `until` (None: no bound known)."""

    form: str
    since: date | None
    until: date | None
    event: str
    source: str

    @property
    def is_dated(self) -> bool:
        """Whether it was taken up or given up on a known day."""
        return self.since is not None or self.until is not None

    def in_use(self, on: date | None) -> bool:
        """Whether the form is in use on a day; True without a day."""
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:  # 职能
    """What a department does, whatever it is called."""

    slug: str
    name: str
    forms: tuple[DatedForm, ...]


# 区、市……before a form: a place ends in its level; 市级、区直、县人民政府 are levels too.
_PLACE: Final = (
    r"[^局厅委办室会部院联协社心队司、，,;；。：:]{0,18}?"
    r"(?:省|自治区|特别行政区|市|区|县|旗|州|盟|镇|乡|街道|兵团|师|地区|国)"
)
_HEAD: Final = re.compile(
    rf"(?!.*委[和与及])(?:(?:中国|国家|全国|中央|中共|中华|国务院|最高|地方|各级|本级|上级|当地|同级|所在地|{_PLACE})"
    r"(?:级|直|属|本级|以上)?(?:人民政府|政府|人民)?(?:党?委)?){0,3}"
)
_SHORT_PLACE: Final = re.compile(
    r"[^局厅委办室会部院联协社心队司、，,;；。：:和与及各有由]{2,5}"
)  # 台儿庄公安分局
_PARTY: Final = re.compile(
    r"(.*(?:[省市区县旗州盟镇乡]|兵团|地))委"
)  # 区委办公室 = 区 + 党委办公室
_LEAGUE: Final = re.compile(  # 共青团：团区委、团市委、共青团台儿庄区委员会
    r"([^局厅委办室会部院联协社心队司、，]{0,12}?)(?:中国)?(?:共产主义青年团|共青团|团)(.{0,10}?[省市区县旗州盟])委(?:员会)?"
)
_BRANCH: Final = re.compile(r"(.{2,20}局)(.{1,8})分局")  # 枣庄市生态环境局台儿庄分局
_BRACKETED: Final = re.compile(r"[(<\[]([^()<>\[\]]*)[)>\]]")  # 区政府办公室〈区大数据局〉
_DEPARTMENTS: Final = re.compile(
    r"(.{2,20}?)(?:行政主管|业务主管|行业主管|监督管理|行政|主管|监管|管理)?部门"
)
_STEM_ENDINGS: Final = ("", "局", "部", "委", "委员会", "办公室", "办", "厅")
_ENDINGS: Final = ("委员会", "办公室", "分局", "总局", "中心")
_NATIONAL: Final = frozenset({"国家", "中央", "国务院", "中国", "全国"})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def functions() -> tuple[Function, ...]:
    """All functions, in the order of the vocabulary."""
    forms: dict[str, list[DatedForm]] = {}
    names: dict[str, str] = {}
    for row in rows("functions.csv"):
        names[row["slug"]] = row["function"]
        forms.setdefault(row["slug"], []).extend(
            DatedForm(
                form=form,
                since=_day(row["from"]),
                until=_day(row["until"]),
                event=row["event"],
                source=row["source"],
            )
            for form in row["forms"].split("|")
        )
    return tuple(Function(slug=s, name=names[s], forms=tuple(f)) for s, f in forms.items())


@cache
def functions_by_form() -> dict[str, tuple[Function, ...]]:
    """The functions of each form, the one that the form names first in front."""
    found: dict[str, list[Function]] = {}
    for function in functions():
        for dated in function.forms:
            found.setdefault(dated.form, []).append(function)
        found.setdefault(function.name + "部门", []).append(function)

    def first_named(form: str, function: Function) -> int:
        return min((form.find(c) for c in function.name if c in form), default=len(form))

    return {
        form: tuple(sorted(dict.fromkeys(some), key=lambda function: first_named(form, function)))
        for form, some in found.items()
    }


def bare_name(name: str) -> str:
    """`name` simplified, without white space and without what stands in brackets after it."""
    narrow = "".join(plain(name).split())
    return _BRACKETED.sub("", narrow) or narrow


def _placed_form(name: str) -> tuple[str, str] | None:
    """(place, form) of a name that ends in a known form behind a place; the longest form wins."""
    known = functions_by_form()
    for i in range(len(name)):
        form = name[i:]
        party = _PARTY.fullmatch(name, 0, i)
        if party and "党委" + form in known:
            return party[1], "党委" + form
        if form in known and _HEAD.fullmatch(name, 0, i):
            return name[:i], form
    whole = _PARTY.fullmatch(name)
    return (whole[1], "党委") if whole and _HEAD.fullmatch(whole[1]) else None


def _opening_form(name: str) -> tuple[str, str] | None:
    """(place, form) of a name that goes on behind a form marked `*`: 人民银行枣庄市分行."""
    for form in _open_forms():
        i = name.find(form)
        if i >= 0 and _HEAD.fullmatch(name, 0, i):
            return name[:i], form + "*"
    return None


@cache
def _open_forms() -> tuple[str, ...]:
    return tuple(form[:-1] for form in functions_by_form() if form.endswith("*"))


def _department_form(name: str) -> tuple[str, str] | None:
    """(place, form) of X部门 and X行政主管部门, read as the office of X: 区级民政部门."""
    for match in (re.fullmatch(r"(.{2,20})部门", name), _DEPARTMENTS.fullmatch(name)):
        for ending in _STEM_ENDINGS if match else ():
            found = _placed_form(match[1] + ending) if match else None
            if found and not found[1].startswith(("党委", "党政")):
                return found
    return None


@lru_cache(maxsize=65536)
def _resolved(name: str) -> tuple[str, tuple[str, ...]] | None:
    """(place, forms) of a bare name; several forms where the name joins two offices' names."""
    if not 1 < len(name) <= LONGEST_NAME:
        return None
    if league := _LEAGUE.fullmatch(name):
        return league[1] + league[2], ("团委",)
    found = _placed_form(name) or _department_form(name) or _opening_form(name)
    if found:
        return found[0], (found[1],)
    if branch := _BRANCH.fullmatch(name):
        return _resolved(branch[1])
    if joined := _joined_offices(name):
        return joined
    for i in range(2, min(6, len(name) - 2)):
        if name[i:] in functions_by_form() and _SHORT_PLACE.fullmatch(name, 0, i):
            return name[:i], (name[i:],)
    return None


def _joined_offices(name: str) -> tuple[str, tuple[str, ...]] | None:
    """(place, both forms) of one office with two functions' names: 区统计和信访局."""
    for match in re.finditer("[和与]", name):
        left, right = name[: match.start()], name[match.end() :]
        first = _placed_form(left + name[-1]) if name[-1] in "局厅委部" else None
        if first and right in functions_by_form():
            return first[0], (first[1], right)
    return None


@lru_cache(maxsize=65536)
def functions_of(name: str) -> tuple[Function, ...]:
    """The functions that a unit of this name performs, the main one first; empty when unknown.

    A second name in brackets adds its functions: 区政府办公室〈区大数据局〉.

    >>> [function.name for function in functions_of("区教育和体育局")]
    ['教育', '体育']
    """
    if len(name) > 2 * LONGEST_NAME:
        return ()
    narrow = "".join(plain(name).split())
    found: list[Function] = []
    for part in (bare_name(narrow), *_BRACKETED.findall(narrow)):
        resolved = _resolved(part)
        for form in resolved[1] if resolved else ():
            found.extend(functions_by_form()[form])
    return tuple(dict.fromkeys(found))


def place_of_unit(name: str) -> str:
    """The place or level in front of a unit's name; empty where there is none or the unit is unknown.

    >>> place_of_unit("滨海新区卫健委"), place_of_unit("市卫生健康委"), place_of_unit("妇联")
    ('滨海新区', '市', '')
    """
    resolved = _resolved(bare_name("".join(plain(name).split())))
    return resolved[0] if resolved else ""


def forms_of_unit(name: str) -> tuple[str, ...]:
    """A unit's name without the place or level in front, as the vocabulary has it; empty when unknown.

    >>> forms_of_unit("台儿庄区财政局"), forms_of_unit("区委组织部"), forms_of_unit("团区委")
    (('财政局',), ('党委组织部',), ('团委',))
    """
    resolved = _resolved(bare_name("".join(plain(name).split())))
    return resolved[1] if resolved else ()


def names_alike(form: str, other: str) -> bool:
    """Whether two forms are names of one office: of one row, or both dated, as renames are.

    >>> names_alike("卫健局", "卫生局"), names_alike("卫生健康局", "爱卫办")
    (True, False)
    """
    return any(
        (one.event, one.since, one.until) == (two.event, two.since, two.until)
        or (one.is_dated and two.is_dated)
        for function in functions_by_form().get(form, ())
        for one in function.forms
        if one.form == form
        for two in function.forms
        if two.form == other
    )


def function_of(name: str) -> Function | None:
    """The main function of a unit of this name, None when unknown.

    >>> [function_of(name).slug for name in ("区卫计局", "市卫健委", "卫生健康行政部门")]
    ['health', 'health', 'health']
    """
    return next(iter(functions_of(name)), None)


def forms_of(slug: str, on: date | None = None) -> tuple[str, ...]:
    """The names (without place) of a function, or those in use on a day; empty for an unknown slug."""
    return tuple(
        dated.form
        for function in functions()
        if function.slug == slug
        for dated in function.forms
        if dated.in_use(on)
    )


def name_on(name: str, on: date) -> str | None:
    """What the unit of this name is called on a day, its place kept; None when unknown.

    A name in use that day is returned as it is. Of several new names the one of the same kind
    (局 for 局, 委 for 委) in the leading row is taken, else the first of that row.

    >>> name_on("区卫计局", date(2024, 1, 1))
    '区卫生健康局'
    """
    bare = bare_name(name)
    resolved = _resolved(bare)
    function = function_of(bare)
    if resolved is None or function is None:
        return None
    place, forms = resolved
    old = [dated for dated in function.forms if dated.form == forms[0]]
    if not old or any(dated.in_use(on) for dated in old):
        return bare
    new = _leading_forms(function, on)
    if not new:
        return None
    alike = next((form for form in new if _ending(form) == _ending(forms[0])), None)
    if alike is None and place in _NATIONAL:
        ministry = next((form for form in new if form.endswith("部")), None)
        if ministry:
            return ministry  # 国家安监总局 → 应急管理部
    return place + (alike or new[0])


def _leading_forms(function: Function, on: date) -> tuple[str, ...]:
    """The forms in use on a day that stand in the same row as the first of them."""
    used = [dated for dated in function.forms if dated.in_use(on)]
    return tuple(dated.form for dated in used if dated.event == used[0].event)


def _ending(form: str) -> str:
    return next((ending for ending in _ENDINGS if form.endswith(ending)), form[-1])
