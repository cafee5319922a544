"""Precedents and equivalents over the sample plans, with the real store, index and encoder."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from embeddings.confidence import Confidence
from embeddings.encoder import encoder
from embeddings.index import Kind, SearchIndex
from embeddings.sentences import sentences
from embeddings.wording import matters
from graph.errors import UnknownNode, UsageError
from graph.folding import folded
from graph.sqlite import SqliteStore
from graph.store import View
from queries.precedents import LONGEST, Answer, Hit, equivalents, precedents
from service.build import build
from service.indexing import Indexer, opened_index
from tests.reading import ROOT

SAMPLES = ROOT / "samples"

# A second plan of a place that the samples have, one measure of it word for word as another place has it.
_TWIN = "织密防溺水网络。每个行政村确定2名以上水域巡查员，汛期和暑假每天巡查不少于3次，在险要水段配齐救生杆、救生圈和喊话器。"
_SECOND = f"""云栖市儿童发展规划（2021—2030年）

一、儿童与安全
主要目标：
1.儿童溺水死亡人数逐年减少。（牵头单位：市教育局，责任单位：市水利局）
策略措施：
1.{_TWIN}
2.保护受家庭暴力的儿童。发现儿童遭受家庭暴力立即报告，由公安机关出具告诫书，做好庇护和心理疏导。
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A graph with its index, and the folder that its files are in."""

    plans: Path
    data: Path
    view: View
    index: SearchIndex

    def search(self, text: str, **wanted: object) -> Answer:
        """The answer of `precedents`."""
        return precedents(self.view, self.index, text, **wanted)  # type: ignore[arg-type]

    def first(self, text: str, **wanted: object) -> Hit:
        """Its first hit."""
        return self.search(text, **wanted).hits[0]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The samples and the second plan of 云栖市."""
    folder = tmp_path_factory.mktemp("precedents")
    plans, data = folder / "plans", folder / "data"
    plans.mkdir()
    for path in SAMPLES.glob("*.txt"):
        (plans / path.name).write_bytes(path.read_bytes())
    (plans / "yunqi-children.txt").write_text(_SECOND, "utf-8")
    build([plans], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    with SqliteStore(data).view() as view:
        yield Corpus(plans, data, view, opened_index(view, data))


def ids_of(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


# Filters


@pytest.mark.parametrize(
    ("wanted", "places", "domains"),
    [
        pytest.param(
            {"place": "云栖"},
            {"云栖市"},
            {
                "妇女与健康",
                "妇女与经济",
                "妇女参与决策和管理",
                "妇女与法律",
                "儿童与安全",
            },
            id="part of a place's name",
        ),
        pytest.param(
            {"place": "县"},
            {"青岚县"},
            {"儿童与健康", "儿童与安全", "儿童与福利"},
            id="one character of it",
        ),
        pytest.param(
            {"audience": "儿童"},
            {"云栖市", "青岚县"},
            {"儿童与健康", "儿童与安全", "儿童与福利"},
            id="an audience",
        ),
        pytest.param(
            {"domain": "健康"},
            {"云栖市", "青岚县", "临渊区"},
            {"妇女与健康", "儿童与健康", "强化老年健康支撑"},
            id="part of a domain's name",
        ),
        pytest.param(
            {"place": "云栖市", "audience": "儿童", "domain": "安全"},
            {"云栖市"},
            {"儿童与安全"},
            id="all three",
        ),
    ],
)
def test_a_filter_lets_all_of_its_own_through_and_nothing_else(
    corpus: Corpus, wanted: dict[str, str], places: set[str], domains: set[str]
) -> None:
    answer = corpus.search("建立工作制度", limit=100, anyway=True, **wanted)
    assert {hit.jurisdiction for hit in answer.hits} == places
    assert {hit.domain for hit in answer.hits} == domains
    everything = corpus.search("建立工作制度", limit=100, anyway=True)
    assert len(everything.hits) == sum(1 for _ in corpus.view.nodes(label="Measure"))
    assert {*ids_of(answer)} == {
        hit.id for hit in everything.hits if hit.jurisdiction in places and hit.domain in domains
    }


@pytest.mark.parametrize(
    ("wanted", "there_is"),
    [
        pytest.param({"place": "火星"}, "云栖市", id="place"),
        pytest.param({"audience": "青年"}, "残疾人", id="audience"),
        pytest.param({"domain": "航天"}, "妇女与健康", id="domain"),
        pytest.param({"audience": "儿童", "domain": "妇女"}, "儿童与福利", id="domain of another audience"),
    ],
)  # fmt: skip
def test_an_unknown_filter_is_refused_with_what_there_is(
    corpus: Corpus, wanted: dict[str, str], there_is: str
) -> None:
    with pytest.raises(UsageError) as refused:
        corpus.search("防溺水", **wanted)
    assert [*wanted.values()][-1] in refused.value.message
    assert there_is in refused.value.hint


def test_a_place_and_an_audience_that_no_plan_has_together_are_refused(corpus: Corpus) -> None:
    with pytest.raises(UsageError) as refused:
        corpus.search("防溺水", place="临渊区", audience="儿童")
    assert "临渊区" in str(refused.value)
    assert "儿童" in str(refused.value)


# Kinds and limits


@pytest.mark.parametrize(
    ("kinds", "labels"),
    [
        pytest.param((Kind.MEASURE,), {"Measure"}, id="measure"),
        pytest.param((Kind.GOAL,), {"Goal"}, id="goal"),
        pytest.param((Kind.MEASURE, Kind.GOAL), {"Measure", "Goal"}, id="all"),
        pytest.param((Kind.GOAL, Kind.MEASURE), {"Measure", "Goal"}, id="all, the other way round"),
    ],
)
def test_hits_are_of_the_kinds_that_are_wanted(
    corpus: Corpus, kinds: tuple[Kind, ...], labels: set[str]
) -> None:
    answer = corpus.search("减少儿童溺水", kinds=kinds, limit=12)
    assert {corpus.view.node(hit.id).label for hit in answer.hits} == labels
    assert all(corpus.view.node(hit.id).label.lower() == hit.kind for hit in answer.hits)


def test_kinds_together_hold_what_each_holds_in_one_order(corpus: Corpus) -> None:
    both, *each = (
        corpus.search("减少儿童溺水", kinds=kinds, limit=200, anyway=True)
        for kinds in ((Kind.MEASURE, Kind.GOAL), (Kind.MEASURE,), (Kind.GOAL,))
    )
    assert {*ids_of(both)} == {*ids_of(each[0]), *ids_of(each[1])}
    assert len(both.hits) == len(each[0].hits) + len(each[1].hits)
    scores = [hit.score for hit in both.hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_limit_takes_the_first_and_changes_nothing_else(corpus: Corpus, limit: int) -> None:
    assert corpus.search("反家庭暴力", limit=limit).hits == corpus.search("反家庭暴力", limit=500).hits[:limit]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\u3000\u3000"])
def test_an_empty_text_is_refused(corpus: Corpus, text: str) -> None:
    with pytest.raises(UsageError) as refused:
        corpus.search(text)
    assert refused.value.hint


def test_white_space_around_a_text_changes_nothing(corpus: Corpus) -> None:
    assert corpus.search("\u3000 反家庭暴力\r\n") == corpus.search("反家庭暴力")


# Order


def test_hits_come_best_first_and_ties_by_id(corpus: Corpus) -> None:
    answer = corpus.search("水库河道防溺水巡查", limit=500, anyway=True)
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)  # fmt: skip
    first, second = answer.hits[:2]
    assert first.text == second.text == _TWIN
    assert first.score == second.score
    assert first.id < second.id
    assert len({*ids_of(answer)}) == len(answer.hits)


def test_an_index_opened_anew_gives_the_same_answer(corpus: Corpus) -> None:
    anew = opened_index(corpus.view, corpus.data)
    for text in ("水库河道防溺水巡查", "老人没人做饭", "孕产妇急救转运"):
        assert precedents(corpus.view, anew, text) == corpus.search(text)


def test_a_query_does_not_depend_on_those_asked_before(corpus: Corpus) -> None:
    before = corpus.search("老人没人做饭")
    for text in ("女干部培养", "校车", "盲人按摩" * 50):
        corpus.search(text)
    assert corpus.search("老人没人做饭") == before


# Why


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        pytest.param(
            "宫颈癌 乳腺癌 免费检查",
            "扩大⟦宫颈癌⟧和⟦乳腺癌⟧防治覆盖面。把筛查服务送到茶园、码头和集市，为三十五岁至六十四岁农村妇女每三年提供1次⟦免费检查⟧，对确诊的困难妇女给予救助。",
            id="runs that both hold",
        ),
        pytest.param(
            "ｇｂ／Ｔ ３７６６８ 手语新闻",
            "推进信息无障碍。市级电视台开办⟦手语新闻⟧节目，政府门户网站达到《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（⟦GB⟧/⟦T⟧ ⟦37668⟧—2019）要求，应急广播配发文字提示。",
            id="Latin letters and digits, whatever their width",
        ),
    ],
)
def test_marks_stand_at_the_words_that_both_hold(corpus: Corpus, query: str, marked: str) -> None:
    hit = corpus.first(query, anyway=True)
    told = hit.text
    for start, end in reversed(hit.why.marks):
        told = f"{told[:start]}⟦{told[start:end]}⟧{told[end:]}"
    assert told == marked


