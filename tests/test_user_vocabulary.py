"""A user's own vocabularies: read as people save them, refused with reasons, and at work from end to end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import understanding
from embeddings.encoder import encoder, packaged_folder
from embeddings.index import FOLDER as INDEX
from embeddings.index import Item, Kind, SearchIndex, digest, written
from embeddings.ranking import query_of
from embeddings.understanding import printed_terms
from embeddings.wording import matters, own_matters, packaged_matters, policy_terms
from graph.errors import GuituError, VocabularyError
from graph.vocabulary import (
    FACTS,
    VARIABLE,
    WORDING,
    check_own,
    own,
    own_digest,
    own_folder,
    own_folder_of,
    own_rows,
    packaged_rows,
    rows,
)
from graph.vocabulary.tables import TABLES
from tests.embeddings.test_cache import HashEncoder
from tests.reading import ROOT

ROOMS = {"graph", "loaders", "embeddings", "queries", "service"}


def forget() -> None:
    """Empty every cache of ours, as they are in a new process."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ROOMS:
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's folder, empty, in use."""
    place = tmp_path / "vocabulary"
    place.mkdir()
    monkeypatch.setenv(VARIABLE, str(place))
    forget()
    yield place
    forget()


def faults(folder: Path) -> str:
    """What a look through the folder finds wrong."""
    with pytest.raises(VocabularyError) as found:
        check_own()
    assert str(folder) in found.value.message
    assert "docs/vocabularies.md" in found.value.hint
    return found.value.message


# As people save it

