"""`guitu serve`: the pages and the API over a data folder, until it is interrupted."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
from typing import Final

from graph.errors import UsageError, reason
from service.cli import DATA, data_folder
from service.terminal import store_arguments

_MOST_WORKERS: Final = 64
_LOCAL: Final = ("127.0.0.1", "localhost", "::1")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `guitu serve`."""
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="地址", help="监听的地址（默认只本机 127.0.0.1）"
    )
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="端口", help="端口（默认 8000）"
    )
    parser.add_argument(
        "--workers",
        type=_workers,
        default=1,
        metavar="个数",
        help="同时回答的进程数，每个约占内存 250 MB（默认 1）",
    )
    parser.add_argument("--log", action="store_true", help="每个请求记一行 JSON 日志（标准错误）")
    store_arguments(parser)


def _port(given: str) -> int:
    if not (given.isdecimal() and 0 < int(given) < 65536):
        raise argparse.ArgumentTypeError("端口应是 1 到 65535 的整数")
    return int(given)


def _workers(given: str) -> int:
    if not (given.isdecimal() and 0 < int(given) <= _MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"进程数应是 1 到 {_MOST_WORKERS} 的整数")
    return int(given)


def _check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before anything is opened.

    Raises:
        UsageError: the port is taken, or the host is none of this machine's.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        hint = "请用 --host 换一个本机的地址。"
        if error.errno == errno.EADDRINUSE:
            hint = "端口已被占用，请用 --port 换一个。"
        elif error.errno == errno.EACCES:
            hint = "没有权限用这个端口，请用 --port 换一个 1024 以上的。"
        raise UsageError(f"不能在 {host}:{port} 上启动：{reason(error)}。", hint=hint) from error


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    import uvicorn  # 0.2 s that no other command needs

    from service.web.app import application
    from service.web.patience import PatientProtocol
    from service.web.settings import LOG, STORE, log_requests, settings_from_environment

    data = data_folder(args.data)
    settings = settings_from_environment(data, args.store)
    _check_address(args.host, args.port)
    app = application(settings)  # what is wrong with the data is told here, once, also for workers
    if args.host not in _LOCAL and not settings.read_token:
        print(
            "提醒：对外开放而没有设 GUITU_READ_TOKEN，能连到这台机器的人都能看。", file=sys.stderr
        )
    os.environ[DATA] = str(data.resolve())
    os.environ[STORE] = args.store or ""
    if args.log:
        os.environ[LOG] = "1"
    log_requests()
    print(f"规图已启动：http://{args.host}:{args.port}/（Ctrl-C 结束）", file=sys.stderr)
    several = args.workers > 1
    try:
        uvicorn.run(
            "service.web.app:application_of_worker" if several else app, factory=several,
            workers=args.workers, host=args.host, port=args.port, http=PatientProtocol,
            access_log=False, log_level="warning", timeout_keep_alive=5, limit_concurrency=200,
            server_header=False,
        )  # fmt: skip
    except SystemExit as error:  # the port is taken
        raise UsageError(
            f"不能在 {args.host}:{args.port} 上启动。", hint="端口可能被占用，请用 --port 换一个。"
        ) from error
    return 0
