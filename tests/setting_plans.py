"""Four small plans of invented places that set numbers for the same indicators.

                    东岭县妇女 2030          西坪县妇女 2025       南屿区儿童 2025      南屿区妇女 2025
孕产妇死亡率        从10降到 ≤8              从9.5降到 ≤10         -                    ≤9
宫颈癌筛查率        2025 ≥60, 2030 ≥70       约65                  -                    ≥70
自来水普及率        从98%提高到 ≥97%         95%, 山区 90%         -                    -
巩固率              ≥95, a measure says ≥90  94%—96%               ≥98                  ≥98
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graph.sqlite import SqliteStore
from service.build import build

_FORM: Final = """{title}

一、{audience}与发展
主要目标：
{goals}
策略措施：
{measures}
"""
PLANS: Final = {
    "东岭县妇女发展规划（2021—2030年）": (
        [
            "孕产妇死亡率由2020年的10/10万下降到8/10万以下。",
            "适龄妇女宫颈癌筛查率到2025年达到60%以上，到2030年达到70%以上。",
            "农村自来水普及率从98%提高到97%以上。",
            "九年义务教育巩固率达到95%以上。",
            "学前教育毛入园率到2025年达到95%以上，到2030年达到92%以上。",
            "妇女茶园劳作满意度达到80%以上。",
        ],
        ["九年义务教育巩固率达到90%以上，办好乡村小学。", "适龄妇女宫颈癌筛查率达到70%以上。"],
    ),
    "西坪县妇女发展规划（2021—2025年）": (
        [
            "孕产妇死亡率由9.5/10万下降到10/10万以下。",
            "宫颈癌筛查率达到65%左右。",
            "农村自来水普及率达到95%，其中山区达到90%。",
            "九年义务教育巩固率达到94%—96%。",
            "妇女茶园劳作满意度达到85%以上。",
        ],
        ["办好体检。"],
    ),
    "南屿区妇女发展规划（2021—2025年）": (
        [
            "孕产妇死亡率控制在9/10万以下。",
            "适龄妇女宫颈癌人群筛查率达到70%以上，力争达到75%以上。",
            "九年义务教育巩固率达到98%以上。",
        ],
        ["办好体检。"],
    ),
    "南屿区儿童发展规划（2021—2025年）": (
        [
            "九年义务教育巩固率保持在98%以上。",
            "儿童伤害死亡率以2020年为基数下降20%。",
            "儿童总体近视率每年降低0.5—1个百分点。",
            "小学生近视率降到38%以下。",
        ],
        ["办好体检。"],
    ),
}


def built(folder: Path) -> Path:
    """A data folder with the graph of these plans, in the order above as 0.txt to 3.txt."""
    plans = folder / "plans"
    plans.mkdir()
    for number, (title, (goals, measures)) in enumerate(PLANS.items()):
        text = _FORM.format(
            title=title,
            audience=title[3:5],
            goals="\n".join(f"{n}.{goal}" for n, goal in enumerate(goals, start=1)),
            measures="\n".join(f"{n}.{measure}" for n, measure in enumerate(measures, start=1)),
        )
        (plans / f"{number}.txt").write_text(text, "utf-8")
    build([plans], SqliteStore(folder / "data"))
    return folder / "data"
