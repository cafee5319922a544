"""检索: what others did about the same thing, with facets; the list as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from embeddings.index import Kind
from graph.errors import UsageError
from graph.schema import OWNERSHIP
from queries.library import Library
from queries.ownership import Owned, owned_item
from queries.precedents import equivalents, precedents
from service.answers import answer_json
from service.list_files import content
from service.web.contract import SearchAnswer, SimilarAnswer
from service.web.reading import MOST, Count, Filters, Flag, Id, Name, Offset, Reading, Text, reads
from service.web.shown import Told, file_answer, shape, shown

router = APIRouter()
KINDS: Final = {"measure": (Kind.MEASURE,), "goal": (Kind.GOAL,), "all": (Kind.MEASURE, Kind.GOAL)}
_MARKS: Final = ("topic", "has_target", "has_owner")
_MOST_CHOSEN: Final = 100
Ending = Literal["docx", "csv", "md"]


class Asked(Filters):
    """A search; the last four look at the best `MOST` hits alone."""

    q: Text = Field("", description="词语、一句话，或一段草稿")
    domain: Name = None
    kind: Annotated[
        Literal["measure", "goal", "all"], BeforeValidator(lambda given: given or "measure")
    ] = "measure"
    k: Count = 10
    offset: Offset = 0
    topic: Name = Field(None, description="主题的名称")
    has_target: Flag = Field(False, description="只要有目标值的")
    has_owner: Flag = Field(False, description="只要写明责任单位的")
    facets: Flag = Field(False, description="是否数各地区、对象、领域、主题各有几条")


def _with_facets(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    return search(library, asked.model_copy(update={"facets": True}))


@shown(
    router,
    "/search",
    "search.html",
    summary="查找措施、目标",
    needs="q",
    on_page=_with_facets,
    answer=SearchAnswer,
)
def search(library: Reading, asked: Annotated[Asked, Query()]) -> Told:
    """Hits, best first, with why each fits; `confidence` none where nothing is thought to answer.

    With facets, or where a mark is wanted (topic, has_target, has_owner), the best `MOST` are looked at:
    each hit then also has its marks, only those that have the wanted ones are kept, `total` says how many
    there are and `facets` how many of each.
    """
    wanted = {name: getattr(asked, name) for name in _MARKS}
    marked = asked.facets or any(wanted.values())
    answer = precedents(
        library.view, library.index, asked.q, limit=MOST if marked else asked.offset + asked.k,
        kinds=KINDS[asked.kind], place=asked.place, audience=asked.audience, domain=asked.domain,
        holdings=library.holdings, context=library.context,
    )  # fmt: skip
    told = answer_json(answer)
    hits = told["hits"]
    if marked:
        marks = _marks(library, [str(hit["id"]) for hit in hits])
        hits = [{**hit, **marks[hit["id"]]} for hit in hits]
        hits = [hit for hit in hits if all(hit[m] == want for m, want in wanted.items() if want)]
        told["total"] = len(hits)
        told["facets"] = _facets(hits)
    shown_hits = hits[asked.offset : asked.offset + asked.k]
    return {**told, "hits": shown_hits, "offset": asked.offset, "k": asked.k}


def _facets(hits: Sequence[Mapping[str, Any]]) -> Told:
    """How many hits there are of each place, audience, domain and topic, the most first."""
    counted = {
        name: Counter(str(hit[name]) for hit in hits if hit[name]).most_common(20)
        for name in ("jurisdiction", "audience", "domain", "topic")
    }
    facets = {
        name: [{"value": value, "count": count} for value, count in some]
        for name, some in counted.items()
    }
    for name in ("has_target", "has_owner"):
        facets[name] = [{"value": "true", "count": sum(bool(hit[name]) for hit in hits)}]
    return facets


def _marks(library: Library, ids: Sequence[str]) -> Mapping[str, Told]:
    """Whether each item sets a target and has owners, and its topic."""
    sets, topics = library.view.around(ids, "SETS"), library.view.around(ids, "IN_TOPIC")
    named = library.view.around(ids, *OWNERSHIP.values(), incoming=True)
    return {
        id: {
            "has_target": bool(sets[id]),
            "has_owner": bool(named[id]),
            "topic": next((str(topic.properties["name"]) for _, topic in topics[id]), ""),
        }
        for id in ids
    }


@router.get(
    "/api/measures/{id}/similar", summary="同一条在其他地方怎么写", responses=shape(SimilarAnswer)
)
@reads
def similar(
    library: Reading, id: Id, k: Annotated[Count, Query()] = 10, elsewhere: bool = True
) -> Told:
    """The measures (or goals) most like one."""
    return likest(library, id, k=k, elsewhere=elsewhere)


def likest(library: Library, id: str, *, k: int = 10, elsewhere: bool = True) -> Told:
    """The measures (or goals) most like one, of other places unless told otherwise."""
    found = equivalents(
        library.view, library.index, id, limit=k, elsewhere=elsewhere, context=library.context
    )
    return answer_json(found)


# The list as a file


@router.get("/search.{ending}", summary="检索结果存成文件", response_class=Response)
@reads
def search_file(library: Reading, ending: Ending, asked: Annotated[Asked, Query()]) -> Response:
    """What a search finds, up to `MOST`, with owners and sources."""
    found = search(library, asked.model_copy(update={"k": MOST, "offset": 0}))
    ids = [hit["id"] for hit in found["hits"]]
    remark = f"检索“{asked.q[:60]}”，{len(ids)} 条，最合适的在前。"
    return _file(library, ending, ids, "检索结果", remark)


@router.get("/items.{ending}", summary="选中的条目存成文件", response_class=Response)
@reads
def chosen_file(
    library: Reading,
    ending: Ending,
    id: Annotated[list[str], Query(max_length=_MOST_CHOSEN)] = [],  # noqa: B006 - not changed
) -> Response:
    """Some goals and measures, in the order given, with owners and sources."""
    if not id:
        raise UsageError("没有选中任何一条。", hint="请先勾选要保存的条目。")
    return _file(library, ending, list(dict.fromkeys(id)), "选中的措施和目标", "")


def _file(
    library: Library, ending: Ending, ids: Sequence[str], title: str, remark: str
) -> Response:
    items = [owned_of(library, each) for each in ids]
    return file_answer(title, ending, content(f".{ending}", title, items, remark))


def owned_of(library: Library, id: str) -> Owned:
    """A goal or measure with its owners.

    Raises:
        UnknownNode: nothing has this id.
        UsageError: it is neither goal nor measure.
    """
    node = library.context.node(id)
    if node.label not in ("Goal", "Measure"):
        raise UsageError(f"{id} 不是措施，也不是目标。", hint="请给出检索结果里的编号。")
    return owned_item(library.view, node, library.holdings.plan_of(id), library.context)
