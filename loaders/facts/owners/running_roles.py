"""Roles stated in running text: 由区民政局牵头，区财政局、区残联配合；牵头单位为区教育局.

A role verb counts only where the words before it, back to the last comma or 由, are wholly names of
units: 监测组由区统计部门牵头 does, 家庭负责、多部门协同、配合打击 and 指定专人负责 do not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from graph.model import Role
from loaders.facts.owners.lists import Item, list_of_owners
from loaders.facts.owners.narrow_text import Covered, Narrow, Stretch
from loaders.facts.owners.role_words import LABEL_SIGN, LEAD_LABEL, SUPPORT_LABEL
from loaders.facts.owners.unit_names import has_own_function

_LONGEST_CLAUSE: Final = 240  # characters of a list before its verb

_LEADING: Final = ("负责牵头", "牵头", "主办")
_HELPING: Final = ("配合", "参与", "参加", "协同", "协助", "协办")  # also two in a row
# Spelt out, each alternative beginning with a plain word, which is what makes the search fast.
_VERB: Final = re.compile(
    "|".join(
        (
            *(f"{verb}(?!单位|部门|机构|人|作用)" for verb in _LEADING),
            "负责(?!人(?![力口才事员民])|单位|部门|制|任|同志|解释)",
            *(f"{verb}(?:{'|'.join(_HELPING)})?(?!单位|部门|机构|人)" for verb in _HELPING),
        )
    )
)
# 各街道(镇)配合: brackets that belong to a unit's name
_IN_NAME: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])\([^()]{1,10}\)(?=牵头|负责|配合|参与|协助|协同|、)"
)
_STOP: Final = re.compile(r"[。;:!?,()\[\]“”由](?<![自理缘事经来根情]由)")
_SENTENCE_END: Final = re.compile(r"[。!?]")
# 由……负责实施的人员组成: the verb belongs to a relative clause.
_RELATIVE: Final = re.compile(r"[^。;,、:]{0,40}?(?:的(?:人|同志|干部|部门|单位|成员)|人员)")
_REVERSED: Final = re.compile(
    rf"(?:作为|列为|确定为|为|是)(?:本?(?:项|该项)?(?:工作|任务)?的?|第一|主要)"
    rf"(?:(?P<lead>{LEAD_LABEL})|(?P<support>{SUPPORT_LABEL}))(?![:为是])"
)
_HELP_ENDS: Final = re.compile(  # 区财政局配合。 区残联配合做好…… ; not 配合公安机关打击
    r"$|[。;,、!)\]]|(?:做好|开展|落实|实施|完成|推进|抓好|组织|工作)"
)


def running_owners(source: Narrow, covered: Covered) -> tuple[list[Item], list[Stretch]]:
    """The owners that running text names outside `covered` stretches, and where their roles stand."""
    text = source.text
    verbs = [match for match in _VERB.finditer(text) if match.start() not in covered]
    reversed_labels = (
        [match for match in _REVERSED.finditer(text) if match.start() not in covered]
        if LABEL_SIGN.search(text)
        else []
    )
    if not verbs and not reversed_labels:
        return [], []
    in_names = {i for name in _IN_NAME.finditer(text) for i in (name.start(), name.end() - 1)}
    stops = sorted(
        [stop.end() for stop in _STOP.finditer(text) if stop.start() not in in_names]
        + [verb.end() for verb in verbs]
    )

    def clause_start(position: int, floor: int) -> int:
        """Behind the last stop, 由, verb or owner list before `position`, not before `floor`."""
        floor = covered.end_before(position, max(floor, position - _LONGEST_CLAUSE))
        i = bisect_right(stops, position)
        return max(floor, stops[i - 1] if i else 0)

    items, evidence = _spoken_roles(source, verbs, clause_start)
    for match in reversed_labels:
        begin = clause_start(match.start(), 0)
        role = Role.LEAD if match["lead"] else Role.SUPPORT
        reading = list_of_owners(source, begin, match.start(), role=role, bracketed=False)
        if not reading.broken and any(not _nameless(item) for item in reading.items):
            items.extend(reading.items)
            evidence.append((reading.items[0].start, match.end()))
    return items, evidence


def _spoken_roles(
    source: Narrow, verbs: list[re.Match[str]], clause_start: Callable[[int, int], int]
) -> tuple[list[Item], list[Stretch]]:
    """The owners whose roles verbs say, sentence by sentence."""
    text = source.text
    items: list[Item] = []
    evidence: list[Stretch] = []
    looked = 0  # no sentence end before this has been overlooked
    behind = 0  # where the last verb that spoke of units ended
    led = in_charge = False  # whether the sentence has said 牵头, or named a lead at all
    for match in verbs:
        begin = clause_start(match.start(), behind)
        if _SENTENCE_END.search(text, looked, begin):
            led = in_charge = False
        looked = max(looked, begin)
        if begin >= match.start() or _RELATIVE.match(text, match.end()):
            continue
        leads, helps = match[0] in _LEADING, match[0].startswith(_HELPING)
        if helps and not in_charge and not _HELP_ENDS.match(text, match.end()):
            continue
        reading = list_of_owners(source, begin, match.end(), role=None, bracketed=False, led=led)
        found = reading.items
        if reading.broken or not found:
            continue
        if all(map(_nameless, found)) and not (in_charge and helps):
            names = (text[item.start : item.end] for item in found)
            if not leads or not all(map(has_own_function, names)):
                continue  # 相关部门负责…… says nothing about who; 各市民政局牵头 does
        items.extend(found)
        evidence.append((found[0].start, match.end()))
        behind = match.end()
        led = led or leads
        in_charge = in_charge or any(item.role is Role.LEAD for item in found)
    return items, evidence


def _nameless(item: Item) -> bool:
    return item.collective or item.open_ended
