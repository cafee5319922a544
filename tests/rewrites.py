"""Copies of a plan as other hands would have typed, wrapped or printed it: the same plan, other lines."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final


def wrapped(text: str, width: int = 40) -> str:
    """Every line cut at `width` characters, without indentation."""
    return "\n".join(
        line.strip()[i : i + width]
        for line in text.split("\n")
        for i in range(0, max(1, len(line.strip())), width)
    )


def wrapped_with_indents(text: str) -> str:
    """Paragraphs indented by two full-width spaces, then cut at 40 characters."""
    lines = ("　　" + line.strip() if line.strip() else "" for line in text.split("\n"))
    return "\n".join(line[i : i + 40] for line in lines for i in range(0, max(1, len(line)), 40))


def renumbered(text: str) -> str:
    """Random Arabic numbers in place of those printed."""
    chance = random.Random(7)

    def other(found: re.Match[str]) -> str:
        return f"{found[1]}{chance.randint(1, 30)}{found[3]}"

    text = re.sub(
        r"(?m)^(\s*(?:\[bookmark:[^\]]*\]\s*)*)(\d{1,2})(\s*[.．、](?=\s*(?!主要目标|策略措施)[^\d\s]))",
        other,
        text,
    )
    return re.sub(r"(?m)^(\s*[（(])(\d{1,2})([)）])", other, text)


def shifted(text: str) -> str:
    """Every Arabic number one higher."""
    return re.sub(
        r"(?m)^(\s*(?:\[bookmark:[^\]]*\]\s*)*[（(]?)(\d{1,2})(\s*[.．、)）](?!\d))",
        lambda found: f"{found[1]}{int(found[2]) + 1}{found[3]}",
        text,
    )


def paged(text: str, form: str) -> str:
    """A page number now and then between lines."""
    chance = random.Random(11)
    made, page = [], 0
    for line in text.split("\n"):
        made.append(line)
        if chance.random() < 0.05:
            page += 1
            made.append(form.format(page))
    return "\n".join(made)


def in_full_width(text: str) -> str:
    """Full-width item numbers: １２．"""
    return re.sub(
        r"(?m)^(\s*)(\d{1,2})[.．]",
        lambda found: found[1] + "".join(chr(ord(digit) + 0xFEE0) for digit in found[2]) + "．",
        text,
    )


REWRITES: Final[dict[str, Callable[[str], str]]] = {
    "wrapped at 40": wrapped,
    "wrapped at 33": lambda text: wrapped(text, 33),
    "wrapped with indents": wrapped_with_indents,
    "renumbered": renumbered,
    "numbers one higher": shifted,
    "renumbered and wrapped": lambda text: wrapped(renumbered(text)),
    "blank lines doubled": lambda text: text.replace("\n", "\n\n"),
    "blank lines removed": lambda text: "\n".join(
        line for line in text.split("\n") if line.strip()
    ),
    "dashed page numbers": lambda text: paged(text, "— {} —"),
    "bare page numbers": lambda text: paged(text, "{}"),
    "pages in words": lambda text: paged(text, "第{}页"),
    "wrapped with page numbers": lambda text: paged(wrapped(text), "- {} -"),
    "wrapped with blank lines": lambda text: wrapped(text).replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "not indented": lambda text: "\n".join(line.strip() for line in text.split("\n")),
    "full-width numbers": in_full_width,
}
