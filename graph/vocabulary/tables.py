"""What each vocabulary has: its columns, how a cell of each is read, and the key by which a row is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.laws import Kind, Status
from graph.periods import LAW_POPULARISATION, NATIONAL
from graph.vocabulary import cells, relations
from graph.vocabulary.cells import Cell, listed, maybe, one_of
from graph.vocabulary.relations import Relation, unrelated

KINDS: Final[Mapping[str, str]] = {
    Kind.LAW: "法律", Kind.REGULATION: "行政法规", Kind.LOCAL_REGULATION: "地方性法规", Kind.STANDARD: "标准",
    Kind.TREATY: "国际公约", Kind.PLAN: "规划纲要", Kind.POLICY: "政策文件", Kind.OTHER: "其他",
}  # fmt: skip
STATUSES: Final[Mapping[str, str]] = {
    Status.IN_FORCE: "有效",
    Status.AMENDED: "已修订",
    Status.REPEALED: "已废止",
}
LEVELS: Final[Mapping[str, str]] = {"province": "省级", "prefecture": "地级", "county": "县级"}
DIRECTIONS: Final[Mapping[str, str]] = {
    "higher": "越高越好",
    "lower": "越低越好",
    "none": "不分高低",
}
ROLES: Final[Mapping[str, str]] = {
    "goals": "目标", "measures": "措施", "preface": "前言", "front": "总述", "closing": "保障", "container": "领域总题",
}  # fmt: skip
STRENGTHS: Final[Mapping[str, str]] = {"strong": "强", "weak": "弱"}

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A vocabulary. `completed` fills in what a user may leave out."""

    columns: Mapping[str, Cell]
    key: tuple[str, ...]
    one_row_a_key: bool = True
    completed: Callable[[Row], Row] = dict
    relation: Relation = unrelated

    def key_of(self, row: Mapping[str, str]) -> tuple[str, ...]:
        """What a row is known by."""
        return tuple(row[column] for column in self.key)

    def merged(self, packaged: Iterable[Row], added: Iterable[Row]) -> list[Row]:
        """The packaged rows with the user's in place of those of their keys, or behind them all."""
        found = self._by_key(packaged)
        found.update(self._by_key(added))
        return [row for some in found.values() for row in some]

    def _by_key(self, some: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in some:
            found.setdefault(self.key_of(row), []).append(row)
        return found


TABLES: Final[Mapping[str, Table]] = {
    "functions.csv": Table(
        columns={
            "slug": maybe(cells.slug), "function": cells.text, "forms": listed(cells.form),
            "from": maybe(cells.day), "until": maybe(cells.day), "event": cells.text, "source": cells.source,
        },
        key=("slug", "event"), one_row_a_key=False,
        completed=relations.with_slug, relation=relations.of_functions,
    ),
    "laws.csv": Table(
        columns={
            "title": cells.title, "kind": one_of(KINDS), "aliases": maybe(listed(cells.title)), "status": one_of(STATUSES),
            "adopted": maybe(cells.day), "effective": maybe(cells.day), "repealed": maybe(cells.day),
            "replaced_by": maybe(cells.title), "source": cells.source,
        },
        key=("title",), relation=relations.of_laws,
    ),
    "indicators.csv": Table(
        columns={
            "name": cells.text, "aliases": maybe(listed(cells.wording, separator="；")), "unit": maybe(cells.text),
            "direction": one_of(DIRECTIONS), "topic": cells.text, "source": cells.source,
        },
        key=("name",), relation=relations.of_indicators,
    ),
    "places.csv": Table(
        columns={
            "code": cells.code, "name": cells.place, "level": one_of(LEVELS), "parent": maybe(cells.code),
            "until": maybe(cells.year), "now": maybe(cells.code), "common": maybe(one_of({"1": "是"})), "source": cells.source,
        },
        key=("code",), relation=relations.of_places,
    ),
    "audiences.csv": Table(
        columns={"word": cells.text, "audience": cells.han, "source": cells.source}, key=("word",)
    ),
    "domains.csv": Table(
        columns={
            "audience": cells.han, "name": cells.text, "keywords": listed(cells.text), "source": cells.source,
        },
        key=("audience", "name"), relation=relations.of_domains,
    ),
    "headings.csv": Table(
        columns={
            "word": cells.han, "role": one_of(ROLES), "strength": one_of(STRENGTHS), "source": cells.source,
        },
        key=("word", "role"),
    ),
    "periods.csv": Table(
        columns={
            "series": one_of({NATIONAL: "五年规划", LAW_POPULARISATION: "普法规划"}), "name": cells.period,
            "start": cells.year, "end": cells.year, "source": cells.source,
        },
        key=("series", "name"), relation=relations.of_periods,
    ),
    "traditional.csv": Table(
        columns={
            "traditional": cells.character, "simplified": cells.character, "source": cells.source,
        },
        key=("traditional",),
    ),
    "words.csv": Table(
        columns={"word": cells.spoken, "means": listed(cells.text), "source": cells.source},
        key=("word",), relation=relations.of_words,
    ),
    "matters.csv": Table(
        columns={
            "field": cells.text, "matter": cells.text, "terms": listed(cells.text), "wording": cells.text,
            "measure": maybe(cells.text), "sayings": listed(cells.text), "source": cells.source,
        },
        key=("field", "matter"),
    ),
}  # fmt: skip
