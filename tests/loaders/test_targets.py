"""Targets are read from the words of a goal or measure; the surface of each is marked ⟦…⟧."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.indicators import canonical
from graph.model import TargetFact
from loaders.facts.targets import targets

# What a fact says: its indicator, comparator, value or range, unit, year and baseline.
Expected = tuple[str, str, float | tuple[float, float], str, int | None, str | None]


def said(fact: TargetFact) -> Expected:
    value = fact.value
    if value is None:
        assert fact.low is not None
        assert fact.high is not None
        return fact.indicator, fact.comparator, (fact.low, fact.high), fact.unit, fact.year, None
    return fact.indicator, fact.comparator, value, fact.unit, fact.year, fact.baseline


def plain(text: str) -> str:
    return "".join(text.split())


ONE = {
    "达到 is equal": (
        "⟦学前三年毛入园率达到94%⟧。",
        ("学前三年毛入园率", "=", 94, "%", None, None),
    ),
    "以上 after the value": (
        "保障安全，⟦儿童食品抽检合格率达到98%以上⟧。",
        ("儿童食品抽检合格率", ">=", 98, "%", None, None),
    ),
    "左右 is about": (
        "⟦就业人员中女性比例保持在45％左右⟧。",
        ("就业人员中的女性比例", "~", 45, "%", None, None),
    ),
    "超过 is at least, the year of the clause before": (
        "到2025年⟦公办园在园幼儿占比超过50%⟧，普及农村学前教育。",
        ("公办幼儿园在园幼儿占比", ">=", 50, "%", 2025, None),
    ),
    "a sign and full-width digits": (
        "⟦城区声环境功能区夜间达标率≥７５％⟧。",
        ("城区声环境功能区夜间达标率", ">=", 75, "%", None, None),
    ),
    "blanks within a rate": (
        "⟦孕产妇死亡率控制在 8.2/10 万以下⟧，差距缩小。",
        ("孕产妇死亡率", "<=", 8.2, "/10万", None, None),
    ),
    "a fall to a value is no decrease": (
        "⟦艾滋病母婴传播率下降到2%以下⟧。",
        ("艾滋病母婴传播率", "<=", 2, "%", None, None),
    ),
    "a fall by a value, from a base year": (
        "⟦儿童伤害死亡率以 2020 年数据为基数下降 20%⟧。",
        ("儿童伤害死亡率", "decrease", 20, "%", None, "2020"),
    ),
    "a fall each year, from the year before": (
        "⟦儿童总体近视率在上一年度的基础上每年降低1个百分点以上⟧。",
        ("儿童总体近视率", "decrease", 1, "百分点/年", None, "上一年度"),
    ),
    "a fall by a range": (
        "明显下降,⟦儿童总体近视率力争每年下降0.5—1个百分点⟧。",
        ("儿童总体近视率", "decrease", (0.5, 1), "百分点/年", None, None),
    ),
    "a rise each year": (
        "⟦地区生产总值年均增长6.5%左右⟧。",
        ("地区生产总值年均增幅", "increase", 6.5, "%/年", None, None),
    ),
    "from a value to a value": (
        "⟦森林覆盖率由2020年的35%提高到2025年的40%⟧。",
        ("森林覆盖率", "=", 40, "%", 2025, "2020"),
    ),
    "a range of a count": (
        "重视职业教育，⟦重点办好1—2所中等职业学校⟧。",
        ("重点办好中等职业学校数", "range", (1, 2), "所", None, None),
    ),
    "a ratio": (
        "⟦女性厕位与男性厕位的比例至少为3：2⟧。",
        ("公共场所女性厕位与男性厕位比例", ">=", 1.5, "比值", None, None),
    ),
    "a share of those that do something": (
        "能力增强，⟦90%以上的中小学校配备心理健康教育教师⟧。",
        ("中小学心理健康工作人员配备率", ">=", 90, "%", None, None),
    ),
    "a share in words, its subject before a comma": (
        "⟦区党政工作部门，应保证一半以上的领导班子配备女干部⟧。",
        ("党政工作部门领导班子女干部配备率", ">=", 50, "%", None, None),
    ),
    "Chinese per cent": (
        "⟦百分之八十以上的行政村建立老年协会⟧。",
        ("老年协会建会率", ">=", 80, "%", None, None),
    ),
    "a number for an object": (
        "⟦每个乡镇至少办好 1 所优质公办中心幼儿园⟧。",
        ("每个乡镇办好优质公办中心幼儿园数", ">=", 1, "所", None, None),
    ),
    "a Chinese count with 至少": (
        "⟦每个街道至少设一个残疾人服务站点⟧。",
        ("每个街道残疾人服务站点数", ">=", 1, "个", None, None),
    ),
    "a count at the end keeps 万 in its unit": (
        "扩大供给，⟦新增学位5.42万个⟧，满足需求。",
        ("新增义务教育学位数", "=", 5.42, "万个", None, None),
    ),
    "hours a day, the period in the subject": (
        "确保⟦儿童每天接触户外自然光不少于 1小时⟧。",
        ("儿童每天接触户外自然光时间", ">=", 1, "小时/天", None, None),
    ),
    "a lifetime is counted in 岁": (
        "⟦人均预期寿命达到79岁⟧。",
        ("人均预期寿命", "=", 79, "岁", None, None),
    ),
    "years of schooling": (
        "⟦新增劳动力中女性平均受教育年限达到15.5年以上⟧。",
        ("新增劳动力中女性平均受教育年限", ">=", 15.5, "年", None, None),
    ),
    "ages are no values": (
        "⟦35岁—45岁接受高效宫颈癌筛查的妇女达到65%以上⟧。",
        ("35—45岁妇女高效宫颈癌筛查率", ">=", 65, "%", None, None),
    ),
    "以…为单位 is no part of the name": (
        "⟦适龄儿童免疫规划疫苗接种率以乡（镇、街道）为单位保持在95%以上⟧。",
        ("国家免疫规划疫苗接种率", ">=", 95, "%", None, None),
    ),
    "coverage of 100% that has no verb": (
        "巩固⟦三级公共法律服务100%全覆盖⟧基础。",
        ("公共法律服务覆盖率", "=", 100, "%", None, None),
    ),
    "by a share": (
        "⟦按照不低于1.5%的比例安排残疾人就业⟧。",
        ("安排残疾人就业比例", ">=", 1.5, "%", None, None),
    ),
    "once a year": (
        "保证⟦学生每年进行一次健康检查⟧，建立档案。",
        ("学生每年健康检查次数", "=", 1, "次/年", None, None),
    ),
    "保障 may begin a name": (
        "⟦保障覆盖率达到100%⟧。",
        ("保障覆盖率", "=", 100, "%", None, None),
    ),
    "a bare rate is of what the clause before it speaks of": (
        "孤儿的权益得到有效保障，⟦保障覆盖率达到100%⟧。",
        ("孤儿的权益保障覆盖率", "=", 100, "%", None, None),
    ),
    "and joins others of its name": (
        "提高妇女宫颈癌和乳腺癌自我防控意识，⟦防控知识知晓率达到80%以上⟧。",
        ("宫颈癌和乳腺癌防治知识知晓率", ">=", 80, "%", None, None),
    ),
    "a rate that says of what it is takes nothing from before": (
        "扩大残疾儿童康复服务，⟦儿童康复服务覆盖率达到85%⟧。",
        ("儿童康复服务覆盖率", "=", 85, "%", None, None),
    ),
    "the number that was then is no target": (
        "⟦九年义务教育巩固率在2020年98.5%的基础上提高到99%⟧。",
        ("九年义务教育巩固率", "=", 99, "%", None, "2020"),
    ),
    "nor is one that is a base": (
        "⟦儿童肥胖率以2020年3%为基数下降20%⟧。",
        ("儿童肥胖率", "decrease", 20, "%", None, "2020"),
    ),
    "a number of a list is no part of the name": (
        "（1）⟦农村自来水普及率达到95%⟧",
        ("农村自来水普及率", "=", 95, "%", None, None),
    ),
}


@pytest.mark.parametrize(("marked", "expected"), ONE.values(), ids=ONE.keys())
def test_one_target_is_read_with_its_surface(marked: str, expected: Expected) -> None:
    text = re.sub("[⟦⟧]", "", marked)
    surface = re.search("⟦(.*)⟧", marked)
    (fact,) = targets(text)
    assert said(fact) == expected
    assert surface
    assert text[fact.start : fact.end] == surface[1]


SEVERAL = {
    "分别 deals values to years": (
        "到2025年和2030年，产前筛查率分别达到80%以上和85%以上。",
        [
            ("产前筛查率分别达到80%以上和85%以上", "产前筛查率", ">=", 80, "%", 2025),
            ("产前筛查率分别达到80%以上和85%以上", "产前筛查率", ">=", 85, "%", 2030),
        ],
    ),
    "分别 deals values to members that share a head noun": (
        "新生儿、婴儿和5岁以下儿童死亡率分别控制在3‰、3.3‰和4‰以下，差距缩小。",
        [
            (s := "新生儿、婴儿和5岁以下儿童死亡率分别控制在3‰、3.3‰和4‰以下", "新生儿死亡率", "<=", 3, "‰", None),
            (s, "婴儿死亡率", "<=", 3.3, "‰", None),
            (s, "5岁以下儿童死亡率", "<=", 4, "‰", None),
        ],
    ),
    "the second year carries the subject over": (
        "婴儿死亡率到2025年控制在4‰以下,到2030年控制在3‰以下。",
        [
            ("婴儿死亡率到2025年控制在4‰以下", "婴儿死亡率", "<=", 4, "‰", 2025),
            ("婴儿死亡率到2025年控制在4‰以下,到2030年控制在3‰以下", "婴儿死亡率", "<=", 3, "‰", 2030),
        ],
    ),
    "the population is shared with the second member": (
        "5岁以下儿童贫血患病率和生长迟缓率分别控制在8%和4%以下。",
        [
            (s := "5岁以下儿童贫血患病率和生长迟缓率分别控制在8%和4%以下", "5岁以下儿童贫血率", "<=", 8, "%", None),
            (s, "5岁以下儿童生长迟缓率", "<=", 4, "%", None),
        ],
    ),
    "均 deals one value to indicators across a comma": (
        "保健食品抽检合格率，药品、化妆品质量抽检合格率均达98%以上。",
        [
            (s := "保健食品抽检合格率，药品、化妆品质量抽检合格率均达98%以上", "保健食品质量抽检合格率", ">=", 98, "%", None),
            (s, "药品质量抽检合格率", ">=", 98, "%", None),
            (s, "化妆品质量抽检合格率", ">=", 98, "%", None),
        ],
    ),
    "whole indicators share a value without 均": (
        "3岁以下儿童系统管理率和7岁以下儿童健康管理率高于90%。",
        [
            (s := "3岁以下儿童系统管理率和7岁以下儿童健康管理率高于90%", "3岁以下儿童系统管理率", ">=", 90, "%", None),
            (s, "7岁以下儿童健康管理率", ">=", 90, "%", None),
        ],
    ),
    "two shares of two objects": (
        "95%的城市社区和85%的农村社区（村）建立家长学校或家庭教育指导服务站点。",
        [
            (s := "95%的城市社区和85%的农村社区（村）建立家长学校或家庭教育指导服务站点", (n := "建立家长学校或家庭教育指导服务站点的") + "城市社区比例", "=", 95, "%", None),
            (s, n + "农村社区（村）比例", "=", 85, "%", None),
        ],
    ),
    "the noun of a list stands at its end": (
        "保证每天小学生10小时、初中生9小时睡眠时间。",
        [
            (s := "每天小学生10小时、初中生9小时睡眠时间", "小学生每天睡眠时间", "=", 10, "小时/天", None),
            (s, "初中生每天睡眠时间", "=", 9, "小时/天", None),
        ],
    ),
    "至少 and the period govern a list": (
        "幼儿园每学期至少组织1次家庭教育指导和2次亲子活动。",
        [
            ("幼儿园每学期至少组织1次家庭教育指导", "幼儿园每学期组织家庭教育指导次数", ">=", 1, "次/学期", None),
            ("幼儿园每学期至少组织1次家庭教育指导和2次亲子活动", "幼儿园每学期组织亲子活动次数", ">=", 2, "次/学期", None),
        ],
    ),
    "the denominator is carried over": (
        "每千名儿童拥有儿科执业（助理）医生达到1.12名、床位增至3.17张。",
        [
            ("每千名儿童拥有儿科执业（助理）医生达到1.12名", "每千名儿童拥有儿科执业（助理）医生数", "=", 1.12, "人", None),
            ("每千名儿童拥有儿科执业（助理）医生达到1.12名、床位增至3.17张", "每千名儿童拥有儿科床位数", "=", 3.17, "张", None),
        ],
    ),
    "a denominator is not carried to what has its own": (
        "每千人口拥有注册护士数达到3.8人，人均预期寿命达到79岁。",
        [
            ("每千人口拥有注册护士数达到3.8人", "每千人口拥有注册护士数", "=", 3.8, "人", None),
            ("人均预期寿命达到79岁", "人均预期寿命", "=", 79, "岁", None),
        ],
    ),
    "投资 belongs to the project before": (
        "对17所中小学校舍改造，总建筑面积7.9万平方米，计划投资1亿元。",
        [
            ("对17所中小学校舍改造", "中小学校舍改造数", "=", 17, "所", None),
            ("对17所中小学校舍改造，总建筑面积7.9万平方米", "中小学校舍改造总建筑面积", "=", 7.9, "万平方米", None),
            ("对17所中小学校舍改造，总建筑面积7.9万平方米，计划投资1亿元", "中小学校舍改造计划投资", "=", 1, "亿元", None),
        ],
    ),
    "其中 counts of what was named": (
        "区党政工作部门，应保证一半以上的领导班子配备女干部，其中担任正职的一般不少于3人。",
        [
            ("区党政工作部门，应保证一半以上的领导班子配备女干部", "党政工作部门领导班子女干部配备率", ">=", 50, "%", None),
            ("区党政工作部门，应保证一半以上的领导班子配备女干部，其中担任正职的一般不少于3人", "党政工作部门正职中女干部数", ">=", 3, "人", None),
        ],
    ),
    "a year does not cross a full stop": (
        "到2025年，森林覆盖率达到40%。新增停车位300个。",
        [
            ("森林覆盖率达到40%", "森林覆盖率", "=", 40, "%", 2025),
            ("新增停车位300个", "公共停车位新增数", "=", 300, "个", None),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEVERAL.values(), ids=SEVERAL.keys())
def test_several_targets_of_one_sentence_are_told_apart(
    text: str, expected: list[tuple[str, str, str, float, str, int | None]]
) -> None:
    found = [
        (text[f.start : f.end], f.indicator, f.comparator, f.value, f.unit, f.year)
        for f in targets(text)
    ]
    assert found == expected


NONE = {
    "ages": "鼓励幼儿园招收2—3岁幼儿，关爱65岁以上老年人，普及6月龄以上儿童辅食知识。",
    "years and periods": "2021—2025年，落实“十四五”规划，2025年前完成。",
    "names with numbers": "关注生命早期1000天营养，建设15分钟生活圈，推行“1+1”结对。",
    "hotlines": "依托12345热线，提供7×24小时服务。",
    "ordinals": "发挥第一所学校作用，健全三级网络，推进第3批试点，避免“二次伤害”。",
    "numerals that are words": "建立一站式服务，一次性取证，造就一支队伍，形成三位一体机制。",
    "coverage only in words": "实现养老服务全覆盖。",
    "no number against the average": "床位数不低于全国平均水平。",
    "a distance": "清理校园周边200米内的不良经营场所。",
    "document numbers and dates": "按照〔2021〕12号文件，于6月1日前报送（联系电话0632-1234567）。",
    "points without a change": "差1个百分点。",
    "a time of day": "每天8:30开放。",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_other_numbers_set_no_target(text: str) -> None:
    assert targets(text) == ()


PIECES = [
    "到2025年", "和2030年", "孕产妇死亡率", "、婴儿", "儿童", "分别", "均", "达到", "控制在", "下降", "每年", "至少",
    "配备", "1名", "98%", "3.0‰", "8/10万", "以上", "以下", "左右", "的", "一半以上", "三分之一", "医生", "，", "。",
    "；", "（", "）", "“", "”", "以2020年为基数", "由35%", "提高到", "其中", "5万元", "计划投资", "3：2", "比例", "每天",
    "1小时", "\n", " ", "百分之八十", "1—2所", "应", "100%全覆盖", "期间", "个", "年均增长", "\x00", "1,000", "第",
]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
@settings(max_examples=1500, deadline=None)
def test_any_text_gives_facts_that_slice_back_to_it(text: str) -> None:
    for fact in targets(text):
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.wording
        assert fact.indicator
        assert (fact.value is None) == (fact.low is not None) == (fact.high is not None)
        assert re.search(r"\d|[一二两三四五六七八九十百半]", text[fact.start : fact.end])


@pytest.mark.parametrize(
    "piece", ["1", "1%", "一", "(", "1%、", "1个", "提高到", "1名和", "2025年"]
)
def test_one_piece_repeated_without_end_is_read(piece: str) -> None:
    targets(piece * 20_000)


def test_the_visible_sample_is_read_exactly(plans_dir: Path, eval_dir: Path) -> None:
    sample_lines = (eval_dir / "targets_sample.jsonl").read_text("utf-8").splitlines()
    samples = [json.loads(line) for line in sample_lines]
    missed, misnamed = [], []
    for sample in samples:
        lines = (plans_dir / sample["file"]).read_text("utf-8-sig").split("\n")
        first = sample["surface_line"] - 1
        text = "".join(line.strip() for line in lines[first : first + 8])
        text = re.sub(r"^(?:[(（]?\d+[)）.．、]|——)\s*", "", text)
        value = sample["value"]
        wanted = (
            sample["comparator"],
            tuple(value) if isinstance(value, list) else value,
            sample["unit"],
            sample["year"],
            None if isinstance(value, list) else sample["baseline"],
        )
        same = [
            f
            for f in targets(text)
            if said(f)[1:] == wanted and plain(text[f.start : f.end]) == plain(sample["surface"])
        ]
        if not same:
            missed.append(sample["id"])
        elif canonical(sample["indicator"]) not in {f.indicator for f in same}:
            misnamed.append(sample["indicator"])
    assert missed == []
    assert len(misnamed) <= 1, misnamed  # measured: 1, a misprint in the plan (工幼 for 妇幼)
