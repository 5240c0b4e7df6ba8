"""Every figure that judgements rest on, one by one: to record a guidance, and to say what a change of it changes."""

from dataclasses import dataclass

from recovery.domain.bands import Band
from recovery.domain.guide import Guide
from recovery.domain.rules import NUMBERS, Rule


@dataclass(frozen=True)
class Figure:
    """One figure of a guidance: whose it is (a method and side effect, a rule, a side effect), and what it says."""

    kind: str
    of: str
    name: str
    value: Band | int | bool | str


@dataclass(frozen=True)
class Difference:
    """A figure that two guidances have otherwise; None where one has none."""

    before: Figure | None
    after: Figure | None

    @property
    def figure(self) -> Figure:
        """Either of the two, for what it is of."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - differences() makes none without both
        return found


def figures(guide: Guide) -> list[Figure]:
    """Every figure that a judgement rests on, in a fixed order."""
    found = [Figure("band", method, effect, band) for (method, effect), band in guide.bands.items()]
    for rule, setting in guide.rules.settings.items():
        numbers = {name: setting[name] for name in NUMBERS[rule]}
        given: dict[str, int | bool | str] = {"on": setting.on, "level": int(setting.level), **numbers}
        if setting.raised_level is not None:
            given["raised_level"] = int(setting.raised_level)
        if rule is Rule.REBOUND:
            given["any_return"] = " ".join(sorted(setting.any_return))
        found += [Figure("rule", rule.value, name, value) for name, value in given.items()]
    return found + [Figure("asked", effect.slug, "asked", effect.active) for effect in guide.catalogue.side_effects]


def differences(before: Guide, after: Guide) -> list[Difference]:
    """What differs between two guidances."""
    old, new = _by_place(before), _by_place(after)
    return [
        Difference(old.get(place), new.get(place))
        for place in {**old, **new}
        if _said(old.get(place)) != _said(new.get(place))
    ]


def _by_place(guide: Guide) -> dict[tuple[str, str, str], Figure]:
    return {(figure.kind, figure.of, figure.name): figure for figure in figures(guide)}


def _said(figure: Figure | None) -> object:
    """What of a figure is compared: of a band its days and what they rest on, not the words beside it."""
    if figure is None or not isinstance(figure.value, Band):
        return figure and figure.value
    band = figure.value
    return band.from_day, band.to_day, band.from_basis, band.to_basis, band.borrowed
