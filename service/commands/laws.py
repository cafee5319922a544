"""`guitu laws`: what plans cite, and where; which titles are unknown, repealed or look misprinted."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from graph.laws import Status, instrument_named
from graph.vocabulary.tables import KINDS
from queries.context import check_filters
from queries.doubtful_titles import Doubt, Reason
from queries.laws import Citation, CitedLaw, cited_laws, of_plans
from service.law_files import STATUSES, citation_rows, doubts_by_citation
from service.stores import reading
from service.table_files import write_csv
from service.terminal import out, print_json, reading_arguments, shown, table

_FEW = 3  # instruments that are shown in full
_MOST_LINES = 6  # places that a line of the list shows
_LONGEST = 60  # characters of a sentence


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu laws`."""
    parser.add_argument(
        "title", nargs="?", metavar="题名", help="全称、简称，或题名中的任一部分；如 反家暴法"
    )
    parser.add_argument("--place", metavar="地区", help="地区名称中的任一部分")
    parser.add_argument("--audience", metavar="对象", help="妇女、儿童、老年人、残疾人、青年")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--unknown", action="store_true", help="只看词表没有收的")
    which.add_argument("--repealed", action="store_true", help="只看已废止或期满的")
    which.add_argument("--misspelt", action="store_true", help="只看疑似误写的")
    parser.add_argument("--out", type=Path, metavar="文件", help="导出为 .csv，一处引用一行")
    reading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Show each cited instrument with the places that cite it."""
    with reading(args) as still:
        check_filters(still, place=args.place, audience=args.audience)
        every = list(cited_laws(still))  # a misprint shows against the whole corpus
        meant = every if args.title is None else list(cited_laws(still, title=args.title))
    doubted = doubts_by_citation(every)
    cited = of_plans(meant, place=args.place, audience=args.audience)
    found = sorted((law for law in cited if _is_wanted(law, args, doubted)), key=_rank)
    if args.json:
        print_json(
            [{**asdict(law), "doubts": [asdict(d) for d in _of(law, doubted)]} for law in found]
        )
    elif args.out is not None:
        count = write_csv(args.out, *citation_rows(found, doubted))
        print(f"已写入 {args.out}（{count} 处引用）。")
    elif not found:
        out().print(shown(_nothing(args, every)))
    else:
        _show(out(), args, found, doubted)
    return 0


def _rank(law: CitedLaw) -> tuple[int, int, str]:
    """Laws before other papers, those that most plans cite first."""
    return list(KINDS).index(law.kind), -len(law.plans), law.title


def _of(law: CitedLaw, doubted: Mapping[Citation, Doubt]) -> list[Doubt]:
    found = (doubted[citation] for citation in law.citations if citation in doubted)
    return list(dict.fromkeys(found))


def _is_wanted(law: CitedLaw, args: argparse.Namespace, doubted: Mapping[Citation, Doubt]) -> bool:
    if args.unknown:
        return not law.known
    if args.repealed:
        return law.status == Status.REPEALED
    return not args.misspelt or bool(_of(law, doubted))


def _nothing(args: argparse.Namespace, every: Sequence[CitedLaw]) -> str:
    """Why nothing is shown, and what the corpus cites instead."""
    if args.misspelt:
        return "没有看着像误写的题名。"
    if args.title is None:
        return "没有符合条件的引用。"
    known = instrument_named(args.title)
    title = known.title if known else args.title
    near = [law.title for law in every if args.title in law.title][:_FEW]
    beside = f"题名里有这几个字的：{'、'.join(f'《{each}》' for each in near)}。" if near else ""
    replaced = f"它已由《{known.replaced_by}》代替。" if known and known.replaced_by else ""
    return f"这些规划没有引用《{title}》。{replaced}{beside or '不带题名可看到引用的全部。'}"


def _show(
    console: Console,
    args: argparse.Namespace,
    found: Sequence[CitedLaw],
    doubted: Mapping[Citation, Doubt],
) -> None:
    if args.title is not None and len(found) <= _FEW:
        for law in found:
            for line in _in_full(law):
                console.print(shown(line))
    elif not args.misspelt:
        console.print(
            table(
                f"引用的法律法规与文件（{len(found)} 种）",
                ("题名", "类别", "效力", "规划", "引用", "写法", "出处"),
                (
                    (law.title, KINDS[law.kind], _status(law), len(law.plans), len(law.citations), _forms(law), _lines(law))
                    for law in found
                ),
                numbers=("规划", "引用"),
            )
        )  # fmt: skip
    if unknown := sum(not law.known for law in found):
        console.print(
            f"词表未收的 {unknown} 种，多为地方文件；未收只表示程序的词表里没有，不表示没有这份文件。"
        )
    in_doubt = dict.fromkeys(doubt for law in found for doubt in _of(law, doubted))
    if in_doubt:
        console.print(f"\n疑似误写（{len(in_doubt)} 种写法），请对照原文：")
        for doubt in in_doubt:
            console.print(shown(f"  {_doubt(doubt)}"))


def _status(law: CitedLaw) -> str:
    if not law.known:
        return "词表未收"
    words = STATUSES[Status(law.status)]
    if law.status != Status.REPEALED:
        return words
    since = f"（{law.repealed}）" if law.repealed else "或期满"
    return words + since + (f"，由《{law.replaced_by}》代替" if law.replaced_by else "")


def _forms(law: CitedLaw) -> str:
    if len(law.forms) == 1 and law.forms[0].surface == law.title:
        return ""
    return "、".join(f"{form.surface}（{form.count}）" for form in law.forms)


def _lines(law: CitedLaw) -> str:
    more = "…" if len(law.citations) > _MOST_LINES else ""
    return "、".join(_place(citation) for citation in law.citations[:_MOST_LINES]) + more


def _place(citation: Citation) -> str:
    return f"{citation.source.document}:{citation.line}"


def _doubt(doubt: Doubt) -> str:
    why = "没有见过这一版，" if doubt.reason is Reason.EDITION else ""
    where = "、".join(map(_place, doubt.citations[:_MOST_LINES]))
    beside = "" if doubt.known else "（也只见于规划）"
    return f"《{doubt.printed}》{why}可能是《{doubt.likely}》{beside}  {where}"


def _in_full(law: CitedLaw) -> Iterator[str]:
    yield f"《{law.title}》  {KINDS[law.kind]} · {_status(law)}"
    days = ((law.adopted, "通过或发布"), (law.effective, "施行"))
    if told := "，".join(f"{day} {what}" for day, what in days if day):
        yield f"  {told}"
    yield f"  {len(law.plans)} 部规划引用，共 {len(law.citations)} 处；写法：" + "、".join(
        f"{form.surface}（{form.count}）" for form in law.forms
    )
    above = ""
    for citation in law.citations:
        if citation.source.plan != above:
            above = citation.source.plan
            yield f"  {above}" + (f"（{citation.source.place}）" if citation.source.place else "")
        completed = "，全称由上下文补出" if citation.status == "inferred" else ""
        yield f"    {_sentence(citation)}  {_place(citation)}{completed}"


def _sentence(citation: Citation) -> str:
    """The words around a citation; the plan's own prose is not kept, so there only its words."""
    text, surface = citation.source.text, citation.surface
    at = -1 if citation.source.label == "Plan" else text.find(surface)
    if at < 0:
        return f"“{surface}”"
    start = max(text.rfind("。", 0, at) + 1, at - _LONGEST // 2)
    end = text.find("。", at)
    sentence = text[start : end if end >= 0 else None].strip()
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}…"
