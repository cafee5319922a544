"""What networkx tells of a graph: its communities, who stands between others, and the graph as GraphML.

Modularity over a whole graph merges small communities as the graph grows (Fortunato and Barthélemy 2007,
“Resolution limit in community detection”), so a corpus of many plans would be cut more coarsely than one
of few. Here each connected part is judged by itself: it stays whole if its members are joined closely
enough, else Louvain (Blondel et al. 2008, “Fast unfolding of communities in large networks”) cuts it, and
the pieces are judged in turn; at the end a node moves to the community that draws it most. What a part
becomes depends on that part alone, so a change elsewhere in the corpus leaves it as it is. Measured
against other methods in benchmarks/topics.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import networkx as nx

CLOSE: Final = 0.5  # of the neighbours a member could have; a pair of cliques has fewer
ENOUGH: Final = 12  # neighbours beyond which none is missed
_MORE: Final = 1e-9  # that another community must draw more for a node to move


def communities(
    edges: Iterable[tuple[str, str, float]],
    *,
    seed: int,
    close: float = CLOSE,
    enough: int = ENOUGH,
) -> list[tuple[str, ...]]:
    """The communities of an undirected graph: each its members, sorted; the list sorted too.

    The same edges and seed give the same communities, in whatever order the edges come.

    Args:
        edges: two nodes and the weight between them, above 0; the heavier of two for one pair counts.
        seed: of the order in which Louvain visits nodes.
        close: how large a share of the possible neighbours a community's members must have on average.
        enough: how many neighbours a member of a large community could have at the most.
    """
    weights: dict[tuple[str, str], float] = {}
    for one, other, weight in edges:
        pair = (one, other) if one < other else (other, one)
        if one != other:
            weights[pair] = max(weight, weights.get(pair, 0.0))
    names = sorted({name for pair in weights for name in pair})
    number = {name: i for i, name in enumerate(names)}
    # Numbers, because sets of them come in one order in every process.
    whole = _graph(
        range(len(names)),
        [(number[one], number[other], weights[one, other]) for one, other in sorted(weights)],
    )
    waiting, found = _parts(whole), []
    while waiting:
        part = waiting.pop()
        pieces = [part] if _is_close(part, close, enough) else _cut(part, seed)
        if len(pieces) == 1:
            found.append(sorted(part))
        else:
            waiting += pieces
    return sorted(tuple(names[i] for i in part) for part in _settled(whole, sorted(found)))


def betweenness(edges: Iterable[tuple[str, str, float]]) -> dict[str, float]:
    """For each node of an undirected graph, the share of shortest paths between others that pass it, 0 to 1.

    An edge is the shorter the more weight it has (its length is 1 / weight). Brandes (2001), “A faster
    algorithm for betweenness centrality”; exact, in time that grows with nodes times edges.

    Args:
        edges: two nodes and the weight between them, above 0; each pair once.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((one, other, {"length": 1 / weight}) for one, other, weight in edges)
    found: dict[str, float] = nx.betweenness_centrality(graph, weight="length")
    return found


def graphml(
    nodes: Iterable[tuple[str, Mapping[str, str | int | float]]],
    edges: Iterable[tuple[str, str, Mapping[str, str | int | float]]],
) -> str:
    """An undirected graph as a GraphML document; Gephi shows a node's attribute `label`."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((id, dict(given)) for id, given in nodes)
    graph.add_edges_from((one, other, dict(given)) for one, other, given in edges)
    return "\n".join(nx.generate_graphml(graph)) + "\n"


def _graph(nodes: Iterable[int], edges: Iterable[tuple[int, int, float]]) -> nx.Graph[int]:
    import networkx as nx  # 0.2 s that only a build with new plans needs

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_weighted_edges_from(edges)
    return graph


def _parts(graph: nx.Graph[int]) -> list[nx.Graph[int]]:
    """The connected parts."""
    import networkx as nx

    return _pieces(graph, [sorted(part) for part in nx.connected_components(graph)])


def _pieces(graph: nx.Graph[int], parts: Sequence[Sequence[int]]) -> list[nx.Graph[int]]:
    """The graphs of these parts, without the edges between them."""
    if len(parts) == 1:
        return [graph]
    part_of = {node: at for at, part in enumerate(parts) for node in part}
    edges: list[list[tuple[int, int, float]]] = [[] for _ in parts]
    for one, other, weight in graph.edges(data="weight"):
        if part_of[one] == part_of[other]:
            edges[part_of[one]].append((one, other, weight))
    return [_graph(part, inside) for part, inside in zip(parts, edges, strict=True)]


def _is_close(graph: nx.Graph[int], close: float, enough: int) -> bool:
    size = graph.number_of_nodes()
    possible = size * min(size - 1, enough)
    return bool(size < 3 or 2 * graph.number_of_edges() >= close * possible)


def _settled(whole: nx.Graph[int], found: Sequence[Sequence[int]]) -> list[list[int]]:
    """The communities after each node, in order and once, moved to where most of its weight is.

    A part is cut without regard to what its pieces could have kept.
    """
    home = {node: at for at, part in enumerate(found) for node in part}
    for node in sorted(home):
        drawn: dict[int, float] = {}
        for other, edge in whole.adj[node].items():
            drawn[home[other]] = drawn.get(home[other], 0.0) + edge["weight"]
        drawn[home[node]] = drawn.get(home[node], 0.0) + _MORE
        home[node] = max(sorted(drawn), key=lambda at: drawn[at])
    settled: dict[int, list[int]] = {}
    for node in sorted(home):
        settled.setdefault(home[node], []).append(node)
    return list(settled.values())


def _cut(graph: nx.Graph[int], seed: int) -> list[nx.Graph[int]]:
    import networkx as nx

    found = nx.community.louvain_communities(graph, seed=seed)
    return [
        part
        for piece in _pieces(graph, sorted(sorted(each) for each in found))
        for part in _parts(piece)
    ]
