"""Which division a plan is of: a printed place name resolved by the plan's own text.

铁西区 lies in 沈阳, 鞍山 and 四平. The plan says which by naming the places above it: the plans it
follows (《鞍山市儿童发展规划》), its province's regulations. Where its text does not decide, the
answer is that the place is unknown; a guess is never given.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from graph.gazetteer import (
    COUNTRY,
    Place,
    full_name,
    gazetteer,
    lies_in,
    lineage,
    place,
    short_form,
    successors,
)
from graph.place_mentions import PlaceMention, places_named
from graph.place_titles import (
    COUNTRY_WORDS,
    ZONE_OR_TOWN,
    Head,
    head,
    place_in_title,
    place_of_government,
)

__all__ = [
    "Basis",
    "Place",
    "PlaceMention",
    "Resolution",
    "full_name",
    "place",
    "place_in_title",
    "place_of_government",
    "places_named",
    "resolved",
]


class Basis(StrEnum):
    """How a place's full name is known."""

    STATED = "stated"  # the plan names the division or prefecture above it
    INFERRED = "inferred"  # by a weaker sign, or because GB/T 2260 knows only one place of the name
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a printed place is; `evidence` are half-open code points of the context.

    `place` is None where nothing is known, with `full_name` as printed, and for towns and zones,
    which have no code: there `full_name` is completed and `basis` is of the division around them.
    """

    place: Place | None
    printed: str
    full_name: str
    basis: Basis
    evidence: tuple[tuple[int, int], ...] = ()


# A plan names the places above it near its front; weak signs count only when all has been read.
_WINDOWS: Final = (4_000, 20_000, sys.maxsize)
_QUOTED_TITLE: Final = re.compile(r"《\s*([^《》]{2,120})")
_MOST_TITLES: Final = 60


def resolved(printed: str, context: str) -> Resolution:
    """What division `printed` (the place part of a title) is, by the plan's own text.

    Candidates are compared by what the context says of the places above them: the chained name
    (鞍山市铁西区, 鞍山铁西区), then the prefecture's full name, then the province's, then short
    forms of the two. One candidate must be ahead of all others; else the place is unknown. A name
    that GB/T 2260 knows once is taken without evidence, unless the plans and laws that the context
    cites are all of other places, as with an invented place that bears a real name.

    >>> resolved("铁西区", "依照《鞍山市儿童发展规划》，制定本规划。").full_name
    '辽宁省鞍山市铁西区'
    >>> resolved("铁西区", "结合我区实际，制定本规划。").basis
    <Basis.UNKNOWN: 'unknown'>
    """
    name = "".join(printed.split())
    country = COUNTRY_WORDS.match(name)
    if country and country.end() == len(name):
        return Resolution(
            place=place(COUNTRY), printed=printed, full_name="中国", basis=Basis.STATED
        )
    found = head(name)
    if not found.end and name in gazetteer().short:
        found = Head(len(name), _of_short_form(name), len(name))
    tail = name[found.known :]
    unknown = Resolution(place=None, printed=printed, full_name=printed, basis=Basis.UNKNOWN)
    if not found.codes or (tail and not ZONE_OR_TOWN.search(tail)):
        return unknown
    # 铜仁地区江口县 is the county as it was then, 铜仁市江口县 as it is now.
    chain = name[: found.known]
    exact = tuple(
        code
        for code in found.codes
        if full_name(code).endswith(chain) and gazetteer().divisions[code].name != chain
    )
    chosen = _chosen(exact or found.codes, context)
    if chosen is None:
        return unknown
    code, basis, evidence = chosen
    if basis is Basis.INFERRED and _names_parent(chain, code):
        basis = Basis.STATED
    if basis is Basis.INFERRED and not evidence and _contradicted(found.codes, name, context):
        return unknown
    return Resolution(
        place=None if tail else place(code),
        printed=printed,
        full_name=full_name(code) + tail,
        basis=basis,
        evidence=evidence,
    )


def _of_short_form(name: str) -> tuple[str, ...]:
    """The divisions that a short form alone may mean; 吉林 is the province before the city."""
    codes = gazetteer().short[name]
    provinces = tuple(code for code in codes if gazetteer().divisions[code].level == "province")
    return provinces or tuple(code for code in codes if short_form(code))


def _names_parent(name: str, code: str) -> bool:
    """Whether the printed name holds the place above, or needs none: 鞍山市铁西区, 江苏省."""
    divisions = gazetteer().divisions
    parent = divisions[code].parent
    return not parent or divisions[parent].name in name or (short_form(parent) or "\n") in name


_Evidence = tuple[tuple[int, int], ...]
# Chained name, prefecture, province, short forms of the two.
_Signs = tuple[bool, bool, bool, bool, bool]


def _chosen(codes: tuple[str, ...], context: str) -> tuple[str, Basis, _Evidence] | None:
    """The one division that the context speaks for, with its basis and evidence."""
    for window in _WINDOWS:
        text = context[:window]
        signs = {code: _signs(code, text) for code in codes}
        best = max(signs.values())
        code = _one_place(tuple(code for code in codes if signs[code] == best))
        stated = any(best[:2]) or (code is not None and best[2] and not _above(code)[0])
        if code and (stated or len(text) == len(context)):
            return code, Basis.STATED if stated else Basis.INFERRED, _evidence(code, context)
        if len(text) == len(context):
            break
    return None


def _one_place(codes: tuple[str, ...]) -> str | None:
    """The only place among `codes`: one division, or one under its former codes and today's."""
    if len(codes) == 1:
        return codes[0]
    divisions = gazetteer().divisions
    # An empty last year is today's. 铜仁市 was a city inside what is 铜仁市 today.
    latest = max(codes, key=lambda code: divisions[code].until or "9999")
    lasting = successors(latest)[-1]
    same = all(successors(code)[-1] == lasting or lies_in(code, latest) for code in codes)
    return latest if same else None