_QUERIES = (
    "宫颈癌 乳腺癌 免费检查",
    "办好反家庭暴力工作，推行一站式取证",
    "老人不会用智能手机",
    "每个社区设1至2个助餐点，对80岁以上老人补助",
    "GB 38600—2019 养老机构",
)


@pytest.mark.parametrize("query", _QUERIES)
def test_every_mark_is_shared_and_every_term_is_a_mark(corpus: Corpus, query: str) -> None:
    asked = folded(query).lower()
    for hit in corpus.search(query, limit=50, anyway=True).hits:
        slices = [hit.text[start:end] for start, end in hit.why.marks]
        for each in slices:
            plain = folded(each).lower()
            pairs = [plain[i : i + 2] for i in range(len(plain) - 1)] or [plain]
            assert all(pair in asked for pair in (pairs if not plain.isascii() else [plain])), each
        assert hit.why.terms == tuple(dict.fromkeys(slices))
        assert list(hit.why.marks) == sorted(hit.why.marks)
        assert all(a[1] <= b[0] for a, b in zip(hit.why.marks, hit.why.marks[1:], strict=False))
        assert (hit.why.words is None) == (not hit.why.marks)


@pytest.mark.parametrize("query", _QUERIES)
@pytest.mark.parametrize("kind", Kind)
def test_nearest_is_a_sentence_of_the_text(corpus: Corpus, query: str, kind: Kind) -> None:
    for hit in corpus.search(query, kinds=(kind,), limit=500, anyway=True).hits:
        assert hit.why.nearest in sentences(hit.text)


