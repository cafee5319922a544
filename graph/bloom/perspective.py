"""The perspective that Neo4j Bloom imports: categories, relationship types, search phrases.

The format is Bloom's own and is described nowhere; it was learnt from published perspectives, those of
versions 2.0 to 2.7, whose common shape tests/graph/bloom/perspective.schema.json writes down. Nothing in
the file tells the time or the machine: the same schema and phrases give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from graph.bloom.phrases import Parameter, Phrase, phrases
from graph.palette import PALETTE, STYLE, Style
from graph.schema import LABEL, LABELS, RELATIONSHIPS, Label, Property, Relationship, Type

NAME: Final = "规图"
VERSION: Final = "2.7.0"  # the newest of which a published perspective was read
# Kept out of the card of a node and out of search: places in bytes and characters, for programs.
UNSHOWN: Final = frozenset({"sha256", "start", "end", "spans"})
# What a push writes beside the schema, on every node and on measures; hidden as well.
PUSHED: Final = ("_document", "_digest", "_exact")
PUSHED_ON: Final[Mapping[str, tuple[str, ...]]] = {"Measure": ("embedding", "_vector")}
PUSHED_TYPES: Final = ("GUITU_CLAIMS",)
_MADE: Final = (
    1_767_225_600_000  # milliseconds, the start of 2026: Bloom wants a time and we tell none
)
_CAPTION: Final = "name"
_TYPE_CAPTION: Final = "0_REL_TYPE_CAPTION_KEY"  # the relationship's type
_DATA_TYPES: Final[Mapping[Type, str]] = {
    Type.TEXT: "string", Type.INTEGER: "bigint", Type.NUMBER: "number", Type.BOOLEAN: "boolean",
    Type.TEXTS: "array", Type.SPANS: "array",
}  # fmt: skip
# A push gives these an index by name; every label has one by id.
_NAMED: Final = frozenset(
    each.name for each in LABELS if each.shared or each.derived or each.name in ("Plan", "Domain")
)
_ID: Final = Property("id", Type.TEXT, "编号", True)
_SMALL, _MIDDLE, _LARGE = 0.5, 1, 2  # the sizes of Bloom's legend that are used here
_MIDDLE_FROM, _LARGE_FROM = 28, 36  # pixels of the palette
_PLAIN: Final = "#848484"  # relationships that only hold the outline together
_THICK: Final = 2
# Relationships that carry an answer are drawn in the colour of what they lead from, or to.
_COLOURED: Final[Mapping[str, str]] = {
    "LEADS": "Department", "SUPPORTS": "Department", "CITES": "Law", "SETS": "Target", "OF_INDICATOR": "Indicator",
    "SIMILAR_TO": "Measure", "IN_TOPIC": "Topic", "PERFORMS": "Function",
}  # fmt: skip


def perspective(found: Sequence[Phrase] | None = None) -> dict[str, Any]:
    """The perspective as JSON holds it.

    Args:
        found: its search phrases; all of them where none are given.
    """
    searched = phrases() if found is None else found
    return {
        "name": NAME,
        "id": str(uuid5(NAMESPACE_URL, "urn:guitu:bloom")),
        "categories": [_category(at, style) for at, style in enumerate(PALETTE, start=1)],
        "labels": {label.name: _keys(label.name, _properties(label.name)) for label in LABELS},
        "relationshipTypes": [_relationship(each) for each in RELATIONSHIPS],
        "palette": {"colors": [style.colour for style in PALETTE], "currentIndex": 0},
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "templates": [_template(at, phrase) for at, phrase in enumerate(searched)],
        "sceneActions": [],
        "hiddenRelationshipTypes": list(PUSHED_TYPES),
        "hiddenCategories": [],
        "hideUncategorisedData": True,  # the records that a push keeps
        "isAuto": False,
        "parentPerspectiveId": None,
        "metadata": {
            "pathSegments": [
                {"source": source, "relationshipType": each.type, "target": target}
                for each in RELATIONSHIPS
                for source in each.sources
                for target in each.targets
            ],
            "indexes": [_index(label) for label in LABELS],
            "stats": {"labels": {}, "relationshipTypes": {}},
        },
        "version": VERSION,
    }


def perspective_text(found: Sequence[Phrase] | None = None) -> str:
    """The perspective as a file, all in ASCII: `guitu bloom > FILE` is right in every code page."""
    return json.dumps(perspective(found), indent=1) + "\n"


def _properties(label: str) -> tuple[Property, ...]:
    return (_ID, *LABEL[label].properties)


def _keys(type_: str, properties: Iterable[Property]) -> list[dict[str, Any]]:
    return [
        {"propertyKey": each.name, "type": type_, "dataType": _DATA_TYPES[each.type]}
        for each in properties
    ]


def _category(at: int, style: Style) -> dict[str, Any]:
    """A kind of node under its Chinese name."""
    return {
        "id": at,
        "name": style.caption,
        "labels": [style.label],
        "properties": [*_shown_or_not(style.label), *_pushed(style.label)],
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "color": style.colour,
        "size": _size(style.size),
        "icon": "no-icon",
        "captionKeys": [_CAPTION],
        "styleRules": [],
    }


def _shown_or_not(label: str) -> Iterator[dict[str, Any]]:
    for each in _properties(label):
        hidden = each.name in UNSHOWN
        yield {"name": each.name, "exclude": hidden, "dataType": _DATA_TYPES[each.type]}


def _pushed(label: str) -> Iterator[dict[str, Any]]:
    for name in (*PUSHED, *PUSHED_ON.get(label, ())):
        type_ = Type.TEXTS if name == "embedding" else Type.TEXT
        yield {"name": name, "exclude": True, "dataType": _DATA_TYPES[type_]}


def _size(diameter: int) -> float:
    if diameter < _MIDDLE_FROM:
        return _SMALL
    return _MIDDLE if diameter < _LARGE_FROM else _LARGE


def _relationship(each: Relationship) -> dict[str, Any]:
    coloured = _COLOURED.get(each.type)
    return {
        "id": each.type,
        "name": each.type,
        "properties": _keys(each.type, each.properties),
        "color": STYLE[coloured].colour if coloured else _PLAIN,
        "size": _THICK if each.type == "LEADS" else 1,
        "captionKeys": [_TYPE_CAPTION],
        "styleRules": [],
    }


def _template(at: int, phrase: Phrase) -> dict[str, Any]:
    """A search phrase; `text` is what one types, `name` the description under it."""
    return {
        "name": phrase.description,
        "id": f"tmpl:{_MADE + at}",
        "createdAt": _MADE + at,
        "text": phrase.text,
        "cypher": phrase.cypher,
        "isUpdateQuery": None,
        "params": [_parameter(each) for each in phrase.parameters],
        "hasCypherErrors": False,
    }


def _parameter(each: Parameter) -> dict[str, Any]:
    label, name = each.suggested_property or (None, None)
    return {
        "name": f"${each.name}",
        "dataType": "String",
        "collapsed": False,
        "suggestionLabel": label,
        "suggestionProp": name,
        "suggestionBoolean": False,
        "cypher": None if label else each.suggestion,
    }


def _index(label: Label) -> dict[str, Any]:
    names = ("id", _CAPTION) if label.name in _NAMED else ("id",)
    keys = [{"key": name, "metadataProp": False} for name in names]
    return {"label": label.name, "type": "native", "propertyKeys": keys}
