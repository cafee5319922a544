"""Where a text may name laws and other instruments; `loaders.facts.laws` decides what they mean.

Plans print titles in five ways, and each has its finder here:

- in 《》, also nested, or with one of the two marks forgotten;
- by a name that the vocabulary knows, anywhere: 加强未成年人保护法实施;
- after a citing verb, or joined by 、和及 to another title, by what looks like one: 落实校车安全条例;
- a place's measures for a law, with or without that law: 湖北省实施《…法》办法, 湖北省实施办法;
- the outline of a five-year plan: 国民经济和社会发展第十四个五年规划和2035年远景目标纲要.

Where two findings overlap the longer is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from graph.folding import folded
from graph.laws import names
from loaders.facts.laws.title_marks import marked_titles
from loaders.facts.laws.title_words import (
    DRAFTED,
    EDGE,
    ENDING,
    JOIN,
    PLACE,
    PROVINCE,
    REMARK,
    STOP,
    VERB_BEFORE_TITLE,
    VERBS,
)

# White space but for line ends, and quotation marks, as one class: a search is fast for no other.
_HIDDEN: Final = re.compile(
    '[\t\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000“”‘’"]'
)
_INNER: Final = re.compile(r"<([^<>\n]{2,60})>")  # folding has made 〈〉 into <>


class Form(StrEnum):
    """How a candidate was found."""

    QUOTED = "quoted"
    MEASURES = "measures"  # 湖北省实施《中华人民共和国妇女权益保障法》办法
    ELIDED = "elided"  # 湖北省实施办法
    OUTLINE = "outline"  # 国民经济和社会发展第十四个五年规划
    KNOWN = "known"
    PHRASE = "phrase"  # begins with a place or 关于
    WORDS = "words"  # ends like a title; may be a short form, or no title at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """`text[start:end]` may be a title."""

    start: int
    end: int
    form: Form
    after: str  # the next few characters
    listed: bool = False  # joined by 、和及 to the candidate before


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as the finders read it, and the way back to its own offsets."""

    text: str
    read: str
    gaps: tuple[int, ...]  # for each hidden character, where in `read` it would stand

    def origin(self, at: int) -> int:
        return at + bisect_right(self.gaps, at)

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text; a quotation mark whose partner lies inside is taken in."""
        left, right = self.origin(start), self.origin(end - 1) + 1
        inside = self.text[left:right]
        if inside.count("”") > inside.count("“") and self.text[left - 1 : left] == "“":
            left -= 1
        if inside.count("“") > inside.count("”") and self.text[right : right + 1] == "”":
            right += 1
        return left, right


def _reading(text: str) -> _Reading:
    hidden = [m.start() for m in _HIDDEN.finditer(text)]
    seen = _HIDDEN.sub("", text) if hidden else text
    gaps = tuple(at - i for i, at in enumerate(hidden))
    read = folded(seen).replace("与", "和")  # plans mix the two: 人口与计划生育法
    return _Reading(text, _INNER.sub(r"《\1》", read) if "<" in read else read, gaps)


_ISSUER: Final = r"(?:[\u4e00-\u9fff、]{1,25}?[院厅部委局会署联央府])?"
_TITLE: Final = re.compile(
    rf"(?P<about>{_ISSUER}关于[^{STOP}]{{6,70}}?"
    rf"(?:的(?:若干|指导|实施)?(?:意见|通知|决定|办法|方案|措施)|政策)){REMARK}{EDGE}"
    rf"|(?P<placed>{PLACE}[^{STOP}、]{{2,50}}?"
    rf"(?:条例|办法|规定|细则|规划|纲要|计划|方案|意见|通知)){REMARK}{EDGE}"
    rf"|(?P<words>[^{STOP}、的]{{2,24}}?(?:条例|办法|规定|细则|标准|计划|公约|法)){EDGE}"
)
_MEASURES: Final = re.compile(
    rf"{PROVINCE}(?:(?:贯彻)?实施《?(?:中华人民共和国)?[\u4e00-\u9fff]{{2,22}}?法》?(?:实施)?"
    r"|《?(?:中华人民共和国)?[\u4e00-\u9fff]{2,22}?法》?实施)(?:办法|条例|细则)"
)
_ELIDED: Final = re.compile(rf"(?:{PROVINCE}|[我本]?[省市])实施(?:办法|条例|细则){EDGE}")
_OUTLINE: Final = re.compile(
    r"国民经济和社会发展第十[一二三四五六七八九]?个五年(?:规划|计划)"
    r"(?:和(?:二[〇0○]三五|2035)年远景目标)?(?:纲要)?(?!的建议)"
)
_BEFORE_PLACE: Final = re.compile(rf"[^\u4e00-\u9fff]|{VERBS}|按照|[和及将对以在把]")
_A_PLACE: Final = re.compile(r"[省市区县州旗盟国]$")
_REMARK: Final = re.compile(REMARK)
_PROVINCIAL: Final = re.compile(rf"{PROVINCE}[^{STOP}、的]{{3,24}}?条例{EDGE}")
_PLACE_BEFORE: Final = re.compile(rf"{PROVINCE}$")


@cache
def _by_tail() -> dict[str, tuple[str, ...]]:
    """The vocabulary's names by their last three characters (two, if there are no more), longest first."""
    tails: dict[str, list[str]] = {}
    for name in names():
        if any(found.end() == len(name) for found in ENDING.finditer(name)):
            tails.setdefault(name[-3:], []).append(name)
    return {tail: tuple(sorted(found, key=len, reverse=True)) for tail, found in tails.items()}


