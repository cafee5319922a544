"""The words that titles of laws, plans and papers end with, begin after and stand beside.

Patterns for folded text without white space and quotation marks, as `cited_titles` reads it. The kinds
of official papers: 党政机关公文处理工作条例 (2012) 第八条; of legislation: 行政法规制定程序条例 第五条
(条例, 规定, 办法), 规章制定程序条例 第七条 (规定, 办法, but not 条例).
"""

from __future__ import annotations

import re
from typing import Final

# 法律, 法治, 法院 … are words of their own, so are the papers 法 begins there.
ENDINGS: Final = (
    r"法典|修正案\([一二三四五六七八九十]{1,3}\)|法(?!规(?!定)|[律学治院庭制官定理案则人务盲医系师])|条例|办法|规定|细则|规程|规则|纲要|规划"
    r"|计划|公约|议定书|条约|协定|宣言|标准|规范|准则|守则|指南|大纲|方案|意见|通知|决定|政策"
    r"|措施|议程"
)
ENDING: Final = re.compile(ENDINGS)

# What follows a title inside its own brackets: （2021—2030年）, （试行）, （第三版）.
REMARK: Final = (
    r"(?:\((?:\d{4}年?(?:[-—~至一]{1,2}\d{4}年?)?(?:版|修订|修正)?"
    r"|试行|暂行|修订|修正|第[一二三四五]版)\))?"
)

# What may stand right behind a title that has no closing mark.
EDGE: Final = (
    r"(?=$|[^\u4e00-\u9fff]|[等和及以的中]|要求|精神|有关|相关|规定|进行|开展|执行|落实|做好|推进"
    r"|贯彻|宣传|学习|规范|实施(?!办法|细则|方案|意见|条例))"
)

# What no title without marks runs across.
STOP: Final = r",。;:!?《》\n"

VERBS: Final = (
    r"落实|执行|贯彻|实施|依据|根据|依照|按照|遵照|参照|遵循|履行|遵守|推行|对照|宣传|学习|普及"
    r"|衔接|推动|推进|加大"
)
# The first word stands alone: a search is fast only for a pattern that begins with plain words.
VERB: Final = re.compile(
    rf"(?:{VERBS})(?:{VERBS}){{0,2}}+(?:好|了)?+(?:联合国|新修订的|新颁布的)?+"
)
# A verb with anything behind it, before a stop, that a title without marks could end with. No such
# title has more than 104 characters.
VERB_BEFORE_TITLE: Final = re.compile(
    rf"{VERB.pattern}(?=[^{STOP}]{{2,110}}?(?:法|条例|规定|细则|标准|规划|纲要|计划|公约|方案"
    r"|意见|通知|决定|措施|政策))"
)

JOIN: Final = re.compile(r"[》)]{0,2}(?:、|以及|及其|[和及或])")

# Before a paper that does not exist yet: 制定家庭托育点管理办法.
DRAFTED: Final = re.compile(
    r"(?:制定|制订|拟定|拟订|起草|编制|出台|制修订)(?:[、和并]?(?:实施|完善|落实|执行))?[了区县市省]?$"
)

PROVINCE: Final = (
    r"(?:(?:黑龙江|[^\W\d_和及或对在由][\u4e00-\u9fff])省|(?:北京|天津|上海|重庆)市"
    r"|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区)"
)
# Cities, counties and districts by their last character, but not 城市, 全市, 超市, 社区.
PLACE: Final = (
    rf"(?:{PROVINCE}|[\u4e00-\u9fff]{{2,4}}(?:(?<![城超股都集地全我本各县省大])市|自治[州县旗]"
    r"|(?<![全各我本])县|(?<=[州头山江海河阳城安])区))"
)

# What stands in 《》 is an instrument if it ends so; books, papers, films and forms do not.
INSTRUMENT: Final = re.compile(
    r"(?:法典|(?<![方办书说看做想手拼魔无])法|条例|办法|规定|细则|规程|规则|纲要|规划|计划|公约"
    r"|议定书|条约|协定|宣言|标准|规范|准则|守则|通则|导则|指南|指引|大纲|方案|意见|通知|决定|决议"
    r"|公告|通告|批复|复函|政策|议程|远景目标|目录|名录|清单|章程|制度|措施|要点|要求|条件|预案|行动"
    r"|战略|纲领|解释|修正案|建议|倡议|政府工作报告|白皮书|指标体系|现代化2035)(?:\([^()]{1,24}\))*$"
)
