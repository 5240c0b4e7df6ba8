"""Bringing in what was kept elsewhere: tried out, all or nothing, and never twice."""

import io
import json
from datetime import timedelta

import pytest

from recovery.domain.groups import Group
from recovery.domain.importing.mapping import read_mapping
from recovery.domain.importing.refusals import REASONS_KEPT, REFUSALS_KEPT, WORDS_KEPT
from recovery.domain.months import Month
from recovery.domain.wording.importing import in_words, reason_in_words
from recovery.errors import Conflict, InvalidInput, NotAllowed
from recovery.services.imports import importing
from recovery.services.imports.importing import Bringing
from recovery.services.rebuilding import verify
from recovery.store import counts
from tests.conftest import NOW

CLINICIAN = "clinician@example.com"

LONG = """
title = "A row a score"
[columns]
patient = "code"
name = "name"
contact = "phone"
year_of_birth = "born"
skin_type = "skin"
procedure_date = "procedure"
method = "method"
areas = "areas"
closed_on = "closed"
day = "day"
side_effect = "side effect"
severity = "severity"
area = "worst"
note = "note"
"""

WIDE = """
title = "A row a day"
dates = "DD.MM.YYYY"
missing = ["NA"]
[columns]
patient = "No"
procedure_date = "Eingriff"
date = "Datum"
[side_effects]
redness = "Rötung"
itching = "Jucken"
[worst_areas]
redness = "wo"
[fixed]
method = "derma_roller"
areas = ["face", "neck"]
[words.severity]
"keine" = 0
"leicht" = 1
"mittel" = 2
[words.area]
"Hals" = "neck"
"""

HEAD = "code,name,phone,born,skin,procedure,method,areas,closed,day,side effect,severity,worst,note\n"
ADA = "A-1,Ada Secretname,555 0101,1980,II,2024-03-05,laser,face;neck,2024-04-01,"


def bringing(practice, text, mapping=LONG, clinician=CLINICIAN):
    data = text if isinstance(text, bytes) else text.encode()
    return Bringing(io.BytesIO(data), read_mapping(mapping, catalogue=practice.office.guide.catalogue), clinician)


def tried(practice, text, mapping=LONG, **more):
    return importing.try_out(
        practice.office, practice.manager, bringing=bringing(practice, text, mapping, **more), now=NOW
    )


def brought(practice, text, mapping=LONG, **more):
    return importing.bring_in(
        practice.office, practice.manager, bringing=bringing(practice, text, mapping, **more), now=NOW
    )


def rows(practice, sql):
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


def everything(practice):
    """All that a file may change, and what is derived."""
    tables = ("patient", "treatment", "report", "score", "course", "standing", "severity_count", "resolution_count",
              "peak_count", "report_count", "alert", "audit")  # fmt: skip
    return {table: rows(practice, f"SELECT * FROM {table}") for table in tables}  # noqa: S608 - of ours


def all_counts(practice):
    with practice.office.store.reading() as db:
        group = Group(Month(1990, 1), Month(2030, 12))
        return counts.counts(db, practice.clinic.clinic_id, group, practice.office.guide.catalogue)


TWO_DAYS = HEAD + ADA + "0,redness,3,neck,sore\n" + ADA + "0,itching,0,,\n" + ADA + "4,Redness,None,,\n"


def test_a_row_a_score(practice):
    found = brought(practice, TWO_DAYS)
    assert (found.patients, found.treatments, found.reports, found.scores) == (1, 1, 2, 3)
    assert rows(practice, "SELECT code, name, contact, year_of_birth, skin_type FROM patient") == [
        ("A-1", "Ada Secretname", "555 0101", 1980, "II")
    ]
    assert rows(practice, "SELECT method, areas, procedure_date, closed_on, version, due_from FROM treatment") == [
        ("laser", "face neck", "2024-03-05", "2024-04-01", 2, "2026-07-15")
    ]
    by = f"staff:{practice.manager.subject_id}"
    assert rows(practice, "SELECT day, reported_at, reported_by, note FROM report ORDER BY day") == [
        (0, "2024-03-05T12:00:00Z", by, "sore"), (4, "2024-03-09T12:00:00Z", by, ""),
    ]  # fmt: skip
    assert rows(practice, "SELECT day, severity, area FROM score WHERE severity > 0") == [(0, 3, "neck")]
    assert verify(practice.office.store, practice.office.guide) == []


