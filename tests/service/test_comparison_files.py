"""A comparison as text, Markdown, CSV and Word, read back as its reader would."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from embeddings.encoder import encoder
from graph.errors import UsageError
from graph.sqlite import SqliteStore
from queries.comparison import Comparison, comparison
from service.build import build
from service.commands import compare
from service.comparison_files.markdown import markdown
from service.comparison_files.sheet import sheet
from service.comparison_files.spreadsheet import spreadsheet
from service.comparison_files.word import word_document
from tests.reading import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples, without a search index."""
    folder = tmp_path_factory.mktemp("data")
    build([ROOT / "samples"], SqliteStore(folder))
    return folder


@pytest.fixture(scope="module")
def ids(data: Path) -> list[str]:
    """Three goals: two with numbers and owners, one with sub-goals of its own indicators."""
    openings = ("孕产妇死亡率", "适龄妇女宫颈癌", "降低儿童死亡率")
    with SqliteStore(data).view() as view:
        goals = list(view.nodes(label="Goal"))
        return [
            next(g.id for g in goals if str(g.properties["text"]).startswith(opening))
            for opening in openings
        ]


@pytest.fixture(scope="module")
def found(data: Path, ids: list[str]) -> Comparison:
    """Their comparison."""
    with SqliteStore(data).view() as view:
        return comparison(view, encoder(), ids)


def with_title(found: Comparison, title: str) -> Comparison:
    """The comparison, its first plan called otherwise."""
    first, *others = found.columns
    named = replace(first, place=replace(first.place, plan=title))
    return replace(found, columns=(named, *others))


def word_text(content: bytes) -> str:
    """All the words of a Word file, tables included."""
    return "\n".join("".join(p.itertext()) for p in Document(BytesIO(content)).element.body)


FILES: dict[str, Callable[[Comparison], str]] = {
    "markdown": markdown,
    "csv": lambda found: spreadsheet(found).decode("utf-8-sig"),
    "docx": lambda found: word_text(word_document(found)),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_file_cites_plan_place_section_and_line(found: Comparison, kind: str) -> None:
    written = FILES[kind](found)
    for column in found.columns:
        place = column.place
        for words in (place.plan, place.place, column.section, f"{place.document}:{place.line}"):
            assert words in written


@pytest.mark.parametrize("kind", FILES)
def test_every_file_holds_each_sentence_number_and_owner(found: Comparison, kind: str) -> None:
    written = FILES[kind](found).replace("**", "").replace("【", "").replace("】", "")
    for column in found.columns:
        assert all(sentence.text in written for sentence in column.sentences)
        assert all(number.setting.indicator in written for number in column.numbers)
        assert all(duty.owner.department in written for duty in column.owners)
    assert "≤9/10万" in written
    assert "未写明" in written  # who leads the children's goal


def test_every_line_of_the_markdown_table_has_all_columns(found: Comparison) -> None:
    rows = [line for line in markdown(found).splitlines() if line.startswith("|")]
    assert len(rows) == len(sheet(found).lines) + 2
    assert {row.replace("\\|", "").count("|") for row in rows} == {len(found.columns) + 2}


def test_marks_of_markdown_in_a_title_are_only_words(found: Comparison) -> None:
    written = markdown(with_title(found, "甲|乙 *重点* <b>规划</b>"))
    assert r"甲\|乙 \*重点\* \<b\>规划\</b\>" in written


def test_excel_can_read_the_csv(found: Comparison) -> None:
    content = spreadsheet(found)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == len(sheet(found).lines) + 2
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows[:-1]} == {1 + len(found.columns)}


