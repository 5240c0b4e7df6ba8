"""The alert rules in force: which there are, their numbers, and where each comes from.

The content is data/rules.toml; what each rule does with its numbers is recovery/domain/judging.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from recovery.domain.bands import LATEST_DAY
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.entries import Entry, entries, holds_only, without_repeats
from recovery.domain.level import Level
from recovery.errors import InvalidDataFile, InvalidInput


class Rule(StrEnum):
    """What someone may have to look at (docs/domain.md section 5)."""

    RED_FLAG = "red_flag"
    CALL_ME = "call_me"
    SEVERE = "severe"
    WORSENING = "worsening"
    REBOUND = "rebound"
    PAST_BAND = "past_band"
    SUSTAINED = "sustained"
    SILENT = "silent"

    @property
    def counts_anew(self) -> bool:
        """Whether each new report of it asks for someone, even when the last one was just closed."""
        return self in (Rule.RED_FLAG, Rule.CALL_ME)


@dataclass(frozen=True)
class Number:
    """A number of a rule: its limits, and what it counts."""

    low: int
    high: int
    says: str


_MILD, _VERY_SEVERE = int(Severity.MILD), int(Severity.VERY_SEVERE)
_SEVERITY = Number(_MILD, _VERY_SEVERE, "severity at least (1 mild to 4 very severe)")

NUMBERS: Mapping[Rule, Mapping[str, Number]] = {
    Rule.RED_FLAG: {},
    Rule.CALL_ME: {},
    Rule.SEVERE: {"severity": _SEVERITY, "from_day": Number(0, LATEST_DAY, "first day that counts")},
    Rule.WORSENING: {
        "rise": Number(1, 4, "levels that it rose by, at least"),
        "within_days": Number(1, LATEST_DAY, "days between the two reports, at most"),
        "after_day": Number(0, LATEST_DAY, "last day that does not count yet"),
    },
    Rule.REBOUND: {
        "severity": _SEVERITY,
        "fallen_to": Number(int(Severity.NONE), int(Severity.SEVERE), "severity that it had fallen to, at most"),
    },
    Rule.PAST_BAND: {"severity": Number(_MILD, _VERY_SEVERE, "severity from which it is raised")},
    Rule.SUSTAINED: {"severity": _SEVERITY, "reports": Number(2, 60, "reports running, at least")},
    Rule.SILENT: {
        "missed": Number(1, 60, "due days missed, at least, after a severity of …"),
        "severity": _SEVERITY,
        "early_missed": Number(1, 60, "due days missed, at least, after any severity"),
        "early_before": Number(1, LATEST_DAY, "… all of them before day"),
    },
}
"""Every number that a rule is made of."""


@dataclass(frozen=True)
class RuleSetting:
    """One rule as it is in force; `raised_level` is what it rises to where it has two levels."""

    rule: Rule
    name: str
    level: Level
    numbers: Mapping[str, int]
    says: str
    source: str
    raised_level: Level | None = None
    any_return: frozenset[str] = frozenset()
    on: bool = True

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]


@dataclass(frozen=True)
class Rules:
    """All rules in force, in the order of urgency."""

    settings: Mapping[Rule, RuleSetting]
    version: str

    def __getitem__(self, rule: Rule) -> RuleSetting:
        return self.settings[rule]

    def is_on(self, rule: Rule) -> bool:
        """Whether the practice uses this rule."""
        return self.settings[rule].on

    def with_number(self, rule: Rule, name: str, value: int) -> "Rules":
        """The rules with one number set; InvalidInput when there is none such or it is out of its limits."""
        number = NUMBERS[rule].get(name)
        if number is None:
            raise InvalidInput(f"{self[rule].name} has no number {name[:40]!r}.", field="rule")
        if type(value) is not int or not number.low <= value <= number.high:
            raise InvalidInput(
                f"{self[rule].name}, {number.says}: write a whole number from {number.low} to {number.high}.",
                field=f"{rule.value}_{name}",
            )
        return self._with(replace(self[rule], numbers={**self[rule].numbers, name: value}))

    def switched(self, rule: Rule, *, on: bool) -> "Rules":
        """The rules with one switched on or off; a warning sign is never switched off."""
        if rule is Rule.RED_FLAG and not on:
            raise InvalidInput("Warning signs always ask for someone; this rule cannot be switched off.", field="rule")
        return self._with(replace(self[rule], on=on))

    def _with(self, setting: RuleSetting) -> "Rules":
        return replace(self, settings={**self.settings, setting.rule: setting})


def read_rules(document: Mapping[str, Any], *, catalogue: Catalogue, file: str) -> Rules:
    """The rules in a parsed rules.toml; InvalidDataFile names entry and remedy."""
    holds_only(document, "version", "rule", file=file)
    version = document.get("version")
    if not isinstance(version, str) or not version.strip():
        raise InvalidDataFile(f'{file}: no version; write version = "…" at the top')
    given = [(entry, _setting(entry, catalogue)) for entry in entries(document, "rule", file=file)]
    settings = {
        setting.rule: setting
        for setting in without_repeats((entry, setting.rule.value, setting) for entry, setting in given)
    }
    missing = [rule.value for rule in Rule if rule not in settings]
    if missing:
        raise InvalidDataFile(f"{file}: no [[rule]] for {', '.join(missing)}; put it back")
    return Rules({rule: settings[rule] for rule in Rule}, version)


def _setting(entry: Entry, catalogue: Catalogue) -> RuleSetting:
    rule = Rule(entry.one_of("slug", [rule.value for rule in Rule]))
    numbers = NUMBERS[rule]
    extras = {Rule.REBOUND: ("any_return",), Rule.PAST_BAND: ("raised_level",)}.get(rule, ())
    entry.knows_only("slug", "name", "level", "says", "source", *numbers, *extras)
    level = _level(entry, "level")
    raised_level = _level(entry, "raised_level") if "raised_level" in extras else None
    if rule is Rule.RED_FLAG and level is not Level.URGENT:
        raise entry.wrong('`level` must be "urgent" for warning signs')
    if raised_level is not None and raised_level < level:
        raise entry.wrong(f"`raised_level` is lower than `level`; write {level.name.lower()} or more")
    return RuleSetting(
        rule=rule,
        name=entry.text("name"),
        level=level,
        numbers={name: entry.whole(name, low=number.low, high=number.high) for name, number in numbers.items()},
        says=entry.text("says"),
        source=entry.text("source"),
        raised_level=raised_level,
        any_return=_any_return(entry, catalogue) if "any_return" in extras else frozenset(),
    )


def _level(entry: Entry, key: str) -> Level:
    levels = {level.name.lower(): level for level in Level if level is not Level.NONE}
    return levels[entry.one_of(key, levels)]


def _any_return(entry: Entry, catalogue: Catalogue) -> frozenset[str]:
    slugs = entry.values.get("any_return", [])
    known = {effect.slug for effect in catalogue.side_effects}
    if not isinstance(slugs, list) or not all(isinstance(slug, str) and slug in known for slug in slugs):
        raise entry.wrong(f"`any_return` is {slugs!r}; write a list of side effects of the catalogue")
    return frozenset(slugs)
