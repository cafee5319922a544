"""From raw structure to records: passages, spans, ordinals, names, and the kind of every line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from graph.model import Domain, Item, Passage, Problem, Span
from graph.vocabulary import rows
from loaders.outline.block import Block, BlockKind
from loaders.outline.headings import Level
from loaders.outline.lines import Line, LineKind
from loaders.outline.raw import RawDomain, RawItem
from loaders.outline.tree import Node

_FIRST_SENTENCE: Final = re.compile(r"[^。；！？\n]*[。；！？]?")
_QUOTED: Final = 60


class Assembly:
    """Turns the structure of one document into records, and marks its lines as it goes.

    One object per document: it holds the text, its lines and the problems met.
    """

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._lines = lines
        self._starts = [line.start for line in lines]
        self.previous: dict[int, int] = {}  # node, by `id` → the number before it of its class
        self.problems: list[Problem] = []

    # Places

    def line_at(self, offset: int) -> int:
        """The 1-based number of the line that holds `offset`."""
        return max(1, bisect_right(self._starts, offset))

    def report(self, code: str, start: int, end: int, detail: str = "") -> None:
        """Note a problem at `[start, end)`."""
        words = " ".join(self._text[start : min(end, start + 400)].split())
        shown = words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"
        self.problems.append(
            Problem(
                code=code, start=start, end=end, text=shown, detail=detail,
                line=self.line_at(start), end_line=self.line_at(max(start, end - 1)),
            )
        )  # fmt: skip

    def report_node(self, code: str, node: Node, detail: str = "") -> None:
        """Note a problem at a block."""
        block = node.block
        assert block is not None
        self.report(
            code, block.start, block.pieces[-1][1] if block.pieces else block.lines[-1].end, detail
        )

    def mark(self, nodes: Iterable[Node], kind: LineKind) -> None:
        """Say what the lines of `nodes` are; a line keeps what it was said to be first."""
        for node in nodes:
            if node.block is not None:
                self.mark_block(node.block, kind)

    def mark_block(self, block: Block, kind: LineKind) -> None:
        """Say what the lines of a block are."""
        for line in block.lines:
            if line.kind is LineKind.TEXT:
                line.kind = kind

    # Passages

    def passage(self, blocks: Sequence[Block], *, with_first_ordinal: bool = False) -> Passage:
        """The joined words of `blocks`: the first without its ordinal, the others as printed."""
        pieces: list[tuple[int, int]] = []
        for i, block in enumerate(blocks):
            own = block.pieces
            if (
                (i or with_first_ordinal)
                and block.marker is not None
                and own
                and block.start < own[0][0]
            ):
                own = [(block.start, own[0][1]), *own[1:]]
            pieces.extend(own)
        return Passage(
            "".join(self._text[a:b] for a, b in pieces), tuple(Span(a, b) for a, b in pieces)
        )

    # Domains and items

    def domain(self, raw: RawDomain, ordinal: int, name: str) -> Domain:
        """The record of a domain; its items numbered by their place, oddities of printing reported."""
        if raw.heading is not None:
            self.mark([raw.heading], LineKind.DOMAIN)
        self.mark(raw.labels, LineKind.LABEL)
        self.mark(raw.headings, LineKind.HEADING)
        goals = self._items(raw.goals, LineKind.GOAL)
        measures = self._items(raw.measures, LineKind.MEASURE)
        self.mark(raw.intro, LineKind.PROSE)
        heads = [
            n.block
            for n in ([raw.heading] if raw.heading else []) + raw.labels
            if n.block is not None
        ]
        starts = [b.start for b in heads] + [item.start for item in (*goals, *measures)]
        ends = [b.lines[-1].pieces[-1][1] for b in heads] + [
            item.end for item in (*goals, *measures)
        ]
        start, end = min(starts), max(ends)
        return Domain(
            ordinal=ordinal, name=name, heading_missing=raw.heading is None, goals=goals, measures=measures,
            start=start, end=end, line=self.line_at(start), end_line=self.line_at(max(start, end - 1)),
        )  # fmt: skip

    def _items(self, raws: Sequence[RawItem], kind: LineKind) -> tuple[Item, ...]:
        items = []
        expected, parent = 1, None
        firsts = {id(raw.nodes[0]) for raw in raws}
        befores: dict[int, Node] = {}
        for ordinal, raw in enumerate(raws, start=1):
            node = raw.nodes[0]
            if node.kind is BlockKind.BOX:  # a box has no number and breaks no row
                items.append(self._item(raw, ordinal, kind))
                continue
            if node.parent is not parent:  # numbers begin again under each heading
                expected, parent = 1, node.parent
                befores = _siblings_before(parent) if parent else {}
            if raw.number is not None:
                before = befores.get(id(node))
                if before is not None and id(before) not in firsts and before.number is not None:
                    expected = before.number + 1  # a heading between the items counts too
                elif before is None and raw.number == self.previous.get(id(node), 0) + 1:
                    expected = (
                        raw.number
                    )  # numbered through all sections, as the State Council does
                if raw.number != expected:
                    self.report_node(
                        "number_out_of_sequence", node, f"应为第{expected}条，印作{raw.number}"
                    )
                expected = raw.number
            expected += 1
            items.append(self._item(raw, ordinal, kind))
        return tuple(items)

    def _item(self, raw: RawItem, ordinal: int, kind: LineKind) -> Item:
        self.mark(raw.nodes, kind)
        subs = tuple(
            self._item(sub, n, LineKind.SUB_GOAL) for n, sub in enumerate(raw.sub_items, start=1)
        )
        blocks = [node.block for node in raw.nodes if node.block is not None]
        passage = self.passage(blocks)
        region = list(passage.pieces)
        for sub in raw.sub_items:
            region += self.passage(
                [n.block for n in sub.nodes if n.block], with_first_ordinal=True
            ).pieces
        region.sort()
        first = blocks[0]
        title = (
            passage.text[: len(first.words)]
            if len(blocks) > 1 and first.heading_like
            else _title(passage.text)
        )
        self._check(passage, raw.number, kind)
        return Item(
            ordinal=ordinal, passage=passage, title=title.strip(), sub_goals=subs, region=tuple(region),
            line=first.lines[0].number, end_line=self.line_at(region[-1].end - 1),
        )  # fmt: skip

    def _check(self, passage: Passage, number: int | None, kind: LineKind) -> None:
        """Report what was typed into an item and does not belong there."""
        text = passage.text
        if number is not None and kind is not LineKind.SUB_GOAL:
            for found in _INNER_NUMBER.finditer(text):
                if int(found["number"]) in (number, number + 1):
                    self._report_in(
                        passage,
                        "run_on_item",
                        found.start("number"),
                        f"文中夹有“{found['number']}.”",
                    )
        for found in _EDIT_MARK.finditer(text):
            self._report_in(passage, "edit_mark", found.start(), "")
        self.check_title_marks(passage)

    def check_title_marks(self, passage: Passage) -> None:
        """Report book-title marks without their other half."""
        if passage.text.count("《") == passage.text.count("》"):
            return
        open_at: list[int] = []
        for found in _TITLE_MARK.finditer(passage.text):
            if found.group() == "《":
                open_at.append(found.start())
            elif open_at:
                open_at.pop()
            else:
                self._report_in(passage, "unclosed_title_mark", found.start(), "有》而无《")
        for at in open_at:
            self._report_in(passage, "unclosed_title_mark", at, "有《而无》")

    def _report_in(self, passage: Passage, code: str, at: int, detail: str) -> None:
        span = passage.spans(at, min(len(passage.text), at + _QUOTED))
        self.report(code, span[0].start, span[0].end, detail)


def _siblings_before(parent: Node) -> dict[int, Node]:
    """For each child, by `id`, the child before it with an ordinal of the same class."""
    found: dict[int, Node] = {}
    last: dict[Level | None, Node] = {}
    for child in parent.children:
        if child.level in last:
            found[id(child)] = last[child.level]
        last[child.level] = child
    return found


# 。3.推动各级各类学校…: the next item's number after a full stop in the middle of an item
_INNER_NUMBER: Final = re.compile(
    r"(?<=[。；）)])\s*(?P<number>\d{1,2})\s*[.．、](?![\d])(?=\S{4})"
)
_EDIT_MARK: Final = re.compile(
    r"[（(](?:改|修改为|原文|建议|批注|删除?)\s*[:：][^（）()]{0,80}[）)]"
)
_TITLE_MARK: Final = re.compile(r"[《》]")


def _title(text: str) -> str:
    found = _FIRST_SENTENCE.match(text)
    return found.group() if found else text


@cache
def _known_domains() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(
        (row["audience"], row["name"], tuple(row["keywords"].split("|")))
        for row in rows("domains.csv")
    )


def inferred_domain_name(raw: RawDomain, audience: str | None, taken: Iterable[str]) -> str | None:
    """The name of a domain whose heading is lost, by the words of its items; None where nothing fits."""
    words = "".join(node.words for item in (*raw.goals, *raw.measures) for node in item.nodes)
    used = set(taken)
    best, most = None, 0
    for whom, name, keywords in _known_domains():
        if whom == audience and name not in used:
            score = sum(words.count(word) for word in keywords)
            if score > most:
                best, most = name, score
    return best


def heading_name(block: Block, text: str) -> str:
    """A heading's words as printed, without white space and closing stop."""
    words = "".join(text[a:b] for a, b in block.pieces)
    if block.kind is BlockKind.LABEL:
        words = words[: len(block.words)]
    return re.sub(r"\s+", "", words).strip("。：:；;.、[]【】《》") or words.strip()
