"""Figures of groups as they leave: the right ones, and none that says something of few people."""

from dataclasses import replace

import pytest

from recovery.domain.alerts import Step
from recovery.domain.clinic import Staff
from recovery.domain.groups import Group
from recovery.domain.handling import Move
from recovery.domain.months import Month
from recovery.domain.summary.places import in_order
from recovery.domain.summary.summing import By, Choice, Gathered, Period
from recovery.errors import InvalidInput
from recovery.services.alerts import attending
from recovery.services.files.table import Code
from recovery.services.groups import cohorts, summarising
from recovery.services.groups.summary_names import clinicians_by_name
from recovery.store import alerts

LIMIT = 5
"""The lowest there may be: tests enrol no more patients than they must."""


@pytest.fixture
def low(practice):
    """The practice with the lowest limit."""
    office = replace(practice.office, settings=replace(practice.office.settings, small_cell_limit=LIMIT))
    return replace(practice, office=office)


@pytest.fixture
def busy(low):
    """By derma roller: six in May of whom one is still red, and six in July; by laser one."""
    for days_ago in (60, 5):
        for number in range(6):
            patient = low.enrol(days_ago=days_ago, entered_days_ago=days_ago, areas=("face", "neck"))
            low.report(patient, 1, redness=1 + number % 3)
            low.report(patient, 4, redness=0 if number else 1)
    low.report(low.enrol(days_ago=10, method="laser", entered_days_ago=7), 2, redness=1)
    return low


def everything(practice, **narrowed):
    return replace(cohorts.everything(practice.office, practice.manager, now=practice.now), **narrowed)


