"""Plain text: which encoding, and is it text at all.

UTF-8 (with or without byte-order mark), UTF-16 with one, GB18030 and its subsets GBK and GB2312, and
Big5 are told apart without asking. A file that mixes UTF-8 and GB18030 is read line by line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from graph.errors import DocumentNotText

LONGEST_LINE: Final = 2_000_000  # bytes; no plan has a paragraph of half a million characters

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of what is certainly no text, with the name a person knows it by.
_SIGNATURES: Final = {
    b"PK\x03\x04": "压缩包或 Office 文件（zip）",
    b"%PDF": "PDF 文件",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文件（doc、xls、ppt）",
    b"\x89PNG": "图片（PNG）",
    b"\xff\xd8\xff": "图片（JPEG）",
    b"GIF8": "图片（GIF）",
    b"\x7fELF": "程序",
    b"MZ\x90": "程序",
    b"\x1f\x8b": "压缩包（gzip）",
    b"Rar!": "压缩包（rar）",
    b"7z\xbc\xaf": "压缩包（7z）",
    b"SQLite format 3": "数据库",
}
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
# The commonest characters of written Chinese, simplified and traditional: a right decoding is full of them.
_COMMON: Final = frozenset(
    "的一是在和有中人不为国大以会这上了个主要发展年工作实施加强推进健康儿童妇女目标措施的與為發展實業單位"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte-order mark, line ends kept; and what was odd about the bytes.

    `mixed_lines` are 1-based lines in another encoding than the rest; `replaced` counts the bytes that no
    encoding explains and that stand as U+FFFD; `controls` counts control characters.
    """

    text: str
    encoding: str
    mixed_lines: tuple[int, ...] = ()
    replaced: int = 0
    controls: int = 0


def decoded(data: bytes, name: str) -> Decoded:
    """The text of `data`.

    Raises:
        DocumentNotText: empty, binary, or with a line that no plan could have; says which.
    """
    if not data.strip():
        raise DocumentNotText(
            f"{name}：文件是空的。", hint="确认文件已写完；空文件没有可入库的内容。"
        )
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise DocumentNotText(
                f"{name}：不是文本文件，而是{kind}。", hint="另存为纯文本（.txt，UTF-8）后再入库。"
            )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, errors="replace")
            return _checked(Decoded(text, encoding, replaced=text.count("\ufffd")), data, name)
    if found := _utf16_without_bom(data):
        return _checked(found, data, name)
    controls = len(_CONTROL.findall(data[:1_000_000]))
    if controls * 20 > min(len(data), 1_000_000):
        raise DocumentNotText(
            f"{name}：不是文本文件（夹有大量控制字符）。",
            hint="确认文件没有损坏；另存为 UTF-8 文本后再入库。",
        )
    return _checked(_without_bom(data, controls), data, name)


def _utf16_without_bom(data: bytes) -> Decoded | None:
    """UTF-16 by its NULs: every line end and digit has one. None where the text is not Chinese then."""
    if b"\x00" not in data[:100_000] or len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:20_000]
        if sum(c in _COMMON for c in head) * 20 > len(head):
            return Decoded(text, encoding)
    return None


def _without_bom(data: bytes, controls: int) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8", controls=controls)
    except UnicodeDecodeError:
        pass
    candidates = []
    for encoding in ("gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((sum(c in _COMMON for c in text[:20_000]), text, encoding))
    if candidates and not _has_utf8_lines(data):
        _, text, encoding = max(candidates, key=lambda each: each[0])
        return Decoded(text, encoding, controls=controls)
    return _line_by_line(data, controls)


def _has_utf8_lines(data: bytes) -> bool:
    """Whether some lines beyond ASCII are valid UTF-8: GB18030 explains nearly any bytes, UTF-8 does not."""
    for line in data.split(b"\n", 4000)[:4000]:
        if len(line) > 8 and not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False


def _line_by_line(data: bytes, controls: int) -> Decoded:
    parts: list[str] = []
    other: list[int] = []
    utf8 = replaced = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            parts.append(line.decode("utf-8"))
            utf8 += not line.isascii()
        except UnicodeDecodeError:
            try:
                parts.append(line.decode("gb18030"))
                other.append(number)
            except UnicodeDecodeError:
                parts.append(line.decode("utf-8", errors="replace"))
                replaced += parts[-1].count("\ufffd")
    return Decoded("\n".join(parts), "utf-8", tuple(other) if utf8 else (), replaced, controls)


def _checked(found: Decoded, data: bytes, name: str) -> Decoded:
    longest = (
        max((len(line) for line in data.split(b"\n")), default=0) if len(data) > LONGEST_LINE else 0
    )
    if longest > LONGEST_LINE and b"\r" not in data[: LONGEST_LINE * 2]:
        raise DocumentNotText(
            f"{name}：有一行长达{longest:,}字节，不像规划文本（上限{LONGEST_LINE:,}字节）。",
            hint="确认文件没有损坏；文本应分段。",
        )
    if not found.text.strip("\x00 \t\r\n\ufeff\u3000"):
        raise DocumentNotText(f"{name}：文件里没有文字。", hint="确认文件内容。")
    return found