HEADER = "slug,function,forms,from,until,event,source"
ROW = "health,卫生健康,卫健处|卫健科,2020-01-05,,高新区机构,《高新区机构设置方案》（2020年）"
SAVED = {
    "UTF-8": f"{HEADER}\n{ROW}\n".encode(),
    "UTF-8 with a mark, as Excel's CSV UTF-8": f"\ufeff{HEADER}\r\n{ROW}\r\n".encode(),
    "GBK, as Excel's plain CSV": f"{HEADER}\r\n{ROW}\r\n".encode("gbk"),
    "GB18030": f"{HEADER}\r\n{ROW}\r\n".encode("gb18030"),
    "line ends of an old Mac": f"{HEADER}\r{ROW}\r".encode(),
    "no line end at the end": f"{HEADER}\n{ROW}".encode(),
    "blank lines and lines of empty cells": f"\n{HEADER}\n\n,,,,,,\n{ROW}\n　,,,,,,\n\n".encode(),
    "empty cells behind the last column": f"{HEADER},,,\n{ROW},,\n".encode(),
    "columns in another order": f"source,{HEADER.removesuffix(',source')}\n《高新区机构设置方案》（2020年）,{ROW.rpartition(',')[0]}\n".encode(),
    "a column of the user's own": f"备注,{HEADER}\n待核,{ROW}\n".encode(),
    "spaces around cells": ROW.join([f"{HEADER}\n", "\n"]).replace(",", " , ").encode(),
    "names of columns in capitals": f"{HEADER.upper()}\n{ROW}\n".encode(),
    "a day that Excel has rewritten": f"{HEADER}\n{ROW}\n".replace("2020-01-05", "2020/1/5").encode(),
    "a day in Chinese, in full width": f"{HEADER}\n{ROW}\n".replace("2020-01-05", "２０２０年１月５日").encode(),
    "a bar of full width": f"{HEADER}\n{ROW}\n".replace("|", "｜").encode(),
    "needless bars": f"{HEADER}\n{ROW}\n".replace("卫健处|卫健科", "|卫健处||卫健科|卫健处|").encode(),
    "every cell quoted": re.sub("[^,\n]+", r'"\g<0>"', f"{HEADER}\n{ROW}\n").encode(),
    "traditional characters in a name": f"{HEADER}\n{ROW}\n".replace("卫健处", "衛健處").encode(),
    "without a slug": f"{HEADER}\n{ROW}\n".replace("\nhealth", "\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED.keys())
def test_a_file_is_read_however_a_spreadsheet_saves_it(folder: Path, saved: bytes) -> None:
    (folder / "functions.csv").write_bytes(saved)
    check_own()
    assert own_rows("functions.csv") == [
        {
            "slug": "health", "function": "卫生健康", "forms": "卫健处|卫健科", "from": "2020-01-05", "until": "",
            "event": "高新区机构", "source": "《高新区机构设置方案》（2020年）",
        }
    ]  # fmt: skip


def test_a_choice_may_be_given_in_chinese_and_a_title_in_its_marks(folder: Path) -> None:
    (folder / "laws.csv").write_text(
        "title,kind,aliases,status,adopted,effective,repealed,replaced_by,source\n"
        "《云栖市妇女发展规划(2021-2030年)》,规划纲要,《云栖妇规》,有效,,,,,云栖市人民政府\n",
        "utf-8",
    )
    (row,) = own_rows("laws.csv")
    assert (row["title"], row["kind"]) == ("云栖市妇女发展规划（2021—2030年）", "plan")
    assert (row["aliases"], row["status"]) == ("云栖妇规", "in_force")


def test_a_new_function_needs_no_slug(folder: Path) -> None:
    (folder / "functions.csv").write_text(
        f"{HEADER}\n,低空经济,低空经济局,,,新设,本地\n,低空经济,低空办,,,新设,本地\n", "utf-8"
    )
    one, other = own_rows("functions.csv")
    assert re.fullmatch("[a-z0-9_]+", one["slug"])
    assert one["slug"] == other["slug"]


def test_files_that_are_no_tables_are_passed_over(folder: Path) -> None:
    for name in ("说明.txt", "~$functions.xlsx", ".functions.csv", "notes.md", "地图.xlsx"):
        (folder / name).write_text("x", "utf-8")
    (folder / "functions.csv").write_bytes(SAVED["UTF-8"])
    (folder / "functions.xlsx").write_bytes(b"PK")  # what the CSV was saved from
    check_own()


# What is refused

WRONG = {
    "a file of an unknown name": ("unit.csv", "a\n", ["unit.csv：", "functions.csv"]),
    "a misspelt name": ("function.csv", "a\n", ["是不是 functions.csv"]),
    "a workbook in its place": ("laws.xlsx", "PK", ["laws.xlsx：", "CSV", "laws.csv"]),
    "nothing in it": ("words.csv", "\n\n", ["words.csv 第1行", "word、means、source"]),
    "a missing column": ("words.csv", "word,means\n爹,父亲\n", ["words.csv 第1行", "缺少列 source"]),
    "no header": ("words.csv", "爹,父亲,口语\n", ["缺少列 word、means、source"]),
    "a column twice": ("words.csv", "word,word,means,source\n", ["列名 word 写了不止一次"]),
    "a bare comma in a cell": ("words.csv", "word,means,source\n爹,父亲,口语,方言\n", ["第2行", "“方言”", "双引号"]),
    "quotation marks left open": ("words.csv", 'word,means,source\n爹,父亲,口语\n"娘,母亲,口语\n', ["第2行之后", "成对"]),
    "a line break in a cell": ("words.csv", 'word,means,source\n爹,"父\n亲",口语\n妈,,x\n', ["第2行：means 列", "换行", "第4行：means 列"]),
    "no source": ("words.csv", "word,means,source\n\n爹,父亲, \n", ["第3行：source 列：不能空着"]),
    "a word that means itself": ("words.csv", "word,means,source\n爹妈,父母|爹妈,口语\n", ["“爹妈”自己"]),
    "a word of one character": ("words.csv", "word,means,source\n爹,父亲,口语\n", ["两个字以上"]),
    "the same key again": ("words.csv", "word,means,source\nABC,甲,口语\nａｂｃ,乙,口语\n", ["第3行：与第2行重复（word 相同）"]),
    "no day": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("2020-01-05", "2018年春"), ["第2行：from 列：“2018年春”", "2018-03-17", "留空"]),
    "a day that never was": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("2020-01-05", "2021-02-29"), ["没有这一天"]),
    "an end before the beginning": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("05,,", "05,2019-01-01,"), ["from（2020-01-05）应不晚于 until（2019-01-01）"]),
    "another function's slug": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("health", "education"), ["slug “education”是职能“教育”的"]),
    "another slug of a function": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("health", "jiankang"), ["slug 是“health”"]),
    "a name of one character": ("functions.csv", f"{HEADER}\n{ROW}\n".replace("卫健科", "科"), ["forms 列", "2 到 60 个字"]),
    "an unknown kind": ("laws.csv", "title,kind,aliases,status,adopted,effective,repealed,replaced_by,source\n甲办法,办法,,有效,,,,,本地\n", ["kind 列：“办法”", "local_regulation（地方性法规）"]),
    "an unknown successor": ("laws.csv", "title,kind,aliases,status,adopted,effective,repealed,replaced_by,source\n甲办法,其他,,已废止,,,,乙办法,本地\n", ["“乙办法”不在词表里"]),
    "repealed and in force": ("laws.csv", "title,kind,aliases,status,adopted,effective,repealed,replaced_by,source\n甲办法,其他,,有效,,,2020-01-01,,本地\n", ["status 就应是 repealed"]),
    "another law's name": ("laws.csv", "title,kind,aliases,status,adopted,effective,repealed,replaced_by,source\n甲市反家庭暴力办法,其他,反家暴法,有效,,,,,本地\n", ["“反家暴法”已经指“中华人民共和国反家庭暴力法”"]),
    "another indicator's wording": ("indicators.csv", "name,aliases,unit,direction,topic,source\n产妇死亡,全区孕产妇死亡率,,越低越好,健康,本地\n", ["已经是“孕产妇死亡率”的写法"]),
    "an unknown direction": ("indicators.csv", "name,aliases,unit,direction,topic,source\n驿站数,,个,up,权益,本地\n", ["direction 列：“up”", "越高越好"]),
    "a brace left open": ("indicators.csv", "name,aliases,unit,direction,topic,source\n驿站数,{甲|乙驿站数,个,none,权益,本地\n", ["花括号"]),
    "a code of four digits": ("places.csv", "code,name,level,parent,until,now,common,source\n2103,雾凇区,县级,210300,,,,本地\n", ["code 列：“2103”", "六位", "130600-xiongan"]),
    "an unknown upper division": ("places.csv", "code,name,level,parent,until,now,common,source\n210399,雾凇区,县级,990000,,,,本地\n", ["parent 990000 不在词表里"]),
    "no upper division": ("places.csv", "code,name,level,parent,until,now,common,source\n210399,雾凇区,县级,,,,,本地\n", ["parent 不能空着"]),
    "two places that lie in each other": ("places.csv", "code,name,level,parent,until,now,common,source\n210398,雾县,县级,210399,,,,本地\n210399,凇县,县级,210398,,,,本地\n", ["第2行：parent 210399 应比它高一级", "第3行"]),
    "a name without suffix": ("places.csv", "code,name,level,parent,until,now,common,source\n210399,雾凇,县级,210300,,,,本地\n", ["name 列：“雾凇”", "全称"]),
    "a year of two digits": ("places.csv", "code,name,level,parent,until,now,common,source\n210399,雾凇区,县级,210300,21,,,本地\n", ["until 列：“21”", "四位数"]),
    "an unknown successor of a place": ("places.csv", "code,name,level,parent,until,now,common,source\n210399,雾凇区,县级,210300,2015,999999,,本地\n", ["now 999999 不在词表里"]),
    "an audience that no title has": ("domains.csv", "audience,name,keywords,source\n农民,农民与健康,体检,本地\n", ["“农民”不在 audiences.csv 里"]),
    "a heading with its number": ("headings.csv", "word,role,strength,source\n（一）奋斗目标,目标,强,本地\n", ["应只有汉字"]),
    "an unknown role": ("headings.csv", "word,role,strength,source\n奋斗目标,理想,强,本地\n", ["role 列：“理想”", "goals（目标）"]),
    "a plan's years out of order": ("periods.csv", "series,name,start,end,source\n五年规划,十七五,2030,2035,举例\n", ["start 2030", "“十六五”"]),
    "two characters for one": ("traditional.csv", "traditional,simplified,source\n龢,和和,举例\n", ["simplified 列", "应是一个字"]),
    "no saying": ("matters.csv", "field,matter,terms,wording,measure,sayings,source\n本地,驿站,驿站,建驿站,,,本地\n", ["sayings 列", "不能空着"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_with_file_line_and_what_was_expected(
    folder: Path, name: str, text: str, told: list[str]
) -> None:
    (folder / name).write_text(text, "utf-8")
    found = faults(folder)
    assert [words for words in told if words not in found] == []
    if name in TABLES:  # nor is it read in part
        with pytest.raises(VocabularyError):
            rows(name) if name in FACTS else own_rows(name)


def test_an_unknown_encoding_is_told(folder: Path) -> None:
    (folder / "words.csv").write_bytes("word,means,source\n".encode("utf-16"))
    assert "words.csv：认不出编码" in faults(folder)


def test_all_faults_of_all_files_are_told_at_once_up_to_a_screenful(folder: Path) -> None:
    (folder / "words.csv").write_text("word,means,source\n" + "爹妈,,口语\n" * 30, "utf-8")
    (folder / "unit.csv").touch()
    told = faults(folder)
    assert told.startswith(f"词表 {folder} 有 31 处要改")
    assert len(told.splitlines()) == 22
    assert "另有 11 处" in told


def test_a_folder_that_is_not_there_is_told_whatever_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "没有"))
    for asked in (check_own, lambda: rows("laws.csv"), lambda: own_digest(FACTS)):
        with pytest.raises(VocabularyError, match="没有这个文件") as found:
            asked()
        assert VARIABLE in found.value.hint


