"""From the outline of a plan to its domains, goals and measures.

Two ways of writing are common. In a labelled plan each domain has a part 主要目标 and a part 策略措施
(under whatever words); the heading above the labels is the domain. In a plan without such labels
(残疾人、老龄、教育 …, 五年规划纲要) the sections of tasks are the domains, their innermost items the
measures, and a section 主要目标 of the whole plan becomes a domain that holds goals.
"""

from __future__ import annotations

from loaders.outline.block import BlockKind
from loaders.outline.labelled import add_labelled, add_unlabelled_sibling, label_owners
from loaders.outline.raw import Structure
from loaders.outline.sections import add_section
from loaders.outline.tree import Node, previous_numbers


def structure(root: Node) -> Structure:
    """The domains, goals and measures under `root`, the outline of one plan."""
    owners = label_owners(root)
    found = Structure([], [], [], labelled=bool(owners), previous=previous_numbers(root))
    above = {id(node) for owner in owners for node in owner.and_ancestors()}
    _walk(root, {id(owner) for owner in owners}, above, found)
    return found


def _walk(node: Node, owners: set[int], above: set[int], found: Structure) -> None:
    """Place everything under `node`, in the order of the source.

    `owners` are the nodes (by `id`) that hold the parts of a domain, `above` they and what they stand under.
    """
    if id(node) in owners:
        add_labelled(node, found)
        return
    if node.block is not None:
        found.prose.append(node)
    for child in node.children:
        if id(child) in above:
            _walk(child, owners, above, found)
        elif node.block is None and child.kind in (
            BlockKind.MARKED,
            BlockKind.LABEL,
            BlockKind.BOX,
        ):
            add_section(child, found)
        elif child.kind is BlockKind.MARKED and child.is_heading and child.children:
            add_unlabelled_sibling(child, found)
        else:
            found.add_prose(child)
