"""Every search phrase, asked of a real Neo4j with the values that its own suggestions offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from neo4j import Driver
from neo4j.graph import Node, Path

from graph.bloom.perspective import perspective
from graph.bloom.phrases import Phrase, in_ascii, phrases
from graph.neo4j.statements import CLAIMS, MARK, RECORD, WORD_INDEX
from graph.schema import LABEL, LABELS, RELATIONSHIPS

EVERY = pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.text)
MOST = 12  # values of a parameter that are tried, first and last among them
# What the four invented plans in samples/ cannot answer, and nothing is suggested for.
UNANSWERED = {
    "缺少 $主题 的规划": "no topic of theirs is missing from another plan for the same people",
    "$上级地区 所辖各地的规划": "their places are invented, and lie in none that is known",
}
SMALL = {label.name for label in LABELS if label.shared or label.derived} | {"Plan"}
SEEKS = {
    "NodeIndexSeek", "NodeUniqueIndexSeek", "NodeUniqueIndexSeekByRange", "ProcedureCall", "Argument",
}  # fmt: skip
Values = dict[str, str]
Server = tuple[str, Driver]


def _rows(driver: Driver, query: str, values: Mapping[str, str]) -> list[list[Any]]:
    return [record.values() for record in driver.execute_query(query, dict(values)).records]


def _told(rows: list[list[Any]]) -> set[tuple[tuple[str, ...], ...]]:
    """Rows by the ids of their nodes."""
    return {
        tuple(
            tuple(str(node["id"]) for node in (cell.nodes if isinstance(cell, Path) else [cell]))
            for cell in row
            if cell is not None
        )
        for row in rows
    }


def _some(values: list[str]) -> list[str]:
    """At most MOST of them, evenly spread."""
    if len(values) <= MOST:
        return values
    return [values[at * (len(values) - 1) // (MOST - 1)] for at in range(MOST)]


def _choices(driver: Driver, phrase: Phrase) -> Iterator[Values]:
    """Values of all parameters of a phrase, each chosen among what is suggested after those before it."""
    found: list[Values] = [{}]
    for each in phrase.parameters:
        found = [
            {**before, each.name: value}
            for before in found
            for value in _some([row[0] for row in _rows(driver, each.suggestion_query, before)])
        ]
    yield from found


def _answered(name: str, phrase: Phrase) -> bool:
    return name != "samples" or phrase.text not in UNANSWERED


@EVERY
def test_whatever_is_suggested_has_an_answer(server: Server, phrase: Phrase) -> None:
    name, driver = server
    choices = list(_choices(driver, phrase))
    assert bool(choices) == _answered(name, phrase)
    for values in choices:
        assert _rows(driver, phrase.cypher, values), values


@EVERY
def test_an_answer_is_nodes_and_paths_which_bloom_draws(server: Server, phrase: Phrase) -> None:
    _, driver = server
    for values in list(_choices(driver, phrase))[:3]:
        rows = _rows(driver, phrase.cypher, values)
        assert all(isinstance(cell, Node | Path | None) for row in rows for cell in row)
        assert all(any(isinstance(cell, Node | Path) for cell in row) for row in rows)


@EVERY
def test_suggestions_are_one_column_of_texts_each_once(server: Server, phrase: Phrase) -> None:
    _, driver = server
    chosen = next(_choices(driver, phrase), {})
    for each in phrase.parameters:
        rows = _rows(driver, each.suggestion_query, chosen)
        assert all(len(row) == 1 and isinstance(row[0], str) and row[0] for row in rows)
        assert len({row[0] for row in rows}) == len(rows)


@EVERY
@pytest.mark.parametrize("server", ["samples"], indirect=True)
def test_examples_are_answered_by_the_samples(server: Server, phrase: Phrase) -> None:
    name, driver = server
    values = {each.name: each.example for each in phrase.parameters}
    assert bool(_rows(driver, phrase.cypher, values)) == _answered(name, phrase)


def _operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Each operator of a plan with its details, and whether it is a leaf."""
    below = plan.get("children") or []
    yield plan["operatorType"].split("@")[0], plan["args"].get("Details", ""), not below
    for child in below:
        yield from _operators(child)


def _slow_starts(driver: Driver, query: str) -> list[tuple[str, str]]:
    """Where a query would read all nodes, or all of a label that grows with the plans."""
    parameters = {each: "某" for phrase in phrases() for each in _names(phrase)}
    plan = driver.execute_query(f"EXPLAIN {query}", parameters).summary.plan
    assert plan is not None
    found = []
    for operator, details, leaf in _operators(plan):
        scanned = details.partition(":")[2]
        if operator == "AllNodesScan" or (
            leaf
            and operator not in SEEKS
            and not (operator == "NodeByLabelScan" and scanned in SMALL)
        ):
            found.append((operator, details))
    return found


def _names(phrase: Phrase) -> list[str]:
    return [each.name for each in (*phrase.parameters, *in_ascii(phrase).parameters)]


