"""What correcting a treatment does, said to whoever decides on it, before it is done."""

from collections.abc import Sequence
from dataclasses import replace

from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.consequences import Consequences, Outlasting
from recovery.domain.correcting import Correction, Reason
from recovery.domain.wording.alerts import reason
from recovery.domain.wording.english import capital, counted, days, joined, on_date, uncapital

REASONS = {
    Reason.ENTERED_WRONGLY: "It was entered wrongly",
    Reason.PROCEDURE_MOVED: "The procedure was moved to another date",
    Reason.DONE_OTHERWISE: "It was done otherwise than planned",
}
"""Why a treatment is corrected, as one chooses it."""

Row = tuple[str, str, str]
"""What it is, how it is now, and how it will be."""


def what_changes(said: Consequences, catalogue: Catalogue, *, today: int | None) -> list[Row]:
    """What will be different, a row each; `today` is the number of today as it is, None where that says nothing."""
    before, after, by = said.correction.before, said.correction.after, said.correction.days_moved
    rows: list[Row] = [
        ("Method", catalogue.method(before.method).name, catalogue.method(after.method).name),
        ("Areas", _areas(before, catalogue), _areas(after, catalogue)),
        ("Procedure, day 0", on_date(before.procedure), on_date(after.procedure)),
        *([] if today is None else [("Today", _day(today), _day(today + by))]),
        ("Clinician", before.clinician.name, after.clinician.name),
        ("Days reported", _span(said, 0), _span(said, by)),
        ("Reports asked for until", on_date(said.asked_before), on_date(said.asked_until)),
    ]
    return [row for row in rows if row[1] != row[2]]


def sentences(said: Consequences, catalogue: Catalogue, *, watched: bool) -> list[str]:
    """What it does to reports and alerts, a sentence or two each."""
    correction = said.correction
    found = [_moved(said)]
    if correction.days_moved and said.days:
        found.append("Every report stays on its date. The patient sees the new day numbers at once.")
    found += [_past(each, catalogue) for each in said.past]
    found += [_within(each, catalogue) for each in said.within]
    if watched and correction.judges_anew:
        found.append(_alerts(said))
    return found


def alerts_named(said: Consequences, catalogue: Catalogue) -> list[str]:
    """The alerts that open, rise or lose their reason, by what they say, with the days as they will be."""
    what = (("Opens", said.opened), ("More urgent", said.raised), ("Loses its reason", said.gone))
    return [f"{word}: {_plainly(alert, catalogue)}" for word, alerts in what for alert in alerts]


def _plainly(alert: Alert, catalogue: Catalogue) -> str:
    """What an alert says, without why it does not stand any more."""
    evidence = tuple(replace(held, stands=True) for held in alert.evidence[-1:])
    return reason(alert if alert.stands else replace(alert, evidence=evidence), catalogue, today=None)


def _moved(said: Consequences) -> str:
    by, reports = said.correction.days_moved, counted(len(said.days), "report")
    if not said.days:
        return "No report has come yet, so none is moved."
    if by == 0:
        return f"{reports} {'keeps its day number' if len(said.days) == 1 else 'keep their day numbers'}."
    moves = "moves" if len(said.days) == 1 else "move"
    first, *between = (f"day {day} becomes day {day + by}" for day in said.days)
    example = f"{first}{' …' if len(between) > 1 else ','} {between[-1]}" if between else first
    return f"{reports} {moves} {_way(by)}: {example}."


def _past(each: Outlasting, catalogue: Catalogue) -> str:
    return f"{_seen(each, catalogue)}, is then past its band (usually gone by day {each.band_ends})."


def _within(each: Outlasting, catalogue: Catalogue) -> str:
    return f"{_seen(each, catalogue)}, is then within its band (usually gone by day {each.band_ends})."


def _seen(each: Outlasting, catalogue: Catalogue) -> str:
    return f"{catalogue.side_effect(each.side_effect).name}, seen until day {each.last_present}"


def _alerts(said: Consequences) -> str:
    parts = [
        _counted(said.opened, "opens", "open"),
        _counted(said.raised, "becomes more urgent", "become more urgent"),
        _counted(said.gone, "loses its reason", "lose their reason"),
    ]
    changed = capital(joined([part for part in parts if part])) if any(parts) else "No alert opens or loses its reason"
    moved = said.moved if said.correction.days_moved else 0
    return f"{changed}." + (f" {counted(moved, 'alert')} {'moves' if moved == 1 else 'move'} along." if moved else "")


def _counted(alerts: Sequence[Alert], one: str, many: str) -> str:
    return f"{counted(len(alerts), 'alert')} {one if len(alerts) == 1 else many}" if alerts else ""


def _way(by: int) -> str:
    return f"{days(abs(by))} {'later' if by > 0 else 'earlier'}"


def _areas(treatment: Treatment, catalogue: Catalogue) -> str:
    return joined([uncapital(catalogue.area(slug).name) for slug in treatment.areas])


def _span(said: Consequences, by: int) -> str:
    if not said.days:
        return "none"
    first, last = said.days[0] + by, said.days[-1] + by
    return _day(first) if first == last else f"day {first} to {last}"


def _day(day: int) -> str:
    return f"day {day}" if day >= 0 else f"{days(-day)} before day 0"


def corrected_in_words(correction: Correction) -> str:
    """What was done, in a few words."""
    by = correction.days_moved
    return f"Corrected. Every day is {_way(by)} now." if by else "Corrected."
