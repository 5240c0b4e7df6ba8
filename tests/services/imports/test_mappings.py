"""The mappings that come with the product: each can be read, and each reads a file as it says."""

import io
from dataclasses import replace

import pytest

from recovery.errors import InvalidInput
from recovery.services.imports import importing
from recovery.services.imports.importing import Bringing
from recovery.services.imports.mappings import mapping_named, mappings
from tests.conftest import NOW

FILES = {
    "diary": (
        "patient,name,year of birth,skin type,procedure,method,areas,day,"
        "redness,bruising,bleeding,scabbing,numbness,flaking,itching\n"
        "17,Ada Example,1980,II,2024-03-05,Derma roller,Face; Neck,0,3,NA,none,0,light,,\n"
        "17,,,,,,,1,2,,,,,,1\n"
    ),
    "redcap": (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,birth_year,fitzpatrick,"
        "procedure_date,procedure_method,areas___1,areas___2,areas___3,diary_date,diary_redness,diary_bruising,"
        "diary_itching\n"
        "1,baseline_arm_1,,,1980,3,2024-03-05,2,1,0,0,,,,\n"
        "1,baseline_arm_1,diary,1,,,,,,,,2024-03-05,3,1,0\n"
        "1,baseline_arm_1,diary,2,,,,,,,,2024-03-06,2,0,\n"
        "1,baseline_arm_1,photos,1,,,,,,,,,,,\n"
    ),
}


@pytest.mark.parametrize(("name", "scores"), [("diary", 6), ("redcap", 5)])
def test_a_mapping_that_comes_with_the_product_reads_what_it_says(name, scores, practice):
    bringing = Bringing(io.BytesIO(FILES[name].encode()), mapping_named(practice.office, name), "clinician@example.com")
    done = importing.bring_in(practice.office, practice.manager, bringing=bringing, now=NOW)
    assert (done.patients, done.treatments, done.reports, done.scores) == (1, 1, 2, scores)


def test_every_mapping_has_a_title_to_choose_it_by(practice):
    found = mappings(practice.office, practice.manager)
    assert set(found) == {"diary", "own-rows", "own-treatments", "redcap"}
    assert len({title for title, _ in found.values()}) == len(found)


def test_a_mapping_of_ones_own_is_a_file(practice, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(mappings(practice.office, practice.manager)["diary"][1], encoding="utf-8")
    assert mapping_named(practice.office, str(path)) == mapping_named(practice.office, "diary")


@pytest.mark.parametrize(
    ("content", "says"), [(None, "There is no mapping"), (b"\xff\xff", "UTF-8"), (b"x = [", "not TOML")]
)
def test_a_mapping_that_cannot_be_read_says_why(content, says, practice, tmp_path):
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput, match=says):
        mapping_named(practice.office, str(path))


@pytest.mark.parametrize("content", [b"\xff\xff", b"x = ["])
def test_a_mapping_with_a_mistake_beside_the_guide_hides_no_other(content, practice, tmp_path):
    folder = tmp_path / "guide" / "imports"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_bytes(content)
    (folder / "diary.toml").write_text(mappings(practice.office, practice.manager)["diary"][1], encoding="utf-8")
    office = replace(practice.office, settings=replace(practice.office.settings, guide=tmp_path / "guide"))
    assert set(mappings(office, practice.manager)) == {"diary"}
    with pytest.raises(InvalidInput, match=r"own\.toml|TOML"):
        mapping_named(office, "own")
