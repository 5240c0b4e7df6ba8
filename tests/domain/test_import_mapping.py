"""Mappings: what they may say, what is wrong with one, and that written down they stay the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.importing.guessing import fitting, guessed
from recovery.domain.importing.mapping import MAPPING_LIMIT, ColumnMapping, DateFormat, read_mapping
from recovery.domain.importing.writing import as_toml
from recovery.errors import InvalidInput

LEAST = """
[columns]
patient = "No"
procedure_date = "on"
[fixed]
method = "laser"
areas = ["face"]
"""

WRONG = [
    pytest.param("[columns", "not TOML", id="no TOML"),
    pytest.param("x" * (MAPPING_LIMIT + 1), "longer than", id="endless"),
    pytest.param("a" + ".a" * 30_000 + " = 1", "line 1 is longer", id="a key that would take a minute"),
    pytest.param("a" + '."\u2028"' * 12_000 + " = 1", "line 1 is longer", id="such a key with signs that end no line"),
    pytest.param("a = " + "[\n" * 20_000, "too deep", id="lists in lists"),
    pytest.param("a = [\n" + "9" * 4_999, "line 2 is longer", id="a number that would take long"),
    pytest.param("colour = 1", "nothing that the mapping may hold", id="an unknown entry"),
    pytest.param("columns = 1", "must be a table", id="no table"),
    pytest.param('[columns]\npatient = "No"', "needs `procedure_date`", id="no procedure"),
    pytest.param('[columns]\nprocedure_date = "on"', "needs `patient`", id="no patient"),
    pytest.param('[columns]\npatient = "a"\nprocedure_date = "b"', "Say the method", id="no method"),
    pytest.param(LEAST.replace('areas = ["face"]', ""), "Say the areas", id="no areas"),
    pytest.param(LEAST.replace('"laser"', '"magic"'), "no method", id="an unknown method"),
    pytest.param(LEAST.replace('["face"]', '["knee"]'), "no area", id="an unknown area"),
    pytest.param(LEAST.replace('["face"]', '"face"'), "list of texts", id="no list"),
    pytest.param(
        LEAST.replace('"No"', '"No"\nday = "d"') + '[side_effects]\nglow = "x"',
        "no side effect",
        id="an unknown side effect",
    ),
    pytest.param(LEAST + '[side_effects]\nredness = "x"', "`day` or `date`", id="reports without a day"),
    pytest.param(LEAST + "[side_effects]\nredness = 1", "text in quotes", id="a column that is a number"),
    pytest.param(LEAST.replace('"No"', '"No"\nday = "d"\nseverity = "s"'), "Either both", id="half a row a score"),
    pytest.param(LEAST + '[words.severity]\nmild = "5"', "0 to 4", id="a severity above all"),
    pytest.param(LEAST + '[words.mood]\ngood = "1"', r"\[words\] may hold", id="words of nothing"),
    pytest.param('dates = "YY"' + LEAST, "is one of YYYY-MM-DD", id="an unknown order of dates"),
    pytest.param('separator = "/"' + LEAST, "comma", id="an unknown separator"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_mapping_with_a_mistake_says_what_to_mend(text, says, guide):
    with pytest.raises(InvalidInput, match=says) as refused:
        read_mapping(text, catalogue=guide.catalogue)
    assert refused.value.field in ("mapping", "side_effect", "area", "method")


def test_patients_and_treatments_alone_need_no_day(guide):
    assert not read_mapping(LEAST, catalogue=guide.catalogue).has_reports


names = st.text(st.characters(codec="utf-8", blacklist_categories=["Cs"]), min_size=1, max_size=12)
tables = st.dictionaries(names, names, max_size=3)


@given(
    title=st.text("abcXYZ 09,=\"\\", max_size=20).map(str.strip), patient=names, day=names, redness=names,
    only=st.dictionaries(names, st.lists(names, max_size=3).map(tuple), max_size=2),
    missing=st.lists(names, max_size=3),
    words=st.dictionaries(names.map(lambda word: word.strip().casefold()), st.sampled_from("01234"), max_size=4),
    dates=st.sampled_from(DateFormat), leave_open=st.booleans(), separator=st.sampled_from(["", ",", ";", "\t"]),
)  # fmt: skip
def test_a_mapping_written_down_is_the_same_mapping(guide_catalogue, **drawn):
    mapping = ColumnMapping(
        title=drawn["title"],
        columns={"patient": drawn["patient"], "procedure_date": "on", "day": drawn["day"]},
        side_effects={"redness": drawn["redness"]},
        only=drawn["only"],
        method="laser",
        areas=("face", "neck"),
        words={"severity": drawn["words"]} if drawn["words"] else {},
        dates=drawn["dates"],
        missing=tuple(drawn["missing"]),
        separator=drawn["separator"],
        leave_open=drawn["leave_open"],
    )
    assert read_mapping(as_toml(mapping), catalogue=guide_catalogue) == mapping


@pytest.fixture(scope="module")
def guide_catalogue(guide):
    return guide.catalogue


HEADINGS = [
    pytest.param(
        ["Record ID", "Procedure date", "Device", "Area treated", "Post-op day", "Redness", "Minor bleeding"],
        {"patient": "Record ID", "procedure_date": "Procedure date", "method": "Device", "areas": "Area treated",
         "day": "Post-op day", "severity redness": "Redness", "severity minor_bleeding": "Minor bleeding"},
        id="a row a day",
    ),
    pytest.param(
        ["patient_code", "procedure_date", "day", "side_effect", "severity", "worst_area", "areas"],
        {"patient": "patient_code", "procedure_date": "procedure_date", "day": "day", "side_effect": "side_effect",
         "severity": "severity", "area": "worst_area", "areas": "areas"},
        id="a row a score, as we write it",
    ),
    pytest.param(
        ["Patientennummer", "Eingriff", "Gerät", "Areale", "Tag", "Rötung", "Bluterguss", "Blutung", "Juckreiz"],
        {"patient": "Patientennummer", "procedure_date": "Eingriff", "method": "Gerät", "areas": "Areale",
         "day": "Tag", "severity redness": "Rötung", "severity bruising": "Bluterguss",
         "severity minor_bleeding": "Blutung", "severity itching": "Juckreiz"},
        id="a row a day in German",
    ),
    pytest.param(["bleeding", "Peeling", "diary_itching"], {
        "severity minor_bleeding": "bleeding", "severity flaking": "Peeling", "severity itching": "diary_itching",
    }, id="side effects as many call them"),
    pytest.param(["x", "y", ""], {}, id="nothing that could be told"),
    pytest.param(["area"], {"areas": "area"}, id="each heading once"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), HEADINGS)
def test_headings_tell_what_their_columns_hold(columns, expected, guide):
    assert guessed(columns, guide.catalogue) == expected


def test_a_mapping_is_proposed_where_the_file_has_all_its_columns(guide):
    least = read_mapping(LEAST, catalogue=guide.catalogue)
    more = read_mapping(LEAST.replace('"No"', '"No"\nmethod = "how"'), catalogue=guide.catalogue)
    ready = {"least": least, "more": more}
    assert fitting(ready, ["NO", "on ", "how"]) == "more"
    assert fitting(ready, ["No", "on", "else"]) == "least"
    assert fitting(ready, ["No"]) is None
