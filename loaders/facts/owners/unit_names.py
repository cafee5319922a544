"""What looks like a unit's name in an owner list, and where one name ends and the next begins.

和、及、与 and spaces stand between names and inside them (教育和体育局), so a split is made only where
both sides are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from graph.functions import function_of, functions_of
from loaders.facts.owners.narrow_text import Narrow, Stretch

LONGEST_ITEM: Final = 60  # characters; a longer stretch between separators is no unit

# Endings of bodies that can be made responsible: organs of 《地方组织法》, people's organisations,
# public institutions, and the companies that plans name.
_ENDING: Final = re.compile(
    r".*(?:[局委部厅署办院联协]|办公室|[工商协学总合红十字员管理事基金董]会|分会|理事会|中心|分局|"
    r"[总支大中]队|银行|[支分]行|公司|集团|政府|街道|办事处|[镇乡]|单位|部门|机关|机构|组织|团体|学校|院校|"
    r"高校|大学|企业|园区|开发区|党组|党委|工委|联社|总社|供销社|指挥部|专班|领导小组|联席会议|海关|"
    r"电视台|报社|台|站|所|馆|社区|村\(居\)|县区|[市区县]\(?[市区县]?\)?)"
    r"(?:[(<][^()<>]{1,20}[)>])?",
    re.DOTALL,
)
_LEVELLED: Final = re.compile(r"(?:[^、，。]{2,6})?[省市区县州旗盟镇乡].{1,30}", re.DOTALL)
_NO_UNIT: Final = re.compile(  # 时限、要求：2025年底前完成、长期坚持
    r".*(?:\d{4}年|完成|推进|持续|坚持|月底|年底|每年|长期|人$|以上|以下|%|《|》|[。！？!?：]).*",
    re.DOTALL,
)
_ORDINARY_WORDS: Final = re.compile(  # 干部、格局、协同 end like a unit and are none
    r".*(?:社会|机会|全部|内部|外部|干部|一部|布局|格局|大局|结局|开办|举办|承办|创办)|"
    r".*(?:协同|配合|负责|落实|[的了着把被]).*",
    re.DOTALL,
)

_KINDS_OF_PLACE: Final = frozenset(
    {"subdistrict", "township", "village_committee", "government", "party_committee"}
)

# 各……、有关……、……成员单位: names no single unit.
_COLLECTIVE: Final = re.compile(
    r".*(?:各|有关|相关|成员单位|特邀单位|业务主管单位|部门单位|党政机关|企事业单位).*",
    re.DOTALL,
)
_KIND: Final = re.compile(  # a kind of unit, unless its function says which: 区级统计部门 is one
    r"(?:.*[省市区县]直|.*[省市区县]级|.*所属|下级|基层|其他|责任|上述|以上|涉及).*(?:部门|单位|机构|企业|机关)|"
    r"(?:乡镇?|镇|街道|镇街|乡镇街道?|镇乡街道?|县区?|区县|市县|县市区?|县\(市、区\)|市\(县、区\)|镇\(街道?\)|"
    r"乡\(镇\)|乡镇\(街道?\)|镇乡\(街道?\)|街道\(镇\)|镇\(街、?区?\))"
    r"(?:人民政府|政府|办事处|党委|党工委)?|(?:人民)?政府|党委|党工委|.*[省市县区乡镇]级(?:以上)?(?:人民)?政府|"
    r"学校|幼儿园|高校|院校|高等院校|医疗机构|医疗卫生机构|企业|社会组织|村居|社区|村\(居\)|村\(社区\)|"
    r"村\(居\)民?委员?会|用人单位|.*(?:部门|单位|机构|机关|企业|组织|团体)",
    re.DOTALL,
)


def reads_as_phrase(name: str) -> bool:
    """Whether the words are a phrase, not a name: 相关部门负责规划实施的人员、各司其职的机制."""
    return bool(_ORDINARY_WORDS.fullmatch(name) or _NO_UNIT.fullmatch(name)) or not (
        _ENDING.fullmatch(name) or functions_of(name)
    )


@lru_cache(maxsize=16384)
def names_no_single_unit(name: str) -> bool:
    """Whether a list item is collective: 有关行业主管部门、各镇（街）、特邀单位.

    教育主管部门 is not: its function says which unit is meant.
    """
    if _COLLECTIVE.fullmatch(name):
        return True
    return bool(_KIND.fullmatch(name)) and (len(name) < 3 or not has_own_function(name))


def has_own_function(name: str) -> bool:
    """Whether a function tells which unit is meant; 镇政府 and 街道办事处 stay kinds."""
    function = function_of(name)
    return function is not None and function.slug not in _KINDS_OF_PLACE


def is_known_unit(name: str) -> bool:
    """Whether running text may name `name` as a unit: a known function, or a place and an ending."""
    if functions_of(name):
        return True
    return bool(_LEVELLED.fullmatch(name)) and looks_like_unit(name)


@lru_cache(maxsize=16384)
def looks_like_unit(name: str) -> bool:
    """Whether an item of a list reads as a unit's name, known or not."""
    if functions_of(name):
        return True
    return (
        3 <= len(name) <= LONGEST_ITEM
        and bool(_ENDING.fullmatch(name))
        and not _NO_UNIT.fullmatch(name)
        and not _ORDINARY_WORDS.fullmatch(name)
    )


