"""Departments that running text names without giving them a role: 妇联、公安机关、区级民政部门.

A name counts when the vocabulary knows the function it stands for; 有关部门、多部门 and 司法机关 name no
one. Its level or place stays with it (区妇联, 省级教育部门, 台儿庄区民政局).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.functions import functions
from graph.gazetteer import gazetteer
from graph.model import MentionFact
from graph.traditional import plain

# Names of offices end so; halls, centres, companies and schools (少年宫、服务中心) are places to go to.
_OFFICE: Final = re.compile(
    r"(?:.+(?:局|委员会|部|厅|署|办公室|机关|法院|检察院)|.{2,}(?:委|办|会|联))$"
)
# Two characters name an office only for these people's organisations and courts.
_SHORT: Final = frozenset(
    {"妇联", "残联", "科协", "侨联", "文联", "工会", "法院", "总工会", "共青团"}
)
# 政府、街道、党委、居委会 are kinds, of which every plan is full; 人大、政协 are no departments.
_KINDS: Final = frozenset(
    {
        "government",
        "party_committee",
        "township",
        "subdistrict",
        "village_committee",
        "development_zone",
        "peoples_congress",
        "cppcc",
    }
)
# Names that end like an office and more often mean something else.
_AMBIGUOUS: Final = frozenset(
    {"社会事务局", "经济局", "税务机关", "总商会", "慈善会", "消费者协会"}
)
_DEPARTMENT: Final = ("部门", "行政部门", "主管部门", "行政主管部门")
_STEM: Final = re.compile(r"(.{2,10})局")
_NO_STEM: Final = frozenset(
    {"经济", "经济发展", "规划", "建设", "社会", "社会事业", "社会发展", "综合"}
)

# What may not follow a name's last character: 教育部|署, 科协|同, 团委|托.
_NOT_BEHIND: Final = {
    "部": "署门分队件位长落委属里首级",
    "局": "部势面限",
    "委": "员托派任",
    "联": "合系动盟网通结想席赛防合",
    "协": "作同调商助定力议会",
    "办": "理事法公学案好园",
    "会": "员议场费计晤谈",
    "院": "校系所",
    "团": "员干队",
    "关": "系于注心",
    "门": "类",
}  # fmt: skip
# What may not stand before these: 学|科协同, 职|工会议.
_NOT_BEFORE: Final = {"科协": "学本专", "工会": "职员", "法院": "司", "残联": "伤", "侨联": "华"}
_LEAGUE: Final = re.compile("(?:共青)?团[省市区县州盟旗]委$")
_LEVEL: Final = re.compile(
    r"(?:国家|全国|中国|中央|最高|(?<![社城都地校小园灾景片住辖市])[省市区县旗州盟](?:级(?:以上)?|直|人民|政府|委)?|"
    r"自治[区州县](?:党?委)?)$"
)
_LEVEL_ENDS: Final = frozenset("家国央高省市区县旗州盟级上直民府委")
_LONGEST_LEVEL: Final = 6
_LONGEST_PLACE: Final = 9


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    names: frozenset[str]
    lengths: dict[str, tuple[int, ...]]  # last two characters → lengths, the longest first
    ending: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    names = {
        dated.form
        for function in functions()
        if function.slug not in _KINDS
        for dated in function.forms
        if _OFFICE.match(dated.form) and len(dated.form) > 2 and not dated.form.startswith("党委")
    }
    stems = {function.name for function in functions() if function.slug not in _KINDS} | {
        match[1]
        for function in functions()
        for dated in function.forms
        if dated.until is None and (match := _STEM.fullmatch(dated.form))
    }
    stems |= {"组织", "宣传", "统战", "网信"}
    names |= {stem + ending for stem in stems - _NO_STEM for ending in _DEPARTMENT}
    names = (names | _SHORT) - _AMBIGUOUS
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[-2:], set()).add(len(name))
    by_last: dict[str, list[str]] = {}
    for pair in sorted(lengths):
        by_last.setdefault(pair[1], []).append(pair[0])
    pairs = "|".join(f"[{''.join(before)}]{last}" for last, before in by_last.items())
    return _Vocabulary(
        names=frozenset(names),
        lengths={pair: tuple(sorted(some, reverse=True)) for pair, some in lengths.items()},
        ending=re.compile(rf"[{''.join(by_last)}](?:(?<={pairs})|(?<=团[省市区县州盟旗]委))"),
    )


def mentions(text: str, exclude: Iterable[tuple[int, int]] = ()) -> tuple[MentionFact, ...]:
    """The departments named in `text` outside the `exclude` stretches, in order, without overlaps.

    Names are read as they stand: one that a line break or space cuts is found only where the text
    has been joined.
    """
    vocabulary = _vocabulary()
    narrow = plain(text)
    found: list[tuple[int, int]] = []
    for ending in vocabulary.ending.finditer(narrow):
        end = ending.end()
        floor = found[-2][1] if len(found) > 1 else 0
        length = _length_of_name(narrow, floor, end, vocabulary)
        if not length:
            continue
        start = _with_place(narrow, floor, end - length)
        if found and start < found[-1][1]:
            if start > found[-1][0]:
                continue
            found.pop()  # 妇儿工委 was the beginning of 妇儿工委办公室
        found.append((start, end))
    outside = _outside(found, sorted(exclude))
    return tuple(MentionFact(start=start, end=end, name=text[start:end]) for start, end in outside)


def _outside(
    found: Iterable[tuple[int, int]], excluded: list[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """Those of `found` that no excluded stretch touches; both in order."""
    i, reach = 0, 0
    for start, end in found:
        while i < len(excluded) and excluded[i][0] < end:
            reach = max(reach, excluded[i][1])
            i += 1
        if reach <= start:
            yield start, end


def _length_of_name(text: str, floor: int, end: int, vocabulary: _Vocabulary) -> int:
    """How long the longest known name is that ends at `end`, 0 if none does or it is another word."""
    if end < len(text) and text[end] in _NOT_BEHIND.get(text[end - 1], ""):
        return 0
    league = text[end - 1] == "委" and _LEAGUE.search(text, max(floor, end - 5), end)
    if league:
        return end - league.start()
    for length in vocabulary.lengths.get(text[end - 2 : end], ()):
        start = end - length
        name = text[max(start, 0) : end]
        if start >= floor and name in vocabulary.names:
            before = text[start - 1] if start else ""
            return 0 if before and before in _NOT_BEFORE.get(name, "") else length
    return 0


def _with_place(text: str, floor: int, start: int) -> int:
    """Where the place or level before a name begins; `start` if there is none."""
    if start == floor or text[start - 1] not in _LEVEL_ENDS:
        return start
    level = _LEVEL.search(text, max(floor, start - _LONGEST_LEVEL), start)
    if not level:
        return start
    divisions = gazetteer().named
    end = level.start() + 1
    for begin in range(max(floor, end - _LONGEST_PLACE), level.start()):
        if text[begin:end] in divisions:
            return begin
    return level.start()
