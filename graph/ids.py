"""Ids: readable, stable across rebuilds, made from what a thing is and never from the order of files.

    doc:hu-nan.txt~r2c4ls6l                              a document, by its key
    place:370405                                         a jurisdiction
    plan:370405.funv.2021-2025~6ez7bqj5                  a plan; the hash is of its document and audience
    plan:370405.funv.2021-2025~6ez7bqj5:d2:g6.3          domain 2, goal 6, sub-goal 3
    plan:370405.funv.2021-2025~6ez7bqj5:d2:m4:t1         the first target that measure 4 sets
    dept:370405:qu-wei-sheng-jian-kang-ju~e56bikfp       a department of that place

They hold ASCII letters, digits and . _ ~ : - only, so that they stand unescaped in URLs and in Cypher.
Chinese becomes pinyin for the eye; the hash behind `~` keeps homophones apart. Numbers count positions
and not what is printed, because printed numbers repeat and skip.
"""

from __future__ import annotations

import os
import re
from base64 import b32encode
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from typing import Final

SLUG_LENGTH: Final = 40
_DIGEST_LENGTH: Final = 8  # 40 bits: among 10,000 homophones, one chance in 20,000 that two meet
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9._]+")


def digest(text: str) -> str:
    """Eight characters of a–z and 2–7 that stand for `text`.

    >>> digest("儿童规划.txt")
    'hza2jp5e'
    """
    whole = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return b32encode(whole).decode("ascii").lower()[:_DIGEST_LENGTH]


@cache
def _pinyin() -> Callable[[str], str]:
    # 46 ms and 9 MB without the phrase dictionary, 200 ms and 53 MB with it. Characters are read one by
    # one, so that an id does not depend on whether another part of the program loaded the phrases.
    before = os.environ.get("PYPINYIN_NO_PHRASES")
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    try:
        from pypinyin import lazy_pinyin
    finally:
        if before is None:
            del os.environ["PYPINYIN_NO_PHRASES"]
        else:
            os.environ["PYPINYIN_NO_PHRASES"] = before
    return lambda character: lazy_pinyin(character, errors="ignore")[0]


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    """The common reading of one character; "" if it has none."""
    try:
        return _NOT_PLAIN.sub("", _pinyin()(character))
    except IndexError:
        return ""


