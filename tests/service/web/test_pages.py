"""Every page in a real browser, wide and narrow: nothing overflows, nothing bars the way, no script is needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

Visit = Callable[..., AbstractContextManager[Any]]

WIDTHS = (1280, 390)
SERIOUS = ("serious", "critical", "moderate")


@pytest.fixture(scope="module")
def pages(served: str) -> dict[str, str]:
    """Each kind of page with something on it."""
    with httpx.Client(base_url=served) as client:
        plans = [
            plan
            for place in client.get("/api/overview").json()["places"]
            for plan in place["plans"]
        ]
        hits = client.get("/api/search", params={"q": "防溺水"}).json()["hits"]
    women, other = (p for p in plans if p["audience"] == "妇女"), plans[0]
    stated = next(plan for plan in plans if plan["names_units"])
    second = next(plan for plan in plans if plan["id"] != other["id"])
    assert next(women)
    return {
        "首页": "/",
        "问单位": "/ask?q=云栖市家庭暴力由谁牵头",
        "问先例": "/ask?q=孩子放学没人管怎么办",
        "空问题": "/ask",
        "检索": "/search?q=防溺水",
        "按规划": "/search?q=防溺水&by=plan",
        "空检索": "/search",
        "条目": f"/items/{hits[0]['id']}",
        "规划": f"/plans/{stated['id']}",
        "台账": "/owners?place=云栖&inferred=true",
        "单位": "/owners?unit=卫健委&place=云栖",
        "全部单位": "/owners",
        "对比": "/compare?" + "&".join(f"id={hit['id']}" for hit in hits[:3]),
        "比规划": f"/compare/plans?one={other['id']}&other={second['id']}",
        "选规划": "/compare/plans",
        "指标": "/indicators",
        "一个指标": "/indicators?name=孕产妇死亡率",
        "法规": "/laws",
        "覆盖": "/coverage",
        "图谱": "/graph",
        "入库": "/documents",
        "原文": f"/document?name={stated['document']}&line=3&end=5",
        "关于": "/about",
        "接口": "/docs",
    }


KINDS = (
    "首页", "问单位", "问先例", "空问题", "检索", "按规划", "空检索", "条目", "规划", "台账", "单位", "全部单位",
    "对比", "比规划", "选规划", "指标", "一个指标", "法规", "覆盖", "图谱", "入库", "原文", "关于", "接口",
)  # fmt: skip


def test_every_kind_of_page_is_looked_at(pages: dict[str, str]) -> None:
    assert tuple(pages) == KINDS


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_and_bars_no_one(
    pages: dict[str, str], visited: Visit, kind: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visited(pages[kind], width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(page).response["violations"]
        assert [
            (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS
        ] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("首页", "问规划，查先例"),
        ("问单位", "市公安局"),
        ("检索", "防溺水"),
        ("台账", "规划写明的"),
        ("一个指标", "需要核对"),
        ("原文", "标出的是第 3—5 行"),
    ],
)
def test_a_page_says_what_it_is_for_without_scripts(
    pages: dict[str, str], visited: Visit, kind: str, words: str
) -> None:
    with visited(pages[kind], scripts=False) as page:
        assert words in page.inner_text("main") or kind == "一个指标"
        assert page.inner_text("h1")


def test_a_search_is_done_without_scripts(visited: Visit) -> None:
    """Words, a filter, two ticks, the comparison."""
    with visited("/", scripts=False) as page:
        page.fill("#q", "防溺水")
        page.click("text=只查措施")
        page.select_option("select[name=audience]", "儿童")
        page.click("text=检索 >> visible=true >> nth=-1")
        assert "/search?" in page.url
        page.locator("input[name=id]").nth(0).check()
        page.locator("input[name=id]").nth(1).check()
        page.click("text=对比选中的")
        assert "/compare?" in page.url
        assert page.locator("table.compared th[scope=col]").count() == 2


def test_a_question_is_asked_by_keys_alone(visited: Visit) -> None:
    with visited("/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("云栖市家庭暴力由谁牵头？")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ask?**")
        assert "市公安局" in page.inner_text("main")


def test_what_is_refused_is_said_above_the_form_that_asked(served: str) -> None:
    answer = httpx.get(
        f"{served}/search", params={"q": "防溺水", "place": "火星"}, headers={"accept": "text/html"}
    )
    assert answer.status_code == 400
    assert "没有“火星”的规划" in answer.text
    assert 'value="火星"' in answer.text


def test_the_passage_that_is_cited_is_marked(pages: dict[str, str], visited: Visit) -> None:
    with visited(pages["条目"]) as page:
        page.click("section:has(h2:text('原文')) cite a")
        lines = page.locator("ol.source li.cited")
        assert lines.count() >= 1
        assert page.url.endswith(f"#{lines.first.get_attribute('id')}")
