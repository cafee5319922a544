"""The tree of one document: which block stands under which.

Levels are taken from how the document itself uses them, not from a fixed list: an ordinal of a class
that is already open closes everything down to it; a class seen first under a heading opens a level
there. Only where the document gives no clue does the usual order of GB/T 9704—2012 decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loaders.outline.blocks import Block, BlockKind
from loaders.outline.headings import HeadingRole, Level, roles


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
        """Whether text stands under it rather than in it."""
        return (
            self.block is None
            or self.is_label
            or self.promoted
            or (self.kind is BlockKind.MARKED and self.block.heading_like)
        )

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
        elif block.kind is BlockKind.BARE and (_opens_domain(blocks, i) or roles(block.words)):
            depth = _depth_for_bare_heading(stack) if _opens_domain(blocks, i) else 1
            node = Node(block, stack[depth - 1], promoted=True)
            stack[depth - 1].children.append(node)
            stack[depth:] = [node]
            continue
        else:
            stack[-1].children.append(Node(block, stack[-1]))
            continue
        node = Node(block, stack[depth - 1])
        stack[depth - 1].children.append(node)
        stack[depth:] = [node]
    return root


def _depth_for_marker(stack: list[Node], block: Block, blocks: Sequence[Block], at: int) -> int:
    """How many nodes of the stack stay open above a block with an ordinal."""
    assert block.marker is not None
    level, number = block.marker.level, block.marker.number
    same = [d for d in range(len(stack) - 1, 0, -1) if stack[d].level == level]
    last_label = max((d for d in range(1, len(stack)) if stack[d].is_label), default=0)
    box = max((d for d in range(1, len(stack)) if stack[d].kind is BlockKind.BOX), default=0)
    if box and not any(d > box for d in same):
        earlier = [c.number for c in stack[box - 1].children if c.level == level]
        if level > Level.CHINESE_BRACKETED and not (earlier and number == (earlier[-1] or 0) + 1):
            return (
                len(stack) if stack[-1].is_heading or stack[-1].kind is BlockKind.BOX else box + 1
            )
        same = [d for d in same if d < box]
        stack = stack[:box]
        if not same:
            return len(stack)
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
        and last_label
        and level > Level.CHINESE_BRACKETED
        and number in (None, 1)
        and stack[-1].is_label
    ):
        return len(stack)
    if same:
        return same[0]
    if number in (None, 1) and (stack[-1].is_heading or level > (stack[-1].level or Level.PART)):
        return len(stack)
    return next(
        (d for d in range(1, len(stack)) if (stack[d].level or Level.PART) > level), len(stack)
    )


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
