"""One name for an indicator that plans word differently.

`vocabulary/indicators.csv` lists canonical names with their other wordings. Wordings are compared
by a key that drops what never tells two indicators apart (全区, 的, brackets, joining words) and
nothing else; there is no fuzzy matching, because 宫颈癌筛查率 and 乳腺癌筛查率 are near in letters
and apart in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from graph.folding import folded
from graph.vocabulary import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A row of the vocabulary. `direction`: what plans want: higher, lower, or none of both."""

    name: str
    aliases: tuple[str, ...]
    unit: str
    direction: str
    topic: str
    source: str


_PLACE: Final = re.compile(
    r"^(?:(?:全|我|本)(?:区|市|县|省|州|旗|盟|域|镇|乡)|各地|辖区内?|区域内|域内)(?:的|各级)?"
)
# A named place before the indicator (滨海新区孕产妇死亡率); 城市 and 社区 are no names of places.
_NAMED_PLACE: Final = re.compile(
    r"^(?!城市|城区|社区|地区|山区|灾区|郊区|园区|牧区|学区|景区|小区)[\u4e00-\u9fff]{1,6}?(?:省"
    r"|市|区|县|州|旗)(?!级|域|属|民)"
)
_AGES: Final = re.compile(r"(\d+)(?:周?岁|个月|月)?[—\-~至到]{1,2}(\d+)(周?岁|个月|月)")
_CHINESE_YEARS: Final = re.compile(r"[三六九](?=年)")
_YEARS: Final = {"三": "3", "六": "6", "九": "9"}
# Spellings of one thing, longest first where one holds another.
_SAME: Final = (
    ("占比", "比例"), ("比重", "比例"), ("百分比", "比例"), ("妇女", "女性"), ("医师", "医生"),
    ("周岁", "岁"), ("人群", ""), ("拥有", ""), ("每千名", "每千"),
    ("每百名", "每百"), ("每万名", "每万"),
    ("年均提高", "年均增幅"), ("年均增长率", "年均增幅"), ("年均增长", "年均增幅"),
    ("年均增加", "年均增幅"),
    ("年均增速", "年均增幅"), ("中的", ""), ("中女", "女"),
    ("Ⅲ", "III"), ("Ⅱ", "II"), ("Ⅴ", "V"), ("三类", "III类"), ("居民小区", "小区"),
)  # fmt: skip
_DROPPED: Final = re.compile(r"以及|[的、,，和与及或()（）\[\]“”\"/·\s]")
_BEFORE_HEAD: Final = re.compile(
    r"的(?=(?:女性|妇女|女干部)?(?:比例|占比|比重|人数|数量|覆盖率|合格率)$)"
)
_MOST_NAMES: Final = 60  # of one indicator, for display; all are recognised
_ALTERNATIVES: Final = re.compile(r"\{([^{}]*)\}")


def canonical(wording: str) -> str:
    """The vocabulary's name for an indicator as worded, or the wording made tidy.

    >>> canonical("全区5岁以下儿童贫血患病率")
    '5岁以下儿童贫血率'
    """
    row = _row(wording)
    return row.name if row else tidy(wording)


def indicator(name: str) -> Indicator | None:
    """The vocabulary's row for a wording or canonical name; None where it has none."""
    return _row(name)


@lru_cache(maxsize=1)
def vocabulary() -> tuple[Indicator, ...]:
    """All rows, in the order of the file."""
    return tuple(
        Indicator(
            name=row["name"],
            aliases=tuple(a for a in row["aliases"].split("；") if a),
            unit=row["unit"],
            direction=row["direction"],
            topic=row["topic"],
            source=row["source"],
        )
        for row in rows("indicators.csv")
    )


@lru_cache(maxsize=1024)
def names_of(row: Indicator) -> tuple[str, ...]:
    """The other wordings of an indicator, alternatives written out, in the order of the vocabulary."""
    written = (each for alias in row.aliases for each in spellings(alias))
    return tuple(dict.fromkeys(name for name in written if name != row.name))[:_MOST_NAMES]


def spellings(alias: str) -> tuple[str, ...]:
    """The wordings that an alias with alternatives stands for.

    >>> spellings("{就业|从业}人员女性比例")
    ('就业人员女性比例', '从业人员女性比例')
    """
    parts = _ALTERNATIVES.split(alias)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return tuple("".join(choice) for choice in product(*choices))


def key(wording: str) -> str:
    """What two wordings of one indicator have in common; for comparing, not for reading."""
    text = _PLACE.sub("", "".join(folded(wording).split()))
    text = _AGES.sub(r"\1—\2\3", text)
    text = _CHINESE_YEARS.sub(lambda m: _YEARS[m.group()], text)
    for written, same in _SAME:
        text = text.replace(written, same)
    text = _DROPPED.sub("", text)
    return text.removesuffix("总数").removesuffix("数量").removesuffix("数")


def tidy(wording: str) -> str:
    """A wording without 全区, blanks and what else never tells indicators apart, still readable."""
    text = "".join(folded(wording).split())
    text = _PLACE.sub("", text) or text
    text = _AGES.sub(r"\1—\2\3", text)
    text = re.sub(r"(?:占比|比重)$", "比例", text)
    text = _BEFORE_HEAD.sub("", text)
    return text.replace("(", "（").replace(")", "）")


@lru_cache(maxsize=1)
def rows_by_key() -> Mapping[str, Indicator]:
    """The row of each wording that the vocabulary knows, by the wording's key."""
    rows: dict[str, Indicator] = {}
    for row in vocabulary():
        for alias in (row.name, *row.aliases):
            for spelling in spellings(alias):
                rows.setdefault(key(spelling), row)
    return rows


@lru_cache(maxsize=8192)
def _row(wording: str) -> Indicator | None:
    rows, wanted = rows_by_key(), key(wording)
    found = rows.get(wanted)
    if not found and (place := _NAMED_PLACE.match(wanted)):
        found = rows.get(wanted[place.end() :])
    return found
