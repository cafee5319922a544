"""The units that a goal or measure makes responsible, with their roles and where it says so.

Looked for in this order; what one finds, the next leaves alone:

1. a label and its list, in brackets or not: （牵头单位：A，责任单位：B）、责任单位：A、B。
2. a bracket that holds a list with verbs: （市教育局牵头，市财政局等部门配合）
3. roles in running text: 由A牵头，B配合 (`running_roles`)
4. a bracket at the end that holds nothing but units: ……。（市教育局、市财政局）, who then support
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from graph.model import OwnerFact, Role
from loaders.narrow_text import (
    LONGEST_BRACKET,
    Bracket,
    Covered,
    Narrow,
    Stretch,
    brackets_around,
    narrow,
)
from loaders.owner_lists import Item, list_of_owners
from loaders.role_words import (
    ANY_WORD,
    BRACKET_VERB,
    FIRST_LEADS,
    LABEL,
    LABEL_SIGN,
    role_of_label,
)
from loaders.running_roles import running_owners
from loaders.unit_names import is_known_unit

_BEHIND_LABEL: Final = re.compile(
    r"[\"”’」]?[)\]]?(?:\((?P<note>[^()]{0,60})\))?(?P<colon>:|为|是)?"
)
_SENTENCE_END: Final = re.compile(r"[。!?]")
_BOUNDARY: Final = frozenset("。;:,、!?”")
_NO_LIST_BEHIND: Final = frozenset("。;,、!?”）")
_LOCAL: Final = re.compile("[省市区县州旗盟镇]|团[省市区县州旗盟]委|各")
_CLOSING_BRACKET: Final = re.compile(
    r"[(\[]([^()\[\]]{2,400}(?:\([^()]{1,20}\)[^()\[\]]{0,400})*)[)\]]。?$"
)


def owners(text: str) -> tuple[OwnerFact, ...]:
    """The units that `text` (the body of one goal or measure) names with a role, in order.

    Offsets are those of `text`; `name` is `text[start:end]` without its white space.
    """
    return _read(text)[0]


def owner_list_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where `text` says who is responsible: brackets, labelled lists and clauses, in order."""
    return _read(text)[1]


def owners_and_spans(text: str) -> tuple[tuple[OwnerFact, ...], tuple[Stretch, ...]]:
    """`owners` and `owner_list_spans` of one reading."""
    return _read(text)


def _read(text: str) -> tuple[tuple[OwnerFact, ...], tuple[Stretch, ...]]:
    if not ANY_WORD.search(text) and not text.rstrip(" \t\r\n。").endswith(("）", ")", "]", "】")):
        return (), ()
    source = narrow(text)
    items: list[Item] = []
    evidence: list[Stretch] = []
    covered = Covered(source.text)
    _labelled(source, items, evidence)
    for stretch in evidence:
        covered.add(*stretch)
    _bracketed(source, items, evidence, covered)
    more, where = running_owners(source, covered)
    items += more
    evidence += where
    if not items:
        _bare(source, items, evidence)
    facts = {
        (item.start, item.end): _fact(source, text, item)
        for item in sorted(items, key=lambda item: (item.start, item.end))
        if item.role is not None
    }
    return tuple(facts.values()), tuple(
        sorted(source.original(start, end) for start, end in evidence)
    )


def _fact(source: Narrow, text: str, item: Item) -> OwnerFact:
    start, end = source.original(item.start, item.end)
    return OwnerFact(
        start=start,
        end=end,
        name="".join(text[start:end].split()),
        role=item.role or Role.SUPPORT,
        open_ended=item.open_ended,
        collective=item.collective,
    )