def test_nearest_is_the_sentence_that_answers(corpus: Corpus) -> None:
    hit = corpus.first("老人坐电梯、公交站和公园厕所没有台阶")
    assert hit.text.startswith("建设适老环境。")
    start, end = hit.why.nearest
    assert hit.text[start:end].startswith("落实无障碍环境建设条例，加装电梯150部以上")


def test_ranks_are_places_in_each_ranking(corpus: Corpus) -> None:
    answer = corpus.search("水库河道防溺水巡查", limit=500, anyway=True)
    assert sorted(hit.why.meaning.rank for hit in answer.hits) == [*range(1, len(answer.hits) + 1)]
    by_meaning = sorted(answer.hits, key=lambda hit: hit.why.meaning.rank)
    scores = [hit.why.meaning.score for hit in by_meaning]
    assert scores == sorted(scores, reverse=True)
    by_words = sorted((hit.why.words.rank, -hit.why.words.score) for hit in answer.hits if hit.why.words)  # fmt: skip
    assert by_words
    assert by_words == sorted(by_words, key=lambda each: each[1])


def test_about_names_matters_and_the_one_that_is_meant(corpus: Corpus) -> None:
    names = {matter.name for matter in matters()}
    for query in (*_QUERIES, "妇女", "红烧肉怎么做", "aaaa", "防溺水。" * 20):
        about = corpus.search(query, anyway=True).about
        assert {*about} <= names
        assert len({*about}) == len(about)
    assert "预防儿童溺水" in corpus.search("大热天娃儿偷跑去塘里游水，大人看不过来").about


# Where hits stand