def _romanised(text: str, joint: str) -> str:
    words: list[str] = []
    plain = ""
    for character in text:
        if character.isascii():
            plain += character if _PLAIN.fullmatch(character) else "-"
            continue
        words += [plain, _syllable(character)]
        plain = ""
    words.append(plain)
    parts = [word.strip("-") for word in words]
    slug = ""
    for part in filter(None, parts):
        longer = f"{slug}{joint}{part}" if slug and part[0] != "." else slug + part
        if len(longer) > SLUG_LENGTH:
            return slug or part[:SLUG_LENGTH]
        slug = longer
    return slug


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`text` in letters an id may hold: itself if it is plain and short, else pinyin `~` a hash.

    >>> slug("GB-2312_a.txt")
    'GB-2312_a.txt'
    >>> slug("区妇联"), slug("区副联")
    ('qu-fu-lian~rapbihzk', 'qu-fu-lian~dl7la7go')
    """
    if len(text) <= SLUG_LENGTH and _PLAIN.fullmatch(text):
        return text
    return f"{_romanised(text, '-')}~{digest(text)}"


def document_id(key: str) -> str:
    """The id of a document by its key, the `document` name that nodes carry.

    >>> document_id("000_c5df.txt")
    'doc:000_c5df.txt'
    """
    return f"doc:{slug(key)}"


def jurisdiction_id(code: str | None, full_name: str) -> str:
    """The id of a place: by its GB/T 2260 code, or by name where it has none.

    >>> jurisdiction_id("370405", "山东省枣庄市台儿庄区")
    'place:370405'
    """
    return f"place:{slug(code or full_name)}"


def plan_id(
    jurisdiction: str | None,
    audience: str | None,
    period: tuple[int | None, int | None],
    document: str,
    *,
    occurrence: int = 1,
) -> str:
    """The id of a plan.

    Args:
        jurisdiction: the id of its place, None where the plan names none.
        audience: 妇女, 儿童, …; None for a general plan.
        period: first and last year.
        document: the key of its document.
        occurrence: 2, 3, … for the next plans of the document that agree in all of the above.

    >>> plan_id("place:370405", "妇女", (2021, 2025), "001.txt")
    'plan:370405.funv.2021-2025~6ez7bqj5'
    """
    place = (jurisdiction or "place:x").partition(":")[2].partition("~")[0]
    whom = _romanised(audience, "").lower() if audience else "all"
    years = "-".join("x" if year is None else str(year) for year in period)
    told = digest("\0".join((document, jurisdiction or "", audience or "")))
    again = f".{occurrence}" if occurrence > 1 else ""
    return f"plan:{place}.{whom}.{years}~{told}{again}"


def domain_id(plan: str, ordinal: int) -> str:
    """The id of a plan's domain by its position.

    >>> domain_id("plan:x", 2)
    'plan:x:d2'
    """
    return f"{plan}:d{ordinal}"


def goal_id(domain: str, ordinal: int) -> str:
    """The id of a domain's goal by its position.

    >>> goal_id("plan:x:d2", 6)
    'plan:x:d2:g6'
    """
    return f"{domain}:g{ordinal}"


def subgoal_id(goal: str, ordinal: int) -> str:
    """The id of a goal's sub-goal by its position.

    >>> subgoal_id("plan:x:d2:g6", 3)
    'plan:x:d2:g6.3'
    """
    return f"{goal}.{ordinal}"


def measure_id(domain: str, ordinal: int) -> str:
    """The id of a domain's measure by its position.

    >>> measure_id("plan:x:d2", 4)
    'plan:x:d2:m4'
    """
    return f"{domain}:m{ordinal}"


def target_id(owner: str, ordinal: int) -> str:
    """The id of a target by its position in the goal or measure that sets it.

    >>> target_id("plan:x:d2:g6", 1)
    'plan:x:d2:g6:t1'
    """
    return f"{owner}:t{ordinal}"


def department_id(place: str, name: str) -> str:
    """The id of a department: its name as written, within a place (or a plan that names no place).

    >>> department_id("place:370405", "区妇联")
    'dept:370405:qu-fu-lian~rapbihzk'
    """
    return f"dept:{place.removeprefix('place:')}:{slug(name)}"


def function_id(name: str) -> str:
    """The id of a function by its canonical name.

    >>> function_id("卫生健康")
    'function:wei-sheng-jian-kang~3w6mcdch'
    """
    return f"function:{slug(name)}"


def law_id(canonical: str) -> str:
    """The id of a law or other instrument by its canonical title.

    >>> law_id("中华人民共和国妇女权益保障法")
    'law:zhong-hua-ren-min-gong-he-guo-fu-nv-quan~abt3b7iq'
    """
    return f"law:{slug(canonical)}"


def indicator_id(name: str) -> str:
    """The id of an indicator by its canonical name.

    >>> indicator_id("孕产妇死亡率")
    'indicator:yun-chan-fu-si-wang-lv~xsbp5w3y'
    """
    return f"indicator:{slug(name)}"


def topic_id(name: str) -> str:
    """The id of a topic by its name.

    >>> topic_id("出生缺陷综合防治")
    'topic:chu-sheng-que-xian-zong-he-fang-zhi~ke4xx4hl'
    """
    return f"topic:{slug(name)}"


def plan_of(id: str) -> str:
    """The id of the plan that a domain, goal, measure or target is of.

    >>> plan_of("plan:x:d2:g6.3:t1")
    'plan:x'
    """
    return ":".join(id.split(":")[:2])


def domain_of(id: str) -> str:
    """The id of the domain that a goal, measure or target is of.

    >>> domain_of("plan:x:d2:g6.3:t1")
    'plan:x:d2'
    """
    return ":".join(id.split(":")[:3])
