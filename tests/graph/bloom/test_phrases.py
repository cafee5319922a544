"""The search phrases hold together, speak of the schema alone, and are the page in docs."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

from graph.bloom.phrases import Phrase, in_ascii, phrases
from graph.bloom.queries import cheat_sheet, parameters_line, saved_queries
from graph.schema import LABEL, RELATIONSHIP

ROOT = Path(__file__).parents[3]
EVERY = pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.text)
PARAMETER = re.compile(r"\$(\w+)")
WRITES = re.compile(r"\b(?:CREATE|MERGE|SET|DELETE|REMOVE|DROP|LOAD|FOREACH)\b", re.IGNORECASE)


def queries(phrase: Phrase) -> list[str]:
    """The query of a phrase, and the queries of its suggestions."""
    return [phrase.cypher, *(each.suggestion_query for each in phrase.parameters)]


def test_there_is_a_phrase_for_each_kind_of_question() -> None:
    texts = [phrase.text for phrase in phrases()]
    assert len(set(texts)) == len(texts) >= 14
    kinds = [kind for kind, _ in groupby(phrases(), lambda phrase: phrase.kind)]
    assert kinds == ["分工", "先例", "指标", "法规", "结构"]


def test_the_page_in_docs_is_the_phrases() -> None:
    assert (ROOT / "docs" / "cypher.md").read_text("utf-8") == cheat_sheet()


def test_the_page_on_bloom_lists_what_one_meets_there() -> None:
    page = (ROOT / "docs" / "bloom.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    told = [[each.text, each.description, each.source] for each in phrases()]
    assert [row for row in rows if "$" in row[0]] == told
    labels = {row[0]: row[1] for row in rows if row[1] in LABEL}
    assert labels == {label.caption: label.name for label in LABEL.values()}
    types = {row[0]: row[1] for row in rows if row[0] in RELATIONSHIP}
    assert types == {each.type: each.caption for each in RELATIONSHIP.values()}


@EVERY
def test_a_phrase_is_told_in_words(phrase: Phrase) -> None:
    assert phrase.description
    assert phrase.source
    assert not phrase.description.endswith("。")  # the page and Bloom put their own stops


@EVERY
def test_a_parameter_stands_apart_and_nothing_else_is_read_as_one(phrase: Phrase) -> None:
    # Bloom fails on brackets in a phrase (its issue 22), and would read on into Chinese without a blank.
    assert not set(phrase.text) & set("()[]{}（）*+?.^|\\")
    for word in phrase.text.split():
        assert re.fullmatch(r"\$\w+|[^$]+", word), word


@EVERY
def test_a_phrase_uses_all_its_parameters_and_no_others(phrase: Phrase) -> None:
    names = [each.name for each in phrase.parameters]
    assert names == PARAMETER.findall(phrase.text)
    assert set(PARAMETER.findall(phrase.cypher)) == set(names)


@EVERY
def test_a_suggestion_uses_only_what_was_chosen_before(phrase: Phrase) -> None:
    before: set[str] = set()
    for each in phrase.parameters:
        assert set(PARAMETER.findall(each.suggestion_query)) <= before, each.name
        before.add(each.name)


@EVERY
def test_queries_speak_of_the_schema_alone(phrase: Phrase) -> None:
    for query in queries(phrase):
        bare = re.sub(r"'[^']*'", "''", query)
        for types in re.findall(r"\[\w*:([A-Z_|]+)", bare):
            assert set(types.split("|")) <= RELATIONSHIP.keys(), types
        for labels in re.findall(r"\(\w*:([A-Za-z|]+)", bare):
            assert set(labels.split("|")) <= LABEL.keys(), labels
        told = {each.name for label in LABEL.values() for each in label.properties} | {"id"}
        assert (
            set(re.findall(r"\b[a-z]+\.([a-z_]+)\b", re.sub(r"db\.index\S*\(", "(", bare))) <= told
        )


@EVERY
def test_queries_only_read_and_are_bounded(phrase: Phrase) -> None:
    assert not any(WRITES.search(query) for query in queries(phrase))
    assert re.search(r"\nLIMIT [1-9]\d*$", phrase.cypher)


@EVERY
def test_in_ascii_only_the_parameters_are_named_otherwise(phrase: Phrase) -> None:
    renamed = in_ascii(phrase)
    names = [each.name for each in renamed.parameters]
    assert all(name.isascii() and name.isidentifier() for name in names)
    assert len(set(names)) == len(names)
    for query in queries(renamed):
        assert set(PARAMETER.findall(query)) <= set(names)
    assert PARAMETER.sub("", renamed.cypher) == PARAMETER.sub("", phrase.cypher)


def test_saved_queries_begin_with_their_title_and_can_be_files_anywhere() -> None:
    files = dict(saved_queries())
    assert len(files) == len(phrases())
    for (name, text), phrase in zip(files.items(), phrases(), strict=True):
        assert text.splitlines()[0] == "// " + phrase.text.replace("$", "")
        assert text.endswith(phrase.cypher + "\n")
        assert re.fullmatch(r"\d\d-\w+\.cypher", name)


def test_an_example_cannot_end_the_line_that_sets_it() -> None:
    for phrase in phrases():
        assert parameters_line(phrase).count("'") == 2 * len(phrase.parameters)
        assert all(each.example and "\\" not in each.example for each in phrase.parameters)
