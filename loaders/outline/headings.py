"""How a line begins: ordinals and part labels, as Chinese official writing numbers its levels.

GB/T 9704—2012 (党政机关公文格式) 7.3.3 numbers the levels “一、” “（一）” “1.” “（1）”; long plans put
第一篇, 第一章 and 第一节 above them, and lists use ①, ⑴, —— and bullets below. Real documents mix
half- and full-width forms and stops, which is why everything here reads folded words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from typing import Final

from graph.numerals import numeral_value
from graph.traditional import plain
from graph.vocabulary import rows


class Level(IntEnum):
    """The classes of ordinals, from the outermost to the innermost by the usual order."""

    PART = 0  # 第一篇
    CHAPTER = 1  # 第一章
    SECTION = 2  # 第一节
    DOTTED_1 = 3  # 3 推动教育优质均衡, in a document numbered 3, 3.1, 3.1.1 (GB/T 1.1—2020, 7.2)
    DOTTED_2 = 4  # 3.1
    DOTTED_3 = 5  # 3.1.1
    FIELD = 6  # 领域一：
    CHINESE = 7  # 一、
    CHINESE_BRACKETED = 8  # （一）
    ARABIC_COMMA = 9  # 1、
    ARABIC = 10  # 1.
    ARABIC_HALF = 11  # 1）
    ARABIC_BRACKETED = 12  # （1）
    CIRCLED = 13  # ①
    LETTER = 14  # a.
    DASH = 15  # ——
    BULLET = 16  # ●


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal at the start of a line: its class, value, and where the words after it begin.

    `decimal` is set where the ordinal could as well be part of a number (“3.5岁以下儿童…” is
    item 3 about children under five; “2.5张以上” is the middle of a sentence): only what stands before
    can tell.
    """

    level: Level
    number: int | None
    width: int
    decimal: bool = False


_CN: Final = "[〇零一二三四五六七八九十百]{1,4}"
_MARKERS: Final = re.compile(
    rf"(?P<part>第\s*{_CN}\s*[篇编](?![章节者]))[\s:、.]*"
    rf"|(?P<chapter>第\s*(?:{_CN}|\d{{1,2}})\s*章)[\s:、.]*"
    rf"|(?P<section>第\s*(?:{_CN}|\d{{1,2}})\s*[节節](?![课水日目能]))[\s:、.]*"
    rf"|(?P<field>[领領]域\s*(?:{_CN}|\d{{1,2}})\s*[:、.\s])[\s:、.]*"
    rf"|(?P<cnb>[(\[]\s*{_CN}\s*[)\]]|[㈠-㈩])[\s、.:]*"
    rf"|(?P<cn>{_CN}\s*[、.](?!\d)|{_CN}\s*,(?=\s*\S{{2,20}}$))\s*"
    r"|(?P<arb>\(\s*\d{1,3}\s*\)|[⑴-⒇])[\s、.]*"
    r"|(?P<arh>\d{1,3}\s*\)(?!\d))[\s、.]*"
    rf"|(?P<named>(?:目标|措施|任务|策略|举措)\s*(?:{_CN}|\d{{1,2}})\s*[:、.])\s*"
    r"|(?P<arc>\d{1,3}\s*、(?!\d+[、所个名人%]))\s*"
    r"|(?P<ar>\d{1,3}\s*\.(?P<decimal>\s*(?=\d))?|[⒈-⒛])\s*"
    r"|(?P<circled>[①-⑳❶-❿])[\s、.]*"
    r"|(?P<letter>[a-zA-Z][.、)](?![a-zA-Z0-9]))\s*"
    r"|(?P<dash>[—-]{2,4}(?![—-])|—(?![—\d])|-(?=[\u4e00-\u9fff\s]))\s*"
    r"|(?P<bullet>[●○■□◆◇•·▪▢►▶※★☆➢✓]|\*(?!\*))\s*"
)
_LEVELS: Final = {
    "part": Level.PART,
    "chapter": Level.CHAPTER,
    "section": Level.SECTION,
    "field": Level.FIELD,
    "cn": Level.CHINESE,
    "cnb": Level.CHINESE_BRACKETED,
    "named": Level.ARABIC_COMMA,  # 目标一：
    "arc": Level.ARABIC_COMMA,
    "ar": Level.ARABIC,
    "arh": Level.ARABIC_HALF,
    "arb": Level.ARABIC_BRACKETED,
    "circled": Level.CIRCLED,
    "letter": Level.LETTER,
    "dash": Level.DASH,
    "bullet": Level.BULLET,
}
_FIRST: Final = frozenset(
    "第领領目措任策举([0123456789〇零一二三四五六七八九十百—-●○■□◆◇•·▪▢►▶※★☆➢✓*"
    + "".join(
        chr(c) for c in (*range(0x2460, 0x249C), *range(0x3220, 0x322A), *range(0x2776, 0x2780))
    )
)
_NUMBER: Final = re.compile(r"[〇零一二三四五六七八九十百]+|\d+|[①-⒛㈠-㈩❶-❿]")


