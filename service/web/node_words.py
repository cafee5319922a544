"""A node in words for people: what its properties are called, how their values read (级别 县级, not level
county), and the pages that say more of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graph import ids
from graph.store import Node, Value
from graph.vocabulary.tables import KINDS, LEVELS, STATUSES
from service.web.templating import link

# In the order in which they are shown. What is not here is said elsewhere (the name stands above, the
# file and line are a link, a sub-goal's parent is a neighbour) or serves machines (offsets, hashes).
CAPTIONS: Final[Mapping[str, str]] = {
    "text": "全文",
    "title": "标题",
    "full_name": "全称",
    "code": "行政区划代码",
    "level": "级别",
    "audience": "对象",
    "period_start": "起始年",
    "period_end": "终止年",
    "document_number": "发文字号",
    "issued_on": "印发日期",
    "title_status": "标题的依据",
    "period_status": "期限的依据",
    "ordinal": "次序",
    "heading_missing": "原文缺标题行",
    "comparator": "要求",
    "value": "数值",
    "low": "下限或最小幅度",
    "high": "上限或最大幅度",
    "unit": "单位",
    "year": "年份",
    "baseline": "基期或基数",
    "function": "职能",
    "kind": "类别",
    "status": "效力",
    "aliases": "别名",
    "terms": "特征词",
    "file_name": "文件名",
    "format": "格式",
}
UNSAID: Final = frozenset(
    ("name", "document", "line", "end_line", "start", "end", "spans", "parent", "sha256")
)

_BASIS: Final = {"stated": "原文写明", "inferred": "推断"}
_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "comparator": {
        ">=": "不低于", "<=": "不高于", "=": "达到", "~": "左右", "range": "区间", "increase": "提高",
        "decrease": "降低",
    },
    "kind": {str(kind): word for kind, word in KINDS.items()},
    "status": {str(status): word for status, word in STATUSES.items()},
    "level": {"country": "国家", **LEVELS},
    "title_status": _BASIS,
    "period_status": _BASIS,
}  # fmt: skip
_MOST: Final = 12  # members of a list that are shown


def shown_properties(node: Node) -> list[dict[str, str]]:
    """A node's properties as `caption` and `value`, without those that only repeat its name or its text."""
    name, text = node.properties["name"], str(node.properties.get("text") or "")
    return [
        {"caption": caption, "value": _words(property, value)}
        for property, caption in CAPTIONS.items()
        if (value := node.properties.get(property)) is not None
        and value is not False
        and value != name
        and not (property == "title" and text.startswith(str(value)))
    ]


def _words(property: str, value: Value) -> str:
    match value:
        case bool():
            return "是"  # what is not so is not shown
        case float():
            return f"{value:.10g}"  # 1200000, not 1.2e+06
        case list():
            rest = f"等 {len(value)} 个" if len(value) > _MOST else ""
            return "、".join(map(str, value[:_MOST])) + rest
    return _VALUES.get(property, {}).get(str(value), str(value))


def links(node: Node) -> list[dict[str, str]]:
    """The pages that say more of a node, and its source."""
    return [{"words": words, "address": address} for words, address in _links(node)]


def _links(node: Node) -> Iterator[tuple[str, str]]:
    own = node.properties
    match node.label:
        case "Goal" | "Measure":
            yield "看这一条的全部", f"/items/{node.id}"
        case "Target":
            yield "看它所在的一条", f"/items/{node.id.rpartition(':')[0]}"
        case "Plan":
            yield "看这部规划", f"/plans/{node.id}"
        case "Domain":
            yield "在规划里看", f"/plans/{ids.plan_of(node.id)}#{node.id}"
        case "Department":
            yield "看它的台账", link("/owners", unit=own["name"])
        case "Indicator":
            yield "看各规划的数值", link("/indicators", name=own["name"])
        case "Law":
            yield "看哪些规划引用", link("/laws", title=own["title"])
    if "document" in own:
        name, line = own["document"], own.get("line")
        where = f"{name}:{line}" if line else str(name)
        anchor = f"#L{line}" if line else ""
        yield f"出处 {where}", link("/document", name=name, line=line) + anchor
