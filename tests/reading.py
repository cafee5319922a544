"""How tests of several packages open files and compare what was read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from graph.model import Document, Item, ParsedDocument, Plan
from loaders.plan import parsed
from loaders.sources import Opened, Source, opened

ROOT = Path(__file__).resolve().parent.parent


def opened_file(path: Path) -> Opened:
    """A file as the build opens it."""
    return opened(Source(path=path, root=path.parent, name=path.name))


def parsed_file(path: Path) -> ParsedDocument:
    """A file as the build parses it, without facts."""
    return parsed(opened_file(path).document)


def parsed_text(text: str, name: str = "规划.txt") -> ParsedDocument:
    """A text as a document of its own."""
    return parsed(Document(name=name, format="txt", sha256="", text=text))


def without_space(text: str) -> str:
    """`text` without any white space."""
    return re.sub(r"\s", "", text)


def items(plan: Plan) -> list[Item]:
    """Every goal, sub-goal and measure of a plan, in order."""
    found: list[Item] = []
    for domain in plan.domains:
        for goal in domain.goals:
            found += (goal, *goal.sub_goals)
        found += domain.measures
    return found


def outline(found: ParsedDocument) -> list[Any]:
    """What a rewrapped copy must agree in: titles, domains and the words of every item."""
    return [
        (
            plan.title,
            plan.audience,
            plan.place_name,
            plan.period_start,
            plan.period_end,
            plan.document_number,
            plan.issued_on,
            [
                (
                    domain.name,
                    domain.heading_missing,
                    [
                        (
                            without_space(goal.passage.text),
                            [without_space(sub.passage.text) for sub in goal.sub_goals],
                        )
                        for goal in domain.goals
                    ],
                    [without_space(measure.passage.text) for measure in domain.measures],
                )
                for domain in plan.domains
            ],
        )
        for plan in found.plans
    ]
