"""Lists of owners behind a label: 牵头单位：A；责任单位：B、C.

The list may stand in brackets, behind the sentence, on lines of its own, or in the next bracket
（责任单位（A、B））; a label without colon counts where it opens a line, a sentence or a bracket.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final

from graph.model import Role
from loaders.facts.owners.lists import Item, list_of_owners
from loaders.facts.owners.narrow_text import SENTENCE_END, Bracket, Narrow, Stretch, brackets_around
from loaders.facts.owners.role_words import FIRST_LEADS, LABEL_SIGN, labels_in, role_of_label

_BEHIND_LABEL: Final = re.compile(
    r"[\"”’」]?[)\]]?(?:\((?P<note>[^()]{0,60})\))?(?P<colon>:|为|是)?"
)
_BOUNDARY: Final = frozenset("。;:,、!?”")
_LIST_BEHIND: Final = frozenset(":为是(]")
_NO_LIST_BEHIND: Final = frozenset("。;,、!?”")


def labelled_owners(source: Narrow) -> tuple[list[Item], list[Stretch]]:
    """The owners of every labelled list, and where the lists stand with their labels or brackets."""
    text = source.text
    items: list[Item] = []
    evidence: list[Stretch] = []
    if not LABEL_SIGN.search(text):
        return items, evidence
    labels = [label for label in labels_in(text) if _may_open_a_list(source, label)]
    if not labels:
        return items, evidence
    around = brackets_around(source, [label.start() for label in labels])
    ends = [stop.start() for stop in SENTENCE_END.finditer(text)] + [len(text)]
    read_to = 0
    for number, (label, brackets) in enumerate(zip(labels, around, strict=True)):
        if label.start() < read_to:
            continue
        inner = brackets[0] if brackets else None
        begin = label.start()
        if inner and inner.start + 1 == begin and label.end() == inner.close:
            if _follows_a_name(source, inner):
                continue  # 区卫健局（牵头单位）: read with the list that holds it
            begin = inner.start  # 【责任单位】区教育局
            inner = brackets[1] if len(brackets) > 1 else None
        following = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        limit = inner.close if inner else ends[bisect_left(ends, label.end())]
        found, read_to = _list_behind(source, label, following, limit, inner, begin)
        if found:
            items.extend(found)
            where = (inner.start, inner.end) if inner else (begin, read_to)
            if not evidence or evidence[-1] != where:
                evidence.append(where)
    return items, evidence


def _follows_a_name(source: Narrow, bracket: Bracket) -> bool:
    """Whether a bracket that holds only a label belongs to the name before it."""
    text, start = source.text, bracket.start
    if start == 0 or start in source.gaps or text[start - 1] in _BOUNDARY:
        return False
    return text[bracket.end : bracket.end + 1] != ":"


def _may_open_a_list(source: Narrow, label: re.Match[str]) -> bool:
    """Whether a label is one: a colon, 为 or a bracket follows it, or it begins a part of the text.

    责任单位 in 将目标分解到责任单位 and in 各责任单位要 is no label.
    """
    text, start, end = source.text, label.start(), label.end()
    following = text[end : end + 1]
    if following in _NO_LIST_BEHIND:
        return False
    if following in _LIST_BEHIND:
        return True
    return start == 0 or start in source.gaps or text[start - 1] in _BOUNDARY | {"(", "["}


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
    found = list(reading.items)
    if found and FIRST_LEADS.search(note):
        found[0] = replace(found[0], role=Role.LEAD)
    if not found:
        return [], label.end()
    if behind and note and start == behind.start("note"):
        return found, behind.end()
    return found, max(reading.end, label.end())


def _next_label(text: str, start: int) -> int:
    following = next(labels_in(text, start), None)
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
