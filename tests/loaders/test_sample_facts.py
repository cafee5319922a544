"""The facts of the shipped samples against what a reader marked in them by hand."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from graph.model import Item, Plan, Role
from loaders.facts.reading import with_facts
from tests.reading import ROOT, items, parsed_file

EXPECTED = json.loads((ROOT / "samples" / "expected.json").read_text("utf-8"))["plans"]


@pytest.fixture(params=EXPECTED, ids=lambda plan: plan["file"])
def sample(request: pytest.FixtureRequest) -> tuple[Plan, dict[str, Any]]:
    """A sample plan with its facts, and what is expected of it."""
    want: dict[str, Any] = request.param
    [plan] = parsed_file(ROOT / "samples" / want["file"]).plans
    return with_facts(plan), want


def named(found: list[Item], role: Role) -> set[str]:
    """The units with a role, without open-ended tails."""
    owners = (owner for item in found for owner in item.facts.owners)
    return {owner.name for owner in owners if owner.role is role and not owner.open_ended}


def test_every_owner_of_the_samples_is_found_and_no_other(
    sample: tuple[Plan, dict[str, Any]],
) -> None:
    plan, want = sample
    by_line: dict[int, list[Item]] = {}
    for item in items(plan):
        by_line.setdefault(item.line, []).append(item)
    for one in want["owners"]:
        found = by_line[one["line"]]
        assert named(found, Role.LEAD) == set(one["lead"]), one["line"]
        assert named(found, Role.SUPPORT) == set(one["support"]), one["line"]
    listed = {one["line"] for one in want["owners"]}
    assert {line for line, found in by_line.items() if any(i.facts.owners for i in found)} == listed


def test_every_citation_of_the_samples_is_found_and_no_other(
    sample: tuple[Plan, dict[str, Any]],
) -> None:
    plan, want = sample
    cited = [c for item in items(plan) for c in item.facts.citations]
    cited += [c for paragraph in plan.prose for c in paragraph.citations]
    assert Counter((c.canonical, c.kind) for c in cited) == Counter(
        (law["canonical"], law["kind"]) for law in want["laws"]
    )


def test_nearly_every_target_of_the_samples_is_found() -> None:
    found: Counter[tuple[object, ...]] = Counter()
    wanted: Counter[tuple[object, ...]] = Counter()
    for want in EXPECTED:
        [plan] = parsed_file(ROOT / "samples" / want["file"]).plans
        found.update(
            (want["file"], t.comparator.value, t.value, t.low, t.high, t.unit, t.year, t.baseline)
            for item in items(with_facts(plan))
            for t in item.facts.targets
        )
        wanted.update(
            (
                want["file"],
                *(
                    t.get(key)
                    for key in ("comparator", "value", "low", "high", "unit", "year", "baseline")
                ),
            )
            for t in want["targets"]
        )
    right = sum((found & wanted).values())
    # Measured: recall 0.97, precision 0.95; the marks are one reader's, so a few stay open.
    assert right / sum(wanted.values()) >= 0.93
    assert right / sum(found.values()) >= 0.93
