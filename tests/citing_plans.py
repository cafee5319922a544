"""Three small plans of invented counties that cite the same instruments in different words, some misprinted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graph.sqlite import SqliteStore
from service.build import build

_FORM: Final = """{title}

{front}

一、{audience}与法律
主要目标：
1.{audience}的合法权益得到保障。
策略措施：
{measures}
"""

# (title, audience) → the front and the measures
PLANS: Final = {
    ("南屿县妇女发展规划（2021—2030年）", "妇女"): (
        "依照《中华人民共和国宪法》《妇女权益保护法》，按照《中国妇女发展纲要（2021—2030年）》，制定本规划。",
        (
            "落实反家暴法。加大反家庭暴力法的宣传力度。",
            "执行《湖北省妇女权益保障条例》和《湖北省反家庭暴力条例》。",
            "落实《中华人民共和国婚姻法》，用好民法典。",
        ),
    ),
    ("北岭县妇女发展规划（2021—2030年）", "妇女"): (
        "依照《中华人民共和国妇女权益保障法》，按照《中国妇女发展纲要（2021—2035年）》，制定本规划。",
        (
            "宣传《中华人民共和国反家庭暴力法》。",
            "执行《湖北省妇女权益保帐条例》和《湖北省未成年人保护条例》。",
            "落实《湖北省妇女权益保障条例》，执行《湖北省女职工劳动保护规定》。",
        ),
    ),
    ("西桠县儿童发展规划（2021—2030年）", "儿童"): (
        "依照《中华人民共和国未成年人保护法》，按照《中国儿童发展纲要（2021—2030年）》，制定本规划。",
        (
            "宣传《中华人民共和国反家庭暴力法》，执行《湖北省儿童权益保障条例》。",
            "执行《湖北省实施〈中华人民共和国未成年人保护法〉办法》，落实校车安全条例。",
        ),
    ),
}  # fmt: skip


def built(folder: Path) -> Path:
    """A data folder with the graph of these plans, without an index."""
    plans = folder / "plans"
    plans.mkdir(parents=True)
    for (title, audience), (front, measures) in PLANS.items():
        listed = "\n".join(f"{n}.{text}" for n, text in enumerate(measures, start=1))
        text = _FORM.format(title=title, front=front, audience=audience, measures=listed)
        (plans / f"{title[:3]}.txt").write_text(text, "utf-8")
    report = build([plans], SqliteStore(folder / "data"))
    assert not report.errors
    return folder / "data"
