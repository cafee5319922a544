"""Periods: the years that a title states, in every way that titles print them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.periods import LAW_POPULARISATION, five_year_plans, period_in_title

TABLE = Path(__file__).parents[2] / "graph" / "vocabulary" / "periods.csv"


def test_five_year_plans_follow_each_other_without_a_gap() -> None:
    assert '"' not in TABLE.read_text(encoding="utf-8")
    plans = five_year_plans()
    assert plans["九五"] == (1996, 2000)
    assert plans["十四五"] == (2021, 2025)
    assert plans["十六五"] == (2031, 2035)
    assert all(end - start == 4 for start, end in plans.values())
    assert five_year_plans(LAW_POPULARISATION)["八五"] == (2021, 2025)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("天门市妇女发展规划（2021—2030年）", (2021, 2030, "title")),
        ("梨树区妇女发展规划（2021-2025年）", (2021, 2025, "title")),
        ("儿童发展规划(2021－2025 年)", (2021, 2025, "title")),
        ("儿童发展规划（2011——2020年）", (2011, 2020, "title")),
        ("儿童发展规划（2021～2030年）", (2021, 2030, "title")),
        ("2021至2025年云栖市老龄工作规划", (2021, 2025, "title")),
        ("2021年—2030年云栖市老龄工作规划", (2021, 2030, "title")),
        ("妇女发展规划（２０２１—２０３０年）", (2021, 2030, "title")),
        ("妇女发展规划（2 0 2 1 — 2 0 3 0 年）", (2021, 2030, "title")),
        ("妇女发展规划（二〇二一—二〇三〇年）", (2021, 2030, "title")),
        ("妇女发展规划（二○二一年至二○三○年）", (2021, 2030, "title")),
        ("妇女发展规划（2021—25年）", (2021, 2025, "title")),
        ("滨海新区妇女发展“十四五”规划", (2021, 2025, "十四五")),
        ("台儿庄区 “ 十四五 ”妇女发展规划", (2021, 2025, "十四五")),
        ("云栖市十四五老龄事业规划", (2021, 2025, "十四五")),
        ('云栖市"十三五"规划', (2016, 2020, "十三五")),
        ("云栖市“十五五”规划", (2026, 2030, "十五五")),
        ("云栖市“十五”计划", (2001, 2005, "十五")),
        ("云栖市“九五”计划", (1996, 2000, "九五")),
        ("第十四个五年规划和二〇三五年远景目标纲要", (2021, 2025, "十四五")),
        ("第14个五年规划和2035年远景目标纲要", (2021, 2025, "十四五")),
        ("云栖市“八五”普法规划", (2021, 2025, "八五")),
        ("法治宣传教育第八个五年规划", (2021, 2025, "八五")),
        ("“十四五”法治宣传教育规划", (2021, 2025, "十四五")),
        ("“十四五”规划（2022—2025年）", (2022, 2025, "title")),
        ("2022年云栖市老龄工作要点", (2022, 2022, "title")),
        ("2035年远景目标纲要", None),
        ("五十五条措施", None),
        ("十五分钟生活圈建设方案", None),
        ("第十五届运动会方案", None),
        ("鸡政发〔2022〕7号", None),
        ("2030—2021年", None),
        ("电话 20212025", None),
        ("妇女发展规划", None),
        ("", None),
    ],
)
def test_period_is_what_the_title_prints(title: str, expected: tuple[int, int, str] | None) -> None:
    found = period_in_title(title)
    assert (found and (found.start, found.end, found.basis)) == expected


@given(st.text() | st.text(alphabet="0123456789２〇一二五十四年—-至“”第个 "))
def test_any_text_yields_a_sensible_period_or_none(text: str) -> None:
    found = period_in_title(text)
    assert found is None or 1949 <= found.start <= found.end <= 2100


def test_the_real_titles_state_their_periods(eval_dir: Path) -> None:
    plans = json.loads((eval_dir / "counts.json").read_text(encoding="utf-8"))["plans"]
    for each in plans:
        found = period_in_title(each["title"])
        assert found is not None
        assert (found.start, found.end) == (each["period_start"], each["period_end"])
        if each["period_basis"] != "inferred":
            assert found.basis == each["period_basis"]