@given(
    name=st.sampled_from(sorted(TABLES)),
    header=st.booleans(),
    body=st.binary(max_size=60)
    | st.text('卫健处,|｜"\n\r 2018-/.年1*{；}', max_size=60).map(str.encode),
)
def test_any_bytes_are_read_or_refused(name: str, header: bool, body: bytes) -> None:
    with TemporaryDirectory() as place:
        columns = ",".join(TABLES[name].columns).encode()
        Path(place, name).write_bytes(columns + b"\n" + body if header else body)
        refusal = None
        try:
            found = own.rows(Path(place), name)
        except VocabularyError as error:
            refusal, found = error.message, []
        assert refusal is None or name in refusal
        assert all(list(row) == list(TABLES[name].columns) for row in found)
        assert all(row["source"] for row in found)


# How rows come together


def test_a_row_of_a_known_key_takes_its_place_and_the_others_stand_behind(folder: Path) -> None:
    (folder / "audiences.csv").write_text(
        "word,audience,source\n长者,老年人,本地\n女性,女性,本地\n", "utf-8"
    )
    packaged = packaged_rows("audiences.csv")
    at = [row["word"] for row in packaged].index("女性")
    changed = {"word": "女性", "audience": "女性", "source": "本地"}
    added = {"word": "长者", "audience": "老年人", "source": "本地"}
    assert rows("audiences.csv") == [*packaged[:at], changed, *packaged[at + 1 :], added]


