"""Four small plans of invented places that have subjects in common, some said in other words.

消除就业性别歧视    岚坪 北岭 南屿        妇女
两癌筛查            岚坪 北岭             妇女; 南屿 has it as one sentence of another measure
反家庭暴力          岚坪 北岭 南屿        妇女
预防儿童溺水        only 西桠             儿童
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from embeddings.encoder import encoder
from graph.sqlite import SqliteStore
from service.build import build
from service.indexing import Indexer

_FORM: Final = """{place}{audience}发展规划（2021—2030年）

一、{audience}与权益
主要目标：
1.{audience}的合法权益得到保障。
策略措施：
{measures}
"""

MEASURES: Final = {
    ("岚坪县", "妇女"): (
        "消除就业性别歧视。招聘时不得限定性别，不得询问婚育情况，对有性别歧视的用人单位进行联合约谈。",
        "扩大宫颈癌和乳腺癌筛查。为适龄妇女免费提供两癌筛查，对查出的病例做好随访和救助。",
        "预防和制止家庭暴力。落实强制报告和告诫书制度，及时签发人身安全保护令，设立庇护场所。",
        "发展茶园女子合作社。岚坪的采茶女工按季结算工钱。",
    ),
    ("北岭市", "妇女"): (
        "加大消除就业性别歧视工作力度。用人单位招聘不得限定性别、询问妇女婚育情况，对涉嫌性别歧视的用人单位联合约谈。",
        "完善宫颈癌和乳腺癌筛查。每三年为适龄妇女免费提供一次两癌筛查，做好病例随访和救助。",
        "加大反家庭暴力力度。落实强制报告、告诫书和人身安全保护令制度，完善庇护场所建设。",
        "修建滑雪场女子更衣室。冬季旅游旺季前完工。",
    ),
    ("南屿区", "妇女"): (
        "消除就业中的性别歧视。督促用人单位招聘时不限定性别、不询问婚育情况，对性别歧视行为联合约谈。",
        "预防和制止针对妇女的家庭暴力。落实告诫书和人身安全保护令制度，强制报告家庭暴力，办好庇护场所。",
        "改善老旧小区的照明和排水。路灯夜间全亮，雨天不积水。免费提供宫颈癌和乳腺癌筛查。",
    ),
    ("西桠县", "儿童"): (
        "预防儿童溺水。在池塘河道设置警示牌和救生圈，暑假前开展防溺水教育。",
        "办好乡村小规模学校。配齐音体美教师，改善寄宿条件。",
    ),
}  # fmt: skip


def written(
    folder: Path, *, without: str = "", more: dict[tuple[str, str], tuple[str, ...]] | None = None
) -> Path:
    """The plans as files in `folder`; not that of `without`, and `more` besides."""
    folder.mkdir(parents=True, exist_ok=True)
    for (place, audience), measures in {**MEASURES, **(more or {})}.items():
        if place != without:
            listed = "\n".join(f"{n}.{text}" for n, text in enumerate(measures, start=1))
            text = _FORM.format(place=place, audience=audience, measures=listed)
            (folder / f"{place}.txt").write_text(text, "utf-8")
    return folder


def built(plans: Path, data: Path) -> Path:
    """A data folder with the graph, the index and the topics of these plans."""
    build([plans], SqliteStore(data), indexer=Indexer(encoder=encoder(), data=data))
    return data
