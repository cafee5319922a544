"""The graph page: neighbours by relationship, a graph that grows, finding, saving; with and without scripts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import networkx  # type: ignore[import-untyped,unused-ignore]
import pytest
from fastapi.testclient import TestClient

from graph.errors import UnknownNode
from graph.sqlite import SqliteStore
from graph.store import View
from service.build import build
from service.web.app import application
from service.web.neighbour_groups import shares
from service.web.neighbourhood import MOST_NODES, grown, neighbours
from service.web.settings import Settings
from tests.common_plans import built

HTML = {"accept": "text/html"}
UNIT = "dept:yun-qi-shi~ln45ejwi:shi-fu-lian~ye6k3unc"  # 市妇联 of 云栖市
PLACE = "place:yun-qi-shi~ln45ejwi"
Visit = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def view(samples: Path) -> Iterator[View]:
    with SqliteStore(samples).view() as view:
        yield view


@pytest.fixture(scope="module")
def client(samples: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(data=samples, write_token="sesam"))) as client:
        yield client


def told(client: TestClient, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def page_of(client: TestClient, **query: Any) -> str:
    answer = client.get("/graph", params=query, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def rows_of(page: str) -> list[str]:
    """The ids of the table's rows."""
    return re.findall(r'<tr data-id="([^"]+)">', page)


# Neighbours


def test_neighbours_come_by_relationship_as_the_store_has_them(
    client: TestClient, view: View
) -> None:
    found = told(client, f"/api/graph/neighbours/{UNIT}")
    expected = {
        (type, "out"): {edge.target for edge in view.edges(source=UNIT, type=type)}
        for type in ("LEADS", "SUPPORTS", "PERFORMS", "BELONGS_TO")
    } | {("MENTIONS", "in"): {edge.source for edge in view.edges(target=UNIT, type="MENTIONS")}}
    assert expected["SUPPORTS", "out"]
    groups = {(each["type"], each["direction"]): set(each["ids"]) for each in found["groups"]}
    assert groups == {key: ids for key, ids in expected.items() if ids}
    assert found["left"] == 0
    counted = told(client, f"/api/graph/nodes/{UNIT}")["groups"]
    assert {(g["type"], g["direction"]): g["total"] for g in counted} == {
        key: len(ids) for key, ids in groups.items()
    }


def test_every_relationship_has_a_share_of_a_small_limit(client: TestClient) -> None:
    found = told(client, f"/api/graph/neighbours/{UNIT}", limit=6)
    assert len(found["nodes"]) <= 6
    assert all(group["shown"] >= 1 for group in found["groups"])
    everything = {id for g in told(client, f"/api/graph/neighbours/{UNIT}")["groups"] for id in g["ids"]}  # fmt: skip
    assert found["left"] == len(everything) - len(found["nodes"])


