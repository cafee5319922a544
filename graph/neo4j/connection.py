"""The server: how it is reached, read and written, and what its failures mean to a user.

A reading that fails before its first row is tried again where the driver calls that safe; one that breaks
off in the middle is an error, for rows already given cannot be taken back. A writing is a transaction
that the driver repeats where the server asks for it; one whose end was not heard of is an error, and the
next push finds out what came of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Session,
    Transaction,
)
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import (
    StoreBusy,
    StoreError,
    StoreNotFound,
    StoreRefused,
    StoreUnreachable,
    UsageError,
)
from graph.neo4j import statements

SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
OLDEST: Final = (5, 26)
_TRIES: Final = 4  # of a reading
_PAUSE: Final = 0.2  # seconds before the second try, doubled before each further one
_PATIENCE: Final = 15.0  # seconds in which the driver repeats a writing, and waits for a connection
_FULL: Final = ("no space left", "disk full", "not enough space", "read-only", "read only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a Neo4j is and who asks; the password is never shown.

    Raises:
        UsageError: the address is none of a Neo4j.
    """

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    def __post_init__(self) -> None:
        try:
            told = urlsplit(self.uri)
            known = told.scheme in SCHEMES and bool(told.hostname) and told.port != 0
        except ValueError:
            known = False
        if not known or told.username or told.password:
            raise UsageError(
                f"{_without_secret(self.uri)} 不是 Neo4j 的地址。",
                hint=f"地址如 bolt://127.0.0.1:7687，可用的开头：{'、'.join(SCHEMES)}；用户名和密码不写在地址里。",
            )


def _without_secret(uri: str) -> str:
    front, at, back = uri.rpartition("@")
    return f"{front.partition('//')[0]}//…@{back}" if at else uri


