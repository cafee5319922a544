"""The Cypher of search on a server. What users give is always a parameter; labels come from the schema.

    GuituMeasureText      key: the id of a measure, terms, embedding, cut: where its sentences stand
    GuituMeasureSentence  key: the id and the number of the sentence, item, embedding
    GuituGoalText, GuituGoalSentence        the same for goals
    GuituRecord {kind: 'search'}            what made all this; GuituRecord {kind: 'search file'}  what it needs beside

These nodes stand beside the graph: they have no relationship and not the label `Guitu`, so no view shows
them. The number of a sentence has five digits and `#` comes before all that an id may hold: in the order
of keys, sentences stand as they do in their texts and texts as their ids.

Neo4j's similarity of two vectors is (1 + cosine) / 2. An item without any word has no vector, for a vector
of zeros is none to Neo4j; its product with anything is 0.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from graph.neo4j.statements import RECORD, numbers
from graph.schema import LABEL

SEARCHED: Final = ("Measure", "Goal")
SEARCH: Final = "search"  # the key and the kind of the record of what is there
FILE: Final = "search file"  # the kind of a record that holds a file


class Part(StrEnum):
    """What a vector is of."""

    TEXT = "Text"
    SENTENCE = "Sentence"


def place(label: str, part: Part) -> str:
    """The label of the nodes that hold one part of the index of a label."""
    if label not in SEARCHED:
        raise KeyError(label)
    return f"Guitu{LABEL[label].name}{Part(part).value}"


def meaning_index(label: str, part: Part) -> str:
    """The name of a vector index."""
    return f"guitu_{place(label, part).removeprefix('Guitu').lower()}_embedding"


def word_index(label: str) -> str:
    """The name of the index of a label's terms."""
    return f"guitu_{place(label, Part.TEXT).removeprefix('Guitu').lower()}_terms"


_QUERY: Final = f"WITH {numbers('$query')} AS query"

# Making. The terms are ours already: the analyzer only parts them at blanks.


def key_rule(label: str, part: Part) -> str:
    """The name of the rule that a key is of one node."""
    return f"guitu_{place(label, part).removeprefix('Guitu').lower()}_key"


def unique_key(label: str, part: Part) -> str:
    """No two nodes have one key."""
    return (
        f"CREATE CONSTRAINT {key_rule(label, part)} IF NOT EXISTS"
        f" FOR (n:{place(label, part)}) REQUIRE n.key IS UNIQUE"
    )


def make_item_index(label: str) -> str:
    """Finds the sentences of an item, to take them away."""
    return (
        f"CREATE INDEX {item_index(label)} IF NOT EXISTS"
        f" FOR (n:{place(label, Part.SENTENCE)}) ON (n.item)"
    )


def item_index(label: str) -> str:
    """The name of the index of sentences by item."""
    return f"guitu_{place(label, Part.SENTENCE).removeprefix('Guitu').lower()}_item"


def make_meaning_index(label: str, part: Part, dimension: int) -> str:
    """Finds by meaning, over vectors as they are and not rounded to 8 bits."""
    return (
        f"CREATE VECTOR INDEX {meaning_index(label, part)} IF NOT EXISTS"
        f" FOR (n:{place(label, part)}) ON (n.embedding)"
        f" OPTIONS {{indexConfig: {{`vector.dimensions`: {int(dimension)},"
        " `vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false}}"
    )


def drop_meaning_index(label: str, part: Part) -> str:
    """For one of another dimension."""
    return f"DROP INDEX {meaning_index(label, part)} IF EXISTS"


def make_word_index(label: str) -> str:
    """Finds by words."""
    return (
        f"CREATE FULLTEXT INDEX {word_index(label)} IF NOT EXISTS"
        f" FOR (n:{place(label, Part.TEXT)}) ON EACH [n.terms]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
    )


# Filling.

BEGIN: Final = f"MERGE (r:{RECORD} {{key: '{SEARCH}'}}) SET r.kind = '{SEARCH}', r.complete = false"
END: Final = f"MATCH (r:{RECORD} {{key: '{SEARCH}'}}) SET r += $told, r.complete = true"
TOLD: Final = f"MATCH (r:{RECORD} {{key: '{SEARCH}'}}) RETURN properties(r)"
FORGET: Final = f"MATCH (r:{RECORD} {{key: '{SEARCH}'}}) DELETE r"
FILES: Final = f"MATCH (r:{RECORD} {{kind: '{FILE}'}}) RETURN r.key, r.content"
FILE_KEYS: Final = f"MATCH (r:{RECORD} {{kind: '{FILE}'}}) RETURN r.key"
PUT_FILE: Final = f"MERGE (r:{RECORD} {{key: $key}}) SET r.kind = '{FILE}', r.content = $content"
DROP_FILES: Final = f"MATCH (r:{RECORD} {{kind: '{FILE}'}}) WHERE NOT r.key IN $keys DELETE r"


def size(label: str, part: Part) -> str:
    """How many nodes hold a part."""
    return f"MATCH (n:{place(label, part)}) RETURN count(n)"


