"""Who probably owns a goal or measure whose plan names no unit: an inference with its reason.

    what like items elsewhere state    生育全程服务……（牵头单位：区卫生健康局）   → 卫生健康部门 leads
    what the text itself mentions      ……由民政部门代表国家进行监护             → 民政部门 leads

It is never a statement: a role that the plan states is not inferred. docs/ownership.md says how good it is.

    with searching(folder) as (view, index):
        inference = Inference(view, index)
        inference.inferred("plan:…:d1:g3")
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.index import Index
from graph import ids
from graph.errors import UsageError
from graph.model import Role
from graph.schema import OWNERSHIP
from graph.store import Edge, Node, View
from queries.context import Context, searchable_text
from queries.local_units import LocalUnits
from queries.mentioned_units import Mentioned, mentioned_units
from queries.votes import Vote, Voter, Votes

# The share of the votes from which a function is offered, and its confidence: how often such a function was
# right when benchmarks/inferring.py took each goal that states its units out of one gazette with two plans.
#
#     share of the votes     0.2–0.3  0.3–0.4  0.4–0.5  0.5–0.6  0.6–0.7  0.7–0.8  0.8–1
#     lead, all others vote   0.18     0.35     0.67     0.64     0.67     0.88     1.00    60 of the 78 offered
#     lead, the other plan    0.26     0.46     0.77     0.89     1.00     1.00     1.00    47 of 52
#     support, all others     0.26     0.38     0.49     0.55     0.75     0.74     0.88   104 of 137
#     support, the other      0.27     0.39     0.48     0.56     0.67     0.71     0.58    50 of 75
_CONFIDENCE: Final = {
    Role.LEAD: ((0.7, 0.9), (0.4, 0.65)),
    Role.SUPPORT: ((0.6, 0.7),),
}
# Of the mentions in the nine real plans one reader held 21 of 21 as lead and 41 of 45 as support to be right.
# Taken lower, as the rules were written with these plans at hand.
_MENTIONED: Final = {Role.LEAD: 0.85, Role.SUPPORT: 0.75}
_LABELS: Final = ("Goal", "Measure")
_WORD: Final = {Role.LEAD: "牵头", Role.SUPPORT: "负责或配合"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for an inference: a like item and its stated unit, or a unit that the item mentions.

    `text` is without its owner list; `line` is where it begins, `unit_line` where the unit stands.
    `likeness` is that of the two texts, 1 for the same; None for a mention.
    """

    id: str
    text: str
    place: str
    plan: str
    document: str
    line: int
    unit: str
    unit_line: int
    likeness: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """A unit that probably has a role for an item; `confidence` is how often such inferences are right."""

    unit: str
    function: str
    role: Role
    confidence: float
    reason: str
    evidence: tuple[Evidence, ...]


