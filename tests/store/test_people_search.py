"""Finding patients: what is read, in which order, and by which index."""

import pytest

from recovery.domain.clinic import Patient
from recovery.domain.lookalikes import looks_of
from recovery.store import people, people_search, treatments
from tests.conftest import NOW


def add(office, patient_id, name, *, code="", contact="", clinic_id=1, archived=False, erased=False):
    patient = Patient(patient_id, code or f"P-{patient_id:05}", name, contact, None, None)
    with office.store.writing() as db:
        people.add_patients(db, [people.patient_row(clinic_id, patient, now=NOW)])
        if archived:
            people.set_archived(db, clinic_id, patient_id, NOW)
        if erased:
            sql = "UPDATE patient SET erased_at = ? WHERE clinic_id = ? AND patient_id = ?"
            db.conn.execute(sql, ("2026-07-15T00:00:00Z", clinic_id, patient_id))


@pytest.fixture
def crowd(office, other_clinic):
    """Two who are enrolled, one archived, one erased, and one of another clinic, all alike."""
    add(office, 1, "Ada Example", contact="901 555 0100")
    add(office, 2, "Example, Ada", contact="+1 (901) 555-0100")
    add(office, 3, "Ada Example", contact="901 555 0100", archived=True)
    add(office, 4, "Ada Example", contact="901 555 0100", erased=True)
    add(office, 5, "Ada Example", contact="901 555 0100", clinic_id=2)
    return office


@pytest.mark.parametrize(
    ("words", "archived", "found"),
    [("ada", False, [1, 2]), ("ada", True, [1, 3, 2]), ("P-00003", False, []), ("p-00003", True, [3]),
     ("P-00004", True, []), ("nobody", True, [])],
)  # fmt: skip
def test_a_search_leaves_the_archived_out_unless_asked_and_the_erased_always(words, archived, found, crowd):
    with crowd.store.reading() as db:
        rows, total = people_search.search(db, 1, words, archived=archived, limit=9, offset=0)
        assert ([row.patient_id for row in rows], total) == (found, len(found))
        for limit in (1, 2):
            pages = [
                people_search.search(db, 1, words, archived=archived, limit=limit, offset=n) for n in range(len(found))
            ]
            assert [page[0][0].patient_id for page in pages] == found
            assert {page[1] for page in pages} <= {len(found)}


@pytest.mark.parametrize(
    ("entered", "found"),
    [({"name": "ada example"}, [1, 3, 2]), ({"contact": "9015550100"}, [1, 3, 2]), ({"name": "Zoe"}, []), ({}, [])],
)
def test_those_who_may_be_alike_are_of_this_clinic_and_not_erased(entered, found, crowd):
    looks = looks_of(**{"name": "", "contact": "", "year_of_birth": None, **entered})
    with crowd.store.reading() as db:
        assert [patient.patient_id for patient in people_search.may_be_alike(db, 1, looks)] == found


@pytest.mark.parametrize(
    ("typed", "first", "found"),
    [("X-17", 6, [6]), (" x-17 ", 6, [6]), ("P-00001", 1, [1]), ("00001", 1, [1]), ("ab12c", 7, [7, 8]),
     ("AB12C", 8, [7, 8]), ("77", 9, [10, 9]), ("P-77", 10, [10]), ("00004", 4, []), ("X-1", None, []),
     ("", None, None), ("%", None, [])],
)  # fmt: skip
def test_patients_are_found_by_any_code_in_any_case(typed, first, found, crowd):
    for patient_id, code in ((6, "X-17"), (7, "ab12c"), (8, "AB12C"), (9, "77"), (10, "P-77")):
        add(crowd, patient_id, f"Named {patient_id:02}", code=code)
    with crowd.store.reading() as db:
        rows, _ = people_search.search(db, 1, typed, limit=9, offset=0)
        assert people_search.patient_of_code(db, 1, typed) == first
    assert found is None or sorted(row.patient_id for row in rows) == sorted(found)


SEARCH = {"clinic_id": 1, "within": "%a%", "code": "1", "prefixed": "P-1", "archived": 0, "limit": 20, "offset": 0}


@pytest.mark.parametrize(
    ("sql", "parameters", "indexes"),
    [
        pytest.param(people_search._SEARCH, SEARCH, {"patient_by_name"}, id="a page of a search"),
        pytest.param(people_search._COUNT, SEARCH, {"COVERING INDEX patient_by_name"}, id="its count"),
        pytest.param(
            people_search._ALIKE.format(names=":n0, :n1"), {"clinic_id": 1, "n0": "a", "n1": "b", "contact": "c"},
            {"patient_by_name (clinic_id=? AND search_key=?)", "patient_by_contact (clinic_id=? AND contact_key=?)"},
            id="those alike",
        ),
        pytest.param(
            treatments._OF_PATIENTS.format(those="?, ?"), (1, 1, 2),
            {"treatment_by_patient (clinic_id=? AND patient_id=?)"},
            id="the treatments of some",
        ),
    ],
)  # fmt: skip
def test_patients_are_found_by_an_index(sql, parameters, indexes, crowd):
    with crowd.store.reading() as db:
        plan = "\n".join(row[3] for row in db.conn.execute("EXPLAIN QUERY PLAN " + sql, parameters).fetchall())
    assert "SCAN" not in plan
    assert all(index in plan for index in indexes), plan


def test_keys_that_an_earlier_version_made_are_made_anew(crowd):
    with crowd.store.writing() as db:
        db.conn.execute("UPDATE patient SET search_key = 'old', contact_key = '', name = 'Ada\u200b Example'")
        people.fill_keys(db)
        rows = db.conn.execute("SELECT DISTINCT search_key, contact_key FROM patient ").fetchall()
    assert [tuple(row) for row in rows] == [("ada example", "015550100")]
