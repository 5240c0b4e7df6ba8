"""The columns of the summary and of the alerts: what each means."""

from recovery.domain.bands import Basis
from recovery.services.files.table import Code, Column, Type

_FIGURE = frozenset({Code.SUPPRESSED})
_COUNT = frozenset({Code.SUPPRESSED, Code.SMALL})
_SHARE = frozenset({Code.SUPPRESSED, Code.NOT_APPLICABLE})


def _text(name: str, meaning: str, *choices: str) -> Column:
    return Column(name, Type.STRING, meaning, choices=choices)


def _count(name: str, meaning: str, codes: frozenset[Code] = _FIGURE) -> Column:
    return Column(name, Type.INTEGER, meaning, codes=codes)


def _whole(name: str, meaning: str, unit: str) -> Column:
    return Column(name, Type.INTEGER, meaning, unit, codes=_SHARE)


def _number(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, Type.NUMBER, meaning, unit, codes=_SHARE)


_DAYS = "days since the procedure"

_GROUP = (
    _text("clinician", 'Whose treatments; several together where one alone had too few; "all" where not grouped by.'),
    _text("area", 'What was treated: exactly these areas; "or" between those counted together; "all" as above.'),
    _text("age_band", 'Age in the year of the procedure; bands counted together have a comma between; "all" as above.'),
    _text("skin_type", 'Fitzpatrick skin type; those counted together have a comma between; "all" as above.'),
    _text("period", 'The quarter or month of the procedures, or "all" of the months chosen.'),
    _text("procedures_from", "The first month of procedures that is in it."),
    _text("procedures_until", "The last month of procedures that is in it."),
)

_HANDLING = (
    _number("median_hours_to_acknowledge", "Half of the alerts taken were taken within this time.", "hours"),
    _number("p90_hours_to_acknowledge", "Nine in ten of the alerts taken were taken within this time.", "hours"),
    _number("share_closed_within_48_h", "Of the alerts of which it can be said, the share closed within 48 hours."),
)

SUMMARY_COLUMNS = (
    _text("side_effect", "What patients reported on, by the word that every file has for it."),
    _text("side_effect_name", "The same by its name."),
    _text("method", "The method of the procedure, by the word that every file has for it."),
    _text("method_name", "The same by its name."),
    *_GROUP,
    _count("treatments", "Treatments by this method, in this period and group; the same for each side effect.", _COUNT),
    _count("reports", "Daily reports of these treatments that came; the same for each side effect."),
    _count("reports_due", "Daily reports that have fallen due so far."),
    _count("reports_received_of_due", "Of those due, how many came."),
    _number("share_received_of_due", "reports_received_of_due / reports_due."),
    _count("treatments_reporting", "Treatments with a report on this side effect."),
    _count("ever_reported", "Treatments that ever had it.", _COUNT),
    _number("share_ever_reported", "ever_reported / treatments_reporting."),
    _whole(
        "peak_severity_p25", "Of those that ever had it, the level that the highest of a quarter was at most.", "0 to 4"
    ),
    _whole("peak_severity_median", "The level that the highest severity of half of them was at most.", "0 to 4"),
    _whole("peak_severity_p75", "The level that the highest severity of three quarters of them was at most.", "0 to 4"),
    _whole(
        "half_clear_day_first",
        "The day by which half of those that ever had it were clear for good is this or later.",
        _DAYS,
    ),
    _whole("half_clear_day_last", "That day is this one or earlier; n/a where reports do not reach so far.", _DAYS),
    _whole(
        "half_clear_day_low",
        "95% interval: with as many others that day may be as early as this, the 2.5th percentile of 200 draws.",
        _DAYS,
    ),
    _whole(
        "half_clear_day_high",
        "95% interval: it may be as late as this, the 97.5th percentile of 200 draws; n/a as above.",
        _DAYS,
    ),
    _count("evaluable_at_band_end", "Of how many it is known whether they were clear by the band's last day."),
    _count("clear_by_band_end", "Of those, how many were clear by then."),
    _number(
        "share_clear_by_band_end",
        "The estimated share clear by then of all that ever had it (Turnbull). Where reports cannot say, as when they "
        "end earlier, it is at least this.",
    ),
    _number("share_clear_low", "95% interval: that share may be as low as this, the 2.5th percentile of 200 draws."),
    _number("share_clear_high", "95% interval: it may be as high as this, the 97.5th percentile of 200 draws."),
    _count("past_band", "Of evaluable_at_band_end, how many still reported it after the band's last day."),
    _number("share_past_band", "past_band / evaluable_at_band_end."),
    Column("band_from_day", Type.INTEGER, "The first day on which it has usually gone.", _DAYS),
    Column("band_to_day", Type.INTEGER, "The last day by which it has usually gone.", _DAYS),
    _text(
        "band_basis",
        "What the band's last day rests on: figure, a number in the source; words, our reading of its words; general, "
        "a remark in it on recoveries in general; clinic, this clinic's own experience.",
        *Basis,
    ),
    Column("band_borrowed", Type.BOOLEAN, "Whether it is another method's band."),
    _text("band_version", "The version of the bands."),
    Column("alerts", Type.INTEGER, "Alerts on this side effect; those on none are in alerts.csv alone.", codes=_SHARE),
    _number("alerts_per_100_reports", "100 x alerts / reports."),
    *_HANDLING,
)
"""A row a side effect, method, period and group. Alerts that are of no side effect are not in it."""

ALERT_COLUMNS = (
    _text("rule", 'What raised them; "all" in rows of every rule.'),
    _text("level", 'How soon someone should look; "all" in rows of every level.'),
    _text("method", 'The method of the procedure, by the word that every file has; "all" in rows of every method.'),
    _text("method_name", "The same by its name."),
    *_GROUP,
    _count("reports", "Daily reports of all these treatments that came; the same for each rule and level."),
    _count(
        "alerts", "Alerts of this rule or level, by this method, in this period and group; on a side effect or none."
    ),
    _number("alerts_per_100_reports", "100 x alerts / reports."),
    _count("acknowledged", "Alerts that somebody took."),
    _count("not_acknowledged", "Alerts that nobody took: they still wait, or a report closed them before anyone did."),
    _count("judged_at_48_h", "Alerts of which it can be said whether they were closed within 48 hours."),
    _count("closed_within_48_h", "Of those, how many were."),
    *_HANDLING,
)
"""A row for all alerts, a row a level and a row a rule, of all methods and each, by period and group."""
