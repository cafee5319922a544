"""What numbers plans set for indicators.

settings   each number with its plan, its line and the year it is due
names      which indicators a question speaks of
spread     the highest, lowest and middle of what places set for one year
conflicts  numbers of one plan that disagree, or go the wrong way
table      a row an indicator, a column a plan
"""

from __future__ import annotations

from queries.indicators.names import IndicatorNames, indicators_named
from queries.indicators.settings import Kind, Setting, setting_of, settings
from queries.indicators.spread import Spread, spread

__all__ = [
    "IndicatorNames",
    "Kind",
    "Setting",
    "Spread",
    "indicators_named",
    "setting_of",
    "settings",
    "spread",
]
