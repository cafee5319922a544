"""Where a text is cut into sentences; expected ones are marked ⟦so⟧ inside the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.sentences import sentences

MARKED = [
    ("marks that end", "⟦推进检查。⟧⟦提高质量；⟧⟦加强宣传！⟧⟦好不好？⟧"),
    ("marks of half width", "⟦推进检查!⟧ ⟦提高质量;⟧ ⟦好不好?⟧"),
    ("no mark at the end", "⟦推进检查。⟧⟦提高质量⟧"),
    ("a comma and a colon go on", "⟦推进：检查，质量、宣传。⟧"),
    ("a decimal point goes on", "⟦达到1.5%。⟧"),
    ("a closing quote stays", "⟦他说：“要快。”⟧⟦然后去做。⟧"),
    ("closing brackets stay", "⟦（推进检查。）⟧⟦『要快！』」⟧⟦(好?)⟧⟦做。⟧"),
    ("marks in a row are one end", "⟦真的？！⟧⟦好。。。⟧"),
    ("line breaks cut", "⟦推进检查⟧\n⟦提高质量⟧\n\n⟦宣传。⟧\n"),
    ("white space is left out", "  ⟦推进 检查。⟧ \t\r\n　⟦宣传⟧  "),
    ("what holds no word is none", "。——；\n⟦……做。”⟧（）。"),
    ("a digit is a word", "⟦1。⟧⟦a⟧"),
    ("nothing", ""),
    ("only marks", "。！？；\n”"),
]


@pytest.mark.parametrize(("why", "marked"), MARKED, ids=[row[0] for row in MARKED])
def test_sentences_of(why: str, marked: str) -> None:
    text = marked.replace("⟦", "").replace("⟧", "")
    expected = [part.split("⟧")[0] for part in marked.split("⟦")[1:]]
    assert [text[start:end] for start, end in sentences(text)] == expected, why


@given(st.text() | st.text(st.sampled_from("妇女1a。！？；!?;”’」』）)“（ \t\r\n　，：\ud800")))
@example("。" * 50_000)
@example("妇女" * 25_000)
def test_sentences_are_ordered_and_apart_and_hold_every_letter(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    covered = {at for start, end in found for at in range(start, end)}
    assert all(at in covered for at, character in enumerate(text) if character.isalnum())
    for start, end in found:
        words = text[start:end]
        assert words == words.strip()
        assert any(character.isalnum() for character in words)
        assert "\n" not in words
