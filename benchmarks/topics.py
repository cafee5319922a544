"""Chooses the numbers of `embeddings.topics`: thresholds, and how communities are found.

    guitu build ../shared/plans --data DIR --model MODEL
    python -m benchmarks.topics DIR similar.jsonl            the tables
    python -m benchmarks.topics --measures 100000            time and memory, on random vectors

A judged file has a measure a line, with its equivalents in other plans: {"file", "line", "relevant":
[{"file", "line", "grade"}]}, grade 2 for an equivalent and 1 for an overlap; "file" is the beginning of
a document's name. P2 and P1 are the shares of the found that have grade 2, or any; R2 is the share of
the equivalents that are found.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np

from embeddings.dense import DenseIndex, write
from embeddings.index import Kind
from embeddings.likeness import Words, likeness, strangers
from embeddings.topic_names import Member, named
from embeddings.topics import ALIKE, NEARLY, Pairs, searched_text, similar
from graph import ids
from graph.analysis import CLOSE, communities
from graph.sqlite import SqliteStore
from service.indexing import opened_index

ALIKES = (0.35, 0.4, 0.425, 0.45, 0.475, 0.5, 0.55, 0.6)
NEARLIES = (0.0, 0.7, 0.75, 0.8)
CLOSES = (0.4, 0.45, 0.5, 0.55, 0.6)

Families = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The measures of a data folder, and what a reader found equivalent: row → row → grade."""

    ids: list[str]
    plans: list[str]
    vectors: DenseIndex
    words: Words
    unrelated: float
    judged: dict[int, dict[int, int]]


def corpus(data: Path, judged: Path) -> Corpus:
    """The measures of `data` with the judgements."""
    with SqliteStore(data).view() as view:
        index = opened_index(view, data)
        shelf = index.shelves[Kind.MEASURE]
        nodes = [view.node(id) for id in shelf.ids]
    rows = {
        (str(node.properties["document"])[:3], node.properties["line"]): row
        for row, node in enumerate(nodes)
    }
    told = [json.loads(line) for line in judged.read_text("utf-8").splitlines() if line]
    return Corpus(
        ids=shelf.ids,
        plans=[ids.plan_of(id) for id in shelf.ids],
        vectors=shelf.texts,
        words=Words(map(searched_text, nodes)),
        unrelated=strangers(index.encoder),
        judged={
            rows[each["file"][:3], each["line"]]: {
                rows[other["file"][:3], other["line"]]: other["grade"] for other in each["relevant"]
            }
            for each in told
        },
    )


def quality(told: Corpus, found: dict[int, set[int]]) -> str:
    """P2, P1, R2 and F of P2 and R2, for what was found for each judged measure in other plans."""
    direct = partial = wrong = every = 0
    for row, grades in told.judged.items():
        every += sum(g == 2 and told.plans[o] != told.plans[row] for o, g in grades.items())
        for other in found.get(row, ()):
            if told.plans[other] != told.plans[row]:
                grade = grades.get(other, 0)
                direct, partial, wrong = (
                    direct + (grade == 2),
                    partial + (grade == 1),
                    wrong + (grade == 0),
                )
    shown = max(1, direct + partial + wrong)
    p2, p1, r2 = direct / shown, (direct + partial) / shown, direct / max(1, every)
    return f"P2 {p2:.3f}  P1 {p1:.3f}  R2 {r2:.3f}  F {2 * p2 * r2 / max(1e-9, p2 + r2):.3f}"


def of_pairs(told: Corpus, pairs: Pairs) -> str:
    """How good pairs are by themselves."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return f"{len(pairs):6} pairs  {quality(told, found)}"


def of_families(told: Corpus, families: Iterable[Iterable[int]]) -> str:
    """How good topics are: number, size, measures a plan, and whether they are of one subject."""
    kept = [sorted(each) for each in families]
    kept = [each for each in kept if len({told.plans[row] for row in each}) > 1]
    found = {row: set(each) - {row} for each in kept for row in each}
    sizes = [len(each) for each in kept]
    plans = [len({told.plans[row] for row in each}) for each in kept]
    return (
        f"{len(kept):4} topics  {sum(sizes):4} measures  largest {max(sizes):3}  "
        f"a plan {np.mean(np.array(sizes) / np.array(plans)):.2f}  {quality(told, found)}"
    )


def ours(told: Corpus, pairs: Pairs, close: float) -> Families:
    """What `graph.analysis` finds."""
    row = {id: at for at, id in enumerate(told.ids)}
    weighed = ((told.ids[one], told.ids[other], score) for (one, other), score in pairs.items())
    return [[row[id] for id in each] for each in communities(weighed, seed=0, close=close)]


def others(pairs: Pairs) -> Iterable[tuple[str, Families]]:
    """What other methods find."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((one, other, score) for (one, other), score in pairs.items())
    yield "connected parts", [list(each) for each in nx.connected_components(graph)]
    for resolution in (1, 4, 8, 12, 16):
        parts = nx.community.louvain_communities(graph, resolution=resolution, seed=0)
        yield f"Louvain, resolution {resolution}", [list(each) for each in parts]
    parts = nx.community.asyn_lpa_communities(graph, weight="weight", seed=0)
    yield "label propagation", [list(each) for each in parts]
    parts = nx.community.greedy_modularity_communities(graph, weight="weight", resolution=4)
    yield "greedy modularity, 4", [list(each) for each in parts]


