"""Any text at all: no exception, nothing lost. Ten thousand documents and more, many of them broken plans."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Document
from graph.subgraph import Subgraph
from loaders.sources import Opened
from service.build import understood
from tests.loaders.test_outline import DOCUMENTS, SAMPLES, check_document
from tests.reading import items, parsed_text

# Twelve thousand documents on every run; GUITU_FUZZ=50000 for a long night.
EXAMPLES = int(os.environ.get("GUITU_FUZZ", "4000"))

_LINES = sorted(
    {line for path in (*SAMPLES, *DOCUMENTS) for line in path.read_text("utf-8").split("\n")}
)
_BITS = [
    "", " ", "　　", "一、", "（一）", "1.", "１．", "（1）", "①", "——", "●", "第一章", "第二节", "主要目标：", "策略措施：", "前言", "目录",
    "（牵头单位：", "区妇联、", "）", "《", "》", "“", "”", "达到95%以上", "2021—2025年", "云栖市妇女发展规划", "关于印发的通知", "— 3 —",
    "第1页", "专栏1", "\t", "\r", "\x00", "\ufeff", "\u2028", "𠀀", "㈠", "\ud800", "。", "；", "等", "由区妇联牵头", "3.5", "10/10万",
]  # fmt: skip

real_lines = st.sampled_from(_LINES)
bits = st.lists(st.sampled_from(_BITS), max_size=6).map("".join)
any_line = st.one_of(real_lines, bits, st.text(max_size=40))
shuffled = st.lists(any_line, max_size=60)


@st.composite
def broken_plans(draw: st.DrawFn) -> str:
    """A real structure with lines dropped, doubled, moved, cut or filled with something else."""
    path = draw(st.sampled_from([*SAMPLES, *DOCUMENTS]))
    lines = path.read_text("utf-8").split("\n")
    for _ in range(draw(st.integers(1, 6))):
        if not lines:
            break
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                del lines[at : at + draw(st.integers(1, 5))]
            case 1:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case 2:
                cut = draw(st.integers(0, len(lines[at])))
                lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]
            case 3:
                lines[at] = draw(any_line)
            case 4:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
            case _:
                lines[at:] = lines[at:][::-1]
    return draw(st.sampled_from(["\n", "\n", "\r\n", "\n\n", "\r"])).join(lines)


_relaxed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def understood_text(text: str) -> None:
    """Everything a build does with a document but writing it."""
    document = Document(name="任意.txt", format="txt", sha256="0", text=text)
    found = understood(Opened(document=document, problems=(), size=0, mtime_ns=0))
    check_document(found)
    graph = Subgraph(found)
    ids = {node.id for node in graph.nodes}
    assert all(edge.source in ids and edge.target in ids for edge in graph.edges)


def test_a_label_with_its_items_behind_it_is_not_said_twice() -> None:
    text = (
        "2. 策略措施。\n（2）普及健康知识。把讲座办到码头。\n（二）妇女与环境。\n"
        "1. 主要目标。（1）农村生活污水治理率达到80%以上。（牵头单位：区生态环境分局）"
    )
    understood_text(text)
    assert (
        sum(
            "治理率" in item.passage.text
            for plan in parsed_text(text).plans
            for item in items(plan)
        )
        == 1
    )


@_relaxed
@given(broken_plans())
def test_broken_plans_never_raise_and_lose_nothing(text: str) -> None:
    understood_text(text)


@_relaxed
@given(shuffled.map("\n".join))
def test_shuffled_lines_never_raise_and_lose_nothing(text: str) -> None:
    understood_text(text)


@_relaxed
@given(st.text(max_size=400))
def test_any_characters_never_raise_and_lose_nothing(text: str) -> None:
    check_document(parsed_text(text))
