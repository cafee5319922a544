"""Measures and goals side by side, on the samples, a second city made from one of them, and the real encoder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embeddings.encoder import Encoder, encoder
from graph.errors import UnknownNode, UsageError
from graph.sqlite import SqliteStore
from graph.store import View
from queries.alignment import Mark, Sentence, aligned
from queries.comparison import Column, Comparison, comparison
from service.build import build
from tests.reading import ROOT

YUNQI = "yunqi-women-2021-2030.txt"
LINZHU = "linzhu-women-2021-2030.txt"  # what follows makes it of the former
CHANGES = {
    "云栖": "临渚",
    "9/10万": "12/10万",
    "市卫生健康委": "市卫健局",
    "；参加乳腺癌筛查的妇女逐年增多": "；为低收入妇女免去筛查费用",
    "乡镇卫生院至少配备1名女医生": "乡镇卫生院至少配备2名女医生",
    "建立跨县急救转运通道": "配备海岛救护直升机",
    "规范避孕药具发放，减少意外怀孕。": "规范避孕药具发放，减少意外怀孕。建设渔港流动体检船。",
    "把宪法、妇女权益保障法、反家庭暴力法列入普法重点": "把宪法、反家庭暴力法列入普法重点",
    "（牵头单位：市委组织部）": "（责任单位：市委组织部）",
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The graph of the samples and of the second city."""
    plans, data = tmp_path_factory.mktemp("plans"), tmp_path_factory.mktemp("data")
    text = (ROOT / "samples" / YUNQI).read_text("utf-8")
    for before, after in CHANGES.items():
        assert before in text
        text = text.replace(before, after)
    (plans / LINZHU).write_text(text, "utf-8")
    build([ROOT / "samples", plans], SqliteStore(data))
    with SqliteStore(data).view() as opened:
        yield opened


@pytest.fixture(scope="module")
def model() -> Encoder:
    """The text encoder that commands use."""
    return encoder()


def ids(view: View, *openings: str, label: str = "Measure") -> list[str]:
    """The item of either city that begins so, for each opening: in 云栖, then in 临渚."""
    found = []
    for opening in openings:
        for document in (YUNQI, LINZHU):
            nodes = view.nodes(label=label, document=document)
            found += [node.id for node in nodes if str(node.properties["text"]).startswith(opening)]
    return found


def marks(column: Column) -> dict[str, Mark]:
    """The mark of each sentence."""
    return {sentence.text: sentence.mark for sentence in column.sentences}


def added(column: Column) -> list[str]:
    """The words that only this column has."""
    return [each.text[start:end] for each in column.sentences for start, end in each.adds]


def test_what_only_one_says_is_told_from_what_both_say(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "加强生殖健康服务")).columns
    assert set(marks(here).values()) == {Mark.SAME}
    assert added(here) == []
    assert added(there) == ["建设渔港流动体检船。"]
    assert marks(there)["建设渔港流动体检船。"] is Mark.ONLY
    assert [each.nearest for each in there.sentences] == [(0, None), (1, None), (None, None)]


def test_a_clause_with_words_of_its_own_is_an_addition(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "守住母婴安全底线")).columns
    assert set(marks(here).values()) | set(marks(there).values()) == {Mark.SAME}
    assert added(here) == ["建立跨县急救转运通道"]
    assert added(there) == ["配备海岛救护直升机"]


def test_a_sentence_with_words_of_its_own_is_said_by_no_other(view: View, model: Encoder) -> None:
    found = comparison(view, model, ids(view, "适龄妇女宫颈癌人群筛查率", label="Goal"))
    assert [added(column) for column in found.columns] == [
        ["参加乳腺癌筛查的妇女逐年增多。"],
        ["为低收入妇女免去筛查费用。"],
    ]


def test_a_sentence_with_another_number_differs(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "健全妇幼健康服务网络")).columns
    assert list(marks(here).values()) == [Mark.SAME, Mark.DIFFERS]
    assert here.sentences[1].differs == (1,)
    assert there.sentences[1].differs == (0,)


def test_numbers_are_compared_within_their_indicator(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "孕产妇死亡率", label="Goal")).columns
    told = [(n.setting.indicator, n.setting.value, n.mark) for n in (*here.numbers, *there.numbers)]
    assert told == [
        ("孕产妇死亡率", 9, Mark.DIFFERS),
        ("婴儿死亡率", 4, Mark.SAME),
        ("孕产妇死亡率", 12, Mark.DIFFERS),
        ("婴儿死亡率", 4, Mark.SAME),
    ]


def test_a_number_for_an_indicator_of_its_own_stands_alone(view: View, model: Encoder) -> None:
    first, second = ids(view, "孕产妇死亡率", "孕产妇贫血患病率", label="Goal")[::2]
    here, there = comparison(view, model, [first, second]).columns
    assert {number.mark for number in (*here.numbers, *there.numbers)} == {Mark.ONLY}
    assert {each.mark for each in (*here.sentences, *there.sentences)} == {Mark.ONLY}


