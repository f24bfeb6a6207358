"""Teaches the reader; a developer's command, which needs torch (the house never does).

    python -m models.reader.train TRAINING_FOLDER WEIGHTS OUT [--made N] [--seed S] [--abroad X]

WEIGHTS is the published model.safetensors of all-MiniLM-L6-v2, OUT a folder: `reader.safetensors`
is written there every 50 steps and at the end. models/reader/build.py makes the file that ships.

    pair     [CLS] question [SEP] passage [SEP]
    score    tanh of a layer over [CLS] beside the mean of the tokens, then one number
    loss     softmax over a question's passages and a fixed 0, "not answered here"; in the same pass
             once more with the gold taken out, when 0 must win

The tables of words and places are frozen: few questions would only move the words they hold.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch  # type: ignore[import-not-found]
import torch.nn.functional as F  # type: ignore[import-not-found]
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from models.minilm.build import HEADS, LAYERS, PER_HEAD, WEIGHTS_SHA256, WIDTH, sha256
from models.reader.cases import Case, Crowd
from models.reader.lessons_of import made_cases
from models.reader.pairs import Pair, encoder, pair_of

LONGEST_PAIR = 96
QUESTIONS_A_BATCH = 20
NEAREST, NEAR, FAR = 8, 3, 1
DROPPED = 0.1
FROZEN = ("embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight")
CHUNKS = 3

Weights = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("training", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--made", type=int, default=2400, help="questions to made-up businesses")
    parser.add_argument("--crowd", type=int, default=1600, help="crowd-written questions, at most")
    parser.add_argument("--abroad", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--threads", type=int, default=1, help="more than one only helps when idle")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--after", type=Path, help="go on from this reader.safetensors")
    parser.add_argument("--hard", type=int, default=0, help="see lessons_of.made_cases")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    cases = lessons(asked.training, asked.made, asked.crowd, asked.abroad, asked.seed, asked.hard)
    weights = beginning(asked.weights)
    if asked.after:
        weights = learnable(load_file(str(asked.after)))
    teach(weights, cases, asked.out / "reader.safetensors", asked.rate, random.Random(asked.seed))


def lessons(
    training: Path, made: int, crowd: int, abroad: float, seed: int, hard: int = 0
) -> list[Case]:
    """All questions of one run in their order: a share of each source, every one once."""
    rng = random.Random(seed)
    people = Crowd(training)
    shares = (
        (list(people.cases("train", "dstc9", "faq")), 0.32),
        (list(people.cases("train", "dstc9", "prose")), 0.38),
        (list(people.headings("train")), 0.18),
        (list(people.cases("train", "dstc11", "prose")), 0.12),
    )
    cases = list(made_cases(made, seed, held_out=False, abroad=abroad, hard=hard))
    for own, share in shares:
        cases += rng.sample(own, min(len(own), round(crowd * share)))
    rng.shuffle(cases)
    return cases


def beginning(path: Path) -> Weights:
    """The published weights and a new head."""
    if sha256(path) != WEIGHTS_SHA256:
        raise SystemExit(f"{path} is not the published weights.")
    weights = {
        key.removeprefix("bert."): value.float()
        for key, value in load_file(str(path)).items()
        if value.is_floating_point() and not key.removeprefix("bert.").startswith("pooler")
    }
    weights["head.dense.weight"] = torch.randn(WIDTH, 2 * WIDTH) * 0.02
    weights["head.dense.bias"] = torch.zeros(WIDTH)
    weights["head.score.weight"] = torch.randn(1, WIDTH) * 0.02
    weights["head.score.bias"] = torch.zeros(1)
    return learnable(weights)


def learnable(weights: Weights) -> Weights:
    for key, value in weights.items():
        value.requires_grad_(key not in FROZEN)
    return weights


def teach(
    weights: Weights, cases: Sequence[Case], out: Path, rate: float, rng: random.Random
) -> None:
    learning = [value for value in weights.values() if value.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    steps = len(cases) // QUESTIONS_A_BATCH
    words = encoder(LONGEST_PAIR)
    began, shown = time.monotonic(), 0.0
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * _pace(step, steps)
        batch = cases[step * QUESTIONS_A_BATCH : (step + 1) * QUESTIONS_A_BATCH]
        loss = _loss(weights, words, batch, rng)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        shown = float(loss.detach()) if step == 0 else 0.9 * shown + 0.1 * float(loss.detach())
        if step % 10 == 9 or step == steps - 1:
            spent = time.monotonic() - began
            print(f"{step + 1}/{steps} loss {shown:.3f} {spent:.0f} s", flush=True)
        if step % 50 == 49 or step == steps - 1:
            save_file(
                {key: value.detach().contiguous() for key, value in weights.items()}, str(out)
            )


def _pace(step: int, steps: int) -> float:
    warm = max(1, steps // 20)
    return (step + 1) / warm if step < warm else (steps - step) / max(1, steps - warm)


def _loss(weights: Weights, words: Tokenizer, batch: Sequence[Case], rng: random.Random) -> Any:
    pairs: list[Pair] = []
    spans: list[tuple[int, int, int]] = []
    for case in batch:
        gold, wrong = _chosen(case, rng)
        start = len(pairs)
        pairs += [pair_of(words, case.question, text, LONGEST_PAIR) for text in (*gold, *wrong)]
        spans.append((start, start + len(gold), len(pairs)))
    scores = torch.cat([scores_of(weights, part, True) for part in _by_length(pairs, spans)])
    scores = scores[_places(pairs)]
    total = scores.new_zeros(())
    for start, middle, end in spans:
        nothing = scores.new_zeros(1)
        wrong = torch.cat([nothing, scores[middle:end]])
        without = torch.logsumexp(wrong, 0)
        total = total + without
        if middle > start:
            answer = torch.logsumexp(scores[start:middle], 0)
            total = total + torch.logaddexp(without, answer) - answer
    return total / len(batch)


def _chosen(case: Case, rng: random.Random) -> tuple[list[str], list[str]]:
    """One passage that answers (two at most where opinions differ) and four that do not."""
    gold = rng.sample(case.gold, min(len(case.gold), 1))
    near = list(case.wrong[:NEAREST])
    wrong = rng.sample(near, min(NEAR if gold else NEAR + 1, len(near)))
    far = [*case.wrong[NEAREST:], *case.rest] or near
    wrong += rng.sample(far, min(FAR, len(far)))
    return gold, list(dict.fromkeys(wrong))


def _order(pairs: Sequence[Pair]) -> list[int]:
    return sorted(range(len(pairs)), key=lambda n: len(pairs[n].ids))


def _by_length(pairs: Sequence[Pair], spans: Sequence[Any]) -> Iterator[list[Pair]]:
    """Pairs of like length together, so that little is computed on padding."""
    order = _order(pairs)
    size = -(-len(order) // CHUNKS)
    for start in range(0, len(order), size):
        yield [pairs[n] for n in order[start : start + size]]


def _places(pairs: Sequence[Pair]) -> Any:
    places = torch.empty(len(pairs), dtype=torch.long)
    places[torch.tensor(_order(pairs))] = torch.arange(len(pairs))
    return places


def scores_of(weights: Weights, pairs: Sequence[Pair], learning: bool = False) -> Any:
    width = max(len(pair.ids) for pair in pairs)
    ids = torch.zeros(len(pairs), width, dtype=torch.long)
    kinds = torch.zeros(len(pairs), width, dtype=torch.long)
    mask = torch.zeros(len(pairs), width, dtype=torch.bool)
    for row, pair in enumerate(pairs):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        kinds[row, : len(pair.kinds)] = torch.tensor(pair.kinds)
        mask[row, : len(pair.ids)] = True
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return _forward(weights, ids, kinds, mask, DROPPED if learning else 0.0)


def _forward(weights: Weights, ids: Any, kinds: Any, mask: Any, dropped: float) -> Any:
    def dense(x: Any, key: str) -> Any:
        return F.linear(x, weights[f"{key}.weight"], weights[f"{key}.bias"])

    def normalised(x: Any, key: str) -> Any:
        return F.layer_norm(x, (WIDTH,), weights[f"{key}.weight"], weights[f"{key}.bias"], 1e-12)

    count, width = ids.shape
    x = F.embedding(ids, weights["embeddings.word_embeddings.weight"])
    x = x + weights["embeddings.position_embeddings.weight"][:width]
    x = x + F.embedding(kinds, weights["embeddings.token_type_embeddings.weight"])
    x = F.dropout(normalised(x, "embeddings.LayerNorm"), dropped)
    seen = mask[:, None, None, :]
    for layer in range(LAYERS):
        key = f"encoder.layer.{layer}"
        parts = [
            dense(x, f"{key}.attention.self.{name}").view(count, width, HEADS, PER_HEAD)
            for name in ("query", "key", "value")
        ]
        q, k, v = (part.transpose(1, 2) for part in parts)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(count, width, WIDTH)
        out = F.dropout(dense(mixed, f"{key}.attention.output.dense"), dropped)
        x = normalised(x + out, f"{key}.attention.output.LayerNorm")
        wide = F.gelu(dense(x, f"{key}.intermediate.dense"))
        out = F.dropout(dense(wide, f"{key}.output.dense"), dropped)
        x = normalised(x + out, f"{key}.output.LayerNorm")
    column = mask.unsqueeze(-1).float()
    mean = (x.float() * column).sum(1) / column.sum(1)
    both = F.dropout(torch.cat([x[:, 0].float(), mean], 1), dropped)
    return dense(torch.tanh(dense(both, "head.dense")), "head.score").float().squeeze(1)


if __name__ == "__main__":
    main()
