"""One parsed document as nodes and edges of the schema.

Everything is a function of the document alone, so that a file can be replaced or removed without
touching what other files say; shared nodes (places, departments, functions, laws, indicators) take their
properties from the vocabularies and their own names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from graph import ids
from graph.functions import DatedForm, functions_of
from graph.gazetteer import COUNTRY, full_name, lineage, place
from graph.indicators import indicator, names_of
from graph.law_kinds import kind_of
from graph.laws import instrument_named
from graph.model import (
    CitationFact,
    Comparator,
    Domain,
    Item,
    ParsedDocument,
    Passage,
    Plan,
    Span,
    TargetFact,
    joined,
)
from graph.schema import OWNERSHIP
from graph.store import Edge, Node, Value

_CAPTION = 60  # characters of a node's name when it is a sentence


class Subgraph:
    """The nodes and edges of one document, each once, in the order they were met."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self._text = parsed.document.text
        self._key = parsed.document.name
        self._line_starts = [start for _, start, _, _ in parsed.lines]
        self._nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._place_id: str | None = None
        self._plan_place = ("", "")
        document = ids.document_id(self._key)
        self._add(
            document, "Document", name=self._key, document=self._key, file_name=self._key.rpartition("/")[2],
            sha256=parsed.document.sha256, format=parsed.document.format,
            title=parsed.plans[0].title if parsed.plans else None,
        )  # fmt: skip
        met: Counter[tuple[object, ...]] = Counter()
        for plan in parsed.plans:
            alike = (plan.place_name, plan.audience, plan.period_start, plan.period_end)
            met[alike] += 1
            self._plan(plan, document, met[alike])

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes, each id once."""
        return tuple(self._nodes.values())

    # Building blocks

    def _add(self, id: str, label: str, **properties: Value | None) -> str:
        if id not in self._nodes:
            self._nodes[id] = Node(
                id, label, {k: v for k, v in properties.items() if v is not None}
            )
        return id

    def _link(self, source: str, type: str, target: str, **properties: Value | None) -> None:
        self.edges.append(
            Edge(source, type, target, {k: v for k, v in properties.items() if v is not None})
        )

    def _line(self, offset: int) -> int:
        return max(1, bisect_right(self._line_starts, offset))

    def _where(self, spans: Sequence[Span]) -> dict[str, Value]:
        """`line`, `end_line`, `start`, `end`, and `spans` where page furniture lies between."""
        whole = joined(spans, self._text)
        start, end = whole[0].start, whole[-1].end
        found: dict[str, Value] = {
            "line": self._line(start), "end_line": self._line(max(start, end - 1)), "start": start, "end": end,
        }  # fmt: skip
        if len(whole) > 1:
            found["spans"] = [[span.start, span.end] for span in whole]
        return found

    # Plans and places

    def _plan(self, plan: Plan, document: str, occurrence: int) -> None:
        self._place_id = self._jurisdiction(plan)
        period = (plan.period_start, plan.period_end)
        id = ids.plan_id(self._place_id, plan.audience, period, self._key, occurrence=occurrence)
        self._plan_place = (self._place_id or id, plan.place_code or "")
        self._add(
            id, "Plan", name=plan.title, title=plan.title, audience=plan.audience,
            period_start=plan.period_start, period_end=plan.period_end,
            document_number=plan.document_number, issued_on=plan.issued_on,
            title_status="stated" if plan.title_stated else "inferred",
            period_status=None if plan.period_start is None else "inferred" if plan.period_basis == "inferred" else "stated",
            document=self._key, line=plan.line, end_line=plan.end_line, start=plan.start, end=plan.end,
        )  # fmt: skip
        self._link(id, "FROM_DOCUMENT", document)
        if self._place_id is not None:
            self._link(id, "COVERS", self._place_id)
        for domain in plan.domains:
            self._domain(id, domain)
        for paragraph in plan.prose:
            self._citations(id, paragraph.passage, paragraph.citations)

    def _jurisdiction(self, plan: Plan) -> str | None:
        if plan.place_name is None:
            return None
        if plan.place_code is None:
            id = ids.jurisdiction_id(None, plan.place_name)
            return self._add(
                id, "Jurisdiction", name=plan.place or plan.place_name, full_name=plan.place_name
            )
        return self._division(plan.place_code)

    def _division(self, code: str) -> str:
        """The node of a GB/T 2260 division, with those above it."""
        first = ids.jurisdiction_id(code, "")
        if first in self._nodes:
            return first
        below: str | None = None
        for one in lineage(code):
            division = place(one)
            id = self._add(
                ids.jurisdiction_id(one, ""), "Jurisdiction",
                name=division.name, full_name=full_name(one), code=one, level=division.level,
            )  # fmt: skip
            if below is not None:
                self._link(below, "PART_OF", id)
            below = id
        return first

    # Domains, goals, measures

    def _domain(self, plan: str, domain: Domain) -> None:
        id = ids.domain_id(plan, domain.ordinal)
        self._add(
            id, "Domain", name=domain.name, ordinal=domain.ordinal, heading_missing=domain.heading_missing,
            document=self._key, line=domain.line, end_line=domain.end_line, start=domain.start, end=domain.end,
        )  # fmt: skip
        self._link(plan, "HAS_DOMAIN", id)
        for goal in domain.goals:
            goal_id = self._item(goal, "Goal", ids.goal_id(id, goal.ordinal))
            self._link(id, "HAS_GOAL", goal_id)
            for sub in goal.sub_goals:
                sub_id = self._item(
                    sub, "Goal", ids.subgoal_id(goal_id, sub.ordinal), parent=goal_id
                )
                self._link(goal_id, "HAS_SUBGOAL", sub_id)
        for measure in domain.measures:
            measure_id = self._item(
                measure, "Measure", ids.measure_id(id, measure.ordinal), title=measure.title
            )
            self._link(id, "HAS_MEASURE", measure_id)

    def _item(self, item: Item, label: str, id: str, **more: Value | None) -> str:
        where = self._where(item.region)
        where["line"] = item.line
        self._add(
            id, label, name=_caption(item.title), ordinal=item.ordinal, **more,
            text=item.passage.text, document=self._key, **where,
        )  # fmt: skip
        passage, found = item.passage, item.facts
        for owner in found.owners:
            department = self._department(owner.name)
            self._link(
                department, OWNERSHIP[owner.role], id, status="stated",
                **self._where(passage.spans(owner.start, owner.end)),
                open_ended=owner.open_ended or None, collective=owner.collective or None,
            )  # fmt: skip
        for mention in found.mentions:
            where = self._where(passage.spans(mention.start, mention.end))
            self._link(id, "MENTIONS", self._department(mention.name), **where)
        self._citations(id, passage, found.citations)
        for ordinal, target in enumerate(found.targets, start=1):
            self._target(id, ordinal, passage, target)
        return id

    # Facts

    def _department(self, name: str) -> str:
        anchor, code = self._plan_place
        upper = _upper_division(name, code)
        place_id = self._division(upper) if upper else anchor
        id = ids.department_id(place_id, name)
        if id in self._nodes:
            return id
        performs = functions_of(name)
        self._add(id, "Department", name=name, function=performs[0].name if performs else None)
        if self._place_id is not None:
            self._link(id, "BELONGS_TO", place_id)
        for function in performs:
            function_id = ids.function_id(function.name)
            self._add(
                function_id,
                "Function",
                name=function.name,
                aliases=list(_dated_aliases(function.forms)),
            )
            self._link(id, "PERFORMS", function_id)
        return id

    def _citations(self, source: str, passage: Passage, citations: Iterable[CitationFact]) -> None:
        for fact in citations:
            known = instrument_named(fact.canonical)
            id = ids.law_id(fact.canonical)
            self._add(
                id, "Law", name=fact.canonical, title=fact.canonical,
                kind=str(known.kind if known else kind_of(fact.canonical)),
                status=str(known.status) if known else None,
            )  # fmt: skip
            self._link(
                source, "CITES", id, **self._where(passage.spans(fact.start, fact.end)),
                surface=fact.surface, quoted=fact.quoted, status="inferred" if fact.inferred else "stated",
            )  # fmt: skip

    def _target(self, owner: str, ordinal: int, passage: Passage, fact: TargetFact) -> None:
        id = ids.target_id(owner, ordinal)
        self._add(
            id, "Target", name=_target_caption(fact), text=passage.text[fact.start : fact.end],
            comparator=str(fact.comparator), value=fact.value, low=fact.low, high=fact.high, unit=fact.unit or None,
            year=fact.year, baseline=fact.baseline, document=self._key,
            **self._where(passage.spans(fact.start, fact.end)),
        )  # fmt: skip
        self._link(owner, "SETS", id)
        known = indicator(fact.indicator)
        indicator_id = ids.indicator_id(fact.indicator)
        self._add(
            indicator_id,
            "Indicator",
            name=fact.indicator,
            aliases=list(names_of(known)) if known else None,
        )
        self._link(id, "OF_INDICATOR", indicator_id)


def _caption(text: str) -> str:
    words = "".join(text.split())
    return words if len(words) <= _CAPTION else words[: _CAPTION - 1] + "…"


_SIGNS = {
    Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EQUAL: "=", Comparator.ABOUT: "≈",
    Comparator.RANGE: "", Comparator.INCREASE: "提高", Comparator.DECREASE: "降低",
}  # fmt: skip


def _target_caption(fact: TargetFact) -> str:
    """孕产妇死亡率 ≤9/10万（2030年）."""
    value = (
        f"{fact.low:g}—{fact.high:g}"
        if fact.value is None and fact.low is not None and fact.high is not None
        else (f"{fact.value:g}" if fact.value is not None else "")
    )
    year = f"（{fact.year}年）" if fact.year else ""
    return f"{fact.indicator} {_SIGNS[fact.comparator]}{value}{fact.unit}{year}"


def _upper_division(name: str, code: str) -> str | None:
    """The division above the plan's own that a department's name points to: 市卫健委 in a district's plan."""
    if not code or code == COUNTRY:
        return None
    chain = lineage(code)
    level = {"市": "prefecture", "省": "province"}.get(name[0])
    if level is None or place(code).level in (level, "province"):
        return None
    # In a county-level city 市 is the city itself.
    if level == "prefecture" and place(code).name.endswith("市"):
        return None
    return next(
        (
            one
            for one in chain[1:]
            if place(one).level == level
            or (level == "prefecture" and place(one).name.endswith("市"))
        ),
        None,
    )


def _dated_aliases(forms: Iterable[DatedForm]) -> Iterator[str]:
    """卫生和计划生育委员会（2013—2018）."""
    for form in forms:
        since, until = form.since, form.until
        dates = (
            f"（{since.year if since else ''}—{until.year if until else ''}）"
            if since or until
            else ""
        )
        yield form.form.removesuffix("*") + dates
