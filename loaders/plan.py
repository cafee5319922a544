"""One decoded document in, its plans out, with everything else in it accounted for.

Nothing here raises on any text: what cannot be understood becomes a problem with its line, and every
non-blank line ends as part of a node, as a named kind of furniture, or outside any plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.model import Document, LineRecord, Outside, Paragraph, ParsedDocument, Plan
from graph.places import Resolution, resolved
from loaders.identity import Identity, as_title, identity, issued_titles
from loaders.outline.assembly import Assembly, heading_name, inferred_domain_name
from loaders.outline.block import BlockKind
from loaders.outline.blocks import blocks
from loaders.outline.headings import HeadingRole, roles
from loaders.outline.lines import Line, LineKind, physical_lines, wrap_width
from loaders.outline.pieces import Piece, pieces
from loaders.outline.raw import RawDomain, Structure
from loaders.outline.structure import structure
from loaders.outline.tree import Node, tree
from loaders.outside import furniture_of_plan, outside_plans


def parsed(document: Document) -> ParsedDocument:
    """What `document` holds: plans in order, what belongs to none, problems by line, and its lines."""
    text = document.text
    lines = physical_lines(text)
    assembly = Assembly(text, lines)
    found = pieces(blocks(lines, wrap_width(lines)))
    outlines = [structure(tree(piece.blocks)) for piece in found]
    is_plan = [
        _is_plan(piece, outline, found[i - 1] if i else None, text)
        for i, (piece, outline) in enumerate(zip(found, outlines, strict=True))
    ]
    taken = [
        as_title(p.title.printed(text))
        for p, yes in zip(found, is_plan, strict=True)
        if yes and p.title
    ]
    plans: list[Plan] = []
    outside: list[Outside] = []
    notice: Piece | None = None
    for i, piece in enumerate(found):
        if is_plan[i]:
            body = _body(piece, text)
            who = identity(piece, notice, text, taken, body)
            where = (
                resolved(who.place, f"{_body(notice, text) if notice else ''}{body}")
                if who.place
                else None
            )
            taken.append(who.title)
            plans.append(_plan(piece, outlines[i], who, where, document, assembly))
            outside += furniture_of_plan(piece)
        else:
            outside += outside_plans(piece, text, assembly, alone=len(found) == 1)
            notice = piece if piece.notice is not None or notice is None or not plans else notice
    _check_document(document, plans, assembly)
    _report_unplaced(lines, assembly)
    assembly.problems.sort(key=lambda p: (p.start, p.code))
    return ParsedDocument(
        document=document,
        plans=tuple(plans),
        outside=tuple(sorted(outside, key=lambda o: o.line)),
        problems=tuple(assembly.problems),
        lines=tuple(
            LineRecord(line.number, line.start, line.end, line.kind.value) for line in lines
        ),
    )


def _is_plan(piece: Piece, outline: Structure, before: Piece | None, text: str) -> bool:
    """Whether a piece is a plan: by its title, by the notice before it, or by what only plans have."""
    items = sum(len(d.goals) + len(d.measures) for d in outline.domains)
    if outline.labelled and items >= 2:
        return True
    if piece.notice is not None:
        return False
    if piece.title is not None and re.search(
        r"(?:规划|規劃|纲要|綱要|计划)(?:\s*\([^()]*\))*$", piece.title.words
    ):
        return items > 0 or piece.has_body
    issued = before is not None and before.notice is not None and issued_titles(before, text)
    if issued and piece.title is None and outline.domains and items >= 2:
        return True
    headings = [
        roles(b.words)
        for b in piece.blocks
        if b.kind in (BlockKind.MARKED, BlockKind.LABEL) and b.heading_like
    ]
    said = {role for found in headings for role in found}
    return items >= 3 and {HeadingRole.FRONT, HeadingRole.CLOSING} <= said


def _body(piece: Piece, text: str) -> str:
    return "".join(block.printed(text) for block in piece.blocks)


def _plan(
    piece: Piece,
    outline: Structure,
    who: Identity,
    where: Resolution | None,
    document: Document,
    assembly: Assembly,
) -> Plan:
    first, last = _extent(piece)
    start, end = first.pieces[0][0], last.pieces[-1][1]
    if piece.title is not None:
        assembly.mark_block(piece.title, LineKind.TITLE)
    if piece.notice is not None:
        assembly.mark_block(piece.notice, LineKind.NOTICE)
    for block in piece.blocks:
        if block.kind is BlockKind.TITLE:
            assembly.mark_block(block, LineKind.TITLE)
        elif block.kind is BlockKind.CONTENTS:
            assembly.mark_block(block, LineKind.CONTENTS)
    head = (first.pieces[0][0], first.pieces[-1][1])
    if who.title_basis == "notice":
        assembly.report("title_in_notice_only", *head, f"作“{who.title}”")
    elif who.title_basis == "inferred":
        assembly.report("title_inferred", *head, f"推断为“{who.title}”")
    elif who.title_basis == "none":
        assembly.report("title_missing", *head, "")
    if who.period_start is None:
        assembly.report("period_unknown", *head)
    if where is None:
        assembly.report("place_unknown", *head)
    for finding in outline.findings:
        assembly.report_node(finding.code, finding.node, finding.detail)
    assembly.previous = outline.previous
    names = _domain_names(outline.domains, who.audience, document.text, assembly)
    domains = tuple(
        assembly.domain(raw, n, name)
        for n, (raw, name) in enumerate(zip(outline.domains, names, strict=True), start=1)
    )
    prose = _prose(outline, assembly)
    if not domains:
        assembly.report("no_items", *head)
    title = who.title or f"未题名规划（{document.name}）"
    return Plan(
        title=title, title_stated=who.title_basis in ("printed", "notice"), audience=who.audience,
        place=who.place, place_code=where.place.code if where and where.place else None,
        place_name=where.full_name if where else None,
        period_start=who.period_start, period_end=who.period_end, period_basis=who.period_basis,
        document_number=who.document_number, issued_on=who.issued_on,
        start=start, end=end, line=first.number, end_line=last.number, domains=domains, prose=prose,
    )  # fmt: skip


def _extent(piece: Piece) -> tuple[Line, Line]:
    """The first and last line of a plan, without the imprint after it."""
    content = piece.all_blocks
    tail = len(content)
    while tail > 1 and content[tail - 1].kind is BlockKind.IMPRINT:
        tail -= 1
    return content[0].lines[0], content[tail - 1].lines[-1]


def _domain_names(
    raws: Sequence[RawDomain], audience: str | None, text: str, assembly: Assembly
) -> list[str]:
    names: list[str | None] = [
        heading_name(raw.heading.block, text) if raw.heading and raw.heading.block else None
        for raw in raws
    ]
    for i, raw in enumerate(raws):
        if names[i] is not None:
            continue
        name = inferred_domain_name(raw, audience, [n for n in names if n])
        names[i] = name or f"未题名领域{i + 1}"
        anchor = raw.labels[0] if raw.labels else (raw.goals or raw.measures)[0].nodes[0]
        assembly.report_node(
            "heading_missing",
            anchor,
            f"第{i + 1}个领域，按内容推断为“{name}”" if name else f"第{i + 1}个领域",
        )
    _check_domain_numbers(raws, assembly)
    return [name or "" for name in names]


def _check_domain_numbers(raws: Sequence[RawDomain], assembly: Assembly) -> None:
    """Report domain numbers that do not count on; the ones whose headings are lost count too."""
    expected: int | None = None
    parent: Node | None = None
    for raw in raws:
        node = raw.heading
        if node is None:
            expected = expected + 1 if expected is not None else None
            continue
        if node.parent is not parent or node.number is None:
            expected, parent = node.number, node.parent
        elif expected is not None and node.number != expected:
            assembly.report_node(
                "number_out_of_sequence", node, f"领域应为第{expected}，印作{node.number}"
            )
            expected = node.number
        if expected is not None:
            expected += 1


def _prose(outline: Structure, assembly: Assembly) -> tuple[Paragraph, ...]:
    """The paragraphs that are neither goal nor measure, in order, each with its ordinal."""
    nodes = list(outline.prose)
    for domain in outline.domains:
        nodes += domain.intro
    nodes.sort(key=lambda node: node.block.start if node.block else 0)
    paragraphs = []
    for node in nodes:
        if node.block is None or node.block.kind in (
            BlockKind.CONTENTS,
            BlockKind.IMPRINT,
            BlockKind.TITLE,
        ):
            continue
        heading = node.kind in (BlockKind.MARKED, BlockKind.LABEL) and node.is_heading
        assembly.mark([node], LineKind.HEADING if heading else LineKind.PROSE)
        if node.block.pieces:
            paragraph = Paragraph(passage=assembly.passage([node.block], with_first_ordinal=True))
            paragraphs.append(paragraph)
            assembly.check_title_marks(paragraph.passage)
    return tuple(paragraphs)


def _report_unplaced(lines: Sequence[Line], assembly: Assembly) -> None:
    """The net under all rules: a line that none of them took is reported and keeps its text."""
    for line in lines:
        if line.kind is LineKind.TEXT:
            line.kind = LineKind.UNPLACED
            assembly.report("unplaced_text", line.pieces[0][0], line.pieces[-1][1])


def _check_document(document: Document, plans: Sequence[Plan], assembly: Assembly) -> None:
    if plans:
        return
    text = document.text
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text[:20000])
    few = chinese * 10 < len(text[:20000].split()) + len(text[:20000]) // 4
    assembly.report("not_chinese" if few else "no_plan", 0, min(len(text), 60))
