"""Inferred owners: from what like goals elsewhere state and from what the text mentions; never a statement.

松岚县 states its units; 石埠县 states few and 青汀县 none. The precision is that of the real plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.encoder import encoder
from embeddings.index import SearchIndex
from graph import ids
from graph.errors import UnknownNode, UsageError
from graph.model import Role
from graph.schema import OWNERSHIP
from graph.sqlite import SqliteStore
from graph.store import View
from queries.inference import Inference, Inferred, confidence
from queries.local_units import general_name
from queries.mentioned_units import mentioned_units
from service.build import build
from service.indexing import Indexer, searching

_FORM = """{place}妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
{goals}
策略措施：
{measures}
"""
PLANS = {
    "松岚县": (
        [
            "孕产妇死亡率控制在10/10万以下。（牵头单位：县卫生健康局，责任单位：县医保局、县妇联）",
            "适龄妇女宫颈癌和乳腺癌筛查率逐步提高。（牵头单位：县卫生健康局，责任单位：县财政局、县妇联）",
            "普及高中阶段教育，女生毛入学率达到95%。（牵头单位：县教育和体育局，责任单位：县妇联）",
            "严厉打击拐卖妇女犯罪。（牵头单位：县公安局，责任单位：县司法局）",
            "女职工劳动合同签订率提高。（牵头单位：县人社局，责任单位：县总工会）",
        ],
        ["办好体检。"],
    ),
    "石埠县": (
        [
            "孕产妇死亡率控制在12/10万以下。",
            "妇女参加体育锻炼的人数增多。（责任单位：县卫健局、县文化体育局）",
            "严厉打击拐卖妇女犯罪。（牵头单位：县委政法委）",
            "女职工劳动合同签订率提高。（牵头单位：县总工会）\n——女职工劳动合同签订率达到95%。",
            "女生接受高中阶段教育的机会增多。\n——普及高中阶段教育，女生毛入学率达到93%。（牵头单位：县教育局）\n——高中学校更多。",
        ],
        ["办好体检。"],
    ),
    "青汀县": (
        [
            "孕产妇死亡率控制在11/10万以下。",
            "普及高中阶段教育，女生毛入学率达到90%。",
            "天文台的望远镜按时校准。",
        ],
        [
            "救助流浪妇女。对无处安身的妇女，由县民政局安排临时住处。",
            "发挥妇联组织的作用。听取妇女的意见。",
            "改善托育服务。发挥共青团、科协等组织的作用。",
            "健全办案机制。公安机关、人民法院应当指定专人办理。",
            "严厉打击拐卖妇女犯罪。",
            "孕产妇死亡率控制在11/10万以下，由县妇联督促。",
        ],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[View, SearchIndex]]:
    """The graph and the index of the three counties."""
    folder = tmp_path_factory.mktemp("inference")
    (folder / "plans").mkdir()
    for place, parts in PLANS.items():
        goals, measures = (
            "\n".join(f"{n}.{text}" for n, text in enumerate(part, start=1)) for part in parts
        )
        text = _FORM.format(place=place, goals=goals, measures=measures)
        (folder / "plans" / f"{place}.txt").write_text(text, "utf-8")
    data = folder / "data"
    build([folder / "plans"], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    with searching(data) as found:
        yield found


@pytest.fixture(scope="module")
def view(opened: tuple[View, SearchIndex]) -> View:
    """The graph of the three counties."""
    return opened[0]


@pytest.fixture(scope="module")
def inference(opened: tuple[View, SearchIndex]) -> Inference:
    """Over the three counties."""
    return Inference(*opened)


def item(view: View, place: str, opening: str, label: str = "Goal") -> str:
    """The id of the one item of a place that begins so."""
    (found,) = [
        node.id
        for node in view.nodes(label=label, document=f"{place}.txt")
        if str(node.properties["text"]).startswith(opening)
    ]
    return found


def told(some: tuple[Inferred, ...], role: Role) -> list[str]:
    """The units inferred for a role."""
    return [each.unit for each in some if each.role is role]


def test_a_goal_without_units_gets_the_function_of_its_like_elsewhere(
    inference: Inference, view: View
) -> None:
    found = inference.inferred(item(view, "青汀县", "孕产妇死亡率"))
    assert told(found, Role.LEAD) == ["卫生健康部门"]
    lead = found[0]
    assert (lead.function, lead.confidence) == ("卫生健康", 0.9)
    assert lead.reason == "松岚县意思相近的一条（第 5 行）写明由县卫生健康局牵头"
    evidence = lead.evidence[0]
    assert evidence.text == "孕产妇死亡率控制在10/10万以下。"
    assert (evidence.place, evidence.document, evidence.line) == ("松岚县", "松岚县.txt", 5)
    assert (evidence.unit, evidence.unit_line) == ("县卫生健康局", 5)
    assert evidence.likeness is not None
    assert evidence.likeness > 0.9


def test_the_function_is_given_to_the_local_unit_where_the_graph_has_one(
    inference: Inference, view: View
) -> None:
    found = inference.inferred(item(view, "石埠县", "孕产妇死亡率"))
    assert told(found, Role.LEAD) == ["县卫健局"]  # that place's own name, not 松岚县's
    assert "县卫生健康局" in found[0].reason


def test_no_unit_leads_and_supports_the_same(inference: Inference, view: View) -> None:
    found = inference.inferred(item(view, "青汀县", "孕产妇死亡率", "Measure"))
    assert told(found, Role.LEAD) == ["卫生健康部门", "县妇联"]  # 县妇联 supports elsewhere
    assert told(found, Role.SUPPORT) == ["医疗保障部门"]


def test_no_item_is_evidence_for_itself_nor_one_that_is_barred(
    inference: Inference, view: View
) -> None:
    stated = [edge.target for edge in view.edges(type=OWNERSHIP[Role.LEAD])]
    found = inference.if_not_stated(stated, Role.LEAD)
    evidence = {id: {e.id for each in some for e in each.evidence} for id, some in found.items()}
    assert any(evidence.values())
    assert not any(id in some for id, some in evidence.items())
    one = next(id for id, some in evidence.items() if some)
    (barred,) = inference.if_not_stated([one], Role.LEAD, {one: evidence[one]}).values()
    assert evidence[one].isdisjoint(e.id for each in barred for e in each.evidence)


def test_an_item_that_is_like_nothing_gets_nothing(inference: Inference, view: View) -> None:
    assert inference.inferred(item(view, "青汀县", "天文台")) == ()


STATED = [
    ("both roles are stated", "松岚县", "孕产妇死亡率", [], []),
    ("the lead is stated and another than elsewhere", "石埠县", "严厉打击", [], ["司法行政"]),
    ("a part of the goal states it", "石埠县", "女生接受高中", [], ["妇女联合会"]),
    ("the goal states it of its part", "石埠县", "女职工劳动合同签订率达到", [], []),
    ("the part itself", "石埠县", "普及高中", [], ["妇女联合会"]),
    ("another part of the same goal", "石埠县", "高中学校", ["教育"], None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "place", "opening", "leads", "supports"), STATED, ids=[each[0] for each in STATED]
)
def test_a_stated_role_is_never_inferred(
    why: str, place: str, opening: str, leads: list[str], supports: list[str] | None,
    inference: Inference, view: View,
) -> None:  # fmt: skip
    found = inference.inferred(item(view, place, opening))
    assert [each.function for each in found if each.role is Role.LEAD] == leads, why
    if supports is not None:
        assert [each.function for each in found if each.role is Role.SUPPORT] == supports, why


def test_a_goal_of_which_only_supports_are_stated_may_get_a_lead(
    inference: Inference, view: View
) -> None:
    sporting = item(view, "石埠县", "妇女参加体育锻炼")
    assert not inference.states(sporting, Role.LEAD)
    assert inference.states(sporting, Role.SUPPORT)
    assert inference.inferred(sporting, Role.SUPPORT) == ()


MENTIONED = [
    ("由 before it", "救助流浪妇女", "县民政局", "民政", Role.LEAD),
    ("the text begins with it", "发挥妇联", "妇联", "妇女联合会", Role.LEAD),
    ("in a row that helps", "改善托育", "共青团", "共青团", Role.SUPPORT),
    ("in a row that must act", "健全办案", "公安机关", "公安", Role.LEAD),
    ("the last of that row", "健全办案", "人民法院", "法院", Role.LEAD),
]


@pytest.mark.parametrize(
    ("why", "opening", "name", "function", "role"), MENTIONED, ids=[each[0] for each in MENTIONED]
)
def test_a_unit_that_the_text_mentions_has_a_role_by_its_words(
    why: str, opening: str, name: str, function: str, role: Role, inference: Inference, view: View
) -> None:
    measure = item(view, "青汀县", opening, "Measure")
    said = view.around([measure], "MENTIONS")[measure]
    mentioned = {each.function: each for each in mentioned_units(view.node(measure), said)}
    assert (mentioned[function].name, mentioned[function].role) == (name, role), why
    found = {each.function: each for each in inference.inferred(measure)}
    assert found[function].role is role
    line = view.node(measure).properties["line"]
    assert f"本条提到“{name}”（第 {line} 行）" in found[function].reason
    evidence = found[function].evidence[0]
    assert (evidence.unit, evidence.unit_line, evidence.likeness) == (name, line, None)


def test_a_measure_is_inferred_from_goals(inference: Inference, view: View) -> None:
    """Two places state two leads for the same words: both are told, neither is sure."""
    found = inference.inferred(item(view, "青汀县", "严厉打击", "Measure"), Role.LEAD)
    assert {each.function: each.confidence for each in found} == {"公安": 0.65, "政法": 0.65}
    assert {each.unit for each in found} == {"公安机关", "政法委员会"}


def test_one_item_and_all_items_of_a_plan_are_told_the_same(
    inference: Inference, view: View
) -> None:
    goals = [node.id for node in view.nodes(label="Goal", document="青汀县.txt")]
    assert inference.inferred_of(goals) == {goal: inference.inferred(goal) for goal in goals}
    for role in Role:
        for goal, some in inference.inferred_of(goals, role).items():
            assert some == tuple(e for e in inference.inferred(goal) if e.role is role)


def test_what_is_no_goal_or_measure_is_refused(inference: Inference, view: View) -> None:
    plan = next(view.nodes(label="Plan"))
    with pytest.raises(UsageError, match="不是措施，也不是目标"):
        inference.inferred(plan.id)
    with pytest.raises(UnknownNode):
        inference.inferred("plan:x:d1:g1")


def test_a_corpus_that_states_nothing_infers_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("nothing")
    goals, measures = "1.孕产妇死亡率下降。", "1.办好体检。"
    text = _FORM.format(place="青汀县", goals=goals, measures=measures)
    (folder / "青汀县.txt").write_text(text, "utf-8")
    data = folder / "data"
    build([folder], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    with searching(data) as (view, index):
        inference = Inference(view, index)
        for label in ("Goal", "Measure"):
            for node in view.nodes(label=label):
                assert inference.inferred(node.id) == ()


GENERAL = [
    ("an office", "教育", "教育部门"),
    ("one whose office is 公安局", "公安", "公安部门"),
    ("a commission that is elsewhere a bureau", "国有资产", "国有资产部门"),
    ("the party's office", "组织", "组织部门"),
    ("an association by its name", "工会", "工会"),
    ("an association by its full name", "残疾人工作", "残疾人联合会"),
    ("an office whose function has its name", "党委办公室", "党委办公室"),
    ("a function that the vocabulary lacks", "星际航行", "星际航行部门"),
]


@pytest.mark.parametrize(("why", "function", "name"), GENERAL, ids=[each[0] for each in GENERAL])
def test_a_function_without_local_unit_is_called_in_general_words(
    why: str, function: str, name: str
) -> None:
    assert general_name(function) == name, why


def leads_stated(view: View) -> dict[str, set[str]]:
    """The main functions of the lead units that plans name for goals."""
    found: dict[str, set[str]] = {}
    for edge in view.edges(type=OWNERSHIP[Role.LEAD], target_label="Goal"):
        function = view.node(edge.source).properties.get("function")
        if function:
            found.setdefault(edge.target, set()).add(str(function))
    return found


def test_the_leads_of_real_plans_are_inferred_as_often_right_as_said(real: Path) -> None:
    with searching(real) as (view, index):
        inference = Inference(view, index)
        stated = leads_stated(view)
        assert len(stated) == 130
        found = inference.if_not_stated(sorted(stated), Role.LEAD)
        right = {
            sure: [
                each.function in stated[id]
                for id, some in found.items()
                for each in some
                if each.confidence == sure
            ]
            for sure in (0.9, 0.65)
        }
        other_plan = {
            id: [other for other in stated if ids.plan_of(other) == ids.plan_of(id)]
            for id in stated
        }
        across = inference.if_not_stated(sorted(stated), Role.LEAD, other_plan)
        other = [each.function in stated[id] for id, some in across.items() for each in some]
    assert len(right[0.9]) >= 28  # 31
    assert sum(right[0.9]) >= 0.9 * len(right[0.9])  # 0.94
    assert len(right[0.65]) >= 42  # 47
    assert sum(right[0.65]) >= 0.6 * len(right[0.65])  # 0.66
    assert len(other) >= 46  # 52
    assert sum(other) >= 0.85 * len(other)  # 0.90


def test_confidence_rises_with_the_share_of_the_votes() -> None:
    for role in Role:
        sure = [confidence(role, share / 100) for share in range(101)]
        assert sure == sorted(sure)
        assert sure[0] == 0
        assert min(filter(None, sure)) >= 0.6
