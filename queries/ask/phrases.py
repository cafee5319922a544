"""The ways of asking, from `queries/vocabulary/phrases.csv`: words → what they mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

_PHRASES: Final = Path(str(files("queries"))) / "vocabulary" / "phrases.csv"


class Means(StrEnum):
    """What a phrase of a question tells; `queries/vocabulary/README.md` says more."""

    LEAD = "lead"
    SUPPORT = "support"
    OWNER = "owner"
    WHO = "who"
    WHAT = "what"
    CHECK = "check"
    HOW_MUCH = "howmuch"
    HIGHEST = "highest"
    LOWEST = "lowest"
    STRICTEST = "strictest"
    WHEN = "when"
    HOW_MANY = "howmany"
    CITES = "cites"
    COMPARE = "compare"
    PRECEDENT = "precedent"
    COUNT = "count"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A row of the vocabulary."""

    means: Means
    pattern: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase at `text[start:end]`."""

    means: Means
    start: int
    end: int
    words: str


@cache
def phrases() -> tuple[Phrase, ...]:
    """Every row, in the order of the file."""
    with _PHRASES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Phrase(means=Means(row["means"]), pattern=row["pattern"], example=row["example"], source=row["source"])
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def _patterns() -> Mapping[Means, re.Pattern[str]]:
    """One pattern a meaning: any of its phrases."""
    by_meaning: dict[Means, list[str]] = {}
    for phrase in phrases():
        by_meaning.setdefault(phrase.means, []).append(f"(?:{phrase.pattern})")
    return {means: re.compile("|".join(some)) for means, some in by_meaning.items()}


def said(text: str) -> Iterator[Said]:
    """Every phrase in a text, by meaning; phrases of different meanings may overlap."""
    for means, pattern in _patterns().items():
        for found in pattern.finditer(text):
            if found.end() > found.start():
                yield Said(means, found.start(), found.end(), found.group())
