"""Makes the reader's file from what was learnt; a developer's command, without torch.

    python -m models.reader.build reader.safetensors OUT_DIR

The graph is the embedder's (`models/minilm/build.py`) with the kinds of token given and another
head; then the weights become int8 and the hash is recorded for a test to compare.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnxruntime.quantization import (
    QuantType,
    quantize_dynamic,
)
from safetensors.numpy import load_file

from models.minilm import build as embedder
from models.minilm.build import HEADS, LAYERS, PER_HEAD, POSITIONS, WIDTH, Drawing, sha256
from models.reader.reader import GRAPH


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        onnx.save(draw(load_file(asked.weights)), str(full))
        small = asked.out / GRAPH
        quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
    hashes = {GRAPH: sha256(small)}
    (asked.out / "hashes.json").write_text(json.dumps(hashes, indent=2) + "\n", "utf-8")
    print(small.stat().st_size, hashes)


def draw(weights: dict[str, Any]) -> Any:
    drawing = Drawing(weights)
    mask = drawing.step("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    x = _embedded(drawing)
    ignored = embedder._ignored(drawing, mask)
    drawing.constant("to_heads", np.array([0, 0, HEADS, PER_HEAD], np.int64))
    drawing.constant("from_heads", np.array([0, 0, WIDTH], np.int64))
    for layer in range(LAYERS):
        x = embedder._layer(drawing, x, ignored, layer)
    _score(drawing, x, mask)
    given = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "token_type_ids", "attention_mask")
    ]
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch"])
    graph = helper.make_graph(drawing.nodes, "reader", given, [score], drawing.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model


def _embedded(drawing: Drawing) -> str:
    for name, value in (("axis0", 0), ("axis1", 1), ("axis2", 2)):
        drawing.constant(name, np.array([value], np.int64))
    shape = drawing.step("Shape", ["input_ids"], "shape")
    length = drawing.step("Slice", [shape, "axis1", "axis2", "axis0"], "text_length")

    def table(name: str) -> str:
        whole = drawing.weight(f"embeddings.{name}_embeddings.weight")
        return drawing.constant(name, whole[:POSITIONS] if name == "position" else whole)

    word = drawing.step("Gather", [table("word"), "input_ids"], "words_there")
    kind = drawing.step("Gather", [table("token_type"), "token_type_ids"], "kinds_there")
    place = drawing.step("Slice", [table("position"), "axis0", length, "axis0"], "places_there")
    placed = drawing.step("Add", [word, place], "placed")
    both = drawing.step("Add", [placed, kind], "placed_and_kind")
    return drawing.normalised(both, "embeddings.LayerNorm", "embedded")


def _score(drawing: Drawing, x: str, mask: str) -> None:
    column = drawing.step("Unsqueeze", [mask, "axis2"], "mask_column")
    kept = drawing.step("Mul", [x, column], "kept")
    total = drawing.step("ReduceSum", [kept, "axis1"], "total", keepdims=0)
    count = drawing.step("ReduceSum", [column, "axis1"], "count", keepdims=0)
    mean = drawing.step("Div", [total, count], "mean")
    drawing.constant("first", np.array(0, np.int64))
    opening = drawing.step("Gather", [x, "first"], "opening", axis=1)
    both = drawing.step("Concat", [opening, mean], "both", axis=1)
    bent = drawing.step("Tanh", [drawing.dense(both, "head.dense", "head")], "head_bent")
    one = drawing.dense(bent, "head.score", "scored")
    drawing.step("Squeeze", [one, "axis1"], "score")


if __name__ == "__main__":
    main()
