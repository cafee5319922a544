"""Text to vectors: the packaged model without torch, any other by choice, and what is missing is named."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, encoder, is_packaged, packaged_folder, unit_rows
from graph.errors import EncoderError
from tests.conftest import PLANS
from tests.reading import ROOT

SHARED = PLANS.parent / "models" / "bge-small-zh-v1.5"
TEXTS = [
    "推进ＨＰＶ疫苗接种，降低宫颈癌发病率。",
    "家庭暴力",
    "",
    "加强农村留守儿童关爱保护，健全台账，落实监护责任。" * 5,
    "老年人助餐点\n与\t路灯",
]


@pytest.fixture(scope="module")
def model() -> Encoder:
    """The packaged model."""
    return encoder("")


@pytest.fixture(autouse=True)
def _no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUITU_MODEL", raising=False)


@pytest.fixture(scope="module")
def shared_folder() -> Path:
    """The model that the packaged one was made from; the test is skipped, loudly, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"NOT TESTED: another model, no folder {SHARED}")
    return SHARED


def copied(into: Path, *, without: str = "", **changed: object) -> Path:
    """The packaged model by links, without a file, and with other settings of pooling."""
    for path in packaged_folder().rglob("*"):
        name = path.relative_to(packaged_folder()).as_posix()
        if path.is_file() and name != without:
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).symlink_to(path)
    if changed:
        pooling = into / "1_Pooling" / "config.json"
        settings = json.loads(pooling.read_text("utf-8")) | changed
        pooling.unlink()
        pooling.write_text(json.dumps(settings), "utf-8")
    return into


def test_the_packaged_model_runs_without_torch() -> None:
    code = (
        "import sys; from embeddings.encoder import encoder; print(encoder().encode(['妇女']).shape);"
        "print({'torch', 'sentence_transformers', 'transformers', 'huggingface_hub'} & {*sys.modules})"
    )
    env = {name: value for name, value in os.environ.items() if name != "GUITU_MODEL"}
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, env=env
    )
    assert (printed.stdout, printed.stderr) == ("(1, 512)\nset()\n", "")


def test_vectors_are_unit_rows_in_the_order_of_the_texts(model: Encoder) -> None:
    found = model.encode(TEXTS)
    assert found.dtype == np.float32
    assert found.shape == (len(TEXTS), model.dimension)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)
    assert (model.encode(TEXTS[::-1])[::-1] == found).all()
    assert model.encode([]).shape == (0, model.dimension)


def test_a_vector_does_not_depend_on_the_texts_beside_it(model: Encoder) -> None:
    """Else an index would depend on the order in which plans were added."""
    together = model.encode([*TEXTS, *TEXTS])
    for at, text in enumerate(TEXTS):
        (alone,) = model.encode([text])
        assert (together[at] == alone).all()
        assert (together[at + len(TEXTS)] == alone).all()


def test_case_makes_no_difference(model: Encoder) -> None:
    big, small, mixed, other = model.encode(
        ["接种HPV疫苗", "接种hpv疫苗", "接种Hpv疫苗", "接种hib疫苗"]
    )
    assert (big == small).all()
    assert (big == mixed).all()
    assert big @ other < 0.99


def test_letters_and_digits_of_full_width_make_no_difference(model: Encoder) -> None:
    wide, narrow = model.encode(["为１４岁女孩接种ＨＰＶ疫苗", "为14岁女孩接种HPV疫苗"])
    assert (wide == narrow).all()


def test_meaning_is_nearer_than_words(model: Encoder) -> None:
    asked, same, other = model.encode(["爹妈不在身边的娃", "农村留守儿童", "修建滑雪场更衣室"])
    assert asked @ same > asked @ other + 0.1  # measured 0.39 above


ODD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "妇女\udcff发展",
    "👩\u200d👧",
    "\r\n\t",
    "\ufeff",
    "a\u0301" * 50,
]


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_odd_texts_have_a_vector(model: Encoder, text: str) -> None:
    (vector,) = model.encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)


def test_a_text_is_read_as_far_as_the_model_reads(model: Encoder) -> None:
    long, longer, other = model.encode(["妇女" * 2500, "妇女" * 5000, "儿童" * 5000])
    assert (long == longer).all()
    assert (long != other).any()


def test_another_session_gives_the_same_vectors_and_identity(model: Encoder) -> None:
    again = encoder()
    assert again is not model
    assert again.identity == model.identity
    assert re.fullmatch(r"guitu-zh-small@[0-9a-f]{8}\.\d+", model.identity)
    assert (again.encode(TEXTS) == model.encode(TEXTS)).all()


def test_the_same_weights_elsewhere_have_the_same_identity(tmp_path: Path, model: Encoder) -> None:
    folder = copied(tmp_path / packaged_folder().name)
    other = encoder(str(folder))
    assert other.identity == model.identity
    assert (is_packaged(model), model.source) == (True, "")
    assert (is_packaged(other), other.source) == (False, str(folder))


