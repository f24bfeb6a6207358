"""What a call of a model can cost at the most, and what it must have cost where nobody told.

Of a request never asked before every byte counts as a token. What stands the same before every
guest's words (orders, facts, tools) is most of it; once a vendor has told what a request with it
took, it cannot be more than that, and only the bytes of the rest are counted. A picture counts as
the most any vendor says he takes for one (`PICTURE_TOKENS`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from models.model import Message, Request, Usage
from models.speaker import letters, letters_of

# What a vendor adds to our words: roles and marks for each message, and orders for tools.
FRAME_TOKENS = 16
TOOLS_TOKENS = 600
PICTURE_TOKENS = 48_200
"""The most one picture of `LONGEST_SIDE` takes. By OpenAI's own pricing of pictures gpt-4o-mini
counts 2,833 tokens, and 5,667 for each of at most eight tiles of 512 pixels: 48,169; gpt-4o counts
1,445. Anthropic counts width times height over 750, or a token for each 28 by 28 pixels: 3,279."""
# Pieces of words at the seam of two texts may be counted otherwise than in one.
SEAM_TOKENS = 16
# No model's pieces of prose are as long; who tells fewer leaves out what he had kept.
BYTES_OF_TOKEN = 8
KNOWN_MOST = 64
_Standing = tuple[str, tuple[str, ...], tuple[str, ...]]


def most_input(request: Request) -> int:
    """No model counts more tokens than there are bytes, its own frames apart."""
    frames = FRAME_TOKENS * (len(request.messages) + len(request.system) + 1)
    tools = TOOLS_TOKENS if request.tools else 0
    return letters(request) + frames + tools + _pictures(request.messages)


def _pictures(messages: Sequence[Message]) -> int:
    return PICTURE_TOKENS * sum(len(message.pictures) for message in messages)


class Learned:
    """What vendors told of requests with the same orders and tools. Safe to share between threads;
    lasts as long as the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[_Standing, int] = OrderedDict()

    def most(self, model: str, request: Request) -> int:
        """Tokens a request can have, by what is known of its standing part."""
        with self._lock:
            known = self._known.get(_standing(model, request))
        whole = most_input(request)
        if known is None:
            return whole
        rest = letters_of(request.messages) + FRAME_TOKENS * len(request.messages)
        return min(whole, known + rest + _pictures(request.messages) + SEAM_TOKENS)

    def note(self, model: str, request: Request, usage: Usage) -> None:
        """A request that was told to have taken this."""
        told = usage.input + usage.cache_read + usage.cache_write
        standing = letters(request) - letters_of(request.messages)
        if not usage.told or told * BYTES_OF_TOKEN < standing:
            return
        key = _standing(model, request)
        with self._lock:
            self._known[key] = min(told, self._known.get(key, told))
            self._known.move_to_end(key)
            while len(self._known) > KNOWN_MOST:
                self._known.popitem(last=False)


def _standing(model: str, request: Request) -> _Standing:
    blocks = tuple(block.text for block in request.system)
    return model, blocks, tuple(tool.name for tool in request.tools)


def careful(usage: Usage, said: int, tokens_in: int, tokens_out: int) -> Usage:
    """An estimate on the dear side, and never more than was set aside. Said means paid for."""
    if not usage.total and not said:
        return usage
    read, written = usage.cache_read, usage.cache_write
    most_in = max(0, tokens_in - read - written)
    paid_in = max(usage.input, 0 if read or written else tokens_in // 2)
    output = min(max(usage.output, said // 2), tokens_out)
    return Usage(min(paid_in, most_in), output, read, written, told=False)
