"""The vocabulary of wordings: well formed, no saying of two matters, its packaged vectors up to date."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from embeddings.dense import DenseIndex
from embeddings.encoder import encoder, packaged_folder
from embeddings.understanding import SAYINGS, Understanding
from embeddings.wording import MATTERS, WORDS, everyday_words, matters, policy_terms
from graph.folding import folded

FILES = [
    (MATTERS, ["field", "matter", "terms", "wording", "measure", "sayings", "source"], {"measure"}),
    (WORDS, ["word", "means", "source"], set()),
]


@pytest.mark.parametrize(("path", "columns", "optional"), FILES, ids=["matters", "words"])
def test_every_cell_is_filled_and_trimmed(
    path: Path, columns: list[str], optional: set[str]
) -> None:
    written = path.read_bytes()
    assert not written.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in written
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file, strict=True)
        assert next(table) == columns
        for row in table:
            assert len(row) == len(columns), row
            for column, cell in zip(columns, row, strict=True):
                parts = cell.split("|")
                assert cell or column in optional, row
                assert parts == [part.strip() for part in parts], row
                assert "\n" not in cell, row
                assert column in optional or "" not in parts, row


def test_a_saying_is_of_one_matter() -> None:
    said = Counter(saying for matter in matters() for saying in matter.sayings)
    assert len(said) > 15_000
    assert [saying for saying, count in said.items() if count > 1] == []


def test_a_matter_lists_no_term_twice() -> None:
    assert [m.name for m in matters() if len(set(m.terms)) < len(m.terms)] == []


def test_terms_of_policy_are_all_terms_and_all_names() -> None:
    known = policy_terms()
    assert {term for matter in matters() for term in (matter.name, *matter.terms)} == known


def test_everyday_words_are_as_a_query_is_folded_and_each_stands_once() -> None:
    words = everyday_words()
    with WORDS.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(words)
    assert [word for word in words if folded(word).lower() != word] == []
    assert [word for word, means in words.items() if word in means] == []


def test_an_everyday_word_has_what_plans_print_for_it() -> None:
    assert {"父母", "监护人"} <= set(everyday_words()["爹妈"])


def test_the_packaged_vectors_are_of_the_vocabulary_as_it_is() -> None:
    assert Understanding(packaged_folder()).fits()
    said = [saying for matter in matters() for saying in matter.sayings]
    rows = [0, len(said) // 3, len(said) // 2, len(said) - 1]
    kept = DenseIndex(packaged_folder() / SAYINGS).vectors(rows)
    made = encoder().encode([said[row] for row in rows])
    assert ((kept * made).sum(axis=1) > 0.98).all()  # 8 bits a number: measured 0.99 and more
