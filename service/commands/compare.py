"""`guitu compare`: measures or goals side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.padding import Padding
from rich.text import Text

from embeddings.encoder import encoder
from graph.errors import UsageError, reason
from graph.model import Role
from queries.alignment import Mark, Marked, Sentence
from queries.comparison import Column, Comparison, comparison, one_function
from service.comparison_files import content
from service.comparison_files.sheet import (
    LEGEND,
    LETTERS,
    MARKS,
    ROLES,
    citation,
    law_in_words,
    number_in_words,
    owner_in_words,
    sentence_in_pieces,
)  # fmt: skip
from service.stores import reading
from service.terminal import model_argument, out, print_json, reading_arguments

FORMATS: Final = {"text": ".txt", "markdown": ".md", "csv": ".csv", "docx": ".docx"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu compare`."""
    parser.add_argument(
        "ids", nargs="+", metavar="编号", help="两到六条措施或目标的编号，见 guitu search 的结果"
    )
    parser.add_argument(
        "--format",
        choices=list(FORMATS),
        help="格式：text、markdown、csv（Excel 可直接打开）、docx（默认看 --out 的扩展名，否则 text）",
    )
    parser.add_argument("--out", type=Path, metavar="文件", help="写到文件；docx 必须给出")
    model_argument(parser)
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show the comparison, or write it to a file."""
    format = _format(args)
    with reading(args) as still:
        found = comparison(still, encoder(args.model), args.ids)
    if args.json:
        print_json(_as_json(found))
        return 0
    if format == "text" and args.out is None:
        _show(found)
        return 0
    written = _content(found, format)
    if args.out is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return 0
    try:
        args.out.write_bytes(written)
    except OSError as error:
        raise UsageError(
            f"写不了 {args.out}：{reason(error)}。", hint="请换一个文件夹或文件名。"
        ) from error
    print(f"已写到 {args.out}。")
    return 0


def _format(args: argparse.Namespace) -> str:
    if args.json and (args.format or args.out):
        raise UsageError(
            "--json 不能和 --format、--out 一起用。", hint="要 JSON 文件，可用 > 转到文件。"
        )
    by_name = {ending: name for name, ending in FORMATS.items()}
    ending = args.out.suffix.lower() if args.out else ""
    if args.format is None and args.out is not None and ending not in (*by_name, ".txt", ""):
        raise UsageError(
            f"不会写 {ending} 文件。",
            hint=f"扩展名可以是 {'、'.join(by_name)}；或用 --format 说明格式。",
        )
    found = args.format or by_name.get(ending, "text")
    if found == "docx" and args.out is None:
        raise UsageError("Word 文件要写明存到哪里。", hint="加上 --out 对比.docx。")
    return str(found)


def _content(found: Comparison, format: str) -> bytes:
    if format == "text":
        return "".join(f"{line}\n" for line in _plain_lines(found)).encode()
    return content(found, FORMATS[format])


def _as_json(found: Comparison) -> dict[str, Any]:
    return {
        "columns": [
            {"letter": letter, "citation": citation(column), **asdict(column)}
            for letter, column in zip(LETTERS, found.columns, strict=False)
        ],
        "rows": found.rows,
    }


# For a person: each item whole, one after the other


def _show(found: Comparison) -> None:
    if not sys.stdout.isatty():  # lines stay whole, for grep and for mail
        for line in _plain_lines(found):
            print(line)
        return
    console = out()
    for text, indent in _lines(found):
        console.print(Padding(text, (0, 0, 0, indent), expand=False) if text else text)


def _plain_lines(found: Comparison) -> Iterator[str]:
    return (f"{' ' * indent}{text.plain}" for text, indent in _lines(found))


def _lines(found: Comparison) -> Iterator[tuple[Text, int]]:
    """The lines of the comparison, each with its indent."""
    yield Text(f"对比 {len(found.columns)} 条。【】内是只有这一条写到的。"), 0
    yield Text(LEGEND), 0
    for i, column in enumerate(found.columns):
        yield Text(""), 0
        yield Text(f"{LETTERS[i]}  {citation(column)}", "bold"), 0
        yield Text("内容"), 2
        for sentence in column.sentences:
            yield _sentence(sentence), 4
        parts = (
            ("指标值", _numbers(found, i), "没有"),
            ("单位", _owners(found, i), "未写明"),
            ("引用", _laws(column), "没有"),
        )
        for name, facts, nothing in parts:
            told = list(facts)
            yield Text(name if told else f"{name}：{nothing}"), 2
            yield from ((Text(line), 4) for line in told)


def _sentence(sentence: Sentence) -> Text:
    line = Text(f"〔{_with_whom(sentence)}〕")
    for piece in sentence_in_pieces(sentence):
        line.append(f"【{piece.text}】" if piece.only else piece.text, "bold" if piece.only else "")
    return line


def _with_whom(sentence: Sentence) -> str:
    told = []
    if sentence.same:
        told.append(f"同{_letters(sentence.same)}")
    if sentence.differs:
        told.append(f"与{_letters(sentence.differs)}数字不同")
    return "，".join(told) or MARKS[Mark.ONLY]


def _letters(columns: tuple[int, ...]) -> str:
    return "、".join(LETTERS[i] for i in columns)


def _marked(fact: Marked, words: str, others: list[str]) -> str:
    return f"〔{MARKS[fact.mark]}〕{words}" + (f"；{'；'.join(others)}" if others else "")


def _numbers(found: Comparison, own: int) -> Iterator[str]:
    """Each number with those that the other columns set for the indicator."""
    for number in found.columns[own].numbers:
        others = [
            f"{LETTERS[i]} {number_in_words(other)}"
            for i in sorted({*number.same, *number.differs})
            for other in found.columns[i].numbers
            if other.setting.indicator == number.setting.indicator
        ]
        yield _marked(number, f"{number.setting.indicator} {number_in_words(number)}", others)


def _owners(found: Comparison, own: int) -> Iterator[str]:
    """Each unit with the units of the other columns that perform its function."""
    for role in Role:
        for duty in found.columns[own].owners:
            if duty.owner.role is not role:
                continue
            others = [
                f"{LETTERS[i]} {owner_in_words(other)}（{ROLES[other.owner.role]}）"
                for i in sorted({*duty.same, *duty.differs})
                for other in found.columns[i].owners
                if one_function(duty, other)
            ]
            yield _marked(duty, f"{ROLES[role]} {owner_in_words(duty)}", others)


def _laws(column: Column) -> Iterator[str]:
    for law in column.laws:
        yield _marked(law, law_in_words(law), [])
