"""The graph as a whole: who works with whom, which plans are alike, which laws join them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx  # type: ignore[import-untyped,unused-ignore]
import pytest

from graph import ids
from graph.analysis import betweenness
from graph.sqlite import SqliteStore
from graph.store import View
from queries.network import Network
from service.cli import main


@pytest.fixture(scope="module")
def view(samples: Path) -> Iterator[View]:
    with SqliteStore(samples).view() as view:
        yield view


def test_the_middle_of_a_chain_stands_between_its_ends() -> None:
    assert betweenness([("a", "b", 1.0), ("b", "c", 1.0)]) == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_a_strong_tie_is_a_short_one() -> None:
    weak = [("a", "b", 5.0), ("b", "c", 5.0), ("a", "c", 0.1)]
    assert betweenness(weak)["b"] == 1.0


def test_departments_count_what_they_lead_and_support(view: View) -> None:
    counts = Counter(
        (edge.source, type)
        for type in ("LEADS", "SUPPORTS")
        for edge in view.edges(type=type)
        if not edge.properties.get("collective")
    )
    found = Network(view).departments()
    assert found
    for each in found:
        assert (each.leads, each.supports) == (
            counts[each.id, "LEADS"],
            counts[each.id, "SUPPORTS"],
        )
        assert each.partners >= (each.between > 0)
    assert [each.between for each in found] == sorted((e.between for e in found), reverse=True)


def test_departments_are_partners_where_one_item_names_both(view: View) -> None:
    ties = Network(view).partnerships
    (one, other), count = max(ties.items(), key=lambda tie: tie[1])
    owned = [
        {edge.target for type in ("LEADS", "SUPPORTS") for edge in view.edges(source=id, type=type)}
        for id in (one, other)
    ]
    assert count == len(owned[0] & owned[1])


def test_plans_are_as_alike_as_the_share_of_their_measures_that_are(view: View) -> None:
    found = Network(view).plans()
    sizes = Counter(ids.plan_of(node.id) for node in view.nodes(label="Measure"))
    for each in found:
        assert 0 < each.alike <= 1
        assert each.one != each.other
        assert round(each.alike * (sizes[each.one] + sizes[each.other]), 1) % 1 == 0


def test_a_law_that_one_plan_alone_cites_joins_nothing(view: View) -> None:
    citing: dict[str, set[str]] = {}
    for edge in view.edges(type="CITES"):
        citing.setdefault(edge.target, set()).add(ids.plan_of(edge.source))
    found = Network(view).laws()
    assert {each.id for each in found} == {law for law, plans in citing.items() if len(plans) > 1}
    assert all(each.plans == len(citing[each.id]) for each in found)


def test_every_topic_is_a_community(view: View) -> None:
    found = Network(view).communities()
    assert {each.id for each in found} == {node.id for node in view.nodes(label="Topic")}
    assert sum(each.measures for each in found) == len(list(view.edges(type="IN_TOPIC")))


def test_the_files_hold_the_tables_and_open_in_networkx(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["graph", "--data", str(samples), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["graph", "--data", str(samples), "--out", str(tmp_path / "net")]) == 0
    with (tmp_path / "net" / "部门.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads[0] == "部门"
    assert [row[0] for row in rows] == [each["name"] for each in told["departments"]]
    graph = networkx.read_graphml(tmp_path / "net" / "部门合作网.graphml")
    assert set(graph) == {each["id"] for each in told["departments"]}
    assert {data["label"] for _, data in graph.nodes(data=True)} == {
        each["name"] for each in told["departments"]
    }
    measures = networkx.read_graphml(tmp_path / "net" / "措施相近网.graphml")
    assert all(0 < data["相似度"] <= 1 for *_, data in measures.edges(data=True))
