"""What the unit of a function is called in a place, as far as the graph knows.

教育, 台儿庄区  →  区教育和体育局      a plan of that place names it
民政, 天门市    →  市民政部门          only mentioned there
教育, 天门市    →  教育部门            not named there: the function, never an invented 市教育局
"""

from __future__ import annotations

from functools import cache
from typing import Final

from graph.functions import functions, place_of_unit
from graph.schema import OWNERSHIP
from graph.store import View

_OFFICE_ENDS: Final = ("局", "厅", "部")  # offices of government and party, not associations
_ANY_LEVEL: Final = ("级", "以上")  # 区级以上民政部门 are several


class LocalUnits:
    """The names of units, place by place; the graph does not change."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, dict[str, str]] = {}

    def name(self, place: str, function: str) -> str:
        """The unit of a function in the place of this id: as its plans name it, else in general words."""
        if place not in self._known:
            self._known[place] = self._names(place)
        return self._known[place].get(function) or general_name(function)

    def _names(self, place: str) -> dict[str, str]:
        """The best name of each function's unit: named before mentioned, main function before others."""
        best: dict[str, tuple[tuple[bool, bool, int, str], str]] = {}
        units = [u for _, u in self._view.neighbours(place, type="BELONGS_TO", incoming=True)]
        ids = [unit.id for unit in units]
        owned = self._view.around(ids, *OWNERSHIP.values())
        performs = self._view.around(ids, "PERFORMS")
        for unit in units:
            name = str(unit.properties["name"])
            level = place_of_unit(name)
            if level.endswith(_ANY_LEVEL):
                continue
            for _, function in performs[unit.id]:
                performed = str(function.properties["name"])
                main = performed == unit.properties.get("function")
                rank = (not level, not main, -len(owned[unit.id]), name)
                if performed not in best or rank < best[performed][0]:
                    best[performed] = (rank, name)
        return {function: name for function, (_, name) in best.items()}


@cache
def general_name(function: str) -> str:
    """What the unit of a function is called anywhere.

    >>> general_name("教育"), general_name("工会"), general_name("残疾人工作")
    ('教育部门', '工会', '残疾人联合会')
    """
    known = next((each for each in functions() if each.name == function), None)
    forms = [dated.form for dated in known.forms] if known else []
    if not forms or forms[0].endswith(_OFFICE_ENDS):
        return function + "部门"
    if function in forms:
        return function
    return function + "部门" if any(f.endswith(_OFFICE_ENDS) for f in forms) else forms[0]
