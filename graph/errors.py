"""Every error a user can meet, in one tree.

GuituError                    the root; `message` in Chinese first, `hint` says the next step
├── DocumentError             one file cannot become a plan; the others are still built
│   ├── DocumentNotFound      the path does not exist
│   ├── DocumentUnreadable    no permission, a loop of links, not a regular file
│   ├── DocumentNotText       empty, binary, or a line no plan could have
│   └── DocumentTooLarge      beyond the size this build accepts
├── StoreError                the data folder or the server cannot serve
│   ├── StoreNotFound         nothing has been built there yet
│   ├── StoreBusy             another build holds it
│   ├── StoreChanging         a push is rewriting the server that is read from
│   ├── StoreDamaged          the file is no store of ours, or is broken
│   ├── StoreTooNew           written by a later version of Guitu
│   ├── StoreUnreachable      no server answers there, or the connection broke
│   └── StoreRefused          the server does not let this user in, or not do that
├── IndexFault                the search index cannot serve
│   ├── IndexNotFound         the graph has no index yet
│   ├── IndexDamaged          a file of the index is missing or broken
│   └── IndexMismatch         the index was made with another text encoder
├── EncoderError              a text encoder cannot be had: no such folder, files missing, extra not installed
├── VocabularyError           a user's own vocabulary cannot be used; names file, line and what was expected
├── UnknownNode               no node has this id
└── UsageError                an argument that cannot be meant
"""

from __future__ import annotations

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许",
    errno.ELOOP: "链接绕回自身",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EEXIST: "已有同名文件",
    errno.EROFS: "磁盘只读",
    errno.ENAMETOOLONG: "名字太长",
    errno.EPIPE: "对方已关闭",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the usual reasons."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


class GuituError(Exception):
    """The root. `message` names the thing, what was found and what was expected; `hint` the next step."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class DocumentError(GuituError):
    """One file cannot become a plan; the others are still built."""

    code = "document"


class DocumentNotFound(DocumentError):
    """The path does not exist."""

    code = "document_not_found"


class DocumentUnreadable(DocumentError):
    """No permission, a loop of links, or not a regular file."""

    code = "document_unreadable"


class DocumentNotText(DocumentError):
    """Empty, binary, or a line no plan could have."""

    code = "document_not_text"


class DocumentTooLarge(DocumentError):
    """Beyond the size this build accepts."""

    code = "document_too_large"


class StoreError(GuituError):
    """The data folder or the server cannot serve."""

    code = "store"


class StoreNotFound(StoreError):
    """Nothing has been built there yet."""

    code = "store_not_found"


class StoreBusy(StoreError):
    """Another build holds it."""

    code = "store_busy"


class StoreChanging(StoreError):
    """A push is rewriting the server that is read from, or did while it was read."""

    code = "store_changing"


class StoreDamaged(StoreError):
    """The file is no store of ours, or is broken."""

    code = "store_damaged"


class StoreTooNew(StoreError):
    """Written by a later version of Guitu."""

    code = "store_too_new"


class StoreUnreachable(StoreError):
    """No server answers there, or the connection broke."""

    code = "store_unreachable"


class StoreRefused(StoreError):
    """The server does not let this user in, or not do that."""

    code = "store_refused"


class IndexFault(GuituError):
    """The search index cannot serve."""

    code = "index"


class IndexNotFound(IndexFault):
    """The graph has no index yet."""

    code = "index_not_found"


class IndexDamaged(IndexFault):
    """A file of the index is missing or broken."""

    code = "index_damaged"


class IndexMismatch(IndexFault):
    """The index was made with another text encoder."""

    code = "index_mismatch"


class EncoderError(GuituError):
    """A text encoder cannot be had: no such folder, files missing, the extra not installed."""

    code = "encoder"


class VocabularyError(GuituError):
    """A user's own vocabulary cannot be used; names file, line and what was expected."""

    code = "vocabulary"


class UnknownNode(GuituError):
    """No node has this id."""

    code = "unknown_node"


class UsageError(GuituError):
    """An argument that cannot be meant."""

    code = "usage"
