"""The dated vocabulary of functions: names of one office under all its forms."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.functions import (
    forms_of,
    function_of,
    functions,
    functions_by_form,
    functions_of,
    name_on,
)
from graph.traditional import plain

NAMES = [
    ("health today", "区卫生健康局", "卫生健康"),
    ("short form", "卫健委", "卫生健康"),
    ("between 2013 and 2018", "市卫计委", "卫生健康"),
    ("before 2013", "卫生局", "卫生健康"),
    ("by function", "卫生健康部门", "卫生健康"),
    ("by administration", "人力资源社会保障行政部门", "人力资源社会保障"),
    ("competent department", "教育主管部门", "教育"),
    ("level before the function", "区级以上民政部门", "民政"),
    ("province", "省人力资源和社会保障厅", "人力资源社会保障"),
    ("ministry", "住房和城乡建设部", "住房城乡建设"),
    ("place before the name", "台儿庄区城乡水务局", "水利"),
    ("branch of a prefecture's bureau", "枣庄市生态环境局台儿庄分局", "生态环境"),
    ("police branch", "台儿庄公安分局", "公安"),
    ("party office", "区委宣传部", "宣传"),
    ("office of the committee", "区委办公室", "党委办公室"),
    ("committee itself", "区委", "党委"),
    ("committee of organs", "区委区直机关工委", "直属机关党建"),
    ("league, level inside", "团区委", "共青团"),
    ("league, place inside", "共青团台儿庄区委员会", "共青团"),
    ("union", "区总工会", "工会"),
    ("women and children", "区妇儿工委办公室", "妇女儿童工作"),
    ("next generation", "市关心下一代工作委员会", "关心下一代"),
    ("court", "市中级人民法院", "法院"),
    ("assets", "区国有资产事务服务中心", "国有资产"),
    ("tax from the top", "国家税务总局枣庄市台儿庄区税务局", "税务"),
    ("bank's branch", "中国人民银行枣庄市分行", "人民银行"),
    ("emergency, formerly safety", "县安监局", "应急管理"),
    ("market, formerly commerce", "县工商局", "市场监管"),
    ("land", "市国土资源局", "自然资源"),
    ("environment", "县环保局", "生态环境"),
    ("agriculture", "县农委", "农业农村"),
    ("traditional characters", "市衛生健康委", "卫生健康"),
    ("spaces", "区教育和 体育局", "教育"),
]

SEVERAL = [
    ("education first", "区教育和体育局", ["教育", "体育"]),
    ("short", "区教体局", ["教育", "体育"]),
    ("named first is main", "县工信和科技局", ["工业和信息化", "科学技术"]),
    ("the other way round", "县科工信局", ["科学技术", "工业和信息化"]),
    ("commerce and investment", "区商务和投资促进局", ["商务", "投资促进"]),
    ("second name in brackets", "区政府办公室〈区大数据局〉", ["政府办公室", "数据管理"]),
    ("two offices joined", "区统计和信访局", ["统计", "信访"]),
    ("moved in 2023", "县农业农村局", ["农业农村", "乡村振兴"]),
]

UNKNOWN = [
    "有关部门", "司法机关", "多部门", "党政部门", "区直有关部门", "区妇儿工委成员单位", "各镇（街）", "社会",
    "区教育局区财政局", "区妇联和区残联", "", "局", "区管社会组织业务主管单位", "工作格局", "集团党委",
]  # fmt: skip

RENAMED = [
    ("merged in 2018", "区卫计局", date(2024, 1, 1), "区卫生健康局"),
    ("place kept", "台儿庄区文广新局", date(2024, 1, 1), "台儿庄区文化和旅游局"),
    ("commission stays commission", "市卫计委", date(2024, 1, 1), "市卫生健康委"),
    ("ministry", "国土资源部", date(2024, 1, 1), "自然资源部"),
    ("general administration becomes ministry", "国家安监总局", date(2024, 1, 1), "应急管理部"),
    ("poverty office, 2022", "县扶贫办", date(2022, 6, 1), "县乡村振兴局"),
    ("poverty office, 2025", "县扶贫办", date(2025, 6, 1), "县农业农村局"),
    ("legal affairs office", "区法制办", date(2024, 1, 1), "区司法局"),
    ("still in use", "区民政局", date(2024, 1, 1), "区民政局"),
    ("old name on an old day", "市环保局", date(2016, 1, 1), "市环保局"),
    ("back in time", "区卫生健康局", date(2015, 1, 1), "区卫生和计划生育局"),
    ("unknown", "区某某办", date(2024, 1, 1), None),
]


@pytest.mark.parametrize(("name", "function"), [pytest.param(n, f, id=why) for why, n, f in NAMES])
def test_every_form_has_its_function(name: str, function: str) -> None:
    found = function_of(name)
    assert found is not None
    assert found.name == function


@pytest.mark.parametrize(("name", "names"), [pytest.param(n, f, id=why) for why, n, f in SEVERAL])
def test_a_unit_may_perform_several_functions_the_main_one_first(
    name: str, names: list[str]
) -> None:
    assert [function.name for function in functions_of(name)] == names


@pytest.mark.parametrize("name", UNKNOWN)
def test_words_that_name_no_unit_have_no_function(name: str) -> None:
    assert functions_of(name) == ()


@pytest.mark.parametrize(
    ("name", "on", "expected"), [pytest.param(n, on, x, id=why) for why, n, on, x in RENAMED]
)
def test_an_old_name_is_shown_under_the_name_of_a_day(
    name: str, on: date, expected: str | None
) -> None:
    assert name_on(name, on) == expected


def test_forms_are_dated() -> None:
    assert "卫计局" in forms_of("health", date(2016, 1, 1))
    assert "卫计局" not in forms_of("health", date(2024, 1, 1))
    assert "卫生健康局" in forms_of("health", date(2024, 1, 1))
    assert set(forms_of("health")) >= {"卫计局", "卫生健康局", "卫生局"}
    assert forms_of("no such function") == ()


def test_the_vocabulary_is_sound() -> None:
    text = files("graph").joinpath("vocabulary/functions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names: dict[str, str] = {}
    for row in rows:
        assert row["slug"].isascii()
        assert row["source"]
        assert names.setdefault(row["slug"], row["function"]) == row["function"]
        assert not row["from"] or not row["until"] or row["from"] < row["until"], row
        for form in row["forms"].split("|"):
            assert form == plain(form.strip()) != "", row
    assert len(set(names.values())) == len(names)
    assert len(functions()) >= 90
    assert len(functions_by_form()) >= 400
    for function in functions():
        forms = [dated.form for dated in function.forms]
        assert len(forms) == len(set(forms)), function.slug


def test_every_form_of_the_vocabulary_resolves_to_its_function() -> None:
    for function in functions():
        for dated in function.forms:
            placed = "某某区" + dated.form.rstrip("*").replace(
                "党委", "委", dated.form.startswith("党委")
            )
            assert function in functions_of(placed), placed


@given(st.text(max_size=80))
def test_any_text_may_be_asked(name: str) -> None:
    functions_of(name)
    name_on(name, date(2024, 1, 1))


@pytest.mark.parametrize("unit", ["区", "区委", "市局", "和", "部门"])
def test_long_names_have_no_function(unit: str) -> None:
    assert functions_of(unit * 100_000) == ()
