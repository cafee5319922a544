"""The laws and other instruments that a text cites, each under its canonical title.

`cited_titles` finds, this module resolves: by the vocabulary (`graph.laws`), by the law named just
before (湖北省实施办法), by the plan's own place (反家暴条例 in a plan of Shandong), else by the title
as printed. What resolves to nothing is no citation.

What does not count: adjectives (宪法原则, 法律法规), papers still to be written (制定……办法), and 《》
around what does not end as an instrument does (books, newspapers, campaigns, forms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.law_kinds import kind_of
from graph.laws import (
    STATE,
    Instrument,
    Kind,
    Status,
    instrument_about,
    instrument_named,
    instrument_shortened_to,
    name_key,
    normal_title,
)
from graph.model import CitationFact
from loaders.facts.laws.cited_titles import Candidate, Form, candidates
from loaders.facts.laws.local_titles import (
    Meaning,
    elided_measures,
    is_elided,
    measures,
    outline,
    regulations,
    with_place,
)


def citations(
    text: str, *, place: str | None = None, year: int | None = None
) -> tuple[CitationFact, ...]:
    """The citations in `text`, in order, one a naming.

    Args:
        text: original text, joined over line breaks; offsets refer to it.
        place: the full name of the plan's jurisdiction, to complete titles that leave it out.
        year: the first year of the plan's period; it chooses among editions, the newest without it.

    >>> [one.canonical for one in citations("落实校车安全条例", place=None)]
    ['校车安全管理条例']
    """
    return tuple(_facts(text, place, year))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What may complete a title: the plan's place and time, and the citations before it."""

    place: str | None
    year: int | None
    law: str | None  # the national law or regulation named before in the same sentence
    after_law: bool  # the last citation was a law
    short_names: Mapping[str, Meaning]  # what the text has announced: （以下简称《纲要》）


def _facts(text: str, place: str | None, year: int | None) -> Iterator[CitationFact]:
    law: tuple[str, int] | None = None
    after_law = False
    short_names: dict[str, Meaning] = {}
    for found in candidates(text):
        if _ANNOUNCING.search(text, max(0, found.start - 6), found.start):
            continue
        near = law[0] if law and "。" not in text[law[1] : found.start] else None
        context = _Context(
            place=place, year=year, law=near, after_law=after_law, short_names=short_names
        )
        surface = text[found.start : found.end]
        meaning = _meaning(found, normal_title(surface), context)
        if meaning is None:
            continue
        after_law = meaning.kind is Kind.LAW
        if meaning.kind in _NATIONAL:
            law = (meaning.canonical, found.end)
        if announced := _ANNOUNCED.match(text, found.end):
            short_names[announced[1]] = meaning._replace(inferred=True)
        yield CitationFact(
            start=found.start,
            end=found.end,
            surface=surface,
            canonical=meaning.canonical,
            kind=str(meaning.kind),
            quoted=found.form is Form.QUOTED,
            inferred=meaning.inferred,
        )


# 《中国妇女发展纲要（2021—2030年）》（以下简称《纲要》）
_ANNOUNCED: Final = re.compile(
    r"[》”]?[（(]以下(?:简称|统称|称)[：:为]?[《“]([^《》“”（）()]{2,20})[》”][）)]"
)
_ANNOUNCING: Final = re.compile(r"以下(?:简称|统称|称)[：:为]?[《“]$")
# What names a sort of paper and none of them, unless the text has announced it.
_BARE: Final = re.compile(
    r"(?:本|新|[省市区县国])?(?:条例|办法|规定|细则|规则|纲要|规划|计划|标准|规范|意见|通知|决定|方案|公约|决议|公告|措施"
    r"|要点|指南|目录|清单|制度|要求|条件|章程|建议|政策)"
)
_NATIONAL: Final = (Kind.LAW, Kind.REGULATION)


