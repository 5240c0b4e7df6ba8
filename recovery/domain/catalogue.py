"""What patients report on: side effects, severities, areas, methods and warning signs.

The content is data/catalogue.toml; nothing here names a side effect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Any

from recovery.domain.entries import Entry, entries, holds_only, without_repeats
from recovery.errors import InvalidDataFile, InvalidInput

HIGHEST_NUMBER = 32_767
"""The largest side effect number: the database keeps it in two bytes in every engine."""


class Severity(IntEnum):
    """How bad a side effect was at its worst in the last 24 hours; modelled on PRO-CTCAE's scale."""

    NONE = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3
    VERY_SEVERE = 4

    @property
    def word(self) -> str:
        """The severity as patients and clinicians read it."""
        return self.name.replace("_", " ").capitalize()


PRESENT = tuple(severity for severity in Severity if severity > Severity.NONE)
ASKS_FOR_AREA = Severity.MODERATE
"""From this severity on a score says where it is worst (docs/domain.md section 2)."""


class Tier(StrEnum):
    """Whom a warning sign asks to call."""

    EMERGENCY = "emergency"
    TODAY = "today"


class AdviceFrom(StrEnum):
    """When a side effect's advice is shown: while it is present, or once it is past its band."""

    PRESENT = "present"
    PAST_BAND = "past the band"


@dataclass(frozen=True)
class Code:
    """A code of a public vocabulary, for interoperability."""

    system: str
    value: str
    meaning: str


@dataclass(frozen=True)
class RedFlag:
    """A warning sign, and whom it asks to call."""

    slug: str
    name: str
    tier: Tier


@dataclass(frozen=True)
class SideEffect:
    """One thing that patients feel apart from others, with its plain words.

    `warning_signs` are by severity, for those whose anchor says the same as one in other words.
    """

    slug: str
    number: int
    name: str
    group: str
    question: str
    anchors: tuple[str, ...]
    advice: str = ""
    advice_from: AdviceFrom = AdviceFrom.PRESENT
    code: Code | None = None
    active: bool = True
    warning_signs: tuple[tuple[Severity, RedFlag], ...] = ()

    def anchor(self, severity: Severity) -> str:
        """What this severity looks like, in plain words; empty for none."""
        return self.anchors[severity - 1] if severity else ""

    def warning_sign(self, severity: Severity) -> RedFlag | None:
        """The warning sign that this severity may be."""
        return dict(self.warning_signs).get(severity)


@dataclass(frozen=True)
class Area:
    """A part of the body that is treated."""

    slug: str
    name: str


