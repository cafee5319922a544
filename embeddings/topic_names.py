"""Short names for families of measures, out of their own headings and terms of policy.

    加大消除就业性别歧视工作力度。 消除就业中的性别歧视。   → 消除就业性别歧视
    完善宫颈癌和乳腺癌筛查。 扩大宫颈癌和乳腺癌筛查。       → 宫颈癌和乳腺癌筛查

What is weighed is c-TF-IDF: a term counts by the share of the family's plans that print it and by how few
other families do (Grootendorst 2022, “BERTopic: neural topic modeling with a class-based TF-IDF
procedure”).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from embeddings.terms import terms
from embeddings.wording import policy_terms
from graph.folding import folded

MOST_TERMS: Final = 8  # kept for a topic
_LONGEST: Final = 16  # characters of a name that is short
_SHORTEST: Final = 4
_FEW: Final = 3  # terms that a topic has at the least, where its headings offer them
_HEADING: Final = 3  # how much more a heading says than the text below it

# Words of official style that open a heading and say nothing of its matter.
_OPENING: Final = re.compile(
    "大力|积极|深入|全面|广泛|持续|继续|进一步|不断|着力|切实|有效|依法|严格|严厉|坚决|稳步|逐步|更加|充分|"
    "努力|全力|统筹|协同|多渠道|多元化|率先|稳妥|扎实|有序|高质量|适时|更好|"
    "加强|加大|加快|强化|深化|优化|细化|推进|推动|促进|完善|健全|建立|建设|构建|落实|贯彻|实施|开展|创新|"
    "提高|提升|增强|扩大|改善|保障|确保|支持|鼓励|引导|探索|规范|巩固|拓宽|拓展|畅通|坚持|注重|重视|"
    "倡导|营造|普及|面向|发挥|执行|履行|制定|做好|做实|满足|覆盖城乡的?|惠及|涉及|"
    "将|对(?=.+的)|参与(?=促进)|[和与并、]"
)
# What may close it in the same way.
_CLOSING: Final = re.compile(
    "(?:的?(?:支持|工作|保障|建设|管理|扶持|宣传)?力度|的?(?:工作|水平|比例)|等|机制建设|得到全面加强|"
    "不断提高|提供(?:有力)?(?:支持|保障)|创造有利条件|(?<!普)及|[的和与、])$"
)
_OFFERING: Final = re.compile("^(?:为(.{2,8}?)提供|面向(.{2,8}?)(?:广泛|深入|积极)*开展)(.{3,})$")
_WHOSE: Final = re.compile("^(儿童|妇女|女性|未成年人|老年人|残疾人|青年)的(?=.{2,10}$)")
_LOOSE: Final = re.compile("^[把在用]|特别是|[/／]")  # a sentence rather than a name
_CLAUSE: Final = re.compile(r"[。！？；;，,：:\n]+")
_BRACKET: Final = re.compile(r"[（(【\[〔][^（()）【】\[\]〔〕]*[）)】\]〕]")
_HAN: Final = re.compile(r"[㐀-鿿]")
_LOOSELY: Final = 0.7  # what a candidate of lesser form keeps of its fitness


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A measure of a family."""

    plan: str
    places: tuple[str, ...]  # what the plan's own place is called, 台儿庄区 before 台儿庄
    title: str
    text: str
    terms: Sequence[str]  # `embeddings.terms` of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A family's name and its best terms, best first."""

    name: str
    terms: tuple[str, ...]


def core(heading: str) -> str:
    """What a heading speaks of, without the words of style around it.

    >>> core("进一步加大培养选拔女干部工作力度。")
    '培养选拔女干部'
    >>> core("为儿童提供法律援助"), core("保障妇女的失业保险权益")
    ('儿童法律援助', '妇女失业保险权益')
    """
    words = _BRACKET.sub("", heading).strip(" 　。．.“”‘’\"'")
    before = ""
    while words != before:
        before = words
        if offering := _OFFERING.match(words):
            words = (offering[1] or offering[2]) + offering[3]
        if (opening := _OPENING.match(words)) and len(words) - opening.end() >= _SHORTEST:
            words = words[opening.end() :]
        if (closing := _CLOSING.search(words)) and closing.start() >= _SHORTEST:
            words = words[: closing.start()].removeprefix("为")
        words = _WHOSE.sub(r"\1", words)
    return words


