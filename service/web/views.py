"""What each page shows and each endpoint returns: one function, one dictionary, for both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from embeddings.index import Kind
from graph import ids
from graph.errors import UnknownNode
from graph.model import Role
from graph.owner_lists import without_owner_list
from graph.schema import OWNERSHIP
from graph.store import Node
from queries.ask import ask
from queries.comparison import Column, comparison
from queries.context import Placed, chosen_plans
from queries.doubtful_titles import doubts
from queries.holdings import HeldPlan
from queries.indicators.table import indicator_table
from queries.laws import cited_laws, of_plans
from queries.library import Library
from queries.ownership import Owned, ledger, owned_item, tally
from queries.precedents import equivalents, precedents
from queries.units import unit_called
from service.answers import answer_json, reply_json
from service.indicator_answers import table_json

Told = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

KINDS: Final = {"measure": (Kind.MEASURE,), "goal": (Kind.GOAL,), "all": (Kind.MEASURE, Kind.GOAL)}
_ROLES: Final = {Role.LEAD: "牵头", Role.SUPPORT: "责任（配合）"}
_POOL: Final = 200  # hits among which facets are counted
EXAMPLES: Final = (
    "{place}家庭暴力由谁牵头，哪些单位配合？",
    "爹妈在外打工，孩子没人管怎么办？",
    "孕产妇死亡率哪里定得最低？",
)


def home(library: Library) -> Told:
    """What the corpus holds: its places with their plans, counts, and problems to look at."""
    holdings, view = library.holdings, library.view
    counts = view.counts()
    problems = Counter(document for document, _ in view.problems())
    places = [
        {
            "name": place or "地区不详",
            "plans": [
                {**_plan_told(plan), "problems": problems.get(plan.document, 0)} for plan in plans
            ],
        }
        for place, plans in _by_place(holdings.plans).items()
    ]
    stated = next((p.place for p in holdings.plans if holdings.names_units_for(p, "Goal")), "")
    return {
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


def _plan_told(plan: HeldPlan) -> Told:
    return {
        "id": plan.id, "title": plan.title, "audience": plan.audience, "jurisdiction": plan.place,
        "document": plan.document, "line": plan.line,
    }  # fmt: skip


def search(
    library: Library,
    q: str,
    *,
    k: int = 10,
    offset: int = 0,
    place: str | None = None,
    audience: str | None = None,
    domain: str | None = None,
    kind: str = "measure",
    marks: Mapping[str, object] | None = None,
) -> Told:
    """Hits from `offset` on.

    With `marks` the best `_POOL` are looked at: each hit then also has its topic and whether it sets a
    target and has stated owners, only those that have the marks wanted are kept (topic,
    has_target, has_owner; None and False want nothing), and facets count what there is of each.
    """
    limit = offset + k if marks is None else _POOL
    answer = precedents(
        library.view, library.index, q, limit=limit, kinds=KINDS[kind], place=place,
        audience=audience, domain=domain, holdings=library.holdings, context=library.context,
    )  # fmt: skip
    told = answer_json(answer)
    hits = told["hits"]
    if marks is not None:
        hits = [{**hit, **_marks(library, hit["id"])} for hit in hits]
        hits = [hit for hit in hits if all(hit[m] == want for m, want in marks.items() if want)]
        told["total"] = len(hits)
        told["facets"] = _facets(hits)
    return {**told, "hits": hits[offset : offset + k], "offset": offset, "k": k}


def _facets(hits: Rows) -> Told:
    """How many hits there are of each place, audience, domain and topic, the most first."""
    counted = {
        name: Counter(str(hit[name]) for hit in hits if hit[name]).most_common(20)
        for name in ("jurisdiction", "audience", "domain", "topic")
    }
    facets = {
        name: [{"value": value, "count": count} for value, count in some]
        for name, some in counted.items()
    }
    for name in ("has_target", "has_owner"):
        facets[name] = [{"value": "true", "count": sum(bool(hit[name]) for hit in hits)}]
    return facets


def _marks(library: Library, id: str) -> Told:
    """Whether an item sets a target and has owners, and its topic."""
    view = library.view
    types = {edge.type for edge in view.edges(target=id)}
    topic = next((node for edge, node in view.neighbours(id, type="IN_TOPIC")), None)
    return {
        "has_target": any(True for _ in view.edges(source=id, type="SETS")),
        "has_owner": bool(types & set(OWNERSHIP.values())),
        "topic": str(topic.properties["name"]) if topic else "",
    }


def similar(library: Library, id: str, *, k: int = 10, elsewhere: bool = True) -> Told:
    """The measures or goals most like one."""
    found = equivalents(
        library.view, library.index, id, limit=k, elsewhere=elsewhere, context=library.context
    )
    return answer_json(found)


def asked(library: Library, q: str) -> Told:
    """The answer to a question."""
    return reply_json(ask(q, library))


def owned_told(owned: Owned) -> Told:
    """A goal or measure with its owners by role, targets and deadline."""
    return {
        **placed_told(owned.item),
        "leads": list(owned.leads),
        "supports": list(owned.supports),
        "owners": [asdict(owner) for owner in owned.owners],
        "status": {role.value: str(owned.status(role)) for role in Role},
        "targets": [asdict(target) for target in owned.targets],
        "deadline": owned.deadline,
    }


def placed_told(item: Placed) -> Told:
    """An item with the plan around it; `text` without its owner list, `printed` with it."""
    return {
        "id": item.id, "label": item.label, "text": without_owner_list(item.text),
        "printed": item.text, "plan": item.plan, "plan_id": ids.plan_of(item.id),
        "jurisdiction": item.place, "audience": item.audience, "domain": item.domain,
        "document": item.document, "line": item.line, "end_line": item.end_line,
    }  # fmt: skip


def owners(
    library: Library,
    *,
    unit: str | None = None,
    role: Role | None = None,
    place: str | None = None,
    audience: str | None = None,
    inferred: bool = False,
    k: int = 200,
    offset: int = 0,
) -> Told:
    """The ledger of a unit, or of the plans of a place; units to choose from where several are meant."""
    holdings = library.holdings
    plans = chosen_plans(holdings, place=place, audience=audience)
    told: Told = {"unit": None, "choices": [], "items": [], "total": 0, "k": k, "offset": offset}
    offices: list[str] | None = None
    if unit:
        found = unit_called(holdings, unit, {plan.place for plan in plans} if place else None)
        told["unit"] = {
            "asked": found.asked, "function": found.function, "names": list(found.names),
            "offices": [asdict(office) for office in found.offices],
            "akin": [asdict(office) for office in found.akin],
        }  # fmt: skip
        told["choices"] = [asdict(office) for office in found.choices]
        offices = [office.id for office in found.offices]
    elif place is None and audience is None:
        told["plans"] = [
            {**_plan_told(plan), "units": [asdict(each) for each in tally(holdings, plan)]}
            for plan in plans
        ]
        return told
    owned = list(ledger(holdings, plans, offices=offices, role=role, context=library.context))
    told["total"] = len(owned)
    shown = owned[offset : offset + k]
    guesses = library.inference.inferred_of([each.item.id for each in shown]) if inferred else {}
    told["items"] = [
        {**owned_told(each), "inferred": [asdict(guess) for guess in guesses.get(each.item.id, ())]}
        for each in shown
    ]
    return told


def item(library: Library, id: str) -> Told:
    """A goal or measure: its text and source lines, owners, targets, laws, equivalents and neighbours."""
    view = library.view
    node = view.node(id)
    placed = library.context.placed(node)
    owned = owned_item(view, placed, node, library.holdings.plan_of(id), library.context)
    missing = [role for role in Role if not owned.named(role)]
    guesses = [guess for role in missing for guess in library.inference.inferred(id, role)]
    cites = [
        {"title": str(law.properties["title"]), "line": edge.properties["line"]}
        for edge, law in view.neighbours(id, type="CITES")
    ]
    before, after = _beside(library, node)
    return {
        **owned_told(owned),
        "inferred": [asdict(guess) for guess in guesses],
        "laws": cites,
        "source": source(library, placed.document, placed.line, placed.end_line),
        "previous": before,
        "next": after,
        "subgoals": [
            placed_told(library.context.placed(sub))
            for _, sub in view.neighbours(id, type="HAS_SUBGOAL")
        ],
        "equivalents": similar(library, id, k=8)["hits"]
        if node.label in ("Goal", "Measure")
        else [],
    }


def _beside(library: Library, node: Node) -> tuple[Told | None, Told | None]:
    """The items before and after one in its domain."""
    type = "HAS_GOAL" if node.label == "Goal" else "HAS_MEASURE"
    row = [each for _, each in library.view.neighbours(ids.domain_of(node.id), type=type)]
    row.sort(key=lambda each: int(str(each.properties["start"])))
    at = next((n for n, each in enumerate(row) if each.id == node.id), None)
    if at is None:
        return None, None
    told = [placed_told(library.context.placed(each)) for each in row[max(at - 1, 0) : at + 2]]
    return (told[0] if at else None), (told[-1] if at + 1 < len(row) else None)


def source(
    library: Library, document: str, line: int, end_line: int, around: int = 2
) -> list[Told]:
    """The lines of a document from some before `line` to some after `end_line`; `cited` marks those between."""
    first = max(line - around, 1)
    lines = library.view.text(document).split("\n")[first - 1 : end_line + around]
    return [
        {"number": n, "text": text.rstrip("\r"), "cited": line <= n <= end_line}
        for n, text in enumerate(lines, start=first)
    ]


def plan(library: Library, id: str) -> Told:
    """A plan as a document: its domains with their goals and measures, and its problems."""
    held = library.holdings.plan_of(id)
    domains = []
    for domain in library.holdings.domains_of(held):
        told: Told = {"id": domain.id, "name": domain.properties["name"]}
        for type, key in (("HAS_GOAL", "goals"), ("HAS_MEASURE", "measures")):
            found = [node for _, node in library.view.neighbours(domain.id, type=type)]
            found.sort(key=lambda node: int(str(node.properties["start"])))
            told[key] = [_listed(library, node, held) for node in found]
        domains.append(told)
    node = library.context.node(held.id)
    return {
        **_plan_told(held),
        "properties": {
            k: v for k, v in node.properties.items() if k not in ("start", "end", "spans")
        },
        "domains": domains,
        "units": [asdict(each) for each in tally(library.holdings, held)],
        "problems": [
            asdict(problem)
            for document, problem in library.view.problems(held.document)
            if document == held.document
        ],
    }


def _listed(library: Library, node: Node, plan: HeldPlan) -> Told:
    owned = owned_item(library.view, library.context.placed(node), node, plan, library.context)
    return owned_told(owned)


def documents(library: Library) -> Told:
    """Each document with its plans and the problems to look at, by name."""
    plans: dict[str, list[Told]] = {}
    for held in library.holdings.plans:
        plans.setdefault(held.document, []).append(_plan_told(held))
    problems: dict[str, list[Told]] = {}
    for name, problem in library.view.problems():
        problems.setdefault(name, []).append(asdict(problem))
    return {
        "documents": [
            {
                "name": record.key,
                "format": record.format,
                "size": record.size,
                "plans": plans.get(record.key, []),
                "problems": problems.get(record.key, []),
            }
            for record in library.view.documents()
        ]
    }


def document(library: Library, name: str) -> Told:
    """A document's text by line.

    Raises:
        UnknownNode: there is no such document.
    """
    if name not in {record.key for record in library.view.documents()}:
        raise UnknownNode(f"库里没有文件 {name}。", hint="文件名见“入库”页。")
    return {"document": name, "lines": library.view.text(name).split("\n")}


def compared(library: Library, chosen: Sequence[str]) -> Told:
    """Two to six items side by side: what each says, its numbers, owners and laws, and how they stand."""
    found = comparison(library.view, library.index.encoder, chosen)
    return {"columns": [_column_told(column) for column in found.columns]}


def _column_told(column: Column) -> Told:
    numbers = [(each.setting.target.text, each.mark) for each in column.numbers]
    owners = [
        (f"{_ROLES[each.owner.role]}：{each.owner.department}", each.mark) for each in column.owners
    ]
    laws = [(f"《{each.title}》", each.mark) for each in column.laws]
    return {
        **placed_told(column.place),
        "section": column.section,
        "sentences": _marked((each.text, each.mark) for each in column.sentences),
        "numbers": _marked(numbers),
        "owners": _marked(owners),
        "laws": _marked(laws),
    }


def _marked(some: Iterable[tuple[str, str]]) -> list[Told]:
    return [{"text": text, "mark": str(mark)} for text, mark in some]


def indicators(
    library: Library,
    *,
    name: str | None = None,
    place: str | None = None,
    audience: str | None = None,
) -> Told:
    """A row an indicator, a column a plan, with what disagrees and how the numbers spread."""
    chosen_plans(library.holdings, place=place, audience=audience)
    return table_json(indicator_table(library.holdings, name=name, place=place, audience=audience))


def laws(
    library: Library,
    *,
    title: str | None = None,
    place: str | None = None,
    audience: str | None = None,
) -> Told:
    """What is cited, where, by which form of its name, and which titles look misprinted."""
    chosen_plans(library.holdings, place=place, audience=audience)
    every = list(cited_laws(library.view))
    meant = every if title is None else list(cited_laws(library.view, title=title))
    doubted = {citation: doubt for doubt in doubts(every) for citation in doubt.citations}
    return {
        "laws": [
            {
                **asdict(law),
                "doubts": [
                    asdict(doubt)
                    for doubt in dict.fromkeys(map(doubted.get, law.citations))
                    if doubt is not None
                ],
            }
            for law in of_plans(meant, place=place, audience=audience)
        ]
    }


def coverage(
    library: Library,
    *,
    topic: str | None = None,
    place: str | None = None,
    audience: str | None = None,
) -> Told:
    """Topics against plans: has, partly or lacks, each with its evidence."""
    chosen_plans(library.holdings, place=place, audience=audience)
    rows = library.coverage.rows(name=topic, place=place, audience=audience)
    return {"rows": [asdict(row) for row in rows]}
