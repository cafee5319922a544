"""Chinese and Arabic numerals as plans print them: 三, 十二, 二〇三〇, ⑴, ①, ㈠."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}

# One-character ordinals of Unicode: circled ①–⑳, parenthesised ⑴–⒇, with full stop ⒈–⒛, ㈠–㈩, ❶–❿.
_SINGLE: Final = (
    {chr(0x2460 + i): i + 1 for i in range(20)}
    | {chr(0x2474 + i): i + 1 for i in range(20)}
    | {chr(0x2488 + i): i + 1 for i in range(20)}
    | {chr(0x3220 + i): i + 1 for i in range(10)}
    | {chr(0x2776 + i): i + 1 for i in range(10)}
)


def numeral_value(printed: str) -> int | None:
    """The value of an ordinal as printed, or None where it is none.

    Years written digit by digit (二〇三〇) are read as such.

    >>> [numeral_value(p) for p in ("12", "十二", "二十", "二〇三〇", "⑶", "甲")]
    [12, 12, 20, 2030, 3, None]
    """
    if not printed:
        return None
    if printed.isascii():
        return int(printed) if printed.isdigit() and len(printed) < 10 else None
    if len(printed) == 1 and printed in _SINGLE:
        return _SINGLE[printed]
    if len(printed) > 9:
        return None
    if all(c in _DIGITS for c in printed):
        return int("".join(str(_DIGITS[c]) for c in printed))
    total = current = 0
    for c in printed:
        if c in _DIGITS:
            current = _DIGITS[c]
        elif c in _UNITS:
            total += (current or 1) * _UNITS[c]
            current = 0
        else:
            return None
    return total + current
