"""The packaged vocabularies: whole, in the form that the program reads, and at one with themselves.

What a cell may hold and what rows owe one another is said once, in `graph/vocabulary`, for the packaged files
and for a user's alike; here it is asked of every packaged row. `tests/test_user_vocabulary.py` shows that each
of these rules is able to find a fault.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from graph.functions import functions_by_form
from graph.gazetteer import gazetteer
from graph.laws import Kind, Status, instruments
from graph.periods import LAW_POPULARISATION, NATIONAL, five_year_plans
from graph.vocabulary import FACTS, WORDING, own, packaged_rows, rows
from graph.vocabulary.tables import KINDS, ROLES, STATUSES, TABLES
from loaders.identity import audience_in
from loaders.outline.headings import HeadingRole
from tests.reading import ROOT

FOLDERS = {
    **dict.fromkeys(FACTS, ROOT / "graph" / "vocabulary"),
    **dict.fromkeys(WORDING, ROOT / "embeddings" / "vocabulary"),
}
FILES = [pytest.param(folder, name, id=name) for name, folder in FOLDERS.items()]


def cells_of(folder: Path, name: str) -> list[list[str]]:
    """Every record of a file as it stands there, its header first."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_every_file_has_a_table_and_every_table_a_file() -> None:
    there = {path.name for folder in set(FOLDERS.values()) for path in folder.glob("*.csv")}
    assert there == set(TABLES) == {*FACTS, *WORDING}


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_a_file_is_plain_utf8_with_a_cell_for_every_column(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert b"\n\n" not in data
    header, *records = cells_of(folder, name)
    assert header == list(TABLES[name].columns)
    assert [record for record in records if len(record) != len(header)] == []


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_every_row_is_sourced_well_formed_and_in_keeping_with_the_others(
    folder: Path, name: str
) -> None:
    found = own.read(folder, name)
    assert [str(fault) for fault in found.faults] == []
    assert [list(row.values()) for _, row in found.rows] == cells_of(folder, name)[1:]
    assert all(row["source"] for _, row in found.rows)


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_the_rows_of_a_key_stand_together(folder: Path, name: str) -> None:
    keys = [TABLES[name].key_of(row) for row in packaged_rows(name, within=folder)]
    runs = Counter(key for key, _ in groupby(keys))
    assert [key for key, count in runs.items() if count > 1] == []
    assert len(runs) == len(keys) or not TABLES[name].one_row_a_key


def test_choices_are_those_of_the_program() -> None:
    assert set(KINDS) == set(Kind)
    assert set(STATUSES) == set(Status)
    assert set(ROLES) == set(HeadingRole)


def test_a_unit_of_several_functions_says_each_in_its_name() -> None:
    """By one character at least, as 教体局 does; but 经济合作 is another name for 投资促进."""
    unsaid = {
        (form, function.name)
        for form, functions in functions_by_form().items()
        for function in (functions if len(functions) > 1 else ())
        if not {*function.name} & {*form}
    }
    assert unsaid == {("商务经济合作局", "投资促进"), ("商务和经济合作局", "投资促进")}


def test_a_law_that_has_a_successor_is_repealed_by_the_day_that_one_takes_effect() -> None:
    known = {one.title: one for one in instruments()}
    followed = [one for one in known.values() if one.replaced_by]
    assert len(followed) > 50
    for one in followed:
        assert one.status is Status.REPEALED, one.title
        successor = known[one.replaced_by]
        assert not one.repealed or successor.effective in ("", one.repealed), one.title


def test_a_place_of_today_lies_in_one_of_today_and_a_former_one_says_until_when() -> None:
    divisions = gazetteer().divisions
    for code, division in divisions.items():
        assert division.until or not division.now, code
        assert code.partition("~")[2] in ("", division.until), code
        if division.parent and not division.until:
            assert not divisions[division.parent].until, code


def test_no_two_places_of_today_have_one_name_in_one_place() -> None:
    today = [row for row in rows("places.csv") if not row["until"]]
    assert len({(row["name"], row["parent"]) for row in today}) == len(today) > 3000


@pytest.mark.parametrize("series", [NATIONAL, LAW_POPULARISATION])
def test_five_year_plans_stand_in_the_order_of_their_numbers(series: str) -> None:
    names = [f"{ten}{one}五" for ten in ("", "十") for one in "一二三四五六七八九"]
    names.insert(9, "十五")
    plans = five_year_plans(series)
    assert list(plans) == names[: len(plans)]
    assert all(end - start == 4 for start, end in plans.values())


def test_a_simplified_character_is_not_itself_replaced() -> None:
    table = {row["traditional"]: row["simplified"] for row in rows("traditional.csv")}
    assert len(table) > 150
    assert {*table} & {*table.values()} == set()


def test_a_heading_of_two_roles_is_told_apart_by_where_it_stands() -> None:
    """Only a part label inside a domain (goals, measures) may also head a whole part of the plan."""
    roles: dict[str, set[str]] = {}
    for row in rows("headings.csv"):
        roles.setdefault(row["word"], set()).add(row["role"])
    for word, some in roles.items():
        assert len(some) == 1 or (len(some) == 2 and some & {"goals", "measures"}), word


def test_every_audience_is_recognised_by_its_own_name() -> None:
    audiences = {row["audience"] for row in rows("audiences.csv")}
    assert {audience: audience_in(audience) for audience in audiences} == {
        audience: audience for audience in audiences
    }
