"""Text from anywhere as a file or a terminal may hold it."""

from __future__ import annotations

import re
from typing import Final

from queries.context import Placed

# What XML cannot hold, what moves a cursor or turns the direction of writing; one for one.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BREAKS: Final = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")


def fit(text: str) -> str:
    """`text` as any file and terminal may hold it, of the same length."""
    return _UNFIT.sub("�", _BREAKS.sub(" ", text))


def source_of(item: Placed) -> str:
    """Where an item stands: 规划.txt:45, or 规划.txt:45-52."""
    last = f"-{item.end_line}" if item.end_line != item.line else ""
    return fit(f"{item.document}:{item.line}{last}")
