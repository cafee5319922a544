"""From a plan to the same plan with its facts: owners, mentions, citations, targets.

Each extractor reads one passage and knows nothing of the document around it; only citations need the
plan's place and first year, to complete a title such as 未成年人保护条例 or to choose an edition.
"""

from __future__ import annotations

from dataclasses import replace

from graph.model import NO_FACTS, Domain, Facts, Item, Paragraph, Plan
from graph.unit_mentions import mentions
from loaders.facts.laws import citations
from loaders.facts.owners import owners_and_spans
from loaders.facts.targets import targets

_Where = tuple[str | None, int | None]  # the plan's place and first year


def facts(text: str, *, place: str | None, year: int | None) -> Facts:
    """What one goal or measure says of owners, departments, cited instruments and numbers."""
    owners, lists = owners_and_spans(text)
    named = tuple((owner.start, owner.end) for owner in owners)
    found = (
        owners,
        mentions(text, exclude=(*lists, *named)),
        citations(text, place=place, year=year),
        targets(text),
    )
    if not any(found):
        return NO_FACTS
    return Facts(owners=found[0], mentions=found[1], citations=found[2], targets=found[3])


def with_facts(plan: Plan) -> Plan:
    """`plan` with the facts of every goal, sub-goal, measure and paragraph."""
    where = (plan.place_name, plan.period_start)
    return replace(
        plan,
        domains=tuple(_domain_with_facts(domain, where) for domain in plan.domains),
        prose=tuple(_paragraph_with_facts(paragraph, where) for paragraph in plan.prose),
    )


def _domain_with_facts(domain: Domain, where: _Where) -> Domain:
    return replace(
        domain,
        goals=tuple(_item_with_facts(goal, where) for goal in domain.goals),
        measures=tuple(_item_with_facts(measure, where) for measure in domain.measures),
    )


def _item_with_facts(item: Item, where: _Where) -> Item:
    place, year = where
    found = facts(item.passage.text, place=place, year=year)
    if found is item.facts and not item.sub_goals:
        return item  # as most are: without facts, before as after
    return replace(
        item,
        facts=found,
        sub_goals=tuple(_item_with_facts(sub, where) for sub in item.sub_goals),
    )


def _paragraph_with_facts(paragraph: Paragraph, where: _Where) -> Paragraph:
    place, year = where
    found = citations(paragraph.passage.text, place=place, year=year)
    return replace(paragraph, citations=found) if found != paragraph.citations else paragraph
