"""The decoded text of every document under `documents/`, in files whose names any system accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from unicodedata import normalize

from graph.ids import digest
from graph.store import View

_BLOCK: Final = 1 << 20  # code points read at one time
_LONGEST: Final = 200  # bytes of a part of a path; file systems allow 255
# Letters that Windows refuses in names, and its device names (Win32 "Naming Files, Paths, and Namespaces").
_REFUSED: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]|[. ]\Z|\A\.+\Z|\A ')
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def _part(part: str) -> str:
    safe = _REFUSED.sub("_", part)
    if _DEVICE.fullmatch(safe):
        safe = f"_{safe}"
    while len(safe.encode()) > _LONGEST:
        safe = safe[:-1]
    return safe if safe == part else f"{safe}~{digest(part)}"


def _name(key: str) -> str:
    *folders, last = [part for part in key.split("/") if part] or [""]
    stem = last[:-4] if last.lower().endswith(".txt") else last
    ending = last[-4:] if stem != last else ".txt"
    return "/".join([*map(_part, folders), _part(stem or "_") + ending])


def file_names(keys: Iterable[str]) -> dict[str, str]:
    """Where the text of each document goes, `/` between folders, whatever the order of `keys`.

    The key with `.txt` behind it unless it has that; a part that some system would refuse, and a name
    that would meet another one, gets a hash; the latter stands at the top.

    >>> file_names(["区/规划.txt", "规划.docx"])
    {'区/规划.txt': '区/规划.txt', '规划.docx': '规划.docx.txt'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    # A key that already is its file's name has the first claim to it.
    for key in sorted(keys, key=lambda key: (_name(key) != key, key)):
        name = _name(key)
        if _meets(name, taken):
            name = f"{name.rpartition('/')[2][:-4]}~{digest(key)}.txt"
        taken.update(_claims(name))
        names[key] = name
    return names


def _claims(name: str) -> Iterator[str]:
    # Many file systems do not tell upper from lower case, or é from e and an accent; a folder is claimed
    # with a slash behind it.
    folded = normalize("NFC", name.casefold())
    yield folded
    while folded := folded.rpartition("/")[0]:
        yield f"{folded}/"


def _meets(name: str, taken: set[str]) -> bool:
    whole, *folders = _claims(name)
    return (
        whole in taken
        or f"{whole}/" in taken
        or any(folder.removesuffix("/") in taken for folder in folders)
    )


def write(view: View, folder: Path) -> dict[str, str]:
    """Write each document's text with its own line ends; `{key: file}` comes back, by key."""
    names = file_names(record.key for record in view.documents())
    written = {}
    for key in sorted(names):
        written[key] = f"documents/{names[key]}"
        path = folder / "documents" / names[key]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            at = 0
            while words := view.text(key, at, at + _BLOCK):
                file.write(words)
                at += len(words)
    return written
