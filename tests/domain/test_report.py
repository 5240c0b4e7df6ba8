import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.catalogue import Severity
from recovery.domain.report import Draft, Report, Score, check_draft, clean_text, reportable_days
from recovery.errors import InvalidInput

PROCEDURE = date(2026, 7, 1)
NOW = datetime(2026, 7, 11, 15, 0, tzinfo=UTC)
TODAY = 10
"""Days since the procedure."""


@pytest.fixture(scope="session")
def check(guide):
    """What becomes of a draft on day `today`."""

    def check(draft: Draft, *, today: int = TODAY, areas: tuple[str, ...] = ("face", "neck"), catalogue=None) -> Report:
        return check_draft(
            draft,
            catalogue=catalogue or guide.catalogue,
            areas=areas,
            procedure=PROCEDURE,
            today=PROCEDURE + timedelta(days=today),
            now=NOW,
            by="patient:1",
        )

    return check


@pytest.mark.parametrize(
    ("day", "today"),
    [
        pytest.param(0, 0, id="the procedure's own day"),
        pytest.param(10, 10, id="today"),
        pytest.param(3, 10, id="seven days back"),
        pytest.param(0, 7, id="seven days back to the procedure"),
    ],
)
def test_a_day_that_can_be_reported(day, today, check):
    assert check(Draft(day), today=today).day == day
    assert day in reportable_days(procedure=PROCEDURE, today=PROCEDURE + timedelta(days=today))


@pytest.mark.parametrize(
    ("day", "today", "said"),
    [
        pytest.param(-1, 3, "before the procedure; choose", id="the day before the procedure"),
        pytest.param(11, 10, "has not come yet; choose", id="tomorrow"),
        pytest.param(0, -1, "has not come yet; choose", id="a procedure that is booked for tomorrow"),
        pytest.param(2, 10, "more than 7 days ago; choose", id="eight days back"),
        pytest.param(10.0, 10, "must be a whole number; choose", id="a float"),
        pytest.param(True, 10, "must be a whole number; choose", id="a truth value"),
        pytest.param("3", 10, "must be a whole number; choose", id="a text"),
        pytest.param(None, 10, "must be a whole number; choose", id="nothing"),
    ],
)
def test_a_day_that_cannot_be_reported(day, today, said, check):
    with pytest.raises(InvalidInput, match=said) as refused:
        check(Draft(day), today=today)
    assert refused.value.field == "day"
    assert (
        day not in reportable_days(procedure=PROCEDURE, today=PROCEDURE + timedelta(days=today)) or type(day) is not int
    )


def test_what_is_left_out_counts_as_none(check, guide):
    report = check(Draft(TODAY, severities={"redness": 1}))
    assert {score.side_effect: score.severity for score in report.scores} == {
        effect.slug: Severity.MILD if effect.slug == "redness" else Severity.NONE for effect in guide.catalogue.active
    }
    assert (report.reported_at, report.reported_by, report.revision) == (NOW, "patient:1", 1)


@pytest.mark.parametrize("severity", [-1, 5, True, False, "2", 2.0, float("nan"), [2], "x" * 10_000])
def test_a_severity_that_is_none_of_the_five_is_refused(severity, check):
    with pytest.raises(InvalidInput, match=r"Redness: .* is no severity; choose none, mild") as refused:
        check(Draft(TODAY, severities={"redness": severity}))
    assert refused.value.field == "severity_redness"
    assert len(str(refused.value)) < 120


def test_a_side_effect_noticed_but_not_rated_asks_for_its_severity(check):
    with pytest.raises(InvalidInput, match="Redness: say how bad it was") as refused:
        check(Draft(TODAY, severities={"redness": None}))
    assert refused.value.field == "severity_redness"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param({"severities": {"rednes": 1}}, "side_effect", id="unknown side effect"),
        pytest.param({"areas": {"<script>": "face"}}, "side_effect", id="area of an unknown side effect"),
        pytest.param({"red_flags": ("fever", "none")}, "warning_sign", id="unknown warning sign"),
    ],
)
def test_what_the_catalogue_does_not_hold_cannot_be_reported(entry, field, check):
    with pytest.raises(InvalidInput, match="choose one of") as refused:
        check(Draft(TODAY, **entry))
    assert refused.value.field == field


