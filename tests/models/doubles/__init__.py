"""Servers that speak as the vendors of language models do, in a process of their own.

What a double does is asked for by the model's name: "ok" answers, "says-429" refuses, "cut-120"
hangs up after 120 bytes. See `tests.models.doubles.scripts`.
"""
