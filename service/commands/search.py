"""`guitu search`: the measures that others took about the same thing."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from rich.text import Text

from embeddings.confidence import Confidence
from embeddings.index import Kind
from graph.errors import UsageError
from queries.precedents import Answer, Hit, precedents
from service.answers import answer_json
from service.cli import data_folder
from service.indexing import searching
from service.terminal import out, print_json, reading_arguments, shown

KINDS: Final = {
    "measure": (Kind.MEASURE,),
    "goal": (Kind.GOAL,),
    "all": (Kind.MEASURE, Kind.GOAL),
}
_NAMES: Final = {Kind.MEASURE: "措施", Kind.GOAL: "目标"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu search`."""
    parser.add_argument("text", metavar="内容", help="词语、一句话或一段草稿；- 从标准输入读取")
    parser.add_argument("-k", type=count, default=10, metavar="条数", help="最多几条（默认 10）")
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    parser.add_argument("--domain", metavar="领域", help="领域名称中的任一部分")
    parser.add_argument(
        "--kind",
        choices=list(KINDS),
        default="measure",
        help="找措施、目标还是都找（默认 measure）",
    )
    parser.add_argument("--anyway", action="store_true", help="没有把握时也列出最接近的")
    reading_arguments(parser)


def count(given: str) -> int:
    """A number of hits from 1 to 1000, for argparse."""
    if not (given.isdecimal() and 1 <= int(given) <= 1000):
        raise argparse.ArgumentTypeError("条数应是 1 到 1000 的整数")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Show the hits, best first."""
    text = _piped() if args.text == "-" else args.text
    with searching(data_folder(args.data)) as (view, index):
        answer = precedents(
            view, index, text, limit=args.k, kinds=KINDS[args.kind],
            place=args.place, audience=args.audience, domain=args.domain, anyway=args.anyway,
        )  # fmt: skip
    if args.json:
        print_json(answer_json(answer))
    else:
        show(answer)
    return 0


def _piped() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"标准输入不是 {sys.stdin.encoding} 编码的文本。",
            hint="请转成这种编码，或用环境变量 PYTHONIOENCODING 说明它的编码，如 gb18030。",
        ) from error


def show(answer: Answer) -> None:
    """Print an answer for a person."""
    console = out()
    if answer.confidence is Confidence.NONE:
        console.print(
            "库里没有合适的措施。" if not answer.hits else "库里没有合适的措施，最接近的是："
        )
        if not answer.hits:
            console.print("可以换一种说法、说得具体些，或加 --anyway 看最接近的几条。")
    elif answer.confidence is Confidence.LOW:
        console.print("没有十分贴切的，下面几条可能有关：")
    if answer.about and answer.hits:
        console.print(shown(f"联想到的政策事项：{'、'.join(answer.about)}"))
    if answer.left_out:
        console.print(f"草稿太长，后面 {answer.left_out} 句没有查找，请分几次粘贴。")
    for number, hit in enumerate(answer.hits, start=1):
        for line in _lines(number, hit, answer):
            console.print(line)


def _lines(number: int, hit: Hit, answer: Answer) -> list[Text]:
    body = Text(shown(hit.text))
    for start, end in hit.why.marks:
        body.stylize("bold", start, end)
    start, end = hit.why.nearest
    lines = [
        Text(f"\n{number}. ").append(body),
        Text(
            shown(
                f"   {hit.plan} · {hit.domain} · {_NAMES[hit.kind]} · {hit.jurisdiction or '地区不详'}"
            )
        ),
        Text(shown(f"   出处：{hit.document}:{hit.line}   编号：{hit.id}")),
    ]
    if hit.why.sentence is not None:
        lines.append(Text(shown(f"   对应草稿：{answer.sentences[hit.why.sentence]}")))
    why = [
        f"得分 {hit.score:.2f}，意思相近排第 {hit.why.meaning.rank}（{hit.why.meaning.score:.2f}）"
    ]
    if hit.why.words is not None:
        why.append(
            f"用词相同排第 {hit.why.words.rank}（{hit.why.words.score:.2f}：{'、'.join(hit.why.terms[:8])}）"
        )
    if (start, end) != (0, len(hit.text)):
        why.append(f"最接近的一句：{hit.text[start:end]}")
    lines.append(Text(shown(f"   为什么：{'；'.join(why)}")))
    return lines