def test_rows_of_one_occasion_replace_those_of_the_package_together(folder: Path) -> None:
    fire = [row for row in packaged_rows("functions.csv") if row["slug"] == "fire"]
    event = fire[0]["event"]
    assert [row["event"] for row in fire].count(event) == 2
    (folder / "functions.csv").write_text(
        f"{HEADER}\n,消防救援,消防救援站,,,{event},本地\n,消防救援,消防救援局,,,{event},本地\n,消防救援,消防所,,,新设,本地\n",
        "utf-8",
    )
    found = [row for row in rows("functions.csv") if row["slug"] == "fire"]
    kept = [row["forms"] for row in fire if row["event"] != event]
    assert [row["forms"] for row in found] == ["消防救援站", "消防救援局", *kept, "消防所"]
    assert len(rows("functions.csv")) == len(packaged_rows("functions.csv")) + 1


def test_without_a_folder_there_is_nothing_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    check_own()
    assert own_folder() is None
    assert own_rows("functions.csv") == []
    assert own_digest([*FACTS, *WORDING]) == ""
    assert rows("functions.csv") == packaged_rows("functions.csv")


def test_a_digest_is_of_what_rows_say(folder: Path) -> None:
    assert own_digest(FACTS) == ""
    digests = []
    for saved in (SAVED["UTF-8"], SAVED["GB18030"], SAVED["UTF-8"].replace(b"2020", b"2021")):
        (folder / "functions.csv").write_bytes(saved)
        forget()
        digests.append(own_digest(FACTS))
        assert own_digest(WORDING) == ""
    assert digests[0] == digests[1] != digests[2]
    assert "" not in digests


