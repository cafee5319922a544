"""Numbers with units as plans print them: 98%以上, 8.2/10 万, 1—2所, 5.42万个, 三分之一, 3：2.

Works on folded text (`graph.folding`), so every digit and sign is half-width and offsets are those
of the original. What is no quantity of its own is left out here: calendar years, denominators
(每千名, 每10万), ordinals (第3), sums in names (1+1, 7×24小时), letters glued to digits (5G,
PM2.5). Numerals follow GB/T 15835-2011 (《出版物上数字用法》), which allows both 30% and
百分之三十.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.model import Comparator


class Kind(StrEnum):
    """What a quantity can be the value of; it decides how much context a target needs."""

    RATE = "rate"  # 百分数、千分数、每10万、百分点、比值
    COUNT = "count"  # 个、所、名、万元、平方米
    TIME = "time"  # 小时、分钟、天
    AGE = "age"  # 岁、年、个月: a target only of a lifetime or of years of schooling


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number or range with its unit; `end` takes in a trailing 以上, 以下, 左右."""

    start: int
    end: int
    low: float
    high: float | None  # only of a range
    unit: str
    kind: Kind
    bound: Comparator | None  # what the trailing word says


# What is glued to the number in front of it; looked for behind the first digit, because a search
# for a pattern that begins with a digit is eight times as fast.
_FREE: Final = r"(?<!\d\d)(?<!\d[.,]\d)(?<![A-Za-z+×*]\d)"
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?"
_FREE_NUMBER: Final = rf"\d{_FREE}(?:\d{{0,2}}(?:,\d{{3}})+|\d{{0,11}})(?:\.\d{{1,6}})?"
_RATE: Final = (
    r"%|‰|个?百分点|/\s?(?:10|十)\s?万|/\s?(?:百万|千|万)(?![元人户])|倍|成(?=以上|以下|左右|的)"
)
# A classifier is one only where it does not begin a word: 3部门, 1次性, 100人民币.
_COUNT: Final = (
    r"(?:[十百千]?(?:万亿|万|亿)|[百千](?=[个人名户家亩吨元]))?\s?(?:"
    r"人次|人(?![民均口才员身工大社])|名(?![录单称])|位(?![于置列居次])"
    r"|个(?!月|人|体|性|别|案|百分点|工作日|方面|环节|层面|维度|阶段|一)"
    r"|所(?![有在需以得属谓称])|家(?![庭长政园属暴教风乡])|张(?![力贴])|次(?![性生要数序级品])"
    r"|场次|场(?![所地馆景])|项|处|座|套|户(?![籍外口])|辆|部(?![门委分署])|台(?!账)|件|间|株|例"
    r"|篇|册"
    r"|支(?![持柱付出部撑])|门(?![诊类户店])|条|对(?![象口接外于])|本(?![科级地市区])|份(?!额)"
    r"|节(?![点约能日假水育])|课时|学时|学分|批次|栋|幢|艘|架"
    r"|平方公里|平方千米|平方米|立方米|公里|千米|米|公顷|亩|吨标准煤|吨|公斤|千克|克|斤|升"
    r"|千瓦时|千瓦|兆瓦|微克|毫克|美元|元(?![素宵旦宇])"
    r")(?:/(?:平方公里|平方米|立方米|百户|万元|万人|千人|小时|公顷|学期|学年|人|天|日|年|月|周|户"
    r"|次|亩|升))?"
    r"|(?:万|亿)(?=以上|以下|以内|左右|[,，。;；、\s]|$)"
)
_TIME: Final = r"小时(?:/[天日周年])?|分钟(?:/[天日周])?|个工作日|工作日|天|学分|课时"
_AGE: Final = r"周岁|岁|个月|月龄|年(?![级龄代度均轻内报制来])"
_UNIT: Final = rf"(?:(?P<rate>{_RATE})|(?P<time>{_TIME})|(?P<age>{_AGE})|(?P<count>{_COUNT}))"
_BOUND: Final = r"(?:\s?[及或]?(?P<bound>以上|以下|以内|之内|左右|上下))?"

