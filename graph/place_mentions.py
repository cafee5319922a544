"""The places that running text names: 按照⟦鞍山市铁西区⟧的要求.

The scan starts from suffix characters (省市区县旗盟州), about one in a hundred of a plan's text,
and looks back for a name of the gazetteer; so it is quick, and stays linear on any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.gazetteer import gazetteer, lies_in, lineage, short_form


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place named at `text[start:end]`, chained names as one (鞍山市铁西区): what it may be."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]


_SUFFIX_CHARACTER: Final = re.compile("[省市区县旗盟州城会]")
# 全市和县, 健康县区, 建成县: a name of two characters stands where no word can run into it.
_BEFORE_SHORT_NAME: Final = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]|[和与及在到赴是]")
_LEVEL_WORD: Final = frozenset("级域乡区直属")  # 和县级政府、市和县区


def places_named(text: str) -> tuple[PlaceMention, ...]:
    """The places of the gazetteer named in running text, in order, without overlap.

    At each suffix character the longest name that ends there is taken; names that lie in one
    another are joined. Everyday words (老城区, 郊区) count only behind the place they lie in.
    """
    table = gazetteer()
    found: list[PlaceMention] = []
    last_end = 0
    for hit in _SUFFIX_CHARACTER.finditer(text):
        end = hit.end()
        if text[end - 2 : end] not in table.endings:
            continue
        for length in table.lengths[text[end - 1]]:
            start = end - length
            if end < len(text) and text[start : end + 1] in table.named:
                continue  # 沙县 in 沙县区
            codes = table.named.get(text[start:end]) if start >= last_end else None
            if codes and (mention := _mention(text, start, end, codes, found)):
                if found and mention.start == found[-1].start:
                    found.pop()
                found.append(mention)
                last_end = end
                break
    return tuple(found)


def _mention(
    text: str, start: int, end: int, codes: tuple[str, ...], before: list[PlaceMention]
) -> PlaceMention | None:
    """The name at `start`, joined to the place just before it; None where it is no place name."""
    if end < len(text) and text[end - 1] == "区" and text[end] in "域块间":
        return None
    if before and before[-1].end == start:
        upper = before[-1].codes
        inside = tuple(one for one in codes if any(lies_in(one, top) for top in upper))
        if inside and inside != upper:
            first = before[-1].start
            return PlaceMention(start=first, end=end, name=text[first:end], codes=inside)
    for code in codes:
        for upper_code in lineage(code)[1:]:
            short = short_form(upper_code)
            if short and text.endswith(short, 0, start):
                inside = tuple(one for one in codes if lies_in(one, upper_code))
                first = start - len(short)
                return PlaceMention(start=first, end=end, name=text[first:end], codes=inside)
    divisions = gazetteer().divisions
    if all(divisions[one].common and divisions[one].level == "county" for one in codes):
        return None
    if end - start == 2 and (
        (start and not _BEFORE_SHORT_NAME.match(text, start - 1))
        or text[end : end + 1] in _LEVEL_WORD
    ):
        return None
    return PlaceMention(start=start, end=end, name=text[start:end], codes=codes)
