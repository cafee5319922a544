"""Answers as the JSON of the command line and, later, of the service: one shape for both."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from embeddings.ranking import Part
from queries.ask import Reply
from queries.context import Placed
from queries.precedents import Answer, Hit


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as DESIGN.md has it: query, confidence, hits; for a passage also its sentences."""
    told: dict[str, Any] = {
        "query": answer.query,
        "confidence": str(answer.confidence),
        "about": list(answer.about),
        "hits": [hit_json(hit) for hit in answer.hits],
    }
    if answer.sentences:
        told["sentences"] = list(answer.sentences)
        told["left_out"] = answer.left_out
    return told


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit; positions in `why` are half-open code points of `text`."""
    start, end = hit.why.nearest
    return {
        "id": hit.id, "kind": str(hit.kind), "score": hit.score, "title": hit.title, "text": hit.text,
        "plan": hit.plan, "jurisdiction": hit.jurisdiction, "audience": hit.audience, "domain": hit.domain,
        "document": hit.document, "line": hit.line, "end_line": hit.end_line,
        "why": {
            "meaning": _part(hit.why.meaning),
            "words": _part(hit.why.words),
            "printed": _part(hit.why.printed),
            "terms": list(hit.why.terms),
            "marks": [list(mark) for mark in hit.why.marks],
            "nearest": {"text": hit.text[start:end], "start": start, "end": end},
            "sentence": hit.why.sentence,
        },
    }  # fmt: skip


def _part(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else {"rank": part.rank, "score": round(part.score, 4)}


def reply_json(reply: Reply) -> dict[str, Any]:
    """The answer to a question as DESIGN.md has it, with what was understood and what is inferred."""
    told: dict[str, Any] = {
        "question": reply.question,
        "intent": str(reply.intent),
        "status": str(reply.status),
        "confidence": reply.confidence,
        "leads": [asdict(each) for each in reply.leads],
        "supports": [asdict(each) for each in reply.supports],
        "others": [asdict(each) for each in reply.others],
        "goals": [_goal_json(each) for each in reply.goals],
        "evidence": [asdict(each) for each in reply.evidence],
        "inferred": [
            {"goal": each.goal, "status": "inferred", **asdict(each.owner)}
            for each in reply.inferred
        ],
        "nearest": [_goal_json(each) for each in reply.nearest],
        "choices": list(reply.choices),
        "understood": dict(reply.understood),
        "answer": reply.answer,
    }
    if reply.precedents is not None:
        told["hits"] = answer_json(reply.precedents)["hits"]
    return told


def _goal_json(goal: Placed) -> dict[str, Any]:
    return {
        "id": goal.id, "text": goal.text, "plan": goal.plan, "jurisdiction": goal.place,
        "domain": goal.domain, "document": goal.document, "line": goal.line,
    }  # fmt: skip
