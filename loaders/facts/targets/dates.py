"""When a target is due and what it is measured from: 到2025年和2030年, 以2020年为基数, 较上年.

Found in one pass over a sentence, so that neither a due year nor a base year is taken for a value
or for part of an indicator's name. Works on folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """`text[start:end]` says when: `years` a target is due, or the `baseline` as printed."""

    start: int
    end: int
    years: tuple[int, ...] = ()
    baseline: str | None = None


_YEAR: Final = r"20\d\d\s?年(?:底|末|初)?"
# What was then, printed between the year and 基础上: 在2020年98.5%的基础上.
_WAS: Final = r"(?:\d{1,9}(?:\.\d{1,4})?\s?(?:%|‰|/\s?10\s?万|[^\d\s,，。;；、至到]{0,4}?)的?)?"
_BASE: Final = re.compile(
    rf"以\s?(?P<a>20\d\d)\s?年[^,，。;；\d]{{0,8}}?{_WAS}为(?:基数|基准|基期|基础)"
    r"|[与同和]\s?(?P<b>20\d\d)\s?年[^,，。;；\d]{0,6}?相比"
    rf"|在\s?(?P<c>20\d\d)\s?年[^,，。;；\d]{{0,6}}?{_WAS}基础上"
    r"|相?[较比]于?\s?(?P<d>20\d\d)\s?年(?:底|末|度)?(?:的?水平|数据|相比)?"
    r"|(?:在|以)(?P<e>上一?年度?|上年度?|去年|基线|现有|原有|“?十[三四五]五”?[期时]?[末间期]?)"
    r"(?:的?(?:水平|数量|规模))?的?基础上"
    r"|相?[较比]于?(?P<f>上一?年度?|去年|基期"
    r"|“?十[三四五]五”?(?:[期时]?[末间期])?)(?=[^,，。;；]{0,4}(?:提|增|上|下|降|减|扩|缩|翻))"
    r"|[由从](?:目前|现在|(?P<g>20\d\d)\s?年(?:底|末)?)?的?"
    r"(?P<h>\d{1,9}(?:\.\d{1,4})?\s?(?:%|‰|/\s?10\s?万|[^\d\s,，。;；、至到]{0,4}?))"
    r"(?=逐步|稳步|再)?(?=(?:提高|提升|上升|增加|增长|增|扩大|下降|降低|降|减少|减|缩短"
    r"|缩小)[到至])"
)
_DUE: Final = re.compile(
    r"(?P<span>20\d\d\s?年?\s?(?:[—\-~]{1,2}|至|到)\s?20\d\d\s?年(?:期间|间)?)"
    # 到 after a verb is the verb's (提高到2025年的40%), else the date's
    r"|(?:(?<![高升增加长低降少大小复达])[到至]|截至|截止|于|在)?\s?(?:20\d\d\s?年?(?:底"
    r"|末)?(?:、|和|及|与)(?:到)?\s?){0,3}"
    rf"{_YEAR}(?:之?前|度)?的?"
)
_DIGITS: Final = re.compile(r"20\d\d")


def date_words(text: str) -> tuple[DateWords, ...]:
    """The due years and baselines of one folded sentence, in order.

    A span of years (2021—2025年) names no single due year and has empty `years`.
    """
    if "20" not in text and "基" not in text and not re.search(r"[较比由从]", text):
        return ()
    found = []
    for match in _BASE.finditer(text):
        words = next(
            (match[name] for name in "abcdefg" if match[name]),
            match["h"],
        )
        found.append(DateWords(start=match.start(), end=match.end(), baseline=words.strip()))
    taken = [(words.start, words.end) for words in found]
    for match in _DUE.finditer(text) if "20" in text else ():
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        years = () if match["span"] else tuple(int(y) for y in _DIGITS.findall(match.group()))
        found.append(DateWords(start=match.start(), end=match.end(), years=years))
    found.sort(key=lambda words: words.start)
    return tuple(found)
