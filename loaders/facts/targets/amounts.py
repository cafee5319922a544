"""Shares of those that do something, and numbers of something.

90%的城市社区建立家长学校 says a share (`shares`); 每所卫生院至少配备2名医生 says a number
(`number`). Plans print no name for such indicators; one is made as statistical tables word them:
what is done, of whom, and 比例, 数, 次数 or 时间.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from graph.model import Comparator
from loaders.facts.targets.levels import level
from loaders.facts.targets.places import (
    JOIN_LAST,
    Form,
    Place,
    Statement,
    plain,
    printed_period,
    statement,
)
from loaders.facts.targets.quantities import Kind, Quantity

_OBJECT_END: Final = re.compile(r"(?<!合)并(?![购轨发网联])|且(?!末)|,")
_AT_RATE: Final = re.compile(r"\s*的(?:比例|标准)(?P<rest>[^,]{2,40})")
_SPEED: Final = re.compile(
    r"\s*的(?:速度|幅度|比例)(?:(?P<up>增长|提高|递增|上升|增加|提升)|(?P<down>下降|降低|递减"
    r"|减少))"
)
_DOES: Final = re.compile(
    r"建立|建成|建有|配备|配有|设立|设置|设有|开展|接受|实现|参加|享有|享受|具有|拥有|得到|纳入"
    r"|完成|成为"
    r"|使用|掌握|达到|在(?=\d)|能够|符合|通过|获得|普及|提供|实行|开设|参与|签订|落实|加入|知晓"
    r"|养成|创建"
)
# Subjects that add nothing to it: the plan's own 区, and 对 before what is done.
_SAYS_NOTHING: Final = re.compile(r"[对为向给]|全?[区市县省州旗](?:级|内|里)?(?:共|要)?")
# Verbs that add nothing to the name of what is counted: 配备…医生 is counted as …医生数.
_UNVOICED: Final = frozenset(
    {
        "有",
        "配备",
        "配齐",
        "配置",
        "设置",
        "设立",
        "设有",
        "设",
        "拥有",
        "享有",
        "提供",
        "建有",
        "进行",
        "安排",
        "建立",
        "保留",
        "建",
        "确保有",
        "保证有",
    }
)


def shares(place: Place, parts: list[tuple[Quantity, str]]) -> list[Statement]:
    """A share of those that do something: 95%的城市社区和85%的农村社区建立家长学校."""
    text, value = place.sentence.text, parts[0][0]
    words = place.words(value, active=False)
    start = place.opening(place.left, words.start)
    subject = plain(text[start : words.start])
    last_value, tail = parts[-1]
    if speed := _SPEED.match(tail):
        up = Comparator.INCREASE if speed["up"] else Comparator.DECREASE
        changed = replace(words, change=up, reaches=True)
        moved = level(place, (value,), "") if words.reaches else []
        names = moved[0].names if moved else ((subject,) if subject else ())
        end = last_value.end + speed.end()
        if not names:
            return []
        return [
            statement(
                place, form=Form.LEVEL, start=start, end=end, names=names, values=(value,),
                words=changed, subject=subject,
            )
        ]  # fmt: skip
    previous = place.previous()
    if not subject and previous and place.modal():
        start, subject = previous
    if not subject:
        start = words.start if words.start < value.start and words.reaches else value.start
    full = text[last_value.end : last_value.end + len(tail.rstrip())]
    stop = _OBJECT_END.search(tail)
    if stop and stop.start() > 4:
        full = full[: stop.start()]
    end = last_value.end + len(full)
    doing = _DOES.search(tail, 3)
    rest = plain(full[doing.start() :]) if doing else ""
    if at_rate := _AT_RATE.match(tail):
        nouns, rest = [""], subject + plain(at_rate["rest"])
    else:
        nouns = [JOIN_LAST.sub("", t).strip().removeprefix("的") for _, t in parts[:-1]]
        nouns.append(plain(full[: doing.start()] if doing else full).removeprefix("的"))
    head = f"{rest}的" if rest else ""
    place_of = "" if at_rate else subject
    return [
        statement(
            place,
            form=Form.SHARE,
            start=start,
            end=end,
            names=(f"{place_of}{head}{plain(noun)}比例",),
            values=(part[0],),
            words=words,
            subject=subject,
            thing=plain(full[doing.end() :]) if doing else "",
        )
        for part, noun in zip(parts, nouns, strict=True)
    ]


def number(place: Place, run: tuple[Quantity, ...], tail: str) -> list[Statement]:
    """So many of something: 每所卫生院至少配备2名专业从事儿童保健的医生."""
    text, value, last = place.sentence.text, run[0], place.last
    words = place.words(value, active=True)
    start = place.opening(place.left, words.start)
    subject = plain(text[start : words.start])
    period = printed_period(text, max(start, place.left), value.start)
    previous = place.previous()
    again = last is not None and last.form is Form.NUMBER
    if again and last and place.listed:
        start, subject, period = last.start, last.subject, period or last.period
        words = replace(
            last.words, start=words.start, comparator=words.comparator or last.words.comparator
        )
    elif JOIN_LAST.search(subject) and not words.action:
        start, subject = value.start, ""
    elif not subject and previous and place.modal():
        start, subject = previous
    elif again and last and not subject and last.subject and last.clause == place.index - 1:
        if words.comparator or words.action == last.words.action:
            start, subject, period = last.start, last.subject, period or last.period
    elif last and subject.startswith("其中"):
        start, subject = last.start, last.subject + subject[2:].lstrip(",")
    tail = JOIN_LAST.sub("", tail) if _has_next(place, run) else tail
    stop = _OBJECT_END.search(tail)
    counted = text[run[-1].end : run[-1].end + (stop.start() if stop else len(tail.rstrip()))]
    thing = plain(counted).removeprefix("的").removeprefix("标准")
    if not thing:
        return []
    subject = "" if _SAYS_NOTHING.fullmatch(subject) else subject
    voiced = "" if words.action in _UNVOICED else words.action
    said = "" if not period or period in subject else period
    name = f"{subject}{said}{voiced}{thing}".replace("进行", "")
    return [
        statement(
            place,
            form=Form.NUMBER,
            start=start,
            end=run[-1].end + len(counted),
            names=(name + _suffix(value, thing),),
            values=run,
            words=words,
            period=period,
            subject=subject,
            thing=thing.replace("进行", ""),
        )
    ]


def _has_next(place: Place, run: tuple[Quantity, ...]) -> bool:
    return place.sentence.clauses[place.index].quantities[-1].start > run[-1].start


def _suffix(value: Quantity, thing: str) -> str:
    """What makes a counted thing an indicator: 医生 → 医生数, 亲子活动 → 亲子活动次数."""
    if value.kind is Kind.TIME:
        return "" if thing.endswith(("时间", "时长")) else "时间"
    if value.unit.endswith("元"):
        return ""
    if value.unit.startswith(("次", "人次", "场")):
        return "次数"
    return "" if thing.endswith(("数", "数量", "面积", "投资", "资金", "量")) else "数"
