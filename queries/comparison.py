"""Measures or goals side by side: what each adds, and which numbers, owners and laws differ.

    items → sentences, numbers, owners, laws of each → every one held against the other columns → rows

A sentence is said by another column if it is near in meaning or uses the same words; a number is
compared within its indicator, an owner within its function (区卫生健康局 and 市卫健委 have one duty), a
law by its title. Nothing is rewritten: texts and names are shown as their plans print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.encoder import Encoder
from embeddings.sentences import sentences
from graph.errors import UsageError
from graph.ids import domain_of
from graph.owner_lists import without_owner_list
from graph.schema import LABEL, OWNERSHIP
from graph.store import Node, View
from queries.alignment import Marked, Row, Sentence, aligned, marked
from queries.context import Context, Placed
from queries.indicators import Setting, setting_of
from queries.ownership import Owner, owners_of

FEWEST: Final = 2
MOST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Marked):
    """A number; it differs where another column sets only others for the same indicator."""

    setting: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Marked):
    """An owner; it differs where another column gives the same function only the other role."""

    owner: Owner
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited(Marked):
    """A cited instrument: its canonical title, and how it is printed where it is first cited."""

    title: str
    surface: str
    status: str  # whether the title is stated or inferred from what is printed
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of the items: where it stands, how people cite it, and what it says."""

    place: Placed
    section: str  # 妇女与健康 第3条措施
    sentences: tuple[Sentence, ...]
    numbers: tuple[Number, ...]
    owners: tuple[Duty, ...]
    laws: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The columns, in the order asked for.

    `rows` brings together what says the same: a row has, for each column, positions of its sentences.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def comparison(view: View, encoder: Encoder, ids: Sequence[str]) -> Comparison:
    """The measures and goals of these ids side by side; a goal comes with its sub-goals.

    Raises:
        UsageError: there are fewer than two or more than six, one comes twice, or one is neither.
        UnknownNode: no node has such an id.
        EncoderError: the encoder cannot be loaded.
    """
    items = _items(view, ids)
    context = Context(view)
    parts = [_parts(view, item) for item in items]
    numbers = marked([_numbers(view, each, context) for each in parts], _one_indicator, _one_value)
    owners = marked([_owners(view, each) for each in parts], one_function, _one_role)
    laws = marked([_laws(view, each) for each in parts], _one_law, _one_law)
    said = [_sentences(each, told) for each, told in zip(parts, numbers, strict=True)]
    texts, rows = aligned(said, encoder)
    columns = (
        Column(
            place=context.placed(item), section=_section(item, context), sentences=texts[i],
            numbers=numbers[i], owners=owners[i], laws=laws[i],
        )
        for i, item in enumerate(items)
    )  # fmt: skip
    return Comparison(columns=tuple(columns), rows=rows)


def _items(view: View, ids: Sequence[str]) -> list[Node]:
    if not FEWEST <= len(ids) <= MOST:
        raise UsageError(
            f"一次对比 {FEWEST} 到 {MOST} 条措施或目标，这里给了 {len(ids)} 条。",
            hint="写上各条的编号，用空格隔开；编号见 guitu search 的结果。",
        )
    twice = [id for i, id in enumerate(ids) if id in ids[:i]]
    if twice:
        raise UsageError(f"编号 {twice[0]} 写了不止一次。", hint="每条措施或目标只写一次。")
    items = [view.node(id) for id in ids]  # one by one: an unknown one is named
    for item in items:
        if item.label not in ("Measure", "Goal"):
            raise UsageError(
                f"{item.id} 是{LABEL[item.label].caption}，不是措施或目标。",
                hint="能对比的是策略措施、主要目标和分目标；编号见 guitu search 的结果。",
            )
    return items


def _parts(view: View, item: Node) -> list[Node]:
    """An item, and after a goal its sub-goals in their order."""
    below = [node for _, node in view.neighbours(item.id, type="HAS_SUBGOAL")]
    return [item, *sorted(below, key=_start)]


def _start(item: Node) -> int:
    return int(str(item.properties["start"]))


def _section(item: Node, context: Context) -> str:
    own = item.properties
    domain = context.node(domain_of(item.id)).properties["name"]
    if item.label == "Measure":
        return f"{domain} 第{own['ordinal']}条措施"
    if own.get("parent"):
        above = context.node(str(own["parent"])).properties["ordinal"]
        return f"{domain} 第{above}条目标第{own['ordinal']}项"
    return f"{domain} 第{own['ordinal']}条目标"


# What an item says, in the order of the text


def _sentences(parts: Iterable[Node], numbers: Iterable[Number]) -> list[Sentence]:
    found = []
    for part in parts:
        text = without_owner_list(str(part.properties["text"]))
        line = int(str(part.properties["line"]))
        for start, end in sentences(text):
            words = text[start:end]
            set_here = {n.setting.indicator for n in numbers if n.setting.target.text in words}
            found.append(Sentence(text=words, line=line, indicators=tuple(sorted(set_here))))
    return found


def _numbers(view: View, parts: Sequence[Node], context: Context) -> list[Number]:
    targets = view.around([part.id for part in parts], "SETS")
    indicators = view.around(
        [target.id for pairs in targets.values() for _, target in pairs], "OF_INDICATOR"
    )
    return [
        Number(setting=setting_of(str(indicator.properties["name"]), target, context))
        for part in parts
        for target in sorted((to for _, to in targets[part.id]), key=_start)
        for _, indicator in indicators[target.id]
    ]


def _owners(view: View, parts: Sequence[Node]) -> list[Duty]:
    named = view.around([part.id for part in parts], *OWNERSHIP.values(), incoming=True)
    units = {unit.id: unit for pairs in named.values() for _, unit in pairs}
    performed = view.around(units, "PERFORMS")
    functions = {  # of each unit, by its name: the parts are of one plan
        str(units[id].properties["name"]): tuple(str(to.properties["name"]) for _, to in pairs)
        for id, pairs in performed.items()
    }
    owners = owners_of(named)
    return [
        Duty(owner=owner, functions=functions[owner.department])
        for part in parts
        for owner in owners[part.id]
    ]


def _laws(view: View, parts: Iterable[Node]) -> list[Cited]:
    citing = view.around([part.id for part in parts], "CITES")
    edges = [each for pairs in citing.values() for each in pairs]
    found: dict[str, Cited] = {}
    for edge, law in sorted(edges, key=lambda each: int(str(each[0].properties["start"]))):
        cited = Cited(
            title=str(law.properties["title"]), surface=str(edge.properties["surface"]),
            status=str(edge.properties.get("status") or "stated"), line=int(str(edge.properties["line"])),
        )  # fmt: skip
        found.setdefault(law.id, cited)
    return list(found.values())


# What it is held against


def _one_indicator(a: Number, b: Number) -> bool:
    return a.setting.indicator == b.setting.indicator


def _one_value(a: Number, b: Number) -> bool:
    one, other = ((s.comparator, s.value, s.low, s.high, s.unit) for s in (a.setting, b.setting))
    return one == other


def one_function(a: Duty, b: Duty) -> bool:
    """Whether two owners perform one function, or have one name."""
    return not set(a.functions).isdisjoint(b.functions) or a.owner.department == b.owner.department


def _one_role(a: Duty, b: Duty) -> bool:
    return a.owner.role is b.owner.role


def _one_law(a: Cited, b: Cited) -> bool:
    return a.title == b.title