@pytest.mark.parametrize("opening", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(found: Comparison, opening: str) -> None:
    column = replace(found.columns[0], section=f"{opening}1+1")
    content = spreadsheet(replace(found, columns=(column, *found.columns[1:])))
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert f"'{opening}1+1" in rows[2]


def test_the_word_file_is_a_landscape_table_with_a_column_for_each(found: Comparison) -> None:
    document = Document(BytesIO(word_document(found)))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    (table,) = document.tables
    assert len(table.columns) == 1 + len(found.columns)
    assert [row.cells[0].text for row in table.rows][-1] == "出处"
    assert [p.text for p in document.paragraphs][-len(found.columns) :] == list(
        sheet(found).sources
    )


def test_in_word_bold_is_what_only_one_says(found: Comparison) -> None:
    (table,) = Document(BytesIO(word_document(found))).tables
    bold = [
        run.text
        for row in table.rows[1:]
        for cell in row.cells[1:]
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.bold
    ]
    only = [
        piece.text
        for line in sheet(found).lines
        for cell in line.cells
        for paragraph in cell
        for piece in paragraph
        if piece.only
    ]
    assert bold == only
    assert "山区县与城区的差距逐年缩小" in "".join(only)


def test_word_writes_chinese_in_a_chinese_font(found: Comparison) -> None:
    styles = Document(BytesIO(word_document(found))).styles
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体")):
        fonts = styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


@pytest.mark.parametrize("kind", FILES)
def test_characters_that_no_file_may_hold_break_none(found: Comparison, kind: str) -> None:
    odd = "规划\x00\x0b\x1b[2J\x7f\ud800\ufffe\u202e完"
    written = FILES[kind](with_title(found, odd))
    assert "完" in written
    assert not set(written) & {"\x00", "\x1b", "\x7f", "\ufffe", "\u202e"}


# The command


def ran(*words: str) -> int:
    """The command's exit status."""
    parser = argparse.ArgumentParser()
    compare.arguments(parser)
    return compare.run(parser.parse_args(words))


def test_the_terminal_shows_each_item_with_what_only_it_says(
    capsys: pytest.CaptureFixture[str], data: Path, ids: list[str]
) -> None:
    assert ran(*ids[:2], "--data", str(data)) == 0
    told = capsys.readouterr().out
    assert "甲  《云栖市妇女发展规划（2021—2030年）》（云栖市），妇女与健康 第2条目标" in told
    assert "〔仅此〕" in told
    assert "〔相同〕牵头单位 市卫生健康委；乙 市卫生健康委（牵头单位）" in told
    assert "引用：没有" in told


def test_json_holds_the_columns_with_their_marks(
    capsys: pytest.CaptureFixture[str], data: Path, ids: list[str]
) -> None:
    assert ran(*ids, "--json", "--data", str(data)) == 0
    told = json.loads(capsys.readouterr().out)
    assert [column["place"]["id"] for column in told["columns"]] == ids
    assert {each["mark"] for each in told["columns"][0]["numbers"]} <= {"same", "differs", "only"}


@pytest.mark.parametrize(
    ("name", "opening"),
    [("对比.docx", b"PK"), ("对比.csv", b"\xef\xbb\xbf"), ("对比.md", b"# "), ("对比.txt", "对比".encode())],
)  # fmt: skip
def test_the_name_of_the_file_tells_the_format(
    capsys: pytest.CaptureFixture[str], data: Path, ids: list[str], tmp_path: Path, name: str, opening: bytes
) -> None:  # fmt: skip
    assert ran(*ids, "--out", str(tmp_path / name), "--data", str(data)) == 0
    assert (tmp_path / name).read_bytes().startswith(opening)
    assert name in capsys.readouterr().out


@pytest.mark.parametrize("format", ["markdown", "csv"])
def test_without_a_file_it_goes_to_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes], data: Path, ids: list[str], format: str
) -> None:
    assert ran(*ids, "--format", format, "--data", str(data)) == 0
    assert "孕产妇死亡率".encode() in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "docx"], "存到哪里"),
        (["--json", "--format", "csv"], "--json"),
        (["--out", "没有这个文件夹/对比.md"], "对比.md"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_arguments_that_do_not_fit_are_refused(
    data: Path, ids: list[str], words: list[str], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        ran(*ids, *words, "--data", str(data))
    assert said in refused.value.message
    assert refused.value.hint
