"""The files that a person names, and what each holds.

A folder stands for the plan files under it, at any depth, in the order of their names; a link that leads
back into a folder already walked is passed over, and said so.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import (
    DocumentError,
    DocumentNotFound,
    DocumentNotText,
    DocumentTooLarge,
    DocumentUnreadable,
    reason,
)
from graph.model import Document, Problem
from loaders.readers.text import Decoded, decoded

SUFFIXES: Final = (".txt", ".text")  # in a folder; a file named by itself may be called anything
_OTHER_DOCUMENTS: Final = (
    ".doc", ".docx", ".wps", ".pdf", ".ofd", ".rtf", ".odt", ".html", ".htm", ".xls", ".xlsx",
)  # fmt: skip
LARGEST_FILE: Final = 256 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to read. `name` is its path under `root`, the folder it was found in, with `/`."""

    path: Path
    root: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document with the problems of reading it."""

    document: Document
    problems: tuple[Problem, ...]
    size: int
    mtime_ns: int


def sources(paths: Iterable[Path]) -> Iterator[Source | DocumentError]:
    """The files under `paths`, each once, in order; an error in place of what cannot be reached."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            if not path.exists():
                looped = path.is_symlink()
                yield (
                    DocumentUnreadable(
                        f"{path}：链接指向不存在的地方或绕回自身。", hint="改用文件本身的路径。"
                    )
                    if looped
                    else DocumentNotFound(
                        f"{path}：没有这个文件或文件夹。", hint="检查路径是否写对。"
                    )
                )
            elif path.is_dir():
                yield from _in_folder(path, seen)
            else:
                yield from _once(path, path.parent, seen)
        except OSError as error:
            yield DocumentUnreadable(f"{path}：打不开（{reason(error)}）。", hint="检查读取权限。")


def _in_folder(root: Path, seen: set[tuple[int, int]]) -> Iterator[Source | DocumentError]:
    walked: set[tuple[int, int]] = set()
    errors: list[OSError] = []
    passed_over: Counter[str] = Counter()
    found = False
    for folder, folders, names in os.walk(root, followlinks=True, onerror=errors.append):
        here = os.stat(folder)
        if (here.st_dev, here.st_ino) in walked:
            folders.clear()
            yield DocumentUnreadable(
                f"{folder}：文件夹链接绕回了已走过的地方，已跳过。", hint="删去这个链接。"
            )
            continue
        walked.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                found = True
                yield from _once(Path(folder) / name, root, seen)
            elif name.lower().endswith(_OTHER_DOCUMENTS):
                passed_over[name.rpartition(".")[2].lower()] += 1
    if passed_over:
        told = "、".join(f"{kind} {n} 份" for kind, n in sorted(passed_over.items()))
        yield DocumentNotText(
            f"{root}：跳过了不是纯文本的文件：{told}。",
            hint="另存为纯文本（.txt，UTF-8）后再入库。",
        )
    elif not found and not errors:
        yield DocumentNotFound(f"{root}：文件夹里没有 .txt 文件。", hint="检查文件夹是否选对。")
    for error in errors:
        yield DocumentUnreadable(
            f"{error.filename}：打不开（{reason(error)}）。", hint="检查读取权限。"
        )


def _once(path: Path, root: Path, seen: set[tuple[int, int]]) -> Iterator[Source | DocumentError]:
    try:
        found = path.stat()
    except OSError as error:
        yield DocumentUnreadable(
            f"{path}：打不开（{reason(error)}）。", hint="检查链接与读取权限。"
        )
        return
    if (found.st_dev, found.st_ino) in seen:
        return
    seen.add((found.st_dev, found.st_ino))
    # A name that is no UTF-8 shows its odd bytes, so that two such names stay two.
    name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
    yield Source(path=path, root=root.resolve(), name=name)


def opened(source: Source, *, largest: int = LARGEST_FILE) -> Opened:
    """The decoded document of a file.

    Raises:
        DocumentUnreadable: no permission, or no regular file.
        DocumentTooLarge: more than `largest` bytes.
        DocumentNotText: empty or binary.
    """
    try:
        if not source.path.is_file():
            raise DocumentUnreadable(f"{source.name}：不是普通文件。", hint="只能读取普通文件。")
        found = source.path.stat()
        if found.st_size > largest:
            raise DocumentTooLarge(
                f"{source.name}：有{found.st_size:,}字节，超过上限{largest:,}字节。",
                hint="确认是规划文本；可拆成几个文件。",
            )
        data = source.path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(
            f"{source.name}：打不开（{reason(error)}）。", hint="检查读取权限。"
        ) from error
    read = decoded(data, source.name)
    document = Document(
        name=source.name,
        format="txt",
        sha256=hashlib.sha256(data).hexdigest(),
        text=read.text,
        encoding=read.encoding,
    )
    return Opened(
        document=document,
        problems=tuple(_problems(read)),
        size=len(data),
        mtime_ns=found.st_mtime_ns,
    )


def _problems(read: Decoded) -> Iterator[Problem]:
    if read.mixed_lines:
        first = read.mixed_lines[0]
        start = _offset_of_line(read.text, first)
        yield _problem(
            read.text,
            "mixed_encoding",
            start,
            first,
            f"第{first}行等{len(read.mixed_lines)}行按 GB18030 读取",
        )
    if read.replaced:
        at = max(0, read.text.find("\ufffd"))
        yield _problem(
            read.text,
            "undecodable_bytes",
            at,
            read.text.count("\n", 0, at) + 1,
            f"共{read.replaced}处",
        )
    if read.controls:
        at = next((i for i, c in enumerate(read.text) if c < " " and c not in "\t\n\r\f\v"), 0)
        yield _problem(
            read.text,
            "control_characters",
            at,
            read.text.count("\n", 0, at) + 1,
            f"共{read.controls}个",
        )


def _offset_of_line(text: str, number: int) -> int:
    at = 0
    for _ in range(number - 1):
        at = text.find("\n", at) + 1
    return at


def _problem(text: str, code: str, start: int, line: int, detail: str) -> Problem:
    shown = " ".join(text[start : start + 60].split())
    return Problem(
        code=code,
        line=line,
        end_line=line,
        start=start,
        end=min(len(text), start + 1),
        text=shown,
        detail=detail,
    )
