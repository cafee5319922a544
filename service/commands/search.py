"""`guitu search`: the measures that others took about the same thing."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from typing import Final

from rich.text import Text

from embeddings.confidence import Confidence
from embeddings.index import Kind
from embeddings.wording import policy_terms
from graph.errors import UsageError
from loaders.readers.text import decoded
from queries.precedents import Answer, Hit, precedents
from service.answers import answer_json
from service.stores import reading_with_index
from service.terminal import out, print_json, reading_arguments, shown

KINDS: Final = {
    "measure": (Kind.MEASURE,),
    "goal": (Kind.GOAL,),
    "all": (Kind.MEASURE, Kind.GOAL),
}
_LONG: Final = 600  # characters of a text that a screen shows whole
_AROUND: Final = 120  # characters shown before the nearest sentence of a longer one
_NAMES: Final = {Kind.MEASURE: "措施", Kind.GOAL: "目标"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu search`."""
    parser.add_argument(
        "text", nargs="+", metavar="内容", help="词语、一句话或一段草稿；- 从标准输入读取"
    )
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
    text = _piped() if args.text == ["-"] else " ".join(args.text)
    with reading_with_index(args) as (view, index):
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
    """Standard input, in any encoding that a plan may have."""
    if not isinstance(sys.stdin, TextIOWrapper):
        return sys.stdin.read()
    data = sys.stdin.buffer.read()
    found = decoded(data, "标准输入") if data.strip() else None
    if found is not None and found.replaced:
        raise UsageError("标准输入里有认不出编码的字节。", hint="请另存为 UTF-8 的文本后再试。")
    return found.text if found is not None else ""


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
    if unanswered := _unanswered(answer) if answer.hits else []:
        console.print(f"\n草稿里这 {len(unanswered)} 句没有找到合适的：")
        for text in unanswered:
            console.print(shown(f"   {text[:_LONG]}"))


def _lines(number: int, hit: Hit, answer: Answer) -> list[Text]:
    lines = [
        Text(shown(f"\n{number}. {hit.plan} · {hit.domain} · {_NAMES[hit.kind]}")),
        Text("   ").append(_body(hit)),
        Text(shown(f"   出处：{hit.document}:{hit.line}   编号：{hit.id}")),
        Text(shown(f"   地区：{hit.jurisdiction or '不详'}")),
    ]
    if hit.why.sentence is not None:
        lines.append(Text(shown(f"   对应草稿：{answer.sentences[hit.why.sentence]}")))
    why = [f"意思相近，排第{hit.why.meaning.rank}"]
    if hit.why.words is not None and hit.why.terms:
        longest = sorted(hit.why.terms, key=lambda term: (term not in policy_terms(), -len(term)))
        why.append(f"用词相同，排第{hit.why.words.rank}：{'、'.join(longest[:4])}")
    start, end = hit.why.nearest
    if (start, end) != (0, len(hit.text)):
        why.append(f"最接近的一句：{hit.text[start:end][:_LONG]}")
    lines.append(Text(shown(f"   为什么：{'；'.join(why)}")))
    return lines


def _body(hit: Hit) -> Text:
    """The text with the shared words in bold; a very long one only around its nearest sentence."""
    start, _ = hit.why.nearest
    body = Text(shown(hit.text))
    for left, right in hit.why.marks:
        body.stylize("bold", left, right)
    if len(hit.text) <= _LONG:
        return body
    left, right = max(0, start - _AROUND), min(len(hit.text), start + _LONG)
    cut = Text("……" if left else "").append(body[left:right])
    return cut.append("……（全文见出处）") if right < len(hit.text) else cut


def _unanswered(answer: Answer) -> list[str]:
    """The sentences of a passage for which nothing was found."""
    found = {hit.why.sentence for hit in answer.hits}
    return [text for at, text in enumerate(answer.sentences) if at not in found]
