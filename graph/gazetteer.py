"""The divisions of China by GB/T 2260, read from `vocabulary/places.csv`: what lies in what.

A division is found by its name (铁西区), by its name without the nationalities it is named for
(恩施州 for 恩施土家族苗族自治州) and, for provinces and prefectures, by its short form without
suffix (鞍山, 黑龙江). Divisions that were abolished or renamed stay, with their last year, because
older plans name them. Nothing is read before the first question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from graph.vocabulary import own_rows

COUNTRY: Final = "000000"  # 中国: the code of the whole, above the provinces
_TABLE: Final = Path(__file__).with_name("vocabulary") / "places.csv"

# GB/T 3304 names of nationalities as they stand before 自治 (some without 族: 伊犁哈萨克自治州).
_NATIONALITY: Final = (
    "(?:(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|鄂伦春)族?|"
    "(?:朝鲜|达斡尔|鄂温克|布依|土家|哈尼|傈僳|拉祜|纳西|景颇|布朗|撒拉|毛南|仡佬|仫佬|普米|裕固|保安|"
    "独龙|东乡|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|各)族)"
)
_AUTONOMOUS: Final = re.compile(rf"({_NATIONALITY})+自治([州县旗区])$")
_PROVINCE_SUFFIX: Final = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")
_PREFECTURE_SUFFIX: Final = re.compile(r"(?:地区|市|盟|州)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A division; `code` is by GB/T 2260, with `~` and the last year where it was given anew."""

    code: str
    name: str
    level: str  # country, province, prefecture, county
    full_name: str  # province to district


class Division(NamedTuple):
    """One row of the table; a tuple, since three and a half thousand are made at loading."""

    name: str
    level: str
    parent: str
    until: str  # last year, empty for a division of today
    now: str  # code of the division that took its place
    common: (
        bool  # the name (a county's) or its short form (a prefecture's) is also an everyday word
    )


class Gazetteer(NamedTuple):
    """The table and its indexes; every tuple of codes is in the order of the file."""

    divisions: dict[str, Division]
    named: dict[str, tuple[str, ...]]  # 铁西区, 恩施州 → codes
    short: dict[str, tuple[str, ...]]  # 鞍山, 黑龙江 → codes of provinces and prefectures
    endings: frozenset[str]  # the last two characters of every name
    lengths: dict[str, tuple[int, ...]]  # last character → lengths of names, longest first
    longest: int


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once."""
    divisions: dict[str, Division] = {}
    named: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[str, ...]] = {}
    for code, division in _divisions():
        divisions[code] = division
        name, level = division.name, division.level
        named[name] = (*named.get(name, ()), code)
        if "自治" in name and (plain := _without_nationalities(name)) != name:
            named[plain] = (*named.get(plain, ()), code)
        if level != "county" and (stem := _stem(name, level)):
            short[stem] = (*short.get(stem, ()), code)
    lengths: dict[str, set[int]] = {}
    for name in named:
        lengths.setdefault(name[-1], set()).add(len(name))
    return Gazetteer(
        divisions,
        named,
        short,
        frozenset(name[-2:] for name in named),
        {last: tuple(sorted(found, reverse=True)) for last, found in lengths.items()},
        max(map(len, named)),
    )


def _divisions() -> Iterable[tuple[str, Division]]:
    """The rows of the table by code, in its order; the user's own in place of those or behind them."""
    found: dict[str, Division] = {}
    # No field is quoted or holds a comma (a test says so), and split is thrice as fast as csv.
    for row in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        code, name, level, parent, until, now, common, _source = row.split(",")
        found[code] = Division(name, level, parent, until, now, common == "1")
    for own in own_rows("places.csv"):
        found[own["code"]] = Division(
            own["name"], own["level"], own["parent"], own["until"], own["now"], own["common"] == "1"
        )
    return found.items()


def _without_nationalities(name: str) -> str:
    """恩施州 for 恩施土家族苗族自治州, 鄂温克旗 for 鄂温克族自治旗; regions keep theirs."""
    found = _AUTONOMOUS.search(name)
    if not found or found[2] == "区":
        return name
    stem = name[: found.start()] or found[0][: -len("自治州")].removesuffix("族")
    return stem + found[2]


def _stem(name: str, level: str) -> str:
    """The name of a province or prefecture without suffix; empty where one character would stay."""
    if level == "province":
        return _PROVINCE_SUFFIX.sub("", name)
    stem = _PREFECTURE_SUFFIX.sub("", _without_nationalities(name))
    return stem if len(stem) > 1 else ""


@cache
def lineage(code: str) -> tuple[str, ...]:
    """Codes from the division itself up to its province; empty for an unknown code.

    >>> lineage("210303")
    ('210303', '210300', '210000')
    """
    divisions = gazetteer().divisions
    codes = []
    while code in divisions:
        codes.append(code)
        code = divisions[code].parent
    return tuple(codes)


@cache
def successors(code: str) -> tuple[str, ...]:
    """The codes under which a division lives on, itself first: 襄樊市 → 襄樊市, 襄阳市."""
    divisions = gazetteer().divisions
    codes = [code]
    while (after := divisions[codes[-1]].now) and after not in codes:
        codes.append(after)
    return tuple(codes)


@lru_cache(maxsize=1 << 16)
def lies_in(code: str, upper: str) -> bool:
    """Whether `code` is `upper` or lies in it, also where `upper` is today's or a former name."""
    above = set(lineage(code))
    return not above.isdisjoint(successors(upper)) or any(upper in successors(one) for one in above)


@cache
def short_form(code: str) -> str:
    """The name without suffix, 鞍山 or 黑龙江, where it cannot be an everyday word; else empty."""
    division = gazetteer().divisions[code]
    if division.level == "county" or division.common:
        return ""
    return _stem(division.name, division.level)


def full_name(code: str) -> str:
    """The names from province to the division itself, each once; empty for an unknown code.

    >>> full_name("120116"), full_name("429006"), full_name("210303")
    ('天津市滨海新区', '湖北省天门市', '辽宁省鞍山市铁西区')
    """
    if code == COUNTRY:
        return "中国"
    divisions = gazetteer().divisions
    return "".join(divisions[one].name for one in reversed(lineage(code)))


def place(code: str) -> Place:
    """The division of a code.

    Raises:
        KeyError: no division has this code.
    """
    if code == COUNTRY:
        return Place(code=code, name="中国", level="country", full_name="中国")
    division = gazetteer().divisions[code]
    return Place(code=code, name=division.name, level=division.level, full_name=full_name(code))
