"""What each problem code means to the person who reads the report, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Advice:
    """A problem in one line, and the next step, both in Chinese; `blocking` where no plan came out."""

    title: str
    todo: str
    blocking: bool = False


PROBLEMS: Final[dict[str, Advice]] = {
    "heading_missing": Advice("领域标题缺失", "核对原文，补上标题行后重新入库；现按内容推断名称。"),
    "number_out_of_sequence": Advice(
        "编号不连续", "核对是否漏条、重号或错号；条目按原文次序保留。"
    ),
    "number_missing": Advice("条目没有编号", "核对原文；现逐段作为条目。"),
    "run_on_item": Advice("一条里夹有下一条", "核对是否应另起一行；现整段保留为一条。"),
    "part_label_missing": Advice("缺少“主要目标”或“策略措施”小标题", "核对原文，补上小标题。"),
    "unclosed_title_mark": Advice("书名号不成对", "核对题名起止；引用按题名的自然结尾截取。"),
    "edit_mark": Advice("正文里留有修改批注", "核对后删去批注。"),
    "title_missing": Advice(
        "没有规划题名", "在正文前补一行题名，如“某某市妇女发展规划（2021—2030年）”。"
    ),
    "title_inferred": Advice("题名由正文推断", "核对推断的题名与期限。"),
    "title_in_notice_only": Advice("题名只见于印发通知", "如需要，在正文前补一行题名。"),
    "period_unknown": Advice("看不出规划期限", "在题名里写明起止年份或“十四五”等。"),
    "place_unknown": Advice("看不出规划所属地区", "在题名或通知里写明地区全名。"),
    "place_ambiguous": Advice("地名有多处同名，无法确定", "在题名或通知里写明上级地区。"),
    "unplaced_text": Advice("有文字放不进任何条目", "文字已保留在最近的上级之下；请核对版式。"),
    "no_items": Advice(
        "规划里没有找到目标或措施", "核对小标题写法；可提供原文件以便支持新的写法。", blocking=True
    ),
    "no_plan": Advice("文件里没有规划", "确认文件内容；通知、公告等不入图。", blocking=True),
    "not_chinese": Advice("文件几乎没有汉字", "目前只处理中文规划。", blocking=True),
    "mixed_encoding": Advice("文件混用几种编码", "用文字处理软件另存为 UTF-8 后重新入库。"),
    "undecodable_bytes": Advice("有字节无法解读，已用“�”代替", "找原文件另存为 UTF-8 后重新入库。"),
    "control_characters": Advice("夹有不可见的控制字符", "一般不影响结果；可用文字处理软件清除。"),
    "duplicate_document": Advice(
        "与另一个文件内容完全相同", "两份都已入库；删去多余的一份，再运行 guitu remove 移除它。"
    ),
}