@pytest.mark.parametrize(
    ("why", "named", "there", "expected"),
    [
        ("the data folder's own", None, True, "vocabulary"),
        ("none there", None, False, None),
        ("the variable comes first", "other", True, "other"),
        ("set and empty, there is none", "", True, None),
    ],
)
def test_the_folder_is_the_one_named_or_that_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, named: str | None, there: bool, expected: str | None
) -> None:  # fmt: skip
    monkeypatch.delenv(VARIABLE, raising=False)
    if named is not None:
        monkeypatch.setenv(VARIABLE, str(tmp_path / named) if named else "")
    if there:
        (tmp_path / "vocabulary").mkdir()
    before = os.environ.get(VARIABLE)
    with own_folder_of(tmp_path):
        assert own_folder() == (None if expected is None else tmp_path / expected), why
    assert os.environ.get(VARIABLE) == before


# What searches go by

MATTERS = (
    "field,matter,terms,wording,measure,sayings,source\n"
    "本地,户外劳动者驿站,户外劳动者驿站|歇脚点,建设户外劳动者驿站，提供歇脚、饮水、热饭服务。,,"
    "扫大街的姐妹没地方喝口热水|送快递的女工中午在哪儿热饭,本地\n"
)
ITEMS = [
    Item(id="plan:a:d1:m1", kind=Kind.MEASURE, text="建设户外劳动者驿站和歇脚点。"),
    Item(id="plan:a:d1:g1", kind=Kind.GOAL, text="死亡率降低。"),
]


def replacing(number: int, sayings: str) -> str:
    """A file that puts other sayings in place of those of a packaged matter."""
    old = packaged_matters()[number]
    return (
        "field,matter,terms,wording,measure,sayings,source\n"
        f"{old.field},{old.name},{'|'.join(old.terms)},{old.wording},,{sayings},本地\n"
    )


def test_added_matters_are_encoded_with_the_corpus_and_the_packaged_ones_are_not(
    folder: Path, tmp_path: Path
) -> None:
    before = digest(ITEMS, "hash@1")
    (folder / "matters.csv").write_text(MATTERS, "utf-8")
    forget()
    assert "歇脚点" in policy_terms()
    assert digest(ITEMS, "hash@1") != before
    as_packaged = HashEncoder(dimension=512, source="")
    name = written(ITEMS, as_packaged, tmp_path)
    own_texts = understanding.texts(own_matters())
    assert len(own_texts) == 3
    assert {*own_texts} < {*as_packaged.encoded}
    assert len(as_packaged.encoded) <= 2 * len(ITEMS) + len(own_texts)
    kept = tmp_path / INDEX / name / "own"
    found = SearchIndex(tmp_path, name, as_packaged).understanding
    (nearest, *_) = found.of(as_packaged.encode([own_texts[0]]))
    assert nearest.matter == own_matters()[0]
    assert nearest.likeness == pytest.approx(1, abs=0.001)
    (kept / understanding.MATTERS).write_text(
        "[]".ljust((kept / understanding.MATTERS).stat().st_size)
    )
    with pytest.raises(GuituError, match="own"):
        SearchIndex(tmp_path, name, as_packaged)


def test_a_matter_that_the_user_replaces_is_not_found_by_its_former_sayings(
    folder: Path, tmp_path: Path
) -> None:
    old = packaged_matters()[7]
    (folder / "matters.csv").write_text(replacing(7, "火星上的温室漏风"), "utf-8")
    forget()
    model = encoder("")
    name = written(ITEMS, model, tmp_path)
    found = SearchIndex(tmp_path, name, model).understanding
    plain = understanding.Understanding(packaged_folder())
    said = model.encode([old.sayings[0]])
    assert plain.of(said)[0].matter == old
    assert old.key not in {each.matter.key for each in found.of(said)}
    (first, *_) = found.of(model.encode(["火星上的温室漏风"]))
    assert (first.matter.key, first.matter.sayings) == (old.key, ("火星上的温室漏风",))
    said_by_plans = model.encode([f"{old.name}。{old.wording}"])
    likeness = float((found.wording([first]) @ said_by_plans.T)[0, 0])
    assert likeness == pytest.approx(first.share, abs=0.01)
    assert len(matters()) == len(packaged_matters())
    assert found.fits()


