"""The folder of an export: written aside, then moved into place file by file.

The files are first written in a folder inside the destination, so that moving them is a rename even
where the destination is a mount of its own. Only files that the earlier export's `export.json` lists
are ever removed; what a user keeps beside them stays.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final

from graph.errors import GuituError, UsageError, reason

MANIFEST: Final = "export.json"
_ASIDE: Final = ".guitu-export-"


class ExportFolder:
    """Where an export is being written, and what its manifest will say."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = {"made_by": "guitu"}

    def describe(self, **told: Any) -> None:
        """Add to the manifest."""
        self.manifest |= told


def _write_manifest(folder: Path, told: dict[str, Any]) -> None:
    aside = folder / f"{_ASIDE}{MANIFEST}"
    written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    aside.write_text(written, "utf-8", "backslashreplace", newline="\n")
    os.replace(aside, folder / MANIFEST)


def _inside(name: object) -> bool:
    """Whether a name that a manifest lists stays in its folder."""
    if not isinstance(name, str) or re.search(r"[:\\\x00]", name):
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _earlier_files(folder: Path) -> list[str]:
    """The files of the export that stands there.

    Raises:
        UsageError: something else stands there.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是文件，不是文件夹。", hint="请另选一个导出文件夹。")
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["made_by"] == "guitu":
            return [name for name in told["files"] if _inside(name)]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if folder.is_dir() and any(not each.name.startswith(_ASIDE) for each in folder.iterdir()):
        raise UsageError(
            f"{folder} 里已有别的文件，不是规图的导出，没有动它。",
            hint="请另选一个空文件夹，或先把里面的文件移走。",
        )
    return []


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _remove_stale(folder: Path, names: set[str]) -> None:
    for name in names:
        path = folder / name
        with suppress(OSError):
            path.unlink()
        for parent in path.relative_to(folder).parents:
            with suppress(OSError):  # not empty, or the export's own folder
                if parent != Path():
                    (folder / parent).rmdir()


def _move(aside: Path, folder: Path, names: list[str]) -> None:
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(aside / name, place)


@contextmanager
def replacing(folder: Path) -> Iterator[ExportFolder]:
    """A folder to write in, whose files take their places if the block ends well.

    Raises:
        UsageError: the destination holds something that is not an export, or cannot be written.
    """
    earlier = set(_earlier_files(folder))
    existed = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_ASIDE}*"):  # by an export that was killed
            shutil.rmtree(left, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    except OSError as error:
        raise UsageError(
            f"写不进导出文件夹 {folder}：{reason(error)}。", hint="请另选一个可写的文件夹。"
        ) from error
    try:
        export = ExportFolder(aside)
        yield export
        files = _files(aside)
        # Until the end the manifest lists old and new, so that an export cut short can be replaced whole.
        _write_manifest(folder, export.manifest | {"files": sorted(earlier | set(files))})
        _remove_stale(folder, earlier - set(files))
        _move(aside, folder, files)
        _write_manifest(folder, export.manifest | {"files": files})
    except OSError as error:
        raise GuituError(
            f"导出到 {folder} 时出错：{reason(error) or error}。",
            hint="请检查磁盘空间和权限后重试。",
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not existed:
            with suppress(OSError):
                folder.rmdir()  # only an empty one goes: nothing was exported