@pytest.mark.parametrize("kinds", [(Kind.MEASURE,), (Kind.GOAL,)], ids=["measures", "goals"])
def test_document_and_line_are_where_the_text_stands_in_the_file(
    corpus: Corpus, kinds: tuple[Kind, ...]
) -> None:
    hits = corpus.search("建立制度", kinds=kinds, limit=500, anyway=True).hits
    assert {hit.document for hit in hits} == {path.name for path in corpus.plans.iterdir()}
    for hit in hits:
        lines = (corpus.plans / hit.document).read_text("utf-8").split("\n")
        printed = re.sub(r"\s", "", "".join(lines[hit.line - 1 : hit.end_line]))
        words = re.sub(r"\s", "", hit.text)
        assert words[:4] in re.sub(r"\s", "", lines[hit.line - 1])
        assert words[:4] in printed
        assert words[-4:] in printed
        assert hit.title[:4] == hit.text[:4]


def test_a_hit_tells_its_plan_place_audience_and_domain(corpus: Corpus) -> None:
    hit = corpus.first("八十岁以上老人的补贴")
    assert (hit.plan, hit.jurisdiction, hit.audience, hit.domain, hit.document, hit.line) == (
        "临渊区“十四五”老龄事业发展规划",
        "临渊区",
        "老年人",
        "完善社会保障体系",
        "linyuan-elderly-14th-five-year.txt",
        47,
    )


def test_goals_are_searched_and_shown_without_their_owner_list(corpus: Corpus) -> None:
    goals = {node.id: str(node.properties["text"]) for node in corpus.view.nodes(label="Goal")}
    assert sum("牵头单位" in text for text in goals.values()) > 10
    answer = corpus.search(
        "牵头单位 责任单位 市卫生健康委 市财政局", kinds=(Kind.GOAL,), limit=500, anyway=True
    )
    assert {*ids_of(answer)} == {*goals}
    for hit in answer.hits:
        assert goals[hit.id].startswith(hit.text)
        assert "牵头单位" not in hit.text
        assert "责任单位" not in hit.text
        assert not {"牵头单位", "责任单位", "市卫生健康委"} & {*hit.why.terms}


# Confidence


def test_a_query_that_nothing_answers_has_hits_only_anyway(corpus: Corpus) -> None:
    query = "火箭发动机怎么点火"
    assert corpus.search(query).confidence is Confidence.NONE
    assert corpus.search(query).hits == ()
    anyway = corpus.search(query, anyway=True)
    assert anyway.confidence is Confidence.NONE
    assert len(anyway.hits) == 10


def test_anyway_changes_nothing_where_there_is_an_answer(corpus: Corpus) -> None:
    query = "水库河道防溺水巡查"
    assert corpus.search(query).confidence is Confidence.HIGH
    assert corpus.search(query, anyway=True) == corpus.search(query)


# Passages

_PASSAGE = (
    "在水库山塘设置警示牌，暑假每天组织人员巡查，防止儿童溺水。",
    "推行家庭暴力一站式取证，做好受害妇女的庇护和心理疏导。",
    "依托开放大学办好老年学堂，每个街道开设课程。",
    "党政机关带头按比例安排残疾人就业。",
)
_FOR = ("织密防溺水网络", "办好反家庭暴力工作", "发展老年教育", "扩大就业渠道")


def test_a_passage_gives_each_sentence_its_hits_in_turn(corpus: Corpus) -> None:
    answer = corpus.search("".join(_PASSAGE), limit=20)
    assert answer.sentences == _PASSAGE
    first = {hit.why.sentence: hit for hit in answer.hits[:4]}
    assert [first[n].text[: len(title)] for n, title in enumerate(_FOR)] == [*_FOR]
    for n in range(4):
        scores = [hit.score for hit in answer.hits if hit.why.sentence == n]
        assert scores == sorted(scores, reverse=True)
    assert len({*ids_of(answer)}) == len(answer.hits)


def test_marks_and_nearest_of_a_passage_are_those_of_the_hits_own_sentence(corpus: Corpus) -> None:
    for hit in corpus.search("".join(_PASSAGE), limit=40).hits:
        assert hit.why.sentence is not None
        asked = folded(_PASSAGE[hit.why.sentence])
        assert all(folded(term)[:2] in asked for term in hit.why.terms)
        assert hit.why.nearest in sentences(hit.text)


def test_a_sentence_that_nothing_answers_has_no_hits_in_a_passage(corpus: Corpus) -> None:
    outside = "火箭发动机点火前要预冷管路和涡轮泵。"
    answer = corpus.search("".join((*_PASSAGE, outside)), limit=100)
    assert answer.sentences[-1] == outside
    assert {hit.why.sentence for hit in answer.hits} == {0, 1, 2, 3}
    assert answer.confidence is Confidence.HIGH


