"""Clients that stall, and addresses that reach for what is not theirs."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from service.web import guard, patience


def connected(served: str) -> socket.socket:
    place = urlsplit(served)
    assert place.hostname is not None
    return socket.create_connection((place.hostname, place.port or 0), timeout=10)


def test_a_head_that_never_ends_is_not_waited_for(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_HEAD", 0.5)
    began = time.monotonic()
    with connected(served) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert client.recv(100) == b""
    assert time.monotonic() - began < 5


def test_a_connection_that_says_nothing_is_closed(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_HEAD", 0.5)
    with connected(served) as client:
        assert client.recv(100) == b""


def test_a_body_that_stalls_is_answered_with_408(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_PATIENCE", 0.5)
    with connected(served) as client:
        client.sendall(
            b"POST /api/graph/export.graphml HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        assert b" 408 " in client.recv(1000)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2fsettings.py",
        "/static//etc/passwd",
        "/document?name=../../../../etc/passwd",
        "/document.txt?name=/etc/passwd",
        "/document?name=guitu.sqlite",
    ],
)
def test_no_address_leads_out_of_its_folder(served: str, path: str) -> None:
    with connected(served) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b" 404 " in client.recv(1000)


def test_thousands_of_parameters_are_not_looked_at_one_by_one(served: str) -> None:
    ids = "&".join(f"id=a{n}" for n in range(3_000))
    assert httpx.get(f"{served}/compare?{ids}").status_code in (400, 422)
