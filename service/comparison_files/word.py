"""A comparison as a Word file: A4 landscape, a column for each measure, a list of sources at the end."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.run import Run

from queries.comparison import Comparison
from service.comparison_files.sheet import SHEET_LEGEND, Cell, Sheet, sheet

_BODY: Final = "宋体"
_HEADING: Final = "黑体"
_LATIN: Final = "Times New Roman"
_MARGIN: Final = Cm(1.8)
_LABEL: Final = Cm(2.4)
_SHADE: Final = "EDEDED"
_MANY: Final = 4  # columns from which letters are smaller


def word_document(comparison: Comparison) -> bytes:
    """The comparison as the bytes of a .docx; what only one column has is bold."""
    laid = sheet(comparison)
    document = Document()
    _set_up(document, Pt(8) if len(laid.heads) >= _MANY else Pt(10.5))
    title = "措施对比"
    document.core_properties.title, document.core_properties.author = title, "规图 Guitu"
    document.add_heading(title, level=1)
    document.add_paragraph(f"{SHEET_LEGEND}加粗的是只有这一条写到的。")
    _add_table(document, laid)
    document.add_heading("出处", level=2)
    for source in laid.sources:
        document.add_paragraph(source)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: WordDocument, size: Length) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    for name, font in (("Normal", _BODY), ("Heading 1", _HEADING), ("Heading 2", _HEADING)):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over a named one
        fonts.set(qn("w:ascii"), _LATIN)
        fonts.set(qn("w:hAnsi"), _LATIN)
        fonts.set(qn("w:eastAsia"), font)
        style.font.color.rgb = RGBColor(0, 0, 0)  # headings are blue in the template
    document.styles["Normal"].font.size = size
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _add_table(document: WordDocument, laid: Sheet) -> None:
    section = document.sections[0]
    assert section.page_width is not None
    room = section.page_width - 2 * _MARGIN - _LABEL
    widths = [_LABEL, *[Length(room // len(laid.heads))] * len(laid.heads)]
    table = document.add_table(rows=1 + len(laid.lines), cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for text, cell in zip(("项目", *laid.heads), table.rows[0].cells, strict=True):
        _shade(cell)
        cell.paragraphs[0].add_run(text).bold = True
    _repeat_first_row(table)
    for row, line in zip(table.rows[1:], laid.lines, strict=True):
        label, *cells = row.cells
        _shade(label)
        label.paragraphs[0].add_run(line.label)
        for cell, words in zip(cells, line.cells, strict=True):
            _fill(cell, words)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _fill(cell: _Cell, words: Cell) -> None:
    for i, paragraph in enumerate(words):
        written = cell.add_paragraph() if i else cell.paragraphs[0]
        for piece in paragraph:
            run: Run = written.add_run(piece.text)
            run.bold = piece.only or None


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat_first_row(table: Table) -> None:
    """The head stands on every page that the table runs over."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
