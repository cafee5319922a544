"""What a sentence says of its values: indicators, values and how they are meant.

A value is read in one of three constructions of plan Chinese, told apart by what follows it:

* 孕产妇死亡率控制在8.2/10万以下: subject, predicate, value (`_level`);
* 90%的城市社区建立家长学校: a share of those that do something (`_shares`);
* 每所卫生院至少配备2名医生: so many of something (`_number`).

Subjects left out are carried over from what stands before, within one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from graph.model import Comparator
from loaders.indicator_phrases import elided, indicators, lead_length, names_indicator
from loaders.quantities import Kind, Quantity
from loaders.target_predicates import Predicate, predicate
from loaders.target_sentences import BLANK, Clause, Sentence

WINDOW: Final = 160  # no subject or object is longer; keeps one endless clause linear


class Form(Enum):
    """The construction a statement was read in."""

    LEVEL = auto()
    SHARE = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Values said of indicators, and what a later clause may leave out and mean."""

    start: int
    end: int
    clause: int
    form: Form
    names: tuple[str, ...]
    values: tuple[Quantity, ...]
    words: Predicate
    unit: str
    years: tuple[int, ...]
    baseline: str | None
    subject: str = ""  # who or where: 每所卫生院
    thing: str = ""  # of what there are so many: 女干部
    period: str = ""  # 每学期, as printed


_JOINED: Final = re.compile(
    r"\s*(?:、|和|及|与|以及)\s*(?:不低于|不少于|不超过|超过|低于|达到|≥|≤)?\s*"
)
_JOIN_FIRST: Final = re.compile(r"\s*(?:、|和|以及|及|与|并|且|或)\s*")
_JOIN_LAST: Final = re.compile(r"(?:、|和|以及|及|与|或)\s*(?:至少|不少于|各)?\s*\Z")
_OBJECT_END: Final = re.compile(r"(?<!合)并(?![购轨发网联])|且(?!末)|,")
_AIM: Final = re.compile(r"\s*的(?:目标|水平|要求)")
_AT_RATE: Final = re.compile(r"\s*的(?:比例|标准)(?P<rest>[^,]{2,40})")
_SPEED: Final = re.compile(
    r"\s*的(?:速度|幅度|比例)(?:(?P<up>增长|提高|递增|上升|增加|提升)|(?P<down>下降|降低|递减|减少))"
)
_COVERED: Final = re.compile(r"\s*的?全?覆盖(?![率面])")
_DOES: Final = re.compile(
    r"建立|建成|建有|配备|配有|设立|设置|设有|开展|接受|实现|参加|享有|享受|具有|拥有|得到|纳入|完成|成为"
    r"|使用|掌握|达到|在(?=\d)|能够|符合|通过|获得|普及|提供|实行|开设|参与|签订|落实|加入|知晓|养成|创建"
)
_PERIOD: Final = re.compile(r"每[两二三四五\d]?(?:人每)?(?:年|学年|学期|季度|半年|月|周|天|日)|年均")
_RATIO: Final = re.compile(r"(?:率|比例|比重|占比|比|幅|速)\Z")
_TAKES_UP: Final = re.compile(r"占(?!地|用|位)[^占]*\Z")
# Parts of a project named before them: 对17所学校加固改造, 计划投资1亿元.
_PART: Final = re.compile(
    r"(?:预计|计划|概算|估算)?(?:总|完成)?(?:投资额?|投入资金|建筑面积|占地面积|用地面积|面积|建设规模)\Z"
)
# Verbs that add nothing to the name of what is counted: 配备…医生 is counted as …医生数.
_UNVOICED: Final = frozenset(
    "配备 配齐 配置 设置 设立 设有 设 拥有 享有 提供 建有 进行 安排 建立 保留 建 确保有 保证有".split()
)


