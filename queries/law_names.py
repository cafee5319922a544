"""Which instruments a question names: 反家暴法, 未保法, 两纲, 湖北的妇女权益保障法实施办法.

Known are the names of `graph/vocabulary/laws.csv` and those of the instruments that the graph's plans cite, as
`queries.spoken_titles` says them. The longest name wins, and one that no plan cites still hides the shorter ones
within it: 高等教育法 is not 教育法.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from graph.gazetteer import gazetteer
from graph.laws import normal_title
from graph.store import Node, View
from queries.spoken_titles import Spoken, spoken_key, spoken_titles

_READ: Final = 1000  # characters of a question
_SHORT: Final = 3  # a name of so few characters stands only where a word can begin
_BEGINS: Final = frozenset(
    "施实彻行习传守据照按依由以对将把在从和及或同反合订改善布动进强大新的国等为是用好讲学明触循据例法"
    "到了引提述过哪部条有问查找看含关于说写列就拿除像比跟个那该指叫"
)
# What makes another word or another paper of a law's name: 教育法律, 宪法精神, 妇女权益保障法实施办法.
_GOES_ON: Final = re.compile(
    "律|学|治|院|庭|制|官|规(?!定)|盲|医|系|师|(?:的?实施)?(?:办法|条例|细则)|原则|精神|意识|宣誓|日|周"
)
_YEARS: Final = re.compile(r"\(\d{4}-\d{4}年\)")
_YEAR: Final = re.compile(r"\d{4}年[^）]*）$")
_BEHIND_A_PLACE: Final = re.compile(r"(?<![我本全各了过到用的据])[省市区县州旗盟]$")
_LONGEST_SHORT_PLACE: Final = 4


def laws_named(view: View, text: str) -> tuple[Node, ...]:
    """The graph's Law nodes that a text names, in the order of the text, each once.

    A running process keeps a `LawNames` instead: this one reads the instruments anew.
    """
    return LawNames(view).named(text)


class LawNames:
    """The names of the instruments that a graph cites, read once for a graph that does not change."""

    def __init__(self, view: View) -> None:
        self._laws: Mapping[str, Node] = {
            str(law.properties["title"]): law for law in view.nodes(label="Law")
        }
        self._names = spoken_titles(self._laws)
        self._by_opening: dict[str, list[str]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            self._by_opening.setdefault(name[:2], []).append(name)

    def named(self, text: str) -> tuple[Node, ...]:
        """The Law nodes that a text names, in its order, each once; all editions where it prints no years."""
        read = spoken_key(normal_title(text[:_READ]))
        found: dict[str, Node] = {}
        at = 0
        while at < len(read):
            here = self._by_opening.get(read[at : at + 2], ())
            name = next((name for name in here if _stands(name, read, at)), "")
            if name:
                for title in self._titles(self._names[name], read, at, at + len(name)):
                    found[self._laws[title].id] = self._laws[title]
            at += len(name) or 1
        return tuple(found.values())

    def called(self, name: str) -> tuple[Node, ...]:
        """The Law nodes whose name this is as a whole."""
        meant = self._names.get(spoken_key(normal_title(name.strip())))
        titles = meant.titles if meant else ()
        return tuple(self._laws[title] for title in titles if title in self._laws)

    def _titles(self, meant: Spoken, read: str, start: int, end: int) -> list[str]:
        """The titles that a name at `read[start:end]` stands for among those the graph cites."""
        if read[end - 1] == "法" and _GOES_ON.match(read, end):
            return []
        if meant.placeless and _is_placed(read[:start]):
            return []
        other_edition = _YEARS.match(read, end) is not None
        return [
            title
            for title in meant.titles
            if title in self._laws and not (other_edition and _YEAR.search(title))
        ]


def _stands(name: str, read: str, at: int) -> bool:
    """Whether a name is printed at `at`, where a word can begin."""
    if not read.startswith(name, at):
        return False
    before = read[at - 1 : at]
    return len(name) > _SHORT or not "\u4e00" <= before <= "\u9fff" or before in _BEGINS


def _is_placed(before: str) -> bool:
    """Whether words end with a place, as 青岛市 and 青岛 do but 我省 does not."""
    if _BEHIND_A_PLACE.search(before):
        return True
    short = gazetteer().short
    return any(before[-length:] in short for length in range(2, _LONGEST_SHORT_PLACE + 1))
