"""Who has which topic, and who lacks one that the others have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph import ids
from graph.sqlite import SqliteStore
from graph.store import DocumentRecord, Edge, Node, View
from queries.topics import TopicRow, topics
from service.commands.topics import arguments, run
from service.indexing import opened_index
from tests.common_plans import built, written


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the plans in common."""
    folder = tmp_path_factory.mktemp("topics")
    return built(written(folder / "plans"), folder / "data")


def rows(data: Path, *, indexed: bool = False, **wanted: str) -> list[TopicRow]:
    with SqliteStore(data).view() as view:
        index = opened_index(view, data) if indexed else None
        return list(topics(view, index=index, **wanted))


def places(row: TopicRow) -> list[str]:
    return sorted(plan.document.removesuffix(".txt") for plan in row.plans)


def test_topics_come_by_how_many_plans_have_them_with_their_measures_in_order(data: Path) -> None:
    found = rows(data)
    assert [len(row.plans) for row in found] == [3, 3, 2]
    for row in found:
        assert list(row.measures) == sorted(row.measures, key=lambda m: (m.document, m.line))
        assert {measure.plan for measure in row.measures} == {plan.plan for plan in row.plans}
        assert all(measure.label == "Measure" for measure in row.measures)


def test_only_the_plan_that_lacks_an_expected_topic_is_said_to_lack_it(data: Path) -> None:
    by_places = {tuple(places(row)): row for row in rows(data)}
    (lacking,) = by_places["北岭市", "岚坪县"].lacking
    assert lacking.plan.document == "南屿区.txt"
    assert (lacking.having, lacking.compared) == (2, 3)  # plans for children are not compared
    assert lacking.nearest is None
    assert by_places["北岭市", "南屿区", "岚坪县"].lacking == ()


def test_a_sentence_within_another_measure_is_the_nearest_and_is_quoted(data: Path) -> None:
    (row,) = [row for row in rows(data, indexed=True) if row.lacking]
    nearest = row.lacking[0].nearest
    assert nearest is not None
    assert nearest.measure.text.startswith("改善老旧小区的照明和排水")
    assert nearest.sentence in (None, "免费提供宫颈癌和乳腺癌筛查。")
    assert 0 < nearest.score < 1


def test_a_place_keeps_the_topics_that_it_has_or_lacks(data: Path) -> None:
    assert len(rows(data, place="南屿")) == 3
    (lacked,) = [row for row in rows(data, place="南屿") if row.lacking]
    assert places(lacked) == ["北岭市", "岚坪县"]
    assert not any(row.lacking for row in rows(data, place="岚坪"))
    assert rows(data, place="西桠") == []


def test_an_audience_without_topics_has_none(data: Path) -> None:
    assert len(rows(data, audience="妇女")) == 3
    assert rows(data, audience="儿童") == []


def test_a_topic_is_called_by_its_name_or_else_by_a_term(data: Path) -> None:
    (row,) = rows(data, name="性别歧视")
    assert "性别歧视" in row.name
    by_term = rows(data, name="人身安全保护令")
    assert [places(row) for row in by_term] == [["北岭市", "南屿区", "岚坪县"]]
    assert rows(data, name="无此主题") == []


