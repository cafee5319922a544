"""The sentences of a text, with where they stand.

    sentences("推进检查。提高质量；加强宣传。") → [0, 5), [5, 10), [10, 15)

Cut after 。！？； and line breaks, closing quotes and brackets kept with their sentence (GB/T 15834-2011,
《标点符号用法》: the marks that end a sentence, and the semicolon between clauses of equal rank).
"""

from __future__ import annotations

import re
from typing import Final

_SENTENCE: Final = re.compile(
    r"[^。！？!?；;\n]+(?:[。！？!?；;]+[”’」』）)]*|\n|$)|[。！？!?；;\n]+"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each sentence that holds a letter, a digit or a Han character, in order."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        if any(c.isalnum() for c in words):
            start = match.start() + len(words) - len(words.lstrip())
            found.append((start, match.start() + len(words.rstrip())))
    return found
