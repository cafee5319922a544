"""The graph as files that other tools read.

    jsonl    nodes.jsonl, edges.jsonl
    csv      nodes/LABEL.csv, edges/TYPE.csv, for Excel and pandas
    graphml  graph.graphml, for Gephi, yEd and networkx
    cypher   graph.cypher, a script for cypher-shell and Neo4j Browser
    jsonld   graph.jsonld, linked data
    neo4j-admin  nodes/LABEL.csv, edges/TYPE.csv, import.args, for Neo4j's offline importer

Each also holds the decoded text of every document, which the offsets of the graph count in, under
`documents/`, and `export.json`, which marks the folder as ours. Everything streams in the view's order
and nothing tells the time or the machine: the same graph is the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from graph.errors import UsageError
from graph.exports import cypher, documents, graphml, jsonl, jsonld, neo4j_admin, tables
from graph.exports.folder import replacing
from graph.schema import SCHEMA_VERSION
from graph.store import View

__all__ = ["FORMATS", "export"]

FORMATS: Final[Mapping[str, Callable[[View, Path], None]]] = {
    "jsonl": jsonl.write,
    "csv": tables.write,
    "graphml": graphml.write,
    "cypher": cypher.write,
    "jsonld": jsonld.write,
    "neo4j-admin": neo4j_admin.write,
}


def export(view: View, folder: Path, format: str) -> None:
    """Write the graph of `view` into `folder`, in place of an earlier export there.

    Raises:
        UsageError: no such format, or the folder holds something else.
    """
    if format not in FORMATS:
        raise UsageError(
            f"没有名为 {format} 的导出格式。", hint=f"可用的格式：{'、'.join(FORMATS)}。"
        )
    with view.snapshot() as still, replacing(folder) as export_folder:
        FORMATS[format](still, export_folder.path)
        export_folder.describe(
            format=format,
            schema=SCHEMA_VERSION,
            documents=documents.write(still, export_folder.path),
        )
