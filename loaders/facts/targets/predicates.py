"""How the words before a value mean it: 分别控制在, 以2020年为基数下降, 每学期至少组织.

Read backwards from the value, one word at a time, as far as every word belongs to the predicate;
what remains before it is the subject. The comparators follow the contract in DESIGN: 达到 is `=`,
不低于 and 超过 are `>=`, 控制在 and 不超过 are `<=`; 力争 urges and changes nothing; a fall *to* a
value (降至) is no `decrease`, a fall *by* one (下降) is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

from graph.model import Comparator


class _Sense(IntEnum):  # an integer, because only those hash fast
    REACH = auto()
    CAP = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    ABOUT = auto()
    INCREASE = auto()
    DECREASE = auto()
    RESPECTIVELY = auto()
    ALL = auto()
    PERIOD = auto()
    ADVERB = auto()
    ACTION = auto()


_WORDS: Final[dict[_Sense, str]] = {
    _Sense.REACH: (
        "达到并保持在 达到并稳定在 达到 达至 达 实现 保持在 保持 稳定在 稳定 维持在 稳定达到"
        " 提高到 提高至 提升到 提升至"
        " 增加到 增加至 增长到 增长至 增至 增到 上升到 上升至 扩大到 扩大至 发展到 恢复到 拓展到"
        " 巩固在 提至"
        " 降低到 降低至 降到 降至 下降到 下降至 减少到 减少至 减至 缩短到 缩短至 缩小到 缩小至 为"
        " 是 在 到 至 占到 设为 定为 一直保持在"
    ),
    _Sense.CAP: "控制到 控制在 控制 限制在 压缩到 压减到 压缩至 控制为",
    _Sense.AT_LEAST: (
        "不低于 不少于 不得低于 不得少于 不小于 不应低于 不应少于 至少为 至少达到 至少 最少 最低 超过"
        " 高于 大于 多于 ≥ >= > ⩾ 突破"
        " 不下于 超 达到或超过"
    ),
    _Sense.AT_MOST: (
        "不超过 不高于 不得超过 不得高于 不大于 不多于 不应超过 低于 小于 少于 ≤ <= < ⩽ 最多 至多 最高 最高不超过"
        " 不超"
    ),
    _Sense.ABOUT: "约 大约 约为",
    _Sense.INCREASE: "提高 提升 增长 增加 上升 扩大 递增 提高了 增幅达到 增长率达到",
    _Sense.DECREASE: "下降 降低 减少 缩小 缩减 压减 削减 缩短 递减 减轻 降幅达到",
    _Sense.RESPECTIVELY: "分别",
    _Sense.ALL: "均 都 全部",
    _Sense.PERIOD: "每年平均 平均每年 每年 年均 以年均 逐年",
    _Sense.ADVERB: (
        "总体 累计 合计 共计 力争 争取 努力 逐步 基本 一般 原则上 平均 再 将 要 应 须 应当 必须"
        " 能够 各 力争使 确保 保证 并 同时"
        " 每天 每日 每周 每月 每学期 每学年 每季度 每半年 每人 每次 以 稳步 持续 仅 全年 总共"
        " 按 按照 的"
    ),
    _Sense.ACTION: (
        "有 组建 储备 配备 配齐 配置 设置 设立 设有 设 建立 建成 建设 建有 建 办好 组织开展 组织 开展 接受"
        " 享有 拥有 掌握 引入 孵化 培育 培养"
        " 培训 轮训 新建 改扩建 改建 扩建 改造 完成 举办 进行 参加 选派 选树 创建 打造 实施 提供"
        " 安排 招募 评选 新增 推出 落实"
        " 扶持 救助 开设 增设 保留 选配 确保有 保证有 认定 发放 投入 创评 评定 选拔 引进 服务"
        " 帮扶 累计培训 命名 发布 推广 办"
    ),
}
# Words that are no predicate where these characters stand before them: 行为, 人均, 公共, 供应.
_NOT_AFTER: Final = {
    "均": "人年平户日月地", "都": "首成", "为": "行作", "达": "发抵传表到", "约": "节契合条预特签",
    "应": "供反适相效对响呼", "要": "需主重必纲概只", "是": "但", "在": "存现潜所", "至": "甚乃",
    "到": "得受遇感收",
    "设": "建开假", "办": "举主承兴创联督经", "建": "新扩改共", "的": "目", "控制": "病",
    "以": "可所加", "服务": "务共", "培训": "能业", "再": "一",
}  # fmt: skip
_BACKWARD: Final = {word[::-1]: sense for sense, words in _WORDS.items() for word in words.split()}


def _pattern(senses: set[_Sense]) -> re.Pattern[str]:
    parts = []
    for word in sorted((w for s in senses for w in _WORDS[s].split()), key=lambda w: (-len(w), w)):
        guard = _NOT_AFTER.get(word, "")
        parts.append(re.escape(word[::-1]) + (f"(?![{guard}])" if guard else ""))
    return re.compile(r"\s*+(?:(?P<unit>位单为.{1,14}?以)|(?P<word>" + "|".join(parts) + "))")


_PLAIN: Final = _pattern(set(_Sense) - {_Sense.ACTION})
_ACTIVE: Final = _pattern(set(_Sense))


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """The words between a subject and its value, the subject ending at `start`."""

    start: int
    comparator: Comparator | None = None  # what the words say by themselves
    change: Comparator | None = None  # a rise or fall by the value
    yearly: bool = False  # 每年、年均
    respectively: bool = False  # 分别
    shared: bool = False  # 均、都
    reaches: bool = False  # a verb or comparator stands there
    action: str = ""  # 配备、组织


def predicate(text: str, left: int, end: int, skips: dict[int, int], *, active: bool) -> Predicate:
    """The predicate that ends where the value begins, at `end`, and starts no earlier than `left`.

    `skips` maps the end of each date phrase to its start; these are passed over. With `active`,
    verbs of doing (配备, 组织) count as predicate too, once.
    """
    window = text[left:end][::-1]
    words: list[_Sense] = []
    action = ""
    position = end
    while position > left:
        offset = end - position
        blank = offset
        while blank < len(window) and window[blank].isspace():
            blank += 1
        if (start := skips.get(end - blank)) is not None and start >= left:
            position = start
            continue
        match = (_ACTIVE if active and not action else _PLAIN).match(window, offset)
        if not match:
            break
        if match["word"]:
            sense = _BACKWARD[match["word"]]
            if sense is _Sense.ACTION:
                action = match["word"][::-1]
            if sense in _CHANGES and _REACHED & set(words):
                break
            words.append(sense)
        position = end - match.end()
    return _read(position, words, action)


_CHANGES: Final = {_Sense.INCREASE: Comparator.INCREASE, _Sense.DECREASE: Comparator.DECREASE}
_REACHED: Final = {_Sense.REACH, _Sense.CAP}
_COMPARES: Final = {
    _Sense.AT_LEAST: Comparator.AT_LEAST,
    _Sense.AT_MOST: Comparator.AT_MOST,
    _Sense.ABOUT: Comparator.ABOUT,
    _Sense.CAP: Comparator.AT_MOST,
}


def _read(start: int, words: list[_Sense], action: str) -> Predicate:
    """The predicate of the words met, nearest the value first."""
    return Predicate(
        start=start,
        comparator=next((_COMPARES[w] for w in words if w in _COMPARES), None),
        change=next((_CHANGES[w] for w in words if w in _CHANGES), None),
        yearly=_Sense.PERIOD in words,
        respectively=_Sense.RESPECTIVELY in words,
        shared=_Sense.ALL in words,
        reaches=any(w in _REACHED or w in _COMPARES or w in _CHANGES for w in words),
        action=action,
    )
