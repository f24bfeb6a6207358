from __future__ import annotations

from typing import Any

import pytest

from agent.tools.schema import check_schema, checked
from store.errors import Invalid

TABLE = {
    "type": "object",
    "properties": {
        "day": {"type": "string", "pattern": r"\d{4}-\d\d-\d\d"},
        "people": {"type": "integer", "minimum": 1, "maximum": 12},
        "terrace": {"type": "boolean"},
        "meal": {"type": "string", "enum": ["lunch", "dinner"]},
        "note": {"type": "string", "maxLength": 20},
    },
    "required": ["day", "people"],
}
RIGHT = {"day": "2026-11-27", "people": 4}


def test_arguments_that_fit_are_given_as_they_are() -> None:
    given = {**RIGHT, "terrace": True, "meal": "dinner", "note": "by the window"}

    assert checked(TABLE, given) == given


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 4},
        {"day": "2026-11-27"},
        {**RIGHT, "day": "friday"},
        {**RIGHT, "day": "2026-11-27\n"},
        {**RIGHT, "day": 20261127},
        {**RIGHT, "people": 13},
        {**RIGHT, "people": 0},
        {**RIGHT, "people": "4"},
        {**RIGHT, "people": True},
        {**RIGHT, "people": 4.5},
        {**RIGHT, "terrace": 1},
        {**RIGHT, "terrace": "yes"},
        {**RIGHT, "meal": "breakfast"},
        {**RIGHT, "note": "n" * 21},
        {**RIGHT, "note": ["a"]},
        {**RIGHT, "note": None},
        {**RIGHT, "discount": 100},
        {**RIGHT, "__class__": "x"},
    ],
    ids=range(18),
)
def test_arguments_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        checked(TABLE, wrong)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array"},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "properties": {"a": {"type": "object"}}},
        {"type": "object", "properties": {"a": {"type": "string", "format": "date"}}},
        {"type": "object", "properties": {"a": {"$ref": "#/x"}}},
    ],
    ids=range(5),
)
def test_a_schema_that_says_more_than_is_checked_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        check_schema(schema)
