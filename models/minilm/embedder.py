"""The embedder that ships with the house: all-MiniLM-L6-v2, int8, on the CPU, with no network.

English is what it knows best. A query costs about 2.5 ms on one core, a passage of 150 words about
40 ms; the session holds 90 MB from its first use on. Batches stay at eight texts of like length,
because thirty-two at once peak at half a gigabyte.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from models.protocols import Vectors

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

BATCH = 8
LONGEST_TOKENS = 256
REMEMBERED_QUERIES = 512


class MiniLM:
    """Safe to share between threads; the session opens on first use and is then shared."""

    name = "all-minilm-l6-v2-int8"
    dimensions = 384

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._opening = threading.Lock()
        self._opened: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()
        self._remembering = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        result = np.zeros((len(texts), self.dimensions), np.float32)
        if not texts:
            return result
        _, tokenizer = self._open()
        encoded = [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts))]
        # Texts of like length share a batch, so that little is computed on padding.
        order = sorted(range(len(encoded)), key=lambda index: len(encoded[index]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            result[chosen] = self._run([encoded[index] for index in chosen])
        return result

    def query(self, text: str) -> Vectors:
        with self._remembering:
            known = self._remembered.get(text)
            if known is not None:
                self._remembered.move_to_end(text)
                return known
        _, tokenizer = self._open()
        vector: Vectors = self._run([tokenizer.encode(text).ids])[0]
        vector.setflags(write=False)
        with self._remembering:
            self._remembered[text] = vector
            while len(self._remembered) > REMEMBERED_QUERIES:
                self._remembered.popitem(last=False)
        return vector

    def _run(self, rows: list[list[int]]) -> Vectors:
        session, _ = self._open()
        width = max(len(row) for row in rows)
        ids = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        (sentence,) = session.run(["sentence"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(sentence, np.float32)

    def _open(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        if self._opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = _open_session(self._threads)
        return self._opened


def _open_session(threads: int) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
    # Imported here because together they cost a tenth of a second, and `--help` needs neither.
    import onnxruntime
    from tokenizers import Tokenizer

    here = files("models.minilm")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, threads)
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the second core from the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    with as_file(here / "minilm.int8.onnx") as graph:
        session = onnxruntime.InferenceSession(
            str(graph), sess_options=options, providers=["CPUExecutionProvider"]
        )
    tokenizer = Tokenizer.from_str((here / "tokenizer.json").read_text("utf-8"))
    tokenizer.enable_truncation(LONGEST_TOKENS)
    tokenizer.no_padding()
    return session, tokenizer
