"""Owner lists and stated roles, each name marked in its sentence.

⟦牵 …⟧ leads, ⟦责 …⟧ supports, ⟦开 …⟧ is the open tail behind 等, ⟦泛 …⟧ a supporting item that names no
single unit, ⟦牵泛 …⟧ one that leads.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import OwnerFact, Role
from loaders.facts.owners import owner_list_spans, owners

_MARK = re.compile(r"⟦(牵泛|牵|责|开|泛) ([^⟦⟧]*)⟧")


def _unmarked(marked: str) -> tuple[str, list[OwnerFact]]:
    """The sentence without its marks, and the facts that they stand for."""
    text, facts, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        facts.append(
            OwnerFact(
                start=len(text),
                end=len(text) + len(mark[2]),
                name="".join(mark[2].split()),
                role=Role.LEAD if "牵" in mark[1] else Role.SUPPORT,
                open_ended=mark[1] == "开",
                collective="泛" in mark[1],
            )
        )
        text += mark[2]
        last = mark.end()
    return text + marked[last:], facts


LABELLED = [
    (
        "lead and support",
        "健全救助制度。（牵头单位：⟦牵 区民政局⟧，责任单位：⟦责 区财政局⟧、⟦责 区残联⟧）",
    ),
    ("lead alone", "筛查率达到90%。（牵头单位：⟦牵 县卫健局⟧）"),
    ("half-width marks", "(牵头单位:⟦牵 区妇联⟧,责任单位:⟦责 区司法局⟧、⟦责 区法院⟧)"),
    ("mixed widths", "（牵头单位:⟦牵 区妇联⟧；责任单位：⟦责 区司法局⟧)"),
    (
        "missing closing bracket",
        "水平提高。（牵头单位：⟦牵 市教育局⟧，配合单位：⟦责 市财政局⟧、⟦责 各镇（街）⟧".replace(
            "责 各镇", "泛 各镇"
        ),
    ),
    ("square brackets", "开展评估。【责任单位：⟦责 省民政厅⟧、⟦责 省卫生健康委⟧】"),
    ("label in its own brackets", "完善机制。【责任单位】⟦责 市教育局⟧、⟦责 团市委⟧"),
    ("tortoise-shell brackets", "〔牵头部门：⟦牵 州民政局⟧；配合部门：⟦责 州财政局⟧〕"),
    (
        "no brackets, semicolon between",
        "牵头单位:⟦牵 市妇联⟧;配合单位:⟦责 市总工会⟧、⟦责 市残联⟧。",
    ),
    ("list behind the sentence", "提高健康素养水平。责任单位：⟦责 区卫生健康局⟧、⟦责 区教育局⟧。"),
    ("label on a line of its own", "保障合法权益。\n责任单位：\n⟦责 区司法局⟧、⟦责 区民政局⟧"),
    ("one unit a line", "责任单位：\n⟦责 区司法局⟧\n⟦责 区民政局⟧\n⟦责 团区委⟧"),
    ("units run together", "责任单位：⟦责 区司法局⟧⟦责 区民政局⟧⟦责 团区委⟧"),
    ("label without colon", "（牵头单位⟦牵 区教育局⟧，责任单位⟦责 区财政局⟧）"),
    ("short labels", "（牵头：⟦牵 市医保局⟧；配合：⟦责 市财政局⟧、⟦责 市税务局⟧）"),
    ("short label 责任", "（责任：⟦责 市妇联⟧）"),
    ("牵头责任单位", "牵头责任单位：⟦牵 市民政局⟧，责任单位：⟦责 市人社局⟧"),
    ("主办 and 协办", "主办单位：⟦牵 市科协⟧；协办单位：⟦责 市教育局⟧、⟦责 市妇联⟧"),
    ("参与单位", "（牵头部门：⟦牵 市委网信办⟧，参与单位：⟦责 市公安局⟧、⟦责 市文化广电旅游局⟧）"),
    ("协同单位", "（牵头单位：⟦牵 县残联⟧，协同单位：⟦责 县民政局⟧）"),
    ("lead inside a 责任单位 label", "责任单位：⟦牵 区教育局⟧牵头，⟦责 区财政局⟧、⟦责 区妇联⟧配合"),
    ("由 inside a label", "（责任单位：由⟦牵 区住建局⟧牵头，⟦责 区发改局⟧、⟦责 区财政局⟧参与）"),
    (
        "lead in brackets behind its name",
        "（责任单位：⟦牵 区卫健局⟧（牵头）、⟦责 区财政局⟧、⟦责 区妇联⟧）",
    ),
    ("bracketed lead without label", "⟦牵 区卫健局⟧（牵头）、⟦责 区财政局⟧"),
    ("牵头单位 in brackets behind its name", "责任单位：⟦牵 市民政局⟧（牵头单位）、⟦责 市财政局⟧"),
    ("first of the list leads", "责任单位（排在第一位的为牵头单位）：⟦牵 市民政局⟧、⟦责 市财政局⟧"),
    ("label before a bracket", "牵头单位（⟦牵 市教育局⟧）"),
    ("commas only", "（责任单位：⟦责 区教育局⟧,⟦责 区财政局⟧，⟦责 区妇联⟧）"),
    ("spaces only", "责任单位：⟦责 区教育局⟧ ⟦责 区财政局⟧ ⟦责 区妇联⟧"),
    (
        "stray spaces inside names",
        "（责任单位：⟦责 区教育和 体育局⟧、⟦责 区住房 城乡建设局⟧、⟦责 区妇 联⟧）",
    ),
    ("spaces around marks", "（ 牵头单位 ： ⟦牵 区妇联⟧ ， 责任 单位 ： ⟦责 区财政局⟧ ）"),
    ("break inside the label", "（牵头单位：⟦牵 区妇联⟧，责任\n\n单位：⟦责 区财政局⟧）"),
    ("party office split by a space", "责任单位：⟦责 区委 宣传部⟧、⟦责 区政府 办公室⟧"),
    (
        "和 inside names",
        "（责任单位：⟦责 市工业和信息化局⟧、⟦责 市文化和旅游局⟧、⟦责 市商务和投资促进局⟧）",
    ),
    ("和 between names", "（责任单位：⟦责 区住房和城乡建设局⟧和⟦责 区自然资源和规划局⟧）"),
    ("及 and 与 between names", "责任单位：⟦责 市教育局⟧及⟦责 市民政局⟧、⟦责 团市委⟧与⟦责 市妇联⟧"),
    ("以及", "（责任单位：⟦责 市教育局⟧、⟦责 市民政局⟧以及⟦泛 各县（市、区）人民政府⟧）"),
    (
        "collectives",
        "（责任单位：⟦责 区妇联⟧、⟦泛 各镇（街）⟧、⟦泛 区直有关部门单位⟧、⟦泛 特邀单位⟧）",
    ),
    (
        "governments below",
        "（责任单位：⟦责 市水利局⟧，⟦泛 各有关单位⟧，⟦泛 各乡镇人民政府、街道办事处⟧）".replace(
            "⟦泛 各乡镇人民政府、街道办事处⟧", "⟦泛 各乡镇人民政府⟧、⟦泛 街道办事处⟧"
        ),
    ),
    (
        "open tail",
        "（责任单位：⟦责 市公安局⟧、⟦责 市司法局⟧等⟦开 市妇儿工委有关成员单位、特邀单位⟧）",
    ),
    (
        "open tail broken by a page",
        "（责任单位：⟦责 市司法局⟧等⟦开 市妇儿工委有关成\n\n员单位、特邀单位⟧）",
    ),
    ("tail that names nothing", "（责任单位：⟦责 市公安局⟧、⟦责 市司法局⟧等部门）"),
    ("tail with a number", "（责任单位：⟦责 市公安局⟧、⟦责 市司法局⟧等12个部门）"),
    ("tail, then another item", "（责任单位：⟦责 市公安局⟧等部门、⟦泛 各县区人民政府⟧）"),
    ("平等 is not 等", "（责任单位：⟦泛 市法规政策性别平等评估委员会各成员单位⟧、⟦责 市妇联⟧）"),
    ("angle brackets in a name", "（责任单位：⟦责 区政府办公室〈区大数据局〉⟧、⟦责 团区委⟧）"),
    ("round brackets in a name", "（责任单位：⟦责 市发展改革委（市粮食局）⟧、⟦责 市统计局⟧）"),
    ("terms are no units", "（责任单位：⟦责 市教育局⟧；完成时限：2025年底前）"),
    ("persons are no units", "（责任领导：王某某；责任单位：⟦责 县教育局⟧；责任人：李某某）"),
    ("term among the items", "（牵头单位：⟦牵 市教育局⟧，2025年12月底前完成）"),
    (
        "institutions",
        "（责任单位：⟦责 市妇幼保健院⟧、⟦责 市疾控中心⟧、⟦责 国网某市供电公司⟧、⟦责 市交警支队⟧）",
    ),
    ("next number follows", "责任单位：⟦责 区教育局⟧、⟦责 区妇联⟧2.加强宣传教育。"),
    ("work follows the list", "责任单位：⟦责 区教育局⟧、⟦责 区妇联⟧。开展宣传活动。"),
    ("number in brackets follows", "责任单位：⟦责 区教育局⟧、⟦责 区妇联⟧（二）妇女与教育"),
    ("governments of several levels", "（责任单位：⟦责 省教育厅⟧，⟦泛 各市、县〔区〕人民政府⟧）"),
    ("governments, then a unit", "（责任单位：⟦泛 各市、县（区）政府⟧，⟦责 省残联⟧）"),
    ("full stop for a comma", "（责任单位：⟦责 区住房城乡建设局⟧.⟦责 区交通运输局⟧）"),
    (
        "traditional characters",
        "（牽頭單位：⟦牵 市衛生健康委⟧，責任單位：⟦责 市財政局⟧、⟦责 市婦聯⟧等⟦开 有關單位⟧）",
    ),
    (
        "second names in brackets",
        "责任单位：⟦责 市委宣传部（市文明办）⟧、⟦责 区委统战部（区民宗局）⟧、⟦责 团市委⟧",
    ),
    (
        "branches of higher offices",
        "（责任单位：⟦责 市生态环境局某某分局⟧、⟦责 国家税务总局某某县税务局⟧）",
    ),
    (
        "labels on one line, spaces between",
        "牵头单位：⟦牵 县委组织部⟧ 责任单位：⟦责 县委统战部⟧ ⟦责 县人社局⟧",
    ),
    (
        "为 behind the label",
        "牵头单位为⟦牵 市教育局⟧，责任单位为⟦责 市财政局⟧、⟦责 市人力资源社会保障局⟧。",
    ),
]

VERBS = [
    ("lead and helpers", "扩大供给。（⟦牵 市教育局⟧牵头，⟦责 市财政局⟧等部门配合）"),
    ("by duties", "（⟦责 国家发展改革委⟧、⟦责 民政部⟧按职责分工负责）"),
    (
        "lead, then by duties",
        "（⟦牵 教育部⟧牵头，⟦责 财政部⟧、⟦责 人力资源社会保障部⟧等按职责分工负责）",
    ),
    ("lead, others in charge", "（⟦牵 民政部⟧牵头，⟦责 全国老龄办⟧、⟦责 中国残联⟧负责）"),
    ("one in charge", "（⟦牵 省卫生健康委⟧负责）"),
    ("one in charge, another helps", "（⟦牵 市民政局⟧负责，⟦责 市财政局⟧配合）"),
    ("each in charge", "（⟦责 市文旅局⟧、⟦责 市体育局⟧各自负责）"),
    ("分别负责", "（⟦责 市教育局⟧、⟦责 市人社局⟧分别负责）"),
    ("collective in charge", "（⟦泛 各地区⟧、⟦泛 各有关部门⟧按职责分工负责）"),
    ("governments carry it out", "（⟦牵 省教育厅⟧牵头，⟦泛 各设区市人民政府⟧落实）"),
    ("brackets share the work out", "（⟦责 市教育局⟧、⟦责 市民政局⟧（按职责分工负责））"),
    ("会同 in brackets", "（⟦牵 市民政局⟧会同⟦责 市财政局⟧、⟦责 市残联⟧负责）"),
    ("牵头负责", "（由⟦牵 市应急局⟧牵头负责，⟦责 市消防救援支队⟧协同）"),
    ("two leads together", "（⟦牵 市教育局⟧、⟦牵 市卫生健康委⟧共同牵头）"),
    ("term behind the verb", "（⟦牵 商务部⟧牵头，2025年底前完成）"),
    ("stems before 部门", "（⟦责 公安⟧、⟦责 民政⟧、⟦责 教育⟧等部门按职责分工负责）"),
    ("lead, helpers without verb", "（⟦牵 区残联⟧牵头，⟦责 区民政局⟧、⟦责 区卫健局⟧）"),
    ("one of several, unnamed, in charge", "（⟦责 市教育局⟧等部门负责）"),
    ("helpers of one in charge", "（⟦牵 区政府⟧负责；⟦责 区发改委⟧、⟦责 区统计局⟧配合）"),
    (
        "central organs",
        "（⟦牵 中央宣传部⟧牵头，⟦责 中央网信办⟧、⟦责 共青团中央⟧、⟦责 全国妇联⟧等部门配合）",
    ),
    (
        "semicolon between roles",
        "（⟦牵 区科技局⟧牵头；⟦责 区科协⟧、⟦责 区教体局⟧配合；⟦泛 各镇街⟧参与）",
    ),
]

RUNNING = [
    ("each of a kind leads", "由⟦牵泛 各市民政局⟧牵头，⟦责 自然资源⟧、⟦责 住房城乡建设部门⟧配合。"),
    ("由 牵头", "由⟦牵 区民政局⟧牵头，建立联席会议制度。"),
    ("牵头 and 配合", "⟦牵 区民政局⟧牵头，⟦责 区财政局⟧、⟦责 区残联⟧配合，建立救助机制。"),
    ("group led by a bureau", "监测组由⟦牵 区统计局⟧牵头，负责规划监测的组织、指导。"),
    ("负责牵头", "评估组由⟦牵 区妇儿工委办公室⟧负责牵头，相关部门负责规划实施的人员参加。"),
    (
        "level before 部门",
        "监测组由⟦牵 区级统计部门⟧牵头，相关部门负责规划实施情况统计监测的人员参加。",
    ),
    ("由 负责", "困境儿童台账由⟦牵 县民政局⟧负责。"),
    ("由 共同负责", "校园安全由⟦牵 市教育局⟧、⟦牵 市公安局⟧共同负责。"),
    ("由 按职责分工", "由⟦责 市教育局⟧、⟦责 市公安局⟧等部门按职责分工负责。"),
    ("会同", "由⟦牵 市民政局⟧会同⟦责 市财政局⟧、⟦责 市残联⟧负责组织实施。"),
    ("stem list", "由⟦责 公安⟧、⟦责 民政⟧、⟦责 教育⟧等部门按照职责分工负责。"),
    ("department by function", "⟦牵 人力资源社会保障部门⟧牵头，⟦责 教育部门⟧协助。"),
    ("牵头部门为", "本项工作牵头部门为⟦牵 市妇联⟧，配合部门为⟦责 市教育局⟧。"),
    ("为牵头单位", "⟦牵 市妇联⟧为牵头单位，⟦责 市教育局⟧、⟦责 市民政局⟧为配合单位。"),
    ("collective helpers", "由⟦牵 市民政局⟧牵头，⟦泛 有关部门⟧配合。"),
    ("政府负责规划", "⟦牵 市政府⟧负责规划实施工作，⟦牵 市妇儿工委办公室⟧负责具体工作。"),
    ("support alone", "青少年法治教育由⟦责 团市委⟧配合。"),
    (
        "each its own task",
        "⟦牵 市民政局⟧负责统筹协调，⟦牵 市财政局⟧负责经费保障，⟦牵 市卫生健康委⟧负责医疗服务。",
    ),
    (
        "mechanism led by a department",
        "建立由⟦牵 民政部门⟧牵头，⟦责 教育⟧、⟦责 公安⟧、⟦责 司法行政⟧等部门参与的机制。",
    ),
    ("under the lead of the party", "在区委统一领导下，⟦牵 区妇联⟧牵头开展活动。"),
    ("和 on both sides", "⟦牵 县教育局⟧和⟦牵 县人社局⟧牵头，⟦责 县总工会⟧和⟦责 县妇联⟧参与。"),
    ("joint charge by duties", "⟦责 市卫生健康委⟧和⟦责 市民政局⟧按照职责分工负责医养结合工作。"),
    ("court and police", "由⟦牵 市中级人民法院⟧牵头，⟦责 市人民检察院⟧、⟦责 市公安局⟧参与。"),
]

NO_ROLE = [
    "倡导夫妻在家务劳动中分工配合，共同承担照料责任。",
    "协助办理侵害妇女权益案件，配合打击侵害妇女合法权益的违法犯罪行为。",
    "注重发现培养社会组织女性负责人。",
    "儿童督导员负责指导、管理儿童主任工作。",
    "健全党委领导、政府负责、社会协同、公众参与的工作机制。",
    "公安机关、人民检察院、人民法院应当指定专门人员负责办理涉及未成年人案件。",
    "探索指定专人负责未成年人法律援助事务。",
    "构建政府主导、部门协同、社会参与的工作格局。",
    "由家庭负责、学校指导。",
    "将规划目标分解到责任单位，责任单位每年报告落实情况。",
    "建立牵头单位总负责、责任单位各司其职的机制。",
    "相关部门负责规划实施情况统计监测的人员参加。",
    "社区（村）支持协助家庭教育指导服务中心开展工作。",
    "加强专业化办案与社会化保护配合衔接。",
    "妇女儿童工作委员会（以下简称妇儿工委）负责人参加会议。",
    "强化政府主体责任，落实部门监管责任。",
    "各责任单位要切实履行职责，各牵头部门要加强统筹。",
    "覆盖率达到95%（含农村地区）。",
    "支持妇联组织参与社会治理。",
    "积极配合宣传和维护儿童权益。",
    "本规划由自由职业者参与编制。",
    "联合有关部门（教育、民政）开展活动。",
    "落实国家有关规定（教育部、财政部、人力资源社会保障部）",
    "构建政府主导、残联牵头、部门配合、社会参与的工作格局。",
    "各级妇联组织要发挥牵头作用。",
    "由县级人民政府负责，乡镇（街道）配合。",
    "各地区、各部门要加强协同配合，形成合力。",
    "学校、家庭、社区配合，形成合力。",
    "《关于加强责任单位管理的意见》（某政发〔2021〕3号）",
]

CLOSING = [
    ("behind a full stop", "普及健康知识。（⟦责 市卫生健康委⟧、⟦责 市教育局⟧）"),
    ("behind a full stop, one unit", "普及健康知识。（⟦责 市卫生健康委⟧）"),
    ("behind a number", "筛查率达到95%（⟦责 区卫健局⟧、⟦责 区妇联⟧）"),
    ("explains the words before it", "加强与成员单位（区卫健局、区妇联）"),
    ("second name of a unit", "报送区政府办公室（区大数据局）"),
]


def _rows(*tables: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(marked, id=why) for table in tables for why, marked in table]


@pytest.mark.parametrize("marked", _rows(LABELLED, VERBS, RUNNING, CLOSING))
def test_units_are_found_with_their_roles(marked: str) -> None:
    text, expected = _unmarked(marked)
    assert list(owners(text)) == expected


@pytest.mark.parametrize("text", NO_ROLE)
def test_words_that_only_look_like_a_role_name_no_owner(text: str) -> None:
    assert owners(text) == ()


@pytest.mark.parametrize(
    ("why", "text", "evidence"),
    [
        ("bracket with its marks", "救助。（责任单位：区民政局）", ["（责任单位：区民政局）"]),
        ("labels in one bracket are one list", "（牵头单位：甲局，责任单位：乙局）好",
         ["（牵头单位：甲局，责任单位：乙局）"]),
        ("sentence behind", "好。责任单位：区民政局、区妇联。完", ["责任单位：区民政局、区妇联"]),
        ("running role", "监测组由区统计局牵头，负责监测。", ["区统计局牵头"]),
    ],
)  # fmt: skip
def test_evidence_is_the_words_that_say_who(why: str, text: str, evidence: list[str]) -> None:
    assert [text[start:end] for start, end in owner_list_spans(text)] == evidence, why


_PIECES = st.sampled_from(
    ["牵头单位：", "责任单位", "（", "）", "(", "】", "区民政局", "区妇联", "教育和体育局", "、", "，", "等", "和",
     "由", "牵头", "负责", "配合", "按职责分工", "会同", "各镇（街）", "有关部门", "。", "\n\n", " ", "〈", "〉", "2.", "为",
     "成员单位", "2025年", "部门", "\u3000", "社会"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_gives_facts_that_slice_to_their_names(text: str) -> None:
    facts = owners(text)
    for fact in facts:
        assert "".join(text[fact.start : fact.end].split()) == fact.name != ""
    assert [fact.start for fact in facts] == sorted(fact.start for fact in facts)
    for start, end in owner_list_spans(text):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "（",
        "牵头",
        "（牵头",
        "责任单位：",
        "由",
        "区民政局、",
        "牵头单位：、",
        "区",
        "配合，",
        "等",
        "局和",
        " ",
        "。（",
    ],
)
def test_long_repetitions_are_read_to_the_end(unit: str) -> None:
    """Quadratic reading would take hours here."""
    owners(unit * (200_000 // len(unit)))


def test_gazette_lists_are_split_exactly(plans_dir: Path) -> None:
    """The printed lists, split here by their own simple grammar, against what is found."""
    bracket = re.compile(
        r"[（(]((?:牵头|责任)单位[:：][^（）()〈]*(?:〈区[^〈〉]*〉[^（）()〈]*)*)[)）]"
    )
    lists = 0
    for path in sorted(plans_dir.glob("*.txt")):
        text = re.sub(r"\s+", "", path.read_text(encoding="utf-8-sig"))
        for match in bracket.finditer(text):
            if "单位、特邀" not in match[1] and re.search("等(?!区妇)|各部门|部门单位", match[1]):
                continue  # lists of the notices, whose tails have another grammar
            lists += 1
            expected = []
            for part in re.split(r"[,，](?=责任单位)", match[1]):
                label, names = re.split("[:：]", part, maxsplit=1)
                units, _, tail = names.partition("等区")
                role = Role.LEAD if label.startswith("牵头") else Role.SUPPORT
                expected += [(role, name) for name in units.split("、")]
                expected += [(role, "区" + tail)] if tail else []
            assert [(fact.role, fact.name) for fact in owners(match[0])] == expected
    assert lists >= 140
