"""The numbers of plans as the JSON of the command line and of the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.indicators import indicator
from queries.holdings import HeldPlan
from queries.indicators import Setting, Spread
from queries.indicators.table import IndicatorTable, Row


def table_json(found: IndicatorTable) -> dict[str, Any]:
    """The table, every number with its evidence, and what needs a look; rows and spreads name numbers by id."""
    return {
        "plans": [asdict(plan) for plan in found.columns],
        "rows": [_row_json(row, found.columns) for row in found.rows],
        "settings": [_setting_json(each) for each in found.settings],
        "conflicts": [
            {
                "fault": str(each.fault),
                "indicator": each.indicator,
                "reason": each.reason,
                "baseline": each.baseline,
                "settings": [_setting_json(setting) for setting in each.settings],
            }
            for each in found.conflicts
        ],
    }


def _row_json(row: Row, columns: Sequence[HeldPlan]) -> dict[str, Any]:
    known = indicator(row.indicator)
    return {
        "indicator": row.indicator,
        "kind": str(row.kind),
        "unit": row.unit,
        "year": row.year,
        "direction": known.direction if known else None,
        "cells": {
            plan.id: [each.target.id for each in cell]
            for plan, cell in zip(columns, row.cells, strict=True)
            if cell
        },
        "spread": _spread_json(row.spread) if row.spread else None,
    }


def _spread_json(found: Spread) -> dict[str, Any]:
    return {
        "year": found.year,
        "unit": found.unit,
        "highest": _setting_json(found.highest),
        "lowest": _setting_json(found.lowest),
        "median": found.median,
        "strictest": [each.target.id for each in found.strictest],
        "compared": [each.target.id for each in found.settings],
        "left_out": [each.target.id for each in found.left_out],
    }


def _setting_json(setting: Setting) -> dict[str, Any]:
    return {**asdict(setting), "kind": str(setting.kind)}
