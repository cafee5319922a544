"""The 目标责任分解表 as rows, CSV and Word, read back as its reader would."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table

from graph.errors import UsageError
from graph.model import Role
from graph.sqlite import SqliteStore
from queries.holdings import Holdings
from queries.inference import Evidence, Inference, Inferred
from queries.ownership import Owned, OwnedTarget, Owner, ledger
from service.build import build
from service.indexing import searching
from service.ledger_files import written
from service.ledger_files.sheet import (
    LedgerRow,
    guesses_in_words,
    ledger_rows,
    note,
    targets_in_words,
    units_in_words,
)  # fmt: skip
from service.ledger_files.spreadsheet import spreadsheet
from service.ledger_files.word import word_document

WOMEN = "松岭县妇女发展规划（2021—2030年）"
CHILDREN = "松岭县儿童发展规划（2021—2030年）"
TITLE = f"{WOMEN}目标责任分解表"
PLANS = {
    "妇女.txt": f"""{WOMEN}

一、妇女与健康
主要目标：
1.孕产妇死亡率控制在9/10万以下。（牵头单位：县卫生健康局，责任单位：县医保局、县财政局）
2.宫颈癌筛查率到2025年达到50%以上，到2027年达到70%以上。（牵头单位：县卫生健康局）
3.反对家庭暴力。（责任单位：县公安局、县妇联等县妇儿工委有关成员单位）
策略措施：
1.办好体检。（牵头单位：县卫生健康局，责任单位：县总工会）
2.办好讲座。
二、妇女与环境
主要目标：
1.广泛宣传男女平等。
策略措施：
1.用好新媒体。
""",
    "儿童.txt": f"""{CHILDREN}

一、儿童与健康
主要目标：
1.儿童体质增强。（牵头单位：县教育局，责任单位：有关部门）
策略措施：
1.办好体育课。
""",
}


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Owned]]:
    """The ledger of each of the two plans."""
    folder = tmp_path_factory.mktemp("ledger")
    for name, text in PLANS.items():
        (folder / name).write_text(text, "utf-8")
    build([folder], SqliteStore(folder / "data"))
    with SqliteStore(folder / "data").view() as view:
        holdings = Holdings(view)
        return {plan.title: list(ledger(holdings, [plan])) for plan in holdings.plans}


@pytest.fixture(scope="module")
def women(owned: dict[str, list[Owned]]) -> list[Owned]:
    """The ledger of the women's plan."""
    return owned[WOMEN]


