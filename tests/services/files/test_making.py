"""What a file says of its own making."""

from dataclasses import replace
from datetime import UTC

from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.making import making, mark_of
from recovery.services.files.taker import taker
from recovery.services.files.taking import take
from tests.services.files.tables import export


def test_a_file_says_the_clinics_time_the_role_and_the_versions(practice, guide):
    made = making(practice.clinic, guide, role="manager", now=practice.now)
    assert (made.at.isoformat(), made.practice) == ("2026-07-15T10:00:00-05:00", "Corner Skin")
    assert made.product.startswith("Recovery Dashboard 0.")
    assert guide.version in made.guidance


def test_a_file_that_names_nobody_names_no_practice_and_no_zone(practice, guide):
    made = making(practice.clinic, guide, role="manager", now=practice.now, names_nobody=True)
    assert (made.at.tzinfo, made.practice) == (UTC, "")
    of = replace(export(), kind=Kind.DEIDENTIFIED)
    for form in (Format.CSV, Format.PARQUET):
        file = take(practice.office, taker(practice.manager, of.kind), of, form, now=practice.now)
        assert b"Corner Skin" not in b"".join(file)


def test_the_mark_of_a_catalogue_changes_with_its_words(guide):
    effects = guide.catalogue.side_effects
    other = replace(guide.catalogue, side_effects=(replace(effects[0], name="Rubor"), *effects[1:]))
    assert mark_of(guide.catalogue) == mark_of(replace(guide.catalogue))
    assert mark_of(other) != mark_of(guide.catalogue)
