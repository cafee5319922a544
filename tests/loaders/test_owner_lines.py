"""Owner lists on lines of their own: whose they are."""

from __future__ import annotations

import pytest

from graph.model import Item
from loaders.facts.reading import with_facts
from tests.reading import parsed_text

HEAD = "云栖市妇女发展规划（2021—2030年）\n\n一、发展领域\n\n（一）妇女与健康\n\n主要目标：\n\n"

CASES = [
    pytest.param(
        "1.提高孕产妇保健水平。\n——系统管理率提高。\n——死亡率下降。\n（牵头单位：市卫生健康委）",
        ["市卫生健康委"],
        [[], []],
        id="after the last sub-goal, no sub-goal has its own: the whole goal's",
    ),
    pytest.param(
        "1.提高孕产妇保健水平。\n——系统管理率提高。\n（牵头单位：市卫生健康委）\n——死亡率下降。\n（牵头单位：市医保局）",
        [],
        [["市卫生健康委"], ["市医保局"]],
        id="after each sub-goal: each its own",
    ),
    pytest.param(
        "1.提高孕产妇保健水平。（牵头单位：市卫生健康委）\n——系统管理率提高。\n——死亡率下降。",
        ["市卫生健康委"],
        [[], []],
        id="on the goal's own line: the goal's",
    ),
    pytest.param(
        "1.提高孕产妇保健水平。\n\n牵头单位：市卫生健康委\n\n责任单位：市医保局",
        ["市卫生健康委", "市医保局"],
        [],
        id="two lines without brackets: the goal's",
    ),
]


def owners(item: Item) -> list[str]:
    """The names of an item's owners."""
    return [owner.name for owner in item.facts.owners]


@pytest.mark.parametrize(("goal", "its", "theirs"), CASES)
def test_an_owner_line_is_given_to_the_item_it_speaks_of(
    goal: str, its: list[str], theirs: list[list[str]]
) -> None:
    text = HEAD + goal + "\n\n策略措施：\n\n1.建立健康档案。\n2.开展两癌筛查。\n"
    [plan] = parsed_text(text).plans
    [found] = with_facts(plan).domains[0].goals
    assert owners(found) == its
    assert [owners(sub) for sub in found.sub_goals] == theirs
    assert text[found.start : found.end].endswith(goal.rstrip()[-6:])
