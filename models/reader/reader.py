"""Reads a question and a passage together: does this one answer that? Above 0 more likely than not.

A cosine tells that a passage speaks of breakfast; the reader tells whether it says when it is. It
costs about 8 ms for a pair of 64 tokens on one core, 60 MB from its first use on and 140 MB once it
has read eight pairs of 128 tokens at a time, so it reads only the few best candidates.
It knows English; see the README beside this file for what it does not know.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.reader.pairs import LONGEST_QUESTION, Pair, encoder, joined

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

BATCH = 8
LONGEST_PAIR = 128
# No token that counts lies further in; what is longer would only be taken apart to be thrown away.
LONGEST_TEXT = 4_000
GRAPH = "reader_int8.onnx"

Scores = npt.NDArray[np.float32]


def is_here() -> bool:
    """Whether the reader's file was installed; a house without it answers more carefully."""
    return (files("models.reader") / GRAPH).is_file()


class Reader:
    """Safe to share between threads; the session opens on first use and is then shared."""

    name = "concierge-reader-1"

    def __init__(self, threads: int = 1, graph: Path | None = None) -> None:
        """`graph` is another file than the one that ships, for those who are teaching it."""
        self._threads = threads
        self._graph = graph
        self._opening = threading.Lock()
        self._opened: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """A logit for each passage, in the order given; 0 stands for "not answered here".

        Question and passages come with the business's name replaced (`models.naming`), a passage
        as its heading, a line break, its text."""
        result = np.zeros(len(passages), np.float32)
        if not passages:
            return result
        pairs = self._pairs(question, passages)
        # Pairs of like length share a batch, so that little is computed on padding.
        order = sorted(range(len(pairs)), key=lambda index: len(pairs[index].ids))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            result[chosen] = self._run([pairs[index] for index in chosen])
        return result

    def _pairs(self, question: str, passages: Sequence[str]) -> list[Pair]:
        _, words = self._open()
        texts = [_readable(text) for text in (question, *passages)]
        encoded = words.encode_batch_fast(texts, add_special_tokens=False)
        asked = encoded[0].ids[:LONGEST_QUESTION]
        return [joined(asked, own.ids, LONGEST_PAIR) for own in encoded[1:]]

    def _run(self, pairs: list[Pair]) -> Scores:
        session, _ = self._open()
        shape = (len(pairs), max(len(pair.ids) for pair in pairs))
        ids, kinds, mask = (np.zeros(shape, np.int64) for _ in range(3))
        for row, pair in enumerate(pairs):
            length = len(pair.ids)
            ids[row, :length], kinds[row, :length], mask[row, :length] = pair.ids, pair.kinds, 1
        given = {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}
        (scores,) = session.run(["score"], given)
        return np.asarray(scores, np.float32)

    def _open(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        if self._opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = (self._session(), encoder(LONGEST_PAIR))
        return self._opened

    def _session(self) -> onnxruntime.InferenceSession:
        with as_file(files("models.reader") / GRAPH) as shipped:
            return _open_session(self._graph or shipped, self._threads)


def _readable(text: str) -> str:
    """Short enough, and without the half characters a broken page may hold."""
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")


def _open_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    # Imported here because it costs a tenth of a second, and `--help` does not need it.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, threads)
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the second core from the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(graph), sess_options=options, providers=["CPUExecutionProvider"]
    )
