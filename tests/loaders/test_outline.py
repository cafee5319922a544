"""Plans of every shape in the repository and, where present, the real ones: counted, rewritten, tiled."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from graph.model import ParsedDocument, Plan
from tests.reading import ROOT, items, outline, parsed_file, parsed_text, without_space
from tests.rewrites import REWRITES

DOCUMENTS = sorted((ROOT / "tests" / "documents").glob("*.txt"))
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))


def expected_of(path: Path) -> dict[str, Any]:
    """What a shape document should give."""
    return dict(json.loads(path.with_suffix(".expected.json").read_text("utf-8")))


def counted(plan: Plan) -> list[tuple[str, int | None, int, int, int]]:
    """Name, heading line, goals, sub-goals and measures of each domain."""
    return [
        (
            domain.name,
            None if domain.heading_missing else domain.line,
            len(domain.goals),
            sum(len(goal.sub_goals) for goal in domain.goals),
            len(domain.measures),
        )
        for domain in plan.domains
    ]


def fits(domain: Any, want: dict[str, Any]) -> bool:
    """Whether a domain agrees with the expected one, or with its other right reading."""
    name, line, goals, subs, measures = domain
    readings = [want, {**want, **want.get("also_right", {})}]
    return any(
        (name == one["name"] or one["heading_line"] is None)
        and (line, goals, subs, measures)
        == (one["heading_line"], one["goals"], one["sub_goals"], one["measures"])
        for one in readings
    )


def check_plan(plan: Plan, want: dict[str, Any]) -> None:
    """Compare a plan with what is expected of it."""
    assert (plan.title, plan.line, plan.end_line) == (
        want["title"],
        want["first_line"],
        want["last_line"],
    )
    assert plan.audience == want["audience"]
    assert (plan.period_start, plan.period_end) == (want["period_start"], want["period_end"])
    assert (plan.document_number, plan.issued_on) == (want["document_number"], want["issue_date"])
    assert plan.place == want["jurisdiction_printed"]
    optional = {each["name"] for each in want.get("optional_domains", [])}
    found = [domain for domain in counted(plan) if domain[0] not in optional]
    merged = [
        each
        for each in want.get("merge_also_right", ())
        if any(d[0] == each["name"] for d in found)
    ]
    replaced = {name for each in merged for name in each["replaces"]}
    wanted = [domain for domain in want["domains"] if domain["name"] not in replaced]
    found = [domain for domain in found if domain[0] not in {each["name"] for each in merged}]
    assert len(found) == len(wanted), (found, [d["name"] for d in wanted])
    for domain, one in zip(found, wanted, strict=True):
        assert fits(domain, one), (domain, one)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_shape_is_read_as_a_careful_reader_would(path: Path) -> None:
    found, want = parsed_file(path), expected_of(path)
    assert [plan.title for plan in found.plans] == [plan["title"] for plan in want["plans"]]
    for plan, one in zip(found.plans, want["plans"], strict=True):
        check_plan(plan, one)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_fault_of_a_shape_is_listed_at_its_line_and_no_other(path: Path) -> None:
    found, want = parsed_file(path), expected_of(path)
    listed = {(problem.code, problem.line) for problem in found.problems} - {
        (problem.code, problem.line)
        for problem in found.problems
        if problem.code in ("number_missing", "no_plan")
    }
    asked = {(each["code"], each["line"]) for each in want["problems"] if each["code"] != "no_plan"}
    optional = {(each["code"], each["line"]) for each in want["problems"] if each.get("optional")}
    assert asked - optional <= listed
    assert {
        each for each in listed - asked if each[0] not in ("place_unknown", "unplaced_text")
    } == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_belongs_to_no_plan_is_named(path: Path) -> None:
    found, want = parsed_file(path), expected_of(path)
    outside = {n for stretch in found.outside for n in range(stretch.line, stretch.end_line + 1)}
    blank = {number for number, _, _, kind in found.lines if kind == "blank"}
    for stretch in want["outside"]:
        assert set(range(stretch["first_line"], stretch["last_line"] + 1)) - blank <= outside


def test_the_samples_are_read_exactly() -> None:
    want = json.loads((ROOT / "samples" / "expected.json").read_text("utf-8"))
    found = {path.name: parsed_file(path) for path in SAMPLES}
    by_file: dict[str, list[dict[str, Any]]] = {}
    for plan in want["plans"]:
        by_file.setdefault(plan["file"], []).append(plan)
    assert by_file.keys() == found.keys()
    for name, plans in by_file.items():
        for plan, one in zip(found[name].plans, plans, strict=True):
            check_plan(plan, one)


def test_the_real_plans_are_counted_exactly(plans_dir: Path, eval_dir: Path) -> None:
    want = json.loads((eval_dir / "counts.json").read_text("utf-8"))
    words = {"women": "妇女", "children": "儿童"}
    total = dict.fromkeys(("domains", "goals", "sub_goals", "measures"), 0)
    for name in sorted({plan["file"] for plan in want["plans"]}):
        found = parsed_file(plans_dir / name)
        plans = [plan for plan in want["plans"] if plan["file"] == name]
        for plan, one in zip(found.plans, plans, strict=True):
            check_plan(plan, {**one, "audience": words[one["audience"]]})
            assert plan.place_name == one["jurisdiction"]
            assert (plan.title_stated, plan.period_basis) == (
                one["title_stated"],
                one["period_basis"],
            )
            total["domains"] += len(plan.domains)
            total["goals"] += sum(len(d.goals) for d in plan.domains)
            total["sub_goals"] += sum(len(g.sub_goals) for d in plan.domains for g in d.goals)
            total["measures"] += sum(len(d.measures) for d in plan.domains)
    assert total == {key: want["total"][key] for key in total} == {
        "domains": 67, "goals": 612, "sub_goals": 257, "measures": 784,
    }  # fmt: skip


# Rewrites. Some shapes are themselves about line ends or numbers; a rewrite would make them another plan.
_REWRITABLE = [
    path
    for path in (*SAMPLES, *DOCUMENTS)
    if path.stem
    not in (
        "hard-wrapped-pages",
        "automatic-numbers",
        "number-faults",
        "decimals-at-item-start",
        "english-plan",
    )
]


@pytest.mark.parametrize("rewrite", REWRITES)
def test_rewritten_real_plans_give_the_same_outline(plans_dir: Path, rewrite: str) -> None:
    for path in sorted(plans_dir.glob("*.txt")):
        text = path.read_text("utf-8")
        assert outline(parsed_text(REWRITES[rewrite](text))) == outline(parsed_text(text)), (
            path.name
        )


@pytest.mark.parametrize(
    "rewrite",
    ["CRLF", "blank lines doubled", "dashed page numbers", "pages in words", "not indented"],
)
@pytest.mark.parametrize("path", _REWRITABLE, ids=lambda path: path.stem)
def test_rewritten_shapes_give_the_same_outline(path: Path, rewrite: str) -> None:
    text = path.read_text("utf-8")
    assert outline(parsed_text(REWRITES[rewrite](text))) == outline(parsed_text(text))


# What must hold of any document


def check_document(found: ParsedDocument) -> None:
    """Lines tile the source; passages slice back; every non-blank line is somewhere."""
    text = found.document.text
    assert "".join(text[start:end] for _, start, end, _ in found.lines) == text
    assert [number for number, _, _, _ in found.lines] == list(range(1, len(found.lines) + 1))
    for plan in found.plans:
        assert 0 <= plan.start <= plan.end <= len(text)
        for item in items(plan):
            assert (
                "".join(text[span.start : span.end] for span in item.passage.pieces)
                == item.passage.text
            )
            pieces = item.passage.pieces
            assert all(one.end <= other.start for one, other in pairwise(pieces))
            assert item.start <= item.passage.pieces[0].start
            assert item.end >= item.passage.pieces[-1].end
            assert list(item.region) == sorted(item.region)
            assert item.line <= item.end_line
    reported = {problem.line for problem in found.problems if problem.code == "unplaced_text"}
    for number, start, end, kind in found.lines:
        if text[start:end].strip():
            assert kind != "text", (number, text[start:end])
            assert kind != "unplaced" or number in reported
    for problem in found.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert 1 <= problem.line <= problem.end_line <= max(1, len(found.lines))


@pytest.mark.parametrize("path", [*SAMPLES, *DOCUMENTS], ids=lambda path: path.stem)
def test_lines_tile_the_source_and_items_slice_back(path: Path) -> None:
    found = parsed_file(path)
    check_document(found)
    assert "unplaced" not in {kind for _, _, _, kind in found.lines}


def test_lines_tile_the_real_plans_and_items_slice_back(plans_dir: Path) -> None:
    for path in sorted(plans_dir.glob("*.txt")):
        found = parsed_file(path)
        check_document(found)
        assert "unplaced" not in {kind for _, _, _, kind in found.lines}
        text = found.document.text
        for plan in found.plans:
            seen = without_space("".join(item.passage.text for item in items(plan)))
            for number, start, end, kind in found.lines:
                if kind in ("goal", "sub_goal", "measure"):
                    # No character of an item's line is lost: all of it but the ordinal is in an item.
                    words = without_space(text[start:end])
                    if plan.line <= number <= plan.end_line:
                        assert words[-8:] in seen, (path.name, number)


MINIMAL = sorted((ROOT / "tests" / "documents" / "minimal").glob("*.txt"))


@pytest.mark.parametrize("path", MINIMAL, ids=lambda path: path.stem)
def test_small_oddities_of_real_plans_are_read_rightly(path: Path) -> None:
    want = json.loads(path.with_suffix(".json").read_text("utf-8"))
    domains = [domain for plan in parsed_file(path).plans for domain in plan.domains]
    found = {
        "domain_lines": [domain.line for domain in domains],
        "goal_lines": [goal.line for domain in domains for goal in domain.goals],
        "measure_lines": [measure.line for domain in domains for measure in domain.measures],
    }
    assert found == found | want