@dataclass(frozen=True)
class Method:
    """A way of tightening skin."""

    slug: str
    name: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be reported on; look-ups raise InvalidInput for what it does not hold."""

    side_effects: tuple[SideEffect, ...]
    areas: tuple[Area, ...]
    methods: tuple[Method, ...]
    red_flags: tuple[RedFlag, ...]
    general_advice: str

    @cached_property
    def active(self) -> tuple[SideEffect, ...]:
        """The side effects that the practice asks for today."""
        return tuple(effect for effect in self.side_effects if effect.active)

    @cached_property
    def _by_slug(self) -> dict[str, dict[str, Any]]:
        kinds: dict[str, tuple[Any, ...]] = {
            "side effect": self.side_effects,
            "area": self.areas,
            "method": self.methods,
            "warning sign": self.red_flags,
        }
        return {kind: {value.slug: value for value in values} for kind, values in kinds.items()}

    @cached_property
    def by_number(self) -> dict[int, SideEffect]:
        """Each side effect under the number that the database keeps for it."""
        return {effect.number: effect for effect in self.side_effects}

    def side_effect(self, slug: str) -> SideEffect:
        """The side effect of this slug, active or not."""
        found: SideEffect = self._find("side effect", slug)
        return found

    def area(self, slug: str) -> Area:
        """The area of this slug."""
        found: Area = self._find("area", slug)
        return found

    def method(self, slug: str) -> Method:
        """The method of this slug."""
        found: Method = self._find("method", slug)
        return found

    def red_flag(self, slug: str) -> RedFlag:
        """The warning sign of this slug."""
        found: RedFlag = self._find("warning sign", slug)
        return found

    def _find(self, kind: str, slug: str) -> Any:
        try:
            return self._by_slug[kind][slug]
        except (KeyError, TypeError):
            known = ", ".join(self._by_slug[kind])
            message = f"There is no {kind} {str(slug)[:40]!r}; choose one of {known}."
            raise InvalidInput(message, field=kind.replace(" ", "_")) from None


def read_catalogue(document: Mapping[str, Any], *, file: str) -> Catalogue:
    """The catalogue in a parsed catalogue.toml; InvalidDataFile names the entry and the remedy."""
    holds_only(document, "severity", "side_effect", "area", "method", "red_flag", "advice", file=file)
    _check_severities(document, file=file)
    red_flags = without_repeats(
        (entry, entry.slug(), _red_flag(entry)) for entry in entries(document, "red_flag", file=file)
    )
    effects = [(entry, _side_effect(entry, red_flags)) for entry in entries(document, "side_effect", file=file)]
    without_repeats((entry, f"number {effect.number}", effect) for entry, effect in effects)
    return Catalogue(
        side_effects=without_repeats((entry, effect.slug, effect) for entry, effect in effects),
        areas=_named(document, "area", Area, file=file),
        methods=_named(document, "method", Method, file=file),
        red_flags=red_flags,
        general_advice=_general_advice(document, file=file),
    )


def _check_severities(document: Mapping[str, Any], *, file: str) -> None:
    listed = [
        (entry.whole("level", low=0, high=4), entry.text("name")) for entry in entries(document, "severity", file=file)
    ]
    expected = [(severity.value, severity.word) for severity in Severity]
    if listed != expected:
        words = ", ".join(f"{level} {name}" for level, name in expected)
        raise InvalidDataFile(f"{file}: [[severity]]: the scale is fixed; write {words}")


def _side_effect(entry: Entry, red_flags: Iterable[RedFlag]) -> SideEffect:
    entry.knows_only(
        "slug", "number", "name", "group", "question", "anchors", "warning_signs", "advice", "advice_from",
        "source", "code", "active",
    )  # fmt: skip
    name = entry.text("name")
    active = entry.values.get("active", True)
    if not isinstance(active, bool):
        raise entry.wrong(f"`active` is {active!r}; write true or false")
    return SideEffect(
        slug=entry.slug(),
        number=entry.whole("number", low=1, high=HIGHEST_NUMBER),
        name=name,
        group=entry.text("group"),
        question=entry.text("question", default=name),
        anchors=entry.texts("anchors", count=len(PRESENT)),
        advice=entry.text("advice", default=""),
        advice_from=AdviceFrom(entry.one_of("advice_from", AdviceFrom, default=AdviceFrom.PRESENT.value)),
        code=_code(entry),
        active=active,
        warning_signs=_warning_signs(entry, {flag.slug: flag for flag in red_flags}),
    )


def _warning_signs(entry: Entry, known: Mapping[str, RedFlag]) -> tuple[tuple[Severity, RedFlag], ...]:
    table = entry.values.get("warning_signs", {})
    if not isinstance(table, dict):
        raise entry.wrong('`warning_signs` must be { very_severe = "…" }, with the slug of a red_flag')
    levels = {severity.name.lower(): severity for severity in PRESENT}
    inner = Entry(file=entry.file, kind="side_effect.warning_signs", position=entry.position, values=table)
    inner.knows_only(*levels)
    return tuple((levels[level], known[inner.one_of(level, known)]) for level in table)


def _code(entry: Entry) -> Code | None:
    table = entry.values.get("code")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise entry.wrong('`code` must be { system = "…", value = "…", meaning = "…" }')
    inner = Entry(file=entry.file, kind="side_effect.code", position=entry.position, values=table)
    inner.knows_only("system", "value", "meaning")
    return Code(inner.text("system"), inner.text("value"), inner.text("meaning"))


def _named(document: Mapping[str, Any], kind: str, make: Any, *, file: str) -> Any:
    def read(entry: Entry) -> Any:
        entry.knows_only("slug", "name")
        return make(slug=entry.slug(), name=entry.text("name"))

    return without_repeats((entry, entry.slug(), read(entry)) for entry in entries(document, kind, file=file))


def _red_flag(entry: Entry) -> RedFlag:
    entry.knows_only("slug", "name", "tier")
    return RedFlag(entry.slug(), entry.text("name"), Tier(entry.one_of("tier", Tier)))


def _general_advice(document: Mapping[str, Any], *, file: str) -> str:
    advice = document.get("advice")
    if not isinstance(advice, dict) or not isinstance(advice.get("every_effect"), str):
        raise InvalidDataFile(f'{file}: [advice] needs every_effect = "…"')
    return str(advice["every_effect"])