def _labelled(source: Narrow, items: list[Item], evidence: list[Stretch]) -> None:
    """Adds the owners of every labelled list."""
    text = source.text
    if not LABEL_SIGN.search(text):
        return
    labels = [label for label in LABEL.finditer(text) if _may_open_a_list(source, label)]
    if not labels:
        return
    around = brackets_around(source, [label.start() for label in labels])
    ends = [stop.start() for stop in _SENTENCE_END.finditer(text)] + [len(text)]
    read_to = 0
    for number, (label, brackets) in enumerate(zip(labels, around, strict=True)):
        if label.start() < read_to:
            continue
        inner = brackets[0] if brackets else None
        if inner and inner.start + 1 == label.start() and label.end() == inner.close:
            if (
                inner.start
                and text[inner.start - 1] not in _BOUNDARY
                and inner.start not in source.gaps
            ):
                if text[inner.close + 1 : inner.close + 2] != ":":
                    continue  # 区卫健局（牵头单位）: read with the list that holds it
            brackets, begin = brackets[1:], inner.start
            inner = brackets[0] if brackets else None
        else:
            begin = label.start()
        following = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        limit = inner.close if inner else len(text)
        if not inner:
            limit = ends[bisect_left(ends, label.end())]
        found, read_to = _list_behind(source, label, following, limit, inner, begin)
        if found:
            items.extend(found)
            if inner and evidence and evidence[-1] == (inner.start, inner.end):
                continue
            evidence.append((inner.start, inner.end) if inner else (begin, read_to))


def _may_open_a_list(source: Narrow, label: re.Match[str]) -> bool:
    """Whether a label is one: a colon, 为 or a bracket follows it, or it begins a part of the text.

    责任单位 in 将目标分解到责任单位 and in 各责任单位要 is no label.
    """
    text, start, end = source.text, label.start(), label.end()
    following = text[end : end + 1]
    if following in _NO_LIST_BEHIND and following:
        return False
    if following in {":", "为", "是", "(", "]"}:
        return True
    return (
        start == 0
        or start in source.gaps
        or text[start - 1] in _BOUNDARY
        or text[start - 1] in "(["
    )


def _list_behind(
    source: Narrow,
    label: re.Match[str],
    following: int,
    limit: int,
    inner: Bracket | None,
    begin: int,
) -> tuple[list[Item], int]:
    """The items of the list behind a label, and where the reading ended."""
    text = source.text
    behind = _BEHIND_LABEL.match(text, label.end())
    role = role_of_label(label)
    start = behind.end() if behind else label.end()
    note = (behind["note"] or "") if behind else ""
    if note and behind and not behind["colon"] and not FIRST_LEADS.search(note):
        start, limit = behind.start("note"), behind.end("note")  # 牵头单位（区教育局）
    elif FIRST_LEADS.search(note):
        following = _next_label(text, start)
    elif not (behind and behind["colon"]) and not _stands_alone(source, label, begin, inner):
        return [], label.end()
    if role is None:
        return [], label.end()
    end = min(limit, following)
    if inner and inner.start < label.start():
        end = _before_connection(text, start, end) if end == following else end
    colon = bool(behind and behind["colon"] == ":")
    reading = list_of_owners(source, start, end, role=role, bracketed=inner is not None and colon)
    found = [item for item in reading.items if item.role is not None]
    if note and FIRST_LEADS.search(note) and found:
        found[0] = Item(
            start=found[0].start,
            end=found[0].end,
            role=Role.LEAD,
            collective=found[0].collective,
        )
    if not found:
        return [], label.end()
    if behind and note and start == behind.start("note"):
        return found, behind.end()
    return found, max(reading.end, label.end())


def _next_label(text: str, start: int) -> int:
    following = LABEL.search(text, start)
    return following.start() if following else len(text)


def _before_connection(text: str, start: int, end: int) -> int:
    """`end` without the 、，； or 和 that joins a list to the label behind it."""
    while end > start and text[end - 1] in "、,;。和及与并":
        end -= 1
    return end