def _signs(code: str, text: str) -> _Signs:
    """Which signs of the places above `code` the text holds, strongest first."""
    divisions = gazetteer().divisions
    prefecture, province = _above(code)
    parent = prefecture or province
    chained = (divisions[parent].name, short_form(parent)) if parent else ()
    return (
        any(form and form + divisions[code].name in text for form in chained),
        prefecture != "" and divisions[prefecture].name in text,
        province != "" and divisions[province].name in text,
        prefecture != "" and (short_form(prefecture) or "\n\n\n") in text,
        province != "" and (short_form(province) or "\n\n\n") in text,
    )


def _evidence(code: str, text: str) -> _Evidence:
    """Where the text first names the prefecture and the province of `code`, in order."""
    divisions = gazetteer().divisions
    found = []
    for upper in filter(None, _above(code)):
        for form in filter(None, (divisions[upper].name, short_form(upper))):
            if (start := text.find(form)) >= 0:
                found.append((start, start + len(form)))
                break
    return tuple(sorted(found))


def _above(code: str) -> tuple[str, str]:
    """The prefecture and the province that a division lies in, each empty where there is none."""
    upper = lineage(code)[1:]
    return (upper[0] if len(upper) == 2 else "", upper[-1] if upper else "")


def _contradicted(codes: tuple[str, ...], name: str, context: str) -> bool:
    """Whether all places whose plans and laws the context cites lie elsewhere than the candidates.

    A plan names those it follows, of the places above it (《枣庄市“十四五”妇女发展规划》).
    """
    cited = False
    for quoted in islice(_QUOTED_TITLE.finditer(context, 0, _WINDOWS[1]), _MOST_TITLES):
        title = "".join(quoted[1].split())
        other = place_in_title(title)
        if not other or other in name or name in other or COUNTRY_WORDS.match(other):
            continue
        others = head(other).codes
        if any(lies_in(one, top) or lies_in(top, one) for one in codes for top in others):
            return False
        cited = cited or bool(others) or other[-1] in "省市州盟"
    return cited
