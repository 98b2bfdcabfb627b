"""axe-core on a page: what it finds that keeps somebody out."""

from __future__ import annotations

from importlib import resources
from typing import Final

from playwright.sync_api import Page

_GRAVE: Final = ("serious", "critical")
# The rules of WCAG 2.2 at AA, and what axe's makers hold to be good practice.
_RULES: Final = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
]


def grave_findings(page: Page) -> list[str]:
    """Serious and critical findings on the page as it stands, one line each."""
    script = resources.files("axe_playwright_python") / "axe.min.js"
    # Sent through the debugger: the page's own policy lets no script in.
    page.evaluate(f"() => {{ {script.read_text('utf-8')} }}")
    found = page.evaluate(
        """async (rules) => {
          const { violations } = await axe.run(document, {
            runOnly: { type: 'tag', values: rules },
            resultTypes: ['violations'],
          });
          return violations.map(({ id, impact, nodes }) => ({
            id, impact, where: nodes.map((node) => node.target.join(' ')),
          }));
        }""",
        _RULES,
    )
    return [
        f"{item['id']} ({item['impact']}): {', '.join(item['where'])}"
        for item in found
        if item["impact"] in _GRAVE
    ]
