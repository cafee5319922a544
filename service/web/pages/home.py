"""首页: one box that takes words, a question or a passage, and what the corpus holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import APIRouter

from queries.holdings import HeldPlan
from service.web.reading import Reading
from service.web.shown import Told, shown
from service.web.telling import plan_told

router = APIRouter()
EXAMPLES: Final = (
    "{place}家庭暴力由谁牵头，哪些单位配合？",
    "爹妈在外打工，孩子没人管怎么办？",
    "孕产妇死亡率哪里定得最低？",
)


@shown(router, "/overview", "home.html", summary="库里有什么", page_path="/")
def overview(library: Reading) -> Told:
    """Its places with their plans, counts, problems to look at, and questions that it can answer."""
    holdings, view = library.holdings, library.view
    counts = view.counts()
    problems = Counter(document for document, _ in view.problems())
    places = [
        {
            "name": place or "地区不详",
            "plans": [
                {
                    **plan_told(plan),
                    "period_end": plan.period_end,
                    "problems": problems.get(plan.document, 0),
                    "names_units": holdings.names_units_for(plan, "Goal"),
                }
                for plan in plans
            ],
        }
        for place, plans in _by_place(holdings.plans).items()
    ]
    stated = next((p.place for p in holdings.plans if holdings.names_units_for(p, "Goal")), "")
    return {
        "edition": library.edition,
        "counts": {"documents": counts.documents, **counts.nodes},
        "places": places,
        "problems": sum(problems.values()),
        "examples": [each.format(place=stated or "") for each in EXAMPLES],
    }


def _by_place(plans: Iterable[HeldPlan]) -> Mapping[str, list[HeldPlan]]:
    found: dict[str, list[HeldPlan]] = {}
    for plan in plans:
        found.setdefault(plan.place, []).append(plan)
    return dict(sorted(found.items()))