def test_a_short_text_of_two_sentences_is_searched_whole(corpus: Corpus) -> None:
    answer = corpus.search("老人不会用手机。去银行怎么办？")
    assert answer.sentences == ()
    assert {hit.why.sentence for hit in answer.hits} == {None}


def test_a_passage_in_lines_is_cut_at_the_lines(corpus: Corpus) -> None:
    answer = corpus.search("\r\n".join(part.rstrip("。") for part in _PASSAGE))
    assert answer.sentences == tuple(part.rstrip("。") for part in _PASSAGE)


def _draft(corpus: Corpus, size: int) -> str:
    texts = [str(node.properties["text"]) for node in corpus.view.nodes(label="Measure")]
    random.Random(5).shuffle(texts)
    whole = "".join(texts)
    return (whole * (size // len(whole) + 1))[:size]


def test_a_draft_of_5000_characters_finds_the_measures_it_was_copied_from(corpus: Corpus) -> None:
    draft = _draft(corpus, 5000)
    answer = corpus.search(draft, limit=40)
    assert all(sentence in draft for sentence in answer.sentences)
    # A passage has a hit for each sentence, also beyond the limit; several may share theirs.
    assert 40 <= len(answer.hits) <= len(answer.sentences)
    assert len({*ids_of(answer)}) == len(answer.hits)
    for hit in answer.hits:
        assert hit.why.sentence is not None
        assert hit.text in draft or answer.sentences[hit.why.sentence] not in hit.text
    assert sum(hit.text in draft for hit in answer.hits[:40]) > 30


@pytest.mark.parametrize("join", ["。", ""], ids=["sentences", "one run"])
def test_what_is_past_50000_characters_is_not_looked_at(corpus: Corpus, join: str) -> None:
    long = join.join(["妇女发展规划的实施"] * 6000)
    assert len(long) > LONGEST
    answer = corpus.search(long, anyway=True)
    assert len(answer.query) == LONGEST
    assert answer.hits
    assert answer == corpus.search(long[:LONGEST] + "防溺水", anyway=True)


# Any text


def test_full_width_and_half_width_find_the_same(corpus: Corpus) -> None:
    for half in (
        "GB 38600-2019 养老机构安全",
        "12岁儿童龋患率 28%",
        "每天3次 水库+河道",
        "HPV 35-64岁",
    ):
        full = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in half)  # fmt: skip
        assert full != half
        a, b = (corpus.search(text, anyway=True, limit=30) for text in (half, full))
        assert a.hits == b.hits
        assert (a.about, a.confidence) == (b.about, b.confidence)


@pytest.mark.parametrize(
    "text",
    [
        "terms:(儿童 OR 妇女)^3 +溺水 -老人 \"心理\"~2 [a TO z] /x.*/ *",
        "AND", "NOT", "row:1", "\\", '"', "(((", "^", "*",
        "'; DROP TABLE node; --", "%", "_", "SELECT * FROM span",
        "😀", "👨‍👩‍👧‍👦 家庭", "🇨🇳", "é", "e\u0301", "İstanbul", "ß", "Ⅳ㈠½",
        "a", "1", "孩", "。", "—", "\u200b", "\ufeff",
        "How do other counties prevent drowning?", "보육", "保育園", "مدرسة", "детский сад",
        "\x00", "儿童\x00溺水", "\ud800", "儿童\udfff溺水", "\udcff\udcfe",
        "𠀀𪚥", "\U0010ffff", "儿童" * 200, "a" * 5000, "1 " * 3000, "\n".join("儿" * 80),
        "<b>儿童</b><script>alert(1)</script>", "{{7*7}}", "../../etc/passwd",
    ],
    ids=lambda text: ascii(text)[:40],
)  # fmt: skip
def test_no_text_is_an_error(corpus: Corpus, text: str) -> None:
    answer = corpus.search(text, anyway=True, kinds=(Kind.MEASURE, Kind.GOAL))
    assert len(answer.hits) == 10
    assert answer.query == text.strip()
    assert corpus.search(text, kinds=(Kind.MEASURE, Kind.GOAL)).confidence is answer.confidence


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.text(st.characters() | st.sampled_from("儿童妇女老人溺水。；，“”（）\n\x00\ud800１Ａ"), min_size=1, max_size=120)
)  # fmt: skip
@example("儿童溺水。\ud800" * 20)
def test_any_text_has_an_answer_or_is_said_to_be_empty(corpus: Corpus, text: str) -> None:
    try:
        answer = corpus.search(text, anyway=True, limit=3)
    except UsageError:
        assert not text.strip()
        return
    assert len(answer.hits) == 3
    for hit in answer.hits:
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.why.marks)
        if hit.why.sentence is not None:
            assert answer.sentences[hit.why.sentence] in text


