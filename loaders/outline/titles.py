"""Lines that stand between documents: titles of plans and notices, contents pages, dates, imprints.

One file may hold a whole gazette. These rules say where a document in it begins; what kind of document
it is, the structure under the title decides (`loaders.outline.pieces`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from loaders.outline.lines import TERMINAL, Line

# 滨海新区妇女发展“十四五”规划; 天门市妇女发展规划(2021—2030年); …远景目标纲要; …实施方案(试行)
_PLAN_END: Final = re.compile(
    r"(?:规划|規劃|规划纲要|纲要|綱要|计划|方案)(?:\s*\([^()]{2,24}\))?(?:\s*\((?:试行|草案|征求意见稿|送审稿)\))?$"
)
# （2021—2030年） alone: the second line of a title
_YEARS: Final = re.compile(
    r"\(\s*(?:\d{4}|[〇零一二三四五六七八九]{4})\s*年?\s*[-—~至]+\s*(?:\d{4}|[〇零一二三四五六七八九]{4})\s*年?\s*\)$"
)
# 台儿庄区人民政府 关于做好2022年防汛工作的意见; 关于印发…的通知
_DRAFT: Final = re.compile(r"\((?:征求意见稿|公开征求意见稿|草案|送审稿|试行)\)$")
_NOTICE: Final = re.compile(
    r"^(?:.{2,40}?(?:政府|办公室|办公厅|委员会|国务院|党委|区委|市委|县委|省委|工委|局|厅|部|院|会)\s*)?[关關][于於].{2,160}?"
    r"(?:通\s*知|意\s*[见見]|[决決]\s*定|公\s*告|通\s*告|通\s*报|批\s*复|函|令|办\s*法|规\s*定|名\s*录|清\s*单|报\s*告|请\s*示|说\s*明|解\s*读)"
    r"(?:\s*\([^()]{2,30}\))?$"
)
_ISSUED: Final = re.compile(
    r"^[\u4e00-\u9fff]{2,24}(?:人民政府|办公室|办公厅|委员会|国务院|[省市区县]委)\s*关于.{2,160}(?:通\s*知|意\s*见|决\s*定|公\s*告|通\s*告|通\s*报)$"
)
_NOTICE_PART: Final = re.compile(r"[关關][于於]|印[发發]|[转轉][发發]|说明$|解读$")
# 云栖市妇幼健康规划起草说明: what accompanies a plan
_EXPLANATION: Final = re.compile(
    r"^[^。;,]{4,60}(?:规划|纲要|计划|方案)[^。;,]{0,14}(?:起草|编制|政策)(?:情况)?(?:的)?(?:说明|解读)$"
)
_ISSUER: Final = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff\s]{2,30}(?:人民政府|政府办公室|办公厅|委员会|国务院|党委|市委|区委|县委|省委|局|厅)(?:办公室|文件)?$"
)
_PREFACE: Final = re.compile(r"^[前序引导绪][\s]{0,12}言$|^序$")
_CONTENTS: Final = re.compile(r"^[\[(]?目\s*[录錄次][\])]?$|^contents$", re.IGNORECASE)
_CONTENTS_ENTRY: Final = re.compile(
    r"(?:[.…·。\s\t_-]{2,}|\t|\)\s+|[\u4e00-\u9fff”\"]\s+)[-—(]?\d{1,4}[-—)]?$|[.…·]{4,}"
)
# (2022年5月11日印发); 抄送：…; 共印11份; （此件公开发布）
_IMPRINT: Final = re.compile(
    r"^\(?.{0,30}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?\s*印\s*发.{0,3}\)?$"
    r"|^抄\s*送\s*:|^主\s*送\s*:|^共\s*印\s*\d+\s*份|^\(此件.{2,12}\)$|^主\s*办\s*单\s*位\s*:?$|^承\s*印\s*:"
)
_DATE: Final = re.compile(
    r"^(?P<y>\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日$"
)
# 天政发〔2022〕7号, 国发[2021]35号
_DOCUMENT_NUMBER: Final = re.compile(
    r"^[\u4e00-\u9fff]{1,12}\s*[\[(<]\s*(?:19|20)\d{2}\s*[\])>]\s*第?\s*\d{1,5}\s*[号號]$"
)

# 附件1 alone, above a title
_ATTACHMENT: Final = re.compile(r"附件\s*\d{0,2}\s*:?$")
# 妇 女 发 展 规 划: characters spaced out for show
_SPACED: Final = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")

MAX_TITLE: Final = 90


def is_date(words: str) -> bool:
    """Whether the line is a signing date and nothing else: 2022年5月15日."""
    return words[-1:] == "日" and _DATE.match(words) is not None


def date_parts(words: str) -> tuple[str, str, str] | None:
    """Year, month and day of a signing date as printed, or None."""
    found = _DATE.match(words)
    return (found["y"], found["m"], found["d"]) if found else None


def is_document_number(words: str) -> bool:
    """Whether the line is a document number and nothing else: 台政发〔2022〕2号."""
    return words[-1:] in ("号", "號") and _DOCUMENT_NUMBER.match(words) is not None


def is_preface(words: str) -> bool:
    """Whether the line is 前言, 序言, 引言 … and nothing else."""
    return len(words) < 16 and _PREFACE.match(words) is not None


def is_contents_heading(words: str) -> bool:
    """Whether the line is 目录 and nothing else."""
    return len(words) < 12 and _CONTENTS.match(words) is not None


def is_contents_entry(words: str) -> bool:
    """Whether the line ends in dot leaders or a page number, as an entry of a contents page does."""
    return (words[-1].isdigit() or words[-1] in ")-—.…") and _CONTENTS_ENTRY.search(
        words
    ) is not None


def is_imprint(words: str) -> bool:
    """Whether the line tells of printing, copies or circulation: (2022年5月11日印发)."""
    return len(words) < 60 and _IMPRINT.match(words) is not None


def is_issued_notice_title(words: str) -> bool:
    """Whether the line is a whole notice title that names its issuer: XX人民政府关于…的通知.

    So plain a title begins a document even after a line that did not end in a stop.
    """
    return (
        "关于" in words[4:40] and len(words) <= MAX_TITLE * 2 and _ISSUED.match(words) is not None
    )


def is_notice_title(words: str) -> bool:
    """Whether `words` is the title of a notice, opinion, decision …: XX人民政府关于…的通知."""
    return (
        len(words) <= MAX_TITLE * 2
        and _NOTICE_PART.search(words) is not None
        and (_NOTICE.match(words) is not None or _EXPLANATION.match(words) is not None)
    )


def is_plan_title(words: str) -> bool:
    """Whether `words` could be the title of a plan standing alone on its line(s)."""
    words = _SPACED.sub("", words)
    if not 4 < len(words) <= MAX_TITLE or words[0] in "(,、。;:)":
        return False
    if any(c in words for c in "。;!?《》,") or ":" in words or "关于" in words[:40]:
        return False
    return _PLAN_END.search(words) is not None


def notice_title_length(lines: Sequence[Line], at: int) -> int:
    """How many lines from `at` make the title of a notice, 0 where none begins there.

    It may be broken: “天津市滨海新区人民政府关于印发滨海新区 / 妇女和儿童发展“十四五”规划的通知”,
    “梨树区人民政府 / 关于印发……的 / 通  知”.
    """
    first = lines[at].words
    if not (_NOTICE_PART.search(first) or _ISSUER.match(first)) or first[-1] in "。;:,":
        return 0
    joined = ""
    for n, line in enumerate(lines[at : at + 5], start=1):
        if (
            line.words[-1] in "。;:"
            or len(joined) > MAX_TITLE * 2
            or is_date(line.words)
            or is_document_number(line.words)
        ):
            return 0
        joined += line.words
        if is_notice_title(joined):
            return n
    return 0


def plan_title_length(lines: Sequence[Line], at: int) -> int:
    """How many lines from `at` make the title of a plan, 0 where none begins there.

    “临渊区老龄事业发展规划 / （2021—2025年）” is one title on two lines; so is a long title broken
    in the middle.
    """
    joined = ""
    if _ATTACHMENT.match(lines[at].words):
        return 0
    for n, line in enumerate(lines[at : at + 3], start=1):
        if line.words[-1] in TERMINAL and line.words[-1] not in ")”":
            return 0
        if is_date(line.words) or is_document_number(line.words) or _ISSUER.match(line.words):
            return 0
        joined += line.words
        if is_plan_title(joined):
            while at + n < len(lines) and _continues_title(joined, lines[at + n].words):
                joined += lines[at + n].words
                n += 1
            return n
        if len(line.words) > 45:
            return 0
    return 0


def _continues_title(title: str, words: str) -> bool:
    """Whether the next line is still the title: its years, 和2035年远景目标纲要, （征求意见稿）."""
    return (
        _YEARS.match(words) is not None
        or _DRAFT.match(words) is not None
        or (words.startswith("和") and is_plan_title(title + words))
    )
