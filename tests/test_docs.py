"""The documents against the repository: links, commands, settings and citations that lead somewhere."""

import re
import tomllib

import pytest

from tests.conftest import ROOT

NOT_OURS = {"results", ".venv", ".git", "screenshots", "node_modules", ".pytest_cache", ".hypothesis"}

SETTING = re.compile(r"\bRECOVERY_[A-Z_]+\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z-]+)")
DOCUMENT = re.compile(r"(?<![\w/.-])((?:[\w.-]+/)*[\w-]+\.md)\b")

DECISION_HEADINGS = ["Question", "Forces", "Decision", "Price"]


def ours(pattern):
    found = (path.relative_to(ROOT) for path in ROOT.rglob(pattern))
    return sorted(path for path in found if not NOT_OURS & set(path.parts))


DOCUMENTS = ours("*.md")
CODE = [
    *ours("*.py"), *ours("*.toml"), *ours("*.html"), *ours("*.txt"),
    *(path for path in [(ROOT / "Makefile").relative_to(ROOT), (ROOT / ".ci" / "run").relative_to(ROOT)]),
]  # fmt: skip


def read(place):
    return (ROOT / place).read_text(encoding="utf-8")


def anchor(heading):
    """A heading as GitHub links to it: no punctuation, spaces as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(place):
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", read(place)), re.MULTILINE)}


def links(place):
    found = LINK.findall(FENCE.sub("", read(place)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def leads_somewhere(link, *, place):
    path, _, heading = link.partition("#")
    target = (ROOT / place.parent / path).resolve() if path else (ROOT / place).resolve()
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not heading or heading in anchors(target.relative_to(ROOT))


@pytest.mark.parametrize("place", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(place):
    assert [link for link in links(place) if not leads_somewhere(link, place=place)] == []


def commands(place):
    """What a document names as code: fenced, or between backticks."""
    text = read(place)
    return "\n".join([*FENCE.findall(text), *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))])


@pytest.mark.parametrize("place", DOCUMENTS, ids=str)
def test_every_make_target_exists(place):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(MAKE.findall(commands(place))) <= targets


def test_every_setting_is_documented_and_read():
    read_by_us = set(SETTING.findall(read("recovery/settings.py")))
    read_by_tests = set(SETTING.findall(read("tests/browser/chromium.py")))
    documented = {name for place in DOCUMENTS for name in SETTING.findall(read(place))}
    assert read_by_us <= documented
    assert documented <= read_by_us | read_by_tests


@pytest.mark.parametrize("place", ours("docs/decisions/*.md"), ids=str)
def test_a_decision_has_its_four_headings(place):
    text = FENCE.sub("", read(place))
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == DECISION_HEADINGS
    assert text.startswith(f"# {place.name[:4]}: ")


def test_every_decision_is_listed_and_numbered_once():
    decisions = [place.name for place in ours("docs/decisions/*.md")]
    assert [f"decisions/{name}" for name in decisions] == [
        link for link in links((ROOT / "docs" / "README.md").relative_to(ROOT)) if re.match(r"decisions/\d", link)
    ]
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))


def is_in_the_repository(document, *, place):
    return any((ROOT / folder / document).is_file() for folder in (".", place.parent))


@pytest.mark.parametrize("place", CODE, ids=str)
def test_code_cites_only_documents_of_the_repository(place):
    cited = set(DOCUMENT.findall(read(place)))
    assert {document for document in cited if not is_in_the_repository(document, place=place)} == set()


def test_sections_of_the_domain_that_code_cites_exist():
    sections = set(re.findall(r"^## (\d)\. ", read("docs/domain.md"), re.MULTILINE))
    cited = {
        number
        for place in CODE
        for numbers in re.findall(r"domain\.md,?\s+sections? ([\d, toand]+)", read(place))
        for number in re.findall(r"\d", numbers)
    }
    assert cited <= sections


def test_the_changelog_knows_the_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert f"## [{version}]" in read("CHANGELOG.md")
