"""A question as it is understood: what is asked for, of which place, plan, unit and role, and about what.

    台儿庄儿童规划“儿童与法律保护”领域里，未成年人网络保护力度加强由谁牵头？
      places 山东省枣庄市台儿庄区   audience 儿童   domain 儿童与法律保护
      asks for a unit, of role lead   subject 未成年人网络保护力度加强

What is recognised is taken out; the rest is the subject, and is searched by meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.folding import folded
from graph.functions import functions_by_form, functions_of, place_of_unit
from graph.model import Role
from graph.traditional import plain
from graph.unit_mentions import mentions
from graph.vocabulary import rows
from queries.ask.phrases import Means, Said, said
from queries.holdings import HeldPlan, Holdings, PlaceName

LONGEST: Final = (
    300  # characters of a question that are read; longer ones are passages to search for
)

_Span = tuple[int, int]
_PERIOD: Final = re.compile(r"[“\"]?十[三四五]五[”\"]?(?:期间|时期)?(?:的)?")
_NEGATED: Final = re.compile(r"(?<![有写是])(?:并?不|没有?|非|除了?)[^，,。；;？?]{0,2}?$")
_MARKS: Final = re.compile(r"[，,。；;？?！!、：:\s“”\"《》（）()…]+")
# What is left of a frame at the edges of a clause, and tells nothing alone.
_EDGE: Final = re.compile(
    r"^(?:由|归|被|把|将|让|给|对|在|于|和|与|及|跟|以及|的|里|中(?![期小年学医华国央共])|是|有|来|要|该|又|也|还|都|就|这|那|呢|吗|啊|呀|吧|了|一起|另外|还是|哪些|哪个|什么|几个|这块|这条|这事|事)+"
    r"|(?:由|归|被|把|的|里|里头|中|(?<!以)上|是|有|来|该|又|也|还|呢|吗|啊|呀|吧|一起|还是|哪些|哪个|什么|几个|这块|这条|一条|这事|这|块|分别|各)+$"
)
_LIKE_A_UNIT: Final = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,10}?(?P<office>[局委办部院联协会署厅]|中心|大队)?)(?:都|要|应该?|得|该|自己|主要)?$"
)
_SUFFIX_OF_DOMAIN: Final = re.compile(r"[”\"》]?(?:这个|这一|这)?(?:领域|板块|部分|章|方面)")
_OF_OWNERS: Final = {Means.LEAD, Means.SUPPORT, Means.OWNER, Means.WHO}
_FRAME: Final = {Means.CHECK, Means.NOISE}  # of any question
_LEVELS: Final = "省市县区旗州"
_NUMBERS: Final = {"俩": 2, "仨": 3, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as understood.

    `places` are those said, held or not. `roles` are those asked about, empty where none is said.
    `count` is how many units the asker supposes to lead. `subject` is what is left to search for.
    """

    text: str
    means: frozenset[Means]
    places: tuple[PlaceName, ...] = ()
    audience: str | None = None
    domain: str | None = None
    units: tuple[str, ...] = ()
    unit_roles: tuple[Role | None, ...] = ()  # the role said behind each unit
    roles: frozenset[Role] = frozenset()
    count: int | None = None
    subject: str = ""


def read(text: str, holdings: Holdings) -> Question:
    """What a question asks, by the phrases, the vocabularies and the names that the graph holds."""
    text = plain(folded(text)).strip()[:LONGEST]
    taken: list[_Span] = []

    places = holdings.places_in(text)
    units = tuple(_units(text, places))
    found = list(said(text))
    named = list(_plan_name().finditer(text))
    taken += [plan.span() for plan in named]
    audiences = {
        audience for word, audience in _audiences().items() for plan in named if word in plan["who"]
    }
    audience = next(iter(audiences)) if len(audiences) == 1 else None
    held = tuple(name for place in places for name in place.places)
    domain = _domain(text, holdings, holdings.plans_of(held or None, audience))
    if domain:
        taken.append(domain[1])
    taken += [period.span() for period in _PERIOD.finditer(text)]
    taken += [(place.start, place.end) for place in places]
    means = frozenset(each.means for each in found)
    duties = [each for each in found if each.means in _OF_OWNERS]
    frame = _FRAME | (_OF_OWNERS if duties else {Means.PRECEDENT, Means.COMPARE})
    if Means.WHAT in means:
        frame |= {Means.WHAT}
        if not units and Means.WHO not in means:
            units = tuple(_likely_unit(text, duties, taken))
    elif Means.CHECK not in means:  # 是教育局牵头还是卫健局牵头, not 妇联干部培训由谁牵头
        units = tuple(each for each in units if any(0 <= d.start - each[1] < 2 for d in duties))
    units = tuple({name: (start, end, name) for start, end, name in reversed(units)}.values())[::-1]
    taken += [(start, end) for start, end, _ in units]
    taken += [(each.start, each.end) for each in found if each.means in frame]
    return Question(
        text=text,
        means=means,
        places=places,
        audience=audience,
        domain=domain[0] if domain else None,
        units=tuple(name for _, _, name in units),
        unit_roles=tuple(_role_behind(end, found) for _, end, _ in units),
        roles=_roles(text, found),
        count=_count(found),
        subject=_rest(text, taken),
    )


