"""Topics of small plans that have subjects in common, through the real store, index and encoder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from embeddings.dense import DenseIndex, write
from embeddings.encoder import encoder
from embeddings.index import SearchIndex
from embeddings.likeness import Words, likeness, strangers
from embeddings.topic_names import Member, core, named
from embeddings.topics import ALIKE, derived, similar
from graph import ids
from graph.analysis import communities
from graph.sqlite import SqliteStore
from graph.store import Edge, Node
from service.indexing import opened_index
from tests.common_plans import built, written
from tests.reading import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the plans in common."""
    folder = tmp_path_factory.mktemp("topics")
    return built(written(folder / "plans"), folder / "data")


@pytest.fixture(scope="module")
def index(data: Path) -> SearchIndex:
    """Its index."""
    with SqliteStore(data).view() as view:
        return opened_index(view, data)


def found(data: Path) -> tuple[dict[str, Node], dict[str, set[str]], list[Edge]]:
    """Topics by name, the places whose measures each has, and the similarities of a data folder."""
    with SqliteStore(data).view() as view:
        topics = {node.id: node for node in view.nodes(label="Topic")}
        places = defaultdict(set)
        for edge in view.edges(type="IN_TOPIC"):
            document = str(view.node(edge.source).properties["document"])
            places[str(topics[edge.target].properties["name"])].add(document.removesuffix(".txt"))
        named = {str(node.properties["name"]): node for node in topics.values()}
        return named, dict(places), list(view.edges(type="SIMILAR_TO"))


def test_each_subject_in_common_is_one_topic_with_its_places(data: Path) -> None:
    _, places, _ = found(data)
    assert sorted(map(sorted, places.values())) == [
        ["北岭市", "南屿区", "岚坪县"],
        ["北岭市", "南屿区", "岚坪县"],
        ["北岭市", "岚坪县"],
    ]
    assert {name for name in places if "就业" in name and "性别歧视" in name}
    assert {name for name in places if "筛查" in name or "两癌" in name}
    assert {name for name in places if "家庭暴力" in name}


def test_a_topic_is_named_without_words_of_style_and_has_terms(data: Path) -> None:
    topics, _, _ = found(data)
    for name, node in topics.items():
        assert not name.startswith(("加大", "完善", "扩大"))
        assert not name.endswith(("力度", "工作"))
        assert node.id == ids.topic_id(name)
        assert node.properties["terms"]


def test_similar_measures_stand_in_two_plans_once_a_pair_with_three_decimals(data: Path) -> None:
    _, _, edges = found(data)
    pairs = {(edge.source, edge.target) for edge in edges}
    assert len(pairs) == len(edges) > 0
    for edge in edges:
        score = float(str(edge.properties["score"]))
        assert edge.source < edge.target
        assert ids.plan_of(edge.source) != ids.plan_of(edge.target)
        assert ALIKE <= score <= 1
        assert score == round(score, 3)


def test_the_same_graph_and_index_give_the_same_topics(data: Path, index: SearchIndex) -> None:
    with SqliteStore(data).view() as view:
        once, again = derived(index, view), derived(index, view)
        kept = [*view.nodes(label="Topic")]
    assert once == again
    assert sorted(once[0], key=lambda node: node.id) == kept


def test_a_plan_on_something_else_leaves_all_topics_as_they_are(data: Path, tmp_path: Path) -> None:
    more = {("东川县", "老年人"): ("发展银发旅游。开行老年旅游列车，列车上配备医护人员。",)}
    other = built(written(tmp_path / "plans", more=more), tmp_path / "data")
    assert found(other)[0].keys() == found(data)[0].keys()
    assert found(other)[1] == found(data)[1]


def test_a_plan_taken_away_leaves_the_topics_of_the_others(tmp_path: Path) -> None:
    other = built(written(tmp_path / "plans", without="南屿区"), tmp_path / "data")
    assert [sorted(each) for each in found(other)[1].values()] == [["北岭市", "岚坪县"]] * 3


def test_one_plan_alone_has_no_topics(tmp_path: Path) -> None:
    plans = written(tmp_path / "plans")
    for path in plans.glob("*.txt"):
        if path.stem != "岚坪县":
            path.unlink()
    assert found(built(plans, tmp_path / "data")) == ({}, {}, [])


CORES = [
    ("words of style at both ends", "进一步加大培养选拔女干部工作力度。", "培养选拔女干部"),
    ("prevention is the matter itself", "预防和控制儿童溺水。", "预防和控制儿童溺水"),
    ("for whom something is offered", "依法为儿童提供法律援助和司法救助", "儿童法律援助和司法救助"),
    ("for whom without an object", "为女性终身学习提供支持。", "女性终身学习"),
    ("towards whom", "面向妇女广泛开展思想政治教育。", "妇女思想政治教育"),
    ("whose", "全面保障儿童的民事权益。", "儿童民事权益"),
    ("a word that ends like a conjunction", "加大儿童健康知识宣传普及力度。", "儿童健康知识宣传普及"),
    ("nothing but style", "加强工作", "加强工作"),
    ("a remark in brackets", "加强母婴设施建设（续建）", "母婴设施建设"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "heading", "expected"), CORES, ids=[each[0] for each in CORES])
