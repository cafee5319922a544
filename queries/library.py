"""What a running process keeps to answer from: a graph that does not change, its index, and what is read once.

    with searching(folder) as (view, index):
        library = Library(view, index)
        answer = ask("区妇联牵头哪些目标？", library)

It serves one state of the corpus; after a build a new one takes its place.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

from embeddings.index import Index
from graph.store import View
from graph.vocabulary import FACTS, WORDING, own_digest
from queries.context import Context
from queries.coverage import Coverage
from queries.holdings import Holdings
from queries.indicators import IndicatorNames
from queries.inference import Inference
from queries.law_names import LawNames


class Library:
    """A view and its index with their holdings, context and inference."""

    def __init__(self, view: View, index: Index) -> None:
        self.view = view
        self.index = index
        self.context = Context(view)

    @cached_property
    def edition(self) -> str:
        """Twelve hex digits for what it answers from: documents, rules, vocabularies and index."""
        told = hashlib.sha256(f"{self.index.name}\0{own_digest((*FACTS, *WORDING))}".encode())
        for record in self.view.documents():
            said = f"\0{record.key}\0{record.sha256}\0{record.parser}"
            told.update(said.encode("utf-8", "surrogatepass"))
        return told.hexdigest()[:12]

    @cached_property
    def holdings(self) -> Holdings:
        """The plans by place and audience."""
        return Holdings(self.view)

    @cached_property
    def law_names(self) -> LawNames:
        """How the instruments that plans cite are called."""
        return LawNames(self.view)

    @cached_property
    def indicator_names(self) -> IndicatorNames:
        """How the indicators that plans set numbers for are called."""
        return IndicatorNames(self.view)

    @cached_property
    def coverage(self) -> Coverage:
        """Which plans have which topics."""
        return Coverage(self.view, self.index)

    @cached_property
    def inference(self) -> Inference:
        """What is inferred where a plan names no unit."""
        return Inference(self.view, self.index)
