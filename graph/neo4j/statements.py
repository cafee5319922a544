"""The Cypher of names, rules and reading. What users give is always a parameter; labels and types come from the schema.

Nodes of ours have the label `Guitu` beside their own, and edges of ours `_digest`: what others keep in
the same database has neither and is never read or changed. `GuituRecord` nodes hold what has no place in
the graph: one a document, one for the nodes that documents share, one for what is derived, one for the
whole. Functions put a label or type into a statement by its entry of the schema table alone: any other
text is a `KeyError`.
"""

from __future__ import annotations

from typing import Final

from graph.neo4j.packing import EDGE_NAMES, NODE_NAMES
from graph.schema import LABEL, LABELS, RELATIONSHIP

MARK: Final = "Guitu"  # on every node of the graph
RECORD: Final = "GuituRecord"  # on what is kept beside it
CLAIMS: Final = "GUITU_CLAIMS"  # a document's record → a shared node that it claims
CORPUS: Final = "corpus"
VECTOR_INDEX: Final = "guitu_measure_embedding"
WORD_INDEX: Final = "guitu_words"
LABEL_NAMES: Final = [each.name for each in LABELS]


def _columns(variable: str, names: tuple[str, ...]) -> str:
    return f"[{', '.join(f'{variable}.{name}' for name in names)}, {variable}._exact]"


def _node(variable: str) -> str:
    return f"{variable}.id, labels({variable}), {_columns(variable, NODE_NAMES)}"


_EDGE: Final = f"s.id, type(r), t.id, {_columns('r', EDGE_NAMES)}"


def _label(name: str | None) -> str:
    return MARK if name is None else f"{LABEL[name].name}:{MARK}"


def of_type(name: str | None) -> str:
    """A type as a pattern has it; any for None."""
    return "" if name is None else f":{RELATIONSHIP[name].type}"


# Reading. Of a single node, its neighbours and edges an index gives the start; whole labels are walked in
# the order of the index of their ids, so that nothing is sorted and rows flow as they are found.

NODE: Final = f"MATCH (n:{MARK} {{id: $id}}) RETURN {_node('n')}"


def nodes(label: str | None, names: tuple[str, ...]) -> str:
    """The nodes of a label whose properties equal parameters; `names` are of the schema, `$p0` …"""
    found = f"MATCH (n:{_label(label)}) WHERE n.id > ''"
    return f"{found}{_equal(names)} RETURN {_node('n')} ORDER BY n.id"


def claimed_nodes(label: str | None, names: tuple[str, ...], *, shared: bool | None) -> str:
    """The nodes of `$document`: its own, the shared ones that it claims, or both where `shared` is None."""
    only = f" AND n:{LABEL[label].name}" if label is not None else ""
    equal = _equal(names)
    own = f"MATCH (n:{MARK}) WHERE n._document = $document{only}{equal}"
    claimed = (
        f"MATCH (:{RECORD} {{key: $document}})-[:{CLAIMS}]->(n:{MARK}) WHERE true{only}{equal}"
    )
    both = f"CALL () {{ {own} RETURN n UNION ALL {claimed} RETURN n }}"
    found = {True: claimed, False: own, None: both}[shared]
    return f"{found} RETURN {_node('n')} ORDER BY n.id"


def _equal(names: tuple[str, ...]) -> str:
    known = dict(zip(NODE_NAMES, NODE_NAMES, strict=True))
    return "".join(f" AND n.{known[name]} = $p{at}" for at, name in enumerate(names))


def edges(
    type_: str | None,
    source_label: str | None,
    target_label: str | None,
    *,
    source: bool,
    target: bool,
    document: bool,
) -> str:
    """The edges of a type between labels, of `$source`, `$target`, `$document` where these are given."""
    near, far, kind = f"s:{_label(source_label)}", f"t:{_label(target_label)}", of_type(type_)
    ours = "r._document = $document" if document else "r._digest IS NOT NULL"
    end = f" RETURN {_EDGE} ORDER BY s.id, type(r), t.id"
    if source or target:
        left = f"({near}{' {id: $source}' if source else ''})"
        right = f"({far}{' {id: $target}' if target else ''})"
        return f"MATCH {left}-[r{kind}]->{right} WHERE {ours}{end}"
    if document:  # each has an end at least that is the document's own
        return (
            f"MATCH (n:{MARK}) WHERE n._document = $document MATCH (n)-[r{kind}]-() WHERE {ours}"
            f" WITH DISTINCT r, startNode(r) AS s, endNode(r) AS t WHERE {near} AND {far}{end}"
        )
    if type_ is not None and source_label is None:
        return f"MATCH (s:{MARK})-[r{kind}]->({far}) WHERE {ours}{end}"
    return (
        f"MATCH ({near}) WHERE s.id > '' WITH s ORDER BY s.id"
        f" MATCH (s)-[r{kind}]->({far}) WHERE {ours}{end}"
    )


def neighbours(type_: str | None, *, incoming: bool, document: bool) -> str:
    """The edges that leave `$id` (or reach it) with the node at the other end."""
    only = "r._document = $document" if document else "r._digest IS NOT NULL"
    return _at("$id", of_type(type_), only, incoming=incoming)


