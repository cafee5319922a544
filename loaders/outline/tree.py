"""The tree of one document: which block stands under which.

Levels are taken from how the document itself uses them, not from a fixed list: an ordinal of a class
that is already open closes everything down to it; a class seen first under a heading opens a level
there. Only where the document gives no clue does the usual order of GB/T 9704—2012 decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.outline.block import Block, BlockKind
from loaders.outline.headings import HeadingRole, Label, Level, roles

_PAIRED_GOALS: Final = re.compile(r"([\u4e00-\u9fff]{2,8})目标[。:]?")
_PAIRED_MEASURES: Final = re.compile(r"([\u4e00-\u9fff]{2,8})(?:措施|举措|任务|策略)[。:]?")
_ONE_SENTENCE: Final = re.compile(r"[^。;!?:]{2,60}。?")


@dataclass(slots=True, eq=False)
class Node:
    """A block with what stands under it; the root has no block."""

    block: Block | None
    parent: Node | None
    children: list[Node] = field(default_factory=list)
    promoted: bool = False  # a heading whose ordinal was lost

    @property
    def level(self) -> Level | None:
        """The class of its ordinal, None for a label without one, a box or the root."""
        return self.block.marker.level if self.block and self.block.marker else None

    @property
    def number(self) -> int | None:
        """Its printed number."""
        return self.block.marker.number if self.block and self.block.marker else None

    @property
    def words(self) -> str:
        """Its folded words; empty for the root."""
        return self.block.words if self.block else ""

    @property
    def kind(self) -> BlockKind | None:
        """What its block is; None for the root."""
        return self.block.kind if self.block else None

    @property
    def is_label(self) -> bool:
        """Whether it is a part label, numbered or not."""
        return self.kind is BlockKind.LABEL

    @property
    def is_heading(self) -> bool:
        """Whether text stands under it rather than in it.

        A whole sentence may be a heading too, where numbered items stand under it:
        “（一）完善残疾人社会保障制度，为残疾人提供更加稳定更高水平的民生保障。”
        """
        if self.block is None or self.is_label or self.promoted:
            return True
        if self.kind is not BlockKind.MARKED:
            return False
        return self.block.heading_like or (
            self.level is not None
            and self.level <= Level.CHINESE_BRACKETED
            and _ONE_SENTENCE.fullmatch(self.words) is not None
            and any(child.kind is BlockKind.MARKED for child in self.children)
        )

    def and_ancestors(self) -> Iterator[Node]:
        """It and what it stands under, up to the root."""
        at: Node | None = self
        while at is not None:
            yield at
            at = at.parent

    def descendants(self) -> Iterator[Node]:
        """Everything under it, in the order of the source, without itself."""
        for child in self.children:
            yield child
            yield from child.descendants()


def tree(blocks: Sequence[Block]) -> Node:
    """The root of the outline of `blocks`, which are those of one document without its title."""
    root = Node(None, None)
    stack = [root]
    for i, block in enumerate(blocks):
        if block.kind in (BlockKind.MARKED, BlockKind.LABEL) and block.marker is not None:
            depth = _depth_for_marker(stack, block, blocks, i)
        elif block.kind is BlockKind.LABEL:
            depth = _depth_for_label(stack)
        elif block.kind is BlockKind.BOX:
            depth = _depth_for_box(stack)
        elif block.kind is BlockKind.BARE and _opens_domain(blocks, i):
            depth = _depth_for_bare_heading(stack)
        elif block.kind is BlockKind.BARE and roles(block.words):
            depth = 1
        else:
            stack[-1].children.append(Node(block, stack[-1]))
            continue
        node = Node(block, stack[depth - 1], promoted=block.kind is BlockKind.BARE)
        stack[depth - 1].children.append(node)
        stack[depth:] = [node]
    _name_paired_labels(root)
    return root


def previous_numbers(root: Node) -> dict[int, int]:
    """For each node, by `id`, the number of the node of its class before it, wherever that stands."""
    found: dict[int, int] = {}
    last: dict[Level, int] = {}
    for node in root.descendants():
        if node.level is not None and node.number is not None:
            if node.level in last:
                found[id(node)] = last[node.level]
            last[node.level] = node.number
    return found


def _name_paired_labels(root: Node) -> None:
    """Take （一）健康目标 and （二）健康措施 under one heading for the part labels they are."""
    for node in (root, *root.descendants()):
        pairs = zip(node.children, node.children[1:], strict=False)
        for one, other in pairs:
            if one.kind is other.kind is BlockKind.MARKED and one.level == other.level:
                goals, measures = (
                    _PAIRED_GOALS.fullmatch(one.words),
                    _PAIRED_MEASURES.fullmatch(other.words),
                )
                if (
                    goals
                    and measures
                    and goals[1] == measures[1]
                    and one.children
                    and other.children
                ):
                    for part, role in ((one, HeadingRole.GOALS), (other, HeadingRole.MEASURES)):
                        assert part.block is not None
                        part.block.kind = BlockKind.LABEL
                        part.block.label = Label(role, True, len(part.words))


def _depth_for_marker(stack: list[Node], block: Block, blocks: Sequence[Block], at: int) -> int:
    """How many nodes of the stack stay open above a block with an ordinal."""
    assert block.marker is not None
    level, number = block.marker.level, block.marker.number
    same = [d for d in range(len(stack) - 1, 0, -1) if stack[d].level == level]
    last_label = max((d for d in range(1, len(stack)) if stack[d].is_label), default=0)
    box = max((d for d in range(1, len(stack)) if stack[d].kind is BlockKind.BOX), default=0)
    if box:
        inner = [d for d in same if d > box]
        if not _ends_box(stack, box, blocks, at):
            return inner[0] if inner else len(stack) if stack[-1].is_heading else box + 1
        stack = stack[:box]
        same = [d for d in same if d < box]
    if level <= Level.CHINESE and len(stack) > 1 and stack[1].promoted and not same:
        return 1  # a heading without a number (规划背景) does not hold 一、
    if same and same[0] > last_label:
        if (
            len(same) > 1
            and stack[same[0]].number is not None
            and number != (stack[same[0]].number or 0) + 1
        ):
            # Domains and their items numbered alike (1. 妇女与健康 / 主要目标 / 1. …): a heading with a
            # label under it that counts on from the outer one is the next domain.
            for d in same[1:]:
                if number == (stack[d].number or 0) + 1 and _opens_domain(blocks, at):
                    return d
        return same[0]
    if (
        same
        and stack[-1].is_label
        and (number == 1 or (number is None and level > Level.CHINESE_BRACKETED))
    ):
        return len(stack)  # the first item of a part may be numbered like its domain
    if same:
        return same[0]
    if number in (None, 1) and (stack[-1].is_heading or level > (stack[-1].level or Level.PART)):
        return len(stack)
    return next(
        (d for d in range(1, len(stack)) if (stack[d].level or Level.PART) > level), len(stack)
    )


def _ends_box(stack: list[Node], box: int, blocks: Sequence[Block], at: int) -> bool:
    """Whether an item is the next one after a box rather than a line of it.

    Its number then counts on from the last item of its class before the box; chapters always end one.
    """
    mark = blocks[at].marker
    assert mark is not None
    outer = [node.number for node in stack[1:box] if node.level == mark.level]
    outer += [c.number for c in stack[box - 1].children if c.level == mark.level][-1:]
    inner = [node.number for node in stack[box + 1 :] if node.level == mark.level]
    counts_on = any(number is not None and mark.number == number + 1 for number in outer)
    counts_inside = any(number is not None and mark.number == number + 1 for number in inner)
    if counts_on:
        return not counts_inside or _stands_apart(stack[box], blocks, at)
    if mark.level <= Level.SECTION:
        return True
    return mark.level <= Level.CHINESE_BRACKETED and mark.number != 1 and not counts_inside


def _stands_apart(box: Node, blocks: Sequence[Block], at: int) -> bool:
    """Whether a number that counts on both in a box and outside it belongs outside, by its blank line.

    The lines of a box stand close together; a blank line before the number then ends the box.
    """
    assert box.block is not None
    inside = [child.block for child in box.children if child.block is not None]
    close = not inside or inside[0].lines[0].number - box.block.lines[-1].number == 1
    apart = blocks[at].lines[0].number - blocks[at - 1].lines[-1].number > 1
    return close and apart


def _depth_for_label(stack: list[Node]) -> int:
    """A label without ordinal closes the label before it, or the items that are no headings."""
    for d in range(len(stack) - 1, 0, -1):
        if stack[d].is_label and stack[d].level is None:
            return d
    depth = len(stack)
    while depth > 1 and not stack[depth - 1].is_heading:
        depth -= 1
    return depth


def _depth_for_box(stack: list[Node]) -> int:
    depth = len(stack)
    while depth > 1 and not (
        stack[depth - 1].is_heading and stack[depth - 1].kind is not BlockKind.BOX
    ):
        depth -= 1
    return depth


def _depth_for_bare_heading(stack: list[Node]) -> int:
    for d in range(1, len(stack)):
        if stack[d].is_label and stack[d].level is None:
            heading = d - 1
            return (
                heading
                if heading >= 1
                and (stack[heading].promoted or stack[heading].number is not None)
                and ((len(stack[heading].children) > 0 and heading > 1) or stack[heading].promoted)
                else d
            )
    return _depth_for_box(stack)


def _opens_domain(blocks: Sequence[Block], at: int) -> bool:
    """Whether a goals label follows the block at `at`, with at most one paragraph between."""
    for block in blocks[at + 1 : at + 3]:
        if block.kind is BlockKind.LABEL and block.label is not None:
            return block.label.role is HeadingRole.GOALS
        if block.kind not in (BlockKind.TEXT, BlockKind.BARE):
            return False
    return False
