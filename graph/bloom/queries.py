"""The search phrases as queries to run by hand: docs/cypher.md, and files that Neo4j Browser imports.

python -m graph.bloom.queries > docs/cypher.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from graph.bloom.phrases import Phrase, phrases

_HEAD: Final = """# Cypher 速查

本页由 `graph/bloom/phrases.toml` 生成（`python -m graph.bloom.queries > docs/cypher.md`），请勿手改。

这些查询和 [Bloom](bloom.md) 里的检索短语是同一份。先把图推送到 Neo4j，在 Neo4j Browser 里先执行 `:params` 一行设好参数（换成自己的
地区、部门……），再执行下面的查询。参数可取的值由“可选的值”一段查出。`guitu bloom --cypher 文件夹` 把每条存成一个文件，
拖进 Browser 的收藏（Favorites）就能随时取用。标签、关系、属性的含义见 [schema.md](schema.md)。

*For engineers: the same queries as the search phrases of Bloom, tested on a real server. Set the parameters with the
`:params` line, then run the query; the values that a parameter can take come from the query under 可选的值.*
"""


def cheat_sheet() -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    for kind, found in groupby(phrases(), lambda phrase: phrase.kind):
        lines.append(f"## {kind}\n")
        for phrase in found:
            lines += _section(phrase)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(phrase: Phrase) -> Iterator[str]:
    yield f"### {phrase.text}\n"
    yield f"{phrase.description}。（{phrase.source}。）\n"
    if phrase.parameters:
        yield f"```\n{parameters_line(phrase)}\n```\n"
    yield f"```cypher\n{phrase.cypher}\n```\n"
    for each in phrase.parameters:
        yield f"`${each.name}` 可选的值：\n\n```cypher\n{each.suggestion_query}\n```\n"


def parameters_line(phrase: Phrase) -> str:
    """What sets the parameters of a phrase to their examples in Neo4j Browser."""
    values = ", ".join(f"{each.name}: '{each.example}'" for each in phrase.parameters)
    return f":params {{{values}}}"


def saved_queries(found: Sequence[Phrase] | None = None) -> Iterator[tuple[str, str]]:
    """A file name and its text for each phrase, as Neo4j Browser imports it: the first line is the title."""
    for at, phrase in enumerate(phrases() if found is None else found, start=1):
        title = phrase.text.replace("$", "")
        lines = [f"// {title}", f"// {phrase.description}"]
        if phrase.parameters:
            lines.append(f"// {parameters_line(phrase)}")
        yield f"{at:02}-{title.replace(' ', '')}.cypher", "\n".join([*lines, phrase.cypher]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(cheat_sheet())
