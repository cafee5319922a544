"""The kind of an instrument that the vocabulary lacks, from its title.

The place in front and the last word decide: 条例, 规定, 办法 and 规则 are taken for rules (规章制定程序条例
第七条), 意见, 通知, 方案, 细则 and 指南 for policy. What the kinds mean stands in `graph.laws`.
"""

from __future__ import annotations

import re
from typing import Final

from graph.laws import EDITION, STATE, Kind

_COUNTY: Final = re.compile(r"^(?:.{2,8}?[省市州]|.{2,8}?自治区)?.{1,7}?[区县旗](?!域|级)")
_PLACED: Final = re.compile(
    r"^(?:.{2,3}省|.{2,7}?自治[区州县旗]|.{2,7}?[市州盟县区旗](?![场级域容]))"
)
_BY_SUFFIX: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(?:居民|村民|市民|业主|文明|自律)公约$", Kind.OTHER),
        (r"公约|议定书$|条约$|协定$|宣言$|可持续发展议程$", Kind.TREATY),
        (r"(?:^|[^办方])法(?:典)?$|^中华.*修正案$", Kind.LAW),
        (r"条例$", Kind.REGULATION),
        (r"标准$|规范$|规程$|准则$|守则$|通则$|导则$|(?:要求|条件|指标体系)$|^GB", Kind.STANDARD),
        (r"规划$|纲要$|计划$|行动$|战略$|远景目标$|预案$|议程$|现代化2035$", Kind.PLAN),
        (r"^.*关于.*的(?:.{0,4})(?:办法|规定)$", Kind.POLICY),
        (r"(?:规定|办法|规则|解释)$", Kind.REGULATION),
        (r"章程$|目录$|名录$|白皮书$|报告$|宣言$", Kind.OTHER),
    )
)


def kind_of(title: str) -> Kind:
    """The kind of a canonical title that the vocabulary lacks, from its place and last word.

    >>> str(kind_of("天津市妇女权益保障条例")), str(kind_of("天津市婴幼儿照护服务实施细则"))
    ('local_regulation', 'policy')
    """
    bare = EDITION.sub("", title)
    kind = next((kind for pattern, kind in _BY_SUFFIX if pattern.search(bare)), Kind.POLICY)
    if kind is Kind.REGULATION and _PLACED.match(bare) and not bare.startswith(STATE):
        low = _COUNTY.match(bare) and not bare.endswith("条例")
        return Kind.POLICY if low else Kind.LOCAL_REGULATION
    return kind
