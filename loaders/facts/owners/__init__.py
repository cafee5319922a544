"""The units that a goal or measure makes responsible, with their roles and where it says so.

Looked for in this order; what one finds, the next leaves alone:

1. a label and its list: （牵头单位：A，责任单位：B）、责任单位：A、B。 (`labelled_lists`)
2. a bracket that holds a list with verbs: （市教育局牵头，市财政局等部门配合）
3. roles in running text: 由A牵头，B配合 (`running_roles`)
4. a bracket at the end that holds nothing but units: ……。（市教育局、市财政局）, who then support
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.model import OwnerFact, Role
from loaders.facts.owners.labelled_lists import labelled_owners
from loaders.facts.owners.lists import Item, list_of_owners
from loaders.facts.owners.narrow_text import (
    LONGEST_BRACKET,
    SENTENCE_END,
    Covered,
    Narrow,
    Stretch,
    brackets_around,
    narrow,
)
from loaders.facts.owners.role_words import ANY_WORD, BRACKET_VERB
from loaders.facts.owners.running_roles import running_owners
from loaders.facts.owners.unit_names import is_known_unit

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
    covered = Covered(source.text)
    items, evidence = labelled_owners(source)
    for stretch in evidence:
        covered.add(*stretch)
    _bracketed(source, items, evidence, covered)
    more, where = running_owners(source, covered)
    items += more
    evidence += where
    if not items:
        _bare(source, items, evidence)
    facts = [_fact(source, text, item) for item in _apart(source, items)]
    return tuple(sorted(facts, key=lambda fact: fact.start)), tuple(
        sorted(source.original(start, end) for start, end in evidence)
    )


def _apart(source: Narrow, items: list[Item]) -> Iterator[Item]:
    """The items that overlap none before them: broken brackets can be read twice."""
    named = Covered(source.text)
    for item in items:
        if not named.touches(item.start, item.end):
            named.add(item.start, item.end)
            yield item


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


def _bracketed(
    source: Narrow, items: list[Item], evidence: list[Stretch], covered: Covered
) -> None:
    """Adds the owners of brackets whose verbs, not labels, say the roles."""
    text = source.text
    if "(" not in text and "[" not in text:
        return
    words = [at for word in ANY_WORD.finditer(text) if (at := word.start()) not in covered]
    if not words:
        return
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
            if bracket.start in tried or covered.touches(bracket.start, bracket.end):
                continue
            tried.add(bracket.start)
            reading = list_of_owners(
                source, bracket.start + 1, bracket.close, role=None, bracketed=True
            )
            found = reading.items
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
    stop = SENTENCE_END.search(text, position)
    reading = list_of_owners(
        source, begin, stop.start() if stop else len(text), role=None, bracketed=False
    )
    found = reading.items
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
