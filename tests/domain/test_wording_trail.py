"""The trail in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.trail import Kind, TrailRow
from recovery.domain.wording.trail import (
    ACTIONS,
    KINDS,
    Known,
    action_in_words,
    actions_of,
    details_in_words,
    thing_in_words,
)

KNOWN = Known(
    {7: "Cleo Clinician", 8: "Mo Manager"},
    ZoneInfo("America/Chicago"),
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("staff:7", "Cleo Clinician"),
        ("staff:99", "staff 99"),
        ("patient:77", f"patient {as_text(77)}"),
        ("treatment:77", f"recovery {as_text(77)}"),
        ("alert:77", f"alert {as_text(77)}"),
        ("signed out", "Somebody not signed in"),
        ("command line", "Somebody at the server"),
        ("clinic:1", "the clinic"),
        ("clinic", "the clinic"),
        ("screen:export", "page export"),
        ("route:/download/trail.csv", "address /download/trail.csv"),
        ("trail.csv", "trail.csv"),
        ("guidance:3", "guidance 3"),
        ("staff:x", "staff x"),
        ("", ""),
    ],
)
def test_who_and_what_are_told_by_name_or_id(name, words):
    assert thing_in_words(name, KNOWN) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("patient:77", "P-7K2MD"),
        ("treatment:77", "P-7K2MD, treated on 13 November 2026"),
        ("alert:77", "alert of P-7K2MD, treated on 13 November 2026"),
        ("treatment:78", f"recovery {as_text(78)}"),
    ],
)
def test_the_screen_tells_patients_by_their_codes(name, words):
    on = date(2026, 11, 13)
    people = {"patient:77": ("P-7K2MD", None), "treatment:77": ("P-7K2MD", on), "alert:77": ("P-7K2MD", on)}
    assert thing_in_words(name, KNOWN._replace(people=people)) == words


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, []),
        ({"closed_on": [None, "2026-07-15"]}, ["Closed on: none → 2026-07-15"]),
        ({"on_duty": ["staff:7", "staff:8"]}, ["On duty: Cleo Clinician → Mo Manager"]),
        ({"to": "staff:8"}, ["To: Mo Manager"]),
        ({"clinician": 7}, ["Clinician: Cleo Clinician"]),
        ({"watched": [False, True]}, ["Watched: no → yes"]),
        ({"roles": ["clinician", "manager"]}, ["Roles: clinician, manager"]),
        ({"roles": [["clinician"], ["clinician", "manager"]]}, ["Roles: clinician → clinician, manager"]),
        ({"changed": ["name", "login"]}, ["Changed: name, login"]),
        ({"day": 5, "revision": [1, 2]}, ["Day: 5", "Revision: 1 → 2"]),
        ({"changes": [["band laser redness", [3, 7, "figure"], None]]}, ["Band laser redness: 3, 7, figure → none"]),
        ({"phone": ["", "112"]}, ["Phone: none → 112"]),
        ({"until": "2026-11-29T18:07:56+00:00"}, ["Until: 29 November 2026, 12:07"]),
        ({"device": "2026-11-29That is no time"}, ["Device: 2026-11-29That is no time"]),
        ({"requires_code": [False, True]}, ["Second factor required: no → yes"]),
        ({"shows_expected": [False, True]}, ["Patients see how others recovered: no → yes"]),
        ({"method": "derma_roller"}, ["Method: derma roller"]),
        ({"name": ["a_b", "a_c"]}, ["Name: a_b → a_c"]),
        ({"others": {"name": 1}}, ["Others: name 1"]),
    ],
)
def test_what_was_before_stands_before_what_came_after(details, words):
    row = TrailRow(1, datetime.now(UTC), "staff:7", "", "x", "y", details)
    assert details_in_words(row, KNOWN) == words


def test_filters_that_an_export_did_not_use_are_left_out():
    row = TrailRow(1, datetime.now(UTC), "staff:7", "", "took the trail", "trail.csv", {"until": None, "rows": 3})
    assert details_in_words(row, KNOWN) == ["Rows: 3"]


def test_every_kind_has_a_name_and_actions():
    assert set(KINDS) == set(Kind)
    assert {action for kind in Kind for action in actions_of(kind)} == set(ACTIONS)


def test_an_action_of_an_earlier_release_stands_as_it_is():
    assert action_in_words("did what nobody does any more") == "Did what nobody does any more"


def test_a_file_that_begins_has_rows_that_are_expected_and_one_that_ended_those_that_came():
    details = {"rows": 5_000, "groups": "age_band skin_type", "effect": "minor_bleeding"}
    began = TrailRow(1, datetime.now(UTC), "staff:7", "", "took the summary", "file:0000000000007", details)
    said = details_in_words(began, Known())
    assert said == ["Rows expected: 5000", "Split by: age band skin type", "Side effect: minor bleeding"]
    ended = began._replace(action="finished a file", details={"rows": 4_998})
    assert details_in_words(ended, Known()) == ["Rows: 4998"]
