"""What is wrong with the value of a setting, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def complaint(error: Mapping[str, Any], *, show: bool) -> str:
    """`show` the value only where it cannot be a secret."""
    given, limits = repr(error["input"]) if show else "this", error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{given} is not a whole number"
        case "float_parsing" | "float_type":
            return f"{given} is not a number"
        case "bool_parsing" | "bool_type":
            return f"{given} is neither true nor false"
        case "greater_than_equal":
            return f"{given} is too small; it is {limits['ge']:g} at least"
        case "less_than_equal":
            return f"{given} is too large; it is {limits['le']:g} at most"
        case "literal_error":
            return f"{given} is not one of {limits['expected'].replace(' or ', ', ')}"
        case "list_type":
            return f'{given} is not a list, like ["one", "two"]'
        case "string_type":
            return f"{given} is not a text in quotes"
        case "string_pattern_mismatch":
            return f"{given} is not a colour like #1f5f5b"
        case "string_too_short":
            return "it is empty"
    if error["type"] == "value_error" and show:
        return str(error["msg"]).removeprefix("Value error, ")
    return "this cannot be right"
