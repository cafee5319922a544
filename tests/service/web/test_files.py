"""Lists, ledgers, comparisons and tables as files: what they hold, and that a spreadsheet runs nothing of it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from service.cli import main
from service.web.app import application
from service.web.settings import Settings


@pytest.fixture(scope="module")
def client(samples: Path) -> Iterator[TestClient]:
    with TestClient(application(Settings(data=samples))) as client:
        yield client


def hits(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/search", params={"q": "防溺水"}).json()["hits"]
    assert len(found) > 2
    return found


def table(content: bytes) -> list[list[str]]:
    """The heads and the rows, without the notes at the end."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [row for row in rows if row[0] != "说明"]


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    return "\n".join([each.text for each in document.paragraphs] + cells)


def test_a_search_is_saved_with_its_sources(client: TestClient) -> None:
    found = hits(client)
    answer = client.get("/search.csv", params={"q": "防溺水"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "filename*=UTF-8''%E6%A3%80%E7%B4%A2" in answer.headers["content-disposition"]
    heads, *rows = table(answer.content)
    texts = [row[heads.index("原文")] for row in rows]
    assert texts[: len(found)] == [hit["text"] for hit in found]
    sources = [row[heads.index("出处")] for row in rows]
    assert sources[0].startswith(f"{found[0]['document']}:{found[0]['line']}")
    assert found[0]["text"][:20] in words(
        client.get("/search.docx", params={"q": "防溺水"}).content
    )
    said = client.get("/search.md", params={"q": "防溺水"}).text
    assert f"> {found[0]['text'][:10]}" in said
    assert f"出处：《{found[0]['plan']}》" in said


def test_what_is_ticked_is_saved_in_its_order(client: TestClient) -> None:
    chosen = [hit["id"] for hit in reversed(hits(client)[:3])]
    heads, *rows = table(client.get("/items.csv", params={"id": chosen}).content)
    texts = {hit["id"]: hit["text"] for hit in hits(client)}
    assert [row[heads.index("原文")] for row in rows[:3]] == [texts[id] for id in chosen]
    assert client.get("/items.csv").status_code == 400
    assert client.get("/items.csv", params={"id": ["plan:x"]}).status_code == 404


def test_a_ledger_is_saved_whole_whatever_page_is_shown(client: TestClient) -> None:
    told = client.get("/api/owners", params={"place": "云栖", "k": 5}).json()
    heads, *rows = table(client.get("/owners.csv", params={"place": "云栖", "k": 5}).content)
    assert sum(row[0].isdecimal() for row in rows) == told["total"] > 5
    assert rows[0][heads.index("牵头单位")] == "、".join(told["items"][0]["leads"])
    assert "目标责任分解表" in words(client.get("/owners.docx", params={"place": "云栖"}).content)
    assert client.get("/owners.csv").status_code == 400


def test_a_comparison_is_saved_in_three_ways(client: TestClient) -> None:
    chosen = [hit["id"] for hit in hits(client)[:2]]
    plans = [hit["plan"] for hit in hits(client)[:2]]
    for ending, told in (
        ("docx", words), ("csv", lambda content: str(table(content))), ("md", bytes.decode),
    ):  # fmt: skip
        content = client.get(f"/compare.{ending}", params={"id": chosen}).content
        assert all(plan in told(content) for plan in plans), ending


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/indicators.csv", "指标"),
        ("/targets.csv", "指标"),
        ("/laws.csv", "题名"),
        ("/coverage.csv", "对象"),
    ],
)
def test_a_table_is_saved(client: TestClient, path: str, head: str) -> None:
    heads, *rows = table(client.get(path).content)
    assert heads[0] == head
    assert rows


def test_a_chart_is_drawn_of_one_indicator(client: TestClient) -> None:
    answer = client.get("/indicators.svg", params={"name": "孕产妇死亡率"})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "孕产妇死亡率" in answer.text
    assert client.get("/indicators.svg", params={"name": "没有这个指标"}).status_code == 404


def test_the_text_that_offsets_count_in_can_be_had(client: TestClient) -> None:
    name = client.get("/api/documents").json()["documents"][0]["name"]
    lines = client.get("/api/document", params={"name": name}).json()["lines"]
    text = client.get("/document.txt", params={"name": name}).content.decode()
    assert [line.rstrip("\r") for line in text.split("\n")] == lines


def test_what_a_spreadsheet_would_run_is_text(samples: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(samples, tmp_path / "data"))
    (tmp_path / "bad.txt").write_text(
        "月牙县妇女发展规划（2021—2030年）\n\n一、妇女与健康\n主要目标：\n1.妇女健康水平提高。\n策略措施：\n"
        '1.=HYPERLINK("http://evil","点")推进月牙体检。\n2.@SUM(1)推进月牙体检。\n3.<script>alert(1)</script>{{7*7}}月牙体检。\n',
        "utf-8",
    )
    assert main(["build", str(tmp_path / "bad.txt"), "--data", str(data)]) == 0
    with TestClient(application(Settings(data=data))) as client:
        cells = [
            cell
            for path in ("/search.csv?q=月牙体检", "/owners.csv?place=月牙")
            for row in table(client.get(path).content)
            for cell in row
        ]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        shown = client.get("/search?q=月牙体检", headers={"accept": "text/html"}).text
        assert "<script>alert" not in shown
        assert "{{7*7}}" in shown
