"""The questions that people ask of the graph in Neo4j Bloom, in Browser and in docs/cypher.md.

`phrases.toml` holds them. A phrase has

    kind           what it is about; phrases of a kind stand together
    text           what one types; `$name` is a parameter, with a blank or an end of the text at either side
    description    what the answer shows
    source         who asks it, and when
    cypher         the query; it returns nodes or paths, which is what Bloom draws, and at most its LIMIT
    suggestions    for each parameter `Label.property`, or a query of one column, which may use the
                   parameters before it; every value that a query offers has an answer
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("phrases.toml")
_PARAMETER: Final = re.compile(r"\$(\w+)")
_PROPERTY: Final = re.compile(r"(\w+)\.(\w+)")
_FEW: Final = 100  # values of a property that a suggestion query gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What is filled into a phrase.

    `ascii` names it where Chinese names are not taken; `example` is a value that samples/ answers.
    """

    name: str
    ascii: str
    example: str
    suggestion: str

    @property
    def suggested_property(self) -> tuple[str, str] | None:
        """The label and property whose values are suggested; None where a query suggests."""
        found = _PROPERTY.fullmatch(self.suggestion)
        return (found[1], found[2]) if found else None

    @property
    def suggestion_query(self) -> str:
        """A query whose one column is the values to choose from.

        A property may have as many values as there are measures: of these it gives the first, by id.
        """
        if not (suggested := self.suggested_property):
            return self.suggestion
        label, name = suggested
        found = f"MATCH (node:{label})\nWHERE node.id > ''"  # read in the order of an index that all have
        return f"{found}\nRETURN DISTINCT node.{name}\nLIMIT {_FEW}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A question with its query. `parameters` are in the order of the text."""

    kind: str
    text: str
    description: str
    source: str
    cypher: str
    parameters: tuple[Parameter, ...]


@cache
def phrases() -> tuple[Phrase, ...]:
    """All phrases, in the order in which they are listed."""
    with _FILE.open("rb") as file:
        table = tomllib.load(file)
    return tuple(_phrase(row, table["parameters"]) for row in table["phrase"])


def _phrase(row: Mapping[str, Any], known: Mapping[str, Mapping[str, str]]) -> Phrase:
    suggestions = row.get("suggestions", {})
    return Phrase(
        **{key: row[key] for key in ("kind", "text", "description", "source")},
        cypher=row["cypher"].strip(),
        parameters=tuple(
            Parameter(name=name, **known[name], suggestion=suggestions[name].strip())
            for name in _PARAMETER.findall(row["text"])
        ),
    )


def in_ascii(phrase: Phrase) -> Phrase:
    """The phrase with its parameters named in ASCII letters, here, in its query and its suggestions.

    For what takes no others: the published perspectives have none in Chinese.

    >>> in_ascii(phrases()[0]).text
    '$place 的 $department 牵头的目标'
    """
    names = {parameter.name: parameter.ascii for parameter in phrase.parameters}

    def renamed(text: str) -> str:
        return _PARAMETER.sub(lambda found: f"${names[found[1]]}", text)

    return replace(
        phrase,
        text=renamed(phrase.text),
        cypher=renamed(phrase.cypher),
        parameters=tuple(
            replace(each, name=each.ascii, suggestion=renamed(each.suggestion))
            for each in phrase.parameters
        ),
    )
