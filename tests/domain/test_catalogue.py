import tomllib

import pytest

from recovery.domain.catalogue import AdviceFrom, Severity, read_catalogue
from recovery.errors import InvalidDataFile, InvalidInput

TEXT = """
[[severity]]
level = 0
name = "None"
[[severity]]
level = 1
name = "Mild"
[[severity]]
level = 2
name = "Moderate"
[[severity]]
level = 3
name = "Severe"
[[severity]]
level = 4
name = "Very severe"

[[side_effect]]
slug = "swelling"
number = 8
name = "Swelling"
group = "Swelling"
anchors = ["a little", "visible", "strong", "spreading"]

[[area]]
slug = "chest"
name = "Chest"

[[method]]
slug = "peeling"
name = "Peeling"

[[red_flag]]
slug = "pus"
name = "Pus"
tier = "today"

[advice]
every_effect = "Be gentle."
"""
ANCHORS = 'anchors = ["a little", "visible", "strong", "spreading"]'


def read(text):
    return read_catalogue(tomllib.loads(text), file="catalogue.toml")


def test_a_side_effect_an_area_and_a_method_are_only_data():
    catalogue = read(TEXT)
    swelling = catalogue.side_effect("swelling")
    assert (swelling.question, swelling.advice, swelling.advice_from) == ("Swelling", "", AdviceFrom.PRESENT)
    assert [swelling.anchor(severity) for severity in Severity] == ["", "a little", "visible", "strong", "spreading"]
    assert (catalogue.by_number[8], catalogue.active) == (swelling, (swelling,))
    assert (catalogue.area("chest").name, catalogue.method("peeling").name) == ("Chest", "Peeling")


def test_a_side_effect_that_is_switched_off_is_still_known():
    catalogue = read(TEXT.replace("number = 8", "number = 8\nactive = false"))
    assert (catalogue.active, catalogue.side_effect("swelling").active) == ((), False)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        pytest.param('name = "Moderate"', 'name = "Medium"', "the scale is fixed; write 0 None, 1 Mild", id="severity"),
        pytest.param("level = 4", "level = 5", "write a whole number from 0 to 4", id="a sixth severity"),
        pytest.param('slug = "swelling"', 'slug = "Swelling!"', "use small letters, digits and underscores", id="slug"),
        pytest.param('slug = "swelling"\n', "", "[[side_effect]] number 1: `slug` is missing", id="no slug"),
        pytest.param("number = 8", "number = 0", "`number` is 0; write a whole number from 1 to 32767", id="number"),
        pytest.param("number = 8", "number = 8\nactive = 1", "`active` is 1; write true or false", id="active"),
        pytest.param("number = 8", "number = 8\nadvise = 'x'", "`advise` means nothing here; known are", id="key"),
        pytest.param("number = 8", "number = 8\nadvice_from = 'past'", "write one of present, past", id="when"),
        pytest.param("number = 8", 'number = 8\ncode = "1"', "`code` must be { system =", id="code"),
        pytest.param("number = 8", "number = 8\ncode = { value = '1' }", "`system` is missing; add system", id="in"),
        pytest.param("number = 8", 'number = 8\nwarning_signs = "pus"', "`warning_signs` must be { very_s", id="signs"),
        pytest.param("number = 8", "number = 8\nwarning_signs = { worst = 'pus' }",
                     "`worst` means nothing here; known are mild", id="a sign's level"),
        pytest.param("number = 8", "number = 8\nwarning_signs = { severe = 'puss' }", "write one of pus", id="a sign"),
        pytest.param(ANCHORS, 'anchors = ["a", "b", "c"]', "write a list of 4 texts", id="three anchors"),
        pytest.param(ANCHORS, 'anchors = ["a", "b", "c", ""]', "write a list of 4 texts", id="an empty anchor"),
        pytest.param('group = "Swelling"', "group = 3", "`group` is 3; write a text in quotes", id="number for a text"),
        pytest.param('tier = "today"', 'tier = "soon"', "write one of emergency, today", id="tier"),
        pytest.param('name = "Chest"', 'name = "Chest"\nside = "left"', "`side` means nothing here", id="area's key"),
        pytest.param('every_effect = "Be gentle."', "", '[advice] needs every_effect = "…"', id="no advice"),
        pytest.param("[[area]]", "[[arae]]", "`arae` means nothing here; known are", id="misspelt table"),
        pytest.param('[[method]]\nslug = "peeling"\nname = "Peeling"', "", "no [[method]] entry; add", id="no method"),
        pytest.param("[[red_flag]]", '[[red_flag]]\nslug = "pus"\nname = "P"\ntier = "today"\n[[red_flag]]',
                     "pus is already used by [[red_flag]] 'pus'; choose another", id="flag twice"),
        pytest.param("[[side_effect]]", f'[[side_effect]]\nslug = "s"\nnumber = 8\nname = "S"\ngroup = "S"\n{ANCHORS}\n'
                     "[[side_effect]]", "number 8 is already used by [[side_effect]] 's'", id="number twice"),
    ],
)  # fmt: skip
def test_a_typing_error_is_named_with_file_entry_and_remedy(right, wrong, said):
    assert right in TEXT
    with pytest.raises(InvalidDataFile) as refused:
        read(TEXT.replace(right, wrong))
    assert str(refused.value).startswith("catalogue.toml: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("kind", ["severity", "side_effect", "area", "method", "red_flag"])
def test_a_list_where_tables_belong_is_named(kind):
    document = {**tomllib.loads(TEXT), kind: ["face"]}
    with pytest.raises(InvalidDataFile, match=rf"catalogue.toml: \[\[{kind}\]\] number 1: write it as a table"):
        read_catalogue(document, file="catalogue.toml")


@pytest.mark.parametrize("look_up", ["side_effect", "area", "method", "red_flag"])
@pytest.mark.parametrize("hostile", ["", "rednes", "REDNESS", "=1+1", "x" * 10_000, None, ["redness"], "\0"])
def test_what_the_catalogue_does_not_hold_is_refused_with_what_it_does(look_up, hostile, guide):
    with pytest.raises(InvalidInput, match="choose one of") as refused:
        getattr(guide.catalogue, look_up)(hostile)
    assert len(str(refused.value)) < 300
