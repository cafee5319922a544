"""Which indicators a question in free words speaks of.

孕产妇死亡率控制在多少             its name
学前教育毛入园率哪里最高           another wording of it
高中入学率、入园率                 a short form: the end of a name, and maybe a part before it
近视率                             several indicators, if the graph has several
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from graph.indicators import indicator, key, rows_by_key, spellings
from graph.store import Node, View

_LONGEST: Final = 300  # characters of a text that are looked at
_SHORTEST: Final = 3  # of a name, in characters of its key
_LONGEST_SHORT_FORM: Final = 16
_PART: Final = 2  # least characters of each of the two parts of a short form
# A short form of another end, a plain noun, must be longer to mean a number: 儿科医生.
_TELLING_END: Final = re.compile(r"(?:率|比例|水平|时间|年限|面积|投资|标准|增幅|次|数)$")
_SHORTEST_NOUN: Final = 4
# How a question says what the end of a name says.
_SAID: Final = (
    (re.compile(r"占(?:了|到|的)?(?:比|多少|几成|百分之几|多大比例)"), "比例"),
    (re.compile(r"(?:多少|几个?)小时|多长时间|多久"), "时间"),
    (re.compile(r"(?:多少|几)次"), "次数"),
    (re.compile(r"(?:里面|里头|当中|里)的?"), "中"),
)
_GROWTH: Final = "年均增幅"  # 肥胖率 is short for 肥胖率年均增幅


class IndicatorNames:
    """The indicators of a view that does not change, by what they are called."""

    def __init__(self, view: View) -> None:
        self._nodes: dict[str, Node] = {
            str(node.properties["name"]): node for node in view.nodes(label="Indicator")
        }

    def said_in(self, text: str) -> tuple[Node, ...]:
        """The indicators that a text names, in its order; of names that overlap the longest.

        A short form gives all that it may mean. A name that the vocabulary knows and the graph lacks
        may itself be one; no part of it is: a question for 流动孕产妇死亡率 is not answered with
        孕产妇死亡率.
        """
        asked = text[:_LONGEST]
        for said, written in _SAID:
            asked = said.sub(written, asked)
        asked = key(asked)
        found: dict[str, None] = {}
        last = 0
        for start, end, name in self._named(asked):
            found |= dict.fromkeys(self._shortened(asked[last:start]))
            if name in self._nodes:
                found[name] = None
            else:
                found |= dict.fromkeys(self._meant(asked[start:end]))
            last = end
        found |= dict.fromkeys(self._shortened(asked[last:]))
        return tuple(self._nodes[name] for name in found)

    def _named(self, asked: str) -> Sequence[tuple[int, int, str]]:
        """The full names and wordings in a key, in order: (start, end, name), none over another."""
        rows, own = rows_by_key(), self._own
        spans = []
        for start in range(len(asked)):
            for length in self._lengths.get(asked[start : start + _PART], ()):
                words = asked[start : start + length]
                if words in own or words in rows:
                    spans.append((start, start + len(words), own.get(words) or rows[words].name))
        taken: list[tuple[int, int, str]] = []
        for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if all(span[1] <= start or end <= span[0] for start, end, _ in taken):
                taken.append(span)
        return sorted(taken)

    def _shortened(self, asked: str) -> Iterator[str]:
        """The indicators whose short forms stand in a stretch of a key, by the longest of each end."""
        last = 0
        for end in range(_SHORTEST, len(asked) + 1):
            if asked[end - _PART : end] not in self._by_ending:
                continue
            for start in range(max(last, end - _LONGEST_SHORT_FORM), end - _SHORTEST + 1):
                form = asked[start:end]
                if len(form) < _SHORTEST_NOUN and not _TELLING_END.search(form):
                    break
                if meant := self._meant(form):
                    yield from meant
                    last = end
                    break

    def _meant(self, form: str) -> tuple[str, ...]:
        """The names that a form is short for: ends of a wording before ends with a part before them.

        Of two names where one ends with the other, the plain one is meant: 产妇死亡率 is not
        流动孕产妇死亡率.
        """
        candidates = self._by_ending.get(form[-_PART:], ())
        names = {name for wording, name in candidates if wording.endswith(form)}
        if not names:
            names = {name for wording, name in candidates if _abridged(form, wording)}
        return tuple(
            sorted(n for n in names if not any(n != other and n.endswith(other) for other in names))
        )

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """The keys of the graph's indicators that no vocabulary knows → their names."""
        keys = ((key(name), name) for name in self._nodes if indicator(name) is None)
        return {each: name for each, name in keys if len(each) >= _SHORTEST}

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        """How long the names are that begin with two characters."""
        found = dict(_lengths_of_known())
        for opening, own in _lengths(self._own).items():
            found[opening] = sorted({*found.get(opening, ()), *own})
        return found

    @cached_property
    def _by_ending(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """(key, name) of every wording of the graph's indicators, by the last two characters."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name in self._nodes:
            for form in _forms(name):
                found.setdefault(form[-_PART:], []).append((form, name))
        return found


def indicators_named(view: View, text: str) -> tuple[Node, ...]:
    """The indicators of a view that a text names; for many texts, keep an `IndicatorNames`."""
    return IndicatorNames(view).said_in(text)


def _abridged(form: str, wording: str) -> bool:
    """Whether a form is a part of a wording and then its end: 高中入学率 of 高中阶段教育毛入学率."""
    return any(
        wording.endswith(form[cut:]) and form[:cut] in wording[: len(wording) - len(form) + cut]
        for cut in range(_PART, len(form) - _PART + 1)
    )


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[str, ...]:
    """The keys of an indicator's wordings; 数 at an end, which keys drop, with it and without."""
    row = indicator(name)
    found: dict[str, None] = {}
    for alias in (row.name, *row.aliases) if row else (name,):
        for wording in spellings(alias):
            form = key(wording)
            found[form] = found[form.removesuffix(_GROWTH)] = None
            if wording.endswith(("数", "数量")):
                found[form + "数"] = None
    return tuple(found)


@lru_cache(maxsize=1)
def _lengths_of_known() -> Mapping[str, Sequence[int]]:
    return _lengths(rows_by_key())


def _lengths(names: Iterable[str]) -> dict[str, Sequence[int]]:
    found: dict[str, set[int]] = {}
    for name in names:
        if len(name) >= _SHORTEST:
            found.setdefault(name[:_PART], set()).add(len(name))
    return {opening: sorted(some) for opening, some in found.items()}
