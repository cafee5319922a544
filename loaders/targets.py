"""The numeric targets that a goal or measure sets.

A value is read in one of three constructions of plan Chinese, told apart by what follows it:

* 孕产妇死亡率控制在8.2/10万以下: subject, predicate, value (`_level`);
* 90%的城市社区建立家长学校: a share of those that do something (`_share`);
* 每所卫生院至少配备2名医生: so many of something (`_number`).

Subjects left out are carried over from the clauses before, within one sentence. A share or level
printed only in words (全覆盖) is no target; a rise or fall *by* a value is a change. Convention of
the contract (DESIGN, "Targets"): 万 and 亿 stay in the unit, a stated period is joined to it by `/`,
a year is given only where the item prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.indicators import canonical
from graph.model import Comparator, TargetFact
from loaders.indicator_phrases import (
    elided,
    has_head,
    indicators,
    is_bare_indicator,
    lead_length,
)
from loaders.quantities import Kind, Quantity
from loaders.target_predicates import Predicate, predicate
from loaders.target_sentences import BLANK, Clause, Sentence, sentences

_ANY_NUMBER: Final = re.compile(r"[0-9０-９]|[一两二三四五六七八九十百]{1,5}[名个所家次项人位处张场支小节成]|分之|一半|半数")
_WINDOW: Final = 160  # no subject is longer; keeps one endless clause linear
_MOST_VALUES: Final = 12
_JOINED: Final = re.compile(r"\s*(?:、|和|及|与|以及|,)\s*(?:不低于|不少于|不超过|超过|低于|达到)?\s*\Z")
_JOIN_FIRST: Final = re.compile(r"\s*(?:、|和|以及|及|与|并|且)\s*")
_JOIN_LAST: Final = re.compile(r"(?:、|和|以及|及|与|或)\s*(?:至少|不少于|各)?\s*\Z")
_OBJECT_END: Final = re.compile(r"并(?![购轨发网联])|且|以及?其他")
_AIM: Final = re.compile(r"的?(?:目标|水平|要求|标准)?\s*\Z|的(?:目标|水平|要求)")
_AT_RATE: Final = re.compile(r"的(?:比例|标准)(?P<rest>.{1,40})")
_SPEED: Final = re.compile(r"的(?:速度|幅度|比例)(?P<verb>增长|提高|递增|上升|增加|提升|下降|降低|递减|减少)")
_COVERED: Final = re.compile(r"(?:的?全?覆盖)(?!率|面)")
_DOES: Final = re.compile(
    r"建立|建成|建有|配备|配有|设立|设置|设有|开展|接受|实现|参加|享有|享受|具有|拥有|得到|纳入|完成|成为"
    r"|使用|掌握|达到|在(?=\d)|能够|符合|通过|获得|普及|提供|实行|开设|参与|签订|落实|加入|知晓|养成|建设|创建"
)
_PERIOD: Final = re.compile(r"每(?P<n>[两二三四五\d]?)(?:人每)?(?P<of>年|学年|学期|季度|半年|月|周|天|日)|(?P<mean>年均)")
_RATIO_HEAD: Final = re.compile(r"(?:率|比例|比重|占比|比)$")
# Subjects that are parts of a project named before: 对17所学校改造，计划投资1亿元.
_PART: Final = re.compile(
    r"\s*(?:预计|计划|概算|估算)?(?:总|完成)?(?:投资额?|投入资金|建筑面积|占地面积|用地面积|面积|建设规模|床位)(?:约|为)?\s*\Z"
)
_UNVOICED: Final = frozenset(
    "配备 配齐 配置 设置 设立 设有 设 拥有 享有 提供 建有 进行 安排 建立 保留".split()
)
_SMALL_DIGITS: Final = str.maketrans("两二三四五", "22345")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """Values said of indicators, and what a later clause may leave out and mean."""

    start: int
    end: int
    clause: int
    names: tuple[str, ...]
    values: tuple[Quantity, ...]
    words: Predicate
    unit: str
    years: tuple[int, ...]
    baseline: str | None
    subject: str = ""  # who or where: 每所卫生院
    thing: str = ""  # of what there are so many: 女干部


def targets(text: str) -> tuple[TargetFact, ...]:
    """The targets of one goal's or measure's body, in text order, one for each indicator and value.

    `text[start:end]` runs from the indicator's first word to the value's last; indicators that share
    a number phrase share it.

    >>> [(t.wording, t.comparator.value, t.value, t.unit) for t in targets("孕产妇死亡率降至9/10万以下。")]
    [('孕产妇死亡率', '<=', 9.0, '/10万')]
    """
    if not _ANY_NUMBER.search(text):
        return ()
    return tuple(
        fact
        for sentence in sentences(text)
        for statement in _statements(sentence)
        for fact in _facts(statement)
    )


def _statements(sentence: Sentence) -> Iterator[_Statement]:
    last: _Statement | None = None
    for index, clause in enumerate(sentence.clauses):
        found: list[_Statement] = []
        for statement in _clause_statements(sentence, index, clause, last):
            found.append(statement)
            last = statement
        yield from found


def _clause_statements(
    sentence: Sentence, index: int, clause: Clause, last: _Statement | None
) -> list[_Statement]:
    found: list[_Statement] = []
    skeleton, values, left, i = sentence.skeleton, clause.quantities, clause.start, 0
    while i < len(values):
        run = _run(skeleton, values, i)
        following = values[i + len(run)] if i + len(run) < len(values) else None
        limit = following.start if following else clause.end
        tail = skeleton[run[-1].end : min(limit, run[-1].end + _WINDOW)]
        i += len(run)
        place = _Place(sentence, index, left, last, following is not None)
        statement: _Statement | None
        if run[0].kind is Kind.RATE:
            if tail.lstrip().startswith("的") and not _AIM.match(tail.lstrip()):
                shares = [(run[-1], tail)]
                while i < len(values) and _JOIN_LAST.search(tail) and values[i].kind is Kind.RATE:
                    after = values[i + 1].start if i + 1 < len(values) else clause.end
                    tail = skeleton[values[i].end : min(after, values[i].end + _WINDOW)]
                    shares.append((values[i], tail))
                    i += 1
                for share in place.shares(shares):
                    found.append(share)
                    last = share
                left = shares[-1][0].end
                continue
            statement = place.level(run, tail)
        else:
            statement = place.amount(run, tail, following, found)
        if statement is None:
            continue
        found.append(statement)
        last = statement
        join = _JOIN_FIRST.match(tail)
        left = run[-1].end + (join.end() if join else 0)
    return _with_common_tail(found)
