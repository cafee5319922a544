"""From the outline of a plan to its domains, goals and measures.

Two ways of writing are common. In a labelled plan each domain has a part 主要目标 and a part 策略措施
(under whatever words); the heading above the labels is the domain. In a plan without such labels
(残疾人、老龄、教育 …, 五年规划纲要) the sections of tasks are the domains, their innermost items the
measures, and a section 主要目标 of the whole plan becomes a domain that holds goals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loaders.outline.blocks import BlockKind
from loaders.outline.headings import HeadingRole, Level, names_goals, roles
from loaders.outline.lines import TERMINAL
from loaders.outline.tree import Node


@dataclass(slots=True, eq=False)
class RawItem:
    """The blocks of one item, in order, and its sub-goals."""

    nodes: list[Node]
    number: int | None
    sub_items: list[RawItem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class RawDomain:
    """A domain before it has a name and spans: its heading if printed, its labels and items."""

    heading: Node | None
    intro: list[Node] = field(default_factory=list)
    labels: list[Node] = field(default_factory=list)
    headings: list[Node] = field(default_factory=list)  # between domain and items
    goals: list[RawItem] = field(default_factory=list)
    measures: list[RawItem] = field(default_factory=list)


@dataclass(slots=True)
class Finding:
    """A problem seen in the structure, at a node."""

    code: str
    node: Node
    detail: str = ""


@dataclass(slots=True)
class Structure:
    """The domains of a plan in order, the nodes that are prose, and what was wrong."""

    domains: list[RawDomain]
    prose: list[Node]
    findings: list[Finding]
    labelled: bool


def structure(root: Node) -> Structure:
    """The domains, goals and measures under `root`, the outline of one plan."""
    found = Structure([], [], [], labelled=False)
    owners = _label_owners(root)
    found.labelled = bool(owners)
    _walk(root, owners, found)
    return found


# Domains of a labelled plan


def _label_owners(root: Node) -> list[Node]:
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
    return any(
        child.kind is BlockKind.MARKED
        and child.is_heading
        and roles(child.words) & {HeadingRole.FRONT, HeadingRole.PREFACE}
        for child in node.children
    )


def _walk(node: Node, owners: Sequence[Node], found: Structure) -> None:
    """Place everything under `node`, in the order of the source."""
    if node in owners:
        _add_labelled(node, found)
        return
    if node.block is not None and not any(_under(owner, node) for owner in owners):
        _add_section(node, found)
        return
    if node.block is not None:
        found.prose.append(node)
    for child in node.children:
        if child in owners or any(_under(owner, child) for owner in owners):
            _walk(child, owners, found)
        elif (
            found.labelled
            and node.block is not None
            and child.kind is BlockKind.MARKED
            and child.is_heading
            and child.children
        ):
            _add_unlabelled_sibling(child, found)
        elif node.block is None and child.kind in (
            BlockKind.MARKED,
            BlockKind.LABEL,
            BlockKind.BOX,
        ):
            _add_section(child, found)
        else:
            _add_prose(child, found)


def _under(node: Node, ancestor: Node) -> bool:
    at: Node | None = node
    while at is not None:
        if at is ancestor:
            return True
        at = at.parent
    return False


def _add_labelled(node: Node, found: Structure) -> None:
    """The domain under one heading; several where headings between its parts are missing."""
    domain = RawDomain(node if node.block is not None else None)
    found.domains.append(domain)
    seen: set[HeadingRole] = set()
    for child in node.children:
        if not child.is_label:
            if child.kind is BlockKind.MARKED and not seen:
                # Items before any label: the label 主要目标 itself is missing.
                domain.goals.append(_item(child, with_subs=True))
                found.findings.append(
                    Finding("part_label_missing", child, "其下条目按“主要目标”处理")
                )
            elif (child.kind is BlockKind.MARKED and domain.measures) or (
                child.kind is BlockKind.BOX and seen
            ):
                domain.measures.append(_item(child, with_subs=False))
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
                found.findings.append(
                    Finding(
                        "part_label_missing",
                        second[0].nodes[0],
                        "编号从头开始，以下按“策略措施”处理",
                    )
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
            items.append(_item(child, with_subs=with_subs))
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
        found.findings.append(
            Finding("number_missing", paragraphs[0], f"共{len(items)}段没有编号，逐段作为条目")
        )
    return items


def _item(node: Node, *, with_subs: bool) -> RawItem:
    """An item with everything under it: as sub-goals, or as more of its own text."""
    item = RawItem([node], node.number)
    for child in node.children:
        is_sub = child.kind is BlockKind.MARKED
        if is_sub and with_subs:
            item.sub_items.append(RawItem([child, *child.descendants()], child.number))
        elif item.sub_items:
            item.sub_items[-1].nodes.extend((child, *child.descendants()))
        else:
            item.nodes.extend((child, *child.descendants()))
    return item


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
                found.findings.append(
                    Finding("number_missing", node, f"按次序应为第{(item.number or 0) + n}条")
                )
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


def _add_unlabelled_sibling(node: Node, found: Structure) -> None:
    """A heading beside labelled domains whose own labels are lost."""
    domain = RawDomain(node)
    items = [
        _item(child, with_subs=True) for child in node.children if child.kind is BlockKind.MARKED
    ]
    domain.intro += [child for child in node.children if child.kind is not BlockKind.MARKED]
    if not items:
        _add_prose(node, found)
        return
    domain.goals, second = _split_at_restart(items)
    domain.measures = [_without_subs(item) for item in second]
    found.domains.append(domain)
    found.findings.append(Finding("part_label_missing", node, "没有“主要目标”“策略措施”小标题"))


# Sections of a plan without labels


def _add_section(node: Node, found: Structure) -> bool:
    """Place one section of the plan; True if it became or held domains."""
    said = roles(node.words)
    is_goals = node.is_heading and names_goals(node.words)
    if node.level is Level.PART and not said & {HeadingRole.CLOSING, HeadingRole.PREFACE}:
        chapters = [
            child for child in node.children if child.level in (Level.CHAPTER, Level.SECTION)
        ]
        if chapters:
            found.prose.append(node)
            front = HeadingRole.FRONT in said
            for child in node.children:
                if child in chapters and not front:
                    _add_section(child, found)
                else:
                    _add_front(child, found)
            return True
    if is_goals and not found.labelled:
        return _add_goals_domain(node, found)
    if said & {HeadingRole.FRONT, HeadingRole.PREFACE} and HeadingRole.CONTAINER not in said:
        found.prose.append(node)
        for child in node.children:
            _add_front(child, found)
        return False
    if HeadingRole.CLOSING in said or not (node.is_heading or node.kind is BlockKind.BOX):
        _add_prose(node, found)
        return False
    if HeadingRole.CONTAINER in said and _holds_domains(node):
        found.prose.append(node)
        for child in node.children:
            if child.kind is BlockKind.MARKED or child.is_label:
                _add_section(child, found)
            else:
                _add_prose(child, found)
        return True
    if node.kind is BlockKind.BOX:
        _add_prose(node, found)
        found.findings.append(Finding("unplaced_text", node, "专栏不在任何领域之内"))
        return False
    if found.labelled and HeadingRole.CONTAINER not in said:
        # Beside labelled domains, a section of unknown heading is more often about carrying the plan out.
        found.findings.append(
            Finding("unplaced_text", node, "这一部分不在任何领域之内，作为规划正文保留")
        )
        _add_prose(node, found)
        return False
    return _add_task_domain(node, found)


def _add_front(node: Node, found: Structure) -> None:
    """Front matter; a part 主要目标 in it becomes a domain of goals where the plan has no labels."""
    goals = (node.is_label or (node.kind is BlockKind.MARKED and node.is_heading)) and names_goals(
        node.words
    )
    if goals and not found.labelled and node.children:
        _add_goals_domain(node, found)
    elif node.kind is BlockKind.MARKED and node.children and not node.is_label:
        found.prose.append(node)
        for child in node.children:
            _add_front(child, found)
    else:
        _add_prose(node, found)


def _add_goals_domain(node: Node, found: Structure) -> bool:
    domain = RawDomain(node)
    marked = [child for child in node.children if child.kind is BlockKind.MARKED]
    for child in node.children:
        if child.kind is BlockKind.MARKED:
            domain.goals.append(_item(child, with_subs=True))
        elif marked and domain.goals:
            domain.goals[-1].nodes.append(child)
        elif marked:
            domain.intro.append(child)
        else:
            domain.goals.append(RawItem([child, *child.descendants()], None))
    if not domain.goals:
        _add_prose(node, found)
        return False
    found.domains.append(domain)
    return True


def _holds_domains(node: Node) -> bool:
    """Whether the children of a task section are headings of domains rather than its measures."""
    marked = [child for child in node.children if child.kind is BlockKind.MARKED]
    return bool(marked) and sum(
        child.is_heading and bool(child.children) for child in marked
    ) * 2 > len(marked)


def _add_task_domain(node: Node, found: Structure) -> bool:
    domain = RawDomain(node)
    _collect_measures(node, domain)
    if not domain.measures:
        _add_prose(node, found)
        return False
    found.domains.append(domain)
    return True


def _collect_measures(node: Node, domain: RawDomain) -> None:
    marked = any(child.kind in (BlockKind.MARKED, BlockKind.LABEL) for child in node.children)
    for child in node.children:
        if child.kind in (BlockKind.MARKED, BlockKind.LABEL):
            inner = [
                c
                for c in child.children
                if c.kind is BlockKind.MARKED and (c.level or 0) < Level.CIRCLED
            ]
            if child.is_heading and inner:
                domain.headings.append(child)
                _collect_measures(child, domain)
            else:
                domain.measures += _with_boxes_apart(_item(child, with_subs=False))
        elif child.kind is BlockKind.BOX:
            domain.measures.append(_item(child, with_subs=False))
        elif not marked:
            domain.measures.append(RawItem([child], None))
        elif domain.measures and domain.measures[-1].nodes[0].parent is node:
            domain.measures[-1].nodes.append(child)
        else:
            domain.intro.append(child)


def _with_boxes_apart(item: RawItem) -> list[RawItem]:
    """An item, and the boxes (专栏) under its heading as items of their own."""
    boxes = [node for node in item.nodes if node.kind is BlockKind.BOX]
    if not boxes:
        return [item]
    inside = {id(n) for box in boxes for n in _with_descendants(box)}
    own = RawItem([node for node in item.nodes if id(node) not in inside], item.number)
    return [own, *(_item(box, with_subs=False) for box in boxes)]


def _add_prose(node: Node, found: Structure) -> None:
    found.prose.extend(_with_descendants(node))


def _with_descendants(node: Node) -> Iterator[Node]:
    yield node
    yield from node.descendants()
