"""How nodes look and what their properties are called: every label, every property, colours one can tell apart."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from graph.palette import PALETTE, Style
from graph.schema import LABELS
from graph.store import Node, Value
from service.web.node_words import CAPTIONS, UNSAID, shown_properties
from service.web.templating import FOLDER


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of #rrggbb as light (WCAG 2.2, relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast_with_white(colour: str) -> float:
    red, green, blue = linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def perceived(colour: str) -> tuple[float, float, float]:
    """A colour in Oklab (Ottosson 2020), where distance is difference to the eye."""
    red, green, blue = linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_every_label_has_one_look() -> None:
    assert [style.label for style in PALETTE] == [label.name for label in LABELS]
    assert all(style.caption for style in PALETTE)


@pytest.mark.parametrize("style", PALETTE, ids=lambda style: style.label)
def test_white_words_can_be_read_on_a_colour(style: Style) -> None:
    assert contrast_with_white(style.colour) >= 4.5


def test_colours_can_be_told_apart() -> None:
    least = min(
        math.dist(perceived(one.colour), perceived(other.colour))
        for one, other in combinations(PALETTE, 2)
    )
    assert least >= 0.09  # measured 0.097, grey and teal


def test_every_property_has_a_name_or_is_left_unsaid_on_purpose() -> None:
    properties = {each.name for label in LABELS for each in label.properties}
    assert properties == set(CAPTIONS) | UNSAID
    assert not set(CAPTIONS) & UNSAID


@pytest.mark.parametrize(
    ("why", "label", "properties", "expected"),
    [
        ("a code becomes a word", "Jurisdiction", {"level": "county"}, {"级别": "县级"}),
        ("a number is written out", "Target", {"value": 1200000.0}, {"数值": "1200000"}),
        ("a sign becomes words", "Target", {"comparator": ">="}, {"要求": "不低于"}),
        ("what is not so is not said", "Domain", {"heading_missing": False, "ordinal": 1}, {"次序": "1"}),
        ("a title that opens the text is not repeated", "Measure", {"title": "甲。", "text": "甲。乙。"}, {"全文": "甲。乙。"}),
        ("a title that is the name is not repeated", "Law", {"title": "名"}, {}),
        ("a long list is cut, and says how long it is", "Indicator", {"aliases": ["甲"] * 13}, {"别名": "、".join("甲" * 12) + "等 13 个"}),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_values_read_as_people_say_them(
    why: str, label: str, properties: dict[str, Value], expected: dict[str, str]
) -> None:
    shown = shown_properties(Node("x", label, {"name": "名", **properties}))
    assert {each["caption"]: each["value"] for each in shown} == expected, why


def test_every_script_from_elsewhere_has_its_licence_beside_it() -> None:
    page = (FOLDER / "templates" / "graph.html").read_text("utf-8")
    scripts = re.findall(r"/(static/vendor/\S+)\.min\.js", page)
    assert len(scripts) == 5
    for script in scripts:
        assert (FOLDER / f"{script}.min.js").is_file()
        assert "Permission" in (FOLDER / f"{script}.LICENSE.txt").read_text("utf-8")
