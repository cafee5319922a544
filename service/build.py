"""The build: files in, graph out, in one transaction of the store.

    sources → opened → parsed → with facts → subgraph → writer → index and topics

A document whose bytes and rules have not changed is kept as it is. Files that left a folder built before
leave the store. One bad file never stops the others.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph import vocabulary
from graph.errors import DocumentError
from graph.model import ParsedDocument, Plan, Problem
from graph.store import DocumentRecord, Store, Writer
from graph.subgraph import Subgraph
from loaders.facts.reading import with_facts
from loaders.plan import parsed
from loaders.sources import Opened, Source, opened, sources
from service.progress import Progress, silent

if TYPE_CHECKING:  # it brings numpy and FAISS, which `guitu owners` does without
    from service.indexing import Indexer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One plan in the table after a build."""

    document: str
    title: str
    place: str
    audience: str
    period: str
    domains: int
    goals: int
    sub_goals: int
    measures: int
    owners: int
    laws: int
    targets: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one file gave: its plans, or the error that kept it out."""

    name: str
    parsed: ParsedDocument | None
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did. `rows` are the plans of every file named, new or kept; `errors` the files left out."""

    rows: tuple[PlanRow, ...]
    problems: tuple[tuple[str, Problem], ...]
    errors: tuple[DocumentError, ...]
    added: int
    changed: int
    unchanged: int
    removed: tuple[str, ...]


def understood(file: Opened) -> ParsedDocument:
    """The parse of a file with all its facts, and the problems of reading it among the others."""
    found = parsed(file.document)
    problems = tuple(sorted((*file.problems, *found.problems), key=lambda p: (p.start, p.code)))
    return replace(found, plans=tuple(with_facts(plan) for plan in found.plans), problems=problems)


def checked(paths: Iterable[Path], *, progress: Progress = silent) -> Iterator[Checked]:
    """What each file under `paths` holds, without any store.

    Raises:
        VocabularyError: the user's own vocabulary cannot be used.
    """
    vocabulary.check_own()
    for source in sources(paths):
        if isinstance(source, DocumentError):
            yield Checked(name="", parsed=None, error=source)
            continue
        progress(source.name)
        try:
            yield Checked(name=source.name, parsed=understood(opened(source)))
        except DocumentError as error:
            yield Checked(name=source.name, parsed=None, error=error)


def build(
    paths: Iterable[Path],
    store: Store,
    *,
    progress: Progress = silent,
    wait: float = 600.0,
    waiting: Progress | None = None,
    indexer: Indexer | None = None,
) -> BuildReport:
    """Bring `store` up to date with the files under `paths`.

    Args:
        paths: files and folders. A folder built before loses what is no longer in it.
        store: where the graph is kept.
        progress: told the name of each file as it is taken up.
        wait: seconds to wait for another build to end.
        waiting: told once that another build is waited for.
        indexer: keeps the search index in step; None leaves the graph without one.

    Raises:
        StoreBusy: another build still holds the store.
        VocabularyError: the user's own vocabulary cannot be used.
    """
    vocabulary.check_own()  # all of it, before anything is written
    named = [Path(path) for path in paths]
    if not any(_is_present(path) for path in named):  # no store is made for nothing
        refused = tuple(each for each in sources(named) if isinstance(each, DocumentError))
        return BuildReport(
            rows=(), problems=(), errors=refused, added=0, changed=0, unchanged=0, removed=()
        )
    with store.writing(wait=wait, waiting=waiting) as writer:
        run = _Run(writer)
        for source in sources(named):
            if isinstance(source, DocumentError):
                run.errors.append(source)
                continue
            progress(source.name)
            try:
                run.take(source)
            except DocumentError as error:
                run.refuse(source, error)
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                # A fault of ours in one document must not cost the others; the log has its traceback.
                log.exception("cannot read %s", source.name)
                run.refuse(
                    source,
                    DocumentError(
                        f"{source.name}：程序内部出错（{type(error).__name__}：{error}）。",
                        hint="其余文件照常入库；请把这份文件报给维护者。",
                    ),
                )
        run.remove_missing([path.resolve() for path in named if os.path.isdir(path)])
        if indexer is not None:
            indexer.update(writer)
    if indexer is not None:
        with store.view() as view:
            indexer.tidy(view)
    return run.report()