def test_a_row_a_day_in_another_language(practice):
    text = (
        "No;Eingriff;Datum;Rötung;wo;Jucken\n"
        "7;05.03.2024;05.03.2024;mittel;Hals;keine\n"
        "7;05.03.2024;08.03.2024;NA;;leicht\n"
    )
    found = brought(practice, text, WIDE)
    assert (found.patients, found.reports, found.scores) == (1, 2, 3)
    assert rows(practice, "SELECT name, code FROM patient") == [("7", "7")]
    assert sorted(rows(practice, "SELECT day, severity, area FROM score")) == [
        (0, 0, None),
        (0, 2, "neck"),
        (3, 1, None),
    ]


@pytest.mark.parametrize(
    ("wish", "signs", "said", "refused"),
    [
        pytest.param("no", "", "", 0, id="an unticked box is no report"),
        pytest.param("yes", "", "", 1, id="a wish for a call"),
        pytest.param("", "pus", "", 1, id="a warning sign"),
        pytest.param("", "", "sore", 1, id="a note"),
        pytest.param("perhaps", "", "", 1, id="a box that says neither"),
    ],
)
def test_a_day_without_a_severity_is_refused_where_it_says_anything(wish, signs, said, refused, practice):
    mapping = WIDE.replace(
        'date = "Datum"', 'date = "Datum"\nwants_call = "call"\nwarning_signs = "signs"\nnote = "note"'
    )
    head = "No;Eingriff;Datum;Rötung;wo;Jucken;call;signs;note\n"
    text = f"{head}7;05.03.2024;05.03.2024;mittel;Hals;keine;;;\n7;05.03.2024;06.03.2024;;;;{wish};{signs};{said}\n"
    found = tried(practice, text, mapping)
    assert (found.refused_lines > 0) == bool(refused), found.reasons


def test_redcap_fills_each_thing_in_a_row_of_its_own(practice):
    mapping = """
    code_prefix = "RC-"
    [columns]
    patient = "record_id"
    treatment = "redcap_event_name"
    year_of_birth = "birth_year"
    procedure_date = "procedure_date"
    day = "diary_day"
    [area_columns]
    face = "areas___1"
    neck = "areas___2"
    [side_effects]
    redness = "redness"
    [only]
    redcap_repeat_instrument = ["", "diary"]
    [fixed]
    method = "laser"
    """
    text = (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,birth_year,procedure_date,"
        "areas___1,areas___2,diary_day,redness\n"
        "1,first_arm_1,,,1975,2024-01-10,1,0,,\n"
        "1,first_arm_1,diary,1,,,,,1,2\n"
        "1,first_arm_1,other,1,,,,,9,9\n"
        "1,second_arm_1,,,,2024-06-10,0,1,,\n"
        "1,second_arm_1,diary,1,,,,,2,1\n"
    )
    found = brought(practice, text, mapping)
    assert (found.patients, found.treatments, found.reports) == (1, 2, 2)
    assert rows(practice, "SELECT procedure_date, areas FROM treatment ORDER BY 1") == [
        ("2024-01-10", "face"), ("2024-06-10", "neck"),
    ]  # fmt: skip
    assert rows(practice, "SELECT code, year_of_birth FROM patient") == [("RC-1", 1975)]


def test_trying_out_stores_nothing(practice):
    before = everything(practice)
    found = tried(practice, TWO_DAYS)
    assert (found.patients, found.treatments, found.reports, found.scores) == (1, 1, 2, 3)
    assert everything(practice) == before


def test_the_second_time_adds_nothing(practice):
    brought(practice, TWO_DAYS)
    before = everything(practice)
    again = brought(practice, TWO_DAYS)
    assert again.adds_nothing
    assert (again.known_patients, again.known_treatments, again.known_reports) == (1, 1, 2)
    assert everything(practice) == before


