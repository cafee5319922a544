"""What instruments are called when people speak of them.

    中华人民共和国反家庭暴力法                            反家庭暴力法, 反家暴法
    中国妇女发展纲要（2021—2030年）                       中国妇女发展纲要, 两纲
    山东省反家庭暴力条例                                  山东反家庭暴力条例, 反家暴条例
    湖北省实施《中华人民共和国妇女权益保障法》办法        湖北省妇女权益保障法实施办法, 妇女权益保障法实施办法
    台儿庄区国民经济和社会发展第十四个五年规划……纲要      台儿庄区“十四五”规划

Everything is compared by its key, without marks, white space and the state's name in front.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from graph.laws import STATE, Status, instruments, name_key, names, shortened_keys, word_in_full
from graph.place_titles import head

_NICKNAMES: Final = Path(str(files("queries"))) / "vocabulary" / "law_nicknames.csv"
_SHORTEST: Final = 5  # characters that a local title keeps when its place is left out
_EDITION: Final = re.compile(r"\([^()]*(?:年|试行|暂行)[^()]*\)$")
_MEASURES: Final = re.compile("实施(?P<law>.{2,22}法)(?P<paper>办法|条例|细则|若干规定)")
_OUTLINE: Final = re.compile("(?P<period>国民经济和社会发展第(?P<ordinal>十.?)个五年规划)")
_DEVELOPMENT: Final = re.compile(
    "(?:规划|计划|纲要)$"
)  # 妇女发展规划 without its place is any place's
_PART: Final = re.compile(".+?(?:省|自治区|自治州|自治县|地区|盟|市|区|县|旗)")
_SUFFIX: Final = re.compile("(?:壮族自治|回族自治|维吾尔自治|自治|新)?[省市区县]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The titles a name stands for; `placeless` if it is the name of a local one without its place."""

    titles: tuple[str, ...]
    placeless: bool = False


def spoken_key(name: str) -> str:
    """A name as it is compared here."""
    return name_key(name).replace(STATE, "")


def spoken_titles(cited: Iterable[str]) -> dict[str, Spoken]:
    """By key, what each name stands for: those of the vocabulary, and of these cited titles."""
    known = _of_vocabulary()
    own: dict[str, dict[str, bool]] = {}
    for title in cited:
        for key, placeless in _of_title(title):
            if not placeless or key not in known:
                own.setdefault(key, {})[title] = placeless
    found = dict(known)
    for key, titles in own.items():
        before = known[key].titles if key in known else ()
        found[key] = Spoken(
            titles=tuple(dict.fromkeys((*before, *titles))), placeless=all(titles.values())
        )
    return found


@cache
def _of_vocabulary() -> Mapping[str, Spoken]:
    """The names of the vocabulary of laws and the nicknames of `vocabulary/law_nicknames.csv`."""
    found: dict[str, list[str]] = {}
    for key, ones in names().items():
        found[spoken_key(key)] = [one.title for one in ones]
        found[spoken_key(key)] += (
            one.replaced_by for one in ones if _succeeds(one.replaced_by, key)
        )
    for one in instruments():
        if one.status is not Status.REPEALED:
            for short in shortened_keys(one.base):
                if short not in names():
                    found.setdefault(short, []).append(one.title)
    for name, meant in nicknames().items():
        found[spoken_key(name)] = [one.title for each in meant for one in names()[name_key(each)]]
    return {key: Spoken(titles=tuple(titles)) for key, titles in found.items() if key}


@cache
def nicknames() -> Mapping[str, tuple[str, ...]]:
    """What people call instruments beyond the names of the vocabulary; none for what only sounds like one."""
    with _NICKNAMES.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: tuple(filter(None, row["titles"].split("|")))
            for row in csv.DictReader(file)
        }


def _succeeds(title: str, key: str) -> bool:
    """Whether a title only adds a word to the repealed one of this key: 女职工劳动保护(特别)规定."""
    return bool(title) and key in shortened_keys(title)


def _of_title(title: str) -> Iterator[tuple[str, bool]]:
    """The keys of a cited title, each with whether the place is left out."""
    whole = spoken_key(title)
    place = title[: head(title).end]
    rest = whole.removeprefix(name_key(place))
    forms = tuple(_forms(rest))
    yield whole, False
    for form in forms:
        for front in _fronts(place):
            yield front + form, False
        if place and len(form) >= _SHORTEST and not _DEVELOPMENT.search(form):
            yield form, True
    if outline := _OUTLINE.match(rest):
        yield outline["period"], bool(place)
        for front in _fronts(place):
            yield front + outline["period"], False
            for spoken in ("{}五规划纲要", "{}五规划", "{}五发展规划"):
                yield front + spoken.format(outline["ordinal"]), False


def _forms(rest: str) -> Iterator[str]:
    """How the part of a title behind its place is said."""
    bare = _EDITION.sub("", rest)
    yield from dict.fromkeys((rest, bare))
    yield from shortened_keys(bare)
    if measures := _MEASURES.fullmatch(bare):
        yield f"{measures['law']}实施{measures['paper']}"
        yield f"{measures['law']}{measures['paper']}"
    for short, full in word_in_full().items():
        if full in bare:
            yield bare.replace(full, short)


def _fronts(place: str) -> Iterator[str]:
    """How a place stands in front: 鞍山市铁西区, 铁西区, 铁西; 湖北省, 湖北."""
    parts = _PART.findall(place)
    if not parts:
        yield place
    for at in range(len(parts)):
        name = "".join(parts[at:])
        yield name
        short = _SUFFIX.sub("", name)
        if len(short) > 1:
            yield short
