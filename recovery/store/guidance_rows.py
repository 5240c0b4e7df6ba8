"""How a guidance stands in rows: a row a band, and a row a number or switch with its source."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from recovery.domain.bands import Band, Basis
from recovery.domain.figures import Figure, figures
from recovery.domain.guidance import Own
from recovery.domain.guide import Guide
from recovery.domain.level import Level
from recovery.domain.rules import NUMBERS, Rule, Rules, RuleSetting
from recovery.store.rows import as_words, from_words

Settings = Mapping[tuple[str, str], str]
"""Recorded values by (rule or side effect, name)."""


def band_from(row: Any) -> Band:
    """The band in a row."""
    return Band(
        side_effect=row["side_effect"],
        from_day=row["from_day"],
        to_day=row["to_day"],
        from_basis=Basis(row["from_basis"]),
        to_basis=Basis(row["to_basis"]),
        says=row["says"],
        source=row["source"],
        borrowed=bool(row["borrowed"]),
        version=row["name"],
    )


def band_rows(guide: Guide) -> list[tuple[Any, ...]]:
    """The guide's bands as the cells of rows, without their version."""
    return [
        (
            method, side_effect, band.from_day, band.to_day, band.from_basis.value, band.to_basis.value,
            int(band.borrowed), band.says, band.source, band.version,
        )
        for (method, side_effect), band in guide.bands.items()
    ]  # fmt: skip


def setting_rows(guide: Guide, own: Own) -> list[tuple[Any, ...]]:
    """Every figure but the bands as (rule or side effect, name, value, source)."""
    settings = [figure for figure in figures(guide) if figure.kind != "band"]
    return [(figure.of, figure.name, _text(figure), _source(figure, guide, own)) for figure in settings]


def _text(figure: Figure) -> str:
    assert not isinstance(figure.value, Band)  # noqa: S101 - bands are rows of their own
    return figure.value if isinstance(figure.value, str) else str(int(figure.value))


def _source(figure: Figure, guide: Guide, own: Own) -> str:
    key = f"asked/{figure.of}" if figure.kind == "asked" else f"rule/{figure.of}/{figure.name}"
    if key in own.since:
        return f"this practice, guidance {own.since[key]}"
    return guide.rules[Rule(figure.of)].source if figure.kind == "rule" else "the catalogue"


def rules_from(files: Rules, settings: Settings) -> Rules:
    """The files' rules with what was recorded in place of their figures."""
    return replace(files, settings={rule: _rule(setting, settings) for rule, setting in files.settings.items()})


def _rule(files: RuleSetting, settings: Settings) -> RuleSetting:
    given = {name: value for (rule, name), value in settings.items() if rule == files.rule.value}
    if not given:
        return files
    raised = given.get("raised_level")
    return replace(
        files,
        numbers={name: int(given.get(name, files[name])) for name in NUMBERS[files.rule]},
        on=given["on"] == "1",
        level=Level(int(given["level"])),
        raised_level=Level(int(raised)) if raised else None,
        any_return=frozenset(from_words(given.get("any_return", as_words(tuple(files.any_return))))),
    )