@pytest.mark.parametrize(
    ("why", "sizes", "limit", "expected"),
    [
        ("room for all", [3, 1], 10, [3, 1]),
        ("the large share what the small leave", [50, 1, 70], 41, [20, 1, 20]),
        ("what a middling one leaves goes to the largest", [5, 90, 30], 100, [5, 65, 30]),
        ("less room than groups", [9, 9, 9], 2, [0, 1, 1]),
        ("nothing to share", [], 10, []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_room_is_shared(why: str, sizes: list[int], limit: int, expected: list[int]) -> None:
    assert shares(sizes, limit) == expected, why


def test_paging_through_a_relationship_gives_each_neighbour_once(
    client: TestClient, view: View
) -> None:
    path, seen, left = f"/api/graph/neighbours/{PLACE}", [], 1
    while left:
        part = told(client, path, types="BELONGS_TO", direction="in", limit=10, offset=len(seen))
        seen += [node["id"] for node in part["nodes"]]
        left = part["left"]
    assert len(seen) == len(set(seen))
    assert set(seen) == {edge.source for edge in view.edges(target=PLACE, type="BELONGS_TO")}


def test_what_is_similar_is_a_neighbour_from_both_sides(view: View) -> None:
    pair = next(view.edges(type="SIMILAR_TO"))
    for one, other in ((pair.source, pair.target), (pair.target, pair.source)):
        (group,) = neighbours(view, one, types=["SIMILAR_TO"])["groups"]
        assert group["direction"] == "both"
        assert other in group["ids"]


def test_nodes_are_joined_whichever_of_them_came_first(view: View) -> None:
    plan = next(view.nodes(label="Plan")).id
    domain = next(view.edges(source=plan, type="HAS_DOMAIN")).target
    asked = [plan, domain, UNIT, PLACE]
    for order in (asked, asked[::-1]):
        nodes: set[str] = set()
        edges: set[tuple[str, str, str]] = set()
        for id in order:
            found = neighbours(view, id)
            nodes |= {id, *(node["id"] for node in found["nodes"])}
            edges |= {(e["source"], e["type"], e["target"]) for e in found["edges"]}
        drawn = {edge for edge in edges if edge[0] in nodes and edge[2] in nodes}
        assert drawn == {
            (edge.source, edge.type, edge.target)
            for edge in view.edges()
            if edge.source in nodes and edge.target in nodes
        }


# Limits


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """A plan with one domain of 150 measures and twenty of 101: more than a page draws."""
    folder = tmp_path_factory.mktemp("crowded")
    lines = ["岚坪县妇女发展规划（2021—2030年）", ""]
    for domain in range(21):
        lines += [
            f"{'一二三四五六七八九十'[domain % 10]}、妇女与第{domain + 1}个方面",
            "策略措施：",
        ]
        lines += [
            f"{n}.办好第{domain + 1}个方面的第{n}件事。" for n in range(1, 102 if domain else 151)
        ]
    (folder / "规划.txt").write_text("\n".join(lines), "utf-8")
    assert not build([folder], SqliteStore(folder / "data")).errors
    with SqliteStore(folder / "data").view() as view:
        yield view


def test_one_step_adds_a_hundred_and_says_how_many_are_left(crowded: View) -> None:
    domain = next(crowded.nodes(label="Domain")).id
    found = neighbours(crowded, domain)
    assert len(found["nodes"]) == 100
    assert found["left"] == 51  # 150 measures and the plan


def test_a_page_draws_no_more_than_it_can_and_says_so(crowded: View) -> None:
    domains = [node.id for node in crowded.nodes(label="Domain")]
    assert len(domains) == 21
    found = grown(crowded, None, domains)
    assert (len(found["nodes"]), found["full"]) == (MOST_NODES, True)
    drawn = {node["id"] for node in found["nodes"]}
    assert set(found["opened"]) == set(found["left"]) == drawn & set(domains) < set(domains)
    assert not grown(crowded, None, domains[:5])["full"]
    with pytest.raises(UnknownNode):
        grown(crowded, None, ["plan:none"])


@pytest.mark.parametrize(
    ("why", "path", "status"),
    [
        ("no such node", "/api/graph/nodes/place:none", 404),
        ("not an id", "/api/graph/nodes/a'b", 422),
        ("a line break after an id", "/graph?id=place:none%0A", 422),
        ("markup for an id", "/graph?id=<script>", 422),
        ("no such relationship", f"/api/graph/neighbours/{UNIT}?types=OWNS", 422),
        ("no such label", "/graph?label=Person", 422),
        ("too many at a time", f"/api/graph/neighbours/{UNIT}?limit=101", 422),
        ("too many opened", "/api/graph?" + "&".join(["open=a"] * 81), 422),
        ("a list with a hole", "/api/graph/export.graphml?ids=a,,b", 422),
        ("one of the list is unknown", f"/api/graph/export.graphml?ids={UNIT},dept:none", 404),
        ("too long a name", "/api/graph/find?q=" + "x" * 201, 422),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_cannot_be_meant_is_refused(
    client: TestClient, why: str, path: str, status: int
) -> None:
    answer = client.get(path)
    assert (answer.status_code, "error" in answer.json()) == (status, True), why


# Finding


@pytest.mark.parametrize(
    ("why", "asked", "label", "name", "where"),
    [
        ("a name in full", "市妇联", "Department", "市妇联", "云栖市"),
        ("a unit by another name of its office", "市妇女联合会", "Department", "市妇联", "云栖市"),
        ("full-width letters and spaces are no matter", "云 栖 市", "Jurisdiction", "云栖市", "云栖市"),
        ("another name of a function", "财政厅", "Function", "财政", ""),
        ("part of a title", "民法典", "Law", "中华人民共和国民法典", ""),
        ("a sentence leads to those that say it", "家里打人怎么办", "Measure", None, None),
    ],
)  # fmt: skip
def test_a_node_is_found_by_name(
    client: TestClient, why: str, asked: str, label: str, name: str | None, where: str | None
) -> None:
    found = told(client, "/api/graph/find", q=asked)["nodes"]
    assert any(
        each["label"] == label and name in (None, each["name"]) and where in (None, each["where"])
        for each in found
    ), (why, found)


def test_what_is_nowhere_finds_nothing_and_says_so(client: TestClient) -> None:
    assert told(client, "/api/graph/find", q="航天飞机") == {
        "query": "航天飞机", "nodes": [], "total": 0,
    }  # fmt: skip
    assert "没有叫这个名称的" in page_of(client, find="航天飞机")


# The page without scripts


def test_the_page_lists_what_its_endpoint_tells(client: TestClient) -> None:
    for query in ({}, {"id": UNIT}, {"id": UNIT, "open": PLACE}):
        found = told(client, "/api/graph", **query)
        page = page_of(client, **query)
        assert rows_of(page) == [node["id"] for node in found["nodes"]]
    labels = {node["label"] for node in told(client, "/api/graph")["nodes"]}
    assert labels == {"Plan", "Jurisdiction"}


def test_a_row_is_opened_and_closed_by_its_button(client: TestClient) -> None:
    before = rows_of(page_of(client))
    opened = page_of(client, open=before[0])
    assert len(rows_of(opened)) > len(before)
    assert f'name="close" value="{before[0]}"' in opened
    assert rows_of(page_of(client, open=before[0], close=before[0])) == before


def test_labels_are_chosen_without_scripts(client: TestClient) -> None:
    nodes = told(client, "/api/graph", id=UNIT)["nodes"]
    goals = [node["id"] for node in nodes if node["label"] == "Goal"]
    assert 0 < len(goals) < len(nodes)
    assert rows_of(page_of(client, id=UNIT, label="Goal")) == goals


def test_words_of_a_plan_are_text_on_the_page(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "a.txt").write_text(
        "岚坪县妇女发展规划（2021—2030年）\n\n一、妇女与<b>{{ 7*7 }}</b>\n策略措施：\n"
        "1.<script>alert(1)</script><img src=x onerror=alert(2)>\"'的措施。\n",
        "utf-8",
    )
    with TestClient(application(Settings(data=built(plans, tmp_path / "data")))) as client:
        (measure,) = (
            node for node in told(client, "/api/graph/find", q="alert")["nodes"] if node["label"] == "Measure"
        )  # fmt: skip
        page = page_of(client, id=measure["id"], find="<b>{{ 7*7 }}")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page
    assert "49" not in re.sub(r"[~%][\w%]+", "", page)


# Saving


def test_graphml_holds_the_chosen_nodes_and_all_between_them(
    client: TestClient, view: View
) -> None:
    ids = [node["id"] for node in told(client, "/api/graph", id=UNIT)["nodes"]]
    answer = client.get("/api/graph/export.graphml", params={"ids": ",".join(ids)})
    assert "attachment" in answer.headers["content-disposition"]
    graph = networkx.read_graphml(io.BytesIO(answer.content), force_multigraph=True)
    assert set(graph.nodes) == set(ids)
    between = [e for e in view.edges() if e.source in graph and e.target in graph]
    assert len(between) > len(ids) - 2
    assert sorted((s, kind["relation"], t) for s, t, kind in graph.edges(data=True)) == sorted(
        (edge.source, edge.type, edge.target) for edge in between
    )
    assert client.get("/api/graph/export.graphml", params={"id": UNIT}).content == answer.content
    posted = client.post(
        "/api/graph/export.graphml", json={"ids": ids}, headers={"authorization": "Bearer sesam"}
    )
    assert posted.content == answer.content


# In a browser


def rows_shown(page: Any) -> int:
    page.wait_for_selector("#graph-canvas[aria-busy=false]")
    return int(page.locator("#graph-table tbody tr:visible").count())


def test_a_click_on_a_node_grows_the_drawing(visited: Visit, tmp_path: Path) -> None:
    with visited("/graph") as page:
        before = rows_shown(page)
        box = page.locator("#graph-canvas").bounding_box()
        place = page.evaluate(
            "document.getElementById('graph-canvas')._cyreg.cy.nodes('[label=\"Plan\"]')[0].renderedPosition()"
        )
        page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
        page.wait_for_selector("#graph-panel h2")
        after = rows_shown(page)
        assert after > before
        page.reload()  # the address has kept what was opened
        assert rows_shown(page) == after
        for kind, start in (("png", b"\x89PNG"), ("graphml", b"<?xml")):
            with page.expect_download() as saving:
                page.click(f"[data-do={kind}]")
            saving.value.save_as(tmp_path / kind)
            assert (tmp_path / kind).read_bytes().startswith(start)
        assert len(networkx.read_graphml(tmp_path / "graphml")) == after


def test_the_keyboard_is_enough_on_a_narrow_screen(visited: Visit) -> None:
    with visited(f"/graph?id={UNIT}", width=390) as page:
        before = rows_shown(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        opener = page.locator("#graph-table button[name=open]").first
        opener.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#graph-table button[name=close]")
        opened = rows_shown(page)
        assert opened > before
        page.keyboard.press("Enter")  # the same button, which closes now
        page.wait_for_function(
            f"document.querySelectorAll('#graph-table tbody tr').length === {before}"
        )
        page.locator("input[value=Goal]").focus()
        page.keyboard.press("Space")
        shown = rows_shown(page)
        assert 0 < shown < before
        assert "label=" in page.url


def test_the_limit_is_told_and_a_page_without_scripts_grows_too(visited: Visit) -> None:
    def smaller(route: Any) -> None:
        answer = route.fetch()
        graph = answer.json()
        graph["limits"]["nodes"] = len(graph["nodes"]) + 2
        route.fulfill(response=answer, body=json.dumps(graph))

    with visited("/graph", scripts=False) as page:
        before = page.locator("#graph-table tbody tr").count()
        page.locator("#graph-table button[name=open]").first.click()
        assert page.locator("#graph-table tbody tr").count() > before
        assert not page.locator("#graph-canvas").is_visible()
    with visited("/about") as page:
        page.route("**/api/graph", smaller)
        page.goto(page.url.replace("/about", "/graph"))
        before = rows_shown(page)
        page.locator("#graph-table button[name=open]").first.click()
        page.wait_for_selector("#graph-message p")
        assert rows_shown(page) == before + 2
        assert "到了上限" in page.inner_text("#graph-message")