def _stands_alone(source: Narrow, label: re.Match[str], begin: int, inner: Bracket | None) -> bool:
    """Whether a label without colon opens a part of its own: a line, a sentence or a bracket."""
    if begin == 0 or begin in source.gaps:
        return True
    if inner and begin == inner.start + 1:
        return True
    return source.text[begin - 1] in _BOUNDARY or label.end() in source.lines


def _bracketed(
    source: Narrow, items: list[Item], evidence: list[Stretch], covered: Covered
) -> None:
    """Adds the owners of brackets whose verbs, not labels, say the roles."""
    text = source.text
    if "(" not in text and "[" not in text:
        return
    words = [match.start() for match in ANY_WORD.finditer(text)]
    tried: set[int] = set()
    for position, brackets in zip(words, brackets_around(source, words), strict=True):
        if position in covered:
            continue
        if brackets and BRACKET_VERB.match(text, brackets[0].start, brackets[0].end):
            brackets = brackets[1:]
            if not brackets:
                where = _sentence_with_bracket_verb(source, position, tried, items)
                evidence.extend(where)
                covered.add(*(where[0] if where else (0, 0)))
        for bracket in brackets[:1]:
            if bracket.start in tried:
                continue
            tried.add(bracket.start)
            reading = list_of_owners(
                source, bracket.start + 1, bracket.close, role=None, bracketed=True
            )
            found = [item for item in reading.items if item.role is not None]
            if found and not reading.broken:
                items.extend(found)
                evidence.append((bracket.start, bracket.end))
                covered.add(bracket.start, bracket.end)


def _sentence_with_bracket_verb(
    source: Narrow, position: int, tried: set[int], items: list[Item]
) -> list[Stretch]:
    """Adds the owners of a sentence that is a bare list: ……。区卫健局（牵头）、区财政局。"""
    text = source.text
    begin = (
        max(text.rfind(mark, max(0, position - LONGEST_BRACKET), position) for mark in "。;:") + 1
    )
    begin = max([begin, *(i for i in range(begin, position) if i in source.lines)])
    if begin in tried:
        return []
    tried.add(begin)
    stop = _SENTENCE_END.search(text, position)
    reading = list_of_owners(
        source, begin, stop.start() if stop else len(text), role=None, bracketed=False
    )
    found = [item for item in reading.items if item.role is not None]
    if found and found[0].start == begin:
        items.extend(found)
        return [(begin, max(reading.end, found[-1].end))]
    return []


def _bare(source: Narrow, items: list[Item], evidence: list[Stretch]) -> None:
    """Adds the owners of a closing bracket that holds only units, said without any role word.

    It must stand behind a finished sentence, or hold at least two units of this place:
    ……95%（区教育局、区妇联）, but not 国家有关规定（教育部、财政部）.
    """
    bracket = _CLOSING_BRACKET.search(source.text, max(0, len(source.text) - 1000))
    if not bracket:
        return
    reading = list_of_owners(
        source, bracket.start(1), bracket.end(1), role=Role.SUPPORT, bracketed=False
    )
    named = [item for item in reading.items if not item.collective and not item.open_ended]
    if reading.broken or not named or reading.end < bracket.end(1):
        return
    if not all(is_known_unit(source.text[item.start : item.end]) for item in named):
        return
    finished = bracket.start() > 0 and source.text[bracket.start() - 1] in "。!;"
    before = source.text[max(0, bracket.start() - 12) : bracket.start()]
    local = all(_LOCAL.match(source.text, item.start) for item in named)
    if finished or (len(named) > 1 and local and not _ends_in_unit(before)):
        items.extend(reading.items)
        evidence.append((bracket.start(), bracket.end()))


def _ends_in_unit(before: str) -> bool:
    """Whether the words before a bracket name who is listed in it: 有关部门（区教育局、区民政局）."""
    return before.endswith(("部门", "单位", "机构", "机关", "成员", "组织", "部委")) or any(
        is_known_unit(before[i:]) for i in range(len(before) - 1)
    )
