"""The perspective is of the shape that published ones have, and tells the whole schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from graph.bloom.perspective import PUSHED, PUSHED_ON, UNSHOWN, perspective, perspective_text
from graph.bloom.phrases import phrases
from graph.palette import PALETTE
from graph.schema import LABEL, LABELS, RELATIONSHIP, RELATIONSHIPS

SCHEMA = json.loads(Path(__file__).with_name("perspective.schema.json").read_text("utf-8"))
Document = dict[str, Any]


@pytest.fixture
def written() -> Document:
    """The perspective as Bloom reads it."""
    document: Document = json.loads(perspective_text())
    return document


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_perspective_has_the_shape_of_published_ones(written: Document) -> None:
    Draft202012Validator(SCHEMA).validate(written)


def _of_version_1(document: Document) -> None:
    document["version"] = "1.4.1"


def _without_a_caption(document: Document) -> None:
    del document["categories"][0]["captionKeys"]


def _with_a_colour_by_name(document: Document) -> None:
    document["categories"][0]["color"] = "red"


def _with_a_key_of_our_own(document: Document) -> None:
    document["templates"][0]["cypherQuery"] = "MATCH (n) RETURN n"


def _with_a_parameter_without_its_sign(document: Document) -> None:
    document["templates"][0]["params"][0]["name"] = "地区"


def _with_two_kinds_of_suggestion(document: Document) -> None:
    document["templates"][0]["params"][0]["suggestionLabel"] = "Jurisdiction"


def _without_metadata(document: Document) -> None:
    del document["metadata"]


@pytest.mark.parametrize(
    "spoilt",
    [
        _of_version_1, _without_a_caption, _with_a_colour_by_name, _with_a_key_of_our_own,
        _with_a_parameter_without_its_sign, _with_two_kinds_of_suggestion, _without_metadata,
    ],
)  # fmt: skip
def test_the_schema_refuses_another_shape(
    written: Document, spoilt: Callable[[Document], None]
) -> None:
    spoilt(written)
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(written)


def test_every_label_is_a_category_with_its_chinese_name_and_colour(written: Document) -> None:
    found = {tuple(each["labels"]): (each["name"], each["color"]) for each in written["categories"]}
    assert found == {
        (style.label,): (LABEL[style.label].caption, style.colour) for style in PALETTE
    }
    assert len(found) == len(LABELS)
    assert written["labels"].keys() == LABEL.keys()


def test_larger_in_the_palette_is_never_smaller_in_bloom(written: Document) -> None:
    sizes = [each["size"] for each in written["categories"]]
    pairs = sorted(zip((style.size for style in PALETTE), sizes, strict=True))
    assert [size for _, size in pairs] == sorted(sizes)
    assert len(set(sizes)) == 3


def test_nodes_are_captioned_by_name_and_their_places_in_bytes_are_kept_out(
    written: Document,
) -> None:
    for each in written["categories"]:
        shown = {one["name"] for one in each["properties"] if not one["exclude"]}
        assert each["captionKeys"] == ["name"]
        assert {"id", "name"} <= shown
        assert not shown & {*UNSHOWN, *PUSHED, *PUSHED_ON.get(each["labels"][0], ())}


def test_every_property_is_there_once_with_a_type(written: Document) -> None:
    for label in LABELS:
        expected = ["id", *(each.name for each in label.properties)]
        assert [each["propertyKey"] for each in written["labels"][label.name]] == expected
    for each, kind in zip(written["relationshipTypes"], RELATIONSHIPS, strict=True):
        assert each["id"] == each["name"] == kind.type
        assert [one["propertyKey"] for one in each["properties"]] == [
            p.name for p in kind.properties
        ]


def test_leading_stands_out_among_relationships(written: Document) -> None:
    sizes = {each["name"]: each["size"] for each in written["relationshipTypes"]}
    assert [name for name, size in sizes.items() if size > 1] == ["LEADS"]


def test_path_segments_are_the_relationships_of_the_schema(written: Document) -> None:
    for each in written["metadata"]["pathSegments"]:
        kind = RELATIONSHIP[each["relationshipType"]]
        assert each["source"] in kind.sources
        assert each["target"] in kind.targets


def test_templates_are_the_phrases_with_their_parameters(written: Document) -> None:
    assert [each["text"] for each in written["templates"]] == [each.text for each in phrases()]
    assert len({each["id"] for each in written["templates"]}) == len(phrases())
    for template, phrase in zip(written["templates"], phrases(), strict=True):
        assert [each["name"][1:] for each in template["params"]] == [
            p.name for p in phrase.parameters
        ]
        for each in template["params"]:
            if label := each["suggestionLabel"]:
                names = {one["propertyKey"] for one in written["labels"][label]}
                assert each["suggestionProp"] in names


def test_the_file_is_the_same_each_time_and_in_ascii() -> None:
    assert perspective_text() == perspective_text()
    assert perspective_text().isascii()
    assert json.loads(perspective_text()) == perspective()
