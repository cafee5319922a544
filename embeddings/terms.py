"""The words of a text as the lexical index counts them.

    terms("推进ＨＰＶ疫苗接种") → 推进, hpv, 疫苗, 苗接, 接种, 疫苗接种

Runs of Han characters give every pair of neighbours (a run of one, the character itself), runs of Latin
letters and digits give themselves, in half-width lower case. Terms of policy with three or more
characters are added whole: pairs find anything, a whole term counts once more than its pieces. Pairs
against words for Chinese: Nie, Gao and Zhou (2000), “On the use of words and n-grams for Chinese
information retrieval”. Words cut by jieba's own dictionary ranked worse here than pairs alone, and with
the dictionary of terms no better than the longest term at each place, which needs no 0.2 s of import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from embeddings.wording import MATTERS, policy_terms
from graph.folding import folded

_RUN: Final = re.compile(
    r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+"
)
_WHOLE: Final = 3  # characters; a shorter term is one of the pairs


def rule_files() -> tuple[Path, ...]:
    """The files that decide which terms a text has."""
    return (Path(__file__), MATTERS)


def terms(text: str) -> list[str]:
    """The terms of `text` in their order, repetitions included."""
    return [term for term, _ in placed_terms(text)]


def placed_terms(text: str) -> Iterator[tuple[str, int]]:
    """Each term with where it begins in `text`."""
    plain = folded(text)
    lowered = plain.lower()
    if len(lowered) != len(plain):  # İ becomes two characters
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    for run in _RUN.finditer(lowered):
        words, start = run.group(), run.start()
        if words.isascii():
            yield words, start
            continue
        if len(words) == 1:
            yield words, start
        for i in range(len(words) - 1):
            yield words[i : i + 2], start + i
        yield from _whole_terms(words, start)


def _whole_terms(words: str, start: int) -> Iterator[tuple[str, int]]:
    known = _known()
    at = 0
    while at <= len(words) - _WHOLE:
        for length in known.get(words[at : at + _WHOLE], ()):
            if words[at : at + length] in policy_terms():
                yield words[at : at + length], start + at
                at += length
                break
        else:
            at += 1


@cache
def _known() -> dict[str, tuple[int, ...]]:
    """The first characters of whole terms, with the lengths of the terms that begin so, longest first."""
    found: dict[str, set[int]] = {}
    for term in policy_terms():
        if len(term) >= _WHOLE:
            found.setdefault(term[:_WHOLE], set()).add(len(term))
    return {begin: tuple(sorted(lengths, reverse=True)) for begin, lengths in found.items()}
