"""The Cypher of a push: whose turn it is, what is there, what is written and taken away.

Vectors go to the server as text (`packing.vector_text`), which it takes in half the time of lists of numbers.
"""

from __future__ import annotations

from typing import Final

from graph.neo4j.packing import NODE_NAMES
from graph.neo4j.statements import (
    CLAIMS,
    CORPUS,
    LABEL_NAMES,
    MARK,
    RECORD,
    numbers,
    of_type,
)
from graph.schema import LABEL

TURN: Final = "GuituTurn"  # the node that a push holds; apart, for making rules locks a whole label

# One push at a time.

UNIQUE_TURN: Final = (
    f"CREATE CONSTRAINT guitu_turn IF NOT EXISTS FOR (n:{TURN}) REQUIRE n.key IS UNIQUE"
)
TAKE_TURN: Final = f"MERGE (l:{TURN} {{key: 'turn'}}) SET l.turn = $turn"
TURNS: Final = (
    "SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.guitu IS NOT NULL"
    " RETURN transactionId, metaData.guitu, metaData.holder"
)
END_TURN: Final = "TERMINATE TRANSACTIONS $id YIELD message RETURN message"

# Comparing and writing.

RECORDS: Final = (
    f"MATCH (d:{RECORD}) WHERE d.kind IN ['document', 'shared', 'derived']"
    " RETURN d.key, d.kind, d.content, d.source, d.complete"
)
NODES_OF_OWNER: Final = (
    f"MATCH (n:{MARK}) WHERE n._document = $owner RETURN n.id, n._digest, n._vector"
)
EDGES_OF_OWNER: Final = (
    f"MATCH (n:{MARK}) WHERE n._document = $owner MATCH (n)-[r]-()"
    " WHERE r._document = $owner RETURN DISTINCT r._digest, elementId(r)"
)


def common_edges(type_: str) -> str:
    """The edges of a type that is of the whole corpus."""
    return (
        f"MATCH (:{MARK})-[r{of_type(type_)}]->() WHERE r._digest IS NOT NULL"
        " RETURN r._digest, elementId(r)"
    )


CLAIMS_OF_DOCUMENT: Final = f"MATCH (:{RECORD} {{key: $owner}})-[:{CLAIMS}]->(n:{MARK}) RETURN n.id"
BEGIN_OWNERS: Final = (
    f"UNWIND $rows AS row MERGE (d:{RECORD} {{key: row.key}})"
    " SET d.kind = row.kind, d.complete = false"
)
END_OWNERS: Final = (
    f"UNWIND $rows AS row MATCH (d:{RECORD} {{key: row.key}})"
    " SET d.content = row.content, d.complete = true"
)
PUT_SOURCE: Final = (
    f"MATCH (d:{RECORD} {{key: $key}}) SET d.source = $source, d.record = $record,"
    " d.text = $text, d.escaped = $escaped, d.lines = $lines, d.problems = $problems"
)
DROP_OWNERS: Final = f"UNWIND $rows AS key MATCH (d:{RECORD} {{key: key}}) DETACH DELETE d"
BEGIN: Final = (
    f"MERGE (c:{RECORD} {{key: '{CORPUS}'}}) SET c.kind = 'corpus', c.schema = $schema,"
    " c.version = coalesce(c.version, 0) + 1, c.complete = false, c.notes = '{}'"
)
END: Final = (
    f"MATCH (c:{RECORD} {{key: '{CORPUS}'}})"
    " SET c.version = c.version + 1, c.complete = true, c.notes = $notes, c.counts = $counts"
)
DROP_EDGES: Final = "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row DELETE r"
DROP_NODES: Final = f"UNWIND $rows AS row MATCH (n:{MARK} {{id: row}}) DETACH DELETE n"


def put_nodes(label: str) -> str:
    """Nodes of a label. What they said before goes, and what others have added to them stays."""
    name = LABEL[label].name
    others = "".join(f":{each}" for each in LABEL_NAMES if each != name)
    absent = ", ".join(f"{each}: null" for each in (*NODE_NAMES, "_exact"))
    return (
        f"UNWIND $rows AS row MERGE (n:{MARK} {{id: row.id}}) ON CREATE SET n += row.held"
        f" ON MATCH SET n += {{{absent}}}, n += row.held SET n:{name} REMOVE n{others}"
    )


def put_edges(type_: str) -> str:
    """Edges of a type that are not there."""
    return (
        f"UNWIND $rows AS row MATCH (s:{MARK} {{id: row.source}}) MATCH (t:{MARK} {{id: row.target}})"
        f" CREATE (s)-[r{of_type(type_)}]->(t) SET r = row.held"
    )


PUT_CLAIMS: Final = (
    f"UNWIND $rows AS row MATCH (d:{RECORD} {{key: row.owner}}) MATCH (n:{MARK} {{id: row.id}})"
    f" MERGE (d)-[:{CLAIMS}]->(n)"
)
DROP_CLAIMS: Final = (
    f"UNWIND $rows AS row MATCH (:{RECORD} {{key: row.owner}})-[r:{CLAIMS}]->(:{MARK} {{id: row.id}})"
    " DELETE r"
)
PUT_VECTORS: Final = (
    f"UNWIND $rows AS row MATCH (n:{MARK} {{id: row.id}})"
    f" CALL db.create.setNodeVectorProperty(n, 'embedding', {numbers('row.vector')})"
    " SET n._vector = row.told"
)
DROP_VECTORS: Final = (
    f"UNWIND $rows AS row MATCH (n:{MARK} {{id: row}}) REMOVE n.embedding, n._vector"
)
COUNT_NODES: Final = (
    f"MATCH (n:{MARK}) UNWIND labels(n) AS label WITH label WHERE label IN $labels"
    " RETURN label, count(*)"
)
COUNT_EDGES: Final = (
    f"MATCH (:{MARK})-[r]->(:{MARK}) WHERE r._digest IS NOT NULL RETURN type(r), count(*)"
)
