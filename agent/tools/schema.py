"""Arguments checked against a tool's JSON schema before anything is done with them.

A model fills them in, so they are foreign text. Of JSON Schema we take what tools need: flat
objects of strings, numbers and booleans, with lists of allowed values and bounds. What a schema
does not name is refused, and so is a schema that says more than we check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from store.errors import Invalid

_KNOWN = frozenset(
    {"type", "description", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum"}
)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
LONGEST_TEXT = 2_000


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raises Invalid for a schema that we could not hold a call to."""
    if schema.get("type") != "object" or set(schema) - {"type", "properties", "required"}:
        raise Invalid("A tool's parameters are one flat object.")
    for name, rule in schema.get("properties", {}).items():
        if rule.get("type") not in _TYPES or set(rule) - _KNOWN:
            raise Invalid(f"The parameter {name!r} says more than is checked.")


def checked(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, if every one is what the schema says. Raises Invalid."""
    rules: Mapping[str, Any] = schema.get("properties", {})
    strangers = sorted(set(given) - set(rules))
    if strangers:
        raise Invalid(f"There is no parameter {strangers[0][:40]!r}.")
    for name in schema.get("required", ()):
        if name not in given:
            raise Invalid(f"The parameter {name!r} is missing.")
    return {name: _value(name, rules[name], value) for name, value in given.items()}


def _value(name: str, rule: Mapping[str, Any], value: Any) -> Any:
    kind = rule["type"]
    right = isinstance(value, _TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)
    if not right:
        raise Invalid(f"The parameter {name!r} is a {kind}.")
    if "enum" in rule and value not in rule["enum"]:
        raise Invalid(f"The parameter {name!r} is one of {', '.join(map(str, rule['enum']))}.")
    if isinstance(value, str):
        _text(name, rule, value)
    elif not isinstance(value, bool):
        _number(name, rule, value)
    return value


def _text(name: str, rule: Mapping[str, Any], value: str) -> None:
    least, most = rule.get("minLength", 0), rule.get("maxLength", LONGEST_TEXT)
    if not least <= len(value) <= most:
        raise Invalid(f"The parameter {name!r} has {least} to {most} characters.")
    if "pattern" in rule and not re.fullmatch(rule["pattern"], value):
        raise Invalid(f"The parameter {name!r} does not have the form {rule['pattern']}.")


def _number(name: str, rule: Mapping[str, Any], value: float) -> None:
    low, high = rule.get("minimum", float("-inf")), rule.get("maximum", float("inf"))
    if not low <= value <= high:
        raise Invalid(f"The parameter {name!r} lies between {low} and {high}.")