def likenesses(told: Corpus) -> None:
    """Average precision over the judged pairs, by what likeness is made of."""
    everything = told.vectors.vectors(range(len(told.ids)))
    ranked: dict[str, list[tuple[float, int]]] = {"meaning": [], "words": [], "both": []}
    for row, grades in told.judged.items():
        elsewhere = [o for o, plan in enumerate(told.plans) if plan != told.plans[row]]
        meaning = everything[elsewhere] @ everything[row]
        words = told.words.shared(row, elsewhere)
        for name, scores in (
            ("meaning", meaning),
            ("words", words),
            ("both", likeness(meaning, words, told.unrelated)),
        ):
            graded = [grades.get(other, 0) for other in elsewhere]
            ranked[name] += zip(scores.tolist(), graded, strict=True)
    for name, pairs in ranked.items():
        hits = np.array([g == 2 for _, g in sorted(pairs, key=lambda each: -each[0])])
        precision = (np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean()
        print(f"{name:8} average precision {precision:.3f}")


def tables(told: Corpus) -> None:
    """Print what the numbers are chosen by."""
    print(f"{len(told.ids)} measures, {len(set(told.plans))} plans, {len(told.judged)} judged")
    print(f"strangers have an inner product of {told.unrelated:.3f}\n")
    likenesses(told)
    for alike in ALIKES:
        print()
        for nearly in NEARLIES:
            pairs = similar(
                told.ids, told.vectors, told.words, told.unrelated, alike=alike, nearly=nearly
            )
            print(f"alike {alike:.3f} nearly {nearly:.2f}  {of_pairs(told, pairs)}")
            for close in CLOSES:
                print(f"    close {close:.2f}  {of_families(told, ours(told, pairs, close))}")
    pairs = similar(told.ids, told.vectors, told.words, told.unrelated)
    print(f"\nmethods, on the pairs of {ALIKE} and {NEARLY}")
    print(f"{'parts cut until close':26} {of_families(told, ours(told, pairs, CLOSE))}")
    for name, families in others(pairs):
        print(f"{name:26} {of_families(told, families)}")


def speed(count: int) -> None:
    """Print the time for `count` measures, random unit vectors around one centre in ten."""
    chance = np.random.default_rng(0)
    centres = chance.standard_normal((count // 10, 512)).astype(np.float32)
    near = chance.permutation(np.arange(count) % len(centres))
    alphabet = [chr(c) for c in range(0x4E00, 0x4E00 + 3000)]
    phrases = ["".join(chance.choice(alphabet, 12)) for _ in range(4 * len(centres))]

    def vectors(rows: Sequence[int]) -> np.ndarray:
        noise = np.random.default_rng(rows[0]).standard_normal((len(rows), 512))
        made = (centres[near[np.asarray(rows)]] + 0.5 * noise).astype(np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    texts = [
        "，".join(phrases[(4 * n + k) % len(phrases)] for k in range(5))
        + "。"
        + phrases[at % 999] * 12
        for at, n in enumerate(near)
    ]
    measures = [f"plan:{at // 90:05}:d1:m{at % 90}" for at in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "vectors", count, 512, vectors)
        index = DenseIndex(Path(folder) / "vectors")
        marks = [("", time.perf_counter(), time.process_time())]

        def mark(name: str) -> None:
            marks.append((name, time.perf_counter(), time.process_time()))

        words = Words(texts)
        mark("terms and their weights")
        pairs = similar(measures, index, words, 0.0)
        mark(f"{len(pairs)} similar pairs")
        weighed = ((measures[a], measures[b], score) for (a, b), score in pairs.items())
        families = communities(weighed, seed=0)
        mark(f"{len(families)} communities")
        row = {id: at for at, id in enumerate(measures)}
        members = [
            [
                Member(plan=ids.plan_of(id), places=(), title=texts[row[id]].split("。")[0],
                       text=texts[row[id]], terms=words.terms(row[id]))
                for id in each
            ]
            for each in families
        ]  # fmt: skip
        named(members)
        mark("names")
    for (_, wall, cpu), (name, later, more) in pairwise(marks):
        print(f"{name:26} {later - wall:7.1f} s  {more - cpu:7.1f} s of processors")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB, texts and vectors included")


def main() -> None:
    """Print the tables of a data folder, or the time for many measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("judged", nargs="?", type=Path)
    parser.add_argument("--measures", type=int)
    args = parser.parse_args()
    if args.measures:
        speed(args.measures)
    elif args.data and args.judged:
        tables(corpus(args.data, args.judged))
    else:
        parser.error("a data folder and a judged file, or --measures")


if __name__ == "__main__":
    main()
