"""Files from a browser: kept aside, read and reported, then taken up or thrown away.

    data/incoming/3f2a…/规划.txt     what waits for a decision, each in a folder of its own
    data/uploads/规划.txt            what was taken up, which `guitu build data/uploads` reads again

Only the name's last part is used, nothing is executed, and nothing is written outside the data folder.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from embeddings.encoder import Encoder
from graph.errors import UsageError, reason
from graph.sqlite import SqliteStore
from service.build import BuildReport, Checked, build, checked
from service.indexing import Indexer

ENDINGS: Final = (".txt",)
_TICKET: Final = re.compile(r"[0-9a-f]{32}")
_PATIENCE: Final = 5.0  # seconds that a browser waits for another build to end
_KEPT: Final = 24 * 3600  # seconds that a file waits for a decision
_MOST_WAITING: Final = 50
_LONGEST_NAME: Final = 120  # characters
_BAD_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that waits; its ticket is needed to take it up or throw it away."""

    ticket: str
    name: str
    report: Checked


class Intake:
    """The files that come by the browser into a data folder."""

    def __init__(self, data: Path, encoder: Encoder) -> None:
        self._data = data
        self._incoming = data / "incoming"
        self._uploads = data / "uploads"
        self._encoder = encoder

    def received(self, name: str, content: bytes) -> Waiting:
        """A file kept aside, with what a build would find in it.

        Raises:
            UsageError: the name or kind is not one that is read, too many wait, or it cannot be kept.
        """
        name = file_name(name)
        self._forget_old()
        if sum(1 for _ in self._folders()) >= _MOST_WAITING:
            raise UsageError("等待处理的上传太多。", hint="请先接受或放弃前面的上传。")
        ticket = secrets.token_hex(16)
        folder = self._incoming / ticket
        try:
            folder.mkdir(parents=True)
            (folder / name).write_bytes(content)
        except OSError as error:
            raise UsageError(
                f"存不下 {name}：{reason(error)}。", hint="请检查磁盘空间和权限。"
            ) from error
        (report,) = checked([folder / name])
        return Waiting(ticket=ticket, name=name, report=report)

    def taken(self, ticket: str) -> BuildReport:
        """The report of the build that takes a waiting file up, in place of one of the same name.

        Raises:
            UsageError: no such file waits.
            StoreBusy: another build holds the store.
        """
        folder, path = self._waiting(ticket)
        self._uploads.mkdir(parents=True, exist_ok=True)
        kept = self._uploads / path.name
        shutil.copyfile(path, kept)
        store = SqliteStore(self._data)
        indexer = Indexer(encoder=self._encoder, data=self._data)
        report = build([kept], store, indexer=indexer, wait=_PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)
        return report

    def again(self, ticket: str) -> Waiting:
        """A waiting file with its report.

        Raises:
            UsageError: no such file waits.
        """
        _, path = self._waiting(ticket)
        (report,) = checked([path])
        return Waiting(ticket=ticket, name=path.name, report=report)

    def waiting(self) -> list[tuple[str, str]]:
        """The ticket and name of each waiting file, by name."""
        found = [
            (folder.name, path.name) for folder in self._folders() for path in folder.iterdir()
        ]
        return sorted(found, key=lambda each: (each[1], each[0]))

    def thrown_away(self, ticket: str) -> None:
        """Forget a waiting file.

        Raises:
            UsageError: no such file waits.
        """
        folder, _ = self._waiting(ticket)
        shutil.rmtree(folder, ignore_errors=True)

    def removed(self, names: Sequence[str]) -> None:
        """Take documents out of the graph, and their files out of what was uploaded.

        Raises:
            UsageError: one of them is not there; none is removed then.
            StoreBusy: a build holds the store.
        """
        remove(names, self._data, self._encoder, wait=_PATIENCE)
        for name in names:
            with suppress(OSError):
                (self._uploads / file_name(name)).unlink()

    def _waiting(self, ticket: str) -> tuple[Path, Path]:
        folder = self._incoming / ticket
        if _TICKET.fullmatch(ticket) and folder.is_dir():
            for path in folder.iterdir():
                return folder, path
        raise UsageError("这份上传已经处理过，或等得太久已经清除。", hint="请重新上传。")

    def _folders(self) -> Sequence[Path]:
        return tuple(self._incoming.iterdir()) if self._incoming.is_dir() else ()

    def _forget_old(self) -> None:
        for folder in self._folders():
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > _KEPT:
                    shutil.rmtree(folder, ignore_errors=True)


def file_name(given: str) -> str:
    """The last part of a name that a browser gives, as a name in our folder.

    Raises:
        UsageError: it is no name, or its ending is none that is read.
    """
    name = _BAD_IN_NAMES.sub("_", re.split(r"[\\/]", given)[-1]).strip(". ")
    if not name or len(name) > _LONGEST_NAME or len(name.encode()) > 250:
        raise UsageError("文件名是空的或太长。", hint=f"请改成 {_LONGEST_NAME} 个字以内的名字。")
    if not name.lower().endswith(ENDINGS):
        raise UsageError(f"{name}：还不会读这种文件。", hint=f"可以是 {'、'.join(ENDINGS)}。")
    return name


def remove(names: Sequence[str], data: Path, encoder: Encoder, *, wait: float = 600.0) -> None:
    """Take documents out of a data folder, all of them or none; `wait` seconds for another build to end.

    Raises:
        UsageError: one of them is not there.
        StoreBusy: another build holds the store.
    """
    store = SqliteStore(data)
    store.view().close()  # a store that is not there is not made
    indexer = Indexer(encoder=encoder, data=data)
    with store.writing(wait=wait) as writer:
        known = [record.key for record in writer.documents()]
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UsageError(
                f"库里没有这些文件：{'、'.join(unknown)}。",
                hint=f"库里有：{'、'.join(known) or '（空）'}。",
            )
        for name in names:
            writer.remove(name)
        indexer.update(writer)
    with store.view() as view:
        indexer.tidy(view)