def test_the_core_of_a_heading(why: str, heading: str, expected: str) -> None:
    assert core(heading) == expected, why


def family(titles: list[str], body: str, *, place: str = "") -> list[Member]:
    """Measures of as many plans."""
    return [
        Member(
            plan=f"plan:{n}",
            places=(place,) if place else (),
            title=title,
            text=f"{title}。{body}",
            terms=Words([f"{title}。{body}"]).terms(0),
        )
        for n, title in enumerate(titles)
    ]


def test_topics_of_one_name_get_a_further_term_each() -> None:
    told = named(
        [
            family(["提供法律援助"] * 2, "为遭受家庭暴力的妇女申请人身安全保护令。"),
            family(["提供法律援助"] * 2, "为留守儿童和困境儿童指派熟悉未成年人的律师。"),
            family(["提供法律援助"] * 2, ""),
        ]
    )
    names = [each.name for each in told]
    assert len(set(names)) == 3
    assert all("法律援助" in name for name in names)
    assert "人身安全保护令" in names[0]


def test_a_name_leaves_out_what_the_place_is_called() -> None:
    titles = ["推进法治台儿庄建设", "推进法治台儿庄建设"]
    assert named([family(titles, "", place="台儿庄")])[0].name == "法治建设"


def test_a_family_without_headings_is_named_by_a_term_of_policy() -> None:
    long = "对适龄妇女每三年开展一次免费的宫颈癌筛查并做好后续的病例随访和困难救助以及信息登记"
    (told,) = named([family([long, long], "")])
    assert told.name in (*told.terms, core(long))
    assert "宫颈癌筛查" in told.terms


def test_another_process_gives_the_same_names() -> None:
    """Sets of text come in another order in every process, and sums of floats depend on order."""
    code = (
        "from tests.common_plans import MEASURES; from tests.embeddings.test_topics import family;"
        "from embeddings.topic_names import named;"
        "told = [family([t.split('。')[0] for t in texts], ''.join(texts)) for texts in MEASURES.values()];"
        "print(named(told))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


def test_likeness_is_one_for_the_same_text_and_near_zero_for_strangers() -> None:
    model = encoder()
    texts = [
        "消除就业性别歧视。用人单位招聘不得限定性别。",
        "消除就业性别歧视。用人单位招聘不得限定性别。",
        "加强公园绿地和健身步道建设，方便居民休闲锻炼。",
    ]
    vectors, words = model.encode(texts), Words(texts, rarity=lambda _: 1.0)
    scores = likeness(vectors[0] @ vectors[1:].T, words.shared(0, [1, 2]), strangers(model))
    assert scores[0] == pytest.approx(1.0, abs=0.01)
    assert scores[1] < ALIKE / 2  # measured 0


def test_words_of_texts_without_any_are_like_nothing() -> None:
    words = Words(["", "家庭暴力", "，。"])
    assert words.shared(0, [1, 2]).tolist() == [0, 0]
    assert words.shared(1, [0, 2]).tolist() == [0, 0]
    assert words.shared(1, []).tolist() == []


def test_measures_of_one_heading_in_real_plans_come_into_one_topic(
    plans_dir: Path, tmp_path: Path
) -> None:
    """Headings that two places took from the same outline are a truth that needs no reader."""
    from graph.model import ParsedDocument
    from service.build import checked

    parsed = [each.parsed for each in checked(sorted(plans_dir.glob("00[14]*.txt")))]
    texts, titles = {}, {}
    for n, document in enumerate(parsed):
        assert isinstance(document, ParsedDocument)
        plan = next(plan for plan in document.plans if plan.audience == "儿童")
        for m, measure in enumerate(m for domain in plan.domains for m in domain.measures):
            id = f"plan:{n}:d1:m{m:03}"
            texts[id], titles[id] = measure.passage.text, core(measure.title)
    model = encoder()
    write(
        tmp_path / "vectors",
        len(texts),
        model.dimension,
        lambda rows: model.encode([list(texts.values())[row] for row in rows]),
    )
    names = list(texts)
    pairs = similar(
        names, DenseIndex(tmp_path / "vectors"), Words(texts.values()), strangers(model)
    )
    weighed = ((names[one], names[other], score) for (one, other), score in pairs.items())
    topic_of = {id: n for n, each in enumerate(communities(weighed, seed=0)) for id in each}
    alike = [
        (one, other)
        for one in names
        for other in names
        if one < other and ids.plan_of(one) != ids.plan_of(other) and titles[one] == titles[other]
    ]
    assert len(alike) > 40
    together = sum(topic_of.get(a, -1) == topic_of.get(b, -2) for a, b in alike)
    assert together / len(alike) >= 0.95  # measured 1.0