def could_be_owner(name: str) -> bool:
    """Whether an item under a label inside brackets can be taken as owner: anything but a term."""
    return 2 <= len(name) <= LONGEST_ITEM and not _NO_UNIT.fullmatch(name)


def is_stem(name: str) -> bool:
    """Whether `name` is a function without its office: 公安、民政 in 公安、民政等部门."""
    return 2 <= len(name) <= 12 and bool(functions_of(name + "部门"))


_OPENING: Final = {"(": ")", "[": "]", "<": ">"}
_MARK: Final = re.compile(r"[、,，;；/|。.·(\[<以]")  # separators, brackets, and the first of 以及


_LEVEL: Final = r"(?:省|自治区|直辖市|设区市|市|县|区|旗|州|盟|地|地区|乡|镇|街道)(?:[(<\[][^()<>\[\]]{1,6}[)>\]])?"
_GOVERNMENTS: Final = re.compile(  # 各市、县（区）人民政府: one item in spite of its 、
    rf"各{_LEVEL}(?:、{_LEVEL}){{1,3}}(?:党委、?)?(?:人民)?(?:政府)?(?=$|[,;。、])"
)


def _inside_item(text: str, begin: int, mark: int, end: int) -> bool:
    """Whether a mark at `mark` stands inside the item that begins at `begin`."""
    if text[mark] == ".":  # 12.5
        return text[mark - 1].isdigit() or text[mark + 1 : mark + 2].isdigit()
    if text[mark] != "、" or text[begin] != "各":
        return False
    governments = _GOVERNMENTS.match(text, begin, end)
    return governments is not None and governments.end() > mark


def separated(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, separator before) of the items of `text[start:end]`; brackets stay whole.

    A bracket that never closes within the list does not hide the separators behind it.
    """
    begin, before, closed = start, "", start
    for mark in _MARK.finditer(text, start, end):
        i, char = mark.start(), mark[0]
        if i < closed:
            continue
        if char in _OPENING:
            closed = text.find(_OPENING[char], i + 1, min(end, i + LONGEST_ITEM)) + 1
        elif char == "以":
            if text.startswith("以及", i):
                yield begin, i, before
                begin, before = i + 2, "、"
        elif not _inside_item(text, begin, i, end):
            yield begin, i, before
            begin, before = i + 1, char
    yield begin, end, before


_JOINERS: Final = re.compile("[和及与]")
_CUT: Final = re.compile(r"(?<=[局委部厅办院会联协室心])(?=(?:[省市区县州旗]|团[省市区县州旗]委))")
_NEEDS_HEAD: Final = re.compile(r"办公室|办|分局|各?部门|单位|.{0,1}|(?:各|有关|相关).*")


def names(source: Narrow, start: int, end: int) -> list[Stretch]:
    """The names that one item holds: split at spaces, at 和、及、与 and where two are run together.

    A split is made only where both sides are names and the whole is none, so that 教育和体育局 and
    文化和旅游局 stay whole while 教育局和财政局 does not.
    """
    found: list[Stretch] = []
    for left, right in _split_at_gaps(source, start, end):
        found.extend(_split_inside(source.text, left, right))
    return found


def _split_at_gaps(source: Narrow, start: int, end: int) -> list[Stretch]:
    cuts = [i for i in range(start + 1, end) if i in source.gaps] if source.gaps else []
    if not cuts:
        return [(start, end)]
    parts: list[Stretch] = []
    begin = start
    for cut, stop in zip(cuts, [*cuts[1:], end], strict=True):
        left, right = source.text[begin:cut], source.text[cut:stop]
        if functions_of(left + right) or _NEEDS_HEAD.fullmatch(right):
            continue
        if looks_like_unit(left) and (looks_like_unit(right) or names_no_single_unit(right)):
            parts.append((begin, cut))
            begin = cut
    parts.append((begin, end))
    return parts


def _split_inside(text: str, start: int, end: int) -> list[Stretch]:
    whole = text[start:end]
    if end - start > 4 * LONGEST_ITEM or "各" in whole[:1] or functions_of(whole):
        return [(start, end)]
    for pattern in (_JOINERS, _CUT):
        for match in pattern.finditer(text, start + 2, end):
            left, right = text[start : match.start()], text[match.end() : end]
            tail = right[:2] if pattern is _CUT else right
            sound = bool(functions_of(left)) if pattern is _CUT else looks_like_unit(left)
            if sound and (pattern is _JOINERS or text[match.end()] == whole[0] or tail[0] == "团"):
                if not _follows(right, exact=pattern is _CUT):
                    continue
                return [(start, match.start()), *_split_inside(text, match.end(), end)]
    return [(start, end)]


def _follows(right: str, *, exact: bool) -> bool:
    """Whether what stands behind a cut begins with a name of its own."""
    if re.fullmatch(r"部门|单位|机构|.", right):
        return False
    if functions_of(right):
        return True
    if exact:
        return any(functions_of(right[: match.start()]) for match in _CUT.finditer(right))
    return looks_like_unit(right) or names_no_single_unit(right)
