"""A Word file as offices print it: A4 landscape, tables whose head repeats, 第X页 共Y页.

    file = WordFile("目标责任分解表", font="仿宋", size=10)
    file.add_paragraph("说明")
    file.add_table([Column(head="序号", width=1.2), Column(head="任务", width=9)], [(plain("1"), plain("…"))])
    file.content()

The same words give the same bytes: nothing in the file tells when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

_HEADING: Final = "黑体"
_LATIN: Final = "Times New Roman"
_MARGIN: Final = 1.8
ROOM: Final = 29.7 - 2 * _MARGIN  # centimetres that a table may be wide
_SHADE: Final = "EDEDED"
_LONGEST: Final = 255  # letters of a title among a file's properties
_GREY: Final = RGBColor(0x59, 0x59, 0x59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Some words of a cell; `aside` is grey and slanted, for what is not the document's own."""

    text: str
    bold: bool = False
    aside: bool = False


Paragraph = tuple[Words, ...]
Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its head, its width in centimetres, and how its cells look."""

    head: str
    width: float
    centred: bool = False
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A row of one cell over all columns, which names what the rows below it have in common."""

    text: str
    centred: bool = False


def plain(*paragraphs: str) -> Cell:
    """A cell of unmarked words."""
    return tuple((Words(text=paragraph),) for paragraph in paragraphs)


class WordFile:
    """A document that grows from its title downwards."""

    def __init__(self, title: str, *, font: str = "宋体", size: float = 10.5) -> None:
        self._document = Document()
        self._set_properties(title)
        self._set_page()
        for style, east_asian in (
            ("Normal", font),
            ("Heading 1", _HEADING),
            ("Heading 2", _HEADING),
        ):
            self._set_fonts(style, east_asian)
        normal = self._document.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(size), Pt(2)
        for language in self._document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        self._add_page_numbers()
        heading = self._document.add_heading(title, level=1)
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(0), Pt(6)

    def add_heading(self, text: str) -> None:
        """Add the heading of a part."""
        self._document.add_heading(text, level=2)

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph."""
        _write(self._document.add_paragraph(), (Words(text=text),))

    def add_table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Cell] | Band], *, whole_rows: bool
    ) -> None:
        """Add a table whose head stands on every page that it runs over.

        Args:
            columns: together no wider than `ROOM`.
            rows: a cell for each column, or a band.
            whole_rows: no row is broken at the end of a page, and words stand at half its height.
        """
        table = self._document.add_table(rows=1, cols=len(columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for grid, column in zip(table.columns, columns, strict=True):
            grid.width = Cm(column.width)  # rows that are added take it over
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, column in zip(head.cells, columns, strict=True):
            cell.width = Cm(column.width)
            _shade(cell)
            _write(cell.paragraphs[0], (Words(text=column.head, bold=True),))
            _centre(cell)
        for row in rows:
            added = table.add_row()
            if whole_rows:
                added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if isinstance(row, Band):
                _fill_band(added, row)
            else:
                for cell, column, words in zip(added.cells, columns, row, strict=True):
                    _fill(cell, column, words)
                    if whole_rows:
                        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER

    def content(self) -> bytes:
        """The bytes of the .docx."""
        file, same = BytesIO(), BytesIO()
        self._document.save(file)
        # The parts of a zip bear the time of writing.
        with ZipFile(file) as written, ZipFile(same, "w", ZIP_DEFLATED) as undated:
            for name in written.namelist():
                part = ZipInfo(name)
                part.compress_type = ZIP_DEFLATED
                undated.writestr(part, written.read(name))
        return same.getvalue()

    def _set_properties(self, title: str) -> None:
        properties = self._document.core_properties
        properties.title = title[:_LONGEST]
        properties.author, properties.comments = "规图 Guitu", ""
        # The template's dates are those of python-docx.
        for name in ("dcterms:created", "dcterms:modified"):
            for date in properties._element.findall(qn(name)):
                properties._element.remove(date)

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
        section.footer_distance = Cm(0.9)

    def _set_fonts(self, name: str, east_asian: str) -> None:
        style = self._document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over a named one
        fonts.set(qn("w:ascii"), _LATIN)
        fonts.set(qn("w:hAnsi"), _LATIN)
        fonts.set(qn("w:eastAsia"), east_asian)
        style.font.color.rgb = RGBColor(0, 0, 0)  # headings are blue in the template

    def _add_page_numbers(self) -> None:
        """第 1 页 共 9 页, which the reader's program counts."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for before, field in (("第", "PAGE"), ("页 共", "NUMPAGES")):
            _write(paragraph, (Words(text=f"{before} "),))
            counted = OxmlElement("w:fldSimple")
            counted.set(qn("w:instr"), field)
            shown = OxmlElement("w:r")
            shown.append(OxmlElement("w:t"))
            shown[0].text = "1"  # until it is counted
            counted.append(shown)
            paragraph._p.append(counted)
            _write(paragraph, (Words(text=" "),))
        _write(paragraph, (Words(text="页"),))


def _fill(cell: _Cell, column: Column, words: Cell) -> None:
    if column.shaded:
        _shade(cell)
    for i, paragraph in enumerate(words):
        _write(cell.add_paragraph() if i else cell.paragraphs[0], paragraph)
    if column.centred:
        _centre(cell)


def _fill_band(row: _Row, band: Band) -> None:
    cell = row.cells[0].merge(row.cells[-1])
    _shade(cell)
    _write(cell.paragraphs[0], (Words(text=band.text, bold=True),))
    if band.centred:
        _centre(cell)
    cell.paragraphs[0].paragraph_format.keep_with_next = True  # not alone at the foot of a page


def _write(paragraph: WordParagraph, words: Paragraph) -> None:
    for piece in words:
        run = paragraph.add_run(piece.text)
        if piece.bold:
            run.bold = True
        if piece.aside:
            run.italic, run.font.color.rgb = True, _GREY
        # Else Word sets “ ” and … as Latin letters, half as wide.
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _centre(cell: _Cell) -> None:
    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shading)