def test_other_weights_have_another_identity(tmp_path: Path, model: Encoder) -> None:
    folder = copied(tmp_path / packaged_folder().name)
    (weights,) = (folder / "onnx").iterdir()
    octets = bytearray(weights.read_bytes())
    octets[len(octets) // 2] ^= 1
    weights.unlink()
    weights.write_bytes(octets)
    assert encoder(str(folder)).identity != model.identity


def test_a_model_that_averages_its_words_is_averaged(tmp_path: Path, model: Encoder) -> None:
    folder = copied(tmp_path / "mean", pooling_mode_mean_tokens=True)
    found, first = encoder(str(folder)).encode(TEXTS), model.encode(TEXTS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)
    assert ((found * first).sum(axis=1) < 0.999).all()


def test_the_environment_chooses_and_a_name_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = copied(tmp_path / "one"), copied(tmp_path / "other")
    monkeypatch.setenv("GUITU_MODEL", str(one))
    assert encoder().source == str(one)
    assert encoder(str(other)).source == str(other)
    monkeypatch.setenv("GUITU_MODEL", "")
    assert is_packaged(encoder())


FAULTS: list[tuple[str, str, bytes | None]] = [
    ("no weights", "onnx/model_int8.onnx", None),
    ("broken weights", "onnx/model_int8.onnx", b"\x08\x07garbage" * 99),
    ("empty weights", "onnx/model_int8.onnx", b""),
    ("no tokenizer", "tokenizer.json", None),
    ("a broken tokenizer", "tokenizer.json", b"{"),
    ("a tokenizer of something else", "tokenizer.json", b"[]"),
    ("no pooling", "1_Pooling/config.json", None),
    ("broken pooling", "1_Pooling/config.json", b"\xff\xfe{"),
    ("pooling without a dimension", "1_Pooling/config.json", b"{}"),
    ("pooling that is a list", "1_Pooling/config.json", b"[]"),
    ("no length", "sentence_bert_config.json", None),
    ("a length that is none", "sentence_bert_config.json", b'{"max_seq_length": null}'),
]


@pytest.mark.parametrize(
    ("name", "content"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_a_file_that_is_missing_or_broken_is_named(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = copied(tmp_path / "model", without=name)
    if content is not None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    with pytest.raises(EncoderError) as found:
        encoder(str(folder)).encode(["妇女"])
    assert str(folder) in found.value.message or "sentence-transformers" in found.value.message
    assert re.search("请.*模型|请运行 pip install", found.value.hint)


NOWHERE: list[tuple[str, Callable[[Path], str]]] = [
    ("an absolute path", lambda folder: str(folder / "没有")),
    ("a relative path", lambda _: "./没有"),
    ("a file", lambda folder: str(shutil.copy(ROOT / "LICENSE", folder / "file"))),
]


@pytest.mark.parametrize("name", [row[1] for row in NOWHERE], ids=[row[0] for row in NOWHERE])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, name: Callable[[Path], str]) -> None:
    given = name(tmp_path)
    with pytest.raises(EncoderError, match="没有模型文件夹") as found:
        encoder(given)
    assert given in found.value.message
    assert "请给出" in found.value.hint


def test_a_name_that_is_not_on_this_machine_is_named() -> None:
    with pytest.raises(EncoderError, match="guitu-tests/no-such-model") as found:
        encoder("guitu-tests/no-such-model")
    assert re.search("请给出|请运行 pip install", found.value.hint)


def test_lengths_of_zero_stay() -> None:
    rows = unit_rows(np.array([[0.0, 0.0], [3.0, 4.0]]))
    assert rows.tolist() == [[0, 0], [pytest.approx(0.6), pytest.approx(0.8)]]
    assert rows.dtype == np.float32


def test_another_model_is_another_encoder(shared_folder: Path, model: Encoder) -> None:
    other = encoder(str(shared_folder))
    assert other.identity.startswith("bge-small-zh-v1.5@")
    assert other.identity != model.identity
    found = other.encode(TEXTS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)
    assert np.abs(found - model.encode(TEXTS)).max() > 0.01


def test_both_roads_of_one_folder_agree(shared_folder: Path) -> None:
    """Also where a processor lacks VNNI, on which weights of full 8 bits overflow if left to themselves."""
    pytest.importorskip("sentence_transformers")
    from embeddings.onnx_encoder import OnnxEncoder
    from embeddings.sentence_encoder import SentenceEncoder

    ours = OnnxEncoder(shared_folder, source=str(shared_folder))
    theirs = SentenceEncoder(str(shared_folder))
    texts = [text for text in TEXTS if text]
    assert ours.dimension == theirs.dimension
    assert ((ours.encode(texts) * theirs.encode(texts)).sum(axis=1) > 0.98).all()
