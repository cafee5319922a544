"""What search on a server goes by, written: rules and indexes first, then items with their sentences.

An item goes in one transaction with its sentences. One that has changed is taken away first, so that a
writing which is cut off leaves it absent, and the next one, which compares digests, adds it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from graph.neo4j import search_statements as statements
from graph.neo4j.batches import batches
from graph.neo4j.connection import Connection
from graph.neo4j.search_statements import SEARCHED, Part
from graph.neo4j.statements import AWAIT_INDEXES, RULES, UNIQUE_RECORD

_SECONDS: Final = 600  # that the server may take to fill indexes over what is there
RECORD_RULE: Final = "guitu_record_key"
_ITEMS: Final = 200  # in a transaction; with its sentences one is 12 KB

Row = dict[str, Any]


class SearchWriter:
    """Writes to a server whose turn is held (`graph.neo4j.turns`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def told(self) -> Mapping[str, Any]:
        """What was recorded of what is there; nothing where nothing is."""
        for (found,) in self._connection.rows(statements.TOLD):
            return dict(found)
        return {}

    def is_laid_out(self, dimension: int) -> bool:
        """Whether no rule and no index is missing."""
        return not self._missing(self._there(), dimension)

    def _there(self) -> Mapping[str, Any]:
        """The options of each index, by name."""
        return {name: options for name, options, _ in self._connection.rows(RULES)}

    def _missing(self, there: Mapping[str, Any], dimension: int) -> list[str]:
        """The statements that make what is missing, or of another dimension."""
        wanted = [] if RECORD_RULE in there else [UNIQUE_RECORD]  # of the push, if one was before
        return wanted + [
            statement
            for label in SEARCHED
            for name, statement in self._rules(label, dimension)
            if name not in there or _is_of_other(there[name], dimension)
        ]

    def lay_out(self, dimension: int) -> None:
        """Make the rules and indexes that are missing; those of vectors of another dimension anew."""
        there = self._there()
        wanted = self._missing(there, dimension)
        for label in SEARCHED:
            for part in Part:
                if _is_of_other(there.get(statements.meaning_index(label, part)), dimension):
                    self._connection.command(statements.drop_meaning_index(label, part))
        if wanted:
            self._connection.lay_out(wanted)
            self._connection.command(AWAIT_INDEXES, seconds=_SECONDS)

    def _rules(self, label: str, dimension: int) -> Iterator[tuple[str, str]]:
        for part in Part:
            yield statements.key_rule(label, part), statements.unique_key(label, part)
        yield statements.item_index(label), statements.make_item_index(label)
        for part in Part:
            name = statements.meaning_index(label, part)
            yield name, statements.make_meaning_index(label, part, dimension)
        yield statements.word_index(label), statements.make_word_index(label)

    def sizes(self) -> dict[str, int]:
        """How many texts and sentences there are, by the label of their nodes."""
        return {
            statements.place(label, part): int(number)
            for label in SEARCHED
            for part in Part
            for (number,) in self._connection.rows(statements.size(label, part))
        }

    def state(self) -> str:
        """What stands for how much is there, and for the files beside it."""
        held = [
            list(row)
            for label in SEARCHED
            for statement in (statements.text_state(label), statements.sentence_state(label))
            for row in self._connection.rows(statement)
        ]
        files = {
            key: sha256(content or b"").hexdigest()
            for key, content in self._connection.rows(statements.FILES)
        }
        return json.dumps([held, sorted(files.items())])

    def digests(self, label: str) -> dict[str, str]:
        """What stands for each item that is there, by key."""
        return {row[0]: row[1] for row in self._connection.rows(statements.digests(label))}

    def begin(self) -> None:
        """Mark what is there as incomplete."""
        self._connection.write(statements.BEGIN)

    def put(
        self, label: str, rows: Iterable[Row], completed: Callable[[list[Any]], list[Any]]
    ) -> None:
        """Write items; `completed` adds vectors to rows when they are sent."""
        statement = statements.put_items(label)
        with batches(self._connection, {statement: completed}) as sent:
            for row in rows:
                sent.add(statement, row, batch=_ITEMS)

    def drop(self, label: str, ids: Iterable[str]) -> None:
        """Take items with their sentences away."""
        statement = statements.drop_items(label)
        with batches(self._connection, {}) as sent:
            for id in ids:
                sent.add(statement, id, batch=_ITEMS)

    def clear(self) -> None:
        """Take all items away."""
        for label in SEARCHED:
            for part in Part:
                self._connection.command(statements.clear(label, part))

    def file_names(self) -> set[str]:
        """The names of the files that are kept beside."""
        found = self._connection.rows(statements.FILE_KEYS)
        return {key.removeprefix(f"{statements.FILE} ") for (key,) in found}

    def put_file(self, name: str, content: bytes) -> None:
        """Keep a file beside."""
        self._connection.write(
            statements.PUT_FILE, key=f"{statements.FILE} {name}", content=content
        )

    def keep_files(self, names: Collection[str]) -> None:
        """Take away all files but these."""
        keys = [f"{statements.FILE} {name}" for name in names]
        self._connection.write(statements.DROP_FILES, keys=keys)

    def forget(self) -> None:
        """Take away the files and the record of what is there."""
        self.keep_files(())
        self._connection.write(statements.FORGET)

    def end(self, told: Mapping[str, Any]) -> None:
        """Record what made what is there, which is complete now."""
        self._connection.write(statements.END, told={**told, "state": self.state()})


def _is_of_other(options: Any, dimension: int) -> bool:
    if not options or "vector.dimensions" not in options["indexConfig"]:
        return False
    return int(options["indexConfig"]["vector.dimensions"]) != dimension
