"""The axis and the page of a drawing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drawing import Drawing, ticks

AXES = [
    ("whole numbers", (3.3, 6), (3, 4, 5, 6)),
    ("tens", (60, 98), (60, 70, 80, 90, 100)),
    ("parts of one", (0.5, 1), (0.5, 0.6, 0.7, 0.8, 0.9, 1)),
    ("a single number from zero", (100, 100), (0, 20, 40, 60, 80, 100)),
    ("thousands", (9000, 12000), (9000, 10000, 11000, 12000)),
]


@pytest.mark.parametrize(("ends", "expected"), [c[1:] for c in AXES], ids=[c[0] for c in AXES])
def test_an_axis_has_round_numbers(ends: tuple[float, float], expected: tuple[float, ...]) -> None:
    assert ticks(*ends) == expected


@given(st.lists(st.floats(0, 1e7).map(lambda x: round(x, 4)), min_size=2, max_size=2).map(sorted))
def test_an_axis_holds_every_number_in_few_steps(ends: list[float]) -> None:
    marks = ticks(*ends)
    assert marks[0] <= ends[0] <= ends[1] <= marks[-1]
    assert 2 <= len(marks) <= 8


def test_words_that_xml_cannot_hold_are_shown_as_unknown() -> None:
    drawing = Drawing(100, 50, title="题\x00", description="")
    drawing.words(0, 0, "a<b>&\x1f")
    root = ElementTree.fromstring(drawing.svg())
    assert [each.text for each in root.iter() if each.tag.endswith("text")] == ["a<b>&�"]