def statements(sentence: Sentence) -> Iterator[Statement]:
    """The statements of a sentence, in order."""
    last: Statement | None = None
    for index, clause in enumerate(sentence.clauses):
        if clause.quantities:
            for statement in _of_clause(sentence, index, clause, last):
                yield statement
                last = statement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where reading stands: the rest of a clause from `left`, and what was said last."""

    sentence: Sentence
    index: int
    left: int
    last: Statement | None
    listed: bool  # the last statement is of this clause and a joining word stands between

    def words(self, value: Quantity, *, active: bool) -> Predicate:
        left = max(self.left, value.start - WINDOW)
        starts = self.sentence.date_starts
        return predicate(self.sentence.skeleton, left, value.start, starts, active=active)

    def opening(self, left: int, end: int, *, raised: bool = False) -> int:
        """Where the subject begins: after dates and words that only urge (力争, 确保)."""
        text, position = self.sentence.text, max(left, end - WINDOW)
        while True:
            before = position
            while position < end and (text[position].isspace() or text[position] in ",、"):
                position += 1
            position = min(end, self.sentence.date_ends.get(position, position))
            position += lead_length(text[position:end], raised=raised)
            if position == before:
                return position

    def previous(self) -> tuple[int, str] | None:
        """The clause before this one, if it holds no value: where it begins, and its words."""
        if self.index == 0 or self.listed or self.left > self._clause.start:
            return None
        clause = self.sentence.clauses[self.index - 1]
        if clause.quantities or clause.end - clause.start > WINDOW:
            return None
        start = self.opening(clause.start, clause.end)
        words = _plain(self.sentence.text[start : clause.end])
        return (start, words) if words else None

    @property
    def _clause(self) -> Clause:
        return self.sentence.clauses[self.index]

    def modal(self) -> bool:
        """Whether the clause begins with 应, 须, 必须 and so has its subject before it."""
        clause = self._clause
        return self.sentence.text[clause.start : clause.end].lstrip()[:1] in {"应", "须", "必"}


def _plain(text: str) -> str:
    return "".join(text.split())


def _of_clause(
    sentence: Sentence, index: int, clause: Clause, last: Statement | None
) -> list[Statement]:
    skeleton, values = sentence.skeleton, clause.quantities
    found: list[Statement] = []
    left, i, listed = clause.start, 0, False
    while i < len(values):
        run = _run(skeleton, values, i)
        place = _Place(sentence=sentence, index=index, left=left, last=last, listed=listed)
        tail = _tail(skeleton, clause, i + len(run) - 1)
        i += len(run)
        if run[0].kind is Kind.RATE and tail.lstrip().startswith("的") and not _AIM.match(tail):
            parts = [(run[-1], tail)]
            while i < len(values) and values[i].kind is Kind.RATE and _JOIN_LAST.search(tail):
                tail = _tail(skeleton, clause, i)
                parts.append((values[i], tail))
                i += 1
            new = _shares(place, parts)
        elif run[0].kind in {Kind.RATE, Kind.AGE} or not _object(tail):
            new = _level(place, run, tail)
        elif i < len(values) and values[i].kind is Kind.RATE and not _JOIN_LAST.search(tail):
            continue  # 至少配备1名女干部的班子比例达到98%: the number is part of the indicator
        elif listed and last and last.form is Form.LEVEL and last.unit == run[0].unit:
            found = _with_tail(found, _level(place, run, ""), tail)
            new = []
        else:
            new = _number(place, run, tail)
        found += new
        if new:
            last = new[-1]
            join = _JOIN_FIRST.match(tail)
            listed = bool(join or _JOIN_LAST.search(tail))
            left = run[-1].end + (join.end() if join else 0)
            if new[-1].form is not Form.LEVEL and i < len(values):
                left = values[i].start
    return found


def _run(skeleton: str, values: tuple[Quantity, ...], i: int) -> tuple[Quantity, ...]:
    """The value at `i` and those listed with it: 3.0‰、4.5‰和5.5‰以下."""
    end = i + 1
    while (
        end < len(values)
        and values[end].unit == values[i].unit
        and values[end].start - values[end - 1].end <= 12
        and _JOINED.fullmatch(skeleton, values[end - 1].end, values[end].start)
    ):
        end += 1
    return values[i:end]


def _tail(skeleton: str, clause: Clause, i: int) -> str:
    """What stands between the value at `i` and the next one, or the end of the clause."""
    values = clause.quantities
    end = values[i + 1].start if i + 1 < len(values) else clause.end
    return skeleton[values[i].end : min(end, values[i].end + WINDOW)]


def _object(tail: str) -> str:
    """What is counted, if the tail says it; empty where the tail only goes on (、和并)."""
    if _JOIN_FIRST.match(tail) or _AIM.match(tail):
        return ""
    return tail.strip().strip(BLANK)


def _statement(
    place: _Place,
    *,
    form: Form,
    start: int,
    end: int,
    names: tuple[str, ...],
    values: tuple[Quantity, ...],
    words: Predicate,
    period: str = "",
    subject: str = "",
    thing: str = "",
) -> Statement:
    sentence, unit = place.sentence, values[0].unit
    if values[0].kind is Kind.RATE:
        unit += "/年" if words.change and words.yearly else ""
    elif period and "/" not in unit:
        unit += "/" + _per(period)
    return Statement(
        start=start,
        end=end,
        clause=place.index,
        form=form,
        names=names,
        values=values,
        words=words,
        unit=unit,
        years=sentence.due_years(values[0].start),
        baseline=sentence.baseline(min(start, words.start), values[0].start),
        subject=subject,
        thing=thing,
        period=period,
    )


def _per(period: str) -> str:
    """每学期 → 学期, 每日 → 天, 年均 → 年, 每两年 → 2年."""
    unit = "年" if period == "年均" else period.removeprefix("每").removeprefix("人每")
    unit = "天" if unit == "日" else unit
    return unit.translate(str.maketrans("两二三四五", "22345"))


def _period(text: str, start: int, end: int) -> str:
    found = ""
    for match in _PERIOD.finditer(text, start, end):
        found = match.group()
    return found


def _level(place: _Place, run: tuple[Quantity, ...], tail: str) -> list[Statement]:
    """Subject, predicate, value: 孕产妇死亡率控制在8.2/10万以下."""
    text, value, end = place.sentence.text, run[0], run[-1].end
    words = place.words(value, active=False)
    raised = words.reaches and not words.change
    covered = _COVERED.match(tail) if value.kind is Kind.RATE else None
    start = place.opening(place.left, words.start, raised=raised or bool(covered))
    phrase = _plain(text[start : words.start])
    if covered and not words.reaches:
        phrase, end = phrase + "覆盖率", end + covered.end()
    elif not words.reaches and not _stands_alone(place, value, phrase, tail):
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
    period = "" if value.kind is Kind.RATE else _period(text, max(place.left, start), value.start)
    if place.listed and place.last and not period:
        period = place.last.period
    return [
        _statement(
            place,
            form=Form.LEVEL,
            start=start,
            end=end,
            names=names,
            values=run,
            words=words,
            period=period,
            subject=names[0],
        )
    ]


def _stands_alone(place: _Place, value: Quantity, phrase: str, tail: str) -> bool:
    """Whether a value needs no predicate: 达标率100%, 新增学位5.42万个, 初中生9小时."""
    if value.kind is not Kind.RATE:
        return bool(phrase) and value.kind is not Kind.AGE
    if tail.strip().strip(BLANK) and not _JOIN_FIRST.match(tail):
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
    place: _Place, start: int, phrase: str, words: Predicate, run: tuple[Quantity, ...]
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
    if words.shared or words.respectively:
        start, phrase = _with_listed_clauses(place, start, phrase)
    names = indicators(
        phrase,
        distribute=words.shared or words.respectively,
        expected=len(run) if words.respectively else 0,
    )
    return start, names


def _is_elided(place: _Place, phrase: str, run: tuple[Quantity, ...]) -> bool:
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


def _with_listed_clauses(place: _Place, start: int, phrase: str) -> tuple[int, str]:
    """The subject with the bare indicators of the clauses before: A合格率，B合格率和C合格率均达98%."""
    index, sentence = place.index - 1, place.sentence
    while index >= 0 and place.left == sentence.clauses[place.index].start:
        clause = sentence.clauses[index]
        words = sentence.text[clause.start : min(clause.end, clause.start + WINDOW)].strip()
        if clause.quantities or not names_indicator(words) or len(words) > 60:
            break
        start = place.opening(clause.start, clause.end)
        if _plain(words) not in phrase:
            phrase = _plain(sentence.text[start : clause.end]) + "," + phrase
        index -= 1
    return start, phrase


def _shares(place: _Place, parts: list[tuple[Quantity, str]]) -> list[Statement]:
    """A share of those that do something: 95%的城市社区和85%的农村社区建立家长学校."""
    text, value = place.sentence.text, parts[0][0]
    words = place.words(value, active=False)
    start = place.opening(place.left, words.start)
    subject = _plain(text[start : words.start])
    last_value, tail = parts[-1]
    if speed := _SPEED.match(tail):
        up = Comparator.INCREASE if speed["up"] else Comparator.DECREASE
        changed = replace(words, change=up, reaches=True)
        moved = _level(place, (value,), "") if words.reaches else []
        names = moved[0].names if moved else ((subject,) if subject else ())
        end = last_value.end + speed.end()
        if not names:
            return []
        return [
            _statement(
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
    rest = _plain(full[doing.start() :]) if doing else ""
    if at_rate := _AT_RATE.match(tail):
        nouns, rest = [""], subject + _plain(at_rate["rest"])
    else:
        nouns = [_JOIN_LAST.sub("", t).strip().removeprefix("的") for _, t in parts[:-1]]
        nouns.append(_plain(full[: doing.start()] if doing else full).removeprefix("的"))
    head = f"{rest}的" if rest else ""
    place_of = "" if at_rate else subject
    return [
        _statement(
            place,
            form=Form.SHARE,
            start=start,
            end=end,
            names=(f"{place_of}{head}{_plain(noun)}比例",),
            values=(part[0],),
            words=words,
            subject=subject,
            thing=_plain(full[doing.end() :]) if doing else "",
        )
        for part, noun in zip(parts, nouns, strict=True)
    ]


def _number(place: _Place, run: tuple[Quantity, ...], tail: str) -> list[Statement]:
    """So many of something: 每所卫生院至少配备2名专业从事儿童保健的医生."""
    text, value, last = place.sentence.text, run[0], place.last
    words = place.words(value, active=True)
    start = place.opening(place.left, words.start)
    subject = _plain(text[start : words.start])
    period = _period(text, max(start, place.left), value.start)
    previous = place.previous()
    again = last is not None and last.form is Form.NUMBER
    if again and last and place.listed:
        start, subject, period = last.start, last.subject, period or last.period
        words = replace(last.words, start=words.start, comparator=words.comparator or last.words.comparator)
    elif _JOIN_LAST.search(subject) and not words.action:
        start, subject = value.start, ""
    elif not subject and previous and place.modal():
        start, subject = previous
    elif again and last and not subject and last.subject and last.clause == place.index - 1:
        if words.comparator or words.action == last.words.action:
            start, subject, period = last.start, last.subject, period or last.period
    elif last and subject.startswith("其中"):
        start, subject = last.start, last.subject + subject[2:].lstrip(",")
    tail = _JOIN_LAST.sub("", tail) if _has_next(place, run) else tail
    stop = _OBJECT_END.search(tail)
    counted = text[run[-1].end : run[-1].end + (stop.start() if stop else len(tail.rstrip()))]
    thing = _plain(counted).removeprefix("的")
    if not thing:
        return []
    subject = "" if subject in {"对", "为", "向", "给"} else subject
    voiced = "" if words.action in _UNVOICED else words.action
    said = "" if not period or period in subject else period
    name = f"{subject}{said}{voiced}{thing}".replace("进行", "")
    return [
        _statement(
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


def _has_next(place: _Place, run: tuple[Quantity, ...]) -> bool:
    return place.sentence.clauses[place.index].quantities[-1].start > run[-1].start


def _suffix(value: Quantity, thing: str) -> str:
    """What makes a counted thing an indicator: 医生 → 医生数, 亲子活动 → 亲子活动次数."""
    if value.kind is Kind.TIME:
        return "" if thing.endswith(("时间", "时长")) else "时间"
    if value.unit.startswith("次"):
        return "次数"
    return "" if thing.endswith(("数", "数量", "面积", "投资", "资金", "量")) else "数"


def _with_tail(
    listed: list[Statement], last: list[Statement], tail: str
) -> list[Statement]:
    """A list of levels with the noun printed once, after the last: 小学生10小时、初中生9小时睡眠时间."""
    if not last:
        return listed
    thing, end = _plain(tail), last[0].end + len(tail.rstrip())
    return [
        replace(s, end=end, start=listed[0].start, names=tuple(n + thing for n in s.names))
        for s in (*listed, *last)
    ]
