"""The records that travel from loaders to store: frozen, with their places in the source.

A `Passage` is a piece of text joined over line and page breaks that still knows where each of its
characters stands in the document; every extracted fact is found in a passage as `start:end` and turned
into source spans through it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open code points `[start, end)` of the decoded document."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Passage:
    """Joined text that knows its source.

    `pieces[i]` is where `text[offsets[i]:offsets[i + 1]]` stands in the document; the pieces are in
    order, do not overlap, and their lengths add up to `len(text)`, so nothing is invented in joining.
    """

    text: str
    pieces: tuple[Span, ...]
    offsets: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        offsets = [0]
        for piece in self.pieces:
            offsets.append(offsets[-1] + piece.end - piece.start)
        if offsets[-1] != len(self.text):
            raise ValueError(f"pieces hold {offsets[-1]} characters, the text {len(self.text)}")
        object.__setattr__(self, "offsets", tuple(offsets))

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Where `text[start:end]` stands in the document: one span, or several across a break."""
        stop = len(self.text) if end is None else end
        if stop <= start:
            return ()
        found = []
        i = bisect_right(self.offsets, start) - 1
        while i < len(self.pieces) and self.offsets[i] < stop:
            left = max(start, self.offsets[i]) - self.offsets[i]
            right = min(stop, self.offsets[i + 1]) - self.offsets[i]
            if left < right:
                base = self.pieces[i].start
                found.append(Span(base + left, base + right))
            i += 1
        return tuple(found)

    def cut(self, start: int, end: int | None = None) -> Passage:
        """The passage of `text[start:end]`."""
        return Passage(self.text[start:end], self.spans(start, end))


def joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """`spans` of `text`, those made one between which only white space lies.

    What is left apart has page furniture in between: a page number, a running head.
    """
    merged: list[Span] = []
    for span in spans:
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


class Role(StrEnum):
    """What a department does for a goal or measure."""

    LEAD = "lead"  # 牵头
    SUPPORT = "support"  # 责任、配合


class Comparator(StrEnum):
    """How a target's value is meant."""

    AT_LEAST = ">="  # 以上、不低于、超过
    AT_MOST = "<="  # 以下、控制在……以内
    EQUAL = "="  # 达到
    ABOUT = "~"  # 左右
    RANGE = "range"  # 1—2所
    INCREASE = "increase"  # 提高……
    DECREASE = "decrease"  # 下降……


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerFact:
    """A unit named as lead or support: `text[start:end]` of the passage is its name as written."""

    start: int
    end: int
    name: str
    role: Role
    open_ended: bool = False  # 等……成员单位: the words without 等
    collective: bool = False  # names no single unit: 有关部门、各成员单位


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionFact:
    """A department named in running text without a role."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFact:
    """A cited law, regulation, standard, treaty, plan or policy.

    `surface` is the title as printed, without book-title marks; `text[start:end]` is that title.
    """

    start: int
    end: int
    surface: str
    canonical: str
    kind: str  # law, regulation, local_regulation, standard, treaty, plan, policy, other
    quoted: bool  # stands in 《》
    inferred: bool = False  # the full title is not what is printed and needs context


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFact:
    """A number that a goal or measure sets, with the words that say it at `text[start:end]`."""

    start: int
    end: int
    wording: str  # the indicator in the plan's words
    indicator: str  # its canonical name
    comparator: Comparator
    value: float | None = None  # None for a range
    low: float | None = None
    high: float | None = None
    unit: str = ""
    year: int | None = None  # only where the item itself prints it
    baseline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something the parser could not take as printed; `graph.problems` says what each code means."""

    code: str
    line: int  # 1-based
    end_line: int
    start: int  # code points, as everywhere
    end: int
    text: str  # the words at that place, shortened
    detail: str = ""  # what was expected or assumed, in Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read out of one passage, each list in the order of the text."""

    owners: tuple[OwnerFact, ...] = ()
    mentions: tuple[MentionFact, ...] = ()
    citations: tuple[CitationFact, ...] = ()
    targets: tuple[TargetFact, ...] = ()


NO_FACTS: Final = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A goal, sub-goal or measure: 主要目标, 分目标, 策略措施.

    `passage` is the body without its ordinal; `region` is where it stands, for a goal together with its
    sub-goals and their ordinals, in order.
    """

    ordinal: int  # its place among its siblings, from 1; the printed number may differ
    passage: Passage
    title: str  # its first sentence, or the heading line it stands under
    region: tuple[Span, ...]
    line: int
    end_line: int
    sub_goals: tuple[Item, ...] = ()
    facts: Facts = NO_FACTS

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.region[0].start

    @property
    def end(self) -> int:
        """Where it ends, after its last sub-goal."""
        return self.region[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A field of the plan (领域) with its goals and measures, in the order of the source."""

    ordinal: int
    name: str
    heading_missing: bool
    start: int
    end: int
    line: int
    end_line: int
    goals: tuple[Item, ...]
    measures: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a plan that is neither goal nor measure, with what it cites."""

    passage: Passage
    citations: tuple[CitationFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan as understood: what it says of itself, its domains, and its other paragraphs (`prose`)."""

    title: str
    title_stated: bool
    audience: str | None  # 妇女, 儿童, 老年人, 残疾人, 青年; None for a general plan
    place: str | None  # its jurisdiction as printed
    place_code: str | None  # GB/T 2260
    place_name: str | None  # from the province down where known, else as printed
    period_start: int | None
    period_end: int | None
    period_basis: str | None  # title, 十四五 …, inferred
    document_number: str | None
    issued_on: str | None  # ISO date
    start: int
    end: int
    line: int
    end_line: int
    domains: tuple[Domain, ...]
    prose: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A stretch of lines that belongs to no plan: a notice, a gazette's cover, a contents page."""

    kind: str  # notice, masthead, contents, imprint, other
    title: str
    line: int
    end_line: int


class LineRecord(NamedTuple):
    """One physical line of a document: `text[start:end]` with its line break, and what it was read as."""

    number: int  # 1-based
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file, decoded."""

    name: str  # its path under the folder that was built, with /
    format: str  # txt, docx, pdf, html
    sha256: str  # of the bytes
    text: str
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """What was understood of one file. `lines` tile its text."""

    document: Document
    plans: tuple[Plan, ...]
    outside: tuple[Outside, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineRecord, ...]
