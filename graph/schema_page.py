"""docs/schema.md, derived from the schema table.

python -m graph.schema_page > docs/schema.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final

from graph.schema import LABELS, RELATIONSHIPS, Label, Property, Relationship, Type

_TYPES: Final = {
    Type.TEXT: "文本",
    Type.INTEGER: "整数",
    Type.NUMBER: "数",
    Type.BOOLEAN: "真假",
    Type.TEXTS: "文本列表",
    Type.SPANS: "区间列表",
}

_HEAD: Final = """# 图的结构

本页由 `graph/schema.py` 生成（`python -m graph.schema_page > docs/schema.md`），请勿手改。

- 每个节点都有 `id`：可读、重建不变，只含 ASCII 字母、数字和 `. _ ~ : -`。
- 位置：`line`、`end_line` 是行号，从 1 数起；`start`、`end` 是解码后原文（不含 BOM，保留原换行）的
  码点序号，含首不含尾。页码等把文字隔开时另有 `spans`。各种导出都把这份原文写在 `documents/` 里。
- “共有”的节点和关系属于提到它的所有文件，只存一份；最后一份提到它的文件移除后，它也随之消失。
- 没有值的属性不出现。必有的属性标 ✓。
"""

_EXPORTS: Final = """
## 导出格式

| 格式 | 文件 | 说明 |
|---|---|---|
| jsonl | `nodes.jsonl`、`edges.jsonl` | 每行一个 `{"id", "label", "properties"}` 或 `{"source", "type", "target", "properties"}` |
| csv | `nodes/标签.csv`、`edges/关系.csv` | UTF-8 带 BOM，Excel 可直接打开；列表写成 JSON；以 `=`、`+`、`-`、`@` 等开头的文本前加 `'` |
| graphml | `graph.graphml` | 供 Gephi、yEd、networkx；`label` 是中文名称，`entity`、`relation` 是本页的标签和关系；列表写成 JSON |
| cypher | `graph.cypher` | 供 Neo4j 5 及以上，可重复执行；`spans` 展平为 `[起, 止, 起, 止, …]` |
| jsonld | `graph.jsonld` | 节点的 IRI 是 `urn:guitu:node:` 加 id，词汇在 `urn:guitu:schema#`；带属性的关系另记为 `rdf:Statement` |

`export.json` 记着导出的格式和各文件原文所在，也标明这个文件夹可由下一次导出覆盖。
"""


def _joined(names: Sequence[str]) -> str:
    return " 或 ".join(names)


def _properties(properties: Sequence[Property]) -> Iterator[str]:
    yield "| 属性 | 类型 | 必有 | 含义 |"
    yield "|---|---|---|---|"
    for each in properties:
        required = "✓" if each.required else ""
        yield f"| `{each.name}` | {_TYPES[each.type]} | {required} | {each.meaning} |"


def _kept(kind: Label | Relationship) -> str:
    return "共有。" if kind.shared else "由全库推出。" if kind.derived else ""


def _label(label: Label) -> Iterator[str]:
    yield f"\n### {label.name} {label.caption}\n"
    yield f"{label.meaning}。{_kept(label)}\n"
    yield from _properties(label.properties)


def _relationships() -> Iterator[str]:
    yield "| 关系 | 含义 | 从 | 到 | 归属 |"
    yield "|---|---|---|---|---|"
    for each in RELATIONSHIPS:
        ends = f"{_joined(each.sources)} | {_joined(each.targets)}"
        yield f"| {each.type} | {each.caption} | {ends} | {_kept(each).rstrip('。')} |"
    for each in RELATIONSHIPS:
        if each.properties:
            yield f"\n### {each.type} {each.caption}\n"
            yield from _properties(each.properties)


def schema_page() -> str:
    """The page in Markdown."""
    lines = [_HEAD, "## 节点"]
    for label in LABELS:
        lines += _label(label)
    lines += ["\n## 关系\n", *_relationships(), _EXPORTS]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(schema_page())