@EVERY
def test_queries_start_at_an_index_or_at_a_label_of_few_nodes(
    server: Server, phrase: Phrase
) -> None:
    _, driver = server
    for query in (phrase.cypher, *(each.suggestion_query for each in phrase.parameters)):
        assert not _slow_starts(driver, query), query


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) WHERE n.name = $地区 RETURN n",
        "MATCH (n:Measure) WHERE n.text CONTAINS $词语 RETURN n",
        "MATCH (:Goal)-[r:LEADS]-() RETURN r",
    ],
)
def test_a_query_that_reads_everything_would_be_seen(server: Server, query: str) -> None:
    assert _slow_starts(server[1], query)


@EVERY
def test_phrases_in_ascii_answer_the_same(server: Server, phrase: Phrase) -> None:
    _, driver = server
    renamed = in_ascii(phrase)
    values = next(_choices(driver, phrase), None)
    if values is None:
        return
    letters = dict(zip((each.name for each in renamed.parameters), values.values(), strict=True))
    answer = _told(_rows(driver, phrase.cypher, values))
    assert answer == _told(_rows(driver, renamed.cypher, letters))


@pytest.mark.parametrize("words", ['"', "\\", '(《a" OR "b', "a:b*", "", "~^", "' RETURN 1 //"])
def test_any_words_at_all_can_be_searched_for(server: Server, words: str) -> None:
    for phrase in phrases():
        if "fulltext" in phrase.cypher:
            _rows(server[1], phrase.cypher, {phrase.parameters[0].name: words})


@pytest.mark.parametrize("server", ["samples"], indirect=True)
def test_a_part_of_a_name_finds_the_measure_and_what_is_alike(server: Server) -> None:
    (alike,) = (phrase for phrase in phrases() if phrase.text == "与 $措施 相似")
    rows = _rows(server[1], alike.cypher, {"措施": "康复重点"})
    names = {node["name"] for row in rows for cell in row for node in cell.nodes}
    assert {"残疾人康复重点项目", "落实残疾儿童康复救助。"} <= names


def test_what_the_perspective_names_is_in_the_graph(server: Server) -> None:
    name, driver = server
    told = perspective()
    categories = {label for each in told["categories"] for label in each["labels"]}
    query = "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label"
    assert {row[0] for row in _rows(driver, query, {})} - {MARK, RECORD} == categories
    types = {row[0] for row in _rows(driver, "MATCH ()-[r]->() RETURN DISTINCT type(r)", {})}
    absent = {"PART_OF"} if name == "samples" else set()  # their places lie in none that is known
    named = {each["name"] for each in told["relationshipTypes"]}
    assert types == named - absent | set(told["hiddenRelationshipTypes"])
    assert told["hiddenRelationshipTypes"] == [CLAIMS]


def test_the_graph_has_the_properties_that_the_perspective_names(server: Server) -> None:
    _, driver = server
    told = perspective()
    for each in told["categories"]:
        (label,) = each["labels"]
        named = {one["name"] for one in each["properties"]}
        query = f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN DISTINCT key"
        live = {row[0] for row in _rows(driver, query, {})}
        required = {one.name for one in LABEL[label].properties if one.required} | {"id"}
        assert required <= live <= named, label
    for each, kind in zip(told["relationshipTypes"], RELATIONSHIPS, strict=True):
        query = f"MATCH ()-[r:{each['name']}]->() UNWIND keys(r) AS key RETURN DISTINCT key"
        live = {row[0] for row in _rows(driver, query, {})}
        named = {one["propertyKey"] for one in each["properties"]}
        assert {key for key in live if not key.startswith("_")} <= named, kind.type
        if live:
            assert {one.name for one in kind.properties if one.required} <= live, kind.type


def test_what_bloom_takes_to_be_indexed_is(server: Server) -> None:
    _, driver = server
    query = "SHOW INDEXES YIELD type, entityType, labelsOrTypes, properties"
    query += " WHERE type = 'RANGE' AND entityType = 'NODE' AND size(properties) = 1"
    query += " RETURN labelsOrTypes[0], properties[0]"
    live = {tuple(row) for row in _rows(driver, query, {})}
    told = perspective()["metadata"]["indexes"]
    named = {(each["label"], key["key"]) for each in told for key in each["propertyKeys"]}
    assert named == {row for row in live if row[0] in LABEL}


def test_words_are_searched_for_in_the_index_that_a_push_makes() -> None:
    found = [phrase for phrase in phrases() if "fulltext" in phrase.cypher]
    assert len(found) == 3
    assert all(f"'{WORD_INDEX}'" in phrase.cypher for phrase in found)


def test_relationships_join_what_the_perspective_says(server: Server) -> None:
    _, driver = server
    query = "MATCH (a)-[r]->(b) UNWIND labels(a) AS s UNWIND labels(b) AS t RETURN DISTINCT s, type(r), t"
    live = {tuple(row) for row in _rows(driver, query, {}) if {row[0], row[2]} <= LABEL.keys()}
    assert live <= {
        (each["source"], each["relationshipType"], each["target"])
        for each in perspective()["metadata"]["pathSegments"]
    }
