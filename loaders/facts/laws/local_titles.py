"""Full titles of what a place has made, where the text leaves out the place or half the title.

A province makes regulations and measures for national laws (立法法 第八十、九十三条), and every place its
five-year outline (宪法 第九十九条); in its own plans they go by short names. What the place is comes
from the plan, never from a guess: without it a title stays as printed.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from graph.law_kinds import kind_of
from graph.laws import STATE, Kind, instrument_named, word_in_full


class Meaning(NamedTuple):
    """What a title stands for; `inferred` where context had to complete it."""

    canonical: str
    kind: Kind
    inferred: bool


_MUNICIPALITY: Final = re.compile(r"北京市|天津市|上海市|重庆市")
_PROVINCE: Final = re.compile(rf"(?:黑龙江省|..省|.{{2,7}}?自治区|{_MUNICIPALITY.pattern})")
_PART: Final = re.compile(r".+?(?:省|自治区|自治州|自治县|地区|盟|市|区|县|旗)")


def province_of(place: str | None) -> str:
    """The first part of a full name, a province or its equal; empty if the name has none."""
    found = _PROVINCE.match(place or "")
    return found[0] if found else ""


def name_of_level(level: str, place: str | None) -> str:
    """The part of `place` that a bare 省 or 市 means; for 区, 县 and none, the place's own name.

    A district of a municipality writes both names, others only their own: 天津市滨海新区, but 台儿庄区.
    """
    parts = _PART.findall(place or "")
    if level == "省" or not parts:
        return province_of(place)
    if level == "市":
        return next((str(part) for part in parts if part.endswith("市")), "")
    inside = _MUNICIPALITY.match(place or "")
    return f"{inside[0]}{parts[-1]}" if inside and len(parts) > 1 else str(parts[-1])


_MEASURES: Final = re.compile(
    r"(?P<place>.{2,9}?)(?:(?:贯彻)?实施《?(?P<one>[^《》]{2,30}?法)》?(?:实施)?"
    r"|《?(?P<other>[^《》]{2,30}?法)》?实施)(?P<paper>办法|条例|细则|若干规定)"
)
_OWN: Final = {
    "": "省",
    "省": "省",
    "我省": "省",
    "本省": "省",
    "市": "市",
    "我市": "市",
    "本市": "市",
}
_ELIDED: Final = re.compile(
    r"(?P<place>[我本]?[省市]|.{2,9}[省市区])?实施(?P<paper>办法|条例|细则)"
)


def measures(title: str) -> Meaning | None:
    """A province's measures for a law, with that law's full name inside 《》.

    >>> found = measures("湖北省实施《妇女权益保障法》办法")
    >>> found.canonical if found else None
    '湖北省实施《中华人民共和国妇女权益保障法》办法'
    """
    found = _MEASURES.fullmatch(title)
    if found is None or _PROVINCE.fullmatch(found["place"]) is None:
        return None
    law = instrument_named(found["one"] or found["other"])
    if law is None or law.kind is not Kind.LAW:
        return Meaning(title, kind_of(title), False)
    if found["other"]:
        return Meaning(re.sub("[《》]", "", title), Kind.LOCAL_REGULATION, False)
    canonical = f"{found['place']}实施《{law.title}》{found['paper']}"
    return Meaning(canonical, Kind.LOCAL_REGULATION, False)


def is_elided(title: str) -> bool:
    """Whether `title` is 实施办法 with no law in it."""
    return _ELIDED.fullmatch(title) is not None


def elided_measures(title: str, place: str | None, law: str | None) -> Meaning | None:
    """湖北省实施办法 or 省实施办法 after a law is the province's measures for that law.

    食品安全法及其实施条例, where no place is named, is the State Council's if it has one.
    """
    found = _ELIDED.fullmatch(title)
    if found is None or law is None:
        return None
    printed = found["place"] or ""
    if not printed and (national := instrument_named(law + title)):
        return Meaning(national.title, national.kind, True)
    maker = name_of_level(_OWN[printed], place) if printed in _OWN else printed
    if not maker:
        return None
    return Meaning(f"{maker}实施《{law}》{found['paper']}", Kind.LOCAL_REGULATION, True)


_OUTLINE: Final = re.compile(
    r"(?P<place>(?:(?!关于).){0,30}?)"
    r"(?P<period>国民经济和社会发展第十[一二三四五六七八九]?个五年(?:规划|计划)"
    r"(?:[和与](?:二〇三五|2035)年远景目标)?)(?:纲要)?"
)
_HERE: Final = re.compile(r"[我本全]?[省市区县旗]?")


def outline(title: str, place: str | None) -> Meaning | None:
    """A five-year outline under its full title: place in front, 纲要 behind.

    The municipality goes before its district's name, as its people's congress resolves:
    天津市滨海新区国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要.
    """
    found = _OUTLINE.fullmatch(title)
    if found is None:
        return None
    printed, period = found["place"], f"{found['period']}纲要"
    national = STATE + period.replace("二〇三五", "2035")
    if printed in ("我国", "国家", "全国", STATE):
        return Meaning(national, Kind.PLAN, False)
    if _HERE.fullmatch(printed):
        if named := name_of_level(printed[-1:], place):
            return Meaning(named + period, Kind.PLAN, True)
        known = None if printed else instrument_named(national)
        return Meaning(known.title if known else title, Kind.PLAN, known is not None)
    inside = _MUNICIPALITY.match(place or "")
    if inside and not printed.startswith(inside[0]) and (place or "").endswith(printed):
        printed = inside[0] + printed
    return Meaning(printed + period, Kind.PLAN, False)


_LEVEL: Final = re.compile(
    r"^[我本全]?([省市区县])(?=妇女|儿童|未成年|青|老|残|国民经济|教育|卫生|学前|反|预防|实施|[“\d])"
)


def with_place(title: str, place: str | None) -> Meaning | None:
    """A title that begins with a bare 省, 市, 区 or 县: 省妇女发展规划, 市“十四五”……."""
    level = _LEVEL.match(title)
    named = name_of_level(level[1], place) if level else ""
    if level is None or not named:
        return None
    full = named + title[level.end() :]
    return Meaning(full, kind_of(full), True)


_NATIONAL: Final = re.compile(r"中国|中华|全国|国家|国务院|中央|党|干部|联合国")
_OTHER_PLACE: Final = re.compile(r".{2,6}[市州县区](?!场)")
_REGULATIONS: Final = re.compile(r"(?:[我本全]?[省市])?(?P<subject>.{2,20})条例")


def regulations(title: str, place: str | None) -> Meaning | None:
    """X条例 that the nation has none of is the province's own: 反家暴条例 → 山东省反家庭暴力条例."""
    found = _REGULATIONS.fullmatch(title)
    if found is None or _NATIONAL.match(title) or _PROVINCE.match(title):
        return None
    short = found["subject"]
    subject = word_in_full().get(short, short)
    if _OTHER_PLACE.match(short) or (len(subject) < 4 and not instrument_named(f"{subject}法")):
        return None
    province = province_of(place)
    canonical = f"{province}{subject}条例" if province else title
    return Meaning(canonical, Kind.LOCAL_REGULATION, bool(province))
