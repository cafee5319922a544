"""Full-width to half-width, one character to one character, so that offsets survive.

NFKC is not used: it turns one character into several (㈠ → (一), ½ → 1⁄2) and offsets would move.
The table follows the Unicode block "Halfwidth and Fullwidth Forms" (U+FF01–U+FF5E ↔ U+0021–U+007E),
with the few look-alikes that typed plans mix.
"""

from __future__ import annotations

from typing import Final

# Look-alikes found in typed plans; each side is exactly one character.
_LOOK_ALIKES: Final = {
    "\u3000": " ",  # ideographic space
    "\u00a0": " ",  # no-break space
    "〔": "[", "〕": "]", "【": "[", "】": "]",
    "﹙": "(", "﹚": ")", "﹪": "%", "﹣": "-", "﹕": ":", "﹔": ";", "﹐": ",",
    "〈": "<", "〉": ">",
    "．": ".", "﹒": ".",
    "–": "-", "‐": "-", "‑": "-", "−": "-", "─": "—", "━": "—", "―": "—", "﹘": "-",
    "∼": "~", "〜": "~",
    "∶": ":",
}  # fmt: skip

_NARROW: Final[dict[str, str]] = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | _LOOK_ALIKES
_WIDE: Final = frozenset(_NARROW)
FOLDING: Final[dict[int, str]] = {ord(wide): narrow for wide, narrow in _NARROW.items()}


def folded(text: str) -> str:
    """`text` with full-width forms made half-width; the same length, character by character.

    Case is kept; CJK punctuation without a half-width twin (。、《》“”) is kept.

    >>> folded("（牵头单位：区妇联）８５％")
    '(牵头单位:区妇联)85%'
    """
    # One pass a character that is there: twice as fast as str.translate on Chinese text.
    for wide in _WIDE.intersection(text):
        text = text.replace(wide, _NARROW[wide])
    return text
