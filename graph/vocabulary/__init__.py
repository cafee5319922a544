"""The vocabularies: data with a source for every row, read in one place; README.md tells what each holds."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a vocabulary by its file name, in order, as column → text.

    >>> rows("audiences.csv")[0]["audience"]
    '妇女'
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
