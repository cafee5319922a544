"""How each kind of node looks: one colour, size and caption wherever the graph is drawn.

Colours stand out from white by 4.5 to 1 or more (WCAG 2.2, 1.4.3), so that white words can be read on them,
and from each other; a kind is always named in words besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.schema import LABEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The look of a label: `colour` as #rrggbb, `size` the diameter in pixels."""

    label: str
    colour: str
    size: int

    @property
    def caption(self) -> str:
        """What people call it."""
        return LABEL[self.label].caption


PALETTE: Final[tuple[Style, ...]] = (
    Style(label="Document", colour="#757575", size=24),
    Style(label="Jurisdiction", colour="#5c3d1e", size=40),
    Style(label="Plan", colour="#9b1c1c", size=44),
    Style(label="Domain", colour="#c2410c", size=36),
    Style(label="Goal", colour="#1768d0", size=28),
    Style(label="Target", colour="#007a87", size=20),
    Style(label="Indicator", colour="#0d4a57", size=28),
    Style(label="Measure", colour="#25801f", size=24),
    Style(label="Department", colour="#7b2cbf", size=34),
    Style(label="Function", colour="#b8258f", size=30),
    Style(label="Law", colour="#36358a", size=28),
    Style(label="Topic", colour="#857100", size=30),
)
STYLE: Final[dict[str, Style]] = {style.label: style for style in PALETTE}
