"""A list of measures and goals laid out as rows of words, which every kind of file shows in its own way.

序号  类别  原文                  规划                地区    领域        牵头单位  责任（配合）单位  出处
1     措施  开展防溺水教育……      云栖市儿童发展规划  云栖市  儿童与安全  未写明    未写明            a.txt:93
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import Role
from queries.ownership import Owned
from service.ledger_files.sheet import KINDS, units_in_words
from service.printable import fit, source_of

NOTE: Final = (
    "原文照录，不含责任单位括注。“未写明”，规划没有写明，不等于没有单位负责。出处：文件名和行号。"
    "本表由程序整理，引用前请核对原文。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """An item in words that any file may hold; `text` keeps its paragraphs apart."""

    number: int  # 序号, from 1
    kind: str  # 目标, 措施
    text: tuple[str, ...]
    plan: str
    place: str
    domain: str
    leads: str
    supports: str
    source: str

    @property
    def citation(self) -> str:
        """《云栖市妇女发展规划》（云栖市），妇女与健康，规划.txt:45."""
        return f"《{self.plan}》（{self.place}），{self.domain}，{self.source}"


def list_rows(items: Sequence[Owned]) -> list[ListRow]:
    """A row for each item, in the order given."""
    return [_row(number, each) for number, each in enumerate(items, start=1)]


def _row(number: int, owned: Owned) -> ListRow:
    item = owned.item
    leads, supports = ([o for o in owned.owners if o.role is role] for role in Role)
    return ListRow(
        number=number, kind=KINDS[item.label], text=tuple(map(fit, owned.task.split("\n"))),
        plan=fit(item.plan), place=fit(item.place) or "地区不详", domain=fit(item.domain),
        leads=units_in_words(leads), supports=units_in_words(supports), source=source_of(item),
    )  # fmt: skip
