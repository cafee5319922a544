"""Hypothesis strategies that tests of several packages share: nodes, edges, whole documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from graph.model import LineRecord, Problem
from graph.schema import LABEL, LABELS, RELATIONSHIPS, Property, Type
from graph.store import DocumentRecord, Edge, Node, Writer

# What breaks formats: quotes, escapes, formulas, markup, control characters, half a surrogate pair.
NASTY = (
    "区妇联",
    "=1+1",
    "@sum",
    "-",
    'it\'s "so"',
    "\\u0041\\",
    "a;\nRETURN 1;\n",
    "]]>&amp;<b>",
    "\x00\x1b\x85\u2028\ufeff",
    "\r\n\t ",
    "𠀀㈠",
    "\udc80",
    "",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=8))

_WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3000)
_SPAN = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)
_VALUES: Mapping[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: texts,
    Type.INTEGER: _WHOLE,
    Type.NUMBER: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
    Type.BOOLEAN: st.booleans(),
    Type.TEXTS: st.lists(texts, max_size=3),
    Type.SPANS: st.lists(_SPAN, max_size=3),
}


def properties_of(known: Sequence[Property]) -> st.SearchStrategy[dict[str, Any]]:
    """Properties that fit: the required ones and some of the others."""
    return st.fixed_dictionaries(
        {each.name: _VALUES[each.type] for each in known if each.required},
        optional={each.name: _VALUES[each.type] for each in known if not each.required},
    )


def nodes(label: str, id: str) -> st.SearchStrategy[Node]:
    """A node of this label and id."""
    return properties_of(LABEL[label].properties).map(lambda given: Node(id, label, given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a store is told about one document."""

    record: DocumentRecord
    text: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineRecord, ...]

    def put(self, writer: Writer) -> None:
        """Write it."""
        writer.replace(
            self.record,
            text=self.text,
            nodes=self.nodes,
            edges=self.edges,
            problems=self.problems,
            lines=self.lines,
        )


def lines_of(text: str) -> tuple[LineRecord, ...]:
    """The lines of a text, split after LF."""
    found: list[LineRecord] = []
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = min(at + len(line) + 1, len(text))
        found.append(LineRecord(number, at, end, "blank" if not line.strip() else "text"))
        at = end
    return tuple(found)


@st.composite
def contents(draw: st.DrawFn, key: str) -> Content:
    """A document with nodes of every label, edges between them, and ids that no other document has.

    Shared nodes come from a small pool of ids, and documents may disagree about them.
    """
    own = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    given: list[Node] = []
    for label in (each for each in LABELS if not each.derived):
        home = "all" if label.shared else own
        for number in draw(st.sets(st.integers(1, 3), max_size=2)):
            given.append(draw(nodes(label.name, f"{label.name}:{home}:{number}")))
    joints = [
        (source, relationship, target)
        for relationship in RELATIONSHIPS
        if not relationship.derived
        for source in given
        if source.label in relationship.sources
        for target in given
        if target.label in relationship.targets
    ]
    edges = [
        Edge(source.id, relationship.type, target.id, draw(properties_of(relationship.properties)))
        for source, relationship, target in draw(
            st.lists(st.sampled_from(joints), max_size=8) if joints else st.just([])
        )
    ]
    text = draw(st.text(st.sampled_from("妇女发展\r\n a𠀀\x00"), max_size=60))
    problems = draw(
        st.lists(
            st.builds(
                Problem,
                code=st.sampled_from(["heading_missing", "unclosed_title_mark"]),
                line=st.integers(1, 9),
                end_line=st.integers(1, 9),
                start=st.integers(0, 9),
                end=st.integers(0, 9),
                text=texts,
                detail=texts,
            ),
            max_size=2,
        )
    )
    return Content(
        record=DocumentRecord(key=key, sha256=own, format="txt", root="/\udcb7", size=len(text)),
        text=text,
        nodes=tuple(given),
        edges=tuple(edges),
        problems=tuple(problems),
        lines=lines_of(text),
    )


def corpora(
    keys: Sequence[str] = ("甲.txt", "b/乙\udcb7.docx", "c.txt"),
) -> st.SearchStrategy[list[Content]]:
    """A document for each key."""
    return st.tuples(*(contents(key) for key in keys)).map(list)
