"""A small SVG writer: a page with words, rules and marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from service.printable import fit

INK: Final = "#222222"
GREY: Final = "#666666"
RULE: Final = "#dddddd"
BLUE: Final = "#1f5fa8"
_FONTS: Final = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


class Drawing:
    """An SVG page of a width and height in pixels, white, with a title and a description for screen readers."""

    def __init__(self, width: int, height: int, *, title: str, description: str) -> None:
        self._root = Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": str(width),
            "height": str(height), "role": "img", "aria-labelledby": "title description", "lang": "zh-Hans",
            "font-family": _FONTS, "font-size": "14",
        })  # fmt: skip
        SubElement(self._root, "title", id="title").text = fit(title)
        SubElement(self._root, "desc", id="description").text = fit(description)
        self._add("rect", fill="#ffffff", width=width, height=height)

    def _add(self, tag: str, **given: str | float) -> Element:
        names = {name.replace("_", "-"): str(value) for name, value in given.items()}
        return SubElement(self._root, tag, names)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = 14,
        fill: str = INK,
        anchor: str = "start",
        tip: str = "",
    ) -> None:
        """`text` from its base line; `tip` is shown where a pointer rests on it."""
        made = self._add("text", x=x, y=y, font_size=size, fill=fill, text_anchor=anchor)
        made.text = fit(text)
        if tip:
            SubElement(made, "title").text = fit(tip)

    def rule(
        self,
        x: float,
        y: float,
        to_x: float,
        to_y: float,
        *,
        stroke: str = RULE,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """A straight line."""
        line = self._add("line", x1=x, y1=y, x2=to_x, y2=to_y, stroke=stroke, stroke_width=width)
        if dashed:
            line.set("stroke-dasharray", "4 4")

    def dot(self, x: float, y: float, *, hollow: bool = False) -> None:
        """A round mark."""
        self._add(
            "circle",
            cx=x,
            cy=y,
            r=5,
            fill="#ffffff" if hollow else BLUE,
            stroke=BLUE,
            stroke_width=2,
        )

    def diamond(self, x: float, y: float) -> None:
        """A hollow mark on its corner."""
        points = f"{x - 6},{y} {x},{y - 6} {x + 6},{y} {x},{y + 6}"
        self._add("polygon", points=points, fill="#ffffff", stroke=GREY, stroke_width=2)

    def arrow(self, x: float, y: float, length: float, *, stroke: str = BLUE) -> None:
        """A line from (x, y) to the right, or for a negative length to the left, with a head."""
        end, back = x + length, math.copysign(5, length)
        self.rule(x, y, end, y, stroke=stroke, width=2)
        head = f"{end - back},{y - 4} {end},{y} {end - back},{y + 4}"
        self._add("polyline", points=head, fill="none", stroke=stroke, stroke_width=2)

    def svg(self) -> bytes:
        """The document, UTF-8."""
        written: bytes = tostring(self._root, encoding="utf-8")
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def ticks(low: float, high: float, most: int = 6) -> Sequence[float]:
    """Round numbers at equal steps of 1, 2 or 5 that reach from `low` or below to `high` or above.

    A single number is shown from zero.

    >>> ticks(3.3, 6)
    (3.0, 4.0, 5.0, 6.0)
    """
    low, high = (low, high) if low < high else (min(0.0, low), max(low, 0.0) or 1.0)
    magnitude = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(
        magnitude * factor
        for factor in (1, 2, 5, 10, 20)
        if (high - low) / (magnitude * factor) <= most - 1
    )
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(round(step * i, 10) for i in range(first, last + 1))