def _is_present(path: Path) -> bool:
    """Whether something is there; what may not be looked at is taken to be."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


class _Run:
    """One build as it goes on."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known = {record.key: record for record in writer.documents()}
        self._seen: dict[str, str] = {}  # key → root
        self._by_hash = {record.sha256: key for key, record in sorted(self._known.items())}
        self._rows: list[PlanRow] = []
        self._problems: list[tuple[str, Problem]] = []
        self.errors: list[DocumentError] = []
        self._added = self._changed = self._unchanged = 0
        self._removed: list[str] = []

    def refuse(self, source: Source, error: DocumentError) -> None:
        """Note a file that could not be taken; what the store holds of it stays."""
        if source.name in self._known and source.name not in self._seen:
            error.hint += "库里仍是上一次入库的内容。"
        self._seen.setdefault(source.name, str(source.root))
        self.errors.append(error)

    def take(self, source: Source) -> None:
        """Bring the store up to date with one file."""
        root = str(source.root)
        before = self._known.get(source.name)
        file = opened(source)
        if before is None or source.name in self._seen or before.sha256 != file.document.sha256:
            self._refuse_other_file_of_this_name(source, root)
        self._seen[source.name] = root
        self._note_duplicate(source.name, file)
        record = DocumentRecord(
            key=source.name, sha256=file.document.sha256, format=file.document.format, root=root,
            size=file.size, mtime_ns=file.mtime_ns, parser=rules_version(), report=before.report if before else (),
        )  # fmt: skip
        if before is not None and (before.sha256, before.parser) == (record.sha256, record.parser):
            if before != record:
                self._writer.refresh(record)
            self._unchanged += 1
            self._rows += [PlanRow(**row) for row in before.report]
            return
        found = understood(file)
        rows = plan_rows(found)
        graph = Subgraph(found)
        self._writer.replace(
            replace(
                record,
                report=[asdict(row) for row in rows],
            ),
            text=found.document.text,
            nodes=graph.nodes,
            edges=graph.edges,
            problems=found.problems,
            lines=found.lines,
        )
        self._rows += rows
        self._problems += [(source.name, problem) for problem in found.problems]
        self._added += before is None
        self._changed += before is not None

    def _refuse_other_file_of_this_name(self, source: Source, root: str) -> None:
        """Two files of one name in different folders would overwrite each other."""
        before = self._known.get(source.name)
        other = self._seen.get(source.name) or (before.root if before else root)
        if other != root and (source.name in self._seen or _is_present(Path(other) / source.name)):
            raise DocumentError(
                f"{source.path}：已有同名文件 {Path(other) / source.name} 入库。",
                hint="改名后再入库；或把它们放进同一个文件夹的不同子文件夹，对上级文件夹入库。",
            )

    def _note_duplicate(self, name: str, file: Opened) -> None:
        twin = self._by_hash.setdefault(file.document.sha256, name)
        if twin != name and (twin in self._seen or self._is_kept(twin)):
            problem = Problem(
                code="duplicate_document",
                line=1,
                end_line=1,
                start=0,
                end=0,
                text="",
                detail=f"与 {twin} 内容完全相同",
            )
            self._problems.append((name, problem))

    def _is_kept(self, key: str) -> bool:
        record = self._known.get(key)
        return record is not None and _is_present(Path(record.root) / key)

    def remove_missing(self, roots: Iterable[Path]) -> None:
        """Take out what was built from these folders and is no longer in them."""
        gone = {str(root) for root in roots}
        for key, record in self._known.items():
            if (
                key not in self._seen
                and record.root in gone
                and not _is_present(Path(record.root) / key)
            ):
                self._writer.remove(key)
                self._removed.append(key)

    def report(self) -> BuildReport:
        """What was done."""
        return BuildReport(
            rows=tuple(self._rows), problems=tuple(self._problems), errors=tuple(self.errors), added=self._added,
            changed=self._changed, unchanged=self._unchanged, removed=tuple(sorted(self._removed)),
        )  # fmt: skip


def plan_rows(found: ParsedDocument) -> list[PlanRow]:
    """A row for each plan of a document."""
    return [_row(found, plan) for plan in found.plans]


def _row(found: ParsedDocument, plan: Plan) -> PlanRow:
    goals = [goal for domain in plan.domains for goal in domain.goals]
    subs = [sub for goal in goals for sub in goal.sub_goals]
    measures = [measure for domain in plan.domains for measure in domain.measures]
    items = (*goals, *subs, *measures)
    years = "—".join(
        "" if year is None else str(year) for year in (plan.period_start, plan.period_end)
    )
    return PlanRow(
        document=found.document.name, title=plan.title, place=plan.place_name or "", audience=plan.audience or "",
        period=years if years != "—" else "", domains=len(plan.domains), goals=len(goals), sub_goals=len(subs),
        measures=len(measures), owners=sum(len(item.facts.owners) for item in items),
        laws=sum(len(item.facts.citations) for item in items) + sum(len(p.citations) for p in plan.prose),
        targets=sum(len(item.facts.targets) for item in items),
        problems=sum(plan.start <= problem.start <= plan.end for problem in found.problems),
    )  # fmt: skip


@cache
def rules_version() -> str:
    """A digest of the rules and vocabularies that turn a file into its graph: when they change, files are read anew.

    The user's own vocabularies count, but for those that only search goes by.
    """
    digest = hashlib.sha256()
    for package in ("graph", "loaders"):
        root = Path(str(files(package)))
        for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    digest.update(vocabulary.own_digest(vocabulary.FACTS).encode())
    return digest.hexdigest()[:16]
