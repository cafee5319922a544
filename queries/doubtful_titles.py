"""Which cited titles look misprinted, and what was likely meant.

    《妇女权益保护法》                      中华人民共和国妇女权益保障法: one character is another
    《中国妇女发展纲要（2021—2035年）》     （2021—2030年）: no such edition is known

A title is compared with those of the vocabulary and, for a place's own papers, with those cited elsewhere in the
corpus. What makes two instruments differ is never taken for a misprint: the place, numbers and years, the sort
of paper (条例, 办法) and the words of `_TELLING` (妇女 and 儿童, 城市 and 农村). Short titles are left alone, and
so are the short forms that plans print without 《》.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from graph.laws import (
    STATE,
    Instrument,
    instrument_titled,
    instruments,
    name_key,
    names,
    normal_title,
    shortened_keys,
)
from graph.place_titles import head
from queries.laws import Citation, CitedLaw
from queries.spoken_titles import spoken_key

_SHORTEST: Final = 6  # characters of a title in which a wrong one is seen
_LONG: Final = 12  # and two
_YEARS: Final = re.compile(r"（(\d{4})—(\d{4})年）$")
_EDITION: Final = re.compile(r"\([^()]*\)$")
_NUMBER: Final = re.compile("[0-9]+|[〇一二三四五六七八九十百]+")
_SORT: Final = re.compile(
    "法典|法|条例|办法|规定|细则|规则|规程|纲要|规划|计划|方案|意见|通知|决定|公约|议定书|标准|规范|准则|守则|指南"
    "|目录|措施|行动|战略|解释"
)
_INNER_LAW: Final = re.compile("(?<=实施)(.{4,22}法)(?=办法|条例|细则|若干规定)")
# Words that tell one instrument from another of nearly the same title.
_TELLING: Final = re.compile(
    "未成年人|未成年工|青少年|老年人|残疾人|女职工|婴幼儿|妇女|女性|儿童|幼儿|少年|青年|老年|职工|学生|教师|军人|农民|居民"
    "|村民|公民|学前|初等|中等|高等|义务|职业|特殊|中小学|小学|中学|高中|幼儿园|城市|城镇|农村|乡村|社区|国家|地方|中央"
    "|省|市|区|县|养老|医疗|失业|工伤|生育|保险|救助|福利|收养|婚姻|继承|大气|水|土壤|噪声|固体|食品|药品|民事|刑事"
    "|行政|经济|教育|卫生|文化|体育|科技|人口|个人|企业|合同|安全|质量|保护|监督|检查|许可|处罚|复议|调解|仲裁|诉讼"
)


class Reason(StrEnum):
    """Why a title is in doubt."""

    SPELLING = "spelling"
    EDITION = "edition"  # the instrument is known, but none of these years


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A printed title in doubt, the likely one, whether the vocabulary has that, and where it stands.

    `title` is the instrument as which the printed one was read.
    """

    title: str
    printed: str
    likely: str
    known: bool
    reason: Reason
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A title as it is compared; `body` has neither place nor edition."""

    place: str
    body: str
    numbers: tuple[str, ...]
    sort: str
    telling: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A title that may have been meant."""

    title: str
    known: bool
    plans: int  # that cite it


def doubts(laws: Sequence[CitedLaw]) -> Iterator[Doubt]:
    """The titles in doubt among all that a corpus cites, in the order given."""
    cited = _by_place(laws)
    for law in laws:
        found = None if law.known else _other_edition(law.title) or _misprint(law, cited)
        if found is not None:
            likely, reason = found
            yield Doubt(
                title=law.title, printed=law.title, likely=likely.title, known=likely.known, reason=reason,
                citations=law.citations,
            )  # fmt: skip
        else:
            yield from _misprinted_forms(law)


def _misprinted_forms(law: CitedLaw) -> Iterator[Doubt]:
    """The forms in 《》 that are understood as this instrument though they are not quite its title."""
    for form in law.forms:
        here = tuple(
            c for c in law.citations if c.quoted and "".join(c.surface.split()) == form.surface
        )
        printed = spoken_key(normal_title(form.surface))
        if (
            here
            and printed not in shortened_keys(law.title)
            and _alike(_parts(form.surface), _parts(law.title))
        ):
            yield Doubt(
                title=law.title,
                printed=form.surface,
                likely=law.title,
                known=law.known,
                reason=Reason.SPELLING,
                citations=here,
            )


