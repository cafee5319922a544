"""How good search is, as floors with the measured value beside them.

Two sets: `samples/search.jsonl` over the measures of the samples, and the development set over the nine
real plans, where they are. Measured with the packaged encoder on a processor without VNNI.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from embeddings.confidence import Confidence
from embeddings.evaluation import DEPTH, Quality, judged_queries, quality_by_type
from graph.sqlite import SqliteStore
from queries.precedents import precedents
from service.indexing import opened_index
from tests.reading import ROOT

SAMPLES = ROOT / "samples"


def measured(data: Path, file: Path) -> Mapping[str, Quality]:
    """The averages over the queries of a set, by type."""
    rankings = []
    with SqliteStore(data).view() as view:
        index = opened_index(view, data)
        for query in judged_queries(file):
            hits = precedents(view, index, query.query, limit=DEPTH, anyway=True).hits
            rankings.append((query, [(hit.document, hit.line) for hit in hits]))
    return quality_by_type(rankings)


def sure(data: Path, *queries: str) -> list[Confidence]:
    """How sure each answer is."""
    with SqliteStore(data).view() as view:
        index = opened_index(view, data)
        return [precedents(view, index, query).confidence for query in queries]


def test_every_place_that_the_samples_set_judges_is_a_measure(samples: Path) -> None:
    with SqliteStore(samples).view() as view:
        places = {(n.properties["document"], n.properties["line"]) for n in view.nodes(label="Measure")}  # fmt: skip
    queries = judged_queries(SAMPLES / "search.jsonl")
    assert {place for query in queries for place in query.grades} <= places
    assert len({query.query for query in queries}) == len(queries) == 24


def test_search_in_the_samples(samples: Path) -> None:
    found = measured(samples, SAMPLES / "search.jsonl")
    assert {kind: each.queries for kind, each in found.items()} == {
        "all": 24, "keyword": 8, "paraphrase": 8, "scenario": 8,
    }  # fmt: skip
    assert found["all"].ndcg >= 0.93  # 0.972
    assert found["keyword"].ndcg >= 0.97  # 1.000
    assert found["paraphrase"].ndcg >= 0.90  # 0.966
    assert found["scenario"].ndcg >= 0.90  # 0.948
    assert found["all"].recall >= 0.97  # 1.000
    assert found["all"].mrr >= 0.93  # 1.000


def test_search_in_the_real_plans(real: Path, eval_dir: Path) -> None:
    found = measured(real, eval_dir / "search.jsonl")
    assert {kind: each.queries for kind, each in found.items()} == {
        "all": 40, "keyword": 10, "paraphrase": 18, "scenario": 12,
    }  # fmt: skip
    assert found["all"].ndcg >= 0.89  # 0.919
    assert found["keyword"].ndcg >= 0.89  # 0.912
    assert found["paraphrase"].ndcg >= 0.86  # 0.906
    assert found["scenario"].ndcg >= 0.92  # 0.942
    assert found["all"].recall >= 0.95  # 0.987
    assert found["all"].mrr >= 0.95  # 1.000


OUTSIDE = (
    "飞船返回舱再入大气层的隔热瓦怎么选",
    "糖醋排骨先炸还是先焯水",
    "这辆二手车跑了八万公里值不值得买",
    "如何用梯度下降训练一个神经网络",
    "红楼梦里黛玉葬花在第几回",
    "比特币明年会不会涨",
    "去冰岛看极光几月份最好",
    "显卡驱动装不上一直蓝屏",
    "集装箱码头岸桥的吊装效率",
    "中世纪欧洲的骑士怎么比武",
    "钓鲫鱼用什么饵料好",
    "足球越位规则 裁判 判罚",
)
INSIDE = (
    "中小学生近视防控",
    "女职工 产假 哺乳 劳动保护",
    "农村妇女土地承包权怎么保障",
    "孩子在学校被同学欺负了怎么处理",
    "留守儿童没人照看",
    "遭到丈夫殴打的妇女去哪里求助",
    "乳腺癌宫颈癌免费筛查",
    "没满三岁的宝宝白天送到哪里托管",
    "婴儿刚生下来要做哪些疾病筛查",
    "未成年人打游戏上瘾，想写一条限制措施",
    "女干部培养选拔",
    "想在社区建儿童活动场所，别处怎么规定的",
)


def test_most_outside_queries_are_said_to_have_no_answer(real: Path) -> None:
    found = sure(real, *OUTSIDE)
    assert found.count(Confidence.NONE) >= 10  # 12 of 12
    assert Confidence.HIGH not in found


def test_inside_queries_are_hardly_ever_said_to_have_none(real: Path) -> None:
    found = sure(real, *INSIDE)
    assert found.count(Confidence.NONE) <= 1  # 0 of 12
    assert found.count(Confidence.HIGH) >= 9  # 11 of 12


def test_most_outside_queries_have_no_answer_in_the_samples_either(samples: Path) -> None:
    found = sure(samples, *OUTSIDE)
    assert found.count(Confidence.NONE) >= 10  # 12 of 12
