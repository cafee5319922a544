"""提问: a question in everyday words, and its answer with the evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from graph.errors import UsageError
from queries.ask import ask
from service.answers import reply_json
from service.web.contract import AskAnswer
from service.web.reading import Reading, Text
from service.web.shown import Told, shown

router = APIRouter()


class Asked(BaseModel):
    """A question."""

    q: Text = Field("", description="问题，或者一段话")


@shown(router, "/ask", "ask.html", summary="用大白话提问", needs="q", answer=AskAnswer)
def answer(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    """The answer with its evidence; `status` speaks of the role that was asked."""
    if not asked.q.strip():
        raise UsageError("没有问题。", hint="请写一句话，比如：某区家庭暴力由谁牵头？")
    return reply_json(ask(asked.q, library))
