"""The schema as data: labels, relationships and their properties, in the order that exports use.

Stores, exports and docs/schema.md derive from `LABELS` and `RELATIONSHIPS`; nothing repeats them.
Captions and meanings are Chinese because they are what people see in exports and in Bloom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from graph.model import Role

SCHEMA_VERSION: Final = 2


class Type(StrEnum):
    """What a property's value may be."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXTS = "texts"  # a list of text
    SPANS = "spans"  # a list of [start, end)


@dataclass(frozen=True, slots=True)
class Property:
    """A named value of a node or edge."""

    name: str
    type: Type
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A kind of node.

    A `shared` one belongs to every document that claims it, not to one; a `derived` one to none: it is
    made from the whole corpus after a build.
    """

    name: str
    caption: str
    meaning: str
    properties: tuple[Property, ...]
    shared: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A kind of edge.

    A `shared` one joins shared nodes, has no properties and is kept once; a `derived` one is made from
    the whole corpus.
    """

    type: str
    caption: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    shared: bool = False
    derived: bool = False


def _required(*properties: Property) -> tuple[Property, ...]:
    return tuple(replace(each, required=True) for each in properties)


_NAME: Final = _required(Property("name", Type.TEXT, "显示名称"))
_BOUNDS: Final = (
    Property("line", Type.INTEGER, "起始行，从 1 数起"),
    Property("end_line", Type.INTEGER, "结束行，含"),
    Property("start", Type.INTEGER, "起点：解码后原文的码点序号"),
    Property("end", Type.INTEGER, "终点，不含"),
)
_SPANS: Final = Property("spans", Type.SPANS, "页码等把文字隔开时，逐段的 [起点, 终点)")
_PLACE: Final = (
    *_required(Property("document", Type.TEXT, "来源文件名"), *_BOUNDS),
    _SPANS,
)
_ORDINAL: Final = Property("ordinal", Type.INTEGER, "在上级中的次序，从 1 数起")
_TEXT: Final = Property("text", Type.TEXT, "去掉序号、跨行跨页接好的全文，保留责任单位括注", True)
_LINE, _END_LINE, _START, _END = _BOUNDS
_EVIDENCE: Final = (*_required(_LINE), _END_LINE, *_required(_START, _END), _SPANS)
_OWNED: Final = (
    Property("status", Type.TEXT, "stated 明写；inferred 推断", True),
    Property("reason", Type.TEXT, "推断的理由"),
    *_EVIDENCE,
    Property("open_ended", Type.BOOLEAN, "名单末尾有“等……成员单位”"),
    Property("collective", Type.BOOLEAN, "泛指，不是单独一个单位"),
)

LABELS: Final[tuple[Label, ...]] = (
    Label(
        name="Document",
        caption="文件",
        meaning="一份来源文件",
        properties=(
            *_NAME,
            *_required(
                Property("document", Type.TEXT, "来源文件名"),
                Property("file_name", Type.TEXT, "文件名，不含文件夹"),
                Property("sha256", Type.TEXT, "文件字节的 SHA-256"),
                Property("format", Type.TEXT, "txt、docx、pdf、html"),
            ),
            Property("title", Type.TEXT, "文件标题"),
        ),
    ),
    Label(
        name="Jurisdiction",
        caption="行政区划",
        meaning="制定规划的地方",
        shared=True,
        properties=(
            *_NAME,
            Property("full_name", Type.TEXT, "自省级起的全称，不详时照原文", True),
            Property("code", Type.TEXT, "GB/T 2260 代码"),
            Property(
                "level", Type.TEXT, "country 国家，province 省级，prefecture 地级，county 县级"
            ),
        ),
    ),
    Label(
        name="Plan",
        caption="规划",
        meaning="一部规划；一份文件可有几部",
        properties=(
            *_NAME,
            Property("title", Type.TEXT, "标题", True),
            Property("audience", Type.TEXT, "对象：妇女、儿童、老年人……；综合规划没有"),
            Property("period_start", Type.INTEGER, "起始年"),
            Property("period_end", Type.INTEGER, "终止年"),
            Property("document_number", Type.TEXT, "发文字号"),
            Property("issued_on", Type.TEXT, "印发日期 YYYY-MM-DD"),
            Property("title_status", Type.TEXT, "标题的依据：stated 明写；inferred 推断"),
            Property("period_status", Type.TEXT, "期限的依据：stated 明写；inferred 推断"),
            *_PLACE,
        ),
    ),
    Label(
        name="Domain",
        caption="领域",
        meaning="规划中的一个领域",
        properties=(
            *_NAME,
            _ORDINAL,
            Property("heading_missing", Type.BOOLEAN, "原文缺标题行"),
            *_PLACE,
        ),
    ),
    Label(
        name="Goal",
        caption="目标",
        meaning="主要目标；子目标另有 parent",
        properties=(
            *_NAME,
            _ORDINAL,
            _TEXT,
            Property("parent", Type.TEXT, "子目标所属目标的 id"),
            *_PLACE,
        ),
    ),
    Label(
        name="Target",
        caption="指标值",
        meaning="目标或措施里的一个数量要求",
        properties=(
            *_NAME,
            _TEXT,
            Property("comparator", Type.TEXT, ">= <= = ~ range increase decrease", True),
            Property("value", Type.NUMBER, "数值"),
            Property("low", Type.NUMBER, "下限或最小幅度"),
            Property("high", Type.NUMBER, "上限或最大幅度"),
            Property("unit", Type.TEXT, "单位：%、‰、/10万、人……"),
            Property("year", Type.INTEGER, "该条写明的年份"),
            Property("baseline", Type.TEXT, "基期或基数"),
            *_PLACE,
        ),
    ),
    Label(
        name="Indicator",
        caption="指标",
        meaning="各规划统一后的指标",
        shared=True,
        properties=(*_NAME, Property("aliases", Type.TEXTS, "别名")),
    ),
    Label(
        name="Measure",
        caption="策略措施",
        meaning="一条策略措施",
        properties=(
            *_NAME,
            _ORDINAL,
            Property("title", Type.TEXT, "第一句"),
            _TEXT,
            *_PLACE,
        ),
    ),
    Label(
        name="Department",
        caption="部门单位",
        meaning="某地的一个部门，名称照原文",
        shared=True,
        properties=(*_NAME, Property("function", Type.TEXT, "所履行职能的名称")),
    ),
    Label(
        name="Function",
        caption="职能",
        meaning="各地各时期部门共同的职能",
        shared=True,
        properties=(
            *_NAME,
            Property("aliases", Type.TEXTS, "履行它的部门名称，带起止年份"),
        ),
    ),
    Label(
        name="Law",
        caption="法律法规",
        meaning="法律、法规、标准、条约、规划或政策",
        shared=True,
        properties=(
            *_NAME,
            Property("title", Type.TEXT, "规范全称", True),
            Property(
                "kind",
                Type.TEXT,
                "law regulation local_regulation standard treaty plan policy other",
                True,
            ),
            Property(
                "status", Type.TEXT, "效力：in_force 现行，amended 现行、有过修订，repealed 已废止"
            ),
        ),
    ),
    Label(
        name="Topic",
        caption="主题",
        meaning="各规划中相近的一组措施",
        derived=True,
        properties=(*_NAME, Property("terms", Type.TEXTS, "最能说明它的词")),
    ),
)

