"""Traditional characters read as simplified ones, one for one, so that offsets survive.

Only the characters of unit names, role words, places and questions are listed (`vocabulary/traditional.csv`, after the
table of 《通用规范汉字表》, annex 1): it serves to recognise 牽頭單位：市衛生健康委, not to convert a text.
"""

from __future__ import annotations

import re
from functools import cache

from graph.folding import FOLDING, replaced
from graph.vocabulary import rows


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    table = FOLDING | {row["traditional"]: row["simplified"] for row in rows("traditional.csv")}
    return re.compile(f"[{re.escape(''.join(table))}]"), table


def plain(text: str) -> str:
    """`text` folded to half-width and simplified; the same length, character by character.

    >>> plain("牽頭單位：市婦聯")
    '牵头单位:市妇联'
    """
    return replaced(text, *_table())
