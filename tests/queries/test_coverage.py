"""Topics against plans: has, in part, not; each with the line that says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.topic_names import core
from queries.coverage import GOAL, SENTENCE, Cell, Coverage, Row, State
from service.indexing import searching
from tests.common_plans import built, written

# One that has the two cancers in a goal alone, and one that has nothing of them.
GOAL_ALONE = """东沟县妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
1.适龄妇女宫颈癌和乳腺癌筛查率达到80%以上。
策略措施：
1.消除就业性别歧视。招聘时不得限定性别，不得询问婚育情况，对有性别歧视的用人单位进行联合约谈。
2.修建渡口候船亭。汛期前完工。
"""
NOTHING = """西坡县妇女发展规划（2021—2030年）

一、妇女与生产
主要目标：
1.养蜂女工的收入提高。
策略措施：
1.消除就业性别歧视。招聘时不得限定性别，不得询问婚育情况，对有性别歧视的用人单位进行联合约谈。
2.办好养蜂合作社。蜂箱由县里统一采购。
"""
# Plans for children that say of violence what the women's plans say, under their own heading.
CHILDREN = {
    ("东崖县", "儿童"): (
        "预防和制止针对儿童的家庭暴力。落实强制报告和告诫书制度，及时签发人身安全保护令，设立庇护场所。",
        "办好山村寄宿学校。冬天有热水。",
    ),
    ("北礁县", "儿童"): (
        "预防和制止针对儿童的家庭暴力。落实强制报告制度、告诫书和人身安全保护令制度，完善庇护场所建设。",
        "修好海岛学校的操场。雨天不积水。",
    ),
}


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    """The plans in common with those above."""
    folder = tmp_path_factory.mktemp("coverage")
    plans = written(folder / "plans", more=CHILDREN)
    (plans / "东沟县.txt").write_text(GOAL_ALONE, "utf-8")
    (plans / "西坡县.txt").write_text(NOTHING, "utf-8")
    with searching(built(plans, folder / "data")) as (view, index):
        yield Coverage(view, index)


@pytest.fixture(scope="module")
def screening(coverage: Coverage) -> Row:
    """The topic that one plan has in a sentence, one in a goal, one not at all."""
    (row,) = coverage.rows(name="乳腺癌")
    return row


def cell(row: Row, place: str) -> Cell:
    (found,) = (cell for cell in row.cells if cell.plan.document == f"{place}.txt")
    return found


def test_what_a_plan_has_comes_with_its_measures_and_lines(screening: Row) -> None:
    for place in ("岚坪县", "北岭市"):
        found = cell(screening, place)
        assert found.state is State.HAS
        assert [(m.document, m.line, m.label) for m in found.measures] == [
            (f"{place}.txt", 8, "Measure")
        ]
        assert found.said is None


def test_a_sentence_of_another_measure_is_having_in_part(screening: Row) -> None:
    found = cell(screening, "南屿区")
    assert found.state is State.PARTLY
    assert found.said is not None
    assert found.said.sentence == "免费提供宫颈癌和乳腺癌筛查。"
    assert (found.said.item.line, found.said.item.label) == (9, "Measure")
    assert SENTENCE <= found.said.score <= 1


def test_a_goal_alone_is_having_in_part(screening: Row) -> None:
    found = cell(screening, "东沟县")
    assert found.state is State.PARTLY
    assert found.said is not None
    assert (found.said.item.label, found.said.item.line) == ("Goal", 5)
    assert GOAL <= found.said.score <= 1


def test_what_is_lacking_comes_with_what_is_nearest(screening: Row) -> None:
    found = cell(screening, "西坡县")
    assert found.state is State.LACKS
    assert found.measures == ()
    assert found.said is not None
    assert found.said.item.document == "西坡县.txt"
    assert found.said.score < SENTENCE


def test_plans_are_compared_within_their_audience(coverage: Coverage, screening: Row) -> None:
    assert (screening.audience, screening.having, screening.compared) == ("妇女", 2, 5)
    assert not screening.expected  # two of five are fewer than half
    assert {cell.plan.audience for cell in screening.cells} == {"妇女"}
    discrimination = next(row for row in coverage.rows(name="性别歧视"))
    assert discrimination.expected
    assert all(cell.state is State.HAS for cell in discrimination.cells)


def test_a_topic_of_two_audiences_is_a_row_of_each_under_words_of_their_own(
    coverage: Coverage,
) -> None:
    rows = [row for row in coverage.rows() if "家庭暴力" in row.topic]
    assert {row.audience: (row.having, row.compared) for row in rows} == {
        "妇女": (3, 5), "儿童": (2, 3),
    }  # fmt: skip
    assert len({row.id for row in rows}) == 1
    for row in rows:
        own = {core(m.text.split("。")[0]) for cell in row.cells for m in cell.measures}
        assert row.name in own
        assert ("儿童" in row.name) == (row.audience == "儿童")


def test_a_row_is_found_by_either_name_or_by_a_term(coverage: Coverage) -> None:
    (women,) = (row for row in coverage.rows(audience="妇女") if "家庭暴力" in row.topic)
    for name in (women.topic, women.name, women.terms[0]):
        assert women.id in {row.id for row in coverage.rows(name=name)}
    assert list(coverage.rows(name="无此主题")) == []


def test_a_place_chooses_columns_and_an_audience_rows(coverage: Coverage) -> None:
    for row in coverage.rows(place="南屿"):
        assert [cell.plan.document for cell in row.cells] == ["南屿区.txt"]
        assert row.compared == 5
    assert {row.audience for row in coverage.rows(audience="儿童")} == {"儿童"}
    assert not list(coverage.rows(place="南屿", audience="儿童"))


def test_rows_come_by_how_many_plans_have_them(coverage: Coverage) -> None:
    having = [row.having for row in coverage.rows(audience="妇女")]
    assert having == sorted(having, reverse=True)


def test_every_cell_has_what_its_state_needs(coverage: Coverage) -> None:
    cells = [cell for row in coverage.rows() for cell in row.cells]
    assert {cell.state for cell in cells} == set(State)
    for found in cells:
        assert bool(found.measures) == (found.state is State.HAS)
        assert (found.said is None) == (found.state is State.HAS)


def test_rows_of_the_real_plans_speak_of_their_own_audience_and_cells_of_their_own_lines(
    real: Path,
) -> None:
    with searching(real) as (view, index):
        rows = list(Coverage(view, index).rows())
    assert {row.audience for row in rows} == {"妇女", "儿童"}
    for row in rows:
        others = ("儿童",) if row.audience == "妇女" else ("妇女", "女性", "女职工")
        assert "妇女儿童" in row.name or not any(word in row.name for word in others), row.name
        for found in row.cells:
            if found.said is not None:
                assert found.said.sentence in found.said.item.text
                assert found.said.item.document == found.plan.document
    states = [found.state for row in rows for found in row.cells]
    assert states.count(State.HAS) / len(states) > 0.85  # 720 of 791 when this was written
    assert 0 < states.count(State.LACKS) < states.count(State.PARTLY)
