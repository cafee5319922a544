"""The networks as files: a CSV a table, and GraphML with Chinese attributes for Gephi."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from graph.analysis import graphml
from graph.errors import UsageError, reason
from graph.store import Value, View
from queries.network import BridgingLaw, Community, DepartmentRank, Network, PlanPair
from service.printable import fit
from service.table_files import csv_content

Table = tuple[Sequence[str], list[Sequence[Value | None]]]

TABLES: Final = {"departments": "部门", "plans": "规划", "laws": "法规", "communities": "措施群落"}


def department_table(found: Sequence[DepartmentRank]) -> Table:
    """Departments by their part in the network."""
    heads = ("部门", "职能", "地区", "牵头", "责任（配合）", "合作的部门", "中介度")
    return heads, [
        (e.name, e.function, e.place, e.leads, e.supports, e.partners, e.between) for e in found
    ]


def plan_table(found: Sequence[PlanPair]) -> Table:
    """Pairs of plans."""
    heads = ("规划甲", "规划乙", "相近措施占比", "相近的措施对", "共有主题", "共同引用")
    return heads, [
        (e.one_title, e.other_title, e.alike, e.pairs, e.shared_topics, e.shared_laws)
        for e in found
    ]


def law_table(found: Sequence[BridgingLaw]) -> Table:
    """Instruments by how many plans they join."""
    heads = ("法规和文件", "规划", "地区", "对象", "引用处", "中介度")
    return heads, [(e.title, e.plans, e.places, e.audiences, e.citations, e.between) for e in found]


def community_table(found: Sequence[Community]) -> Table:
    """Topics as communities of measures."""
    heads = ("主题", "特征词", "措施", "规划", "地区", "相近对", "平均相似度")
    return heads, [
        (e.name, "、".join(e.terms), e.measures, e.plans, e.places, e.ties, e.closeness)
        for e in found
    ]


def tables(network: Network) -> Mapping[str, Table]:
    """The four tables, by their names in `TABLES`."""
    return {
        "departments": department_table(network.departments()),
        "plans": plan_table(network.plans()),
        "laws": law_table(network.laws()),
        "communities": community_table(network.communities()),
    }


def written(view: View, network: Network, folder: Path) -> list[Path]:
    """The files that now stand in a folder: four CSV tables and three GraphML networks.

    Raises:
        UsageError: they cannot be written.
    """
    contents = {
        f"{TABLES[name]}.csv": csv_content(*table)[0] for name, table in tables(network).items()
    }
    contents |= {
        f"{name}.graphml": text.encode("utf-8", "replace")
        for name, text in _networks(view, network)
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise UsageError(f"写不了 {folder}：{reason(error)}。", hint="请换一个文件夹。") from error
    return [folder / name for name in contents]


def _networks(view: View, network: Network) -> Iterator[tuple[str, str]]:
    ranks = network.departments()
    yield "部门合作网", graphml(
        (
            (
                each.id,
                {
                    "label": fit(each.name), "职能": fit(each.function), "地区": fit(each.place),
                    "牵头": each.leads, "责任": each.supports, "中介度": each.between,
                },
            )
            for each in ranks
        ),
        ((one, other, {"weight": n, "共同承担": n}) for (one, other), n in network.partnerships.items()),
    )  # fmt: skip
    pairs = network.plans()
    yield "规划相近网", graphml(
        (
            (
                plan.id,
                {
                    "label": fit(str(plan.properties["title"])),
                    "对象": fit(str(plan.properties.get("audience") or "综合")),
                },
            )
            for plan in view.nodes(label="Plan")
        ),
        ((e.one, e.other, {"weight": e.alike, "相近措施占比": e.alike}) for e in pairs),
    )  # fmt: skip
    topics = {node.id: str(node.properties["name"]) for node in view.nodes(label="Topic")}
    topic_of = {e.source: topics[e.target] for e in view.edges(type="IN_TOPIC")}
    yield (
        "措施相近网",
        graphml(
            (
                (
                    node.id,
                    {
                        "label": fit(str(node.properties["name"])),
                        "主题": fit(topic_of.get(node.id, "")),
                        "出处": fit(f"{node.properties['document']}:{node.properties['line']}"),
                    },
                )
                for node in view.nodes(label="Measure")
            ),
            (
                (one, other, {"weight": score, "相似度": score})
                for (one, other), score in network.likenesses.items()
            ),
        ),
    )
