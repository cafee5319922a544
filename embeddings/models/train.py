"""How guitu-zh-small was made from BAAI/bge-small-zh-v1.5; a script, imported by nothing.

    pip install torch==2.13.0 transformers onnx onnxruntime
    python embeddings/models/train.py BASE OUT [--epochs 1]     train and write 8-bit ONNX weights
    python embeddings/models/train.py --vocabulary              encode the sayings with the packaged weights

Pairs of a saying (or two or three printed terms) and a provision of `vocabulary/matters.csv`, written
without sight of any evaluation set; contrastive loss with the other provisions of a batch as negatives
(Henderson et al., 2017, “Efficient natural language response suggestion for Smart Reply”), both ways.
A provision stands alone or among one or two of its neighbours, as measures hold several; half of the
batches come from one field, so that the negatives are near.

Weights are quantised per channel with 7 bits: on processors without VNNI, products of full 8-bit
weights overflow 16 bits (cosine to the float model 0.70 instead of 0.99). One epoch of 286 batches took
31 minutes on two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from embeddings.wording import Matter, matters  # noqa: E402

BATCH = 48
SCALE = 20.0  # inverse temperature
RATE = 5e-5
WARM_UP = 0.1
QUERY_TOKENS, PROVISION_TOKENS = 48, 110
SEED = 1

Pair = tuple[str, int]  # what is asked, and the row of its matter


def pairs() -> list[Pair]:
    """Every saying, and for each matter two queries of its printed terms."""
    found: list[Pair] = []
    for row, matter in enumerate(matters()):
        found += [(saying, row) for saying in matter.sayings]
        for _ in range(2):
            count = min(len(matter.terms), random.choice((2, 3)))
            found.append((" ".join(random.sample(matter.terms, count)), row))
    return found


def provision(row: int) -> tuple[str, set[int]]:
    """A matter's wording, alone or among its neighbours of the same field, and the rows it holds."""
    known = matters()
    held = [row]
    chance = random.random()
    for _ in range(0 if chance >= 0.4 else 1 if chance < 0.28 else 2):
        other = row + random.choice((-4, -3, -2, -1, 1, 2, 3, 4))
        if 0 <= other < len(known) and known[other].field == known[row].field and other not in held:
            held.append(other)
    random.shuffle(held)
    text = "".join(known[each].wording for each in held)
    return (f"{known[row].name}。{text}" if random.random() < 0.3 else text), set(held)


def batches(all_pairs: list[Pair], known: tuple[Matter, ...]) -> Iterator[list[Pair]]:
    """Half of the pairs in batches of one field, the rest mixed; in random order."""
    by_field: dict[str, list[Pair]] = {}
    for pair in all_pairs:
        by_field.setdefault(known[pair[1]].field, []).append(pair)
    made: list[list[Pair]] = []
    rest: list[Pair] = []
    for group in by_field.values():
        random.shuffle(group)
        end = len(group) // 2 // BATCH * BATCH
        made += [group[at : at + BATCH] for at in range(0, end, BATCH)]
        rest += group[end:]
    random.shuffle(rest)
    made += [rest[at : at + BATCH] for at in range(0, len(rest) - BATCH + 1, BATCH)]
    random.shuffle(made)
    yield from made


def train(base: Path, out: Path, epochs: int) -> None:
    """Train and write `out`/onnx/model_int8.onnx; the other files of the folder are those of `base`."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    random.seed(SEED)
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_padding()
    model = BertModel.from_pretrained(
        str(base), add_pooling_layer=False, dtype=torch.float32, attn_implementation="eager"
    )

    def vectors(texts: list[str], tokens: int) -> torch.Tensor:
        tokenizer.enable_truncation(tokens)
        encoded = tokenizer.encode_batch(texts)
        hidden = model(
            input_ids=torch.tensor([each.ids for each in encoded]),
            attention_mask=torch.tensor([each.attention_mask for each in encoded]),
        ).last_hidden_state[:, 0]
        return torch.nn.functional.normalize(hidden, dim=-1)

    given = pairs()
    total = epochs * (len(given) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM_UP * total)) * max(0.05, 1 - step / total),
    )
    model.train()
    for epoch in range(epochs):
        for step, batch in enumerate(batches(given, matters())):
            texts, held = zip(*(provision(row) for _, row in batch), strict=True)
            scores = (
                SCALE
                * vectors([q for q, _ in batch], QUERY_TOKENS)
                @ (vectors(list(texts), PROVISION_TOKENS).T)
            )
            also_right = torch.tensor(
                [
                    [i != j and row in held[j] for j in range(len(batch))]
                    for i, (_, row) in enumerate(batch)
                ]
            )
            scores = scores.masked_fill(also_right, -1e4)
            right = torch.arange(len(batch))
            loss = torch.nn.functional.cross_entropy(scores, right)
            loss = (loss + torch.nn.functional.cross_entropy(scores.T, right)) / 2
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            print(f"epoch {epoch + 1} step {step + 1} loss {loss.item():.3f}", flush=True)
    quantise(model.eval(), out)


def quantise(model: object, out: Path) -> None:
    """Write the weights as 8-bit ONNX, per channel, within 7 bits."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Hidden(torch.nn.Module):
        def forward(self, input_ids, attention_mask, token_type_ids):  # type: ignore[no-untyped-def]
            return model(  # type: ignore[operator]
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.randint(5, 2000, (2, 16))
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = str(Path(folder) / "model.onnx")
        torch.onnx.export(
            Hidden(), (ids, torch.ones_like(ids), torch.zeros_like(ids)), whole, dynamo=False, opset_version=14,
            input_names=names, output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*names, "last_hidden_state")},
        )  # fmt: skip
        quantize_dynamic(
            whole, str(out / "onnx" / "model_int8.onnx"), weight_type=QuantType.QInt8,
            per_channel=True, reduce_range=True,
        )  # fmt: skip


def encode_vocabulary() -> None:
    """Write the vectors of all sayings and wordings beside the packaged weights."""
    from embeddings import understanding
    from embeddings.cache import VectorCache
    from embeddings.encoder import encoder, packaged_folder

    model = encoder()
    with tempfile.TemporaryDirectory() as folder, VectorCache(Path(folder), model) as cache:
        cache.fill(
            understanding.texts(), lambda done, total: print(f"{done} / {total}", flush=True)
        )
        understanding.write(packaged_folder(), cache, model.dimension)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", type=Path)
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--vocabulary", action="store_true")
    args = parser.parse_args()
    if args.vocabulary:
        encode_vocabulary()
    elif args.base and args.out:
        train(args.base, args.out, args.epochs)
    else:
        parser.error("BASE and OUT, or --vocabulary")
