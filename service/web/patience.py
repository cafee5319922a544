"""Connections that bring no whole request in time are closed, so that slow clients cannot hold them all.

uvicorn waits without end for the rest of a request's head (slowloris); this gives it `_HEAD` seconds from the
connection's start or the end of the last answer. Bodies are watched by `service.web.guard`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD: Final = 20.0


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, with an end to patience."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client has come."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a request: the time for its head begins anew."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        self._impatience = self.loop.call_later(_HEAD, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