def test_a_search_goes_by_the_matters_of_the_last_build(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "matters.csv").write_text(MATTERS, "utf-8")
    forget()
    model = encoder("")
    name = written(ITEMS, model, tmp_path)
    monkeypatch.delenv(VARIABLE)
    forget()
    found = SearchIndex(tmp_path, name, model).understanding
    (first, *_) = found.of(model.encode(["扫大街的姐妹没地方喝口热水"]))
    assert first.matter.name == "户外劳动者驿站"
    assert "户外" in query_of("热饭", model.encode(["送快递的女工中午在哪儿热饭"]), found).printed


def test_a_word_is_found_however_it_is_typed(folder: Path) -> None:
    (folder / "words.csv").write_text("word,means,source\nＷＣ间,母婴设施,口语\n", "utf-8")
    forget()
    for typed in ("wc间", "ＷC间在哪", "找WC间"):
        assert "母婴" in printed_terms(typed, ())
    assert "母婴" not in printed_terms("wc在哪", ())
    assert "自动" in printed_terms("AED在哪", ())  # the package writes aed


# From end to end, each command in a process of its own

PLAN = """雾凇新城妇女发展规划（2021—2030年）

一、妇女与健康
主要目标：
1.孕产妇死亡率控制在9/10万以下。（牵头单位：雾凇新城卫生健康局，责任单位：雾凇新城妇联）
2.母婴设施细则得到全面落实。
策略措施：
1.扩大宫颈癌和乳腺癌筛查。为适龄妇女免费提供两癌筛查，做好随访。
2.建设驿站，为户外劳动妇女提供歇脚、饮水、充电服务。
"""
OWN = {
    "functions.csv": f"{HEADER}\r\n,卫生健康,健康处,2021/3/1,,新城机构,《雾凇新城机构设置方案》\r\n".encode("gbk"),
    "laws.csv": (
        "\ufefftitle,kind,aliases,status,adopted,effective,repealed,replaced_by,source\r\n"
        "雾凇新城母婴设施管理细则,政策文件,母婴设施细则,有效,,,,,雾凇新城管委会\r\n"
    ).encode(),
    "places.csv": (
        "code,name,level,parent,until,now,common,source\r\n210300-wusong,雾凇新城,县级,210300,,,,本地\r\n"
    ).encode("gbk"),
}  # fmt: skip
WORD = "word,means,source\n歇脚地,驿站|户外劳动,口语\n".encode()


