"""Answers of search as the JSON of the command line and, later, of the service: one shape for both."""

from __future__ import annotations

from typing import Any

from embeddings.ranking import Part
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
