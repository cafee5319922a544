"""The owners of one written list: roles by label, by verb, by bracket, and the open tail 等……成员单位.

    牵头单位：区民政局，责任单位：区司法局、区妇联等区妇儿工委有关成员单位、特邀单位
    市教育局牵头，市财政局、各镇（街）按职责分工负责
    责任单位：区卫健局（牵头）、区财政局

Here a list is already found (`owners` finds it); this module reads it. Positions are those of a
`Narrow` text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from graph.model import Role
from loaders.narrow_text import Narrow
from loaders.role_words import (
    BRACKET_VERB,
    CLOSING_VERB,
    SHARED_OUT,
    role_of_verb,
)
from loaders.unit_names import (
    LONGEST_ITEM,
    could_be_owner,
    is_known_unit,
    is_stem,
    looks_like_unit,
    names,
    names_no_single_unit,
    reads_as_phrase,
    separated,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One name of a list, with its role once that is known."""

    start: int
    end: int
    role: Role | None = None
    open_ended: bool = False
    collective: bool = False
    tight: bool = True  # joined to the item before it by 、 or 和, not by a comma
    with_others: bool = False  # stands behind 会同


@dataclass(slots=True)
class ListReading:
    """What has been read of a list so far."""

    items: list[Item] = field(default_factory=list)
    waiting: int = 0  # items[waiting:] have no verb yet
    end: int = 0
    broken: bool = False  # something that is no unit stopped the reading
    and_others: bool = False  # the names close with 等部门: there are more than are named
    led: bool = False  # 牵头 has been said, so that 负责 behind it means to support


_LEADING_WORDS: Final = re.compile(
    r"(?:[\"“”'‘’「」*★☆▲:]|由|并由|各由|分别由|其中|同时|以及|并|和|及|与|主要|包括|主责|\d{1,2}[.)](?!\d))+"
)
_WITH: Final = re.compile(r"会同|商(?=[市区县省])")
_TERM: Final = re.compile(r".*(?:\d{4}年|月底|年底|完成|长期|持续|推进|坚持|每年).*|")
_ORDINAL: Final = re.compile(r"\d+[.．)](?!\d)|[①-⑳]|——|[(\[](?:\d+|[一二三四五六七八九十]+)[)\]]")
_ETC: Final = re.compile(r"(?<![平高中初同均优特何])等(?!级|次|候|待|值|额|距|奖|保)")
_NAMELESS_TAIL: Final = re.compile(  # 等部门、等12个单位: nothing that could be named
    r"(?:(?:\d+|[一二三四五六七八九十百]+|多|若干)(?:个|家))?(?:部门|单位|机构|部委|组织|方面|成员)?(?:[和、]单位|单位)?"
)
_TAIL_GOES_ON: Final = re.compile(r"(?:特邀|有关|相关|成员).*(?:单位|部门)|.{0,8}成员单位")


def list_of_owners(
    source: Narrow,
    start: int,
    end: int,
    *,
    role: Role | None,
    bracketed: bool,
    led: bool = False,
) -> ListReading:
    """The owners in `text[start:end]`.

    Args:
        source: The text without white space.
        start: Where the list begins, behind its label.
        end: The furthest it can reach.
        role: What the label says; None without a label.
        bracketed: Whether brackets bound the list. Without them the first item that is no unit ends
            it, and a name must look like one; within them a label vouches for its items.
        led: Whether the words before have said 牵头.
    """
    reading = ListReading(end=start, led=led)
    stems = "部门" in source.text[start : min(end, start + 2000)]
    for left, right, before in separated(source.text, start, end):
        if reading.broken:
            break
        if not _read_item(source, left, right, before, reading, role, bracketed, stems):
            if _TERM.fullmatch(source.text, left, min(right, left + LONGEST_ITEM)):
                continue
            reading.broken = not (bracketed and reading.items)
    if role is not None or any(item.role is Role.LEAD for item in reading.items):
        for i in range(reading.waiting, len(reading.items)):
            if reading.items[i].role is None:
                reading.items[i] = replace(reading.items[i], role=role or Role.SUPPORT)
    return reading


