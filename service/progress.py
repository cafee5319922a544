"""Who is told how far a build is; the command line shows it on a terminal."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]  # told the name of each file as it is taken up


def silent(name: str) -> None:
    """Progress that nobody watches."""


def uncounted(done: int, total: int) -> None:
    """A count that nobody watches."""
