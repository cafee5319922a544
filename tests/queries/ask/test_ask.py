"""Answers over the sample plans: owners, units, plans, numbers, laws, counts, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.store import View
from queries.ask import Intent, Known, Reply, ask
from queries.library import Library
from service.indexing import searching


@pytest.fixture(scope="module")
def library(samples: Path) -> Iterator[Library]:
    """云栖市 (妇女) names units for goals, 临渊区 and 澄屿市 for measures, 青岚县 (儿童) for none."""
    with searching(samples) as (view, index):
        yield Library(view, index)


def leads(reply: Reply) -> set[str]:
    return {each.department for each in reply.leads}


def supports(reply: Reply) -> set[str]:
    return {each.department for each in reply.supports}


# Who owns a goal

OWNERS = [
    ("in the plan's words", "云栖市家庭暴力得到有效预防和制止，由谁牵头？", {"市公安局"}),
    ("in everyday words", "云栖媳妇在家挨打，这事归哪个局牵头？", {"市公安局"}),
    ("named for a measure", "临渊区给老人办食堂、送饭，谁牵头？", {"区民政局"}),
    ("two leads", "云栖市高级专业技术人员里女的要多，哪两家牵头？", {"市委组织部", "市人力资源社会保障局"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in OWNERS], ids=[row[0] for row in OWNERS]
)
def test_who_leads_a_goal(library: Library, text: str, expected: set[str]) -> None:
    reply = ask(text, library)
    assert (reply.intent, reply.status) == (Intent.OWNERS, Known.STATED)
    assert leads(reply) == expected
    assert all(unit in reply.answer for unit in expected)


def test_the_evidence_is_the_goal_with_its_owner_list_at_its_line(
    library: Library,
) -> None:
    reply = ask("云栖市家庭暴力由谁牵头、谁配合？", library)
    (evidence,) = reply.evidence
    text = library.view.text(evidence.document)
    assert "牵头单位：市公安局" in text.splitlines()[evidence.line - 1]
    assert "牵头单位：市公安局" in evidence.text
    assert supports(reply) == {"市法院", "市检察院", "市民政局", "市妇联"}


def test_a_goal_with_supporting_units_alone_states_no_lead(library: Library) -> None:
    asked = "云栖市农村妇女承包地和宅基地证书写名字，"
    lead = ask(asked + "谁牵头？责任单位有谁？", library)
    assert lead.status is Known.NOT_STATED
    assert lead.leads == ()
    assert "没有写明牵头单位" in lead.answer
    assert supports(lead) == {"市农业农村局", "市自然资源和规划局", "市妇联"}
    assert ask(asked + "责任单位有谁？", library).status is Known.STATED
    assert ask(asked + "归谁管？", library).status is Known.STATED


def test_an_open_end_of_a_list_names_no_one_unit(library: Library) -> None:
    reply = ask("云栖市妇女健康素养水平和体育锻炼，谁牵头，谁配合？", library)
    assert supports(reply) == {"市委宣传部", "市教育局", "市妇联"}
    assert [each.department for each in reply.others] == ["市妇儿工委成员单位"]


def test_a_plan_that_names_no_unit_says_so_and_infers_apart(library: Library) -> None:
    reply = ask("青岚县预防儿童溺水由谁牵头？", library)
    assert reply.status is Known.NOT_STATED
    assert reply.leads == reply.supports == ()
    assert "没有写明" in reply.answer
    for guess in reply.inferred:
        assert guess.owner.evidence
        assert f"推断（规划没有写明，仅供参考）：牵头单位可能是{guess.owner.unit}" in reply.answer


def test_yes_and_no_for_the_units_that_a_question_names(library: Library) -> None:
    reply = ask("云栖市家庭暴力是公安局牵头还是民政局牵头？", library)
    assert "公安局：是牵头单位。" in reply.answer
    assert "民政局：是责任（配合）单位。" in reply.answer


def test_a_matter_that_no_goal_speaks_of_is_unknown(library: Library) -> None:
    reply = ask("云栖市的月球基地由谁牵头？", library)
    assert reply.status is Known.UNKNOWN
    assert reply.leads == ()
    assert "没有找到" in reply.answer


# What a unit owns


def lines(reply: Reply) -> list[int]:
    return [goal.line for goal in reply.goals]


def test_what_a_unit_leads_and_supports(library: Library) -> None:
    assert lines(ask("云栖市总工会牵头哪些目标？", library)) == [46, 59]
    assert lines(ask("哪些目标把云栖市总工会列为责任单位？", library)) == [30, 43]
    assert lines(ask("云栖市总工会不牵头、只当责任单位的是哪些？", library)) == [30, 43]
    assert lines(ask("云栖市总工会都负责什么？", library)) == [30, 43, 46, 59]


def test_a_unit_is_known_by_any_of_its_names(library: Library) -> None:
    named = ask("云栖市卫生健康委牵头哪些目标？", library)
    for name in ("卫健委", "卫计委", "卫生局", "卫生健康部门"):
        assert ask(f"云栖市{name}牵头哪些目标？", library).goals == named.goals


def test_what_two_units_lead_together(library: Library) -> None:
    reply = ask("云栖市委组织部和云栖市人社局一起牵头的目标有哪些？", library)
    assert lines(reply) == [45]


def test_a_unit_of_several_places_is_asked_back(library: Library) -> None:
    reply = ask("民政局牵头哪些目标？", library)
    assert reply.status is Known.UNKNOWN
    assert len(reply.choices) > 1
    assert all(choice in reply.answer for choice in reply.choices)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("外星局牵头什么？", "外星局"),
        ("上海的家庭暴力谁牵头？", "上海"),
        ("云栖市儿童规划里谁牵头？", "儿童规划"),
        ("云栖市青年规划由谁牵头？", "青年规划"),
        ("月牙县家庭暴力谁牵头？", "月牙县"),
        ("李家镇家庭暴力谁牵头？", "李家镇"),
    ],
)
def test_what_is_not_in_the_graph_is_named_as_unknown(
    library: Library, text: str, named: str
) -> None:
    reply = ask(text, library)
    assert reply.status is Known.UNKNOWN
    assert named in reply.answer
    assert reply.leads == reply.supports == reply.goals == ()


def test_a_known_unit_that_no_plan_names_is_not_stated(library: Library) -> None:
    reply = ask("云栖市气象局牵头哪些目标？", library)
    assert reply.status is Known.NOT_STATED
    assert "没有把“市气象局”或履行气象职能的其他单位列为" in reply.answer


def test_a_role_that_is_denied_leaves_the_other(library: Library) -> None:
    assert lines(ask("云栖市总工会不牵头的目标有哪些？", library)) == [30, 43]


def test_each_unit_has_the_role_that_is_said_behind_it(library: Library) -> None:
    reply = ask("云栖市卫健委牵头、财政局配合的目标有哪些？", library)
    assert lines(reply) == [28, 29, 30]


CHECKED = [
    ("云栖市家暴是不是公安局牵头的？", "公安局：是牵头单位。"),
    ("云栖市家庭暴力由市妇联牵头对吗？", "市妇联：是责任（配合）单位。"),
    ("云栖市法院管家庭暴力吗？", "市法院：是责任（配合）单位。"),
    ("云栖市残联是不是家庭暴力的牵头单位？", "市残联：不在其中。"),
]


@pytest.mark.parametrize(("text", "verdict"), CHECKED, ids=[text for text, _ in CHECKED])
def test_a_question_of_yes_or_no_gets_a_verdict(library: Library, text: str, verdict: str) -> None:
    reply = ask(text, library)
    assert reply.intent is Intent.OWNERS
    assert verdict in reply.answer


def test_every_place_that_is_said_answers_for_itself(library: Library) -> None:
    reply = ask("云栖市和青岚县的儿童溺水、家庭暴力由谁牵头？", library)
    assert {goal.place for goal in reply.goals} == {"云栖市", "青岚县"}
    assert "规划没有写明它的牵头单位和责任单位。" in reply.answer


def test_a_measure_that_names_no_unit_is_not_given_its_neighbours(library: Library) -> None:
    reply = ask("澄屿市办好特殊教育学校由谁牵头？", library)
    assert reply.status is Known.NOT_STATED
    assert reply.leads == ()


# Plans, numbers, laws, counts


def test_the_units_of_a_plan(library: Library) -> None:
    reply = ask("云栖市妇女规划有哪些牵头单位？", library)
    assert (reply.intent, reply.status) == (Intent.PLAN_OWNERS, Known.STATED)
    assert "市总工会（2、2）" in reply.answer
    assert ask("青岚县儿童规划的牵头单位是谁？", library).status is Known.NOT_STATED


def test_the_goals_of_a_domain(library: Library) -> None:
    reply = ask("云栖市“妇女与健康”领域有哪些目标？", library)
    assert reply.intent is Intent.GOALS
    assert lines(reply) == [28, 29, 30, 31, 32, 33]


def test_the_value_of_an_indicator_and_who_sets_it(library: Library) -> None:
    reply = ask("云栖市孕产妇死亡率定的是多少？", library)
    assert (reply.intent, reply.status) == (Intent.INDICATOR, Known.STATED)
    assert "9/10万" in reply.answer
    assert "yunqi-women-2021-2030.txt:29" in reply.answer
    assert ask("澄屿市孕产妇死亡率是多少？", library).status is Known.NOT_STATED


def test_who_cites_a_law(library: Library) -> None:
    reply = ask("哪些规划引用了老年人权益保障法？", library)
    assert (reply.intent, reply.status) == (Intent.LAWS, Known.STATED)
    assert "临渊区“十四五”老龄事业发展规划" in reply.answer
    assert reply.evidence


def test_who_does_not_cite_a_law_and_one_that_nobody_cites(library: Library) -> None:
    reply = ask("哪些规划没有引用老年人权益保障法？", library)
    assert "临渊区" not in reply.answer
    assert "云栖市妇女发展规划" in reply.answer
    silent = ask("哪些规划引用了渔业法？", library)
    assert silent.status is Known.NOT_STATED
    assert silent.evidence == ()


def test_by_when(library: Library) -> None:
    assert "到 2030 年" in ask("云栖市妇女规划到哪一年结束？", library).answer
    reply = ask("云栖市宫颈癌筛查的目标什么时候完成？", library)
    assert reply.intent is Intent.DEADLINE
    assert "期限：2030 年（这个目标自己写的年份）" in reply.answer


def test_an_indicator_alone_is_a_question(library: Library) -> None:
    assert ask("云栖市孕产妇死亡率", library).intent is Intent.INDICATOR


def count_of(view: View, plan: str, label: str) -> int:
    found = [node.id for node in view.nodes(label="Plan") if plan in str(node.properties["title"])]
    return sum(
        node.id.startswith(tuple(found)) and "parent" not in node.properties
        for node in view.nodes(label=label)
    )


def test_how_many(library: Library) -> None:
    goals = count_of(library.view, "云栖市", "Goal")
    assert f"共 {goals} 个目标。" in ask("云栖市妇女规划有多少个目标？", library).answer
    measures = count_of(library.view, "临渊区", "Measure")
    assert f"共 {measures} 条措施。" in ask("临渊区一共有多少条措施？", library).answer
    assert "共 4 部规划。" in ask("库里有几部规划？", library).answer


def test_what_places_do_falls_to_search(library: Library) -> None:
    reply = ask("爹妈在外打工，孩子没人管怎么办？", library)
    assert reply.intent is Intent.MEASURES
    assert reply.precedents is not None
    assert reply.precedents.hits
    both = ask("比较云栖市和临渊区的心理健康服务", library)
    assert both.intent is Intent.COMPARE
    assert "云栖市：" in both.answer
    assert "临渊区：" in both.answer


# Whatever is asked

ABSURD = [
    "", "   ", "？？？", "谁", "12345", "Who leads women's employment?", "'; DROP TABLE node; --",
    "MATCH (n) DETACH DELETE n", "谁牵头" * 3000, "妇女" * 5000, "[a-z(", "由谁\x00牵头", "\ud800谁牵头",
    "{{ 7*7 }}由谁牵头", "%s%n由谁牵头", "云栖市" * 60 + "谁牵头", "谁谁谁谁牵头牵头配合配合哪些哪些目标目标",
]  # fmt: skip


@pytest.mark.parametrize("text", ABSURD, ids=range(len(ABSURD)))
def test_any_question_has_a_plain_answer(library: Library, text: str) -> None:
    reply = ask(text, library)
    assert reply.answer
    assert "Traceback" not in reply.answer


@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["云栖市", "谁", "牵头", "哪些目标", "妇联", "多少", "最高", "引用", "民法典", "比较", "和", "孕产妇死亡率", "规划", "不"]
), max_size=8).map("".join))  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_no_question_raises(library: Library, text: str) -> None:
    assert ask(text, library).answer