NODES_OF: Final = f"UNWIND $ids AS id MATCH (n:{MARK} {{id: id}}) RETURN {_node('n')}"


def around(types: tuple[str, ...], *, incoming: bool) -> str:
    """The edges of some types, or any, that leave `$ids` (or reach them) with the node at the other end."""
    kind = f":{'|'.join(RELATIONSHIP[each].type for each in types)}" if types else ""
    return f"UNWIND $ids AS id {_at('id', kind, 'r._digest IS NOT NULL', incoming=incoming)}"


def _at(id: str, kind: str, only: str, *, incoming: bool) -> str:
    """The edges that leave a node (or reach it) with the node at the other end."""
    here, there = ("t", "s") if incoming else ("s", "t")
    return (
        f"MATCH ({here}:{MARK} {{id: {id}}}) MATCH (s)-[r{kind}]->(t)"
        f" WHERE {there}:{MARK} AND {only}"
        f" RETURN {_EDGE}, [{_node(there)}] AS other ORDER BY s.id, type(r), t.id"
    )


DOCUMENTS: Final = (
    f"MATCH (d:{RECORD} {{kind: 'document'}}) WHERE d.record IS NOT NULL RETURN d.record"
)
TEXT: Final = (
    f"MATCH (d:{RECORD} {{key: $document}}) WHERE d.text IS NOT NULL"
    " RETURN d.text[$first..$last], d.escaped"
)
LINES: Final = f"MATCH (d:{RECORD} {{key: $document}}) WHERE d.lines IS NOT NULL RETURN d.lines"
PROBLEMS: Final = (
    f"MATCH (d:{RECORD} {{kind: 'document'}}) WHERE d.problems IS NOT NULL"
    " RETURN d.record, d.problems"
)
PROBLEMS_OF_DOCUMENT: Final = (
    f"MATCH (d:{RECORD} {{key: $document}}) WHERE d.problems IS NOT NULL"
    " RETURN d.record, d.problems"
)
WHOLE: Final = (
    f"MATCH (c:{RECORD} {{key: '{CORPUS}'}})"
    " RETURN c.version, c.schema, c.notes, c.counts, c.complete"
)
VERSION: Final = f"MATCH (c:{RECORD} {{key: '{CORPUS}'}}) RETURN c.version"

# The server.

COMPONENTS: Final = (
    "CALL dbms.components() YIELD name, versions, edition RETURN name, versions[0], edition"
)
# A constraint has an index; one without belongs to a constraint that was cut off in the making.
RULES: Final = (
    "SHOW INDEXES YIELD name, options, owningConstraint"
    " RETURN name, options, owningConstraint IS NOT NULL"
)
AWAIT_INDEXES: Final = "CALL db.awaitIndexes($seconds)"


def id_rule(label: str) -> str:
    """The name of the rule that no two nodes of a label have one id."""
    return "guitu_id" if label == MARK else f"guitu_{LABEL[label].name.lower()}_id"


def unique_id(label: str) -> str:
    """No two nodes of a label have one id."""
    name = MARK if label == MARK else LABEL[label].name
    return f"CREATE CONSTRAINT {id_rule(label)} IF NOT EXISTS FOR (n:{name}) REQUIRE n.id IS UNIQUE"


def name_index(label: str) -> str:
    """Finds the nodes of a label by name."""
    name = LABEL[label].name
    return f"CREATE INDEX guitu_{name.lower()}_name IF NOT EXISTS FOR (n:{name}) ON (n.name)"


UNIQUE_RECORD: Final = (
    f"CREATE CONSTRAINT guitu_record_key IF NOT EXISTS FOR (n:{RECORD}) REQUIRE n.key IS UNIQUE"
)
DOCUMENT_INDEX: Final = f"CREATE INDEX guitu_document IF NOT EXISTS FOR (n:{MARK}) ON (n._document)"
KIND_INDEX: Final = f"CREATE INDEX guitu_record_kind IF NOT EXISTS FOR (n:{RECORD}) ON (n.kind)"
# Words are indexed behind the writing, which takes twice as long otherwise; a push waits for it at its end.
WORDS: Final = (
    f"CREATE FULLTEXT INDEX {WORD_INDEX} IF NOT EXISTS FOR (n:Goal|Measure)"
    " ON EACH [n.name, n.title, n.text] OPTIONS {indexConfig:"
    " {`fulltext.analyzer`: 'cjk', `fulltext.eventually_consistent`: true}}"
)
AWAIT_WORDS: Final = "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"


def numbers(text: str) -> str:
    """Numbers out of what `packing.vector_text` writes."""
    return f"toFloatList(split({text}, ' '))"


def vector_index(dimension: int) -> str:
    """Finds measures by meaning: cosine of vectors of a dimension."""
    return (
        f"CREATE VECTOR INDEX {VECTOR_INDEX} IF NOT EXISTS FOR (n:Measure) ON (n.embedding)"
        f" OPTIONS {{indexConfig: {{`vector.dimensions`: {int(dimension)},"
        " `vector.similarity_function`: 'cosine'}}"
    )


NO_VECTOR_INDEX: Final = f"DROP INDEX {VECTOR_INDEX} IF EXISTS"