class Inference:
    """Infers owners from a graph that does not change and the index that belongs to it."""

    def __init__(self, view: View, index: Index) -> None:
        self._view = view
        self._context = Context(view)
        self._local = LocalUnits(view)
        self._votes = {role: Votes(view, index, role) for role in Role}
        self._places = {edge.source: edge.target for edge in view.edges(type="COVERS")}
        self._parent = {edge.target: edge.source for edge in view.edges(type="HAS_SUBGOAL")}
        self._stated_in_part = {
            role: {self._parent[id] for id in votes.stated if id in self._parent}
            for role, votes in self._votes.items()
        }

    def inferred(self, id: str, role: Role | None = None) -> tuple[Inferred, ...]:
        """The likely owners of a goal or measure, leads first, the surest first; of one role if given.

        None for a role that the plan states for the item, for the goal it is part of or for a part of it.

        Raises:
            UnknownNode: no node has this id.
            UsageError: it is neither a goal nor a measure.
        """
        return self.inferred_of([id], role)[id]

    def inferred_of(
        self, wanted: Sequence[str], role: Role | None = None
    ) -> dict[str, tuple[Inferred, ...]]:
        """The same for many items at once, say all goals of a plan: id → its likely owners."""
        found: dict[str, tuple[Inferred, ...]] = dict.fromkeys(wanted, ())
        for one in Role:  # leads first: what leads does not support
            free = [id for id in found if not self.states(id, one)]
            for id, some in self.if_not_stated(free, one).items():
                taken = {each.function for each in found[id]} | self._leading(id)
                found[id] += tuple(each for each in some if each.function not in taken)
        return {
            id: tuple(each for each in some if role in (None, each.role))
            for id, some in found.items()
        }

    def states(self, id: str, role: Role) -> bool:
        """Whether a plan names a unit in this role for the item, its goal or a part of it."""
        stated = self._votes[role].stated
        return id in stated or self._parent.get(id) in stated or id in self._stated_in_part[role]

    def if_not_stated(
        self, wanted: Sequence[str], role: Role, barred: Mapping[str, Collection[str]] | None = None
    ) -> dict[str, tuple[Inferred, ...]]:
        """What is inferred for items without regard to what their plan states for them: for measuring.

        Args:
            wanted: ids of goals and measures.
            role: what for.
            barred: for some of them the items that are no evidence, beside the item itself.
        """
        self._context.read(wanted)
        for id in wanted:
            if self._context.node(id).label not in _LABELS:
                raise UsageError(f"{id} 不是措施，也不是目标。", hint="请给出检索结果里的编号。")
        votes = self._votes[role].for_items(wanted, barred or {})
        voters = {voter.id for each in votes for vote in each.values() for voter in vote.voters}
        self._context.read_items(voters)
        said = self._view.around(wanted, "MENTIONS")
        return {
            id: self._weighed(id, role, each, said[id])
            for id, each in zip(wanted, votes, strict=True)
        }

    def _leading(self, id: str) -> set[str]:
        """The functions that the plan states as leading an item or the goal it is part of."""
        stated = self._votes[Role.LEAD].stated
        return {
            str(unit.properties.get("function"))
            for each in (id, self._parent.get(id))
            if each in stated
            for _, unit in self._view.neighbours(each, type=OWNERSHIP[Role.LEAD], incoming=True)
        }

    def _weighed(
        self,
        id: str,
        role: Role,
        votes: Mapping[str, Vote],
        mentions: Sequence[tuple[Edge, Node]],
    ) -> tuple[Inferred, ...]:
        """The functions that are likely enough by votes or mentions, the surest first."""
        item = self._context.node(id)
        likely = {f: vote for f, vote in votes.items() if confidence(role, vote.share)}
        said: dict[str, list[Mentioned]] = {}
        for each in mentioned_units(item, mentions):
            if each.role is role:
                said.setdefault(each.function, []).append(each)
        sure = {f: confidence(role, vote.share) for f, vote in likely.items()}
        for function in said:
            sure[function] = max(sure.get(function, 0.0), _MENTIONED[role])
        plan = ids.plan_of(id)
        found = []
        for function in sorted(sure, key=lambda f: -sure[f]):  # ties keep the order of the votes
            voters = likely[function].voters if function in likely else ()
            evidence = [self._mention(item, each) for each in said.get(function, ())]
            evidence += [self._like_item(voter) for voter in voters]
            found.append(
                Inferred(
                    unit=self._local.name(self._places.get(plan, plan), function),
                    function=function, role=role, confidence=sure[function],
                    reason=_reason(role, evidence), evidence=tuple(evidence),
                )
            )  # fmt: skip
        return tuple(found)

    def _mention(self, item: Node, mentioned: Mentioned) -> Evidence:
        return self._evidence(item, mentioned.name, mentioned.line, None)

    def _like_item(self, voter: Voter) -> Evidence:
        item = self._context.node(voter.id)
        return self._evidence(item, voter.unit.name, voter.unit.line, voter.likeness)

    def _evidence(self, item: Node, unit: str, unit_line: int, likeness: float | None) -> Evidence:
        placed = self._context.placed(item)
        return Evidence(
            id=item.id, text=searchable_text(item), place=placed.place, plan=placed.plan,
            document=placed.document, line=placed.line, unit=unit, unit_line=unit_line,
            likeness=likeness,
        )  # fmt: skip


def confidence(role: Role, share: float) -> float:
    """How often a function with such a share of the votes is right; 0 where it is not offered."""
    return next((sure for least, sure in _CONFIDENCE[role] if share >= least), 0.0)


def _reason(role: Role, evidence: Sequence[Evidence]) -> str:
    """One line that says why."""
    parts = []
    said = next((each for each in evidence if each.likeness is None), None)
    if said:
        parts.append(f"本条提到“{said.unit}”（第 {said.unit_line} 行）")
    like = next((each for each in evidence if each.likeness is not None), None)
    if like:
        where = like.place or f"《{like.plan}》"
        parts.append(f"{where}意思相近的一条（第 {like.line} 行）写明由{like.unit}{_WORD[role]}")
    return "；".join(parts)
