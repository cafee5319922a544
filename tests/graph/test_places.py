"""Places: names found in running text and titles, and resolved by a plan's own text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.gazetteer import COUNTRY, gazetteer, lies_in, lineage, short_form, successors
from graph.places import (
    Basis,
    full_name,
    place,
    place_in_title,
    place_of_government,
    places_named,
    resolved,
)

TABLE = Path(__file__).parents[2] / "graph" / "vocabulary" / "places.csv"


def test_every_row_of_the_table_is_whole_and_its_parents_exist() -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert '"' not in text
    assert "\r" not in text
    rows = [line.split(",") for line in text.splitlines()[1:]]
    codes = [row[0] for row in rows]
    assert len(codes) == len(set(codes)) > 3500
    for code, name, level, parent, until, now, common, source in rows:
        assert re.fullmatch(r"\d{6}(~\d{4})?", code), code
        assert level in ("province", "prefecture", "county"), code
        assert parent in codes if parent else level == "province", code
        assert not until or 2010 <= int(until) <= 2025, code
        assert not now or now in codes, code
        assert name, code
        assert source, code
        assert common in ("", "1"), code


@pytest.mark.parametrize(
    ("why", "code", "expected"),
    [
        ("a municipality stands once, without 市辖区", "120116", "天津市滨海新区"),
        ("a county of a prefecture", "230305", "黑龙江省鸡西市梨树区"),
        ("a county-level city right under its province", "429006", "湖北省天门市"),
        ("a name that three cities have", "210303", "辽宁省鞍山市铁西区"),
        ("a county of a municipality", "500229", "重庆市城口县"),
        ("a city of the corps", "659001", "新疆维吾尔自治区石河子市"),
        ("an abolished county under its prefecture then", "522222", "贵州省铜仁地区江口县"),
        ("a former name whose code lives on", "420600~2010", "湖北省襄樊市"),
        ("a province", "640000", "宁夏回族自治区"),
        ("the whole", COUNTRY, "中国"),
        ("no such code", "999999", ""),
    ],
)
def test_full_name_runs_from_province_to_district(why: str, code: str, expected: str) -> None:
    assert full_name(code) == expected, why


def test_every_division_is_read_from_its_title_and_government_and_found_in_text() -> None:
    """Each name of the table heads an invented title; the few bare 城区 need their city."""
    divisions = gazetteer().divisions
    missed = set()
    for code, division in divisions.items():
        name, whole = division.name, full_name(code)
        assert place_in_title(f"{name}妇女发展规划（2021—2030年）") == name
        assert place_in_title(f"2022年{whole}教育工作要点") == whole
        if place_in_title(f"{name}教育事业发展规划") != name:
            missed.add(name)
        assert place_of_government(f"{whole}人民政府办公室关于印发") == whole
        assert place_of_government(f"中共{name}委员会") == name
        mentions = places_named(f"位于{whole}的") if len(lineage(code)) > 1 else ()
        assert [mention.name for mention in mentions] in ([], [whole]), whole
    assert missed <= {"城区", "郊区", "矿区", "老城区", "新城区"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("滨海新区妇女发展“十四五”规划", "滨海新区"),
        ("鞍山市铁西区儿童发展规划（2021—2030年）", "鞍山市铁西区"),
        ("台儿庄区 “十四五”妇女\n发展规划", "台儿庄区"),
        ("江苏省“十四五”残疾人事业发展规划", "江苏省"),
        ("内蒙古自治区锡林郭勒盟妇女发展规划", "内蒙古自治区锡林郭勒盟"),
        ("大厂回族自治县妇女发展规划", "大厂回族自治县"),
        ("大厂县妇女发展规划", "大厂县"),
        ("凉山州妇女发展规划", "凉山州"),
        ("广西妇女发展规划（2021—2030年）", "广西"),
        ("达拉特旗儿童发展规划", "达拉特旗"),
        ("神农架林区老龄事业规划", "神农架林区"),
        ("河北雄安新区规划纲要", "河北雄安新区"),
        ("晋城市城区妇女发展规划", "晋城市城区"),
        ("枣庄市中区妇女发展规划", "枣庄市中区"),
        ("2022年云栖市老龄工作要点", "云栖市"),
        ("2021—2030年青岚县妇女发展规划", "青岚县"),
        ("“十四五”云栖市青年发展规划", "云栖市"),
        ("关于印发《青岚县妇女发展规划》的通知", "青岚县"),
        ("江南省云栖市青岚区白石镇妇女发展规划", "江南省云栖市青岚区白石镇"),
        ("青岚苗族自治县妇女发展规划", "青岚苗族自治县"),
        ("云州市妇女发展规划", "云州市"),
        ("白旗镇妇女发展规划", "白旗镇"),
        ("青岚街道“十四五”规划", "青岚街道"),
        ("青岚乡镇村布局规划", "青岚乡"),
        ("樨城区教育事业发展规划", "樨城区"),
        ("云栖市新市区儿童发展规划", "云栖市新市区"),
        ("云栖市城区妇女发展规划", "云栖市城区"),
        ("云栖市经济技术开发区“十四五”规划", "云栖市经济技术开发区"),
        ("台儿庄区马兰屯镇妇女发展规划", "台儿庄区马兰屯镇"),
        ("云栖市城区绿化规划", "云栖市"),
        ("云栖市智慧城市建设规划", "云栖市"),
        ("云栖市特色小镇培育方案", "云栖市"),
        ("云栖市区域协调发展规划", "云栖市"),
        ("云栖市市场监管规划", "云栖市"),
        ("云栖市乡村振兴规划", "云栖市"),
        ("青岚县城镇化发展规划", "青岚县"),
        ("青岚县域商业体系建设规划", "青岚县"),
        ("中国妇女发展纲要（2021—2030年）", "中国"),
        ("“十四五”国家老龄事业发展和养老服务体系规划", "国家"),
        ("全国民政事业发展规划", "全国"),
        ("国家级经济技术开发区名单", None),
        ("妇女发展规划（2021—2030年）", None),
        ("全市妇女工作规划", None),
        ("我区妇女发展规划", None),
        ("城市更新规划", None),
        ("老城区改造规划", None),
        ("长治久安规划", None),
        ("安康老年人服务规划", None),
        ("", None),
    ],
)
def test_place_is_what_the_title_begins_with(title: str, expected: str | None) -> None:
    assert place_in_title(title) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("台儿庄区人民政府关于印发台儿庄区“十四五”妇女发展规划的通知", "台儿庄区"),
        ("天津市滨海新区人民政府", "天津市滨海新区"),
        ("（台儿庄区人民政府 2022年5月11日印发）", "台儿庄区"),
        ("中共云栖市委办公室 云栖市人民政府办公室", "云栖市"),
        ("云栖市妇女儿童工作委员会", "云栖市"),
        ("云栖市发展和改革委员会", "云栖市"),
        ("滨海新区妇儿工委", "滨海新区"),
        ("溟海省民政厅关于印发规划的通知", "溟海省"),
        ("云栖经济技术开发区管委会", "云栖经济技术开发区"),
        ("锡林郭勒盟行政公署", "锡林郭勒盟"),
        ("白石街道办事处", "白石街道"),
        ("国务院关于印发中国妇女发展纲要的通知", "国务院"),
        ("市人民政府关于印发", None),
        ("各县（市、区）人民政府", None),
        ("各乡、镇人民政府，各办事处、农场", None),
        ("妇女儿童工作委员会", None),
        ("云栖市妇女发展规划", None),
    ],
)
def test_place_of_a_government_needs_a_named_place_and_a_body(
    line: str, expected: str | None
) -> None:
    assert place_of_government(line) == expected


@pytest.mark.parametrize(
    ("why", "marked"),
    [
        ("chained names are one", "按照⟦鞍山市铁西区⟧的要求"),
        ("also behind a short form", "现代化国家⟦鞍山铁西区⟧篇章"),
        ("neighbours that do not lie in one another", "⟦鞍山市⟧、⟦沈阳市⟧和⟦黑龙江省⟧"),
        ("the longer of two names", "⟦三明市沙县区⟧"),
        ("an everyday word is no district", "老城区改造和郊区绿化"),
        ("but is one behind its city", "⟦晋城市城区⟧"),
        ("a word runs into a county's name", "各市和县级政府建成县乡健康县区、相应县份"),
        ("a county of two characters stands alone", "⟦莒县⟧调研，赴⟦蠡县⟧调研"),
        ("nothing is named", "全市、全区、各县"),
    ],
)
def test_places_named_in_running_text(why: str, marked: str) -> None:
    text = re.sub("[⟦⟧]", "", marked)
    expected = re.findall("⟦(.*?)⟧", marked)
    found = places_named(text)
    assert [text[each.start : each.end] for each in found] == expected, why
    assert all(each.name == text[each.start : each.end] and each.codes for each in found)


@pytest.mark.parametrize(
    ("why", "printed", "context", "expected", "basis"),
    [
        (
            "the prefecture's plan",
            "铁西区",
            "依照⟦《鞍山市儿童发展规划》",
            "辽宁省鞍山市铁西区",
            "stated",
        ),
        (
            "only short forms",
            "铁西区",
            "辽宁省全面振兴，鞍山全面振兴",
            "辽宁省鞍山市铁西区",
            "inferred",
        ),
        (
            "the province decides alone",
            "铁西区",
            "落实吉林省条例",
            "吉林省四平市铁西区",
            "inferred",
        ),
        ("two prefectures named", "市中区", "济宁市、枣庄市", "市中区", "unknown"),
        ("a province with two of the name", "铁西区", "辽宁省", "铁西区", "unknown"),
        ("nothing decides", "铁西区", "结合我区实际", "铁西区", "unknown"),
        ("the name holds its prefecture", "鞍山市铁西区", "", "辽宁省鞍山市铁西区", "stated"),
        ("known once, nothing said", "台儿庄区", "", "山东省枣庄市台儿庄区", "inferred"),
        ("right under a province", "天门市", "依照湖北省实施办法", "湖北省天门市", "stated"),
        ("a province", "江苏省", "", "江苏省", "stated"),
        ("a short form", "广西", "", "广西壮族自治区", "stated"),
        ("an invented city", "云栖市", "依照《鞍山市妇女发展规划》", "云栖市", "unknown"),
        ("an invented district", "鞍山市云栖区", "", "鞍山市云栖区", "unknown"),
        ("real names, wrongly chained", "山东省铁西区", "", "山东省铁西区", "unknown"),
        (
            "an invented place of a real name",
            "临江市",
            "依照《江南省妇女发展规划》",
            "临江市",
            "unknown",
        ),
        ("a real one", "临江市", "依照《吉林省妇女发展规划》", "吉林省白山市临江市", "inferred"),
        (
            "a town of a known district",
            "台儿庄区马兰屯镇",
            "",
            "山东省枣庄市台儿庄区马兰屯镇",
            "inferred",
        ),
        (
            "a county that moved, then",
            "寿县",
            "依照《六安市妇女发展规划》",
            "安徽省六安市寿县",
            "stated",
        ),
        ("a county that moved, now", "寿县", "", "安徽省淮南市寿县", "inferred"),
        ("a city once inside its namesake", "铜仁市", "贵州省", "贵州省铜仁市", "stated"),
        ("a short name that two may mean", "东乡县", "", "东乡县", "unknown"),
        ("the country", "国家", "", "中国", "stated"),
        ("nothing printed", "", "鞍山市", "", "unknown"),
        ("no place", "区", "鞍山市", "区", "unknown"),
    ],
)
def test_a_printed_place_is_resolved_by_context_and_never_guessed(
    why: str, printed: str, context: str, expected: str, basis: str
) -> None:
    found = resolved(printed, context)
    assert (found.full_name, found.basis.value) == (expected, basis), why
    assert found.printed == printed
    assert (found.basis is Basis.UNKNOWN) <= (found.place is None)
    assert [context[a:b] for a, b in found.evidence] == sorted(
        {context[a:b] for a, b in found.evidence}, key=context.find
    )


def test_evidence_is_where_prefecture_and_province_are_first_named() -> None:
    context = "落实鞍山市规划和辽宁振兴要求，鞍山市再提。"
    found = resolved("铁西区", context)
    assert [context[a:b] for a, b in found.evidence] == ["鞍山市", "辽宁"]
    assert found.evidence[0] == (2, 5)


def test_a_former_place_lives_on_under_another_code() -> None:
    assert successors("420600~2010") == ("420600~2010", "420600")
    assert lies_in("420606", "420600~2010")
    assert not lies_in("210303", "210100")
    assert place("429006").level == "county"


def test_short_forms_that_are_everyday_words_prove_nothing() -> None:
    assert short_form("210300") == "鞍山"
    assert short_form("230000") == "黑龙江"
    assert short_form("140400") == ""  # 长治久安
    assert short_form("610900") == ""  # 安康


@given(st.text() | st.text(alphabet="鞍山市铁西区中县省镇乡街道新城开发《》中国云一的 a"))
def test_any_text_is_read_without_error_and_spans_slice_to_their_names(text: str) -> None:
    end = 0
    for mention in places_named(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.name
        end = mention.end
    found = resolved(text[:20], text)
    assert all(0 <= a < b <= len(text) for a, b in found.evidence)
    for part in (place_in_title(text), place_of_government(text)):
        assert part is None or part in "".join(text.split())


def test_the_real_plans_lie_where_they_say(plans_dir: Path, eval_dir: Path) -> None:
    plans = json.loads((eval_dir / "counts.json").read_text(encoding="utf-8"))["plans"]
    assert len(plans) == 9
    for each in plans:
        lines = (plans_dir / each["file"]).read_text(encoding="utf-8-sig").split("\n")
        context = "\n".join(lines[each["first_line"] - 1 : each["last_line"]])
        head = place_in_title(each["title"])
        assert head is not None
        assert each["jurisdiction_printed"].endswith(head)
        for printed in (head, each["jurisdiction_printed"]):
            found = resolved(printed, context)
            assert (found.full_name, found.basis) == (each["jurisdiction"], Basis.STATED)
