"""The command line as a person types it, in a process of its own where its start matters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import COMMANDS, main
from tests.reading import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples."""
    folder = tmp_path_factory.mktemp("data")
    assert main(["build", str(ROOT / "samples"), "--data", str(folder)]) == 0
    return folder


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints when all goes well."""
    capsys.readouterr()
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_help_lists_every_command_and_imports_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert all(name in printed(capsys, "--help") for name in COMMANDS)
    code = "import sys; from service.cli import main; main(['--help']); print(sorted(m for m in sys.modules if m.split('.')[0] in ('loaders', 'rich', 'sqlite3', 'pypinyin')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert COMMANDS[name] in capsys.readouterr().out


def test_a_mistyped_command_is_answered_with_the_likely_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["onwers"]) == 2
    assert "owners" in capsys.readouterr().err


def test_missing_data_says_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["owners", "--data", str(tmp_path / "none")]) == 2
    assert "guitu build" in capsys.readouterr().err


def test_a_missing_path_is_named_and_the_status_tells(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing, data = str(tmp_path / "没有.txt"), str(tmp_path / "data")
    assert main(["build", missing, "--data", data]) == 2
    assert "没有.txt" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
    assert main(["build", missing, str(ROOT / "samples"), "--data", data]) == 1


@pytest.mark.parametrize(
    "words",
    [["--foo"], ["-x", "build"], ["build", ""], ["owners", "--role", "主管"], ["nothing"]],
    ids=" ".join,
)
def test_wrong_arguments_are_refused_in_chinese(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    try:
        status: object = main(words)
    except SystemExit as stopped:
        status = stopped.code
    assert status == 2
    assert "guitu" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        pytest.param("云栖市卫健委", {"市卫生健康委"}, id="a place in the name is that place"),
        pytest.param("大数据局", None, id="a unit that owns nothing is no guess"),
        pytest.param("不存在局", None, id="an unknown unit is named as unknown"),
    ],
)
def test_a_unit_is_never_silently_taken_for_another(
    capsys: pytest.CaptureFixture[str], data: Path, unit: str, answer: set[str] | None
) -> None:
    words = ["owners", "--unit", unit, "--json", "--data", str(data)]
    if answer is None:
        assert main(words) == 2
        assert unit in capsys.readouterr().err
        return
    found = json.loads(printed(capsys, *words))
    assert found
    assert all(answer & {owner["department"] for owner in item["owners"]} for item in found)
    assert {item["place"] for item in found} == {"云栖市"}


def test_an_unknown_place_is_named_with_those_there_are(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    assert main(["owners", "--place", "火星", "--data", str(data)]) == 2
    assert "云栖市" in capsys.readouterr().err


def test_a_law_is_found_by_its_short_name(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    found = json.loads(printed(capsys, "laws", "妇女权益保障法", "--json", "--data", str(data)))
    assert [law["title"] for law in found] == ["中华人民共和国妇女权益保障法"]


def test_the_build_shows_plans_counts_and_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = printed(capsys, "build", str(ROOT / "samples"), "--data", str(tmp_path))
    assert "云栖市妇女发展规划" in told
    assert "新增 4 份文件" in told
    assert "领域标题缺失" in told


def test_check_lists_problems_with_line_text_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(capsys, "check", str(ROOT / "samples" / "qinglan-children-2021-2030.txt"))
    assert "qinglan-children-2021-2030.txt:68" in told
    assert "核对原文" in told
    assert "不属于任何规划的内容" in told


def test_owners_answer_by_any_form_of_the_name(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    by_name = json.loads(
        printed(
            capsys,
            "owners",
            "--unit",
            "市卫生健康委",
            "--place",
            "云栖",
            "--json",
            "--data",
            str(data),
        )
    )
    by_function = json.loads(
        printed(
            capsys, "owners", "--unit", "卫健局", "--place", "云栖", "--json", "--data", str(data)
        )
    )
    assert by_name
    assert by_name == by_function
    assert all(
        any(owner["department"] == "市卫生健康委" for owner in item["owners"]) for item in by_name
    )


def test_indicators_and_laws_answer_from_the_store(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    numbers = json.loads(
        printed(capsys, "indicators", "孕产妇死亡率", "--json", "--data", str(data))
    )
    assert {"孕产妇死亡率"} == {number["indicator"] for number in numbers["settings"]}
    laws = json.loads(printed(capsys, "laws", "妇女权益保障法", "--json", "--data", str(data)))
    assert [law["title"] for law in laws] == ["中华人民共和国妇女权益保障法"]
    assert "孕产妇死亡率" in printed(capsys, "indicators", "孕产妇", "--data", str(data))
    assert "妇女权益保障法" in printed(capsys, "laws", "--data", str(data))


def test_remove_takes_all_or_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed(capsys, "build", str(ROOT / "samples"), "--data", str(tmp_path))
    assert main(["remove", "yunqi-women-2021-2030.txt", "没有.txt", "--data", str(tmp_path)]) == 2
    assert "没有.txt" in capsys.readouterr().err
    printed(capsys, "remove", "yunqi-women-2021-2030.txt", "--data", str(tmp_path))
    assert "云栖" not in printed(capsys, "owners", "--data", str(tmp_path))


@pytest.mark.parametrize("format", ["jsonl", "csv", "graphml", "cypher", "jsonld"])
def test_every_export_holds_the_documents(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path, format: str
) -> None:
    printed(capsys, "export", "--format", format, str(tmp_path / "out"), "--data", str(data))
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 4


def test_the_data_folder_may_come_from_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setenv("GUITU_DATA", str(data))
    assert "云栖" in printed(capsys, "owners")
