"""Which indicators a question in free words speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore
from queries.indicators import IndicatorNames, indicators_named
from service.build import build

GOALS = (
    "婴儿死亡率控制在5‰以下。", "孕产妇死亡率控制在9/10万以下。", "学前三年毛入园率达到95%以上。",
    "高中阶段教育毛入学率达到98%以上。", "小学生近视率降到38%以下。", "高中生近视率降到70%以下。",
    "村委会成员中女性比例达到30%以上。", "每千人口拥有3岁以下婴幼儿托位数达到4.5个。",
    "每千名儿童拥有儿科执业（助理）医生1.12名。", "儿童超重率和肥胖率年均增幅在基线基础上下降80%。",
    "妇女茶园劳作满意度达到80%以上。", "幼儿园每学期至少组织2次亲子活动。", "儿童食品抽检合格率达到98%。",
)  # fmt: skip


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndicatorNames]:
    """A plan with these goals."""
    folder = tmp_path_factory.mktemp("names")
    goals = "\n".join(f"{n}.{goal}" for n, goal in enumerate(GOALS, start=1))
    text = f"东岭县妇女发展规划（2021—2030年）\n\n一、妇女与健康\n主要目标：\n{goals}\n策略措施：\n1.办好体检。\n"
    (folder / "a.txt").write_text(text, "utf-8")
    build([folder], SqliteStore(folder / "data"))
    with SqliteStore(folder / "data").view() as view:
        yield IndicatorNames(view)


SAID = [
    ("a name within a question", "东岭县婴儿死亡率控制在多少？", ["婴儿死亡率"]),
    ("another wording", "学前教育毛入园率哪里定得最高", ["学前三年毛入园率"]),
    ("an everyday short form", "入园率要到多少", ["学前三年毛入园率"]),
    ("a short form that leaves out the middle", "高中毛入学率", ["高中阶段教育毛入学率"]),
    ("the beginning left out", "产妇死亡率", ["孕产妇死亡率"]),
    ("all that a short form may mean", "近视率是多少", ["小学生近视率", "高中生近视率"]),
    ("the longest of names that overlap", "小学生近视率", ["小学生近视率"]),
    ("two in the order of the question", "孕产妇死亡率和婴儿死亡率", ["孕产妇死亡率", "婴儿死亡率"]),
    ("a full name and a short form", "婴儿死亡率、入园率各是多少", ["婴儿死亡率", "学前三年毛入园率"]),
    ("a share asked as how much", "村委会成员里女性占多少", ["村委会成员中女性比例"]),
    ("times asked as how many", "幼儿园亲子活动多少次", ["幼儿园每学期组织亲子活动次数"]),
    ("a count by its last words", "托位数要达到几个", ["每千人口拥有3岁以下婴幼儿托位数"]),
    ("a count without 数", "儿科医生每千名儿童配几个", ["每千名儿童拥有儿科执业（助理）医生数"]),
    ("the growth of a rate by the rate", "肥胖率", ["儿童肥胖率年均增幅"]),
    ("one that no vocabulary knows", "茶园劳作满意度多高", ["妇女茶园劳作满意度"]),
    ("a known name that the graph has in a longer one", "食品抽检合格率", ["儿童食品抽检合格率"]),
    ("a narrower name that the graph lacks is not the wider one", "流动孕产妇死亡率", []),
    ("a rate that no plan sets", "离婚率是多少", []),
    ("a noun alone is no indicator", "有多少措施讲到儿童和幼儿园", []),
    ("nothing", "", []),
    ("English", "infant mortality rate", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in SAID], ids=[c[0] for c in SAID])
def test_indicators_are_found_in_a_question(
    names: IndicatorNames, text: str, expected: list[str]
) -> None:
    assert [node.properties["name"] for node in names.said_in(text)] == expected


def test_a_view_is_asked_in_one_call(samples: Path) -> None:
    with SqliteStore(samples).view() as view:
        found = indicators_named(view, "孕产妇死亡率定多少")
    assert [node.properties["name"] for node in found] == ["孕产妇死亡率"]


def test_any_length_of_text_is_read(names: IndicatorNames) -> None:
    assert names.said_in("率" * 10_000) == ()
    assert len(names.said_in("婴儿死亡率" * 2_000)) == 1
