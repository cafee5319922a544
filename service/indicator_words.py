"""What plans set for indicators, in the words that tables, files and charts share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graph.indicators import indicator
from queries.holdings import HeldPlan, Holdings
from queries.indicators import Kind, Setting, Spread
from queries.indicators.conflicts import Conflict
from service.printable import fit, source_of

_SIGNS: Final = {
    ">=": "≥", "<=": "≤", "=": "", "~": "约", "range": "", "increase": "提高", "decrease": "降低",
}  # fmt: skip
_BETTER: Final = {"higher": "越高越好", "lower": "越低越好", "none": "无好坏之分"}
_MOST_NAMED: Final = 6  # places that one line names


def number_in_words(value: float) -> str:
    """12000, 8.2, 0.5: no digit more than the plan prints."""
    return str(int(value)) if value.is_integer() else f"{value:.10g}"


def value_in_words(setting: Setting) -> str:
    """≤9/10万, 1—2所, 降低20%."""
    numbers = (setting.low, setting.high) if setting.value is None else (setting.value,)
    number = "—".join(number_in_words(each) for each in numbers if each is not None)
    return f"{_SIGNS[setting.comparator]}{number}{setting.unit}"


def dated_value_in_words(setting: Setting) -> str:
    """The value with the year and the baseline that its plan prints: ≥95%（2025年，基期2020）."""
    notes = [f"{setting.year}年{'的状况' if setting.past else ''}"] if setting.year else []
    notes += [f"基期{fit(setting.baseline)}"] if setting.baseline else []
    return value_in_words(setting) + (f"（{'，'.join(notes)}）" if notes else "")


def better_in_words(name: str) -> str:
    """Which way an indicator should go; 不明 where the vocabulary does not know it."""
    row = indicator(name)
    return _BETTER.get(row.direction, "不明") if row else "不明"


def plan_labels(holdings: Holdings, plans: Iterable[HeldPlan]) -> Mapping[str, str]:
    """Short names of plans by id: place and audience, the last year where it tells plans apart, else the title."""
    held = {plan.id: plan for plan in plans}
    places = holdings.view.nodes_of(plan.place_id for plan in held.values())
    names = {
        id: str(places[plan.place_id].properties["name"]) if plan.place_id in places else ""
        for id, plan in held.items()
    }
    short = {id: f"{names[id]}{plan.audience}" for id, plan in held.items()}
    dated = {
        id: f"{short[id]}{f'至{plan.period_end}年' if plan.period_end else ''}"
        for id, plan in held.items()
    }
    labels = {}
    counts = Counter(short.values()), Counter(dated.values())
    for id, plan in held.items():
        if names[id] and counts[0][short[id]] == 1:
            labels[id] = short[id]
        elif names[id] and counts[1][dated[id]] == 1:
            labels[id] = dated[id]
        else:
            labels[id] = plan.title
    return {id: fit(label) for id, label in labels.items()}


def spread_in_words(found: Spread, labels: Mapping[str, str]) -> Sequence[str]:
    """The lines that tell who sets the most and the least, and what was compared."""
    when = f"{found.year}年" if found.year else "年份不明"
    what = {Kind.LEVEL: "目标值", Kind.RISE: "提高幅度", Kind.FALL: "降低幅度"}[found.kind]
    lines = [f"可比的是{when}的{what}，{len(found.settings)} 处："]
    if found.even:
        lines.append(f"  都是 {_amount(found.highest)}。")
    else:
        middle = f"{number_in_words(found.median)}{found.highest.unit}"
        lines.append(f"  最高 {_amount(found.highest)}：{_who(found, found.highest, labels)}")
        lines.append(f"  最低 {_amount(found.lowest)}：{_who(found, found.lowest, labels)}")
        lines.append(f"  中位数 {middle}")
        if found.strictest:
            strict = found.strictest[0]
            lines.append(f"  要求最严 {value_in_words(strict)}：{_who(found, strict, labels)}")
    if found.left_out:
        lines.append(
            f"  另有 {len(found.left_out)} 个数没有比：年份、单位不同，或是同一规划、同一地区的重复。"
        )
    return lines


def _amount(setting: Setting) -> str:
    return f"{number_in_words(setting.value or 0)}{setting.unit}"


def _who(found: Spread, like: Setting, labels: Mapping[str, str]) -> str:
    names = [labels[each.plan] for each in found.settings if each.value == like.value]
    more = f"等 {len(names)} 处" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def conflict_in_words(found: Conflict, labels: Mapping[str, str]) -> Sequence[str]:
    """What needs a look, and the words and lines that say it."""
    lines = [f"{labels[found.settings[0].plan]}：{fit(found.reason)}。"]
    for each in found.settings:
        kind = "目标" if each.is_of_goal else "措施"
        lines.append(
            f"  {kind} {value_in_words(each)}：{fit(each.target.text)}（{source_of(each.target)}）"
        )
    return lines
