"""The owner list at the end of a goal: （牵头单位：区妇联，责任单位：区司法局）.

It stays in a goal's text. What searches or shows the goal itself leaves it out.
"""

from __future__ import annotations

import re
from typing import Final

_LIST: Final = re.compile(
    r"\s*[（(【\[][^（()）【】\[\]]*(?:牵头|责任|配合|负责)[^（()）【】\[\]]*[）)】\]][。\s]*$"
)


def without_owner_list(text: str) -> str:
    """`text` up to its owner list; a text that is nothing else stays.

    >>> without_owner_list("保障妇女平等就业。（牵头单位：区妇联）")
    '保障妇女平等就业。'
    """
    return _LIST.sub("", text) or text
