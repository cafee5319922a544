"""What every store promises: the records it keeps, a `Writer` that changes it, a `View` that reads it.

    store = SqliteStore(folder)
    with store.writing() as writer:          # one build: all of it becomes visible at once, or nothing
        writer.replace(record, text=…, nodes=…, edges=…)
        writer.remove("删去的文件.txt")
    with store.view() as view:               # read-only; any number of threads
        for goal in view.nodes(label="Goal", document="规划.txt"): …

Content belongs to the document it was read from. Nodes of the shared labels (`graph.schema`: places,
departments, functions, laws, indicators) belong to every document that claims them, are kept once, and
vanish with their last claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from graph.model import LineRecord, Problem

Scalar = str | int | float | bool
Value = Scalar | list[str] | list[list[int]]
Properties = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: `properties` as the schema table names them; None means absent."""

    id: str
    label: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship between two nodes, named by their ids."""

    source: str
    type: str
    target: str
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """What is known of a source file, beyond its node in the graph.

    `key` is the `document` name that nodes carry. `root`, `mtime_ns` and `parser` serve rebuilding and
    are never exported, so that the same input gives the same export anywhere.
    """

    key: str
    sha256: str
    format: str
    root: str = ""  # the absolute folder it was built from
    size: int = 0  # bytes of the file
    mtime_ns: int = 0
    parser: str = ""  # the version of the rules that read it
    report: Sequence[Mapping[str, Any]] = ()  # a row a plan, for the table after a build


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many nodes a label and edges a type, in the order of the schema, zeros included."""

    documents: int
    nodes: Mapping[str, int]
    edges: Mapping[str, int]


class Writer(Protocol):
    """Changes a store inside one build. Nothing is visible to readers before the build ends."""

    def replace(
        self,
        record: DocumentRecord,
        *,
        text: str,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        problems: Iterable[Problem] = (),
        lines: Iterable[LineRecord] = (),
    ) -> None:
        """Put a document in place of what it said before.

        Both ends of each edge are among `nodes`. Edges alike in every property are one.

        Raises:
            ValueError: the content does not fit the schema, an edge has an end that was not given, or
                a node's id belongs to another document.
        """

    def refresh(self, record: DocumentRecord) -> None:
        """Keep what a document says and change only its record: a touched file with the same bytes."""

    def remove(self, key: str) -> bool:
        """Take a document and all that only it claims away; False if it was not there."""

    def derive(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Put what is made from the whole corpus (the schema's derived labels) in place of what was.

        It is forgotten by any later `replace` or `remove`, because it speaks of a corpus that is no more.

        Raises:
            ValueError: a label or relationship is not derived, or an edge has an end that is not there.
        """

    def take_note(self, key: str, value: str) -> None:
        """Keep a word about the whole graph until the corpus changes: which index belongs to it."""

    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents as this build sees them, by key."""

    def view(self) -> View:
        """The graph as this build sees it; good until the writer's next change."""


class View(Protocol):
    """Reads a store. Nodes come by id; edges by source, type, target, `start`, then the rest."""

    def node(self, id: str) -> Node:
        """The node of this id.

        Raises:
            UnknownNode: no node has it.
        """

    def nodes(
        self,
        *,
        label: str | None = None,
        document: str | None = None,
        where: Mapping[str, Scalar] | None = None,
    ) -> Iterator[Node]:
        """The nodes of a label, claimed by a document, whose properties equal those of `where`."""

    def edges(
        self,
        *,
        source: str | None = None,
        type: str | None = None,
        target: str | None = None,
        source_label: str | None = None,
        target_label: str | None = None,
        document: str | None = None,
    ) -> Iterator[Edge]:
        """The edges between these ends; with a document, only those that it alone says."""

    def neighbours(
        self,
        id: str,
        *,
        type: str | None = None,
        incoming: bool = False,
        document: str | None = None,
    ) -> Iterator[tuple[Edge, Node]]:
        """The edges that leave a node (or reach it), each with the node at its other end.

        With a document, only the edges that it alone says: where it cites a law, which of its targets
        are of an indicator; never those between shared nodes.
        """

    def nodes_of(self, ids: Iterable[str]) -> Mapping[str, Node]:
        """The nodes of these ids, by id, in their order; without those that no node has. A server is asked
        once for all.
        """

    def around(
        self, ids: Iterable[str], *types: str, incoming: bool = False
    ) -> Mapping[str, tuple[tuple[Edge, Node], ...]]:
        """For each of these ids what `neighbours` gives, of some types or of any: one question for all.

        Whoever asks in a loop asks a server far away hundreds of times; this is for before the loop.
        """

    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents, by key."""

    def text(self, document: str, start: int = 0, end: int | None = None) -> str:
        """`[start, end)` of a document's decoded text, in code points; "" for an unknown document."""

    def lines(self, document: str) -> tuple[LineRecord, ...]:
        """A document's lines in order; none for an unknown document."""

    def problems(self, document: str | None = None) -> Iterator[tuple[str, Problem]]:
        """Each problem with its document's key, by key and then as the parser gave them."""

    def note(self, key: str) -> str | None:
        """What `Writer.take_note` kept; None once the corpus has changed since."""

    def counts(self) -> Counts:
        """How much there is."""

    def version(self) -> int:
        """A number that changes with every build that ends, on a server also when a push begins; of this
        view, and of no other.
        """

    def is_complete(self) -> bool:
        """Whether what is read is one whole build: no push to a server is at work, or was cut off."""

    def snapshot(self) -> AbstractContextManager[View]:
        """A view, for one thread, that no build changes while it is open; a server has none such, and
        there `version` tells whether a push has changed it meanwhile.
        """

    def close(self) -> None:
        """Let go of the store."""

    def __enter__(self) -> Self:
        """The view itself, closed on leaving."""

    def __exit__(self, *exception: object) -> None: ...


class Store(Protocol):
    """Where a graph is kept."""

    def view(self) -> View:
        """A reader of the last complete build.

        Raises:
            StoreNotFound: no build has ended there yet.
        """

    def writing(
        self, *, wait: float = 0.0, waiting: Callable[[str], None] | None = None
    ) -> AbstractContextManager[Writer]:
        """One build. It is kept if the block ends well and forgotten if it raises.

        Args:
            wait: seconds to wait for another build to end.
            waiting: told once, in words, that it waits and for whom.

        Raises:
            StoreBusy: another build still holds the store.
        """
