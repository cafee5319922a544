"""`guitu search`, `similar` and `eval` as a person types them, on the samples."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.sqlite import SqliteStore
from service.build import build
from service.cli import main
from tests.reading import ROOT

SAMPLES = ROOT / "samples"
OTHER_MODEL = ROOT.parent / "shared" / "models" / "bge-small-zh-v1.5"
DRAFT = (
    "在水库山塘设置警示牌，暑假每天组织人员巡查，防止儿童溺水。"
    "推行家庭暴力一站式取证，做好受害妇女的庇护和心理疏导。"
    "依托开放大学办好老年学堂，每个街道开设课程。"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples and their index."""
    folder = tmp_path_factory.mktemp("data")
    assert main(["build", str(SAMPLES), "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], data: Path) -> Callable[..., str]:
    """What a command on the samples prints when all goes well."""

    def printed(*words: str) -> str:
        capsys.readouterr()
        assert main([*words, "--data", str(data)]) == 0
        return capsys.readouterr().out

    return printed


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command says on stderr, with exit status 2 and nothing on stdout."""

    def said(*words: str) -> str:
        capsys.readouterr()
        try:
            status: object = main([*words])
        except SystemExit as stopped:
            status = stopped.code
        assert status == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "Traceback" not in err
        return err

    return said


# The shape that DESIGN.md promises, with `kind`, `about` and `sentences` beyond it.

_PART = {"rank": int, "score": float}
_HIT = {
    "id": str, "kind": str, "score": float, "title": str, "text": str, "plan": str, "jurisdiction": str,
    "audience": str, "domain": str, "document": str, "line": int, "end_line": int, "why": dict,
}  # fmt: skip


def checked_shape(answer: dict[str, Any], *, passage: bool = False) -> None:
    assert list(answer) == ["query", "confidence", "about", "hits", *(["sentences", "left_out"] if passage else [])]  # fmt: skip
    assert type(answer["query"]) is str
    assert answer["confidence"] in ("high", "low", "none")
    assert all(type(name) is str for name in answer["about"])
    for hit in answer["hits"]:
        assert {name: type(value) for name, value in hit.items()} == _HIT
        assert hit["kind"] in ("measure", "goal")
        why = hit["why"]
        assert list(why) == ["meaning", "words", "printed", "terms", "marks", "nearest", "sentence"]
        assert {name: type(value) for name, value in why["meaning"].items()} == _PART
        for part in filter(None, (why["words"], why["printed"])):
            assert {name: type(value) for name, value in part.items()} == _PART
        assert why["terms"] == list(dict.fromkeys(hit["text"][a:b] for a, b in why["marks"]))
        nearest = why["nearest"]
        assert list(nearest) == ["text", "start", "end"]
        assert nearest["text"] == hit["text"][nearest["start"] : nearest["end"]] != ""
        if passage:
            assert answer["sentences"][why["sentence"]] in answer["query"]
        else:
            assert why["sentence"] is None


def test_search_as_json_has_the_promised_shape(told: Callable[..., str]) -> None:
    answer = json.loads(told("search", "反家庭暴力 庇护", "--json"))
    checked_shape(answer)
    assert answer["query"] == "反家庭暴力 庇护"
    assert answer["confidence"] == "high"
    assert len(answer["hits"]) == 10
    first = answer["hits"][0]
    assert (first["document"], first["line"]) == ("yunqi-women-2021-2030.txt", 74)
    assert (first["jurisdiction"], first["audience"], first["domain"]) == ("云栖市", "妇女", "妇女与法律")  # fmt: skip
    assert first["why"]["words"] is not None


def test_search_for_a_passage_as_json_names_its_sentences(told: Callable[..., str]) -> None:
    answer = json.loads(told("search", DRAFT, "--json"))
    checked_shape(answer, passage=True)
    assert "".join(answer["sentences"]) == DRAFT
    assert {hit["why"]["sentence"] for hit in answer["hits"][:3]} == {0, 1, 2}


def test_search_without_an_answer_as_json_is_an_answer(told: Callable[..., str]) -> None:
    answer = json.loads(told("search", "火箭发动机怎么点火", "--json"))
    checked_shape(answer)
    assert (answer["confidence"], answer["hits"]) == ("none", [])
    anyway = json.loads(told("search", "火箭发动机怎么点火", "--json", "--anyway", "-k", "3"))
    checked_shape(anyway)
    assert (anyway["confidence"], len(anyway["hits"])) == ("none", 3)


def test_the_options_of_search_reach_the_answer(told: Callable[..., str]) -> None:
    words = ["search", "健康", "--json", "--anyway", "-k", "1000"]
    everything = json.loads(told(*words))["hits"]
    assert {hit["kind"] for hit in everything} == {"measure"}
    for option, given, key, found in (
        ("--place", "云栖", "jurisdiction", {"云栖市"}),
        ("--audience", "老年人", "audience", {"老年人"}),
        ("--domain", "儿童与健康", "domain", {"儿童与健康"}),
        ("--kind", "goal", "kind", {"goal"}),
        ("--kind", "all", "kind", {"measure", "goal"}),
    ):
        assert {hit[key] for hit in json.loads(told(*words, option, given))["hits"]} == found


def test_search_for_a_person_cites_and_says_why(told: Callable[..., str]) -> None:
    printed = told("search", "反家庭暴力 庇护", "-k", "2")
    lines = printed.splitlines()
    assert sum(line.startswith("   出处：") for line in lines) == 2
    first = printed[printed.index("1. ") : printed.index("2. ")]
    assert "办好反家庭暴力工作。推行一站式取证、庇护和心理疏导" in first
    assert "云栖市妇女发展规划（2021—2030年） · 妇女与法律 · 措施" in first
    assert "地区：云栖市" in first
    assert "出处：yunqi-women-2021-2030.txt:74   编号：plan:yun-qi-shi.funv.2021-2030~" in first
    why = first[first.index("为什么：") :].replace("\n", "")
    assert "意思相近，排第1" in why
    assert "用词相同，排第1：反家庭暴力" in why
    assert "最接近的一句：" in why
    assert "\x1b" not in printed


def test_a_passage_for_a_person_names_the_sentence_of_each_hit(told: Callable[..., str]) -> None:
    printed = told("search", DRAFT, "-k", "3").replace("\n", "")
    for sentence in DRAFT.split("。")[:3]:
        assert f"对应草稿：{sentence}。" in printed


def test_a_person_is_told_when_nothing_answers(told: Callable[..., str]) -> None:
    printed = told("search", "火箭发动机怎么点火")
    assert "没有合适的措施" in printed
    assert "--anyway" in printed
    assert "出处" not in printed
    anyway = told("search", "火箭发动机怎么点火", "--anyway")
    assert "没有合适的措施，最接近的是" in anyway
    assert anyway.count("出处：") == 10


@pytest.mark.parametrize("command", ["search", "similar"])
@pytest.mark.parametrize("k", ["0", "-1", "1001", "1.5", "十", "", "1e2", " 3 4", "99999999999999999999"])  # fmt: skip
def test_a_wrong_number_of_hits_is_refused(
    refused: Callable[..., str], data: Path, command: str, k: str
) -> None:
    said = refused(command, "防溺水", "-k", k, "--data", str(data))
    assert "-k" in said
    assert "条数" in said or "后面要有一个值" in said


@pytest.mark.parametrize("text", ["", "  ", "\u3000\n"], ids=ascii)
def test_an_empty_text_is_refused_with_what_to_type(
    refused: Callable[..., str], data: Path, text: str
) -> None:
    assert "请输入" in refused("search", text, "--data", str(data))


@pytest.mark.parametrize(
    ("option", "given", "there_is"),
    [("--place", "火星", "云栖市"), ("--audience", "青年", "老年人"), ("--domain", "航天", "妇女与健康"), ("--kind", "law", "goal")],
)  # fmt: skip
def test_an_unknown_filter_is_refused_with_what_there_is(
    refused: Callable[..., str], data: Path, option: str, given: str, there_is: str
) -> None:
    said = refused("search", "防溺水", option, given, "--data", str(data))
    assert given in said
    assert there_is in said


# Standard input


def test_a_dash_reads_standard_input(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"  {DRAFT}\n"))
    answer = json.loads(told("search", "-", "--json"))
    checked_shape(answer, passage=True)
    assert answer["query"] == DRAFT


def test_nothing_on_standard_input_is_refused(
    refused: Callable[..., str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "空" in refused("search", "-", "--data", str(data))


def process(*words: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """`guitu` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *words],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_standard_input_may_have_any_encoding_of_a_plan(data: Path, encoding: str) -> None:
    words = "儿童防溺水，每个行政村确定水域巡查员"
    piped = process("search", "-", "--json", "--data", str(data), given=words.encode(encoding))
    named = process("search", words, "--json", "--data", str(data), given=b"")
    assert piped.returncode == 0
    assert json.loads(piped.stdout)["hits"] == json.loads(named.stdout)["hits"] != []


def test_standard_input_that_is_no_text_is_refused_without_a_traceback(data: Path) -> None:
    done = process("search", "-", "--data", str(data), given=b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "标准输入" in said


# The same elsewhere


def _id(told: Callable[..., str], text: str, *more: str) -> str:
    return str(json.loads(told("search", text, "--json", "--anyway", "-k", "1", *more))["hits"][0]["id"])  # fmt: skip


def test_similar_as_json_has_the_same_shape(told: Callable[..., str]) -> None:
    id = _id(told, "残疾儿童康复救助", "--place", "青岚")
    answer = json.loads(told("similar", id, "--json"))
    checked_shape(answer)
    assert answer["query"].startswith("落实残疾儿童康复救助。")
    assert id not in [hit["id"] for hit in answer["hits"]]
    assert answer["hits"][0]["text"].startswith("残疾人康复重点项目")
    elsewhere = json.loads(told("similar", id, "--elsewhere", "--json"))
    assert elsewhere["hits"]
    assert "青岚县" not in {hit["jurisdiction"] for hit in elsewhere["hits"]}
    assert "青岚县" in {hit["jurisdiction"] for hit in json.loads(told("similar", id, "--json", "-k", "100"))["hits"]}  # fmt: skip


def test_similar_for_a_person_cites_and_says_why(told: Callable[..., str]) -> None:
    printed = told("similar", _id(told, "残疾儿童康复救助", "--place", "青岚"), "-k", "2")
    assert printed.count("出处：") == printed.count("为什么：") == 2
    assert "出处：chengyu-disability-14th-five-year.txt:50" in printed
    assert "没有合适" not in printed


def test_similar_to_an_unknown_id_or_to_no_item_is_refused(
    refused: Callable[..., str], told: Callable[..., str], data: Path
) -> None:
    assert "nope" in refused("similar", "nope", "--data", str(data))
    plan = _id(told, "反家庭暴力").split(":d")[0]
    assert "不是措施" in refused("similar", plan, "--data", str(data))


# An index that is missing, broken or of another model


@pytest.fixture
def copy(data: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to break."""
    return Path(shutil.copytree(data, tmp_path / "data"))


_READING = [("search", "防溺水"), ("similar", "x"), ("eval", str(SAMPLES / "search.jsonl"))]


@pytest.mark.parametrize("words", _READING, ids=lambda words: words[0])
def test_a_graph_without_an_index_says_which_command_makes_one(
    refused: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    build([SAMPLES], SqliteStore(tmp_path))
    said = refused(*words, "--data", str(tmp_path))
    assert "还没有索引" in said
    assert "guitu build" in said
    if words[0] == "search":
        assert main(["build", str(SAMPLES), "--data", str(tmp_path)]) == 0
        assert main([*words, "--data", str(tmp_path)]) == 0
        assert "出处" in capsys.readouterr().out


def test_data_that_is_not_there_says_what_to_do(
    refused: Callable[..., str], tmp_path: Path
) -> None:
    for words in _READING:
        assert "guitu build" in refused(*words, "--data", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def _files(data: Path) -> list[Path]:
    return sorted(
        path for path in (data / "index").rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    path.write_bytes(b"\x00" * path.stat().st_size)


@pytest.mark.parametrize("damage", [_truncate, _overwrite, Path.unlink], ids=["cut short", "overwritten", "missing"])  # fmt: skip
def test_a_damaged_index_is_refused_whichever_file_it_is(
    refused: Callable[..., str], copy: Path, damage: Callable[[Path], object]
) -> None:
    for path in _files(copy):
        whole = path.read_bytes()
        damage(path)
        said = refused("search", "防溺水", "--data", str(copy))
        assert "索引" in said, path
        assert "guitu build" in said, path
        path.write_bytes(whole)
    assert main(["search", "防溺水", "--data", str(copy)]) == 0


def test_a_build_repairs_a_damaged_index(
    capsys: pytest.CaptureFixture[str], refused: Callable[..., str], told: Callable[..., str], copy: Path
) -> None:  # fmt: skip
    before = told("search", "防溺水")
    _truncate(next(path for path in _files(copy) if path.name == "texts.faiss"))
    refused("search", "防溺水", "--data", str(copy))
    assert main(["build", str(SAMPLES), "--data", str(copy)]) == 0
    capsys.readouterr()
    assert main(["search", "防溺水", "--data", str(copy)]) == 0
    assert capsys.readouterr().out == before


@pytest.mark.skipif(not OTHER_MODEL.is_dir(), reason=f"NOT TESTED: another model, no folder {OTHER_MODEL}")  # fmt: skip
@pytest.mark.parametrize("words", [("search", "防溺水"), _READING[2]], ids=lambda words: words[0])
def test_another_model_than_the_index_was_made_with_is_refused(
    refused: Callable[..., str], data: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GUITU_MODEL", str(OTHER_MODEL))
    said = refused(*words, "--data", str(data))
    assert "bge-small-zh-v1.5" in said
    assert "guitu-zh-small" in said
    assert "guitu build" in said


def test_a_model_folder_that_is_incomplete_is_refused(
    refused: Callable[..., str], data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"no weights")
    monkeypatch.setenv("GUITU_MODEL", str(tmp_path))
    assert str(tmp_path) in refused("search", "防溺水", "--data", str(data))


# Quality


def test_eval_prints_a_table_by_type(told: Callable[..., str]) -> None:
    printed = told("eval", str(SAMPLES / "search.jsonl"))
    rows = {line.split()[0]: line.split()[1:] for line in printed.splitlines() if line.split()}
    assert rows["类型"] == ["查询数", "nDCG@10", "召回率@10", "MRR@10"]
    assert {kind: rows[kind][0] for kind in ("all", "keyword", "paraphrase", "scenario")} == {
        "all": "24", "keyword": "8", "paraphrase": "8", "scenario": "8",
    }  # fmt: skip
    assert all(0 < float(figure) <= 1 for figure in rows["all"][1:])


def test_eval_as_json_has_the_figures_of_the_table(told: Callable[..., str]) -> None:
    found = json.loads(told("eval", str(SAMPLES / "search.jsonl"), "--json"))
    assert list(found) == ["all", "keyword", "paraphrase", "scenario"]
    for each in found.values():
        assert {name: type(value) for name, value in each.items()} == {
            "queries": int, "ndcg": float, "recall": float, "mrr": float,
        }  # fmt: skip
    printed = told("eval", str(SAMPLES / "search.jsonl"))
    assert f"{found['paraphrase']['ndcg']:.3f}" in printed


_LINE = '{"query": "防溺水", "type": "keyword", "relevant": [{"file": "qinglan-children-2021-2030.txt", "line": 86, "grade": 2}]}'


def test_eval_is_1_where_the_only_answer_comes_first(
    told: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "一.jsonl"
    file.write_text(f"\ufeff{_LINE}\r\n\n", "utf-8")
    found = json.loads(told("eval", str(file), "--json"))
    assert found["all"] == {"queries": 1, "ndcg": 1.0, "recall": 1.0, "mrr": 1.0}


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param("null", id="nothing"),
        pytest.param('"防溺水"', id="a text"),
        pytest.param('{"type": "keyword", "relevant": []}', id="no query"),
        pytest.param('{"query": "防溺水"}', id="nothing judged"),
        pytest.param('{"query": "防溺水", "relevant": []}', id="nothing relevant"),
        pytest.param('{"query": "防溺水", "relevant": 3}', id="a number for places"),
        pytest.param(_LINE.replace("86", '"八十六"'), id="a line that is no number"),
        pytest.param(
            _LINE.replace('"grade": 2', '"grade": "直接"'), id="a grade that is no number"
        ),
        pytest.param(_LINE.replace('"grade": 2', '"grade": 0'), id="grades of 0 only"),
        pytest.param(_LINE.replace('"grade": 2', '"grade": 1e400'), id="an infinite grade"),
        pytest.param(_LINE.replace('"grade": 2', '"grade": 99999999'), id="a grade without bounds"),
        pytest.param("[" * 100_000, id="nested too deep"),
    ],
)
def test_eval_names_the_line_that_is_not_of_the_format(
    refused: Callable[..., str], data: Path, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "评测.jsonl"
    file.write_text(f"{_LINE}\n\n{broken}\n", "utf-8")
    said = refused("eval", str(file), "--data", str(data))
    assert "评测.jsonl" in said
    assert "第 3 行" in said


@pytest.mark.parametrize("content", [None, b"", b"\n\n", b"\xff\xfe\x00"], ids=["missing", "empty", "blank", "no text"])  # fmt: skip
def test_eval_names_a_file_that_cannot_be_read(
    refused: Callable[..., str], data: Path, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "评测.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert "评测.jsonl" in refused("eval", str(file), "--data", str(data))
    assert str(tmp_path) in refused("eval", str(tmp_path), "--data", str(data))


def test_eval_on_documents_that_are_not_in_the_graph_is_refused(
    refused: Callable[..., str], data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "评测.jsonl"
    file.write_text(_LINE.replace("qinglan-children-2021-2030.txt", "别处.txt"), "utf-8")
    said = refused("eval", str(file), "--data", str(data))
    assert "别处.txt" in said
    assert "guitu build" in said


@pytest.mark.parametrize("command", ["search", "similar", "eval"])
def test_help_of_a_command_does_not_read_the_model(command: str) -> None:
    code = (
        f"import sys; from service.cli import main\ntry: main([{command!r}, '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'onnxruntime', 'tokenizers', 'torch'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"