def named(families: Sequence[Sequence[Member]]) -> list[Named]:
    """The name and terms of each family, in order; no two names are alike.

    Families that would have one name each get a further term that the others lack.
    """
    shares = [_shares(family) for family in families]
    spread = Counter(term for each in shares for term in each)
    rarity = {term: math.log(1 + len(families) / n) for term, n in spread.items()}
    found = []
    for family, share in zip(families, shares, strict=True):
        told = _own_terms(family, share, rarity)
        headings = _headings(family)
        ranked = sorted(
            {**dict.fromkeys(told, _LOOSELY), **headings}.items(),
            key=lambda each: (-each[1] * _fitness(each[0], share, rarity), each[0]),
        )
        names = [name for name, _ in ranked if len(name) >= _SHORTEST] or [
            core(family[0].title) or family[0].title
        ]
        if len(told) < _FEW:  # nothing that the vocabulary knows: what its headings speak of
            told += [name for name in names[1:] if name not in told][: _FEW - len(told)]
        found.append(Named(name=names[0], terms=tuple(told[:MOST_TERMS])))
    return _distinct(found)


def _shares(family: Sequence[Member]) -> dict[str, float]:
    """Each term with the share of the family that prints it; a heading counts more than a text.

    Every plan has one vote, which its measures divide: a subject of half a plan's measures has half.
    """
    measures = Counter(member.plan for member in family)
    shares: dict[str, float] = {}
    for member in family:
        vote = 1 / len(measures) / measures[member.plan] / _HEADING
        heading = set(terms(member.title))
        for term in sorted(heading.union(member.terms)):
            weight = vote * _HEADING if term in heading else vote
            shares[term] = shares.get(term, 0.0) + weight
    return shares


def _own_terms(
    family: Sequence[Member], share: Mapping[str, float], rarity: Mapping[str, float]
) -> list[str]:
    """The terms of policy that most of the family's plans print, best first."""
    plans = {member.plan for member in family}
    texts = [(member.plan, folded(member.text)) for member in family]
    weighed = []
    for term in share.keys() & _policy_terms():
        there = {plan for plan, text in texts if term in text}
        if 2 * len(there) >= len(plans) and len(there) > 1:
            weighed.append((-len(there) / len(plans) * rarity[term] * math.sqrt(len(term)), term))
    return [term for _, term in sorted(weighed)]


@cache
def _policy_terms() -> frozenset[str]:
    return frozenset(term for term in policy_terms() if len(term) >= 3)


def _headings(family: Sequence[Member]) -> dict[str, float]:
    """The names that the family's headings offer, each with what its form is worth."""
    found: dict[str, float] = {}
    for member in family:
        title = member.title
        for place in member.places:
            title = title.replace(place, "")
        found.update(_candidates(title))
    return found


def _candidates(title: str) -> Iterator[tuple[str, float]]:
    """Names that a heading offers, each with what its form is worth."""
    for clause in _CLAUSE.split(title):
        whole = core(clause)
        if len(_HAN.findall(whole)) < _SHORTEST:
            continue
        worth = _LOOSELY if _LOOSE.search(whole) else 1.0
        yield whole, worth
        head = core(re.split("、|特别是", whole)[0])
        if len(whole) > _LONGEST and len(head) >= _SHORTEST:
            yield head, worth * _LOOSELY


def _fitness(name: str, share: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    """How much of the family a name says, less what is too long to read or too short to tell."""
    said = dict.fromkeys(terms(name))  # in one order in every process, as sums depend on it
    weight = sum(share.get(term, 0.0) * rarity.get(term, 0.0) for term in said)
    form: float = min(1.0, (_LONGEST / len(name)) ** 1.5, (len(name) + 2) / 8)
    return form * weight / math.sqrt(len(said) or 1)


def _distinct(found: Sequence[Named]) -> list[Named]:
    alike: dict[str, list[Named]] = {}
    for each in found:
        alike.setdefault(each.name, []).append(each)
    taken = {name for name, twins in alike.items() if len(twins) == 1}
    told = []
    for each in found:
        name = each.name
        if len(twins := alike[name]) > 1:
            others = {term for twin in twins if twin is not each for term in twin.terms}
            own = [t for t in each.terms if t not in others and t not in name]
            numbers = map(str, range(1, len(found) + 1))
            options = (f"{each.name}（{further}）" for further in (*own, *numbers))
            name = next(option for option in options if option not in taken)
            taken.add(name)
        told.append(Named(name=name, terms=each.terms))
    return told