_DOTTED: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+(?=[\u4e00-\u9fff“])")
_DOTTED_LEVELS: Final = (Level.DOTTED_1, Level.DOTTED_2, Level.DOTTED_3)


def is_dotted(lines: Iterable[str]) -> bool:
    """Whether a document numbers its sections 3, 3.1, 3.1.1: a section of it counts N.1, N.2.

    Elsewhere “10.5 岁以下儿童” is item 10.
    """
    found = (_DOTTED.match(words) for words in lines)
    seen = {each["number"] for each in found if each and "." in each["number"]}
    sections = {number.partition(".")[0] for number in seen}
    counted = any(f"{section}.1" in seen and f"{section}.2" in seen for section in sections)
    return counted and len(seen) >= 4 and len(sections) >= 2


def dotted_marker(words: str) -> Marker | None:
    """The ordinal of a line in a document that `is_dotted`; a first-level one heads its line alone."""
    found = _DOTTED.match(words)
    if found is None:
        return None
    parts = found["number"].split(".")
    if len(parts) == 1 and (len(words) > 30 or words[-1] in "。;,"):
        return None
    return Marker(_DOTTED_LEVELS[len(parts) - 1], int(parts[-1]), found.end())


def marker(words: str) -> Marker | None:
    """The ordinal that `words` (folded, stripped) begins with, or None.

    >>> marker("(一)妇女与健康").level.name, marker("10.5 岁以下儿童").decimal, marker("2021年")
    ('CHINESE_BRACKETED', True, None)
    """
    first = words[0]
    if first not in _FIRST and not (len(words) > 2 and first.isascii() and first.isalpha()):
        return None
    found = _MARKERS.match(words)
    if found is None:
        return None
    name = found.lastgroup or ""
    decimal = name == "decimal" or found["decimal"] is not None
    level = Level.ARABIC if decimal else _LEVELS[name]
    if level >= Level.DASH:
        # “——2030年” may be the second half of “2021——2030年”, broken there.
        return Marker(level, None, found.end(), words[found.end() : found.end() + 1].isdigit())
    if level is Level.LETTER:
        return Marker(level, ord(first.lower()) - 96, found.end())
    printed = _NUMBER.search(words, 0, found.end())
    number = numeral_value(printed.group()) if printed else None
    return Marker(level, number, found.end(), decimal)


class HeadingRole(StrEnum):
    """What a heading says of the text under it."""

    GOALS = "goals"
    MEASURES = "measures"
    PREFACE = "preface"
    FRONT = "front"
    CLOSING = "closing"
    CONTAINER = "container"  # holds the domains: 发展领域、主要目标和策略措施; 重点任务


@dataclass(frozen=True, slots=True)
class Label:
    """A part label such as 主要目标：; a weak one (重点任务) may also be the heading of a whole part."""

    role: HeadingRole
    strong: bool
    width: int  # of the label with its colon, in the words it was found in


@cache
def _vocabulary() -> dict[HeadingRole, dict[str, bool]]:
    table: dict[HeadingRole, dict[str, bool]] = {role: {} for role in HeadingRole}
    for row in rows("headings.csv"):
        table[HeadingRole(row["role"])][row["word"]] = row["strength"] == "strong"
    return table