_KINDS: Final = tuple((kind.value, kind) for kind in Kind)  # groups of _UNIT
_ARABIC: Final = re.compile(
    rf"(?P<a>{_FREE_NUMBER})\s{{0,2}}"
    rf"(?:(?:%|‰|个百分点|岁|周岁|所|个|名|人|次|年|[万亿]?元|张)?\s?(?:[—\-~]{{1,2}}|至|到)\s?"
    rf"(?P<b>{_NUMBER})\s{{0,2}})?{_UNIT}(?![+×*]){_BOUND}"
)
_RATIO: Final = re.compile(
    rf"(?<![\d.:])(?P<a>\d{{1,3}}(?:\.\d{{1,3}})?)\s?:\s?(?P<b>\d{{1,4}}(?:\.\d{{1,3}})?)(?![\d:]){_BOUND}"
)
_NUMERAL: Final = "零一二两三四五六七八九十百"
_CHINESE: Final = re.compile(
    rf"(?:(?P<part>百分之|千分之|万分之|十万分之|10万分之)(?P<p>[{_NUMERAL}点]{{1,9}}"
    rf"|\d{{1,3}}(?:\.\d{{1,3}})?)"
    rf"|(?P<d>[二三四五六七八九十])分之(?P<n>[一二两三四五六七八九])"
    r"|(?<![\d/])(?P<fn>[1-9])/(?P<fd>[2-9])(?=以上|以下|左右|的)"
    r"|(?P<half>一半|半数)(?=以上|以下|左右|的)"
    r"|(?P<tenths>[一二三四五六七八九])成(?=以上|以下|左右|的)"
    rf"|(?<![第每其之唯同这那某另{_NUMERAL}])(?P<c>[一二两三四五六七八九十百]{{1,5}})"
    r"(?P<unit>名(?![录单称])|个(?![月人体性别案])|所(?![有在需以得属谓称])"
    r"|家(?![庭长政园属暴教风乡])"
    r"|次(?![性生要数序级品])|项|人(?![民均口才员身工大社])|位(?![于置列居次])|处|张"
    r"|场(?![所地馆景])|支(?![持柱付出部撑])|小时|节(?![点约能])))"
    rf"{_BOUND}"
)
# Chinese numerals are mostly words (一批, 三级, 二次伤害): as counts they need one of these in front.
_COMMITS: Final = re.compile(
    r"(?:至少|不少于|不低于|不得少于|最少|不超过)[^,，。;；、\d]{0,12}$"
    r"|每[个所名家村镇乡县校班户人][^,，。;；、\d]{0,14}$"
)
_RECURS: Final = re.compile(r"每[两\d]?(?:年|学年|学期|季度|半年|月|周|天)[^,，。;；]{0,20}$")
_PEOPLE: Final = frozenset("名位")
_BOUNDS: Final = {
    "以上": Comparator.AT_LEAST,
    "以下": Comparator.AT_MOST,
    "以内": Comparator.AT_MOST,
    "之内": Comparator.AT_MOST,
    "左右": Comparator.ABOUT,
    "上下": Comparator.ABOUT,
}
_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_PARTS: Final = {"百": "%", "千": "‰", "万": "/万", "十": "/10万", "1": "/10万"}
_ANY: Final = re.compile(rf"\d|[{_NUMERAL}半]")
_NUMERALS_OF_NOTE: Final = re.compile(r"分之|一半|半数|成[以左的]|至少|不[少低超]|[最得]少|以上|每")


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of folded `text`, in order, none overlapping another."""
    if not _ANY.search(text):
        return ()
    found = list(_arabic(text))
    if _NUMERALS_OF_NOTE.search(text):
        found += _chinese(text)
    if ":" in text:
        found += _ratios(text)
    found.sort(key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return tuple(kept)


def number_of(numeral: str) -> float:
    """The value of a Chinese numeral below a thousand (八十五, 九十八点五, 一百).

    >>> number_of("九十八点五")
    98.5
    """
    whole, _, decimals = numeral.partition("点")
    total = current = 0
    for character in whole:
        if character in _DIGITS:
            current = _DIGITS[character]
        else:
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
    value = str(total + current)
    if decimals:
        value += "." + "".join(str(_DIGITS.get(c, 0)) for c in decimals)
    return float(value)


def _bound(match: re.Match[str]) -> Comparator | None:
    word = match["bound"]
    return _BOUNDS[word] if word else None


def _arabic(text: str) -> Iterator[Quantity]:
    for match in _ARABIC.finditer(text):
        start = match.start()
        before = text[max(0, start - 3) : start].rstrip()
        if before.endswith(("第", "每", "/", "前", "每个")):
            continue
        kind, unit = next((kind, match[name]) for name, kind in _KINDS if match[name])
        unit = _written(unit)
        low = float(match["a"].replace(",", ""))
        high = float(match["b"].replace(",", "")) if match["b"] else None
        if unit == "年" and (high or low) >= 1900:
            continue
        if unit == "成":
            unit, low, high = "%", low * 10, high * 10 if high is not None else None
        yield Quantity(
            start=start,
            end=match.end(),
            low=low,
            high=high,
            unit=unit,
            kind=kind,
            bound=_bound(match),
        )


def _written(unit: str) -> str:
    """The unit as it is filed: no blanks, 名 and 位 counted as 人, 个百分点 as 百分点."""
    unit = "".join(unit.split())
    if unit.startswith("/十万"):
        return "/10万"
    if unit.endswith("百分点"):
        return "百分点"
    if unit.endswith("/日"):
        return unit[:-1] + "天"
    return unit[:-1] + "人" if unit[-1] in _PEOPLE else unit


def _ratios(text: str) -> Iterator[Quantity]:
    """A ratio is a quantity only where the words before it speak of one (not 8:30)."""
    for match in _RATIO.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if "比" not in before or float(match["b"]) == 0:
            continue
        yield Quantity(
            start=match.start(),
            end=match.end(),
            low=round(float(match["a"]) / float(match["b"]), 4),
            high=None,
            unit="比值",
            kind=Kind.RATE,
            bound=_bound(match),
        )


def _chinese(text: str) -> Iterator[Quantity]:
    for match in _CHINESE.finditer(text):
        kind, unit = Kind.RATE, "%"
        if part := match["part"]:
            unit = _PARTS[part[0]]
            value = float(match["p"]) if match["p"][0].isdigit() else number_of(match["p"])
        elif match["d"]:
            value = round(100 * number_of(match["n"]) / number_of(match["d"]), 2)
        elif match["fd"]:
            value = round(100 * int(match["fn"]) / int(match["fd"]), 2)
        elif match["half"]:
            value = 50.0
        elif match["tenths"]:
            value = 10 * number_of(match["tenths"])
        else:
            before = text[max(0, match.start() - 30) : match.start()]
            recurs = match["unit"] in {"次", "场", "节", "小时"} and _RECURS.search(before)
            if not (match["bound"] or recurs or _COMMITS.search(before)):
                continue
            value, unit = number_of(match["c"]), _written(match["unit"])
            kind = Kind.TIME if unit == "小时" else Kind.COUNT
        yield Quantity(
            start=match.start(),
            end=match.end(),
            low=value,
            high=None,
            unit=unit,
            kind=kind,
            bound=_bound(match),
        )