def guitu(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command in a process of its own answers."""
    names = ("GUITU_VOCABULARY", "GUITU_DATA", "GUITU_MODEL")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *words], cwd=ROOT, env={**clean, **environment},
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


@dataclass(slots=True)
class Home:
    """A plan, its data and the user's folder inside."""

    plans: Path
    data: Path
    vocabulary: Path

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command on this data; none ends with a trace."""
        found = guitu(*words, "--data", str(self.data))
        assert "Traceback" not in found.stderr, found.stderr
        return found

    def build(self) -> str:
        """What a build says."""
        found = self.ask("build", str(self.plans))
        assert found.returncode == 0, found.stderr
        return found.stdout

    def graph(self) -> tuple[str, str]:
        """Nodes and edges as exported."""
        out = self.data.with_name("export")
        assert self.ask("export", str(out)).returncode == 0
        return (out / "nodes.jsonl").read_text("utf-8"), (out / "edges.jsonl").read_text("utf-8")


def named(graph: tuple[str, str], label: str) -> list[dict[str, Any]]:
    """The properties of a label's nodes."""
    nodes = map(json.loads, graph[0].splitlines())
    return [node["properties"] for node in nodes if node["label"] == label]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A graph built without any vocabulary of the user's; the tests below go on from one another."""
    place = tmp_path_factory.mktemp("home")
    found = Home(place / "plans", place / "data", place / "data" / "vocabulary")
    found.plans.mkdir()
    (found.plans / "新城.txt").write_text(PLAN, "utf-8")
    found.build()
    return found


def test_a_users_folder_is_at_work_from_end_to_end_and_leaves_no_trace(home: Home) -> None:
    before = home.graph()
    assert {place["full_name"] for place in named(before, "Jurisdiction")} == {"雾凇新城"}
    assert named(before, "Law") == []
    assert home.ask("owners", "--unit", "健康处").returncode == 2

    home.vocabulary.mkdir()
    for name, octets in OWN.items():
        (home.vocabulary / name).write_bytes(octets)
    at_once = home.ask("owners", "--unit", "健康处")  # a question is understood without a build
    assert at_once.returncode == 0, at_once.stderr
    assert "雾凇新城卫生健康局" in at_once.stdout
    assert "更新 1 份" in home.build()
    after = home.graph()
    assert "辽宁省鞍山市雾凇新城" in {place["full_name"] for place in named(after, "Jurisdiction")}
    assert [(law["title"], law["kind"], law["status"]) for law in named(after, "Law")] == [
        ("雾凇新城母婴设施管理细则", "policy", "in_force")
    ]
    assert "未变 1 份" in home.build()

    (home.vocabulary / "matters.csv").write_text(MATTERS, "utf-8")
    assert "未变 1 份" in home.build()  # only the index is made anew
    assert home.graph()[1] == after[1]
    told = json.loads(home.ask("search", "环卫大姐没地方喝口热水", "--anyway", "--json").stdout)
    assert told["hits"][0]["line"] == 9
    (index,) = (home.data / INDEX).iterdir()
    assert (index / "own").is_dir()

    for path in home.vocabulary.iterdir():
        path.unlink()
    home.vocabulary.rmdir()
    assert "更新 1 份" in home.build()
    assert home.graph() == before
    assert home.ask("owners", "--unit", "健康处").returncode == 2
    (again,) = (home.data / INDEX).iterdir()
    assert not (again / "own").exists()


def test_an_added_word_changes_the_search_at_once(home: Home, tmp_path: Path) -> None:
    asked = ("search", "歇脚地", "--anyway", "--json", "--data", str(home.data))
    (tmp_path / "words.csv").write_bytes(WORD)
    plain, own_words = (
        {hit["line"]: hit["why"]["printed"] for hit in json.loads(found.stdout)["hits"]}
        for found in (guitu(*asked), guitu(*asked, GUITU_VOCABULARY=str(tmp_path)))
    )
    assert plain[9] is None or own_words[9]["score"] > plain[9]["score"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_broken_vocabulary_ends_the_command_and_changes_nothing(
    home: Home, tmp_path: Path, command: str
) -> None:
    (tmp_path / "laws.csv").write_text("title\n", "utf-8")
    (tmp_path / "单位.csv").touch()
    before = home.graph()
    found = guitu(
        command, str(home.plans), "--data", str(home.data), GUITU_VOCABULARY=str(tmp_path)
    )
    assert found.returncode == 2
    assert "Traceback" not in found.stderr
    assert "laws.csv 第1行：缺少列" in found.stderr
    assert "单位.csv：没有这种词表" in found.stderr
    assert home.graph() == before


# The page that explains it

PAGE = (ROOT / "docs" / "vocabularies.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"\n### (\S+)\n(.*?)(?=\n### |\Z)", PAGE, re.DOTALL))


def test_the_page_has_every_file_and_function() -> None:
    assert list(SECTIONS) == [*FACTS, *WORDING]
    listed = re.search(r"自带的职能：\n(.*?)。", SECTIONS["functions.csv"], re.DOTALL)
    assert listed is not None
    functions = dict.fromkeys(row["function"] for row in packaged_rows("functions.csv"))
    assert "".join(listed[1].split()).split("、") == list(functions)


@pytest.mark.parametrize("name", SECTIONS)
def test_the_page_tells_the_columns_and_key_of_a_file_and_its_example_works(
    folder: Path, name: str
) -> None:
    section, table = SECTIONS[name], TABLES[name]
    told = re.findall(r"^\| (.*?) \|", section, re.MULTILINE)[1:]
    columns = {c: "**" in cell for cell in told for c in re.findall("`([a-z_]+)`", cell)}
    assert list(columns) == list(table.columns)
    for column, must_be_filled in columns.items():
        assert _may_be_empty(name, column) is not must_be_filled, column
    assert re.findall("`([a-z]+)`", re.search("主键：(.*?)[。；]", section)[1]) == list(table.key)  # type: ignore[index]
    example = re.search("```csv\n(.*?)```", section, re.DOTALL)
    assert example is not None
    (folder / name).write_text(example[1], "utf-8")
    check_own()
    assert own_rows(name)


def _may_be_empty(name: str, column: str) -> bool:
    try:
        return TABLES[name].columns[column]("") == ""
    except ValueError:
        return False