def _meaning(found: Candidate, title: str, context: _Context) -> Meaning | None:
    quoted = found.form is Form.QUOTED
    if is_elided(title):
        meant = elided_measures(title, context.place, context.law)
        return meant or (Meaning(title, kind_of(title), False) if quoted else None)
    if local := measures(title) or outline(title, context.place):
        return local
    if not quoted and _adjectival(title, found.after):
        return None
    if quoted and (announced := context.short_names.get(title)):
        return announced
    if quoted and _BARE.fullmatch(title):
        return None
    if known := instrument_named(title, year=context.year):
        return _known(known, title, context.year, quoted=quoted)
    if quoted:
        return _quoted(title, context.place)
    if found.form is Form.WORDS:
        return _words(title, context.place, listed=found.listed and context.after_law)
    return _phrase(title)


# “宪法原则” and the like speak of the constitution's spirit, not of its text.
_AFTER_CONSTITUTION: Final = re.compile(
    "原则|意识|精神|权威|宣誓|日|周|宣传|教育|实践|观念|法律|知识|文化|主题|广场|公园|晨读"
)


def _adjectival(title: str, after: str) -> bool:
    return title.endswith("宪法") and bool(_AFTER_CONSTITUTION.match(after))


def _known(known: Instrument, title: str, year: int | None, *, quoted: bool) -> Meaning:
    """A vocabulary entry, or what replaced it if the name also shortens its successor's title.

    女职工劳动保护规定 was repealed in 2012: without 《》 a later plan means
    女职工劳动保护特别规定.
    """
    if known.status is Status.REPEALED and not quoted:
        heir = instrument_shortened_to(title)
        late = (year or 9999) >= int(known.repealed[:4] or 0)
        if heir and late and heir.title == known.replaced_by:
            return Meaning(heir.title, heir.kind, True)
    if known.kind is Kind.LAW:
        return Meaning(known.title, known.kind, False)
    printed, full = name_key(title), name_key(known.title)
    same = printed.startswith(full) or (known.years is None and printed == name_key(known.base))
    return Meaning(known.title, known.kind, not same and name_key(STATE) + printed != full)


def _quoted(title: str, place: str | None) -> Meaning:
    """A title in 《》 that the vocabulary lacks."""
    if known := instrument_shortened_to(title):
        return Meaning(known.title, known.kind, True)
    if meant := _about(title):
        return meant
    return with_place(title, place) or regulations(title, place) or _as_printed(title)


def _as_printed(title: str) -> Meaning:
    return Meaning(title, kind_of(title), False)


def _about(title: str) -> Meaning | None:
    """关于……意见 of the vocabulary, with or without its issuer and under any name of paper."""
    known = instrument_about(title) if "关于" in title else None
    if known is None:
        return None
    return Meaning(known.title, known.kind, not name_key(title).endswith(name_key(known.title)))


# What stands between a place and 办法, 计划 … when no title is meant.
_GENERAL: Final = re.compile(
    r"有关|相关|各项|本级|上级|制定|出台|编制|落实|按照|根据|部署|要求|提出|印发|统一|的|[省市区县]委|修订|修改|人大|立法|完善"
)


def _phrase(title: str) -> Meaning | None:
    """A title without marks that begins with a place or holds 关于."""
    if "关于" in title:
        loose = title.endswith("政策") or "有关" in title
        return _about(title) or (None if loose else _as_printed(title))
    return None if _GENERAL.search(title) else _as_printed(title)


_NO_TITLE: Final = re.compile(
    r"法律|法规|规定.|有关|相关|各项|各级|具体|国家|等.{2}$|标准.|^[和及与]|[省市区县]委"
    r"|制定|出台|修订|修改|起草|颁布|立法|地方性|落实|建立|健全|完善|推动|推进|加强"
)
_LAW: Final = re.compile(r"..[^方办司执立守用普说做看想依无合违犯非枉]法$")


def _words(title: str, place: str | None, *, listed: bool) -> Meaning | None:
    """A short form after a citing verb, or nothing. A law unheard of is one only in a list of laws."""
    if known := instrument_shortened_to(title):
        return Meaning(known.title, known.kind, True)
    if _NO_TITLE.search(title):
        return None
    if listed and _LAW.search(title):
        return Meaning(STATE + title.removeprefix(STATE), Kind.LAW, True)
    return regulations(title, place)
