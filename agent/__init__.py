"""Decides what to say and do: reads a turn, composes an answer, writes it down."""
