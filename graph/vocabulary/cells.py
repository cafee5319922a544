"""How a cell of a user's file is read: as the program wants it, or a ValueError that says what was expected.

People type and spreadsheets retype: 2018-03-17 comes back as 2018/3/17, | as ｜, codes in full width. What can
mean one thing only is taken for it. A cell of the packaged files is read as itself; a test says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from graph.folding import folded
from graph.laws import normal_title
from graph.traditional import plain

Cell = Callable[[str], str]

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年?")
_CODE: Final = re.compile(r"\d{6}(?:~\d{4}|-[A-Za-z0-9]{1,20})?")
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{1,60}")
_PLACE: Final = re.compile(r"[\u3400-\u9fff]+[省市区县旗盟州城会]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_PERIOD: Final = re.compile(r"十?[一二三四五六七八九]?五|[二三]十[一二三四五六七八九]?五")


def text(cell: str) -> str:
    """Any words."""
    if not cell:
        raise ValueError("不能空着")
    return cell


def source(cell: str) -> str:
    """Where a row is from."""
    if not cell:
        raise ValueError("不能空着：每一行都要写依据，如文件名称、“本地通行简称”")
    return cell


def maybe(read: Cell) -> Cell:
    """Nothing, or what `read` takes."""

    def read_if_any(cell: str) -> str:
        if not cell:
            return ""
        try:
            return read(cell)
        except ValueError as error:
            raise ValueError(f"{error}；也可以留空") from error

    return read_if_any


def one_of(words: Mapping[str, str]) -> Cell:
    """One of the words that the program knows; each may be given in Chinese."""
    chinese = {name: word for word, name in words.items()}
    choices = "、".join(f"{word}（{name}）" for word, name in words.items())

    def read(cell: str) -> str:
        found = chinese.get(cell, cell.lower())
        if found not in words:
            raise ValueError(f"应是 {choices} 之一")
        return found

    return read


def listed(each: Cell, *, separator: str = "|") -> Cell:
    """Several, parted by a separator; empty ones and repetitions are left out."""

    def read(cell: str) -> str:
        typed = cell.replace("｜", "|")
        if separator == "；":
            typed = typed.replace(";", "；")
        parts = [each(part.strip()) for part in typed.split(separator) if part.strip()]
        if not parts:
            raise ValueError(f"不能空着；有几个时用 {separator} 隔开")
        return separator.join(dict.fromkeys(parts))

    return read


def day(cell: str) -> str:
    """An ISO day."""
    if found := _DAY.fullmatch(folded(cell)):
        year, month, number = map(int, found.groups())
        try:
            return date(year, month, number).isoformat()
        except ValueError as error:
            raise ValueError("没有这一天；应是日期，如 2018-03-17") from error
    raise ValueError("应是日期，如 2018-03-17")


def year(cell: str) -> str:
    """A year of four digits."""
    if found := _YEAR.fullmatch(folded(cell)):
        return found[1]
    raise ValueError("应是四位数的年份，如 2021")


def code(cell: str) -> str:
    """A code by GB/T 2260, or one of the user's own behind the code of the division above."""
    plain_cell = folded(cell)
    if _CODE.fullmatch(plain_cell):
        return plain_cell
    raise ValueError(
        "应是六位行政区划代码；没有代码的，写上级代码加短横线和字母、数字，如 130600-xiongan"
    )


def slug(cell: str) -> str:
    """A name for programs."""
    if _SLUG.fullmatch(folded(cell)):
        return folded(cell)
    raise ValueError("应是小写英文字母、数字和下划线")


def form(cell: str) -> str:
    """A unit's name without its place."""
    name = "".join(plain(cell).split())
    if 2 <= len(name.removesuffix("*")) <= 60:
        return name
    raise ValueError("单位名称应有 2 到 60 个字")


def title(cell: str) -> str:
    """The title of an instrument in its canonical typography, without 《》 around it."""
    bare = cell[1:-1] if cell.startswith("《") and cell.find("》") == len(cell) - 1 else cell
    if name := normal_title(bare):
        return name
    raise ValueError("不能空着")


def place(cell: str) -> str:
    """The name of a division in full."""
    if _PLACE.fullmatch(cell):
        return cell
    raise ValueError("应是地名全称，以省、市、区、县、旗、州、盟等字结尾")


def han(cell: str) -> str:
    """Chinese characters only."""
    if _HAN.fullmatch(cell):
        return cell
    raise ValueError("应只有汉字，不带序号、标点和空格")


def character(cell: str) -> str:
    """One character."""
    if len(cell) == 1:
        return cell
    raise ValueError("应是一个字")


def spoken(cell: str) -> str:
    """A word as a query is compared with it: narrow and in lower case."""
    word = folded(cell).lower()
    if len(word) > 1:
        return word
    raise ValueError("应有两个字以上")


def wording(cell: str) -> str:
    """A wording of an indicator, `{甲|乙}` for alternatives."""
    if re.fullmatch(r"(?:[^{}]|\{[^{}]*\})+", cell):
        return cell
    raise ValueError("花括号 { } 应成对，里面用 | 隔开几种写法")


def period(cell: str) -> str:
    """A five-year plan's name without quotation marks."""
    name = cell.strip('“”"')
    if _PERIOD.fullmatch(name):
        return name
    raise ValueError("应是五年规划的简称，如 十六五")