def a_store(folder: Path, having: Sequence[tuple[str, str, bool]]) -> View:
    """A store with a topic and plans: each place, audience, and whether a measure of it is in the topic."""
    store = SqliteStore(folder)
    with store.writing() as writer:
        edges = []
        for at, (place, audience, has) in enumerate(having):
            key, plan = f"{at}.txt", ids.plan_id(None, audience, (2021, 2030), f"{at}.txt")
            domain = ids.domain_id(plan, 1)
            measure = ids.measure_id(domain, 1)
            where = {"document": key, "line": 1, "end_line": 1, "start": 0, "end": 1}
            nodes = [
                Node(ids.document_id(key), "Document",
                     {"name": key, "document": key, "file_name": key, "sha256": "0", "format": "txt"}),
                Node(plan, "Plan", {"name": place, "title": place, "audience": audience, **where}),
                Node(domain, "Domain", {"name": "领域", "ordinal": 1, **where}),
                Node(measure, "Measure", {"name": "措施", "ordinal": 1, "text": "措施", **where}),
            ]  # fmt: skip
            within = [
                Edge(plan, "FROM_DOCUMENT", ids.document_id(key)),
                Edge(plan, "HAS_DOMAIN", domain),
                Edge(domain, "HAS_MEASURE", measure),
            ]
            record = DocumentRecord(key=key, sha256="0", format="txt")
            writer.replace(record, text="x", nodes=nodes, edges=within)
            if has:
                edges.append(Edge(measure, "IN_TOPIC", "topic:t"))
        writer.derive([Node("topic:t", "Topic", {"name": "主题", "terms": []})], edges)
    return store.view()


EXPECTED = [
    ("half of the plans are enough", "甲+ 乙+ 丙- 丁-", "丙丁"),
    ("fewer than half are not", "甲+ 乙+ 丙- 丁- 戊-", ""),
    ("one of two is not two", "甲+ 乙-", ""),
    ("all have it", "甲+ 乙+", ""),
    ("plans of another audience are not compared", "甲+ 乙+ 丙- 儿-", "丙"),
    ("and are not expected to have it with one", "甲+ 乙+ 儿+ 童-", ""),
    ("each audience by itself", "甲+ 乙- 儿+ 童+ 幼-", "幼"),
]


@pytest.mark.parametrize(("why", "plans", "expected"), EXPECTED, ids=[each[0] for each in EXPECTED])
def test_a_topic_is_expected_when_half_and_two_of_an_audience_have_it(
    why: str, plans: str, expected: str, tmp_path: Path
) -> None:
    having = [
        (word[0], "儿童" if word[0] in "儿童幼" else "妇女", word[1] == "+")
        for word in plans.split()
    ]
    with a_store(tmp_path, having) as view:
        (row,) = topics(view)
    assert "".join(lacking.plan.plan for lacking in row.lacking) == expected, why


def printed(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    """What `guitu topics` prints."""
    import argparse

    parser = argparse.ArgumentParser()
    arguments(parser)
    assert run(parser.parse_args([*words, "--data", str(data)])) == 0
    return capsys.readouterr().out


def test_the_command_lists_shows_and_tells_who_lacks(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = printed(capsys, data)
    assert "共有的措施主题（3 个）" in listed
    shown = printed(capsys, data, "性别歧视")
    assert "岚坪县妇女发展规划（2021—2030年）" in shown
    assert "岚坪县.txt:7" in shown
    lacking = printed(capsys, data, "--lacking")
    assert "南屿区妇女发展规划（2021—2030年）：未见（妇女规划 3 部中 2 部有）" in lacking
    assert "最接近的是“改善老旧小区的照明和排水”" in lacking
    nothing = printed(capsys, data, "无此主题")
    assert "没有名称或特征词含“无此主题”的主题" in nothing
    assert "不带名称运行 guitu topics 可看到全部主题" in nothing


def test_the_command_gives_the_same_as_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, data, "--lacking", "--json"))
    (row,) = told
    assert row["lacking"][0]["plan"]["document"] == "南屿区.txt"
    assert row["lacking"][0]["nearest"]["measure"]["document"] == "南屿区.txt"
    assert len(json.loads(printed(capsys, data, "--json"))) == 3


def test_the_list_of_topics_needs_no_encoder(data: Path) -> None:
    """It is read from the graph alone, so that it comes at once."""
    import subprocess
    import sys

    from tests.reading import ROOT

    code = (
        "import sys; from graph.sqlite import SqliteStore; from queries.topics import topics;"
        f"print(len(list(topics(SqliteStore({str(data)!r}).view()))));"
        "print(sorted(m for m in sys.modules if m in ('faiss', 'onnxruntime', 'tantivy', 'networkx')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split("\n")[:2] == ["3", "[]"]