def test_one_function_is_one_duty_under_either_name(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "孕产妇死亡率", label="Goal")).columns
    assert [duty.owner.department for duty in here.owners[:2]] == ["市卫生健康委", "市医保局"]
    assert there.owners[0].owner.department == "市卫健局"
    assert {duty.mark for duty in (*here.owners, *there.owners)} == {Mark.SAME}


def test_the_other_role_is_a_difference(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "市、县（区）党委", label="Goal")).columns
    assert [(duty.owner.role, duty.mark) for duty in (*here.owners, *there.owners)] == [
        ("lead", Mark.DIFFERS),
        ("support", Mark.DIFFERS),
    ]


def test_laws_are_compared_by_their_titles(view: View, model: Encoder) -> None:
    here, there = comparison(view, model, ids(view, "深入宣传普及法律知识")).columns
    assert {law.surface: law.mark for law in here.laws} == {
        "宪法": Mark.SAME,
        "妇女权益保障法": Mark.ONLY,
        "反家庭暴力法": Mark.SAME,
    }
    assert {law.mark for law in there.laws} == {Mark.SAME}


def test_a_goal_comes_with_its_sub_goals_and_people_can_cite_it(view: View, model: Encoder) -> None:
    goals = list(view.nodes(label="Goal", document="qinglan-children-2021-2030.txt"))
    goal = next(node for node in goals if node.properties["text"] == "防治儿童常见疾病。")
    sub = next(node for node in goals if "龋患率" in str(node.properties["text"]))
    (measure,) = ids(view, "守住母婴安全底线")[:1]
    whole, part, other = comparison(view, model, [goal.id, sub.id, measure]).columns
    assert [sentence.text for sentence in whole.sentences][:2] == [
        "防治儿童常见疾病。",
        "国家免疫规划疫苗接种率以乡镇为单位保持在95%以上。",
    ]
    assert part.sentences[0].text == "12岁儿童龋患率不高于28%。"
    assert part.numbers[0].mark is Mark.SAME
    assert whole.sentences[2].line == part.place.line > whole.place.line
    assert [column.section for column in (whole, part, other)] == [
        "儿童与健康 第2条目标",
        "儿童与健康 第2条目标第2项",
        "妇女与健康 第2条措施",
    ]


def test_every_sentence_stands_in_one_row_and_the_first_column_in_order(
    view: View, model: Encoder
) -> None:
    found: Comparison = comparison(
        view, model, ids(view, "健全妇幼健康服务网络", "加强生殖健康服务", "支持妇女创业")
    )
    for i, column in enumerate(found.columns):
        placed = [n for row in found.rows for n in row[i]]
        assert sorted(placed) == list(range(len(column.sentences)))
        if i == 0:
            assert placed == sorted(placed)
    assert all(any(row) for row in found.rows)


SAID = [
    ("the same words", "推行垃圾分类。", "推行垃圾分类。", True),
    ("other order and words", "减轻学生过重的学业负担。", "为学生减负，减轻过重学业负担。", True),
    ("another name of the same", "为老年人提供助餐服务。", "开展老年人助餐配餐服务。", True),
    ("part of a longer one", "提倡开展工间操。", "丰富健身活动，提倡用人单位开展工间操，引导妇女健身。", True),
    ("nothing in common", "推行垃圾分类。", "提高高中阶段教育普及水平。", False),
    ("the same people, another matter", "保护妇女土地权益。", "为妇女提供心理咨询。", False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "one", "other", "same"), SAID, ids=[each[0] for each in SAID])
def test_sentences_are_told_the_same_as_a_reader_would(
    model: Encoder, why: str, one: str, other: str, same: bool
) -> None:
    columns, rows = aligned([[Sentence(text=one, line=1)], [Sentence(text=other, line=1)]], model)
    assert {bool(sentence.same) for (sentence,) in columns} == {same}, why
    assert len(rows) == (1 if same else 2)


def test_columns_without_sentences_make_no_rows(model: Encoder) -> None:
    assert aligned([[], []], model) == (((), ()), ())
    (alone,), _ = aligned([[Sentence(text="推行垃圾分类。", line=1)], []], model)[0]
    assert alone.mark is Mark.ONLY


@pytest.mark.parametrize(
    ("why", "wanted", "words"),
    [
        ("one is too few", ["{0}"], "2 到 6"),
        ("seven are too many", ["{0}", "{1}", "a", "b", "c", "d", "e"], "2 到 6"),
        ("one twice", ["{0}", "{1}", "{0}"], "不止一次"),
        ("a plan is no measure", ["{0}", "{plan}"], "规划，不是措施或目标"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_compared_is_refused_with_a_hint(
    view: View, model: Encoder, why: str, wanted: list[str], words: str
) -> None:
    given = ids(view, "守住母婴安全底线")
    plan = next(view.nodes(label="Plan")).id
    with pytest.raises(UsageError) as refused:
        comparison(view, model, [each.format(*given, plan=plan) for each in wanted])
    assert words in refused.value.message, why
    assert refused.value.hint


def test_an_unknown_id_is_named(view: View, model: Encoder) -> None:
    with pytest.raises(UnknownNode) as refused:
        comparison(view, model, [*ids(view, "守住母婴安全底线"), "plan:x:d1:m1"])
    assert "plan:x:d1:m1" in refused.value.message