def _read_item(
    source: Narrow,
    left: int,
    right: int,
    before: str,
    reading: ListReading,
    role: Role | None,
    bracketed: bool,
    stems: bool,
) -> bool:
    """Whether `text[left:right]` could be read; what it holds is added to `reading`."""
    text = source.text
    if right - left > 3 * LONGEST_ITEM:
        right, cut_short = left + 3 * LONGEST_ITEM, True
    else:
        cut_short = False
    if not bracketed and (ordinal := _ORDINAL.search(text, left, right)):
        right, cut_short = ordinal.start(), True
    while (opening := _LEADING_WORDS.match(text, left, right)) and opening.end() > left:
        left = opening.end()
    while right > left and text[right - 1] in "\"”’」'*。":
        right -= 1
    own = BRACKET_VERB.search(text, left, right)
    verb = own or CLOSING_VERB.search(text, left, right)
    if verb and not own and not bracketed and verb["carries"] is not None:
        verb = None
    stop = verb.start() if verb else right
    first_new = len(reading.items)
    if not _read_names(source, left, stop, before, reading, role, bracketed, stems):
        del reading.items[first_new:]
        return False
    if verb:
        _give_role(reading, verb, first_new, own=own is not None, role=role)
    if len(reading.items) > first_new or verb:
        reading.end = right
    if cut_short:
        reading.broken = True
    return True


def _read_names(
    source: Narrow,
    left: int,
    right: int,
    before: str,
    reading: ListReading,
    role: Role | None,
    bracketed: bool,
    stems: bool,
) -> bool:
    """Whether all of `text[left:right]` is names; they are added to `reading`."""
    text = source.text
    if left >= right:
        return True
    tight = before in {"", "、"}
    if with_others := _WITH.search(text, left, right):
        return _read_names(
            source, left, with_others.start(), before, reading, role, bracketed, stems
        ) and _read_with(source, with_others.end(), right, reading, role, bracketed, stems)
    etc = _ETC.search(text, left, right)
    if (
        etc
        and not _is_name(text[left : etc.start()], role, bracketed, stems)
        and etc.start() > left
    ):
        etc = None
    previous = reading.items[-1] if reading.items else None
    whole = text[left:right]
    if previous and previous.open_ended and before == "、" and _TAIL_GOES_ON.fullmatch(whole):
        if "各" not in whole[:1]:
            reading.items[-1] = replace(previous, end=right)
            return True
    behind = bool(previous and previous.with_others and tight)
    for start, end in names(source, left, etc.start() if etc else right):
        name = text[start:end]
        if not name:
            continue
        if not _is_name(name, role, bracketed, stems):
            return False
        reading.items.append(
            Item(
                start=start,
                end=end,
                tight=tight,
                with_others=behind,
                collective=names_no_single_unit(name),
            )
        )
        tight = True
    reading.and_others = etc is not None
    if etc and not _NAMELESS_TAIL.fullmatch(text, etc.end(), right):
        if not could_be_owner(text[etc.end() : right]):
            return False
        reading.items.append(Item(start=etc.end(), end=right, open_ended=True, with_others=behind))
    return True


def _read_with(
    source: Narrow,
    left: int,
    right: int,
    reading: ListReading,
    role: Role | None,
    bracketed: bool,
    stems: bool,
) -> bool:
    """The names behind 会同, who help whoever stands before it."""
    first = len(reading.items)
    if not _read_names(source, left, right, "", reading, role, bracketed, stems):
        return False
    for i in range(first, len(reading.items)):
        reading.items[i] = replace(reading.items[i], with_others=True)
    return True


def _is_name(name: str, role: Role | None, bracketed: bool, stems: bool) -> bool:
    if names_no_single_unit(name):
        return len(name) <= LONGEST_ITEM and (bracketed or not reads_as_phrase(name))
    if stems and is_stem(name):
        return True
    if role is None:
        return is_known_unit(name)
    return could_be_owner(name) if bracketed else looks_like_unit(name)


def _give_role(
    reading: ListReading, verb: re.Match[str], first_new: int, *, own: bool, role: Role | None
) -> None:
    """Gives the verb's role to the items it closes.

    A verb in brackets speaks of the name before it, unless it shares the work out. Behind a label a
    verb reaches back to the last comma, since what stands before has the label's role.
    """
    items = reading.items
    groups = verb.groupdict()
    shared = bool(SHARED_OUT.search(groups["manner"] or groups["carries"] or ""))
    if own and not shared:
        reach = first_new
    elif own or role is None or first_new == len(items):
        reach = reading.waiting
    else:
        reach = len(items) - 1
        while reach > reading.waiting and items[reach].tight:
            reach -= 1
    reach = max(reach, reading.waiting)
    closed = range(reach, len(items))
    said = (
        Role.SUPPORT
        if groups["carries"] is not None
        else role_of_verb(
            verb,
            lead_named=reading.led,
            collective=reading.and_others
            or any(items[i].collective or items[i].open_ended for i in closed),
        )
    )
    for i in closed:
        if items[i].role is None:
            items[i] = replace(items[i], role=Role.SUPPORT if items[i].with_others else said)
    reading.led = reading.led or groups["leads"] is not None
    if not own:
        if role is not None:
            for i in range(reading.waiting, reach):
                if items[i].role is None:
                    items[i] = replace(items[i], role=role)
        reading.waiting = len(items)