class Connection:
    """A server that was reached and is a Neo4j new enough; for any number of threads.

    Raises:
        StoreUnreachable: nothing answers there, or something that is no Neo4j.
        StoreRefused: the password is wrong or the account may not.
        StoreNotFound: no such database.
        StoreError: the server is too old.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        auth = (server.user, server.password) if server.password else None
        with self.explained():
            self._driver: Driver = GraphDatabase.driver(
                server.uri, auth=auth, user_agent="guitu", connection_timeout=_PATIENCE,
                connection_acquisition_timeout=4 * _PATIENCE, max_transaction_retry_time=_PATIENCE,
                notifications_min_severity="OFF", telemetry_disabled=True,
            )  # fmt: skip
        try:
            with self.explained(), self._session(READ_ACCESS) as session:
                found = session.run(statements.COMPONENTS).values()
            _check_version(server, found)
        except BaseException:
            self._driver.close()
            raise

    def close(self) -> None:
        """Let go of the server."""
        self._driver.close()

    def _session(self, access: str) -> Session:
        return self._driver.session(
            database=self.server.database, default_access_mode=access, fetch_size=2_000
        )

    def rows(self, statement: str, **given: Any) -> Iterator[list[Any]]:
        """The rows of a reading, as they come.

        Raises:
            StoreError: it cannot be read, or broke off in the middle.
        """
        pause = _PAUSE
        for attempt in range(1, _TRIES + 1):
            begun = False
            with self.explained():
                try:
                    with self._session(READ_ACCESS) as session:
                        for record in session.run(statement, given):
                            begun = True
                            yield record.values()
                    return
                except (DriverError, Neo4jError) as error:
                    if begun or attempt == _TRIES or not error.is_retryable():
                        raise
            time.sleep(pause)
            pause *= 2

    def write(self, statement: str, **given: Any) -> None:
        """Do one writing in a transaction of its own.

        Raises:
            StoreError: it cannot be done.
        """

        self._write([(statement, given)])

    def lay_out(self, made: Sequence[str]) -> None:
        """Make rules and indexes, all of them or none.

        Raises:
            StoreError: it cannot be done.
        """
        self._write([(statement, {}) for statement in made])

    def _write(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        def work(transaction: ManagedTransaction) -> None:
            for statement, given in statements:
                transaction.run(statement, dict(given)).consume()

        with self.explained(), self._session(WRITE_ACCESS) as session:
            session.execute_write(work)

    def command(self, statement: str, **given: Any) -> list[list[Any]]:
        """The rows of a statement that must not be in a transaction with others: indexes, transactions."""
        with self.explained(), self._session(WRITE_ACCESS) as session:
            return session.run(statement, given).values()

    @contextmanager
    def open_transaction(self, told: Mapping[str, str]) -> Iterator[Transaction]:
        """A transaction without time limit that others can see with what is `told`; undone at the end."""
        with self.explained(), self._session(WRITE_ACCESS) as session:
            transaction = session.begin_transaction(metadata=dict(told), timeout=0)
            try:
                yield transaction
            finally:
                with suppress(DriverError, Neo4jError):  # it may be gone with its server
                    transaction.rollback()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """A block whose errors of the driver become ours, naming the server."""
        try:
            yield
        except (DriverError, Neo4jError, OSError, ValueError) as error:
            if isinstance(error, ValueError) and not isinstance(error, ConfigurationError):
                raise
            raise _ours(error, self.server) from error


def _check_version(server: Server, found: Sequence[Sequence[Any]]) -> None:
    kernel = next((row for row in found if row[0] == "Neo4j Kernel"), None)
    if kernel is None:
        raise StoreUnreachable(
            f"{server.uri} 上的不是 Neo4j。", hint="请检查地址；规图需要 Neo4j 5.26 或更高版本。"
        )
    parts = str(kernel[1]).replace("-", ".").split(".")
    version = tuple(int(part) for part in parts[:2] if part.isdecimal())
    if version < OLDEST:
        raise StoreError(
            f"{server.uri} 上的 Neo4j 是 {kernel[1]}，太旧了。",
            hint="规图需要 Neo4j 5.26 或更高版本，请升级服务器。",
        )


def _ours(error: Exception, server: Server) -> StoreError:
    """What a failure of the driver or the server means to a user."""
    said = str(getattr(error, "message", None) or error)
    code = str(getattr(error, "code", None) or "")
    low = said.lower()
    if "RateLimit" in code:  # to the driver no error of authentication
        return StoreRefused(f"{server.uri} 因多次输错密码，暂时不让登录。", hint="请过几秒再试。")
    if isinstance(error, AuthError):
        return StoreRefused(
            f"{server.uri} 不接受用户 {server.user} 的密码。",
            hint="请检查环境变量 GUITU_NEO4J_PASSWORD 和 --user；初次安装的 Neo4j 要先改一次初始密码。",
        )
    if isinstance(error, Forbidden):
        return StoreRefused(
            f"用户 {server.user} 在 {server.uri} 的数据库 {server.database} 里没有这项权限：{said}",
            hint="推送需要写入数据、建约束和索引的权限。",
        )
    if "DatabaseNotFound" in code or "database does not exist" in low or "databasenotfound" in low:
        return StoreNotFound(
            f"{server.uri} 上没有名为 {server.database} 的数据库。",
            hint="请用 --database 指出已有的数据库；社区版只有一个，名为 neo4j。",
        )
    if "no such" in low and "schema index" in low:
        return StoreError(
            f"{server.uri} 上缺少规图的一个索引：{said.rpartition(' ')[2]}。",
            hint="请再运行一次 guitu push，它会补上。",
        )
    if any(words in low for words in _FULL) or ("DatabaseUnavailable" in code and "space" in low):
        return StoreError(
            f"{server.uri} 写不进去：服务器的磁盘已满或只读。",
            hint="请在服务器上腾出空间后再运行一次 guitu push，它会接着做完。",
        )
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return StoreUnreachable(
            f"连不上 {server.uri}，或连接中断了：{said}",
            hint="请检查地址、端口和网络，服务器是否已启动；推送中断了再运行一次会接着做完。",
        )
    if isinstance(error, TransientError) and "OutOfMemory" not in code:
        return StoreBusy(f"{server.uri} 正忙：{said}", hint="请稍后再试。")
    if isinstance(error, ConstraintError):
        return StoreError(
            f"{server.uri} 的数据库 {server.database} 里另有不属于规图的节点用了同样的 id：{said}",
            hint="多半是从导出的 graph.cypher 导入的。请先删去那些节点，或用 --database 换一个数据库。",
        )
    if isinstance(error, ConfigurationError):
        return StoreUnreachable(f"{server.uri} 不能这样连接：{said}", hint="请检查地址的写法。")
    return StoreError(
        f"{server.uri} 出错：{said}", hint="详情见服务器的日志 neo4j.log、debug.log。"
    )
