"""What a practice set itself of its guidance: its own bands, numbers of rules, rules switched off, what is asked.

The files in data/ are the base; what is own is laid over them and kept whole with each version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Catalogue, SideEffect
from recovery.domain.figures import differences
from recovery.domain.guide import Guide
from recovery.domain.report import clean_text
from recovery.domain.rules import NUMBERS, Rule
from recovery.errors import InvalidInput

REASON_LIMIT = 300
"""Characters in the reason for a change: two or three sentences."""


@dataclass(frozen=True)
class BandDays:
    """The first and last day of a side effect's band for a method; None for those of the files."""

    method: str
    side_effect: str
    days: tuple[int, int] | None

    @property
    def key(self) -> str:
        """What is set, whatever it is set to."""
        return f"band/{self.method}/{self.side_effect}"


@dataclass(frozen=True)
class RuleNumber:
    """A number of an alert rule; None for that of the files."""

    rule: Rule
    name: str
    value: int | None

    @property
    def key(self) -> str:
        """What is set, whatever it is set to."""
        return f"rule/{self.rule.value}/{self.name}"


@dataclass(frozen=True)
class RuleSwitch:
    """Whether an alert rule is used; None for what the files say."""

    rule: Rule
    on: bool | None

    @property
    def key(self) -> str:
        """What is set, whatever it is set to."""
        return f"rule/{self.rule.value}/on"


@dataclass(frozen=True)
class Asking:
    """Whether patients are asked for a side effect; None for what the files say."""

    side_effect: str
    asked: bool | None

    @property
    def key(self) -> str:
        """What is set, whatever it is set to."""
        return f"asked/{self.side_effect}"


Setting = BandDays | RuleNumber | RuleSwitch | Asking
"""One thing that a practice sets itself."""


@dataclass(frozen=True)
class Own:
    """Everything that a practice set itself, by key, and the version in which each was set."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    since: Mapping[str, int] = field(default_factory=dict)

    def with_changes(self, changes: Iterable[Setting], *, files: Guide, version: int) -> "Own":
        """What is own after these changes; what goes back to the files, or says what they say, is own no more."""
        settings, since = dict(self.settings), dict(self.since)
        for change in changes:
            settings.pop(change.key, None)
            since.pop(change.key, None)
            if not _is_as_in(change, files):
                settings[change.key], since[change.key] = change, version
        return Own(settings, since)

    def that_fits(self, catalogue: Catalogue) -> "Own":
        """What still means something: of a method or side effect that is gone from the files nothing is kept."""
        kept = {key: setting for key, setting in self.settings.items() if _fits(setting, catalogue)}
        return Own(kept, {key: self.since[key] for key in kept})


def laid_over(files: Guide, own: Own) -> Guide:
    """The files' guide with all that is own in place of theirs; InvalidInput for what cannot be."""
    guide = files
    for key, setting in own.settings.items():
        guide = _put(setting, guide, files=files, since=own.since[key])
    return _checked(guide)


def changed(guide: Guide, changes: Sequence[Setting], *, files: Guide) -> Guide:
    """The guide in force with these changes, as its next version; InvalidInput when it cannot be or nothing changes."""
    proposed = replace(guide, number=guide.number + 1)
    for change in changes:
        proposed = _put(change, proposed, files=files, since=proposed.number)
    if not differences(guide, proposed):
        raise InvalidInput("This is in force already; nothing would change.", field="change")
    return _checked(proposed)


def check_reason(reason: str) -> str:
    """The reason for a change, cleaned; InvalidInput when there is none."""
    cleaned = clean_text(reason, limit=REASON_LIMIT, what="The reason", field="reason")
    if not cleaned:
        raise InvalidInput("Say why: whoever looks at an old alert will want to know.", field="reason")
    return cleaned


def asking(catalogue: Catalogue, asked: Mapping[str, bool]) -> Catalogue:
    """The catalogue with these side effects asked for or not, the others as they are."""

    def now(effect: SideEffect) -> SideEffect:
        return replace(effect, active=asked.get(effect.slug, effect.active))

    return replace(catalogue, side_effects=tuple(now(effect) for effect in catalogue.side_effects))


def _put(setting: Setting, guide: Guide, *, files: Guide, since: int) -> Guide:
    match setting:
        case BandDays():
            return _with_band(setting, guide, files=files, since=since)
        case RuleNumber(rule, name, value):
            number = files.rules[rule].numbers.get(name, 0) if value is None else value  # no such name: refused next
            return replace(guide, rules=guide.rules.with_number(rule, name, number))
        case RuleSwitch(rule, on):
            now_on = files.rules.is_on(rule) if on is None else on
            return replace(guide, rules=guide.rules.switched(rule, on=now_on))
        case Asking(side_effect, asked):
            in_files = files.catalogue.side_effect(side_effect).active
            now_asked = in_files if asked is None else asked
            return replace(guide, catalogue=asking(guide.catalogue, {side_effect: now_asked}))


def _with_band(setting: BandDays, guide: Guide, *, files: Guide, since: int) -> Guide:
    method, effect = guide.catalogue.method(setting.method), guide.catalogue.side_effect(setting.side_effect)
    place = (method.slug, effect.slug)
    if setting.days is None:
        return replace(guide, bands={**guide.bands, place: files.bands[place]})
    if any(type(day) is not int for day in setting.days):
        raise InvalidInput(f"{effect.name}: write the first and the last day as whole numbers.", field="band")
    band = Band(
        side_effect=effect.slug,
        from_day=setting.days[0],
        to_day=setting.days[1],
        from_basis=Basis.CLINIC,
        to_basis=Basis.CLINIC,
        says="set by this practice",
        source=f"this practice, guidance {since}",
        version=f"clinic-{since}",
    )
    return replace(guide, bands={**guide.bands, place: band})


def _checked(guide: Guide) -> Guide:
    if not guide.catalogue.active:
        raise InvalidInput("Patients must be asked for one side effect at least; leave one on.", field="asked")
    silent = guide.rules[Rule.SILENT]
    missed, before = silent["early_missed"], silent["early_before"]
    if missed > before:
        raise InvalidInput(
            f"{silent.name}: there are only {before} days before day {before}, so {missed} can never be "
            "missed among them. Lower one number or raise the other.",
            field=f"{Rule.SILENT.value}_early_missed",
        )
    return guide


def _is_as_in(change: Setting, files: Guide) -> bool:
    match change:
        case BandDays(days=days):
            return days is None
        case RuleNumber(rule, name, value):
            return value is None or value == files.rules[rule][name]
        case RuleSwitch(rule, on):
            return on is None or on == files.rules.is_on(rule)
        case Asking(side_effect, asked):
            return asked is None or asked == files.catalogue.side_effect(side_effect).active


def _fits(setting: Setting, catalogue: Catalogue) -> bool:
    methods = {method.slug for method in catalogue.methods}
    effects = {effect.slug for effect in catalogue.side_effects}
    match setting:
        case BandDays(method=method, side_effect=side_effect):
            return method in methods and side_effect in effects
        case Asking(side_effect=side_effect):
            return side_effect in effects
        case RuleNumber(rule, name):
            return name in NUMBERS[rule]
        case RuleSwitch():
            return True
