"""How people say what plans call otherwise.

    vocabulary/matters.csv   a policy matter, the terms that plans print for it, what people say instead
    vocabulary/words.csv     an everyday word and the words that plans print (爹妈 → 父母, 监护人)

What each column holds stands in vocabulary/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(str(files("embeddings"))) / "vocabulary"
MATTERS: Final = _FOLDER / "matters.csv"
WORDS: Final = _FOLDER / "words.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A provision that plans contain: 课后服务, 两癌筛查."""

    field: str
    name: str
    terms: tuple[str, ...]  # as plans print them
    wording: str  # as a provision would say it
    measure: str  # as a whole measure with it and what stands beside it would read; empty for some
    sayings: tuple[str, ...]  # as people say it
    source: str


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter, in the order of the file."""
    return tuple(
        Matter(
            field=row["field"], name=row["matter"], terms=tuple(row["terms"].split("|")), wording=row["wording"], measure=row["measure"],
            sayings=tuple(row["sayings"].split("|")), source=row["source"],
        )
        for row in _rows(MATTERS)
    )  # fmt: skip


@cache
def policy_terms() -> frozenset[str]:
    """The terms of all matters and their names."""
    return frozenset(
        term for row in _rows(MATTERS) for term in (row["matter"], *row["terms"].split("|"))
    )


@cache
def everyday_words() -> Mapping[str, tuple[str, ...]]:
    """Everyday words, each with what plans print for it."""
    return {row["word"]: tuple(row["means"].split("|")) for row in _rows(WORDS)}
