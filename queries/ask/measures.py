"""各地怎么做: measures found by search, of all places or of some side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from embeddings.confidence import Confidence
from graph.errors import UsageError
from queries.ask.question import Question
from queries.ask.reply import Evidence, Intent, Known, Reply
from queries.library import Library
from queries.precedents import Answer, Hit, precedents

_MOST: Final = 5
_BESIDE: Final = 2  # measures a place, where places are compared


def measures(
    text: str, library: Library, *, place: str | None = None, audience: str | None = None
) -> Reply:
    """What places do about something; the filters are those of `precedents`."""
    try:
        found = precedents(
            library.view,
            library.index,
            text,
            limit=_MOST,
            place=place,
            audience=audience,
            holdings=library.holdings,
        )
    except UsageError as error:
        return Reply(
            question=text, intent=Intent.MEASURES, status=Known.UNKNOWN,
            answer="\n".join(filter(None, (error.message, error.hint))),
        )  # fmt: skip
    lines = [_OPENING[found.confidence]]
    lines += [line for n, hit in enumerate(found.hits, start=1) for line in _lines(n, hit)]
    return Reply(
        question=found.query, intent=Intent.MEASURES,
        status=Known.STATED if found.hits else Known.UNKNOWN, answer="\n".join(lines),
        evidence=tuple(map(_evidence, found.hits)), precedents=found,
    )  # fmt: skip


_OPENING: Final = {
    Confidence.HIGH: "各规划里相关的措施：",
    Confidence.LOW: "没有十分贴切的，下面几条可能有关：",
    Confidence.NONE: "库里没有相关的目标或措施。可以换一种说法，或说得具体些。",
}


def compared(question: Question, library: Library, places: Sequence[str]) -> Reply:
    """What each of several places does about one thing."""
    lines: list[str] = []
    hits: list[Hit] = []
    for place in places:
        found = _of_place(question, library, place)
        lines.append(f"{place}：" if found.hits else f"{place}：没有找到相关的措施。")
        lines += [line for n, hit in enumerate(found.hits, start=1) for line in _lines(n, hit)]
        hits += found.hits
    return Reply(
        question=question.text, intent=Intent.COMPARE, status=Known.STATED if hits else Known.UNKNOWN,
        answer="\n".join(lines), evidence=tuple(map(_evidence, hits)),
    )  # fmt: skip


def _of_place(question: Question, library: Library, place: str) -> Answer:
    text = question.subject or question.text
    return precedents(
        library.view, library.index, text, limit=_BESIDE, place=place, holdings=library.holdings
    )


def _lines(number: int, hit: Hit) -> tuple[str, str]:
    start, end = hit.why.nearest
    return (
        f"{number}. {hit.title}",
        f"   {hit.text[start:end]}（{hit.plan}，{hit.document}:{hit.line}）",
    )


def _evidence(hit: Hit) -> Evidence:
    return Evidence(text=hit.text, document=hit.document, line=hit.line, end_line=hit.end_line)