def test_warning_signs_are_kept_once_each_and_in_order(check):
    assert check(Draft(TODAY, red_flags=("pus", "fever", "pus"))).red_flags == ("fever", "pus")


def test_a_side_effect_that_is_switched_off_is_not_asked(check, guide):
    effects = tuple(replace(e, active=e.slug != "itching") for e in guide.catalogue.side_effects)
    report = check(Draft(TODAY, severities={"itching": 2}), catalogue=replace(guide.catalogue, side_effects=effects))
    assert "itching" not in {score.side_effect for score in report.scores}


@pytest.mark.parametrize(
    ("severity", "treated", "chosen", "kept"),
    [
        pytest.param(1, ("face", "neck"), None, None, id="mild asks for no area"),
        pytest.param(1, ("face", "neck"), "face", None, id="mild keeps no area"),
        pytest.param(2, ("face", "neck"), "neck", "neck", id="moderate keeps the chosen one"),
        pytest.param(2, ("hands",), None, "hands", id="a single area needs no choosing"),
        pytest.param(4, ("hands",), "face", "hands", id="a single area is the only one there is"),
    ],
)
def test_the_area_where_it_is_worst(severity, treated, chosen, kept, check):
    areas = {"redness": chosen} if chosen else {}
    report = check(Draft(TODAY, severities={"redness": severity}, areas=areas), areas=treated)
    assert next(s for s in report.scores if s.side_effect == "redness") == Score("redness", Severity(severity), kept)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        pytest.param({}, "Redness: say where it is worst", id="none chosen"),
        pytest.param({"redness": "hands"}, "'hands' was not treated; choose one of face, neck", id="not treated"),
        pytest.param({"redness": ["face"]}, "was not treated; choose one of face, neck", id="a list"),
        pytest.param({"redness": "=cmd()" * 999}, "was not treated; choose one of face, neck", id="a formula"),
    ],
)
def test_an_area_that_cannot_be(chosen, said, check):
    with pytest.raises(InvalidInput, match=said) as refused:
        check(Draft(TODAY, severities={"redness": 2}, areas=chosen))
    assert refused.value.field == "area_redness"
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("  fine\n\ttoday ", "fine\n\ttoday", id="line breaks and tabs stay"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="markup is text"),
        pytest.param("=SUM(A1:A9)", "=SUM(A1:A9)", id="a formula is text"),
        pytest.param("abc\u202edef\u2066g", "abcdefg", id="direction overrides go"),
        pytest.param("a\0b\x1b[31m\x7f\x85", "ab[31m", id="NUL and control characters go"),
        pytest.param("better 😀", "better 😀", id="emoji stay"),
        pytest.param("e\u0301te\u0301", "été", id="accents are joined to their letters"),
        pytest.param("e\0\u0301", "é", id="also across what goes"),
        pytest.param("שלום \u200fمرحبا", "שלום \u200fمرحبا", id="other scripts and their marks stay"),
        pytest.param("\ud800", "", id="half a character goes"),
        pytest.param("x" * 1_000, "x" * 1_000, id="as long as fits"),
    ],
)
def test_a_note_is_kept_as_it_was_meant(written, kept, check):
    assert check(Draft(TODAY, note=written)).note == kept


@pytest.mark.parametrize("length", [1_001, 10_000])
def test_a_note_that_is_too_long_says_how_much_fits(length, check):
    with pytest.raises(InvalidInput, match=rf"The note has {length:,} characters; 1,000 fit") as refused:
        check(Draft(TODAY, note="x" * length))
    assert refused.value.field == "note"


@given(st.text())
def test_cleaning_a_text_leaves_nothing_to_clean(text):
    cleaned = clean_text(text, limit=10_000, what="The note", field="note")
    assert clean_text(cleaned, limit=10_000, what="The note", field="note") == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cleaned if c not in "\n\t")
    assert cleaned.encode().decode() == cleaned
