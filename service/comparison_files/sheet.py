"""A comparison laid out as a table of words, which every kind of file shows in its own way.

项目      甲 云栖市…规划            乙 青岚县…规划
内容 1    推进……〔仅此〕            —
指标值 …  ≤9/10万〔不同〕           ≤12/10万〔不同〕
出处      a.txt:45                  b.txt:60
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import Role
from queries.alignment import Mark, Marked, Sentence
from queries.comparison import Cited, Column, Comparison, Duty, Number
from service.indicator_words import value_in_words
from service.printable import fit, source_of

LETTERS: Final = "甲乙丙丁戊己"
MARKS: Final = {Mark.SAME: "相同", Mark.DIFFERS: "不同", Mark.ONLY: "仅此"}
ROLES: Final = {Role.LEAD: "牵头单位", Role.SUPPORT: "责任（配合）单位"}
NOTHING: Final = "—"
LEGEND: Final = (
    "相同：别的条目也有；不同：别的条目也有，但数值或牵头、责任的分工不同；仅此：只有这一条有。"
    "单位按职能比对，名称照原文。比对由程序完成，引用前请核对原文。"
)
SHEET_LEGEND: Final = f"{LEGEND}“见内容 N”：同样的意思写在那一行。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words; `only` where no other column says so."""

    text: str
    only: bool = False


Paragraph = tuple[Piece, ...]
Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table: what it is about, and a cell for each column."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole: the head of each column, the lines, and the sources as people cite them."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    sources: tuple[str, ...]


def sheet(comparison: Comparison) -> Sheet:
    """The comparison laid out."""
    columns = comparison.columns
    return Sheet(
        heads=tuple(f"{letter} {fit(each.place.plan)}" for letter, each in _lettered(columns)),
        lines=(
            _plain("地区", (place_in_words(each) for each in columns)),
            _plain("章节", (each.section for each in columns)),
            *_contents(comparison),
            *_numbers(columns),
            *(_owners(role, columns) for role in Role),
            Line(label="引用的法律法规和文件", cells=tuple(_laws(each) for each in columns)),
            _plain("出处", (source_line(each) for each in columns)),
        ),
        sources=tuple(f"{letter} {citation(each)}" for letter, each in _lettered(columns)),
    )


def place_in_words(column: Column) -> str:
    """The place of a column's plan, from the province down where known."""
    return fit(column.place.place) or "地区不详"


def source_line(column: Column) -> str:
    """Where a column stands: 规划.txt:45, or 规划.txt:45-52."""
    return source_of(column.place)


def citation(column: Column) -> str:
    """《云栖市妇女发展规划》（云栖市），妇女与健康 第3条措施，规划.txt:45."""
    title = fit(column.place.plan)
    return f"《{title}》（{place_in_words(column)}），{fit(column.section)}，{source_line(column)}"


def sentence_in_pieces(sentence: Sentence) -> Paragraph:
    """A sentence, with what only it says apart."""
    text, at = fit(sentence.text), 0
    pieces = []
    for start, end in sentence.adds:
        end = start + len(text[start:end].rstrip("。；;！？!? "))  # bold words, plain punctuation
        pieces += [Piece(text=text[at:start]), Piece(text=text[start:end], only=True)]
        at = end
    return tuple(piece for piece in (*pieces, Piece(text=text[at:])) if piece.text)


def number_in_words(number: Number) -> str:
    """≤9/10万（2030年）."""
    own = number.setting
    told = [f"{own.year}年"] if own.year else []
    told += [f"基期 {own.baseline}"] if own.baseline else []
    return fit(value_in_words(own) + (f"（{'，'.join(told)}）" if told else ""))


def owner_in_words(duty: Duty) -> str:
    """A unit as written; one that stands for a list that goes on says so."""
    return fit(f"等{duty.owner.department}" if duty.owner.open_ended else duty.owner.department)


def law_in_words(law: Cited) -> str:
    """《中华人民共和国反家庭暴力法》, with what is printed where that is another name."""
    if law.surface == law.title:
        return fit(f"《{law.title}》")
    basis = "，全称系推断" if law.status == "inferred" else ""
    return fit(f"《{law.title}》（原文“{law.surface}”{basis}）")


def _lettered(columns: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    return zip(LETTERS, columns, strict=False)


def _plain(label: str, texts: Iterable[str]) -> Line:
    return Line(label=label, cells=tuple(((Piece(text=fit(text)),),) for text in texts))


def _contents(comparison: Comparison) -> Iterator[Line]:
    """A line for each row; a column that says the same in another row names that row."""
    where = {
        (i, n): number
        for number, row in enumerate(comparison.rows, start=1)
        for i, spots in enumerate(row)
        for n in spots
    }
    for number, row in enumerate(comparison.rows, start=1):
        told = [
            [each.sentences[n] for n in spots]
            for each, spots in zip(comparison.columns, row, strict=True)
        ]
        cells = []
        for i, column in enumerate(comparison.columns):
            cell = tuple(_sentence(sentence, column) for sentence in told[i])
            elsewhere = {
                where[i, near]
                for some in told
                for sentence in some
                if (near := sentence.nearest[i]) is not None
            }
            see = "、".join(f"内容 {n}" for n in sorted(elsewhere))
            cells.append(cell or ((Piece(text=f"见{see}" if see else NOTHING),),))
        yield Line(label=f"内容 {number}", cells=tuple(cells))


def _sentence(sentence: Sentence, column: Column) -> Paragraph:
    tag = {Mark.DIFFERS: "〔数字不同〕", Mark.ONLY: "〔仅此〕"}.get(sentence.mark, "")
    tag += _line(sentence.line, column)
    return (*sentence_in_pieces(sentence), *((Piece(text=tag),) if tag else ()))


def _line(line: int, column: Column) -> str:
    """Which line, where it is not the one that the column's source names."""
    return f"（第{line}行）" if line != column.place.line else ""


def _numbers(columns: Sequence[Column]) -> Iterator[Line]:
    names = dict.fromkeys(n.setting.indicator for column in columns for n in column.numbers)
    for name in names:
        cells = tuple(
            tuple(
                _fact(number_in_words(n), n, n.setting.target.line, column)
                for n in column.numbers
                if n.setting.indicator == name
            )
            or ((Piece(text=NOTHING),),)
            for column in columns
        )
        yield Line(label=f"指标值：{fit(name)}", cells=cells)


def _owners(role: Role, columns: Sequence[Column]) -> Line:
    cells = tuple(
        tuple(
            _fact(owner_in_words(duty), duty, duty.owner.line, column)
            for duty in column.owners
            if duty.owner.role is role
        )
        or ((Piece(text="未写明"),),)
        for column in columns
    )
    return Line(label=ROLES[role], cells=cells)


def _laws(column: Column) -> Cell:
    found = tuple(_fact(law_in_words(law), law, law.line, column) for law in column.laws)
    return found or ((Piece(text=NOTHING),),)


def _fact(words: str, fact: Marked, line: int, column: Column) -> Paragraph:
    tag = f"〔{MARKS[fact.mark]}〕{_line(line, column)}"
    return (Piece(text=words, only=fact.mark is Mark.ONLY), Piece(text=tag))
