"""A user's folder of vocabularies: CSV files that people keep in a spreadsheet, read with patience.

    bytes → text (UTF-8, with or without mark, or GB18030) → records → cells as the program wants them → rows

Blank lines, empty cells behind the last column, the order of the columns and columns of a user's own (备注) do
not matter. What cannot be understood is a fault with its file and line; a file with a fault is not used at all.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

from graph import vocabulary
from graph.errors import VocabularyError, reason
from graph.vocabulary.tables import TABLES, Row, Table

_NOT_CSV: Final = (".xlsx", ".xls", ".et", ".ods", ".numbers", ".txt")
_BLANK: Final = " \t\r\n\u3000\u00a0\ufeff\u200b"
_MOST_TOLD: Final = 20
_MOST_SHOWN: Final = 40  # characters of a cell
_HINT: Final = "改好后再运行一次。每种词表有哪些列、怎么填，见 docs/vocabularies.md。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What cannot be understood; `line` is that of the file, from 1, or 0 for the file as a whole."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        where = f"{self.file} 第{self.line}行" if self.line else self.file
        return f"{where}：{self.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a file holds: its rows, each with its line, and what is wrong with it."""

    rows: tuple[tuple[int, Row], ...] = ()
    faults: tuple[Fault, ...] = ()


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of a user's file, in order; empty where there is no such file.

    Raises:
        VocabularyError: the folder or the file cannot be used.
    """
    found = read(folder, name)
    if found.faults:
        raise _refused(folder, found.faults)
    return [row for _, row in found.rows]


def digest(folder: Path, names: Iterable[str]) -> str:
    """A digest of what the rows of these files say; "" where there are none.

    Raises:
        VocabularyError: the folder or one of the files cannot be used.
    """
    said = {name: found for name in names if (found := rows(folder, name))}
    if not said:
        return ""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def check(folder: Path) -> None:
    """Look through every file of a folder.

    Raises:
        VocabularyError: something cannot be used; names all of it.
    """
    files = _files(folder)
    names = {path.name.lower() for path in files}
    faults: list[Fault] = []
    for path in files:
        faults += read(folder, path.name.lower()).faults if path.name.lower() in TABLES else ()
        faults += _faults_of_name(path, names)
    if faults:
        raise _refused(folder, faults)


def _faults_of_name(path: Path, names: Collection[str]) -> Iterator[Fault]:
    """What is wrong with a file that is no vocabulary by its name, but may be meant as one."""
    name, meant = path.name.lower(), f"{path.stem.lower()}.csv"
    if name.endswith(".csv") and name not in TABLES:
        near = get_close_matches(name, TABLES, n=1)
        likely = f"是不是 {near[0]}？" if near else ""
        yield Fault(
            file=path.name, line=0, words=f"没有这种词表。{likely}可以有：{'、'.join(TABLES)}"
        )
    elif name.endswith(_NOT_CSV) and meant in TABLES and meant not in names:
        words = f"要的是 CSV 文件：请另存为“CSV UTF-8（逗号分隔）”，文件名 {meant}"
        yield Fault(file=path.name, line=0, words=words)


def _refused(folder: Path, faults: Sequence[Fault]) -> VocabularyError:
    told = "\n".join(f"  {fault}" for fault in faults[:_MOST_TOLD])
    more = f"\n  ……另有 {len(faults) - _MOST_TOLD} 处" if len(faults) > _MOST_TOLD else ""
    return VocabularyError(f"词表 {folder} 有 {len(faults)} 处要改：\n{told}{more}", hint=_HINT)


def _files(folder: Path) -> list[Path]:
    """What stands in the folder, without hidden files and the locks of spreadsheets."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise VocabularyError(
            f"词表文件夹 {folder} 打不开：{reason(error)}。",
            hint=f"请检查环境变量 {vocabulary.VARIABLE}；不用自己的词表就去掉它。",
        ) from error
    return [path for path in found if not path.name.startswith((".", "~$"))]


