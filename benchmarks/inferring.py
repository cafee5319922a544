"""How often inferred owners are right, and which confidence they deserve.

    guitu build ../shared/plans --data DIR
    python -m benchmarks.inferring DIR             the tables, from the goals whose plans state their units
    python -m benchmarks.inferring DIR --read 10   goals of each other place, to be judged by a reader

Every goal whose plan states a unit of known function is taken out in turn, and its functions are inferred
from all the others; a function is right if the plan names a unit with it in the role. “liker than” leaves
out the goals that are liker than that, as where a place has no near copy of any goal; “other plans” lets
only goals of other plans vote.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from embeddings.index import Kind, SearchIndex
from graph import ids
from graph.model import Role
from graph.schema import OWNERSHIP
from graph.store import View
from queries.context import Context, searchable_text
from queries.inference import Inference, confidence
from queries.votes import Votes
from service.indexing import searching

BINS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)  # of shares
NEAR: Final = (0.98, 0.8, 0.7)

Stated = Mapping[str, set[str]]
Barred = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A function that votes name for a goal; `first` of the goal's."""

    goal: str
    share: float
    first: bool
    right: bool


def stated_functions(view: View, role: Role) -> Stated:
    """The main functions of the units that plans name for goals in a role, where they are known."""
    found: dict[str, set[str]] = {}
    for edge in view.edges(type=OWNERSHIP[role], target_label="Goal"):
        function = view.node(edge.source).properties.get("function")
        if function:
            found.setdefault(edge.target, set()).add(str(function))
    return found


def near(index: SearchIndex, goals: Sequence[str], likeness: float) -> Barred:
    """For each goal those whose text is as like as `likeness` or liker."""
    shelf = index.shelves[Kind.GOAL]
    vectors = shelf.texts.vectors([shelf.rows[goal] for goal in goals])
    alike = vectors @ vectors.T >= likeness
    return {
        goal: {other for other, is_near in zip(goals, row, strict=True) if is_near}
        for goal, row in zip(goals, alike.tolist(), strict=True)
    }


def same_plan(goals: Sequence[str]) -> Barred:
    """For each goal those of its plan."""
    return {
        goal: {other for other in goals if ids.plan_of(other) == ids.plan_of(goal)}
        for goal in goals
    }


def guesses(votes: Votes, stated: Stated, barred: Barred) -> list[Guess]:
    """What is inferred for every goal, with the share of the votes."""
    goals = sorted(stated)
    return [
        Guess(goal=goal, share=vote.share, first=at == 0, right=function in stated[goal])
        for goal, found in zip(goals, votes.for_items(goals, barred), strict=True)
        for at, (function, vote) in enumerate(found.items())
    ]


def precision(some: Sequence[Guess]) -> str:
    """`0.77 (60 of 78)`."""
    right = sum(each.right for each in some)
    return f"{right / max(1, len(some)):.2f} ({right} of {len(some)})"


def summary(role: Role, found: Sequence[Guess], stated: Stated) -> str:
    """Of the offered: precision, recall of the stated functions, goals reached; and of the first alone."""
    offered = [each for each in found if confidence(role, each.share)]
    recall = sum(each.right for each in offered) / sum(map(len, stated.values()))
    reached = len({each.goal for each in offered})
    first = [each for each in offered if each.first]
    every = [each for each in found if each.first]
    return (
        f"offered {precision(offered)}  recall {recall:.2f}  goals {reached} of {len(stated)}  "
        f"first {precision(first)}  first if always offered {precision(every)}"
    )


def by_share(found: Sequence[Guess]) -> str:
    """Precision by the share of the votes."""
    parts = []
    for least, most in pairwise(BINS):
        parts.append(f"{least:.1f}: {precision([e for e in found if least <= e.share < most])}")
    return "  ".join(parts)


def tables(view: View, index: SearchIndex) -> None:
    """Everything that is measured, for either role."""
    for role in Role:
        stated = stated_functions(view, role)
        votes = Votes(view, index, role)
        goals = sorted(stated)
        runs: dict[str, Barred] = {"each from all others": {}}
        runs |= {f"without any liker than {each}": near(index, goals, each) for each in NEAR}
        runs["from other plans only"] = same_plan(goals)
        print(f"\n{role}: {len(goals)} goals")
        for name, barred in runs.items():
            found = guesses(votes, stated, barred)
            print(f"  {name}\n    {summary(role, found, stated)}\n    {by_share(found)}")
            if name in ("each from all others", "from other plans only"):
                for plan in sorted(set(map(ids.plan_of, goals))):
                    own = {goal: some for goal, some in stated.items() if ids.plan_of(goal) == plan}
                    of_plan = [each for each in found if ids.plan_of(each.goal) == plan]
                    print(f"    {plan}: {summary(role, of_plan, own)}")


def speed(view: View, inference: Inference) -> None:
    """How long one goal takes, and all goals of a plan."""
    goals = [node.id for node in view.nodes(label="Goal")]
    times = sorted(_seconds(lambda: inference.inferred(goal)) for goal in goals)  # noqa: B023
    print(
        f"\none goal: median {times[len(times) // 2] * 1e3:.2f} ms, slowest {times[-1] * 1e3:.1f} ms"
    )
    plans: dict[str, list[str]] = {}
    for goal in goals:
        plans.setdefault(ids.plan_of(goal), []).append(goal)
    for plan, own in plans.items():
        taken = _seconds(lambda: inference.inferred_of(own))  # noqa: B023
        print(f"{plan}: {len(own)} goals in {taken * 1e3:.0f} ms")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def to_read(view: View, inference: Inference, label: str, count: int, seed: int) -> Iterator[str]:
    """For `count` items of each place that states no lead: its text and what is inferred."""
    context = Context(view)
    places: dict[str, list[str]] = {}
    for node in view.nodes(label=label):
        if not inference.states(node.id, Role.LEAD):
            places.setdefault(context.placed(node).place, []).append(node.id)
    drawn = random.Random(seed)
    for place, own in places.items():
        for id in drawn.sample(own, min(count, len(own))):
            node = view.node(id)
            yield f"\n{place} {context.placed(node).document}:{context.placed(node).line} {searchable_text(node)[:110]}"
            for each in inference.inferred(id):
                yield f"    {each.role:7} {each.confidence:.2f} {each.unit}（{each.function}）{each.reason}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--read", type=int, default=0, metavar="N", help="N items of each place")
    parser.add_argument("--label", choices=("Goal", "Measure"), default="Goal")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    with searching(told.data) as (view, index):
        inference = Inference(view, index)
        if told.read:
            for line in to_read(view, inference, told.label, told.read, told.seed):
                print(line)
            return
        tables(view, index)
        speed(view, inference)


if __name__ == "__main__":
    main()
