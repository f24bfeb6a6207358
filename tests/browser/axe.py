"""axe-core, the auditor of accessibility, run in the page. Its script comes with a test package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page around the chat is a test's own.
NOT_OURS = ["region", "page-has-heading-one", "landmark-one-main"]


@cache
def _script() -> str:
    try:
        return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        return ""


def violations(page: Page, state: str) -> list[str]:
    """What axe finds wrong in the widget as it stands, one line each, with where."""
    if not _script():
        pytest.skip("no axe-core here: install the test packages (axe-playwright-python)")
    page.evaluate(_script() if not page.evaluate("() => 'axe' in window") else "null")
    found = page.evaluate(
        """([rules, skipped]) => axe.run(document, {
          runOnly: {type: "tag", values: rules},
          rules: Object.fromEntries(skipped.map(name => [name, {enabled: false}])),
        }).then(told => told.violations.map(one =>
          one.id + ": " + one.nodes.map(node => node.target.flat().join(" ") + " "
            + (node.any[0]?.message || node.failureSummary)).join(" | ")))""",
        [RULES, NOT_OURS],
    )
    return [f"{state}: {line}" for line in found]
