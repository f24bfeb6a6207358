"""Figures about language models, the guard, tools and what leaves the house."""

from __future__ import annotations

from reports.definitions import Count, Figure, Total

MACHINES: tuple[Figure, ...] = (
    Count(
        "model_turns", "Turns of a model", "Turns a language model was thought of for.", "composed"
    ),
    Count(
        "kept_answers",
        "Answers given again",
        "Of those, the ones a kept answer was given to, for nothing.",
        "composed",
        lambda turn: turn.route == "kept",
        better="more",
    ),
    Total(
        "sentences_checked",
        "Sentences checked",
        "Sentences of a model that were held against the sources.",
        "composed",
        of=lambda turn: turn.checked,
    ),
    Total(
        "sentences_repaired",
        "Sentences mended",
        "Sentences a model had to write again.",
        "composed",
        of=lambda turn: turn.repaired,
    ),
    Total(
        "sentences_withheld",
        "Sentences withheld",
        "Sentences no guest was shown.",
        "composed",
        of=lambda turn: turn.withheld,
    ),
    Total(
        "tokens",
        "Tokens",
        "Tokens of all calls of language models, by the business's days.",
        "spent",
        unit="tokens",
        of=lambda spent: spent.tokens,
    ),
    Total(
        "cost",
        "Cost of models",
        "What calls of language models cost, in US dollars; kept in billionths.",
        "spent",
        unit="dollars",
        of=lambda spent: spent.nanos,
    ),
    Count(
        "tool_calls",
        "Calls of tools",
        "Calls of tools that ended, done or failed.",
        "tools",
        lambda run: run.state in ("done", "failed"),
    ),
    Count(
        "tool_calls_done",
        "Calls of tools that worked",
        "Calls of tools that did what they were asked.",
        "tools",
        lambda run: run.state == "done",
        better="more",
    ),
    Count(
        "undelivered",
        "Not delivered",
        "Mails and messages made on the day that could not be sent, or may not have been.",
        "sendings",
        lambda sending: sending.state in ("dead", "unknown"),
        better="less",
    ),
)
