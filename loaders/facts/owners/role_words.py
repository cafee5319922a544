"""The words that give a unit its role: labels before a list and verbs behind it.

牵头单位：A；责任单位：B、C        labels
由A牵头，B、C等按职责分工负责       verbs

They are what orders for dividing work use (《国务院关于落实〈政府工作报告〉重点工作分工的意见》, every year):
牵头 leads; 配合、参与、协同 and a mere 责任单位 support; 负责 leads where one party has the charge, and
supports where each is in charge of its part (按职责分工负责、分别负责).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.model import Role

_BODY: Final = "(?:单位|部门|机构|主体|科室|处室|股室|成员单位)"
LEAD_LABEL: Final = (
    rf"总?牵头(?:责任|负责|实施|承办|主责|落实|组织)?{_BODY}|主要?(?:办|责|责任|负责|牵头){_BODY}|"
    rf"第一责任{_BODY}"
)
SUPPORT_LABEL: Final = (
    rf"(?:相关|有关|其他|主体)?(?:责任|负责|配合(?:责任|实施)?|协办|协同|协作|协助|参与|参加|"
    rf"承办|落实|实施|执行|会办)(?:(?:及|和|、)?(?:配合|参与|协办|落实))?{_BODY}"
)
# Labels whose list names no unit: 责任人、时限、……
OTHER_LABEL: Final = (
    r"(?:牵头|责任|分管|包保|联系)领导|(?:牵头|责任|第一责任|负责|联系)人|(?:完成|办结|实施|推进|落实)?"
    r"(?:时限|时间|期限|进度)(?:要求|安排|节点)?|(?:监督|督办|督导|督查|考核|验收|联系)单位|联系电话|"
    r"备注|工作(?:目标|要求|措施)|主要指标|指标属性"
)
# A label; without its body (牵头：) only where a colon follows.
_LABEL: Final = re.compile(
    rf"(?P<lead>{LEAD_LABEL}|(?:总?牵头|主办|主责)(?=:))|"
    rf"(?P<other>(?:{OTHER_LABEL})(?=[:\])]))|"
    rf"(?P<support>{SUPPORT_LABEL}|(?:责任|配合|协办|协同|参与|落实)(?=:)|成员单位(?=:))"
)

# What a label or one of its words can begin with, as the pattern has it behind |, ?, ( and the like.
_LABEL_BEGINS: Final = re.compile(
    "[" + "".join(set(re.findall(r"(?<=[|?(:>])[\u4e00-\u9fff]", _LABEL.pattern))) + "]"
)


def labels_in(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """The labels in `text` from `start` on: matches whose group is `lead`, `support` or `other`."""
    for first in _LABEL_BEGINS.finditer(text, start):
        if first.start() >= start and (label := _LABEL.match(text, first.start())):
            start = label.end()
            yield label


_SHARED_OUT: Final = (  # 按职责分工：each party its own part
    r"(?:按照?|根据|依据|结合|依)(?:各自)?(?:工作)?(?:职责|职能|权限|分工)(?:任务)?(?:和)?(?:分工|权限)?|"
    r"分工|分别|各自|分头|各负其责"
)
_MANNER: Final = rf"(?:{_SHARED_OUT}|共同|联合|具体|统一|主要|全面|总体|积极|密切|全力|大力|协同|协调|统筹|为主|依法|认真|加强|做好|抓好)"
_CARRY_OUT: Final = r"(?:组织实施|具体实施|组织|实施|落实|推进|抓总|执行|办理|完成)"
VERB: Final = (
    rf"(?P<manner>{_MANNER}{{0,4}})(?:"
    rf"(?P<leads>负责牵头|总?牵头(?:负责|主办)?|主办|主责)|"
    rf"(?P<charge>负责)|"
    rf"(?P<helps>配合|参与|参加|协同|协助|协办|会办|支持配合|协作))"
    rf"(?:{_CARRY_OUT}{{0,2}}|抓总|等?工作)"
)
_CLOSING_VERB: Final = re.compile(
    rf"(?:{VERB}|(?P<carries>{_MANNER}{{0,4}}{_CARRY_OUT}))(?:$|(?=[。\)\]]$))"
)
# What a verb can end with, as the pattern has it before |, ), ( and the like; few names end so.
_VERB_ENDS: Final = frozenset(
    ["。", ")", "]", *re.findall(r"[\u4e00-\u9fff](?=[|)(?{])", _CLOSING_VERB.pattern)]
)


def closing_verb(text: str, start: int, end: int) -> re.Match[str] | None:
    """The verb that ends `text[start:end]`, an item of a list.

    In a bracketed list 落实 and 组织实施 may stand for 负责 too (`carries`).
    """
    if start < end and text[end - 1] in _VERB_ENDS:
        return _CLOSING_VERB.search(text, start, end)
    return None


# 区卫健局（牵头）、区财政局: a role in brackets belongs to the name before it.
BRACKET_VERB: Final = re.compile(
    rf"[(\[](?:为|作为)?(?:{VERB}(?:单位|部门)?|(?P<carries>{_MANNER}{{0,4}}{_CARRY_OUT}))[)\]]$"
)
# （排在第一位的为牵头单位）: the first of the list leads.
FIRST_LEADS: Final = re.compile(r"(?:第一|首|最前|前面).{0,8}牵头|牵头.{0,8}(?:第一|首位|最前)")
# Cheap signs that a label, or any word of a role, may be there at all.
LABEL_SIGN: Final = re.compile(
    r"(?:牵头|主办|主责|责任|负责|配合|实施|协办|协同|协作|协助|参与|参加|承办|落实|执行|会办|组织|成员|要责|要办)"
    r"(?:单位|部门|机构|主体|科室|处室|股室|成员单位|:)"
)
# Each begins with one fixed character, which is what makes the search fast.
ANY_WORD: Final = re.compile(
    r"牵\s{0,9}[头頭]|牽\s{0,9}[头頭]|责\s{0,9}任|責\s{0,9}任|负\s{0,9}[责責]|負\s{0,9}[责責]|配\s{0,9}合|"
    r"主\s{0,9}[办辦责責]|协\s{0,9}[办辦同助]|協\s{0,9}[办辦同助]|参\s{0,9}[与與加]|參\s{0,9}[与與加]"
)
SHARED_OUT: Final = re.compile(_SHARED_OUT)


def role_of_label(match: re.Match[str]) -> Role | None:
    """The role that a label gives, None for a label whose list names no unit."""
    if match["other"]:
        return None
    return Role.LEAD if match["lead"] else Role.SUPPORT


def role_of_verb(match: re.Match[str], *, led: bool, vague: bool) -> Role:
    """The role that a verb gives; 负责 leads only for whoever is named and in charge of the whole.

    Args:
        match: Of `closing_verb` or `BRACKET_VERB`.
        led: Whether another has been said to lead (牵头).
        vague: Whether the verb's subject is, or includes, units that are not named.
    """
    if match["leads"]:
        return Role.LEAD
    if not match["charge"] or led or vague:
        return Role.SUPPORT
    return Role.SUPPORT if SHARED_OUT.search(match["manner"]) else Role.LEAD
