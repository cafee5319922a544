"""One JSON object a line: `nodes.jsonl` and `edges.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graph.store import View


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for row in rows:
            file.write(encode(row) + "\n")  # a lone surrogate becomes \udXXX, which is JSON


def write(view: View, folder: Path) -> None:
    """Write nodes as `id, label, properties` and edges as `source, type, target, properties`."""
    _write_lines(
        folder / "nodes.jsonl",
        (
            {"id": node.id, "label": node.label, "properties": node.properties}
            for node in view.nodes()
        ),
    )
    _write_lines(
        folder / "edges.jsonl",
        (
            {
                "source": edge.source,
                "type": edge.type,
                "target": edge.target,
                "properties": edge.properties,
            }
            for edge in view.edges()
        ),
    )
