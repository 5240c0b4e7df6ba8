"""axe-core on a page: what it finds wrong, without the one finding that is Streamlit's own."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def axe() -> str:
    """The script of axe-core, from its registry package."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


STREAMLITS_OWN = ("presentation-role-conflict", "stFileUploaderDropzone")
"""A minor finding in st.file_uploader (1.67): where files are dropped has no role, and a label all the same. The button
in it can be reached and is named."""


def violations(page: Page) -> list[str]:
    """One line a finding, moderate ones too: rule, element and what is wrong."""
    page.evaluate(axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", list(RULES))
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:160]} | {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if not (rule["id"] == STREAMLITS_OWN[0] and STREAMLITS_OWN[1] in node["html"])
    ]
