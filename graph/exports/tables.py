"""CSV that Excel opens well: a table a label and a table a relationship type.

UTF-8 with a byte-order mark, without which Excel reads Chinese as GBK; CRLF (RFC 4180); lists as JSON.
Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from graph.schema import LABELS, RELATIONSHIPS, Property
from graph.store import Properties, Value, View

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_cell(value: Value | None) -> str:
    """`value` as a cell that no spreadsheet takes for a formula; None is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            # “=” alone is a comparator and no formula.
            return f"'{value}" if value.startswith(_FORMULA) and value != "=" else value
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _row(given: Properties, columns: Sequence[Property]) -> list[str]:
    return [spreadsheet_cell(given.get(each.name)) for each in columns]


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)


def write(view: View, folder: Path) -> None:
    """Write `nodes/LABEL.csv` and `edges/TYPE.csv`; a kind without members is a header alone."""
    for place in ("nodes", "edges"):
        (folder / place).mkdir()
    for label in LABELS:
        columns = label.properties
        _write_table(
            folder / "nodes" / f"{label.name}.csv",
            ["id", *(each.name for each in columns)],
            ([node.id, *_row(node.properties, columns)] for node in view.nodes(label=label.name)),
        )
    for relationship in RELATIONSHIPS:
        columns = relationship.properties
        _write_table(
            folder / "edges" / f"{relationship.type}.csv",
            ["source", "target", *(each.name for each in columns)],
            (
                [edge.source, edge.target, *_row(edge.properties, columns)]
                for edge in view.edges(type=relationship.type)
            ),
        )
