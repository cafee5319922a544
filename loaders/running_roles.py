"""Roles stated in running text: 由区民政局牵头，区财政局、区残联配合；牵头单位为区教育局.

A role verb counts only where the words before it, back to the last comma or 由, are wholly names of
units: 监测组由区统计部门牵头 does, 家庭负责、多部门协同、配合打击 and 指定专人负责 do not.
"""

from __future__ import annotations

import re
from typing import Final

from graph.model import Role
from loaders.owner_lists import Item, list_of_owners
from loaders.role_words import LEAD_LABEL, SUPPORT_LABEL
from loaders.unit_names import Narrow, Stretch

_LONGEST_CLAUSE: Final = 240  # characters of a list before its verb

_VERB: Final = re.compile(
    r"(?P<lead>负责牵头|牵头|主办)(?!单位|部门|机构|人|作用)|"
    r"(?P<charge>负责)(?!人(?![力口才事员民])|单位|部门|制|任|同志|解释)|"
    r"(?P<help>配合|参与|参加|协同|协助|协办)(?!单位|部门|机构|人)"
)
_STOP: Final = re.compile(r"[。;:!?,()\[\]“”]|(?<![自理缘事经来根情])由")
_SENTENCE_END: Final = re.compile(r"[。!?]")
# 由……负责实施的人员组成: the verb belongs to a relative clause.
_RELATIVE: Final = re.compile(r"[^。;,、:]{0,40}的(?:人员|人|同志|干部|部门|单位|成员|专业|工作人员)")
_REVERSED: Final = re.compile(
    rf"(?:作为|列为|确定为|为|是)(?:本?(?:项|该项)?(?:工作|任务)?的?|第一|主要)"
    rf"(?:(?P<lead>{LEAD_LABEL})|(?P<support>{SUPPORT_LABEL}))(?![:为是])"
)
_HELP_ENDS: Final = re.compile(  # 区财政局配合。 区残联配合做好…… ; not 配合公安机关打击
    r"$|[。;,、!)\]]|(?:做好|开展|落实|实施|完成|推进|抓好|组织|工作)"
)


def running_owners(source: Narrow, taken: list[Stretch]) -> tuple[list[Item], list[Stretch]]:
    """The owners that running text names outside `taken` stretches, and where their roles stand."""
    text = source.text
    items: list[Item] = []
    evidence: list[Stretch] = []
    previous_end, lead_before, reach = 0, False, 0
    for match in _VERB.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        begin = _clause_start(text, match.start(), max(previous_end, _behind(taken, match.start())))
        if _SENTENCE_END.search(text, min(reach, begin), begin):
            lead_before = False
        helps = match["help"] is not None
        if begin >= match.start() or _RELATIVE.match(text, match.end()):
            continue
        if helps and not lead_before and not _HELP_ENDS.match(text, match.end()):
            continue
        reading = list_of_owners(
            source, begin, match.end(), role=None, bracketed=False, lead_before=lead_before
        )
        found = [item for item in reading.items if item.role is not None]
        if reading.broken or not found:
            continue
        if not lead_before and all(item.collective or item.open_ended for item in found):
            continue
        items.extend(found)
        previous_end = reach = match.end()
        lead_before = lead_before or any(item.role is Role.LEAD for item in found)
        evidence.append((found[0].start, match.end()))
    for match in _REVERSED.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        begin = _clause_start(text, match.start(), _behind(taken, match.start()))
        role = Role.LEAD if match["lead"] else Role.SUPPORT
        reading = list_of_owners(source, begin, match.start(), role=role, bracketed=False)
        if reading.items and not reading.broken and any(_named(item) for item in reading.items):
            items.extend(reading.items)
            evidence.append((reading.items[0].start, match.end()))
    return items, evidence


def _named(item: Item) -> bool:
    return not item.collective and not item.open_ended


def _behind(taken: list[Stretch], position: int) -> int:
    return max((end for _, end in taken if end <= position), default=0)


def _clause_start(text: str, verb: int, floor: int) -> int:
    """Where the words that a verb may speak of begin: behind the last stop, 由, or earlier verb."""
    begin = max(floor, verb - _LONGEST_CLAUSE)
    for stop in _STOP.finditer(text, begin, verb):
        begin = stop.end()
    return begin