def test_operators_of_a_query_language_are_words_like_any_other(corpus: Corpus) -> None:
    wild = corpus.search("溺水 -溺水 OR 老人*", limit=100, anyway=True)
    assert "溺水" in {term for hit in wild.hits for term in hit.why.terms}


# The same elsewhere


def _measure(corpus: Corpus, beginning: str, place: str) -> str:
    (found,) = [
        hit.id
        for hit in corpus.search(beginning, limit=500, anyway=True, place=place).hits
        if hit.text.startswith(beginning)
    ]
    return found


def test_equivalents_are_never_the_item_itself(corpus: Corpus) -> None:
    for label in ("Measure", "Goal"):
        for node in list(corpus.view.nodes(label=label))[::7]:
            for elsewhere in (True, False):
                answer = equivalents(
                    corpus.view, corpus.index, node.id, limit=500, elsewhere=elsewhere
                )
                assert node.id not in ids_of(answer)
                assert {corpus.view.node(hit.id).label for hit in answer.hits} == {label}
                assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)  # fmt: skip


def test_elsewhere_leaves_out_every_plan_of_the_same_place(corpus: Corpus) -> None:
    item = _measure(corpus, "办好反家庭暴力工作", "云栖市")
    anywhere = equivalents(corpus.view, corpus.index, item, limit=500, elsewhere=False)
    elsewhere = equivalents(corpus.view, corpus.index, item, limit=500)
    assert anywhere.hits[0].text.startswith("保护受家庭暴力的儿童")
    assert anywhere.hits[0].jurisdiction == "云栖市"
    assert {hit.jurisdiction for hit in elsewhere.hits} == {"临渊区", "澄屿市", "青岚县"}
    assert ids_of(elsewhere) == [hit.id for hit in anywhere.hits if hit.jurisdiction != "云栖市"]


def test_a_twin_elsewhere_is_the_first_equivalent(corpus: Corpus) -> None:
    item = _measure(corpus, "织密防溺水网络", "云栖市")
    answer = equivalents(corpus.view, corpus.index, item, limit=3)
    assert answer.query == _TWIN
    assert len(answer.hits) == 3
    first = answer.hits[0]
    assert (first.text, first.jurisdiction) == (_TWIN, "青岚县")
    assert first.score > 2 * answer.hits[1].score
    assert first.why.words is not None
    assert first.why.terms


def test_equivalents_of_a_goal_are_goals_without_owner_lists(corpus: Corpus) -> None:
    (goal,) = [
        node
        for node in corpus.view.nodes(label="Goal")
        if str(node.properties["text"]).startswith("儿童溺水死亡人数")
    ]
    answer = equivalents(corpus.view, corpus.index, goal.id)
    assert answer.query == "儿童溺水死亡人数逐年减少。"
    assert {hit.kind for hit in answer.hits} == {Kind.GOAL}
    assert any("溺水" in hit.text for hit in answer.hits[:3])


def test_a_sub_goal_has_equivalents_too(corpus: Corpus) -> None:
    sub = next(node for node in corpus.view.nodes(label="Goal") if node.properties.get("parent"))
    assert equivalents(corpus.view, corpus.index, sub.id).hits


@pytest.mark.parametrize("id", ["nope", "", "plan:x:d1:m1", "\ud800", "' OR 1=1"], ids=ascii)
def test_an_unknown_id_is_said_to_be_unknown(corpus: Corpus, id: str) -> None:
    with pytest.raises(UnknownNode):
        equivalents(corpus.view, corpus.index, id)


@pytest.mark.parametrize("label", ["Plan", "Domain", "Jurisdiction", "Law", "Department", "Target", "Document"])  # fmt: skip
def test_what_is_neither_measure_nor_goal_has_no_equivalents(corpus: Corpus, label: str) -> None:
    id = next(iter(corpus.view.nodes(label=label))).id
    with pytest.raises(UsageError) as refused:
        equivalents(corpus.view, corpus.index, id)
    assert id in refused.value.message
