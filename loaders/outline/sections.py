"""Sections of a plan without labels: front matter, tasks, closing parts.

The sections of tasks are the domains (or, under a container such as 重点任务, its headings are); their
innermost items are the measures. A part 主要目标 of the whole plan becomes a domain that holds goals.
"""

from __future__ import annotations

from loaders.outline.block import BlockKind
from loaders.outline.headings import HeadingRole, Level, names_goals, roles
from loaders.outline.raw import RawDomain, RawItem, Structure, is_front, raw_item, with_descendants
from loaders.outline.tree import Node


def add_section(node: Node, found: Structure) -> None:
    """Place one section of the plan among its domains or its prose."""
    said = roles(node.words)
    if any(is_front(child) for child in node.children):
        said |= {HeadingRole.FRONT}
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
                    add_section(child, found)
                else:
                    _add_front(child, found)
            return
    if is_goals and not found.labelled:
        _add_goals_domain(node, found)
        return
    if said & {HeadingRole.FRONT, HeadingRole.PREFACE} and HeadingRole.CONTAINER not in said:
        found.prose.append(node)
        for child in node.children:
            _add_front(child, found)
        return
    if HeadingRole.CLOSING in said or not (node.is_heading or node.kind is BlockKind.BOX):
        found.add_prose(node)
        return
    if HeadingRole.CONTAINER in said and _holds_domains(node):
        found.prose.append(node)
        for child in node.children:
            if child.kind is BlockKind.MARKED or child.is_label:
                add_section(child, found)
            else:
                found.add_prose(child)
        return
    if node.kind is BlockKind.BOX:
        found.add_prose(node)
        found.report("unplaced_text", node, "专栏不在任何领域之内")
        return
    if found.labelled and HeadingRole.CONTAINER not in said:
        # Beside labelled domains, a section of unknown heading is more often about carrying the plan out.
        found.report("unplaced_text", node, "这一部分不在任何领域之内，作为规划正文保留")
        found.add_prose(node)
        return
    _add_task_domain(node, found)


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
        found.add_prose(node)


def _add_goals_domain(node: Node, found: Structure) -> None:
    """A part 主要目标 of the whole plan as a domain; where its headings say so again, the innermost one."""
    inner = [c for c in node.children if c.is_heading and c.children and names_goals(c.words)]
    if inner:
        found.prose.append(node)
        for child in node.children:
            if child in inner:
                _add_goals_domain(child, found)
            else:
                found.add_prose(child)
        return
    domain = RawDomain(node)
    marked = any(child.kind is BlockKind.MARKED for child in node.children)
    for child in node.children:
        if child.kind is BlockKind.MARKED:
            domain.goals.append(raw_item(child, with_subs=True))
        elif child.kind is BlockKind.BOX:
            domain.intro.extend(with_descendants(child))  # a table of indicators is no goal
        elif marked and domain.goals:
            domain.goals[-1].nodes.append(child)
        elif marked:
            domain.intro.append(child)
        else:
            domain.goals.append(RawItem([*with_descendants(child)], None))
    if not domain.goals:
        found.add_prose(node)
        return
    found.domains.append(domain)


def _holds_domains(node: Node) -> bool:
    """Whether the children of a task section are headings of domains rather than its measures."""
    marked = [child for child in node.children if child.kind is BlockKind.MARKED]
    return bool(marked) and sum(
        child.is_heading and bool(child.children) for child in marked
    ) * 2 > len(marked)


def _add_task_domain(node: Node, found: Structure) -> None:
    domain = RawDomain(node)
    _collect_measures(node, domain)
    if not domain.measures:
        found.add_prose(node)
        return
    found.domains.append(domain)


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
                domain.measures += _with_boxes_apart(raw_item(child, with_subs=False))
        elif child.kind is BlockKind.BOX:
            domain.measures.append(raw_item(child, with_subs=False))
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
    inside = {id(n) for box in boxes for n in with_descendants(box)}
    own = RawItem([node for node in item.nodes if id(node) not in inside], item.number)
    return [own, *(raw_item(box, with_subs=False) for box in boxes)]
