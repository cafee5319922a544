"""The vocabularies: data with a source for every row, read in one place; README.md tells what each holds.

A folder of the user's own adds rows, and replaces those of the same key, without touching the package:

    $GUITU_VOCABULARY    names it; set and empty, there is none
    DATA/vocabulary      where the variable is not set, the command line takes this one, if it is there

A process reads its vocabularies once: a change is seen by the next command, or the next start of a service.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

VARIABLE: Final = "GUITU_VOCABULARY"
FOLDER: Final = "vocabulary"  # in a data folder
FACTS: Final = (  # what a plan is read by
    "functions.csv", "laws.csv", "indicators.csv", "places.csv", "audiences.csv", "domains.csv", "headings.csv",
    "periods.csv", "traditional.csv",
)  # fmt: skip
WORDING: Final = ("words.csv", "matters.csv")  # what is searched by, in embeddings/vocabulary
_HERE: Final = Path(__file__).parent


def rows(name: str, *, within: Path = _HERE) -> list[dict[str, str]]:
    """The rows of a vocabulary by its file name, in order, as column → text; the user's own among them.

    A row of the user's takes the place of the packaged one of its key; new ones stand at the end.

    Args:
        name: functions.csv, laws.csv, …
        within: the folder of the packaged file.

    Raises:
        VocabularyError: the user's file of this name cannot be used.

    >>> rows("audiences.csv")[0]["audience"]
    '妇女'
    """
    packaged = packaged_rows(name, within=within)
    if not (added := own_rows(name)):
        return packaged
    from graph.vocabulary.tables import TABLES

    return TABLES[name].merged(packaged, added)


def packaged_rows(name: str, *, within: Path = _HERE) -> list[dict[str, str]]:
    """The rows that the package has, in order."""
    with (within / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own_rows(name: str) -> list[dict[str, str]]:
    """The user's rows, in order, with the columns of the packaged file; empty where there are none.

    Raises:
        VocabularyError: the user's file of this name cannot be used.
    """
    folder = own_folder()
    if folder is None:
        return []
    # What reads and checks strangers' files is not even imported for those who have none.
    from graph.vocabulary import own

    return own.rows(folder, name)


def own_digest(names: Iterable[str]) -> str:
    """A digest of the user's rows of these vocabularies; "" where there are none.

    It is of what the rows say, not of their bytes: saved in another encoding they are the same.
    """
    folder = own_folder()
    if folder is None:
        return ""
    from graph.vocabulary import own

    return own.digest(folder, names)


def check_own() -> None:
    """Look through the whole of the user's folder.

    Raises:
        VocabularyError: something in it cannot be used; says what, where, and what was expected.
    """
    folder = own_folder()
    if folder is not None:
        from graph.vocabulary import own

        own.check(folder)


def own_folder() -> Path | None:
    """The user's folder; None where there is none."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


@contextmanager
def own_folder_of(data: Path) -> Iterator[None]:
    """While it lasts, `vocabulary` in a data folder is the user's, if it is there and $GUITU_VOCABULARY not set.

    It is passed on in that variable, so that processes started meanwhile have it too.
    """
    folder = data / FOLDER
    if VARIABLE in os.environ or not folder.is_dir():
        yield
        return
    os.environ[VARIABLE] = str(folder.resolve())
    try:
        yield
    finally:
        del os.environ[VARIABLE]
