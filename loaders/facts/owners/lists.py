"""The owners of one written list: roles by label, by verb, by bracket, and the open tail 等……成员单位.

    牵头单位：区民政局，责任单位：区司法局、区妇联等区妇儿工委有关成员单位、特邀单位
    市教育局牵头，市财政局、各镇（街）按职责分工负责
    责任单位：区卫健局（牵头）、区财政局

Here a list is already found (`owners` finds it); this module reads it. Positions are those of a
`Narrow` text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from graph.model import Role
from loaders.facts.owners.narrow_text import Narrow
from loaders.facts.owners.role_words import (
    BRACKET_VERB,
    SHARED_OUT,
    closing_verb,
    role_of_verb,
)
from loaders.facts.owners.unit_names import (
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """What was read of a list; `broken` where something that is no unit ended it too early."""

    items: tuple[Item, ...]  # with roles; names to which nothing gives a role are left out
    end: int
    broken: bool


_FAR: Final = 2000  # characters looked at for 部门, which lets 公安、民政 be names
_LEADING_WORDS: Final = re.compile(
    r"(?:[\"“”'‘’「」*★☆▲:]|由|并由|各由|分别由|其中|同时|以及|并|和|及|与|主要|包括|主责|\d{1,2}[.)](?!\d))+"
)
_WITH: Final = re.compile(r"会同|商(?=[市区县省])")
_TERM: Final = re.compile(r".*(?:\d{4}年|月底|年底|完成|长期|持续|推进|坚持|每年).*|")
_ORDINAL: Final = re.compile(r"\d+[.．)](?!\d)|[①-⑳]|——|[(\[](?:\d+|[一二三四五六七八九十]+)[)\]]")
_ETC: Final = re.compile(r"等(?<![平高中初同均优特何]等)(?!级|次|候|待|值|额|距|奖|保)")
_NAMELESS_TAIL: Final = re.compile(  # 等部门、等12个单位: nothing that could be named
    r"(?:(?:\d+|[一二三四五六七八九十百]+|多|若干)(?:个|家))?(?:部门|单位|机构|部委|组织|方面|成员)?(?:[和、]单位|单位)?"
)
_TAIL_GOES_ON: Final = re.compile(
    r"(?!各)(?:(?:特邀|有关|相关|成员).*(?:单位|部门)|.{0,8}成员单位)"
)


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
    reader = _ListReader(source, role=role, bracketed=bracketed, led=led)
    reader.stems = "部门" in source.text[start : min(end, start + _FAR)]
    return reader.reading(start, end)


class _ListReader:
    """Reads one list, item by item; keeps what the items so far mean for those to come."""

    def __init__(self, source: Narrow, *, role: Role | None, bracketed: bool, led: bool) -> None:
        self.source, self.text = source, source.text
        self.role, self.bracketed = role, bracketed
        self.led = led  # 牵头 has been said, so that 负责 behind it means to support
        self.stems = False  # 公安、民政等部门: a function without its office is a name too
        self.items: list[Item] = []
        self.waiting = 0  # items[waiting:] have no verb yet
        self.and_others = False  # the names closed with 等部门: there are more than are named

    def reading(self, start: int, end: int) -> ListReading:
        """The list in `text[start:end]`."""
        reached, broken = start, False
        for left, right, before in separated(self.text, start, end):
            left, right, last = self._trimmed(left, right)
            known = len(self.items)
            if self._read(left, right, before):
                if right > left:
                    reached = right
                broken = last
            else:
                del self.items[known:]
                broken = not _TERM.fullmatch(self.text, left, min(right, left + LONGEST_ITEM)) and (
                    not (self.bracketed and self.items)
                )
            if broken:
                break
        if self.role is not None or any(item.role is Role.LEAD for item in self.items):
            self._settle(self.waiting, len(self.items), self.role or Role.SUPPORT)
        said = tuple(item for item in self.items if item.role is not None)
        return ListReading(items=said, end=reached, broken=broken)

    def _trimmed(self, left: int, right: int) -> tuple[int, int, bool]:
        """An item without the words that lead to it, and whether the list must end with it."""
        last = right - left > 3 * LONGEST_ITEM
        right = min(right, left + 3 * LONGEST_ITEM)
        if not self.bracketed and (ordinal := _ORDINAL.search(self.text, left, right)):
            right, last = ordinal.start(), True
        if opening := _LEADING_WORDS.match(self.text, left, right):
            left = opening.end()
        while right > left and self.text[right - 1] in "\"”’」'*。":
            right -= 1
        return left, right, last

    def _read(self, left: int, right: int, before: str) -> bool:
        """Whether an item could be read: names, a verb, or names and the verb that closes them."""
        own = BRACKET_VERB.search(self.text, left, right)
        verb = own or closing_verb(self.text, left, right)
        if verb and not own and not self.bracketed and verb["carries"] is not None:
            verb = None
        first = len(self.items)
        if not self._names(left, verb.start() if verb else right, tight=before in {"", "、"}):
            return False
        if verb:
            self._give_role(verb, first, own=own is not None)
        return True

    def _names(self, left: int, right: int, *, tight: bool, with_others: bool = False) -> bool:
        """Whether all of `text[left:right]` is names; they are added to the items."""
        text = self.text
        if left >= right:
            return True
        if together := _WITH.search(text, left, right):
            return self._names(
                left, together.start(), tight=tight, with_others=with_others
            ) and self._names(together.end(), right, tight=True, with_others=True)
        previous = self.items[-1] if self.items else None
        if previous and tight:
            if previous.open_ended and _TAIL_GOES_ON.fullmatch(text, left, right):
                self.items[-1] = replace(previous, end=right)
                return True
            with_others = with_others or previous.with_others
        etc = _ETC.search(text, left, right)
        if etc and etc.start() > left and not self._is_name(text[left : etc.start()]):
            etc = None
        for start, end in names(self.source, left, etc.start() if etc else right):
            name = text[start:end]
            if not self._is_name(name):
                return not name
            vague = names_no_single_unit(name)
            self.items.append(
                Item(start=start, end=end, tight=tight, with_others=with_others, collective=vague)
            )
            tight = True
        self.and_others = etc is not None
        if etc and not _NAMELESS_TAIL.fullmatch(text, etc.end(), right):
            if not could_be_owner(text[etc.end() : right]):
                return False
            self.items.append(
                Item(start=etc.end(), end=right, open_ended=True, with_others=with_others)
            )
        return True

    def _is_name(self, name: str) -> bool:
        if names_no_single_unit(name):
            return len(name) <= LONGEST_ITEM and (self.bracketed or not reads_as_phrase(name))
        if self.stems and is_stem(name):
            return True
        if self.role is None:
            return is_known_unit(name)
        return could_be_owner(name) if self.bracketed else looks_like_unit(name)

    def _give_role(self, verb: re.Match[str], first: int, *, own: bool) -> None:
        """Gives a verb's role to the items that it closes.

        A verb in brackets speaks of the name before it, unless it shares the work out. Behind a label
        a verb reaches back to the last comma, since what stands before has the label's role.
        """
        said = verb.groupdict()
        shared = bool(SHARED_OUT.search(said["manner"] or said["carries"] or ""))
        end = len(self.items)
        reach = self.waiting
        if own and not shared:
            reach = max(first, reach)
        elif not own and self.role is not None and first < end:
            reach = end - 1
            while reach > self.waiting and self.items[reach].tight:
                reach -= 1
        closed = self.items[reach:]
        vague = self.and_others or any(item.collective or item.open_ended for item in closed)
        given = (
            Role.SUPPORT
            if said["carries"] is not None
            else role_of_verb(verb, led=self.led, vague=vague)
        )
        self.led = self.led or said["leads"] is not None
        if not own and self.role is not None:
            self._settle(self.waiting, reach, self.role)
        self._settle(reach, end, given)
        if not own:
            self.waiting = end

    def _settle(self, start: int, end: int, role: Role) -> None:
        """Gives a role to those of `items[start:end]` that have none."""
        for i in range(start, end):
            if self.items[i].role is None:
                helps = self.items[i].with_others
                self.items[i] = replace(self.items[i], role=Role.SUPPORT if helps else role)
