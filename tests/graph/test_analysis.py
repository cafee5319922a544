"""Communities: what a part becomes, and that nothing else decides it."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis import communities
from tests.reading import ROOT

Edges = list[tuple[str, str, float]]


def clique(name: str, size: int) -> Edges:
    """Nodes all joined to each other."""
    nodes = [f"{name}{i:02}" for i in range(size)]
    return [(one, other, 0.8) for one, other in combinations(nodes, 2)]


def members(edges: Edges) -> tuple[str, ...]:
    return tuple(sorted({node for one, other, _ in edges for node in (one, other)}))


def test_two_cliques_with_a_bridge_are_two_communities() -> None:
    found = communities([*clique("a", 5), *clique("b", 5), ("a00", "b00", 0.5)], seed=0)
    assert found == [members(clique("a", 5)), members(clique("b", 5))]


def test_a_clique_stays_whole_with_one_edge_missing() -> None:
    assert communities(clique("a", 6)[1:], seed=0) == [members(clique("a", 6))]


def test_a_ring_of_many_cliques_is_not_merged() -> None:
    """The case in which modularity over the whole graph joins neighbours (Fortunato and Barthélemy)."""
    rings = [clique(f"{n:03}-", 5) for n in range(120)]
    bridges = [(f"{n:03}-00", f"{(n + 1) % 120:03}-01", 0.5) for n in range(120)]
    found = communities([edge for ring in rings for edge in ring] + bridges, seed=0)
    assert found == [members(ring) for ring in rings]


def test_a_large_community_needs_no_more_neighbours_than_are_kept() -> None:
    nodes = [f"n{i:02}" for i in range(40)]
    ring = [(nodes[i], nodes[(i + step) % 40], 0.8) for i in range(40) for step in (1, 2, 3)]
    assert communities(ring, seed=0) == [tuple(nodes)]
    assert len(communities(ring, seed=0, enough=39)) > 1


def test_what_a_part_becomes_depends_on_no_other_part() -> None:
    part = [*clique("a", 4), *clique("b", 4), ("a00", "b00", 0.9), ("a01", "b01", 0.7)]
    alone = communities(part, seed=3)
    beside = communities([*clique("0", 7), *part, *clique("z", 9)], seed=3)
    assert [each for each in beside if each[0][0] in "ab"] == alone


def test_a_node_is_where_most_of_its_weight_is() -> None:
    edges = [
        *clique("a", 5),
        *clique("b", 5),
        ("x", "a00", 0.5),
        ("x", "a01", 0.5),
        ("x", "b00", 0.9),
    ]
    (where,) = [each for each in communities(edges, seed=0) if "x" in each]
    assert set(where) == {*members(clique("a", 5)), "x"}


def test_no_edges_give_no_communities_and_a_node_is_no_neighbour_of_itself() -> None:
    assert communities([], seed=0) == []
    assert communities([("a", "a", 1.0)], seed=0) == []
    assert communities([("b", "a", 1.0), ("a", "a", 1.0)], seed=0) == [("a", "b")]


nodes = st.integers(0, 14).map(lambda i: f"n{i}")
graphs = st.lists(st.tuples(nodes, nodes, st.floats(0.1, 1.0)), max_size=50)


@given(edges=graphs, chance=st.randoms(use_true_random=False))
def test_neither_order_nor_direction_of_edges_matters(edges: Edges, chance: random.Random) -> None:
    turned = [edge if chance.random() < 0.5 else (edge[1], edge[0], edge[2]) for edge in edges]
    chance.shuffle(turned)
    assert communities(turned, seed=1) == communities(edges, seed=1)


@given(edges=graphs)
def test_every_joined_node_is_in_one_community(edges: Edges) -> None:
    found = [node for each in communities(edges, seed=1) for node in each]
    joined = {node for one, other, _ in edges if one != other for node in (one, other)}
    assert sorted(found) == sorted(joined)


@pytest.mark.parametrize("hash_seed", ["0", "1", "77"])
def test_another_process_finds_the_same(hash_seed: str) -> None:
    """Sets of text come in another order in every process; communities must not."""
    code = (
        "import random; from graph.analysis import communities; c = random.Random(5);"
        "e = [(f'n{c.randrange(60)}', f'n{c.randrange(60)}', c.random()) for _ in range(220)];"
        "print(communities(e, seed=0))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("42", hash_seed)
    }
    assert len(printed) == 1
