"""The shapes of the answers that other programs build on, as the OpenAPI document tells them.

They describe and are not computed with: an answer is the dictionary that a page shows too. Schemathesis holds
the answers to them (tests/service/web/test_openapi.py).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from queries.ask.reply import Intent, Known


class Part(BaseModel):
    """What one ranking says of a hit: its place, from 1, and its score."""

    rank: int
    score: float


class Nearest(BaseModel):
    """The sentence nearest in meaning: half-open code points of the hit's `text`."""

    text: str
    start: int
    end: int


class Why(BaseModel):
    """Why an item is a hit; `marks` are half-open code points of its `text`."""

    meaning: Part
    words: Part | None
    printed: Part | None
    terms: list[str]
    marks: list[list[int]]
    nearest: Nearest
    sentence: int | None = Field(description="粘贴一段话时，是其中第几句，从 0 数起")


class Hit(BaseModel):
    """A measure or goal that answers; the last three only with facets or marks."""

    id: str
    kind: Literal["measure", "goal"]
    score: float
    title: str
    text: str
    plan: str
    jurisdiction: str
    audience: str
    domain: str
    document: str
    line: int
    end_line: int
    why: Why
    has_target: bool | None = None
    has_owner: bool | None = None
    topic: str | None = None


class SimilarAnswer(BaseModel):
    """Hits, best first."""

    query: str
    confidence: Literal["high", "low", "none"]
    about: list[str]
    hits: list[Hit]
    sentences: list[str] | None = None
    left_out: int | None = None


class SearchAnswer(SimilarAnswer):
    """One page of hits; `total` and `facets` only where they were asked for."""

    offset: int
    k: int
    total: int | None = None
    facets: dict[str, list[dict[str, Any]]] | None = None


class Named(BaseModel):
    """A unit that a plan names for a goal, with the line that names it."""

    department: str
    status: str
    goal: str
    document: str
    line: int


class GoalTold(BaseModel):
    """A goal or measure that an answer speaks of."""

    id: str
    text: str
    plan: str
    jurisdiction: str
    domain: str
    document: str
    line: int


class Evidence(BaseModel):
    """The words that say it, with file and 1-based lines."""

    text: str
    document: str
    line: int
    end_line: int


class AskAnswer(BaseModel):
    """The answer to a question; `status` speaks of the role that was asked."""

    question: str
    intent: Intent
    status: Known
    confidence: Literal["high", "low", "none"]
    leads: list[Named]
    supports: list[Named]
    others: list[Named]
    goals: list[GoalTold]
    evidence: list[Evidence]
    inferred: list[dict[str, Any]]
    nearest: list[GoalTold]
    choices: list[str]
    understood: dict[str, str]
    answer: str
    hits: list[Hit] | None = None