def taken(practice, make=summarising.summary_file, **choice):
    narrowed = {name: choice.pop(name) for name in list(choice) if name in Group.__dataclass_fields__}
    chosen = Choice(everything(practice, **narrowed), **choice)
    (table,) = make(practice.office, practice.manager, choice=chosen, now=practice.now).tables
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def of(rows, **wanted):
    (row,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return row


def test_what_happened_to_redness_under_the_derma_roller(busy):
    row = of(taken(busy), side_effect="redness", method="derma_roller")
    assert (row["treatments"], row["ever_reported"], row["period"]) == (12, 12, "all")
    assert (row["procedures_from"], row["procedures_until"]) == ("2026-05", "2026-07")
    assert (row["treatments_reporting"], row["share_ever_reported"]) == (12, 1.0)
    assert [row[f"peak_severity_{name}"] for name in ("p25", "median", "p75")] == [1, 2, 3]
    assert [row[f"half_clear_day_{name}"] for name in ("first", "last", "low", "high")] == [2, 4, 2, 4]
    assert {type(row[name]) for name in row if name.startswith(("peak_severity_", "half_clear_"))} == {int}
    assert (row["band_to_day"], row["band_basis"], row["band_borrowed"]) == (7, "figure", False)


def test_of_two_who_cannot_be_said_to_be_clear_all_that_says_so_is_held_back(busy):
    """Ten were clear by the band's end; the two others are few, and with ten of twelve known they would be told."""
    row = of(taken(busy), side_effect="redness", method="derma_roller")
    held = ("evaluable_at_band_end", "clear_by_band_end", "share_clear_by_band_end", "share_clear_low",
            "share_clear_high", "past_band", "share_past_band")  # fmt: skip
    assert {row[name] for name in held} == {Code.SUPPRESSED}


def test_a_single_treatment_is_small_and_nothing_else_is_said_of_it(busy):
    row = of(taken(busy), side_effect="redness", method="laser")
    assert row["treatments"] is Code.SMALL
    told = {name for name, cell in row.items() if not isinstance(cell, Code)}
    assert told == {
        "side_effect", "side_effect_name", "method", "method_name",
        "clinician", "area", "age_band", "skin_type", "period", "procedures_from",
        "procedures_until", "band_from_day", "band_to_day", "band_basis", "band_borrowed", "band_version",
    }  # fmt: skip


def test_missing_held_back_and_not_applicable_are_three_things(busy):
    row = of(taken(busy), side_effect="bruising", method="derma_roller")
    assert row["ever_reported"] == 0
    assert row["peak_severity_median"] is row["half_clear_day_last"] is Code.NOT_APPLICABLE
    assert row["alerts"] is Code.NOT_APPLICABLE  # nobody watches
    assert of(taken(busy), side_effect="redness", method="derma_roller")["past_band"] is Code.SUPPRESSED
    assert not any(cell is None for row in taken(busy) for cell in row.values())


def test_a_method_and_a_side_effect_are_spelt_as_in_every_file_with_their_names_beside(busy):
    row = of(taken(busy), side_effect="redness", method="derma_roller")
    assert (row["side_effect_name"], row["method_name"]) == ("Redness", "Derma roller")
    slugs = {effect.slug for effect in busy.office.guide.catalogue.side_effects}
    assert {row["side_effect"] for row in taken(busy)} <= slugs


def test_periods_are_rows_of_their_own(busy):
    quarters = [row for row in taken(busy, period=Period.QUARTER) if row["side_effect"] == "redness"]
    assert {(row["method"], row["period"]): row["treatments"] for row in quarters} == {
        ("derma_roller", "2026-Q2"): 6,
        ("derma_roller", "2026-Q3"): 6,
        ("laser", "2026-Q2"): Code.SUPPRESSED,
        ("laser", "2026-Q3"): Code.SUPPRESSED,
    }


def test_a_small_month_takes_another_with_it(busy):
    patient = busy.enrol(days_ago=30, entered_days_ago=30)
    busy.report(patient, 1, redness=1)
    months = {
        row["period"]: row["treatments"] for row in taken(busy, period=Period.MONTH, method="derma_roller")
        if row["side_effect"] == "redness"
    }  # fmt: skip
    assert months == {"2026-05": Code.SUPPRESSED, "2026-06": Code.SUPPRESSED, "2026-07": 6}


def test_a_part_of_the_time_is_told_only_where_it_gives_nothing_away(busy):
    busy.report(busy.enrol(days_ago=30, entered_days_ago=30), 1, redness=1)
    for until, told in ((Month(2026, 5), Code.SUPPRESSED), (Month(2026, 6), 7), (Month(2026, 7), 13)):
        assert of(taken(busy, until=until), side_effect="redness", method="derma_roller")["treatments"] == told, until


def test_groups_are_columns_and_what_is_too_few_is_counted_together(busy):
    for _ in range(2):
        busy.report(busy.enrol(days_ago=5, areas=("hands",)), 1)
    rows = [row for row in taken(busy, by=frozenset({By.AREA})) if row["side_effect"] == "redness"]
    roller = [(row["area"], row["treatments"]) for row in rows if row["method"] == "derma_roller"]
    assert roller == [("Face + Neck or Hands", 14)]


def test_a_file_of_one_clinician_is_the_file_by_clinician_without_the_other_rows(busy):
    narrowed = taken(busy, clinician_id=busy.clinician.subject_id)
    assert narrowed == taken(busy, by=frozenset({By.CLINICIAN}))
    assert {row["clinician"] for row in narrowed} == {"Cleo Clinician"}


@pytest.mark.parametrize(
    ("narrowed", "field"),
    [
        pytest.param({"method": "' OR 1=1 --"}, "method", id="hostile method"),
        pytest.param({"area": "elbow"}, "area", id="unknown area"),
        pytest.param({"clinician_id": 1}, "clinician", id="nobody"),
        pytest.param({"skin_type": "VII"}, "skin_type", id="unknown skin type"),
    ],
)
def test_choices_that_cannot_be(narrowed, field, practice):
    for make in (summarising.summary_file, summarising.alerts_file):
        with pytest.raises(InvalidInput) as refused:
            taken(practice, make, **narrowed)
        assert refused.value.field == field


def test_what_cannot_be_grouped_by_is_refused(practice):
    with pytest.raises(InvalidInput, match="group by"):
        Choice(everything(practice), by=frozenset({"name"}))


def test_the_reader_is_told_what_was_chosen_and_what_is_held_back(busy):
    chosen = Choice(everything(busy, method="laser"), Period.MONTH, frozenset({By.AGE_BAND}))
    export = summarising.summary_file(busy.office, busy.manager, choice=chosen, now=busy.now)
    assert [each.in_words for each in export.filters] == [
        "procedures from 2026-05", "procedures until 2026-07", "a row a month", "grouped by age band", "method: Laser",
    ]  # fmt: skip
    assert any("from 1 to 4 are held back" in note for note in export.notes)
    assert any("by day 3, 4 or 5" in note for note in export.notes)
    assert export.details["groups"] == "age_band"
    assert export.part == "by-month-age_band"


@pytest.fixture
def watched(low):
    """Eight severe on day 1: six alerts closed in a day, two of them by nobody."""
    practice = low.watching()
    practice = replace(practice, office=low.office)
    for number in range(12):
        patient = practice.enrol(days_ago=6, entered_days_ago=6, method="laser" if number > 8 else "derma_roller")
        practice.report(patient, 1, redness=3)
        with practice.office.store.reading() as db:
            found = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
        if number < 6:
            seen, at = {each.alert_id: each.version for each in found}, found[0].opened_at
            note = Move(Step.CLOSED, note="Called, all well.")
            attending.attend(practice.office, practice.clinician, seen=seen, move=note, now=at)
    return practice


def test_alerts_are_told_with_their_complements_or_not_at_all(watched):
    rows = taken(watched, summarising.alerts_file)
    roller = of(rows, method="derma_roller", rule="all", level="all")
    assert (roller["alerts"], roller["alerts_per_100_reports"]) == (9, 100.0)
    assert {roller[name] for name in ("acknowledged", "not_acknowledged")} == {Code.SUPPRESSED}  # three wait
    assert roller["median_hours_to_acknowledge"] == 0.0
    assert roller["share_closed_within_48_h"] is Code.SUPPRESSED
    assert of(rows, method="laser", rule="all", level="all")["alerts"] is Code.SUPPRESSED
    everyone = of(rows, method="all", rule="all", level="all")
    assert everyone["alerts"] is Code.SUPPRESSED  # twelve, less the nine of the other method, are three


def test_alerts_stand_in_the_summary_beside_their_side_effect(watched):
    rows = taken(watched)
    assert of(rows, side_effect="redness", method="derma_roller")["alerts"] == 9
    assert of(rows, side_effect="bruising", method="derma_roller")["alerts"] == 0


def test_where_nobody_watches_there_are_no_rows_of_alerts(busy):
    assert taken(busy, summarising.alerts_file) == []
    chosen = Choice(everything(busy))
    assert summarising.alerts(busy.office, busy.manager, choice=chosen, now=busy.now).rows is None


def test_figures_of_alerts_on_screen_are_worked_out_anew_when_one_is_taken(watched):
    def shown():
        choice = Choice(everything(watched))
        return summarising.alerts(watched.office, watched.manager, choice=choice, now=watched.now)

    before = shown()
    assert shown() is before
    with watched.office.store.reading() as db:
        (waiting,) = db.conn.execute("SELECT alert_id, version FROM alert WHERE state = 'open' LIMIT 1")
    attending.attend(
        watched.office, watched.clinician, seen={waiting[0]: waiting[1]}, move=Move(Step.ACKNOWLEDGED), now=watched.now
    )
    assert sum(row.tally.taken for row in shown().rows) > sum(row.tally.taken for row in before.rows)


def test_nothing_of_another_clinic_is_in_it(busy, other_clinic):
    before = taken(busy)
    for _ in range(9):
        other_clinic.report(other_clinic.enrol(days_ago=30), 1, redness=4)
    assert taken(busy) == before


def test_a_program_is_told_which_rows_there_are_and_which_values(watched):
    for make, columns in ((summarising.summary_file, {"side_effect"}), (summarising.alerts_file, {"rule", "level"})):
        (table,) = make(watched.office, watched.manager, choice=Choice(everything(watched)), now=watched.now).tables
        rows = [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]
        assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows) > 0
        choices = {column.name: set(column.choices) for column in table.columns}
        for name in {"method", *columns}:
            assert {row[name] for row in rows} <= choices[name]