_OWNABLE: Final = ("Goal", "Measure")

RELATIONSHIPS: Final[tuple[Relationship, ...]] = (
    Relationship(
        type="PART_OF",
        caption="属于",
        sources=("Jurisdiction",),
        targets=("Jurisdiction",),
        shared=True,
    ),
    Relationship(type="FROM_DOCUMENT", caption="出自", sources=("Plan",), targets=("Document",)),
    Relationship(type="COVERS", caption="适用于", sources=("Plan",), targets=("Jurisdiction",)),
    Relationship(type="HAS_DOMAIN", caption="有领域", sources=("Plan",), targets=("Domain",)),
    Relationship(type="HAS_GOAL", caption="有目标", sources=("Domain",), targets=("Goal",)),
    Relationship(type="HAS_SUBGOAL", caption="有子目标", sources=("Goal",), targets=("Goal",)),
    Relationship(type="HAS_MEASURE", caption="有措施", sources=("Domain",), targets=("Measure",)),
    Relationship(type="SETS", caption="规定", sources=_OWNABLE, targets=("Target",)),
    Relationship(
        type="OF_INDICATOR", caption="属指标", sources=("Target",), targets=("Indicator",)
    ),
    Relationship(
        type="LEADS",
        caption="牵头",
        sources=("Department",),
        targets=_OWNABLE,
        properties=_OWNED,
    ),
    Relationship(
        type="SUPPORTS",
        caption="责任或配合",
        sources=("Department",),
        targets=_OWNABLE,
        properties=_OWNED,
    ),
    Relationship(
        type="MENTIONS",
        caption="提到",
        sources=_OWNABLE,
        targets=("Department",),
        properties=_EVIDENCE,
    ),
    Relationship(
        type="PERFORMS",
        caption="履行",
        sources=("Department",),
        targets=("Function",),
        shared=True,
    ),
    Relationship(
        type="BELONGS_TO",
        caption="隶属",
        sources=("Department",),
        targets=("Jurisdiction",),
        shared=True,
    ),
    Relationship(
        type="CITES",
        caption="引用",
        sources=("Plan", "Goal", "Measure"),
        targets=("Law",),
        properties=(
            *_EVIDENCE,
            Property("surface", Type.TEXT, "原文写法，不含书名号", True),
            Property("quoted", Type.BOOLEAN, "在书名号内", True),
            Property("status", Type.TEXT, "规范全称的依据：stated 明写；inferred 推断"),
        ),
    ),
    Relationship(
        type="SIMILAR_TO",
        caption="相近",
        sources=("Measure",),
        targets=("Measure",),
        properties=(Property("score", Type.NUMBER, "相似度", True),),
        derived=True,
    ),
    Relationship(
        type="IN_TOPIC",
        caption="归入主题",
        sources=("Measure",),
        targets=("Topic",),
        derived=True,
    ),
)

# How a unit of each role is tied to what it owns.
OWNERSHIP: Final = {Role.LEAD: "LEADS", Role.SUPPORT: "SUPPORTS"}

LABEL: Final[dict[str, Label]] = {label.name: label for label in LABELS}
RELATIONSHIP: Final[dict[str, Relationship]] = {each.type: each for each in RELATIONSHIPS}
