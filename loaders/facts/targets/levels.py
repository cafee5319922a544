"""Subject, predicate, value: 孕产妇死亡率控制在8.2/10万以下.

The commonest construction of a target. The subject may name several indicators, may be cut by
commas before 均 or 分别, and may be left out where the clause before has said it.
"""

from __future__ import annotations

import re
from typing import Final

from graph.model import Comparator
from loaders.facts.targets.phrases import elided, indicators, lead_length, names_indicator, resumed
from loaders.facts.targets.places import (
    JOIN_FIRST,
    WINDOW,
    Form,
    Place,
    Statement,
    plain,
    printed_period,
    statement,
)
from loaders.facts.targets.predicates import Predicate
from loaders.facts.targets.quantities import Kind, Quantity
from loaders.facts.targets.sentences import BLANK

_COVERED: Final = re.compile(r"\s*的?全?覆盖(?![率面])")
_RATIO: Final = re.compile(r"(?:率|比例|比重|占比|比|幅|速)\Z")
_TAKES_UP: Final = re.compile(r"占(?!地|用|位)[^占]*\Z")
# Parts of a project named before them: 对17所学校加固改造, 计划投资1亿元.
_PART: Final = re.compile(
    r"(?:预计|计划|概算|估算)?(?:总|完成)?(?:投资额?|投入资金|建筑面积|占地面积|用地面积|面积"
    r"|建设规模)\Z"
)


def level(place: Place, run: tuple[Quantity, ...], tail: str) -> list[Statement]:
    """Subject, predicate, value: 孕产妇死亡率控制在8.2/10万以下."""
    text, value, end = place.sentence.text, run[0], run[-1].end
    words = place.words(value, active=False)
    raised = words.reaches and not words.change
    covered = _COVERED.match(tail) if value.kind is Kind.RATE else None
    start = place.opening(place.left, words.start, raised=raised or bool(covered))
    phrase = plain(text[start : words.start])
    if covered and not words.reaches:
        phrase, end = phrase + "覆盖率", end + covered.end()
    elif not words.reaches and not _stands_alone(
        place, value, phrase, tail, words.start < value.start
    ):
        return []
    if value.unit == "百分点" and not words.reaches:
        return []
    found = _subject(place, start, phrase, words, run)
    if found is None:
        return []
    start, names = found
    if value.kind is Kind.RATE:
        names = tuple(_share_name(name) for name in names)
    if words.change and words.yearly and value.unit == "%":
        names = tuple(_growth_name(name, words.change) for name in names)
    period = (
        "" if value.kind is Kind.RATE else printed_period(text, max(place.left, start), value.start)
    )
    if place.listed and place.last and not period:
        period = place.last.period
    return [
        statement(
            place,
            form=Form.LEVEL,
            start=start,
            end=end,
            names=names,
            values=run,
            words=words,
            period=period,
            subject=names[0],
            thing=place.last.thing if place.last and _PART.match(phrase) else "",
        )
    ]


def _stands_alone(place: Place, value: Quantity, phrase: str, tail: str, worded: bool) -> bool:
    """Whether a value needs no predicate: 达标率100%, 新增学位5.42万个, 初中生9小时."""
    if value.kind is not Kind.RATE:
        return (bool(phrase) or worded) and value.kind is not Kind.AGE
    if tail.strip().strip(BLANK) and not JOIN_FIRST.match(tail):
        return False
    return names_indicator(phrase) or "占" in phrase or (place.listed and bool(phrase))


def _share_name(name: str) -> str:
    """女党员占党员总数 → 女党员占党员总数的比例."""
    return name + "的比例" if _TAKES_UP.search(name) and not _RATIO.search(name) else name


def _growth_name(name: str, change: Comparator) -> str:
    if _RATIO.search(name):
        return name
    return name + ("年均增长" if change is Comparator.INCREASE else "年均下降")


def _subject(
    place: Place, start: int, phrase: str, words: Predicate, run: tuple[Quantity, ...]
) -> tuple[int, tuple[str, ...]] | None:
    """Where the surface begins and which indicators it names; None where no subject is found."""
    last, previous = place.last, place.previous()
    if not phrase:
        if previous and (names_indicator(previous[1]) or not last):
            start, phrase = previous
        elif last:
            return last.start, last.names
        else:
            return None
    elif last and phrase.startswith("其中"):
        rest = phrase[2:].lstrip(",")
        if last.thing and run[0].kind is Kind.COUNT:
            return last.start, (f"{last.subject}{rest}的{last.thing}数",)
        return last.start, (elided(last.names[0], rest),)
    elif _PART.match(phrase) and (last or previous):
        if last:
            return last.start, ((last.thing or last.names[0]) + phrase,)
        if previous:
            return previous[0], (previous[1] + phrase,)
    elif last and _is_elided(place, phrase, run):
        return last.start, (elided(last.names[0], phrase),)
    elif previous and previous[1].endswith("期间"):
        start, phrase = previous[0], previous[1] + phrase
    elif previous and len(phrase) < len(previous[1]) and previous[1].endswith(phrase):
        phrase = previous[1][
            lead_length(previous[1], raised=True) :
        ]  # 提高妇女健康素养水平，健康素养水平达
    elif previous:
        phrase = resumed(previous[1], phrase)
    if words.shared or words.respectively:
        start, phrase = _with_listed_clauses(place, start, phrase)
    many = len(run)
    yearly = many > 1 and many == len(place.sentence.due_years(run[0].start))
    distribute = not yearly and (words.shared or words.respectively or many > 1)
    expected = many if words.respectively or many > 1 else 0
    return start, indicators(phrase, distribute=distribute, expected=expected)


def _is_elided(place: Place, phrase: str, run: tuple[Quantity, ...]) -> bool:
    """Whether the phrase leaves out what the last statement said: 床位增至2.5张, 农村达到50%."""
    last = place.last
    if last is None or last.form is not Form.LEVEL or len(phrase) > 10:
        return False
    first = last.names[0]
    if elided(first, phrase) == phrase:
        return False
    if place.listed or first.startswith("每"):
        return True
    return run[0].unit == last.values[0].unit and not names_indicator(phrase)


def _with_listed_clauses(place: Place, start: int, phrase: str) -> tuple[int, str]:
    """The subject with the bare indicators of the clauses before: A合格率，B合格率均达98%."""
    index, sentence = place.index - 1, place.sentence
    while index >= 0 and place.left == sentence.clauses[place.index].start:
        clause = sentence.clauses[index]
        words = sentence.text[clause.start : min(clause.end, clause.start + WINDOW)].strip()
        if clause.quantities or not names_indicator(words) or len(words) > 60:
            break
        start = place.opening(clause.start, clause.end)
        if plain(words) not in phrase:
            phrase = plain(sentence.text[start : clause.end]) + "," + phrase
        index -= 1
    return start, phrase
