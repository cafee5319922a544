"""Domains of a labelled plan: the heading above 主要目标 and 策略措施, with the items under each.

Where a heading, a label or a number is lost, the order of the parts and the numbers that remain say
what was there; each such conclusion is reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.outline.block import BlockKind
from loaders.outline.headings import HeadingRole, Level, roles
from loaders.outline.lines import TERMINAL
from loaders.outline.raw import RawDomain, RawItem, Structure, is_front, raw_item
from loaders.outline.tree import Node


def label_owners(root: Node) -> list[Node]:
    """The nodes whose children are part labels of domains."""
    owners = []
    for node in (root, *root.descendants()):
        labels = [child for child in node.children if child.is_label]
        if labels and _holds_parts(node, labels):
            owners.append(node)
    return owners


def _holds_parts(node: Node, labels: Sequence[Node]) -> bool:
    kinds = {child.block.label.role for child in labels if child.block and child.block.label}
    outer = all(child.level is not None and child.level <= Level.CHINESE for child in labels)
    if node.block is None and outer:
        return False  # 二、主要目标 / 三、重点任务 are sections of the whole plan
    if HeadingRole.FRONT in roles(node.words) or _has_front_child(node):
        return False
    if kinds == {HeadingRole.GOALS, HeadingRole.MEASURES}:
        return True
    strong = any(child.block and child.block.label and child.block.label.strong for child in labels)
    return strong and (node.block is None or HeadingRole.CLOSING not in roles(node.words))


def _has_front_child(node: Node) -> bool:
    return any(is_front(child) for child in node.children)


def add_labelled(node: Node, found: Structure) -> None:
    """The domain under one heading; several where headings between its parts are missing."""
    domain = RawDomain(node if node.block is not None else None)
    found.domains.append(domain)
    seen: set[HeadingRole] = set()
    for child in node.children:
        if not child.is_label:
            if child.kind is BlockKind.MARKED and not seen:
                # Items before any label: the label 主要目标 itself is missing.
                domain.goals.append(raw_item(child, with_subs=True))
                found.report("part_label_missing", child, "其下条目按“主要目标”处理")
            elif (child.kind is BlockKind.MARKED and domain.measures) or (
                child.kind is BlockKind.BOX and seen
            ):
                domain.measures.append(raw_item(child, with_subs=False))
            else:
                domain.intro.extend((child, *child.descendants()))
            continue
        assert child.block is not None
        assert child.block.label is not None
        role = child.block.label.role
        if role is HeadingRole.GOALS and HeadingRole.MEASURES in seen:
            domain = RawDomain(None)
            found.domains.append(domain)
            seen = set()
        seen.add(role)
        domain.labels.append(child)
        if role is HeadingRole.GOALS:
            first, second = _split_at_restart(_items(child, domain, found, with_subs=True))
            domain.goals += first
            if second:
                found.report(
                    "part_label_missing", second[0].nodes[0], "编号从头开始，以下按“策略措施”处理"
                )
                domain.measures += [_without_subs(item) for item in second]
        else:
            domain.measures += _items(child, domain, found, with_subs=False)


def _items(part: Node, domain: RawDomain, found: Structure, *, with_subs: bool) -> list[RawItem]:
    """The items under a label; paragraphs stand for items where no ordinal is printed."""
    items: list[RawItem] = []
    lead: list[Node] = []
    marked = any(child.kind is BlockKind.MARKED for child in part.children)
    for child in part.children:
        if child.kind in (BlockKind.MARKED, BlockKind.BOX):
            if lead and not items:
                if child.number == len(lead) + 1 and child.kind is BlockKind.MARKED:
                    items += _numberless(lead, found)
                else:
                    domain.intro += lead
                lead = []
            items.append(raw_item(child, with_subs=with_subs))
        elif items and marked:
            items[-1].nodes.append(child)
        else:
            lead.append(child)
    if lead:
        items += _numberless(lead, found)
    return _with_lost_numbers(items, found)


def _numberless(paragraphs: Sequence[Node], found: Structure) -> list[RawItem]:
    items = [RawItem([node], None) for node in paragraphs]
    if items:
        found.report("number_missing", paragraphs[0], f"共{len(items)}段没有编号，逐段作为条目")
    return items


def _without_subs(item: RawItem) -> RawItem:
    return RawItem(
        [*item.nodes, *(node for sub in item.sub_items for node in sub.nodes)], item.number
    )


def _with_lost_numbers(items: Sequence[RawItem], found: Structure) -> list[RawItem]:
    """Split an item whose later paragraphs are exactly the numbers missing before the next item."""
    result: list[RawItem] = []
    for i, item in enumerate(items):
        following = items[i + 1].number if i + 1 < len(items) else None
        extra = [node for node in item.nodes[1:] if node.kind in (BlockKind.TEXT, BlockKind.BARE)]
        gap = (
            following - item.number - 1 if following is not None and item.number is not None else 0
        )
        ended = all(node.words[-1:] in TERMINAL for node in item.nodes)
        if extra and ended and gap == len(extra) == len(item.nodes) - 1 and not item.sub_items:
            result.append(RawItem([item.nodes[0]], item.number))
            for n, node in enumerate(extra, start=1):
                result.append(RawItem([node], item.number + n if item.number is not None else None))
                found.report("number_missing", node, f"按次序应为第{(item.number or 0) + n}条")
        else:
            result.append(item)
    return result


def _split_at_restart(items: list[RawItem]) -> tuple[list[RawItem], list[RawItem]]:
    """Goals and measures of a part in which the numbers begin again at 1, the second label being lost.

    A restart alone may be a typing error; the items after it must also be longer than those before.
    """
    for i in range(2, len(items)):
        if (
            items[i].number == 1
            and items[i - 1].number == i
            and len(items) - i >= 2
            and items[i + 1].number == 2
        ):
            before = sum(len(item.nodes[0].words) for item in items[:i]) / i
            after = sum(len(item.nodes[0].words) for item in items[i:]) / (len(items) - i)
            if after > before * 1.3:
                return items[:i], items[i:]
    return items, []


def add_unlabelled_sibling(node: Node, found: Structure) -> None:
    """A heading beside labelled domains whose own labels are lost."""
    domain = RawDomain(node)
    items = [
        raw_item(child, with_subs=True) for child in node.children if child.kind is BlockKind.MARKED
    ]
    domain.intro += [child for child in node.children if child.kind is not BlockKind.MARKED]
    if not items:
        found.add_prose(node)
        return
    domain.goals, second = _split_at_restart(items)
    domain.measures = [_without_subs(item) for item in second]
    found.domains.append(domain)
    found.report("part_label_missing", node, "没有“主要目标”“策略措施”小标题")
