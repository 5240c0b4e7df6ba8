"""The summary as PDF: signs of all scripts, paper of all sizes, and pages that overflow."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from recovery.domain.access import Role, Visitor
from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.paper import (
    LONGEST_TEXT,
    AlertLine,
    EffectLine,
    Left,
    NoteLine,
    OnPaper,
    ReportLine,
    cut,
    reports_that_fit,
)
from recovery.services.demonstrating import fill_demo
from recovery.services.office import Office
from recovery.services.recoveries.on_paper import on_paper
from recovery.web.summary_pdf import MISSING, MISSING_SAID, shown, summary_pdf

BAND = Band("redness", 3, 7, Basis.WORDS, Basis.FIGURE, says="says", source="guide")
REDNESS = EffectLine(
    "Redness",
    "Past its band",
    "severe",
    "not yet",
    "day 3 to 7 (guide)",
    (Point(0, Severity(3)), Point(9, Severity(1))),
    BAND,
)
PAPER = OnPaper(
    clinic="Corner Skin",
    time_zone="America/Chicago",
    patient="Ada Example",
    code="P-7K2MD",
    about="P-7K2MD, born 1987",
    treatment="Derma roller, face",
    standing="Day 9: 1 side effect past the band.",
    day=9,
    effects=(REDNESS,),
    never="bruising",
    outlooks=("Of 214 other treatments that still had redness on day 9, nearly all were clear by day 11.",),
    alerts=(),
    notes=(),
    reports=(),
    left=Left(alerts=0, notes=0, reports=0),
    guidance="Judged by guidance 1.",
    made="Printed on 15 July 2026 by Cleo Clinician.",
)


def pages_of(paper: OnPaper) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(summary_pdf(paper))).pages)


def text_of(paper: OnPaper) -> str:
    return "\n".join(page.extract_text() for page in pages_of(paper))


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "Ελένη", "Наталия", "שלום", "Zoë O’Hara-Ñúñez"])
def test_names_come_out_right(name: str) -> None:
    text = text_of(replace(PAPER, patient=name))
    assert name in text
    assert MISSING not in text


def test_what_became_of_earlier_patients_stands_below_the_side_effects() -> None:
    assert PAPER.outlooks[0] in text_of(PAPER).replace("\n", " ")


def test_signs_that_the_font_lacks_are_seen_and_said() -> None:
    assert shown("陳大文 Wei") == f"{MISSING * 3} Wei"
    text = text_of(replace(PAPER, patient="陳大文 Wei"))
    assert f"{MISSING * 3} Wei" in text
    assert MISSING_SAID in text


@pytest.mark.parametrize(
    "written",
    [
        {"patient": "陳大文"},
        {"clinic": "陳大文"},
        {"treatment": "Derma roller, face, by 陳大文"},
        {"made": "Printed on 15 July 2026 by 陳大文."},
        {"notes": (NoteLine(3, "陳大文", "Seen."),)},
        {"notes": (NoteLine(3, "Cleo", "陳大文"),)},
    ],
    ids=["patient", "clinic", "clinician", "who printed it", "who noted", "a note"],
)
def test_wherever_a_sign_is_lacking_it_is_said(written: dict[str, Any]) -> None:
    assert text_of(replace(PAPER, **written)).count(MISSING_SAID) == 1
    assert MISSING_SAID not in text_of(PAPER)


def test_what_somebody_typed_is_no_markup() -> None:
    typed = "**bold** <b>x</b> [link](http://evil.example) --strike--"
    assert typed in text_of(replace(PAPER, notes=(NoteLine(3, "Cleo", typed),)))


@pytest.mark.parametrize(
    ("zone", "millimetres"),
    [("America/Chicago", (216, 279)), ("Europe/Berlin", (210, 297)), ("Asia/Ho_Chi_Minh", (210, 297))],
)
def test_the_paper_is_that_of_the_clinics_place(zone: str, millimetres: tuple[int, int]) -> None:
    box = pages_of(replace(PAPER, time_zone=zone))[0].mediabox
    assert tuple(round(float(points) / 72 * 25.4) for points in (box.width, box.height)) == millimetres


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/Berlin"])
def test_ten_side_effects_and_all_else_fit_on_one_page(zone: str) -> None:
    note = NoteLine(3, "Cleo Clinician, call", cut("word " * 30))
    assert len(pages_of(replace(PAPER, time_zone=zone, effects=(REDNESS,) * 10, notes=(note,) * 5))) == 1


@pytest.mark.parametrize(
    ("effects", "alerts", "notes", "said", "printed"),
    [
        pytest.param(3, 0, 0, "", 14, id="a quiet recovery has two weeks"),
        pytest.param(7, 2, 1, "", 13, id="most side effects, a few alerts"),
        pytest.param(2, 2, 1, "word " * 20, 9, id="reports with notes"),
        pytest.param(6, 6, 5, "", 7, id="a full page has one week"),
    ],
)
def test_as_many_reports_as_fit_on_the_page(effects: int, alerts: int, notes: int, *, said: str, printed: int) -> None:
    reports = (ReportLine(20, "15 July 2026", "Redness mild", said.strip()),) * 20
    fit = reports_that_fit(reports, effects=effects, alerts=alerts, notes=notes)
    assert fit == printed
    alert = AlertLine("High", "Redness rose from mild on day 2 to severe on day 3", "9 July 2026", "open", "")
    full = replace(
        PAPER,
        effects=(REDNESS,) * effects,
        alerts=(alert,) * alerts,
        notes=(NoteLine(3, "Cleo Clinician, call", "word " * 20),) * notes,
        reports=reports[:fit],
    )
    assert len(pages_of(full)) == 1


def test_the_fullest_of_a_demo_fit_on_one_page(empty_office: Office) -> None:
    now = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
    fill_demo(empty_office, patients=12, now=now)
    with empty_office.store.reading() as db:
        treatments = [row["treatment_id"] for row in db["treatment"].rows]
        someone = next(row["account_id"] for row in db["account"].rows)
    visitor = Visitor("", 1, someone, "Cleo Clinician", frozenset({Role.CLINICIAN}))
    papers = [on_paper(empty_office, visitor, treatment_id=each, form="PDF", now=now) for each in treatments]
    fullest = sorted(papers, key=lambda paper: len(str((paper.effects, paper.alerts, paper.notes, paper.reports))))[-3:]
    assert max(len(paper.reports) for paper in fullest) > 7
    assert [len(pages_of(paper)) for paper in fullest] == [1, 1, 1]


def test_what_does_not_fit_goes_on_numbered_pages() -> None:
    pages = pages_of(replace(PAPER, notes=(NoteLine(3, "Cleo", cut("word " * 200)),) * 24))
    assert len(pages) > 1
    assert f"Page 2 of {len(pages)}" in pages[1].extract_text()
    assert "P-7K2MD" in pages[1].extract_text()


def test_an_empty_recovery_is_a_page_too() -> None:
    assert "bruising" in text_of(replace(PAPER, effects=()))


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    assert cut("a\nb") == "a b"
    assert cut("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    assert cut("x" * (LONGEST_TEXT + 9)).endswith("… (9 more characters on the patient's page)")