def text_state(label: str) -> str:
    """How much all texts hold: what they would not hold had somebody changed them."""
    return (
        f"MATCH (n:{place(label, Part.TEXT)}) RETURN count(n), count(n.cut), count(n.digest),"
        " count(n.embedding), sum(size(n.terms))"
    )


def sentence_state(label: str) -> str:
    """How much all sentences hold."""
    return (
        f"MATCH (n:{place(label, Part.SENTENCE)})"
        " RETURN count(n), count(n.key), count(n.item), count(n.embedding)"
    )


def digests(label: str) -> str:
    """What stands for each item that is there."""
    return f"MATCH (n:{place(label, Part.TEXT)}) WHERE n.key > '' RETURN n.key, n.digest"


def put_items(label: str) -> str:
    """Items that are not there, with all their sentences."""
    text, sentence = place(label, Part.TEXT), place(label, Part.SENTENCE)
    return (
        f"UNWIND $rows AS row MERGE (n:{text} {{key: row.id}})"
        " SET n.terms = row.terms, n.cut = row.cut, n.digest = row.digest"
        f" WITH row, n {_with_vector('n', 'row.embedding')}"
        f" UNWIND row.sentences AS each MERGE (s:{sentence} {{key: each.key}}) SET s.item = row.id"
        f" WITH each, s {_with_vector('s', 'each.embedding')} FINISH"
    )


def _with_vector(node: str, vector: str) -> str:
    name = vector.partition(".")[0]
    return (
        f"CALL ({node}, {name}) {{ WITH {node}, {name} WHERE {vector} IS NOT NULL"
        f" CALL db.create.setNodeVectorProperty({node}, 'embedding', {numbers(vector)}) }}"
    )


def drop_items(label: str) -> str:
    """Items with their sentences."""
    text, sentence = place(label, Part.TEXT), place(label, Part.SENTENCE)
    return (
        f"UNWIND $rows AS id OPTIONAL MATCH (n:{text} {{key: id}})"
        f" OPTIONAL MATCH (s:{sentence} {{item: id}}) DELETE n, s"
    )


def clear(label: str, part: Part) -> str:
    """All of a part, in transactions of its own."""
    return f"MATCH (n:{place(label, part)}) CALL (n) {{ DELETE n }} IN TRANSACTIONS OF 2000 ROWS"


# Asking.


def items(label: str) -> str:
    """Every item with where its sentences stand."""
    return (
        f"MATCH (n:{place(label, Part.TEXT)}) WHERE n.key > '' RETURN n.key, n.cut ORDER BY n.key"
    )


_SIMILARITY: Final = (
    "CASE WHEN n.embedding IS NULL THEN 0.5 ELSE vector.similarity.cosine(n.embedding, query) END"
)


def nearest(label: str, part: Part) -> str:
    """The keys that the vector index finds, with their similarities, best first."""
    return (
        f"{_QUERY} CALL db.index.vector.queryNodes('{meaning_index(label, part)}', $limit, query)"
        " YIELD node, score RETURN node.key, score"
    )


def nearest_among(label: str, part: Part) -> str:
    """The nearest of some keys, with their similarities, best first."""
    return (
        f"{_QUERY} UNWIND $keys AS key MATCH (n:{place(label, part)} {{key: key}})"
        f" WITH key, {_SIMILARITY} AS score RETURN key, score ORDER BY score DESC, key LIMIT $limit"
    )


def similarities(label: str, part: Part) -> str:
    """The similarities of some keys, in their order; -1 for one that is not there."""
    return (
        f"{_QUERY} UNWIND $keys AS key OPTIONAL MATCH (n:{place(label, part)} {{key: key}})"
        f" RETURN collect(CASE WHEN n IS NULL THEN -1.0 ELSE {_SIMILARITY} END)"
    )


def every_similarity(label: str, part: Part) -> str:
    """The similarities of all, in the order of their keys; of none while there is not the whole index `$name`."""
    return (
        f"MATCH (r:{RECORD} {{key: '{SEARCH}'}}) WHERE r.complete AND r.name = $name"
        f" {_QUERY} MATCH (n:{place(label, part)}) WHERE n.key > '' WITH n, query ORDER BY n.key"
        f" RETURN collect({_SIMILARITY})"
    )


def vectors(label: str, part: Part) -> str:
    """The vectors of some keys, in any order."""
    return (
        f"UNWIND $keys AS key MATCH (n:{place(label, part)} {{key: key}})"
        " WHERE n.embedding IS NOT NULL RETURN key, n.embedding"
    )


def hits(label: str, *, among: bool) -> str:
    """The items that words find, with Lucene's scores, best first."""
    found = f"CALL db.index.fulltext.queryNodes('{word_index(label)}', $words"
    if not among:
        return f"{found}, {{limit: $limit}}) YIELD node, score RETURN node.key, score"
    return (
        f"{found}) YIELD node, score WITH node.key AS key, score WHERE key IN $keys"
        " RETURN key, score ORDER BY score DESC, key LIMIT $limit"
    )
