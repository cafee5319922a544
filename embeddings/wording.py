"""How people say what plans call otherwise.

    vocabulary/matters.csv   a policy matter, the terms that plans print for it, what people say instead
    vocabulary/words.csv     an everyday word and the words that plans print (爹妈 → 父母, 监护人)

What each column holds stands in vocabulary/README.md. A user's own folder may add to both (`graph.vocabulary`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from graph.vocabulary import own_rows, packaged_rows, rows

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

    @property
    def key(self) -> tuple[str, str]:
        """What no two matters share: a name may stand in two fields."""
        return self.field, self.name


def _matter(row: Mapping[str, str]) -> Matter:
    return Matter(
        field=row["field"], name=row["matter"], terms=tuple(row["terms"].split("|")), wording=row["wording"], measure=row["measure"],
        sayings=tuple(row["sayings"].split("|")), source=row["source"],
    )  # fmt: skip


@cache
def packaged_matters() -> tuple[Matter, ...]:
    """The matters of the package, in the order of the file, whose vectors come with it."""
    return tuple(map(_matter, packaged_rows(MATTERS.name, within=_FOLDER)))


@cache
def own_matters() -> tuple[Matter, ...]:
    """The matters of the user's own folder, in order; none where there is no such file."""
    return tuple(map(_matter, own_rows(MATTERS.name)))


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter: the packaged ones that the user does not replace, and the user's own."""
    own = {matter.key for matter in own_matters()}
    return (*(each for each in packaged_matters() if each.key not in own), *own_matters())


@cache
def policy_terms() -> frozenset[str]:
    """The terms of all matters and their names."""
    return frozenset(
        term
        for row in rows(MATTERS.name, within=_FOLDER)
        for term in (row["matter"], *row["terms"].split("|"))
    )


@cache
def everyday_words() -> Mapping[str, tuple[str, ...]]:
    """Everyday words, each with what plans print for it."""
    return {row["word"]: tuple(row["means"].split("|")) for row in rows(WORDS.name, within=_FOLDER)}