def guess(
    role: Role, unit: str, confidence: float = 0.9, *, likeness: float | None = 0.8
) -> Inferred:
    """A unit inferred from an item in line 12 of 别处.txt, or from what the item itself mentions."""
    evidence = Evidence(
        id="plan:x:d1:g1", text="同样的事。", place="别处县", plan="别处规划", document="别处.txt",
        line=12, unit="县某局", unit_line=12, likeness=likeness,
    )  # fmt: skip
    return Inferred(
        unit=unit, function=unit, role=role, confidence=confidence, reason="别处相近的一条写明",
        evidence=(evidence,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def inferred(women: list[Owned]) -> dict[str, list[Inferred]]:
    """Owners inferred for the goal without owners, and a lead for the goal that has none."""
    by_text = {each.item.text[:2]: each.item.id for each in women}
    return {
        by_text["广泛"]: [
            guess(Role.LEAD, "宣传部门"),
            guess(Role.SUPPORT, "妇联", 0.7),
            guess(Role.SUPPORT, "教育部门", 0.7),
        ],
        by_text["反对"]: [guess(Role.LEAD, "公安部门", 0.65, likeness=None)],
    }


def table_of(content: bytes) -> Table:
    """The ledger in a Word file, which comes first."""
    return Document(BytesIO(content)).tables[0]


def word_text(content: bytes) -> str:
    """All the words of a Word file, tables included."""
    return "\n".join("".join(p.itertext()) for p in Document(BytesIO(content)).element.body)


def csv_rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV file as Excel reads them."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


FILES: dict[str, Callable[[str, Sequence[LedgerRow], str], str]] = {
    "csv": lambda *given: spreadsheet(*given).decode("utf-8-sig"),
    "docx": lambda *given: word_text(word_document(*given)),
}


# The rows


def test_rows_are_what_an_office_expects_of_the_table(women: list[Owned]) -> None:
    told = [
        (row.number, row.domain, row.kind, row.task, row.deadline, row.leads, row.supports)
        for row in ledger_rows(women)
    ]
    assert told == [
        (1, "妇女与健康", "目标", "孕产妇死亡率控制在9/10万以下。", "2030年", "县卫生健康局", "县医保局、县财政局"),
        (2, "妇女与健康", "目标", "宫颈癌筛查率到2025年达到50%以上，到2027年达到70%以上。", "2027年", "县卫生健康局", "未写明"),
        (3, "妇女与健康", "目标", "反对家庭暴力。", "2030年", "未写明", "县公安局、县妇联等县妇儿工委有关成员单位"),
        (4, "妇女与健康", "措施", "办好体检。", "2030年", "县卫生健康局", "县总工会"),
        (5, "妇女与环境", "目标", "广泛宣传男女平等。", "2030年", "未写明", "未写明"),
    ]  # fmt: skip


def test_a_row_says_where_it_stands(women: list[Owned]) -> None:
    first = ledger_rows(women)[0]
    assert (first.plan, first.source) == (WOMEN, "妇女.txt:5")
    longer = replace(women[0], item=replace(women[0].item, end_line=7))
    assert ledger_rows([longer])[0].source == "妇女.txt:5-7"


LEAD = Owner(department="县妇联", role=Role.LEAD, line=1, open_ended=False, collective=False)
UNITS = [
    ("none", [], "未写明"),
    ("one", [LEAD], "县妇联"),
    ("two", [LEAD, replace(LEAD, department="县残联")], "县妇联、县残联"),
    (
        "a list that goes on",
        [LEAD, replace(LEAD, department="有关成员单位", open_ended=True)],
        "县妇联等有关成员单位",
    ),
    ("nothing before what goes on", [replace(LEAD, department="有关单位", open_ended=True)], "有关单位"),
    ("no single unit", [LEAD, replace(LEAD, department="各镇街", collective=True)], "县妇联、各镇街"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("owners", "words"), [row[1:] for row in UNITS], ids=[row[0] for row in UNITS]
)
def test_units_are_written_as_printed(owners: list[Owner], words: str) -> None:
    assert units_in_words(owners) == words


TARGETS = [
    ("none", [], ()),
    ("three rates in one wording", [("三率均达98%", None)] * 3, ("三率均达98%",)),
    ("the start of a longer wording", [("甲达到1名", None), ("甲达到1名，乙达到2名", None)], ("甲达到1名，乙达到2名",)),
    ("a year that the wording lacks", [("甲分别降至3‰和2‰", 2025), ("甲分别降至3‰和2‰", 2030)], ("甲分别降至3‰和2‰（2025年、2030年）",)),
    ("a year that it prints", [("甲2025年达到90%", 2025)], ("甲2025年达到90%",)),
    ("a year printed with a space", [("甲到 2025 年达到90%", 2025)], ("甲到 2025 年达到90%",)),
    ("two wordings", [("甲达到90%", None), ("乙达到80%", 2028)], ("甲达到90%", "乙达到80%（2028年）")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS]
)
def test_targets_are_told_in_their_own_words_and_once(
    given: list[tuple[str, int | None]], words: tuple[str, ...]
) -> None:
    assert (
        targets_in_words([OwnedTarget(text=text, year=year, line=1) for text, year in given])
        == words
    )


BASES = [
    ("both stated", 0, [], ("明写",)),
    ("only a lead", 1, [], ("牵头：明写", "责任：未写明")),
    ("only supports", 2, [], ("牵头：未写明", "责任：明写")),
    ("nothing stated", 4, [], ("未写明",)),
    ("nothing stated, a lead inferred", 4, [Role.LEAD], ("牵头：推断", "责任：未写明")),
    ("nothing stated, both inferred", 4, [Role.LEAD, Role.SUPPORT], ("推断",)),
    ("supports stated, a lead inferred", 2, [Role.LEAD], ("牵头：推断", "责任：明写")),
    ("what is stated stays stated", 0, [Role.LEAD], ("明写",)),
]


@pytest.mark.parametrize(
    ("at", "roles", "basis"), [row[1:] for row in BASES], ids=[row[0] for row in BASES]
)
def test_the_basis_is_told_for_each_role_where_they_differ(
    women: list[Owned], at: int, roles: list[Role], basis: tuple[str, ...]
) -> None:
    some = {women[at].item.id: [guess(role, "某部门") for role in roles]}
    assert ledger_rows(women, some)[at].basis == basis


def test_guesses_that_are_equally_sure_stand_together(
    women: list[Owned], inferred: dict[str, list[Inferred]]
) -> None:
    rows = ledger_rows(women, inferred)
    assert guesses_in_words(rows[4].guesses) == (
        "推断牵头：宣传部门，把握约90%",
        "推断责任：妇联、教育部门，把握各约70%",
    )
    assert [row.number for row in rows if row.guesses] == [3, 5]


def test_a_reason_names_the_file_and_line_of_a_like_item_only(
    women: list[Owned], inferred: dict[str, list[Inferred]]
) -> None:
    rows = ledger_rows(women, inferred)
    assert rows[4].guesses[0].reason == "别处相近的一条写明；见 别处.txt:12"
    assert rows[2].guesses[0].reason == "别处相近的一条写明"  # from the item's own words


def test_stated_units_are_the_plans_own_words(real: Path) -> None:
    # Between the units of a list a plan prints 、, before an open end 等, and breaks of lines and pages.
    with SqliteStore(real).view() as view:
        holdings = Holdings(view)
        items = [each for each in ledger(holdings, holdings.plans) if each.owners]
    assert len(items) == 140
    for each, row in zip(items, ledger_rows(items), strict=True):
        printed = re.sub(r"\s", "", each.item.text)
        assert "单位：" not in re.sub(r":", "：", row.task)
        for units in (row.leads, row.supports):
            assert units == "未写明" or re.sub(r"\s", "", units) in printed


def test_what_is_inferred_never_enters_the_columns_of_units(real: Path) -> None:
    with searching(real) as (view, index):
        holdings = Holdings(view)
        items = list(ledger(holdings, holdings.plans_like("滨海新区", "妇女")))
        guesses = Inference(view, index).inferred_of([each.item.id for each in items])
    rows = ledger_rows(items, guesses)
    assert {(row.leads, row.supports) for row in rows} == {("未写明", "未写明")}
    assert sum(bool(row.guesses) for row in rows) > len(rows) / 2  # 78 of 82
    assert all(("推断" in "".join(row.basis)) == bool(row.guesses) for row in rows)


# Every file


@pytest.mark.parametrize("kind", FILES)
def test_every_file_holds_every_cell(
    women: list[Owned], inferred: dict[str, list[Inferred]], kind: str
) -> None:
    rows = ledger_rows(women, inferred)
    told = FILES[kind](TITLE, rows, "")
    assert TITLE in told
    assert note(rows) in told
    for row in rows:
        for words in (
            row.domain, row.task, *row.targets, row.deadline, row.leads, row.supports, *row.basis,
            *guesses_in_words(row.guesses), *(each.reason for each in row.guesses), row.source,
        ):  # fmt: skip
            assert words in told


@pytest.mark.parametrize("kind", FILES)
def test_without_guesses_no_file_speaks_of_inference(women: list[Owned], kind: str) -> None:
    assert "推断" not in FILES[kind](TITLE, ledger_rows(women), "")


@pytest.mark.parametrize("kind", FILES)
def test_a_remark_is_shown_only_if_given(women: list[Owned], kind: str) -> None:
    rows = ledger_rows(women)
    assert "导出日期" not in FILES[kind](TITLE, rows, "")
    assert "导出日期：2025年3月1日" in FILES[kind](TITLE, rows, "导出日期：2025年3月1日")


@pytest.mark.parametrize("kind", FILES)
def test_characters_that_no_file_may_hold_break_none(women: list[Owned], kind: str) -> None:
    odd = "规划\x00\x0b\x1b[2J\x7f\ud800\ufffe\u202e完"
    item = replace(women[0].item, text=odd, plan=odd, domain=odd, document=odd)
    told = FILES[kind](odd, ledger_rows([replace(women[0], item=item)]), odd)
    assert told.count("完") >= 6
    assert not set(told) & {"\x00", "\x1b", "\x7f", "\ufffe", "\u202e"}


@pytest.mark.parametrize("kind", FILES)
def test_a_ledger_without_rows_is_a_head_alone(kind: str) -> None:
    assert "牵头单位" in FILES[kind](TITLE, [], "")


@pytest.mark.parametrize("kind", FILES)
def test_a_title_may_be_long(kind: str) -> None:
    assert "规划" * 200 in FILES[kind]("规划" * 200, [], "")


# CSV


def test_excel_can_read_and_filter_the_csv(
    women: list[Owned], inferred: dict[str, list[Inferred]]
) -> None:
    content = spreadsheet(TITLE, ledger_rows(women, inferred))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 1 + len(women) + 2
    head, *rows = csv_rows(content)
    assert head == [
        "序号", "规划", "领域", "类别", "目标任务", "指标与目标值", "完成时限", "牵头单位",
        "责任（配合）单位", "依据", "出处", "推断单位（仅供参考）", "推断的理由",
    ]  # fmt: skip
    assert {len(row) for row in rows[: len(women)]} == {len(head)}
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "说明", "说明"]


@pytest.mark.parametrize("opening", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(women: list[Owned], opening: str) -> None:
    formula = f"{opening}1+1"
    item = replace(women[0].item, text=formula, plan=formula, domain=formula)
    owner = replace(women[0].owners[0], department=formula)
    row, *said = csv_rows(
        spreadsheet(formula, ledger_rows([replace(women[0], item=item, owners=(owner,))]))
    )[1:]
    assert [row[at] for at in (1, 2, 4, 7)] == [f"'{formula}"] * 4
    assert said[0] == ["说明", f"'{formula}"]


# Word


def test_the_word_file_is_a_landscape_table_with_numbered_pages(women: list[Owned]) -> None:
    document = Document(BytesIO(word_document(TITLE, ledger_rows(women))))
    (section,) = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width is not None
    assert section.left_margin is not None
    assert section.right_margin is not None
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    (table,) = document.tables
    head, *rows = table.rows
    assert [cell.text for cell in head.cells] == [
        "序号", "目标任务", "指标与目标值", "完成时限", "牵头单位", "责任（配合）单位", "依据", "出处",
    ]  # fmt: skip
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    wide = sum(column.width or 0 for column in table.columns)
    assert wide <= section.page_width - section.left_margin - section.right_margin
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.parametrize("with_guesses", [False, True])
def test_tables_fill_the_page_and_no_more(
    women: list[Owned], inferred: dict[str, list[Inferred]], with_guesses: bool
) -> None:
    rows = ledger_rows(women, inferred if with_guesses else None)
    document = Document(BytesIO(word_document(TITLE, rows)))
    assert len(document.tables) == (2 if with_guesses else 1)
    for table in document.tables:
        wide = sum(column.width.cm for column in table.columns if column.width is not None)
        assert wide == pytest.approx(29.7 - 2 * 1.8, abs=0.05)


def bands(table: Table) -> list[str]:
    """The rows that are one cell."""
    return [row.cells[0].text for row in table.rows if len(row._tr.tc_lst) == 1]


def test_domains_are_bands_and_measures_stand_apart(women: list[Owned]) -> None:
    table = table_of(word_document(TITLE, ledger_rows(women)))
    assert bands(table) == ["妇女与健康", "妇女与健康（策略措施）", "妇女与环境"]
    assert len(table.rows) == 1 + 3 + len(women)


def test_plans_that_the_title_does_not_name_are_bands_too(owned: dict[str, list[Owned]]) -> None:
    rows = ledger_rows([*owned[CHILDREN], *owned[WOMEN]])
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert bands(table_of(word_document("目标责任分解表", rows))) == [
        f"《{CHILDREN}》", "儿童与健康",
        f"《{WOMEN}》", "妇女与健康", "妇女与健康（策略措施）", "妇女与环境",
    ]  # fmt: skip


def test_in_word_what_is_inferred_is_slanted_grey_and_apart(
    women: list[Owned], inferred: dict[str, list[Inferred]]
) -> None:
    table = table_of(word_document(TITLE, ledger_rows(women, inferred)))
    heads = [cell.text for cell in table.rows[0].cells]
    marked = {
        (heads[at], run.text, str(run.font.color.rgb))
        for row in table.rows[1:]
        for at, cell in enumerate(row.cells)
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.italic
    }
    column = "推断单位（仅供参考）"
    assert marked == {
        (column, "推断牵头：公安部门，把握约65%", "595959"),
        (column, "推断牵头：宣传部门，把握约90%", "595959"),
        (column, "推断责任：妇联、教育部门，把握各约70%", "595959"),
    }


def test_the_reasons_of_guesses_stand_after_the_ledger(
    women: list[Owned], inferred: dict[str, list[Inferred]]
) -> None:
    content = word_document(TITLE, ledger_rows(women, inferred))
    _, reasons = Document(BytesIO(content)).tables
    assert [[cell.text for cell in row.cells] for row in reasons.rows][1:3] == [
        ["3", "推断牵头：公安部门，把握约65%", "别处相近的一条写明"],
        ["5", "推断牵头：宣传部门，把握约90%", "别处相近的一条写明；见 别处.txt:12"],
    ]
    assert len(reasons.rows) == 5


def test_word_writes_chinese_in_a_chinese_font(women: list[Owned]) -> None:
    document = Document(BytesIO(word_document(TITLE, ledger_rows(women))))
    for name, font in (("Normal", "仿宋"), ("Heading 1", "黑体")):
        assert document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) == font
    runs = [
        run for cell in document.tables[0].rows[2].cells for run in cell._tc.iter(qn("w:rFonts"))
    ]
    assert runs
    assert {run.get(qn("w:hint")) for run in runs} == {"eastAsia"}


def test_the_same_ledger_is_the_same_bytes_and_bears_no_date(women: list[Owned]) -> None:
    content = word_document(TITLE, ledger_rows(women))
    assert content == word_document(TITLE, ledger_rows(women))
    with ZipFile(BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in re.sub(rb"xmlns:\w+=\S+", b"", parts.read("docProps/core.xml"))


# Written to a name


@pytest.mark.parametrize(
    ("name", "opening"), [("表.docx", b"PK"), ("表.CSV", b"\xef\xbb\xbf"), ("表.csv", b"\xef\xbb\xbf")]
)  # fmt: skip
def test_the_name_of_the_file_tells_its_kind(
    women: list[Owned], tmp_path: Path, name: str, opening: bytes
) -> None:
    assert written(tmp_path / name, TITLE, women) == tmp_path / name
    assert (tmp_path / name).read_bytes().startswith(opening)


@pytest.mark.parametrize(
    ("name", "said"),
    [("表.xlsx", ".xlsx"), ("表", "没有扩展名"), ("没有这个文件夹/表.docx", "写不了")],
)
def test_names_that_cannot_be_written_are_refused(
    women: list[Owned], tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        written(tmp_path / name, TITLE, women)
    assert said in refused.value.message
    assert refused.value.hint
    assert not list(tmp_path.iterdir())
