"""Ranking by words: BM25 over the terms of each text, kept by tantivy.

A query is weighted terms, never a string in tantivy's query language: nothing that a user types is
syntax. The score is divided by the best that the query could reach, all its terms in one short text, so
that a query which shares no word with the answer is left to its meaning (`embeddings.fusion`).

BM25 with k1 = 1.2 and b = 0.75 as tantivy fixes them; idf = ln(1 + (N - n + 0.5) / (n + 0.5)):
Robertson and Zaragoza (2009), “The Probabilistic Relevance Framework: BM25 and Beyond”.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import tantivy

from embeddings.terms import rule_files, terms
from embeddings.wording import MATTERS
from graph.errors import IndexDamaged, IndexFault
from graph.vocabulary import own_digest

_K1: Final = 1.2
_HEAP: Final = 50_000_000  # bytes; one thread, so that the same texts give the same segments
LONGEST: Final = 200  # characters of a term; no term of a language is longer
_IDFS: Final = 16_384  # terms whose rarity is remembered
_MOST_TERMS: Final = 400  # of a query, the rarest: beyond these no rank changes


@cache
def rules() -> str:
    """A digest of what turns a text into terms: when it changes, the index is made anew.

    A user's own matters count whole, their sayings too, as the index keeps those.
    """
    told = hashlib.sha256()
    for path in rule_files():
        told.update(path.read_bytes())
    told.update(own_digest([MATTERS.name]).encode())
    return told.hexdigest()[:8]


def write(folder: Path, texts: Iterable[str]) -> None:
    """Make the index of `texts` in an empty folder; a text's row is its position.

    Raises:
        IndexFault: the folder cannot be written.
    """
    try:
        _write(folder, texts)
    except (ValueError, OSError) as error:  # tantivy raises ValueError for a full disk
        raise IndexFault(
            f"写不了词语索引 {folder}：{error}。", hint="请检查磁盘空间和权限。"
        ) from error


def _write(folder: Path, texts: Iterable[str]) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row, text in enumerate(texts):
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("terms", " ".join(term for term in terms(text) if len(term) <= LONGEST))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def rarity(having: int, texts: int) -> float:
    """The idf of a term that `having` of `texts` have."""
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))


def telling(weighted: Mapping[str, float], idf: Callable[[str], float]) -> dict[str, float]:
    """The terms of a query that are searched for, each with its weight times its idf, the most telling first."""
    weighed = {
        term: weight * idf(term) for term, weight in weighted.items() if len(term) <= LONGEST
    }
    chosen = sorted(weighed, key=lambda term: (-weighed[term], term))[:_MOST_TERMS]
    return {term: weighed[term] for term in chosen}


class LexicalIndex:
    """An index that `write` made.

    Raises:
        IndexDamaged: the folder does not hold one.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._index, self._searcher = _opened(folder)
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"词语索引 {folder} 打不开。") from error
        self.idf = lru_cache(maxsize=_IDFS)(self._idf)  # the terms of matters come again and again

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def _idf(self, term: str) -> float:
        """How rare a term is; a term that no text has counts as the rarest."""
        return rarity(self._searcher.doc_freq("terms", term), len(self))

    def ranked(
        self,
        weighted: Mapping[str, float],
        limit: int,
        *,
        rows: Sequence[int] | None = None,
    ) -> dict[int, float]:
        """Rows with their share of the best score that these terms could reach, in (0, 1], best first.

        Args:
            weighted: terms and their weights.
            limit: how many rows at the most.
            rows: only among these; None means all.
        """
        chosen = telling(weighted, self.idf)
        best = sum(chosen.values()) * (1 + _K1)
        if not chosen or best <= 0 or limit <= 0 or (rows is not None and not rows):
            return {}
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term_query(term, weighted[term])) for term in chosen]
        )
        if rows is not None:
            among = tantivy.Query.term_set_query(self._index.schema, "row", list(rows))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                ]
            )
        hits = self._searcher.search(query, limit, count=False).hits
        found = self._searcher.fast_field_values("row", [address for _, address in hits])
        scored = [
            (int(row or 0), score / best) for (score, _), row in zip(hits, found, strict=True)
        ]
        scored.sort(key=lambda each: (-each[1], each[0]))
        return dict(scored)

    def _term_query(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._index.schema, "terms", term, index_option="freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _opened(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    try:
        return _locked_and_opened(folder)
    except ValueError as error:
        if "Lockfile" not in str(error):
            raise
    # Even to read, tantivy locks with a file that it must write; on a read-only share it cannot. Links
    # in a folder where it can lead to the same files; they may go once these are open.
    with TemporaryDirectory(prefix="guitu-") as aside:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (Path(aside) / path.name).symlink_to(path.resolve())
        return _locked_and_opened(Path(aside))


def _locked_and_opened(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index, index.searcher()
