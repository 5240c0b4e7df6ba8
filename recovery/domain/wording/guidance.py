"""Rules, bands and their changes as managers read them."""

from collections.abc import Callable, Mapping

from recovery.domain.bands import Band
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.figures import Difference, Figure
from recovery.domain.level import Level
from recovery.domain.rules import NUMBERS, Rule, Rules, RuleSetting
from recovery.domain.wording.clinicians import band_in_words
from recovery.domain.wording.english import capital, counted, days, joined, uncapital

NOT_ON_RECORD = "not on record"
"""What stands where one of two guidances has no such figure."""


def source_says(band: Band) -> str:
    """What a band's source says, and apart from it what of its days is our reading alone."""
    return " ".join(filter(None, [f"The source says, in our words: {band.says}.", _our_reading(band)]))


def _our_reading(band: Band) -> str:
    first, last = band.from_basis.is_exact, band.to_basis.is_exact
    if first and last:
        return ""
    if first or last:
        return f"Our reading: to day {band.to_day}." if first else f"Our reading: from day {band.from_day}."
    return f"Our reading: day {band.from_day} to {band.to_day}."


def rule_sentence(setting: RuleSetting, catalogue: Catalogue) -> str:
    """What a rule asks someone to look at, with its numbers in words."""
    names = [uncapital(catalogue.side_effect(slug).name) for slug in sorted(setting.any_return)]
    any_return = f"; for {joined(names)}, any return after none" if names else ""
    return f"{capital(_SAYS[setting.rule](setting))}{any_return}."


def level_in_words(setting: RuleSetting) -> str:
    """How urgent a rule is: "High", or "Low, raised to medium"."""
    raised = setting.raised_level
    return setting.level.word if raised is None else f"{setting.level.word}, raised to {raised.word.lower()}"


def number_label(rule: Rule, name: str) -> str:
    """What a number of a rule counts, as the label of its field; a severity, which is said as a word, without codes."""
    says = NUMBERS[rule][name].says
    return capital(says.partition(" (")[0] if is_severity(name) else says)


def is_severity(name: str) -> bool:
    """Whether a number of a rule is a severity, and so is better said as a word."""
    return name in ("severity", "fallen_to")


def severity_word(value: int) -> str:
    """A severity from 0 to 4 as a word."""
    return Severity(value).word


def number_in_words(name: str, value: int) -> str:
    """A number of a rule as people read it: a severity as its word."""
    return severity_word(value).lower() if is_severity(name) else str(value)


def difference_in_words(difference: Difference, catalogue: Catalogue, rules: Rules) -> tuple[str, str, str]:
    """A change as what it is of, what it was, and what it is."""
    what = _what(difference.figure, catalogue, rules)
    return what, _value(difference.before), _value(difference.after)


def _severe(setting: RuleSetting) -> str:
    return f"{_or_worse(setting['severity'])}, from day {setting['from_day']} on"


def _worsening(setting: RuleSetting) -> str:
    rise, within = counted(setting["rise"], "level"), days(setting["within_days"])
    return f"a rise by {rise} or more within {within}, after day {setting['after_day']}"


def _past_band(setting: RuleSetting) -> str:
    raised = f"raised when {_or_worse(setting['severity'])}, or when the band's last day is a figure"
    return f"still present after the last day of its band; {raised}"


def _sustained(setting: RuleSetting) -> str:
    return f"{_or_worse(setting['severity'])} in {setting['reports']} reports running without a fall, inside its band"


def _silent(setting: RuleSetting) -> str:
    after = f"{counted(setting['missed'], 'due report')} missed after a report of {_or_worse(setting['severity'])}"
    return f"{after}, or {setting['early_missed']} missed before day {setting['early_before']}"


def _rebound(setting: RuleSetting) -> str:
    fallen = Severity(setting["fallen_to"])
    low = "none" if fallen is Severity.NONE else f"{fallen.word.lower()} or less"
    return f"{_or_worse(setting['severity'])} again after having fallen to {low}"


_SAYS: Mapping[Rule, Callable[[RuleSetting], str]] = {
    Rule.RED_FLAG: lambda _: "any warning sign is ticked",
    Rule.CALL_ME: lambda _: "the patient asks for a call",
    Rule.SEVERE: _severe,
    Rule.WORSENING: _worsening,
    Rule.REBOUND: _rebound,
    Rule.PAST_BAND: _past_band,
    Rule.SUSTAINED: _sustained,
    Rule.SILENT: _silent,
}


def _or_worse(severity: int) -> str:
    word = Severity(severity).word.lower()
    return word if severity == Severity.VERY_SEVERE else f"{word} or worse"


def _what(figure: Figure, catalogue: Catalogue, rules: Rules) -> str:
    if figure.kind == "band":
        return f"Band of {uncapital(_effect(catalogue, figure.name))}, {_method(catalogue, figure.of)}"
    if figure.kind == "asked":
        return f"{_effect(catalogue, figure.of)}: asked for"
    return f"{rules[Rule(figure.of)].name}: {_of_rule(Rule(figure.of), figure.name)}"


def _of_rule(rule: Rule, name: str) -> str:
    other = {"on": "used", "level": "level", "raised_level": "raised level", "any_return": "any return counts of"}
    return other.get(name) or uncapital(number_label(rule, name))


def _value(figure: Figure | None) -> str:
    if figure is None:
        return NOT_ON_RECORD
    value = figure.value
    if isinstance(value, Band):
        return band_in_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ") or "none"
    if figure.name in ("level", "raised_level"):
        return Level(value).word.lower()
    return number_in_words(figure.name, value)


def _effect(catalogue: Catalogue, slug: str) -> str:
    return next((effect.name for effect in catalogue.side_effects if effect.slug == slug), slug)


def _method(catalogue: Catalogue, slug: str) -> str:
    return next((method.name for method in catalogue.methods if method.slug == slug), slug)
