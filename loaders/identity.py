"""What a plan says of itself: title, audience, place, period, document number and date.

A title may stand above the plan, only in the notice that issues it, or nowhere; then the plan's own
words are the evidence, and what is concluded from them is marked as inferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from graph.folding import folded
from graph.numerals import numeral_value
from graph.periods import Period, period_in_title
from graph.places import place_in_title, place_of_government
from graph.vocabulary import rows
from loaders.outline.block import Block, BlockKind
from loaders.outline.pieces import Piece
from loaders.outline.titles import date_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a plan is. `title_basis` is printed, notice, inferred or none."""

    title: str
    title_basis: str
    audience: str | None
    place: str | None
    period_start: int | None
    period_end: int | None
    period_basis: str | None
    document_number: str | None
    issued_on: str | None


_TITLE_IN_TEXT: Final = re.compile(
    r"《([^《》]{4,60}?(?:规划|纲要|计划)(?:\s*[（(][^（()）]{4,24}[)）])?)(?:》|(?=[,，。；]))"
)
_ISSUED: Final = re.compile(r"(?:印发|转发|发布|下发)(?:《)?(.{4,120}?)(?:》)?的?\s*通\s*知")
_YEARS: Final = re.compile(r"\((\d{4})\s*年?\s*[-—~至]+\s*(\d{4})\s*年?\)")
_TITLE_TAIL: Final = re.compile(r"(?:规划|纲要|计划)(?:\s*[（(][^（()）]*[)）])?$")
_SPAN_WORDS: Final = {"未来十年": 10, "今后十年": 10, "未来五年": 5, "今后五年": 5, "未来15年": 15}


def as_title(words: str) -> str:
    """A title as printed, without white space and control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", "", words)


@cache
def _audiences() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["audience"]) for row in rows("audiences.csv"))


def audience_in(title: str) -> str | None:
    """Whom a plan is for by its title; None for a general one or one for several groups.

    >>> audience_in("云栖市妇女发展规划（2021—2030年）"), audience_in("妇女儿童发展规划")
    ('妇女', None)
    """
    found = {audience for word, audience in _audiences() if word in title}
    return found.pop() if len(found) == 1 else None


def identity(
    piece: Piece, notice: Piece | None, text: str, taken: Sequence[str], body: str
) -> Identity:
    """Who the plan in `piece` is.

    Args:
        piece: the plan's blocks.
        notice: the piece that issues it, if one stands before it in the file.
        text: the decoded document.
        taken: titles that other plans of the file print themselves.
        body: the plan's own words, joined.
    """
    title, basis, period = _title(piece, notice, text, taken, body)
    place = _place(title if basis != "none" else "", notice, piece)
    number, issued = _issue(notice, text)
    return Identity(
        title=title,
        title_basis=basis,
        audience=audience_in(title),
        place=place,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_basis=period.basis if period else None,
        document_number=number,
        issued_on=issued,
    )


def _title(
    piece: Piece, notice: Piece | None, text: str, taken: Sequence[str], body: str
) -> tuple[str, str, Period | None]:
    if piece.title is not None:
        title = as_title(piece.title.printed(text))
        return title, "printed", period_in_title(title)
    issued = [t for t in issued_titles(notice, text) if t not in taken] if notice else []
    if issued:
        fitting = max(issued, key=lambda t: _fit(t, body))
        return fitting, "notice", period_in_title(fitting)
    found = inferred_title(body)
    return found if found[0] else sibling_title(body, taken)


def _fit(title: str, body: str) -> int:
    audience = audience_in(title)
    words = [word for word, its in _audiences() if its == audience]
    return sum(body.count(word) for word in words)


def issued_titles(notice: Piece, text: str) -> list[str]:
    """The plan titles that a notice issues, in order, as printed: 《A规划》《B规划》, or 关于印发A和B的通知."""
    words = "".join(block.printed(text) for block in notice.all_blocks)
    found: list[str] = []
    for title in _TITLE_IN_TEXT.findall(words):
        if as_title(title) not in found:
            found.append(as_title(title))
    if not found and notice.notice is not None:
        head = as_title(notice.notice.printed(text))
        if match := _ISSUED.search(head):
            for part in re.split(r"(?<=规划|纲要)和|(?<=[)）])(?:和|、)", match[1]):
                if _TITLE_TAIL.search(part):
                    found.append(part)
    return found


def inferred_title(body: str) -> tuple[str, str, Period | None]:
    """A title concluded from the plan's own words, with its period; ("", "none", None) where none can be.

    The plan names its predecessor (《铁西区儿童发展规划（2011—2020年）》颁布实施以来) and the plan above it
    (按照《鞍山市儿童发展规划（2021—2030年）》): the new one carries the predecessor's name and the years
    that follow it.
    """
    cited = []
    for title in _TITLE_IN_TEXT.findall(body[:6000]):
        plain = folded(as_title(title))
        if years := _YEARS.search(plain):
            cited.append((as_title(title), plain[: years.start()], int(years[1]), int(years[2])))
    for title, name, _, end in cited:
        subject = name[-6:]
        above = [
            (s, e) for t, n, s, e in cited if t != title and n[-6:] == subject and s == end + 1
        ]
        length = next((n for word, n in _SPAN_WORDS.items() if word in body[:6000]), None)
        if above:
            start, stop = above[0]
        elif length is not None:
            start, stop = end + 1, end + length
        else:
            continue
        made = f"{name}（{start}—{stop}年）"
        return made, "inferred", Period(start=start, end=stop, basis="inferred")
    return "", "none", None


def sibling_title(body: str, taken: Sequence[str]) -> tuple[str, str, Period | None]:
    """A title after that of the plan before it in the file, for the audience that the body speaks of.

    Plans for women and for children are issued together and under like titles; ("", "none", None) where
    the body speaks of nobody else.
    """
    for title in reversed(taken):
        whom = audience_in(title)
        counts = {its: 0 for _, its in _audiences()}
        for word, its in _audiences():
            counts[its] += body.count(word)
        other = max(counts, key=lambda its: counts[its])
        if (
            whom is not None
            and other != whom
            and counts[other] > 2 * counts[whom]
            and whom in title
        ):
            made = title.replace(whom, other)
            return made, "inferred", period_in_title(made)
    return "", "none", None


def _place(title: str, notice: Piece | None, piece: Piece) -> str | None:
    """The place as printed; the issuing government's form where it is the longer one."""
    printed = place_in_title(title) if title else None
    sources = [
        b.words
        for b in (notice.all_blocks if notice else [])
        if b.kind in (BlockKind.NOTICE_TITLE, BlockKind.BARE)
    ]
    sources += [b.words for b in piece.blocks[:3] if b.kind is BlockKind.BARE]
    for words in sources:
        issuer = place_of_government(words)
        if issuer and (printed is None or (issuer != printed and issuer.endswith(printed))):
            return issuer
    return printed


def _issue(notice: Piece | None, text: str) -> tuple[str | None, str | None]:
    """Document number and ISO date of the notice."""
    if notice is None:
        return None, None
    number = next((b for b in notice.all_blocks if b.kind is BlockKind.DOCUMENT_NUMBER), None)
    signed = [b for b in notice.all_blocks if b.kind is BlockKind.DATE]
    return (as_title(number.printed(text)) if number else None), (
        _iso(signed[-1]) if signed else None
    )


def _iso(block: Block) -> str | None:
    parts = date_parts(block.words)
    if parts is None:
        return None
    values = [numeral_value(part) for part in parts]
    try:
        return date(*(v or 0 for v in values)).isoformat() if len(values) == 3 else None
    except ValueError:
        return None