def _misprint(
    law: CitedLaw, cited: dict[str, list[_Candidate]]
) -> tuple[_Candidate, Reason] | None:
    """What an unknown title was likely meant to be: known titles before cited ones, then the most cited."""
    own = _parts(law.title)
    near = [each for each in _known_near(law.title) if _alike(own, _parts(each.title))]
    near += (
        each
        for each in cited.get(own.place, ())
        if each.plans >= len(law.plans) and _alike(own, _parts(each.title))
    )
    near += _with_the_state_right(law.title)
    if inner := _INNER_LAW.search(name_key(law.title)):
        near += _with_known_law(law.title, inner[1])
    best = max(near, key=lambda each: (each.known, each.plans), default=None)
    return (best, Reason.SPELLING) if best else None


def _with_the_state_right(title: str) -> Iterator[_Candidate]:
    """中华人名共和国教育法: the state's name is misprinted."""
    for length in range(len(STATE) - 1, len(STATE) + 2):
        known = instrument_titled(STATE + title[length:])
        if known is not None and _changes(title[:length], STATE) == 1:
            yield _Candidate(known.title, known=True, plans=0)


def _with_known_law(title: str, law: str) -> Iterator[_Candidate]:
    """湖北省实施《妇女权益保护法》办法: the law within is misprinted."""
    if law in names():
        return
    for each in _known_near(law):
        if _alike(_parts(law), _parts(each.title)):
            yield _Candidate(title.replace(law, each.title), known=False, plans=0)


def _other_edition(title: str) -> tuple[_Candidate, Reason] | None:
    """The edition that shares its first or last year with one that never was."""
    printed = _YEARS.search(title)
    if printed is None:
        return None
    editions = names().get(name_key(_YEARS.sub("", title)), ())
    years = (int(printed[1]), int(printed[2]))
    near = [one for one in editions if one.years and set(one.years) & set(years)]
    if len(near) != 1 or near[0].years == years:
        return None
    return _Candidate(near[0].title, known=True, plans=0), Reason.EDITION


def _by_place(laws: Iterable[CitedLaw]) -> dict[str, list[_Candidate]]:
    found: dict[str, list[_Candidate]] = defaultdict(list)
    for law in laws:
        found[_parts(law.title).place].append(_Candidate(law.title, law.known, len(law.plans)))
    return found


@cache
def _known_by_length() -> dict[tuple[str, int], list[Instrument]]:
    """The vocabulary by place (none, of nearly all) and length."""
    found: dict[tuple[str, int], list[Instrument]] = defaultdict(list)
    for one in instruments():
        parts = _parts(one.title)
        found[parts.place, len(parts.body)].append(one)
    return found


def _known_near(title: str) -> Iterator[_Candidate]:
    """The instruments of the vocabulary whose titles are about as long."""
    own = _parts(title)
    length = len(own.body)
    for near in (length - 1, length, length + 1):
        for one in _known_by_length().get((own.place, near), ()):
            yield _Candidate(one.title, known=True, plans=0)


@lru_cache(maxsize=65536)
def _parts(title: str) -> _Parts:
    place = title[: head(title).end]
    rest = _EDITION.sub("", spoken_key(normal_title(title)).removeprefix(name_key(place)))
    sorts = _SORT.findall(rest)
    return _Parts(
        place=place,
        body=rest,
        numbers=tuple(_NUMBER.findall(rest)),
        sort=sorts[-1] if sorts else "",
        telling=frozenset(_TELLING.findall(rest)),
    )


def _alike(one: _Parts, other: _Parts) -> bool:
    """Whether two titles differ in what a misprint would change, and in no more."""
    if (one.place, one.numbers, one.sort) != (other.place, other.numbers, other.sort):
        return False
    if one.telling - other.telling and other.telling - one.telling:
        return False
    shorter = min(len(one.body), len(other.body))
    allowed = 2 if shorter >= _LONG else 1
    return shorter >= _SHORTEST and 0 < _changes(one.body, other.body) <= allowed


def _changes(one: str, other: str) -> int:
    """How many characters are wrong, missing or too many; 1 for two that changed places; 3 for more."""
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first = wrong[0]
            return 1 if one[first : first + 2] == other[first : first + 2][::-1] else 2
        return min(len(wrong), 3)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return 3
    at = next(
        (at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return 1 if short[at:] == long[at + 1 :] else 3