@cache
def read(folder: Path, name: str) -> Read:
    """What the user's file of this name holds; nothing where there is none.

    Raises:
        VocabularyError: the folder cannot be read.
    """
    path = next((path for path in _files(folder) if path.name.lower() == name), None)
    if path is None:
        return Read()
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        return _wrong(name, 0, f"打不开：{reason(error)}")
    except UnicodeDecodeError:
        return _wrong(name, 0, "认不出编码；请另存为“CSV UTF-8（逗号分隔）”")
    records: list[tuple[int, list[str]]] = []
    try:
        for record in _records(text):
            records.append(record)  # what was read before a fault says where it is
    except csv.Error:
        after = f"第{records[-1][0]}行之后" if records else "开头"
        return _wrong(name, 0, f"{after}读不下去；单元格里的英文双引号要成对")
    return _understood(name, TABLES[name], records)


def _wrong(name: str, line: int, words: str) -> Read:
    return Read(faults=(Fault(file=name, line=line, words=words),))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, each with its number, its cells trimmed, without empty ones at the end."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    before = 0
    for found in reader:
        line, before = before + 1, reader.line_num
        cells = [cell.strip(_BLANK) for cell in found]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, cells


def _understood(name: str, table: Table, records: Sequence[tuple[int, list[str]]]) -> Read:
    wanted = "、".join(table.columns)
    if not records:
        return _wrong(name, 1, f"是空的；第一行应是列名：{wanted}")
    line, header = records[0][0], [cell.lower() for cell in records[0][1]]
    if missing := [column for column in table.columns if column not in header]:
        return _wrong(name, line, f"缺少列 {'、'.join(missing)}；第一行应是列名：{wanted}")
    if twice := [column for column in table.columns if header.count(column) > 1]:
        return _wrong(name, line, f"列名 {'、'.join(twice)} 写了不止一次")
    found: list[tuple[int, Row]] = []
    faults: list[Fault] = []
    for number, cells in records[1:]:
        row, wrong = _row(table, header, cells)
        faults += (Fault(file=name, line=number, words=words) for words in wrong)
        if not wrong:
            found.append((number, table.completed(row)))
    faults += (
        Fault(file=name, line=number, words=words) for number, words in _repeated(table, found)
    )
    if not faults:
        packaged = vocabulary.packaged_rows(name) if name in vocabulary.FACTS else []
        every = table.merged(packaged, [row for _, row in found])
        faults += (
            Fault(file=name, line=number, words=words)
            for number, words in table.relation(found, every)
        )
    return Read(rows=tuple(found), faults=tuple(faults))


def _row(table: Table, header: Sequence[str], cells: Sequence[str]) -> tuple[Row, list[str]]:
    """A record by column, and what is wrong with it."""
    wrong: list[str] = []
    if beyond := [cell for cell in cells[len(header) :] if cell]:
        wrong.append(
            f"比列名多出“{beyond[0][:_MOST_SHOWN]}”；含英文逗号的单元格要用英文双引号括起来"
        )
    given = dict(zip(header, cells, strict=False))
    row: Row = {}
    for column, as_read in table.columns.items():
        cell = given.get(column, "")
        try:
            if "\n" in cell or "\r" in cell:
                raise ValueError("不能换行")
            row[column] = as_read(cell)
        except ValueError as error:
            shown = f"“{cell[:_MOST_SHOWN]}”，" if cell else ""
            wrong.append(f"{column} 列：{shown}{error}")
    return row, wrong


def _repeated(table: Table, found: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, str]]:
    """The rows whose key an earlier row has, where a key has one row only."""
    seen: dict[tuple[str, ...], int] = {}
    for number, row in found if table.one_row_a_key else ():
        first = seen.setdefault(table.key_of(row), number)
        if first != number:
            yield number, f"与第{first}行重复（{'、'.join(table.key)} 相同）"
