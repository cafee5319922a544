"""How the service runs: from the command line and the environment, checked once."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field, ValidationError

from graph.errors import UsageError


class Settings(BaseModel, frozen=True):
    """What a person running the service may set; every other limit is fixed beside what it limits."""

    data: Path
    store: str | None = None  # the address of a Neo4j server that the graph is read from
    read_token: str = Field("", description="GUITU_READ_TOKEN：设了，看也要口令")
    write_token: str = Field("", description="GUITU_WRITE_TOKEN：不设，就不能上传和移除")
    requests_a_minute: int = Field(
        0, ge=0, description="GUITU_RATE：每个来源每分钟的请求数，0 不限"
    )
    largest_upload: int = Field(20_000_000, gt=0, description="GUITU_UPLOAD：一份文件的字节数上限")


_NAMES: Final = {
    "read_token": "GUITU_READ_TOKEN",
    "write_token": "GUITU_WRITE_TOKEN",
    "requests_a_minute": "GUITU_RATE",
    "largest_upload": "GUITU_UPLOAD",
}


def settings_from_environment(data: Path, store: str | None = None) -> Settings:
    """The settings that environment variables give.

    Raises:
        UsageError: a number is none.
    """
    found = {name: os.environ[word] for name, word in _NAMES.items() if os.environ.get(word)}
    try:
        return Settings.model_validate({"data": data, "store": store, **found})
    except ValidationError as error:
        names = "、".join(_NAMES.get(str(each["loc"][0]), "") for each in error.errors())
        raise UsageError(f"环境变量 {names} 的值不对。", hint="应是不小于 0 的整数。") from error


STORE: Final = "GUITU_STORE"  # for the processes that answer
LOG: Final = "GUITU_LOG"  # set: each request is a line


def log_requests() -> None:
    """Write what the service has to say to stderr, and each request where `GUITU_LOG` is set, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    requests = logging.INFO if os.environ.get(LOG) else logging.WARNING
    for name, level in (("guitu", requests), ("service", logging.INFO)):
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(level)
