"""What the rows of a vocabulary owe one another: names that exist, one owner for a wording, days in order.

A relation looks at rows, each with a number, among all rows of their vocabulary, and tells what is wrong by
number. It holds for the packaged files as it does for a user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from graph import ids
from graph.indicators import key, spellings
from graph.laws import STATE, Status, name_key
from graph.vocabulary import packaged_rows, rows

Cells = Mapping[str, str]
Numbered = tuple[int, Cells]
Relation = Callable[[Sequence[Numbered], Sequence[Cells]], Iterator[tuple[int, str]]]

_RANK: Final = {"province": 0, "prefecture": 1, "county": 2}
_EDITION: Final = re.compile(r"（[^（）]*年[^（）]*）$")


def unrelated(_some: Sequence[Numbered], _every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """Rows that owe one another nothing."""
    yield from ()


def with_slug(row: dict[str, str]) -> dict[str, str]:
    """A row of functions.csv with the slug of its function, where a user left it out."""
    if row["slug"]:
        return row
    made = re.sub("[^a-z0-9]", "_", ids.slug(row["function"]))
    return {**row, "slug": _packaged_slugs().get(row["function"], made)}


@cache
def _packaged_slugs() -> dict[str, str]:
    return {row["function"]: row["slug"] for row in packaged_rows("functions.csv")}


def of_functions(some: Sequence[Numbered], every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A slug has one function and a function one slug; a name begins before it ends."""
    functions: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for row in every:
        functions.setdefault(row["slug"], row["function"])
        slugs.setdefault(row["function"], row["slug"])
    for number, row in some:
        if functions[row["slug"]] != row["function"]:
            yield (
                number,
                f"slug “{row['slug']}”是职能“{functions[row['slug']]}”的；可以留空，由程序填",
            )
        elif slugs[row["function"]] != row["slug"]:
            yield (
                number,
                f"职能“{row['function']}”的 slug 是“{slugs[row['function']]}”；可以留空，由程序填",
            )
        yield from _in_order(number, row, ("from", "until"))


def of_laws(some: Sequence[Numbered], every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A name stands for one instrument, or for editions of one; days are in order; successors exist."""
    titles = {row["title"] for row in every}
    holders: dict[str, list[str]] = {}
    for row in every:
        for name in (row["title"], row["title"].removeprefix(STATE), *_parts(row["aliases"])):
            holders.setdefault(name_key(name), []).append(row["title"])
    for number, row in some:
        yield from _in_order(number, row, ("adopted", "effective", "repealed"))
        if row["repealed"] and row["status"] != Status.REPEALED:
            yield number, "写了废止日期（repealed），status 就应是 repealed（已废止）"
        if row["replaced_by"] == row["title"]:
            yield number, "replaced_by 是它自己"
        elif row["replaced_by"] and row["replaced_by"] not in titles:
            yield (
                number,
                f"replaced_by “{row['replaced_by']}”不在词表里；写它的全名，或把它也加为一行",
            )
        base = _EDITION.sub("", row["title"])
        for name in (row["title"], *_parts(row["aliases"])):
            others = (t for t in holders[name_key(name)] if _EDITION.sub("", t) != base)
            if other := next(others, None):
                yield number, f"“{name}”已经指“{other}”，一个名称只能指一部"


def of_indicators(some: Sequence[Numbered], every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A wording is of one indicator."""
    holders: dict[str, str] = {}
    for row in every:
        for wording in _wordings(row):
            holders.setdefault(key(wording), row["name"])
    for number, row in some:
        for wording in _wordings(row):
            if (other := holders[key(wording)]) != row["name"]:
                yield number, f"“{wording}”已经是“{other}”的写法，一种写法只能指一个指标"
                break


def of_places(some: Sequence[Numbered], every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A division lies in one of a higher level, and what took its place exists."""
    levels = {row["code"]: row["level"] for row in every}
    for number, row in some:
        parent, now = row["parent"], row["now"]
        if not parent and row["level"] != "province":
            yield number, "parent 不能空着：写上级的代码"
        elif parent and parent not in levels:
            yield number, f"parent {parent} 不在词表里"
        elif parent and _RANK[levels[parent]] >= _RANK[row["level"]]:
            yield number, f"parent {parent} 应比它高一级"
        if now and now not in levels:
            yield number, f"now {now} 不在词表里"
        elif now == row["code"]:
            yield number, "now 是它自己；还在用的地名留空"


def of_domains(some: Sequence[Numbered], _every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A domain is of an audience that is known."""
    audiences = dict.fromkeys(row["audience"] for row in rows("audiences.csv"))
    for number, row in some:
        if row["audience"] not in audiences:
            yield (
                number,
                f"audience “{row['audience']}”不在 audiences.csv 里；有：{'、'.join(audiences)}",
            )


def of_periods(some: Sequence[Numbered], every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A period begins before it ends; the plans of a series stand in the order of their years."""
    for number, row in some:
        yield from _in_order(number, row, ("start", "end"))
        series = [each for each in every if each["series"] == row["series"]]
        at = series.index(row)
        if at and row["start"] <= series[at - 1]["end"]:
            yield (
                number,
                f"start {row['start']} 应在“{series[at - 1]['name']}”结束（{series[at - 1]['end']} 年）之后",
            )


def of_words(some: Sequence[Numbered], _every: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """A word means other words."""
    for number, row in some:
        if row["word"] in _parts(row["means"]):
            yield number, f"means 里不必再写“{row['word']}”自己"


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _wordings(row: Cells) -> Iterator[str]:
    for alias in (row["name"], *filter(None, row["aliases"].split("；"))):
        yield from spellings(alias)


def _in_order(number: int, row: Cells, columns: Sequence[str]) -> Iterator[tuple[int, str]]:
    told = [column for column in columns if row[column]]
    for one, next_one in pairwise(told):
        if row[one] > row[next_one]:
            yield number, f"{one}（{row[one]}）应不晚于 {next_one}（{row[next_one]}）"