def test_readers_are_warned_of_counts_that_stand_in_several_rows(watched):
    chosen = Choice(everything(watched))
    summary, of_alerts = (
        make(watched.office, watched.manager, choice=chosen, now=watched.now).notes[0]
        for make in (summarising.summary_file, summarising.alerts_file)
    )
    assert "never over all rows" in summary
    assert "fewer here than in the file of alerts" in summary
    assert "add up none that include each other" in of_alerts


def test_columns_of_an_interval_say_so_first_and_a_share_says_when_it_is_the_least(watched):
    (table,) = summarising.summary_file(
        watched.office, watched.manager, choice=Choice(everything(watched)), now=watched.now
    ).tables
    meanings = {column.name: column.meaning for column in table.columns}
    ends = [meaning for name, meaning in meanings.items() if name.endswith(("_low", "_high"))]
    assert len(ends) == 4
    assert all(meaning.startswith("95% interval: ") for meaning in ends)
    assert "at least this" in meanings["share_clear_by_band_end"]


def test_clinicians_stand_by_name_and_those_called_alike_apart():
    staff = [Staff(3, "Bo"), Staff(1, "Zoe"), Staff(2, "Bo"), Staff(4, "ann")]
    assert list(clinicians_by_name(staff).items()) == [("4", "ann"), ("2", "Bo"), ("3", "Bo (2)"), ("1", "Zoe")]


def test_what_is_not_known_stands_last():
    gathered = Gathered({}, {}, None, clinicians=("7", "5"))
    pools = [frozenset({"", "V"}), frozenset({""}), frozenset({"II"}), frozenset({"I", "III"})]
    ordered = [[*map(sorted, in_order(gathered, By.SKIN_TYPE, pools))]]
    assert ordered == [[["I", "III"], ["II"], ["", "V"], [""]]]
    assert in_order(gathered, By.CLINICIAN, [frozenset("5"), frozenset("7")]) == [frozenset("7"), frozenset("5")]


def test_an_empty_practice_has_no_rows(practice):
    assert taken(practice) == taken(practice, summarising.alerts_file) == []