_SECOND_NOUN: Final = {
    HeadingRole.GOALS: r"(?:(?:与|和|及|、)(?:主要|核心)?指标|指标)?",
    HeadingRole.MEASURES: r"(?:(?:与|和|及|、)(?:主要|重点|保障)?(?:任务|策略|措施|举措|目标)|目标)?",
}
_BASE_NOUN: Final = re.compile(r"(?<=..)(?:(?:与|和|及|、)\w{2,4}|指标|目标)$")


@cache
def _label_pattern() -> re.Pattern[str]:
    # A label may go on with a second noun: 主要目标和指标, 策略与措施, 主要任务目标.
    parts = [
        r"\s?".join(word) + _SECOND_NOUN[role]
        for role in _SECOND_NOUN
        for word in sorted(_vocabulary()[role], key=len, reverse=True)
    ]
    alternatives = "|".join(sorted(parts, key=len, reverse=True))
    return re.compile(
        rf"[\[<《“\"(「『〖]?\s*(?P<word>{alternatives})\s*[\]>》”\")」』〗]?\s*(?P<stop>[:。;.、—-]*)\s*"
    )


def _role_of_label(word: str) -> tuple[HeadingRole, bool]:
    """The role of a label's word and whether it is a strong one; a second noun makes it strong."""
    for role in (HeadingRole.GOALS, HeadingRole.MEASURES):
        if word in _vocabulary()[role]:
            return role, _vocabulary()[role][word]
    base = _BASE_NOUN.sub("", word)
    return (
        HeadingRole.GOALS if base in _vocabulary()[HeadingRole.GOALS] else HeadingRole.MEASURES
    ), True


# One word and a colon are a label even with text behind: 目标：预期寿命延长。
_PLAIN_WORDS: Final = frozenset({"目标", "措施", "策略", "举措"})


def label(words: str) -> Label | None:
    """The part label that `words` (folded, after any ordinal) begins with, or None.

    It must fill the line, or end in a colon or full stop with the first item behind it:
    “主要目标：”, “【策略措施】”, “主要目标。(1)妇女…”.
    """
    if len(words) > 16:
        head = words[:16]
        if ":" not in head and "。" not in head and "]" not in head:
            return None
    simple = plain(words)
    found = _label_pattern().match(simple)
    if found is None:
        return None
    word = re.sub(r"\s", "", found["word"])
    role, strong = _role_of_label(word)
    if found.end() < len(words):
        bracketed = simple[found.end("word") : found.end("word") + 2].lstrip()[:1] in (
            *"]》”)」』〗",
        )
        if not (found["stop"] or bracketed) or (
            marker(words[found.end() :]) is None
            and not ((strong or word in _PLAIN_WORDS) and (":" in found["stop"] or bracketed))
        ):
            return None
    return Label(role, strong, found.end())


# “十四五”主要目标, 2025年发展目标: a part label with the period before it, as headings have it
_DATED: Final = re.compile(
    r"^[“\"]?(?:十[一二三四五六七八九]五|20\d\d\s*年)[”\"]?(?:时期|期间|末)?的?(?:经济社会发展)?"
)


def names_goals(heading: str) -> bool:
    """Whether a heading says that goals stand under it: 主要目标, “十四五”发展目标."""
    found = label(_DATED.sub("", heading.strip()) or heading)
    return found is not None and found.role is HeadingRole.GOALS


@lru_cache(maxsize=4096)
def roles(heading: str) -> frozenset[HeadingRole]:
    """What a heading's words say of its section: front matter, closing, container … (may be several).

    >>> sorted(roles("指导思想、基本原则和总体目标"))
    [<HeadingRole.FRONT: 'front'>]
    """
    bare = re.sub(r"\s", "", plain(heading)).strip("。:;、,.[]()<>“”《》")
    found = set()
    for role in (HeadingRole.FRONT, HeadingRole.CLOSING, HeadingRole.CONTAINER):
        for word, strong in _vocabulary()[role].items():
            if bare == word or (strong and word in bare):
                found.add(role)
                break
    if bare in _vocabulary()[HeadingRole.PREFACE]:
        found.add(HeadingRole.PREFACE)
    return frozenset(found)