# A name of two or three characters is one only where a word can begin: 教育法, not 职前教育法.
_SHORT: Final = 3
_WORD_BEGINS: Final = frozenset(
    "施实彻行习传守据照按依由以对将把在从和及或同反合订改善布动进强大新的国等为是用好讲学明触循据例法"
)


def _known(read: str) -> Iterator[tuple[int, int]]:
    """Names of the vocabulary, each with the province or the bracketed years printed beside it."""
    tails = _by_tail()
    for ending in ENDING.finditer(read):
        end = ending.end()
        long, short = read[max(0, end - 3) : end], read[max(0, end - 2) : end]
        for name in tails.get(long, ()) + tails.get(short, ()):
            if not read.endswith(name, 0, end):
                continue
            start = end - len(name)
            if len(name) > _SHORT or _word_begins(read, start):
                law = ending[0] in ("法", "法典") or name.endswith(")")
                place = None if law else _PLACE_BEFORE.search(read, max(0, start - 8), start)
                remark = _REMARK.match(read, end)
                yield place.start() if place else start, remark.end() if remark else end
            break


def _word_begins(read: str, at: int) -> bool:
    before = read[at - 1 : at]
    return not "\u4e00" <= before <= "\u9fff" or before in _WORD_BEGINS


def _outlines(read: str) -> Iterator[tuple[int, int]]:
    """Outlines of five-year plans, each from its place on if one is printed before it."""
    for found in _OUTLINE.finditer(read):
        start = max(0, found.start() - 22)
        for before in _BEFORE_PLACE.finditer(read, start, found.start()):
            start = before.end()
        named = _A_PLACE.search(read, start, found.start())
        yield start if named else found.start(), found.end()


def _titles_at(
    read: str, at: int, tried: set[int], *, listed: bool
) -> Iterator[tuple[int, int, Form, bool]]:
    """Titles without marks from `at` on, as long as 、和及 joins one to the next."""
    while at not in tried and (found := _TITLE.match(read, at)) is not None:
        tried.add(at)
        form = Form.WORDS if found["words"] else Form.PHRASE
        if not _drafted(read, found.start(), found.end()):
            yield found.start(), found.end(), form, listed
        join = JOIN.match(read, found.end())
        if join is None:
            return
        at, listed = join.end(), True


_ORDER: Final = tuple(Form)  # of two equally long readings the earlier form is kept


def _kept(found: list[tuple[int, int, Form, bool]]) -> list[tuple[int, int, Form, bool]]:
    """Those that do not overlap: longer ones first, mere words after all others."""
    found.sort(key=lambda f: (f[2] is Form.WORDS, f[0] - f[1], _ORDER.index(f[2]), f[0], not f[3]))
    kept: list[tuple[int, int, Form, bool]] = []
    ends: list[int] = []  # of `kept`, both in order of place
    for one in found:
        at = bisect_right(ends, one[0])
        if at == len(kept) or one[1] <= kept[at][0]:
            kept.insert(at, one)
            ends.insert(at, one[1])
    return kept


def candidates(text: str) -> tuple[Candidate, ...]:
    """Every place in `text` that may name an instrument, in order, none overlapping.

    Where two overlap the longer is kept, but words that only look like a title give way.
    """
    if not ENDING.search(text) and "《" not in text and "》" not in text:
        return ()
    reading = _reading(text)
    read = reading.read
    found: list[tuple[int, int, Form, bool]] = []
    found += ((a, b, Form.QUOTED, False) for a, b in marked_titles(read))
    if "实施" in read and ("办法" in read or "细则" in read or "条例" in read):
        found += ((m.start(), m.end(), Form.MEASURES, False) for m in _MEASURES.finditer(read))
        found += ((m.start(), m.end(), Form.ELIDED, False) for m in _ELIDED.finditer(read))
    if "条例" in read:
        found += (
            (m.start(), m.end(), Form.PHRASE, False)
            for m in _PROVINCIAL.finditer(read)
            if not _drafted(read, m.start(), m.end())
        )
    if "国民经济" in read:
        found += ((a, b, Form.OUTLINE, False) for a, b in _outlines(read))
    found += ((a, b, Form.KNOWN, False) for a, b in _known(read) if not _drafted(read, a, b))
    tried: set[int] = set()
    for _, end, _, _ in tuple(found):
        if join := JOIN.match(read, end):
            found += _titles_at(read, join.end(), tried, listed=True)
    for verb in VERB_BEFORE_TITLE.finditer(read):
        found += _titles_at(read, verb.end(), tried, listed=False)
    return tuple(
        Candidate(
            start=bounds[0],
            end=bounds[1],
            form=form,
            after=read[end : end + 4],
            listed=listed,
        )
        for start, end, form, listed in _kept(found)
        for bounds in (reading.bounds(start, end),)
    )


def _drafted(read: str, start: int, end: int) -> bool:
    """Whether a paper named without marks is still to be written: 制定家庭托育点管理办法."""
    law = read[end - 1] == "法" and read[end - 2] != "办"
    return not law and bool(DRAFTED.search(read, max(0, start - 10), start))