def test_the_order_of_the_rows_does_not_matter(practice):
    head, *lines = TWO_DAYS.splitlines(keepends=True)
    tried(practice, head + "".join(reversed(lines)))
    assert brought(practice, head + "".join(reversed(lines))).reports == 2
    assert brought(practice, TWO_DAYS).adds_nothing


def test_a_later_file_adds_days_to_a_treatment_that_stands(practice):
    brought(practice, TWO_DAYS)
    more = brought(practice, TWO_DAYS + ADA + "6,redness,1,,\n")
    assert (more.patients, more.treatments, more.reports, more.known_reports) == (0, 0, 1, 2)
    assert rows(practice, "SELECT version FROM treatment") == [(3,)]
    assert verify(practice.office.store, practice.office.guide) == []


def line(**cells):
    first = {
        "code": "A-1", "name": "Ada Secretname", "phone": "", "born": "1980", "skin": "II", "procedure": "2024-03-05",
        "method": "laser", "areas": "face;neck", "closed": "", "day": "1", "side effect": "redness", "severity": "1",
        "worst": "", "note": "",
    }  # fmt: skip
    return ",".join({**first, **cells}.values()) + "\n"


REFUSED = [
    pytest.param({"severity": "7"}, "severity", "no severity", id="a severity that is none"),
    pytest.param({"severity": ""}, "severity", "empty", id="no severity"),
    pytest.param({"side effect": "Secretname"}, "side effect", "No side effect", id="an unknown side effect"),
    pytest.param({"method": "Secretname"}, "method", "No method", id="an unknown method"),
    pytest.param({"areas": "Secretname"}, "areas", "No area", id="an unknown area"),
    pytest.param({"areas": ""}, "areas", "No row says", id="no area"),
    pytest.param({"severity": "2", "worst": "hands"}, "worst", "was not treated", id="worst where nothing was done"),
    pytest.param({"day": "-1"}, "day", "before the procedure", id="a day before"),
    pytest.param({"day": "1.5"}, "day", "whole number", id="half a day"),
    pytest.param({"day": "400"}, "day", "366", id="more than a year after"),
    pytest.param({"day": ""}, "day", "when this report was", id="no day"),
    pytest.param({"procedure": "2026-07-14", "day": "2"}, "day", "not come yet", id="tomorrow"),
    pytest.param({"procedure": "5.3.2024"}, "procedure", "no date", id="a date in another order"),
    pytest.param({"procedure": "2024-02-30"}, "procedure", "no date", id="a date that never was"),
    pytest.param({"procedure": "1955-03-05"}, "procedure", "1980", id="a date of birth"),
    pytest.param({"procedure": "2027-07-14"}, "procedure", "ahead", id="next year"),
    pytest.param({"procedure": ""}, "procedure", "which treatment", id="no procedure"),
    pytest.param({"born": "1755"}, "born", "year of birth", id="born long ago"),
    pytest.param({"born": "2025"}, "", "before the patient was born", id="treated before birth"),
    pytest.param({"skin": "VII"}, "skin", "skin type", id="an unknown skin type"),
    pytest.param({"code": "Ada Secretname"}, "code", "code", id="a name for a code"),
    pytest.param({"code": ""}, "code", "code", id="no code"),
    pytest.param({"closed": "2024-01-01"}, "closed", "between", id="closed before it began"),
    pytest.param({"name": "S" * 121}, "name", "121", id="a name that is too long"),
    pytest.param({"note": "s" * 1001}, "note", "1,001", id="a note that is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "says"), REFUSED)
def test_a_line_that_is_refused_says_where_and_what_to_do_and_no_name(cells, column, says, practice):
    before = everything(practice)
    text = HEAD + line(code="B-2") + line(**cells)
    found = tried(practice, text)
    assert [(refusal.line, refusal.column) for refusal in found.refusals][-1:] == [(3, column or "procedure")]
    assert says in found.refusals[-1].says
    assert "Secretname" not in repr(found.refusals)
    with pytest.raises(InvalidInput, match="1 line refused, so nothing was added"):
        brought(practice, text)
    assert everything(practice) == before


REPEATED = [
    pytest.param({"born": "long ago"}, "born", id="of the patient"),
    pytest.param({"method": "Secretname"}, "method", id="of the treatment"),
    pytest.param({"procedure": "5.3.2024"}, "procedure", id="which treatment"),
    pytest.param({"day": "400"}, "day", id="of the report"),
    pytest.param({"note": "s" * 1001}, "note", id="of the day"),
]


@pytest.mark.parametrize(("cells", "column"), REPEATED)
def test_a_line_that_repeats_what_was_refused_is_refused_and_counted_too(cells, column, practice):
    wrong = [line(**cells, **{"side effect": effect}) for effect in ("redness", "itching", "bruising")]
    found = tried(practice, HEAD + "".join(wrong) + line(code="B-2"))
    assert found.refused_lines == 3
    assert [refusal.line for refusal in found.refusals if refusal.column == column] == [2, 3, 4]


CONTRADICTIONS = [
    pytest.param({"name": "Eve Secretname"}, "name", id="another name"),
    pytest.param({"born": "1981"}, "born", id="another year of birth"),
    pytest.param({"skin": "III"}, "skin", id="another skin type"),
    pytest.param({"areas": "hands"}, "areas", id="other areas"),
    pytest.param({"closed": "2024-05-01"}, "closed", id="closed on another day"),
    pytest.param({"severity": "2"}, "severity", id="another severity"),
    pytest.param({"note": "worse"}, "note", id="another note"),
]


@pytest.mark.parametrize(("cells", "column"), CONTRADICTIONS)
def test_two_lines_that_contradict_each_other_are_refused(cells, column, practice):
    first = {"closed": "2024-04-01", "note": "well"}
    found = tried(practice, HEAD + line(**first) + line(**{**first, **cells}))
    assert [(refusal.line, refusal.column) for refusal in found.refusals] == [(3, column)]
    assert "Secretname" not in repr(found.refusals)


@pytest.mark.parametrize(("cells", "column"), CONTRADICTIONS)
def test_what_stands_is_never_replaced(cells, column, practice):
    first = {"closed": "2024-04-01", "note": "well"}
    brought(practice, HEAD + line(**first))
    before = everything(practice)
    found = tried(practice, HEAD + line(**{**first, **cells}))
    assert [(refusal.line, refusal.column) for refusal in found.refusals] == [(2, column)]
    with pytest.raises(InvalidInput):
        brought(practice, HEAD + line(**{**first, **cells}))
    assert everything(practice) == before


def test_a_side_effect_that_a_standing_report_was_not_asked_for_is_refused(practice):
    brought(practice, HEAD + line())
    assert tried(practice, HEAD + line(**{"side effect": "itching"})).refused_lines == 1


def test_what_is_not_said_contradicts_nothing(practice):
    brought(practice, HEAD + line(note="well", closed="2024-04-01"))
    assert brought(practice, HEAD + line(name="", born="", skin="", note="")).adds_nothing


def test_an_archived_patient_gains_nothing_until_they_are_back(practice):
    brought(practice, HEAD + line())
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET archived_at = '2026-01-01T00:00:00Z'")
    assert tried(practice, HEAD + line()).refused_lines == 0
    found = tried(practice, HEAD + line(day="2"))
    assert [refusal.column for refusal in found.refusals] == ["code"]


def test_the_treatments_name_a_clinician(practice):
    found = tried(practice, HEAD + line(), clinician="")
    assert "clinician" in found.refusals[0].says
    with pytest.raises(InvalidInput, match=r"No clinician here .* invite them"):
        tried(practice, HEAD + line(), clinician="nobody@example.com")
    mapping = LONG.replace('code"', 'code"\nclinician = "note"', 1).replace('\nnote = "note"', "")
    colleague = practice.colleague("Bea Noor")
    brought(practice, HEAD + line(note="Bea Noor"), mapping)
    assert rows(practice, "SELECT clinician_id FROM treatment") == [(colleague.subject_id,)]


def test_clinicians_who_are_nobody_or_several_here_are_named_each_with_its_own_reason(practice):
    mapping = LONG.replace('code"', 'code"\nclinician = "note"', 1).replace('\nnote = "note"', "")
    for _ in range(2):
        practice.colleague("Bea Noor")
    lines = [line(code=f"Y-{n}", note=name) for n, name in enumerate(["Dr House"] * 2 + ["Bea Noor"] * 2)]
    told = [reason_in_words(each) for each in tried(practice, HEAD + "".join(lines), mapping, clinician="").reasons]
    nobody, several = (
        f"note “{name}”: 2 lines, the first {first}. " for name, first in (("Dr House", 2), ("Bea Noor", 4))
    )
    also = " Or say in [words.clinician] which one it is."
    assert told == [
        f"{nobody}No clinician here signs in by this or is called so: invite them by this name first.{also}",
        f"{several}Several clinicians here are called so: only the sign-in name tells who it is.{also}",
    ]


def test_a_reason_says_once_where_words_are_explained(practice):
    found = tried(practice, HEAD + line(severity="awful"))
    assert reason_in_words(found.reasons[0]).count("[words.severity]") == 1


def test_imported_history_is_closed_and_calls_nobody(practice):
    watched = practice.watching()
    recent = (NOW - timedelta(days=5)).date().isoformat()
    brought(watched, HEAD + line(procedure=recent, day="4", severity="4", worst="face"))
    assert rows(practice, "SELECT closed_on FROM treatment") == [("2026-07-15",)]
    assert rows(practice, "SELECT * FROM alert") == []
    assert rows(practice, "SELECT * FROM outbox") == []
    assert verify(practice.office.store, practice.office.guide) == []


def test_what_is_left_open_is_judged_like_the_others_but_nobody_is_mailed(practice):
    watched = practice.watching()
    recent = (NOW - timedelta(days=5)).date().isoformat()
    text = HEAD + line(procedure=recent, day="4", severity="4", worst="face")
    brought(watched, text, "leave_open = true\n" + LONG)
    assert rows(practice, "SELECT closed_on FROM treatment") == [(None,)]
    assert len(rows(practice, "SELECT * FROM alert")) >= 1
    assert rows(practice, "SELECT * FROM outbox") == []
    assert verify(practice.office.store, practice.office.guide) == []


def test_a_recovery_that_is_followed_here_gains_reports_and_is_judged(practice):
    watched = practice.watching()
    patient = watched.enrol(days_ago=6, entered_days_ago=6)
    watched.report(patient, 1, redness=1)
    when, code = patient.treatment.procedure.isoformat(), patient.patient.code
    said = {
        "code": code,
        "procedure": when,
        "method": "derma_roller",
        "areas": "face",
        "name": "",
        "born": "",
        "skin": "",
    }
    found = brought(watched, HEAD + line(**said, day="3", severity="4"))
    assert (found.treatments, found.reports) == (0, 1)
    assert len(rows(practice, "SELECT * FROM alert WHERE rule = 'severe'")) == 1
    assert verify(practice.office.store, practice.office.guide) == []


def test_the_counts_are_those_of_reports_that_patients_send(practice):
    patient = practice.enrol(days_ago=6, entered_days_ago=6, method="laser", areas=("face", "neck"))
    for day, severity in ((0, 3), (1, 2), (4, 0)):
        practice.report(patient, day, redness=severity)
    sent = all_counts(practice)
    when = patient.treatment.procedure.isoformat()
    effects = [effect.slug for effect in practice.office.guide.catalogue.active]
    text = HEAD + "".join(
        line(code="B-2", procedure=when, day=str(day), **{"side effect": slug, "severity": str(severity)}, worst="face")
        for day, redness in ((0, 3), (1, 2), (4, 0))
        for slug, severity in ((slug, redness if slug == "redness" else 0) for slug in effects)
    )
    brought(practice, text)
    both = all_counts(practice)
    for kind in ("reports", "severities", "resolutions", "peaks"):
        assert getattr(both, kind) == {key: 2 * n for key, n in getattr(sent, kind).items()}, kind


def test_it_is_in_the_trail_with_amounts_and_no_name(practice):
    found = brought(practice, TWO_DAYS)
    [(actor, subject, details)] = rows(
        practice, "SELECT actor, subject, details FROM audit WHERE action = 'imported a file'"
    )
    assert (actor, subject) == (f"staff:{practice.manager.subject_id}", "clinic")
    assert json.loads(details) == {
        "patients": 1, "treatments": 1, "reports": 2, "scores": 3, "mapping": "A row a score", "sha256": found.digest,
    }  # fmt: skip
    assert "Secretname" not in details


def test_nobody_gets_a_link_or_a_pin(practice):
    brought(practice, TWO_DAYS)
    assert rows(practice, "SELECT * FROM personal_link") == rows(practice, "SELECT * FROM pin") == []


def test_an_apostrophe_of_ours_before_a_formula_comes_off_again(practice):
    brought(practice, HEAD + line(name="'=Ada Example", note="'-1"))
    assert rows(practice, "SELECT p.name, r.note FROM patient AS p, report AS r") == [("=Ada Example", "-1")]


def test_two_clinics_have_their_own_codes(practice, other_clinic):
    brought(practice, HEAD + line())
    there = importing.bring_in(
        practice.office, other_clinic.manager, bringing=bringing(practice, HEAD + line(), clinician="else@example.com"),
        now=NOW,
    )  # fmt: skip
    assert (there.patients, there.known_patients) == (1, 0)
    with pytest.raises(InvalidInput, match="No clinician here"):
        importing.try_out(practice.office, other_clinic.manager, bringing=bringing(practice, HEAD + line()), now=NOW)


def test_managers_alone_bring_files_in(practice):
    asked = bringing(practice, TWO_DAYS)
    for call in (importing.try_out, importing.bring_in):
        with pytest.raises(NotAllowed):
            call(practice.office, practice.clinician, bringing=asked, now=NOW)
    with pytest.raises(NotAllowed):
        importing.preview(practice.office, practice.clinician, file=asked.file)


def test_a_thousand_mistakes_are_told_and_the_rest_counted(practice):
    text = HEAD + "".join(line(code=f"P{n}", severity="9") for n in range(1_200))
    found = tried(practice, text)
    assert (found.refused_lines, len(found.refusals)) == (1_200, REFUSALS_KEPT)


def told(found):
    """Reasons as the command line says them."""
    return [reason_in_words(reason) for reason in found.reasons]


def test_lines_of_one_mistake_are_told_at_once_with_the_word_and_what_is_known(practice):
    text = HEAD + "".join(line(code=f"P{n}", method="Dermaroller", day=str(d)) for n in range(500) for d in range(3))
    found = tried(practice, text)
    [said] = told(found)
    assert said.startswith("method “Dermaroller”: 1,500 lines, the first 2. No method is called so here. Known: Derma")
    assert "[words.method]" in said
    assert found.refused_lines == 1_500
    assert "Dermaroller" not in repr(found)


def test_each_unknown_word_is_told_by_itself_and_of_a_list_every_one(practice):
    text = HEAD + line(code="P1", areas="Gesicht;Hals") + line(code="P2", areas="face;Hals", severity="stark")
    found = tried(practice, text)
    assert {(each.first.kind, each.first.word, each.lines) for each in found.reasons} == {
        ("area", "Hals", 2), ("area", "Gesicht", 1), ("severity", "stark", 1),
    }  # fmt: skip
    assert found.refused_lines == 2


def test_a_column_of_names_taken_for_methods_is_told_as_one_mistake(practice):
    text = HEAD + "".join(line(code=f"P{n}", method=f"Ada {n} Secretname") for n in range(300))
    found = tried(practice, text)
    assert len(found.reasons) == WORDS_KEPT + 1
    assert sum(each.lines for each in found.reasons) == found.refused_lines == 300
    assert "Secretname" not in " ".join(told(found))


def test_one_patient_alone_gives_no_more_reasons_either(practice):
    text = HEAD + "".join(line(code="P1", day=str(n % 300), severity=f"level {n}") for n in range(1_000))
    assert len(tried(practice, text).reasons) <= REASONS_KEPT + 1


def test_reasons_without_end_are_counted_together(practice):
    text = HEAD + "".join(line(code=f"P{n}", name="S" * (121 + n)) for n in range(150))
    found = tried(practice, text)
    assert len(found.reasons) == REASONS_KEPT + 1
    assert sum(each.lines for each in found.reasons) == found.refused_lines == 150


BEHIND = [
    pytest.param(
        {"procedure": "soon", "method": "x", "closed": "late", "severity": "7"},
        ["closed", "method", "procedure", "severity"],
        id="a treatment's date",
    ),
    pytest.param({"day": "x", "side effect": "x", "severity": "7"}, ["day", "severity", "side effect"], id="a day"),
    pytest.param({"code": "Ada Secretname", "day": "x", "born": "y"}, ["born", "code", "day"], id="a code"),
    pytest.param({"method": "", "areas": ""}, ["areas", "method"], id="what no row says"),
]


@pytest.mark.parametrize(("cells", "columns"), BEHIND)
def test_a_mistake_hides_none_behind_it(cells, columns, practice):
    found = tried(practice, HEAD + line(**cells))
    assert sorted(refusal.column for refusal in found.refusals) == columns
    assert found.refused_lines == 1


def test_patients_of_refused_lines_are_not_among_what_would_be_added(practice):
    found = tried(practice, HEAD + line(code="A-1", severity="9") + line(code="A-1", day="2") + line(code="B-2"))
    assert (found.patients, found.treatments, found.reports, found.scores) == (1, 1, 1, 1)


NOBODY = dict.fromkeys(("name", "born", "skin", "procedure", "method", "areas", "day", "side effect", "severity"), "")


def test_a_line_of_sums_and_whoever_was_not_treated_are_left_out_and_told(practice):
    text = HEAD + line() + line(code="Total", **NOBODY) + line(**NOBODY | {"code": "C-3", "name": "Cy", "born": "1990"})
    assert "Left out: 2 patients without a treatment, lines 3 and 4." in " ".join(
        in_words(tried(practice, text), done=False)
    )
    done = brought(practice, text)
    assert (done.patients, done.left_out) == (1, 2)
    assert rows(practice, "SELECT code FROM patient") == [("A-1",)]


def test_a_treatment_without_its_date_is_refused_and_not_left_out(practice):
    found = tried(practice, HEAD + line(**NOBODY | {"code": "C-3", "method": "laser", "areas": "face"}))
    assert told(found) == ["Line 2, procedure: No row says when this treatment was; days are counted from it."]


def test_columns_that_nobody_chose_are_told(practice):
    text = HEAD.replace("\n", ",bleeding,numbness,\n") + line().replace("\n", ",3,2,\n")
    assert tried(practice, text).unread == ("bleeding", "numbness")
    assert "Not read: bleeding, numbness." in " ".join(in_words(brought(practice, text), done=True))


def test_a_decimal_comma_is_a_whole_number_too(practice):
    brought(
        practice, (HEAD + line(day="3,0", severity="2,0", worst="face")).replace("3,0", '"3,0"').replace("2,0", '"2,0"')
    )
    assert rows(practice, "SELECT day, severity FROM score") == [(3, 2)]


def test_progress_is_told_of_reading_and_of_rows(practice):
    told = {}

    def telling(what):
        return lambda done, total: told.setdefault(what, []).append((done, total))

    importing.try_out(
        practice.office, practice.manager, bringing=bringing(practice, TWO_DAYS), now=NOW, telling=telling
    )
    assert told["bytes"][-1] == (len(TWO_DAYS), len(TWO_DAYS))
    assert told["rows"][-1] == (3, 3)


def test_the_file_is_named_by_its_bytes(practice):
    assert tried(practice, TWO_DAYS).digest == tried(practice, TWO_DAYS).digest != tried(practice, HEAD + line()).digest


def test_a_note_without_a_severity_is_no_report(practice):
    found = tried(practice, HEAD + line(**{"side effect": "", "severity": "", "note": "sore"}))
    assert [refusal.column for refusal in found.refusals] == ["severity"]


def meanwhile(practice, text, also):
    """Bring a file in while another one is brought in, after the first was looked at and before it is stored."""
    done = []

    def telling(what):
        def tell(_done, _total):
            if what == "rows" and not done:
                done.append(brought(practice, also))

        return tell

    return importing.bring_in(
        practice.office, practice.manager, bringing=bringing(practice, text), now=NOW, telling=telling
    )


@pytest.mark.parametrize(
    "also",
    [
        pytest.param(TWO_DAYS, id="the same file"),
        pytest.param(HEAD + line(), id="another treatment day of the patient"),
    ],
)
def test_of_two_files_about_one_patient_at_once_one_is_told_to_try_again(also, practice):
    with pytest.raises(Conflict, match="changed here meanwhile"):
        meanwhile(practice, TWO_DAYS, also)
    assert rows(practice, "SELECT count(*) FROM patient") == [(1,)]
    assert verify(practice.office.store, practice.office.guide) == []


def test_a_report_that_came_meanwhile_is_never_replaced(practice):
    brought(practice, TWO_DAYS)
    more, other = (TWO_DAYS + ADA + f"6,redness,{severity},,\n" for severity in (1, 2))
    with pytest.raises(Conflict, match="changed here meanwhile"):
        meanwhile(practice, more, other)
    assert rows(practice, "SELECT severity FROM score WHERE day = 6") == [(2,)]
    assert verify(practice.office.store, practice.office.guide) == []


def test_a_report_that_came_meanwhile_and_says_the_same_is_known(practice):
    brought(practice, TWO_DAYS)
    more = TWO_DAYS + ADA + "6,redness,1,,\n"
    meanwhile(practice, more, more)
    assert rows(practice, "SELECT version FROM treatment") == [(3,)]
    assert verify(practice.office.store, practice.office.guide) == []


def test_a_patient_who_stands_here_gains_a_new_treatment(practice):
    patient = practice.enrol()
    found = brought(practice, HEAD + line(code=patient.patient.code, name="", born="", skin=""))
    assert (found.patients, found.treatments, found.reports) == (0, 1, 1)
    assert rows(practice, "SELECT version FROM treatment WHERE method = 'laser'") == [(1,)]
    assert verify(practice.office.store, practice.office.guide) == []


@pytest.mark.parametrize(
    ("column", "due_from"),
    [
        pytest.param("", "2026-07-15", id="not said: from today on"),
        pytest.param('due_from = "procedure"', "2024-03-05", id="a diary to be kept from the procedure on"),
        pytest.param('due_from = "phone"', "2024-03-07", id="a column of its own"),
    ],
)
def test_reports_were_due_from_the_date_that_the_file_says(column, due_from, practice):
    mapping = LONG.replace('contact = "phone"', column)
    brought(practice, HEAD + line(phone="2024-03-07"), mapping)
    assert rows(practice, "SELECT due_from FROM treatment") == [(due_from,)]
    assert brought(practice, HEAD + line(phone="2024-03-07"), mapping).adds_nothing


def test_reports_that_are_due_only_later_are_refused(practice):
    mapping = LONG.replace('contact = "phone"', 'due_from = "phone"')
    found = tried(practice, HEAD + line(phone="2062-03-07"), mapping)
    assert "or earlier" in " ".join(told(found))
    assert found.refused_lines == 1


def test_patients_who_look_alike_are_told_and_not_refused(practice):
    text = (
        HEAD
        + line(code="007")
        + line(code="7")
        + line(code="B-2", name="Bo")
        + line(code="B-3", name="BO", born="1981")
    )
    found = tried(practice, text)
    assert (found.patients, found.alike, found.alike_lines) == (4, 1, ((3, 2),))
    assert "may be entered twice: line 3 and line 2." in " ".join(in_words(found, done=False))
    brought(practice, text)
    again = tried(
        practice,
        HEAD
        + line(code="C-1", name="bó")
        + line(code="C-2", name="")
        + line(code="02", name="")
        + line(code="2", name=""),
    )
    assert again.alike_lines == ((2, 0), (5, 4))
    assert tried(practice, text).alike == 0
