from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.domain.lookalikes import search_key
from recovery.domain.report import Draft
from recovery.store import drafts, sessions
from recovery.store.rows import as_time, as_words, from_time, from_words

moments = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9990, 1, 1)).map(  # noqa: DTZ001 - made aware
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)


@given(moments, moments)
def test_times_come_back_and_sort_as_they_read(one, other):
    assert from_time(as_time(one)) == one
    assert (as_time(one) < as_time(other)) == (one < other)


def test_a_time_is_kept_in_utc():
    assert as_time(datetime(2026, 7, 15, 23, 30, tzinfo=timezone(timedelta(hours=-5)))) == "2026-07-16T04:30:00Z"


@pytest.mark.parametrize("slugs", [(), ("face",), ("face", "neck", "hands")])
def test_slugs_come_back_from_one_text(slugs):
    assert from_words(as_words(slugs)) == slugs


@pytest.mark.parametrize(
    ("name", "key"),
    [("José  Ñandú", "jose nandu"), ("ŁUKASZ", "łukasz"), ("Straße", "strasse"), ("İ", "i"), ("ﬁ", "fi"), ("名", "名")],
)
def test_names_are_searched_without_case_and_accents(name, key):
    assert search_key(name) == key


@given(st.text(max_size=30))
def test_a_search_key_is_its_own(name):
    assert search_key(search_key(name)) == search_key(name)


slugs = st.sampled_from(["redness", "itching", "bruising"])


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    draft=st.builds(
        Draft,
        day=st.integers(0, 400),
        severities=st.dictionaries(slugs, st.none() | st.integers(0, 4)),
        areas=st.dictionaries(slugs, st.sampled_from(["face", "neck"])),
        red_flags=st.lists(st.sampled_from(["pus", "fever"])).map(tuple),
        wants_call=st.booleans(),
        note=st.text(alphabet=st.characters(exclude_categories=[])),
    )
)
def test_a_draft_comes_back_as_it_was_entered(draft, practice):
    with practice.office.store.writing() as db:
        treatment = db.conn.execute("SELECT treatment_id FROM treatment").fetchone()
    treatment_id = treatment["treatment_id"] if treatment else practice.enrol().treatment_id
    with practice.office.store.writing() as db:
        drafts.keep(db, 1, treatment_id, draft, now=practice.now)
        assert drafts.kept(db, 1, treatment_id)[draft.day] == draft


def test_ended_sessions_are_forgotten_and_others_stay(practice, now):
    with practice.office.store.writing() as db:
        sessions.forget_ended(db, before=now + timedelta(hours=11))
        assert db.conn.execute("SELECT count(*) FROM session").fetchone()[0] == 2
        sessions.forget_ended(db, before=now + timedelta(hours=12))
        assert db.conn.execute("SELECT count(*) FROM session").fetchone()[0] == 0
