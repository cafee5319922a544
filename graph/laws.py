"""The laws and other instruments that plans cite: titles, names and editions.

`vocabulary/laws.csv` is the data; here are its records and the ways a printed name leads to one
of them. Nothing here reads running text; `loaders.facts.laws` does. `graph.law_kinds` tells the kind
of a title that the vocabulary lacks.

Kinds follow the Legislation Law (立法法, 2023): `law` is made by the National People's Congress
or its Standing Committee (第十条); `regulation` is an administrative regulation of the State
Council (第七十二条), a departmental rule (部门规章, 第九十一条) or a judicial interpretation;
`local_regulation` is made by a province, a city with districts or an autonomous prefecture:
地方性法规 and 地方政府规章 (第八十、八十一、九十三条), so a county's or district's 办法 is none.
What binds without being legislation, 规范性文件, is `policy`; 规划, 纲要 and 计划 are `plan`;
technical norms and codes of conduct are `standard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from graph.folding import folded
from graph.vocabulary import rows

STATE: Final = "中华人民共和国"


class Kind(StrEnum):
    """What sort of instrument is cited."""

    LAW = "law"
    REGULATION = "regulation"
    LOCAL_REGULATION = "local_regulation"
    STANDARD = "standard"
    TREATY = "treaty"
    PLAN = "plan"
    POLICY = "policy"
    OTHER = "other"


class Status(StrEnum):
    """Whether an instrument holds."""

    IN_FORCE = "in_force"
    AMENDED = "amended"  # in force, revised since it was first adopted
    REPEALED = "repealed"  # also: its period has run out


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A row of the vocabulary. Dates are ISO days, empty where not known for certain.

    `adopted` is the day it was first passed or published, `effective` the day it first took effect.
    """

    title: str
    kind: Kind
    aliases: tuple[str, ...]
    status: Status
    adopted: str
    effective: str
    repealed: str
    replaced_by: str
    source: str

    @property
    def base(self) -> str:
        """The title without the state's name in front and without years or edition behind."""
        return EDITION.sub("", self.title).removeprefix(STATE)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of the edition, as its title prints them."""
        found = re.search(r"（(\d{4})(?:—(\d{4}))?年[^）]*）$", self.title)
        return (int(found[1]), int(found[2] or found[1])) if found else None


EDITION: Final = re.compile(r"(?<=.)（[^（）]*(?:年|[版编稿]|试行|暂行|修订|修正)[^（）]*）$")
_LIKE: Final = {ord(a): b for a, b in {"与": "和", "○": "〇", "—": "-", "~": "-"}.items()}
_UNSEEN: Final = re.compile(r"[\s“”‘’\"'《》〈〉<>]")
_TWO_DIGIT_YEARS: Final = re.compile(r"(\d{4})年?[-–—―~～－一至]{1,2}(\d{4})(?=年|）)年?")
_ZERO: Final = re.compile(r"(?<=[一二三四五六七八九])[○OＯ0零](?=[一二三四五六七八九])")
_WIDE_LETTERS: Final = {0xFF01 + i: chr(0x21 + i) for i in range(94) if chr(0x21 + i).isalnum()}
_MARKS: Final = str.maketrans("()〈〉<>﹙﹚", "（）《》《》（）")


def name_key(name: str) -> str:
    """`name` as it is compared: folded, without white space, quotes and book-title marks.

    >>> name_key("“健康中国2030”规划纲要"), name_key("人口与计划生育法")
    ('健康中国2030规划纲要', '人口和计划生育法')
    """
    return _UNSEEN.sub("", folded(name)).translate(_LIKE)


@lru_cache(maxsize=8192)
def normal_title(printed: str) -> str:
    """A printed title in its canonical typography.

    White space goes, brackets are full-width, years are joined by one 一字线 (GB/T 15834—2011, 4.13),
    a title inside the title stands in 《》, straight quotes are curled.

    >>> normal_title("儿童发展规划(2011-2020 年)")
    '儿童发展规划（2011—2020年）'
    """
    title = re.sub(r"\s", "", printed).translate(_WIDE_LETTERS).translate(_MARKS)
    title = _TWO_DIGIT_YEARS.sub(r"\1—\2年", title)
    title = _ZERO.sub("〇", title)
    for quote in ("“", "”") * (title.count('"') // 2):
        title = title.replace('"', quote, 1)
    return title


@cache
def instruments() -> tuple[Instrument, ...]:
    """Every row of the vocabulary, in file order."""
    return tuple(
        Instrument(
            title=row["title"],
            kind=Kind(row["kind"]),
            aliases=tuple(filter(None, row["aliases"].split("|"))),
            status=Status(row["status"]),
            adopted=row["adopted"],
            effective=row["effective"],
            repealed=row["repealed"],
            replaced_by=row["replaced_by"],
            source=row["source"],
        )
        for row in rows("laws.csv")
    )


@cache
def _by_title() -> dict[str, Instrument]:
    return {one.title: one for one in instruments()}


def instrument_titled(title: str) -> Instrument | None:
    """The instrument of this canonical title; None if the vocabulary has none."""
    return _by_title().get(title)


@cache
def names() -> dict[str, tuple[Instrument, ...]]:
    """By key, what a name stands for: one instrument, or the editions of one."""
    found: dict[str, list[Instrument]] = {}
    for one in instruments():
        spoken = (one.title, one.title.removeprefix(STATE), one.base, *one.aliases)
        for key in dict.fromkeys(name_key(name) for name in spoken):
            found.setdefault(key, []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}


@lru_cache(maxsize=8192)
def instrument_named(name: str, *, year: int | None = None) -> Instrument | None:
    """The instrument of that title, short name or alias; None if the vocabulary has none.

    Of several editions the printed years decide, else the one in force in `year`, else the newest.
    Remarks such as （试行） and （2018年修正） may be missing or added.
    """
    title = normal_title(name)
    if exact := names().get(name_key(title)):
        return _edition(exact, year)
    bare = EDITION.sub("", title)
    editions = names().get(name_key(bare), ()) if bare != title else ()
    if printed := re.search(r"（(\d{4})—(\d{4})年）$", title):
        span = (int(printed[1]), int(printed[2]))
        return next((one for one in editions if one.years == span), None)
    return _edition(editions, year) if editions else None


def _edition(editions: tuple[Instrument, ...], year: int | None) -> Instrument:
    """The edition that holds in `year`; the newest without one. Undated ones count as newest."""
    dated = sorted(editions, key=lambda one: one.years or (9999, 9999))
    begun = [one for one in dated if year is None or (one.years or (0, 0))[0] <= year]
    return begun[-1] if begun else dated[-1]


# Words that a drafter drops from a long title: 校车安全（管理）条例, 未成年工（特殊）保护规定.
_DROPPED: Final = ("管理", "特别", "特殊", "工作", "暂行", "试行", "促进", "基本", "若干")
_SHORTEST_TITLE: Final = 5


def shortened_keys(base: str) -> Iterator[str]:
    """The keys of a title with one word left out that drafters leave out.

    >>> list(shortened_keys("校车安全管理条例"))
    ['校车安全条例']
    """
    key = name_key(base)
    for word in _DROPPED:
        for found in re.finditer(word, key):
            short = key[: found.start()] + key[found.end() :]
            if found.start() > 1 and len(short) >= _SHORTEST_TITLE:
                yield short


@cache
def _shortened() -> dict[str, tuple[Instrument, ...]]:
    found: dict[str, dict[str, Instrument]] = {}
    for one in instruments():
        if one.status is not Status.REPEALED:
            for short in shortened_keys(one.base):
                found.setdefault(short, {})[one.title] = one
    return {key: tuple(ones.values()) for key, ones in found.items()}


def instrument_shortened_to(name: str) -> Instrument | None:
    """The one instrument whose title is `name` plus a dropped word; None if several or none are.

    >>> found = instrument_shortened_to("校车安全条例")
    >>> found.title if found else None
    '校车安全管理条例'
    """
    found = _shortened().get(name_key(name), ())
    return found[0] if len(found) == 1 else None


_SUBJECT: Final = re.compile(
    r"(.*?关于.+?)的?(?:若干|指导)?(?:意见|通知|决定|办法|方案|措施|政策)$"
)


@cache
def _subjects() -> dict[str, tuple[Instrument, ...]]:
    found: dict[str, list[Instrument]] = {}
    for one in instruments():
        if subject := _SUBJECT.fullmatch(name_key(one.base)):
            found.setdefault(subject[1], []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def instrument_about(name: str) -> Instrument | None:
    """The one instrument on the subject of `关于……政策`, whatever sort of paper `name` calls it.

    Only one that carries it out is another: 关于……的实施方案.
    """
    subject = _SUBJECT.fullmatch(name_key(name))
    found = _subjects().get(subject[1][subject[1].index("关于") :], ()) if subject else ()
    return found[0] if len(found) == 1 else None


@cache
def word_in_full() -> dict[str, str]:
    """Subjects that laws' short names abbreviate: 反家暴 → 反家庭暴力, from 反家暴法."""
    return {
        alias.removesuffix("法"): one.base.removesuffix("法")
        for one in instruments()
        for alias in one.aliases
        if one.kind is Kind.LAW and alias.endswith("法") and one.base.endswith("法")
    }