@cache  # not at import: a user's own vocabulary is known only then
def _audiences() -> Mapping[str, str]:
    return {row["word"]: row["audience"] for row in rows("audiences.csv")}


@cache
def _plan_name() -> re.Pattern[str]:
    """A plan named by its audience: 妇女规划, “十四五”儿童发展规划, 妇女、儿童两个规划."""
    word = "|".join(sorted(_audiences(), key=len, reverse=True))
    return re.compile(
        rf"[《“\"]?(?P<who>(?:{word})人?(?:[、和与及](?:{word})人?)*)(?:事业)?(?:发展)?(?:[“\"]?十[三四五]五[”\"]?)?"
        r"(?:(?:这)?(?:两|2|三|几)(?:个|部|份)|发展)?(?:规划|纲要)(?:[(][^()]*[)])?[》”\"]?(?:里头?|中|上|内)?(?:面)?"
    )


def _units(text: str, places: Collection[PlaceName]) -> Iterator[tuple[int, int, str]]:
    """The units named: (start, end, name), without overlap; a place before a name goes with it."""
    found = [(each.start, each.end) for each in mentions(text)]
    known = functions_by_form()
    for start in range(len(text)):
        for end in range(min(len(text), start + 14), start + 1, -1):
            words = text[start:end]
            if (words in known and len(words) > 2 and not words.endswith("部门")) or (
                words[:1] in _LEVELS and place_of_unit(words) == words[:1]
            ):
                found.append((start, end))
                break
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start < last:
            continue
        last = end
        place = next((each for each in places if each.start <= start <= each.end < end), None)
        if place is None:
            yield start, end, text[start:end]
        else:  # 台儿庄区 goes, its 区 stays: 区委政法委
            level = place.end - (text[place.end - 1] in _LEVELS)
            yield place.start, end, text[level:end]


def _likely_unit(
    text: str, duties: Iterable[Said], taken: Iterable[_Span]
) -> Iterator[tuple[int, int, str]]:
    """What stands before 牵头 and looks like a unit, known or not: 外星局牵头什么, 公安牵头什么."""
    first = min((each.start for each in duties if each.means is not Means.WHO), default=0)
    begin = max((end for _, end in taken if end <= first), default=0)
    match = _LIKE_A_UNIT.search(text[begin:first])
    if match and (match["office"] or functions_of(match["name"] + "部门")):
        name = match["name"] if match["office"] else match["name"] + "部门"
        level = text[begin - 1 : begin] if match.start() == 0 else ""
        level = level if level and level in _LEVELS and match["office"] else ""
        yield begin + match.start(), begin + match.end("name"), level + name


def _domain(text: str, holdings: Holdings, plans: Iterable[HeldPlan]) -> tuple[str, _Span] | None:
    """A domain's name that stands in quotes or before 领域, with all that names it."""
    plans = tuple(plans)
    for name, (words, having) in holdings.domain_names.items():
        start = text.find(words)
        if start < 0 or not any(plan.id in having for plan in plans):
            continue
        end = start + len(name)
        quoted = text[start - 1 : start] in ("“", '"', "《") and start > 0
        behind = _SUFFIX_OF_DOMAIN.match(text, end)
        if quoted or behind:
            return name, (start - quoted, behind.end() if behind else end + quoted)
    return None


def _roles(text: str, found: Iterable[Said]) -> frozenset[Role]:
    """The roles spoken of; of a role that is denied alone, the other one: 不牵头的是哪些."""
    spoken: dict[bool, set[Role]] = {True: set(), False: set()}
    for each in found:
        if each.means in (Means.LEAD, Means.SUPPORT):
            denied = bool(_NEGATED.search(text, 0, each.start))
            spoken[denied].add(Role.LEAD if each.means is Means.LEAD else Role.SUPPORT)
    if spoken[True] and not spoken[False]:
        return frozenset(Role) - spoken[True]
    return frozenset(spoken[False])


def _role_behind(end: int, found: Iterable[Said]) -> Role | None:
    """The role that is said next behind a unit: 民政局⟦牵头⟧、妇联⟦配合⟧."""
    roles = {Means.LEAD: Role.LEAD, Means.SUPPORT: Role.SUPPORT}
    behind = [each for each in found if each.means in roles and each.start >= end]
    first = min(behind, key=lambda each: each.start, default=None)
    return roles[first.means] if first else None


def _count(found: Iterable[Said]) -> int | None:
    for each in found:
        for word, number in _NUMBERS.items():
            if each.means is Means.COUNT and (word in each.words or str(number) in each.words):
                return number
    return None


def _rest(text: str, taken: Iterable[_Span]) -> str:
    """What is left of a text without the spans, by clause, joined by commas."""
    kept = list(text)
    for start, end in taken:
        kept[start:end] = "\0" * (end - start)
    clauses = []
    for clause in _MARKS.split("".join(kept).replace("\0", "\n")):
        words = clause
        while (shorter := _EDGE.sub("", words)) != words:
            words = shorter
        if len(words) > 1:
            clauses.append(words)
    return "，".join(clauses)
