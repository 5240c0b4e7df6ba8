"""The import page: a file, how it is read, what it would add, and adding it."""

import pytest

from recovery.domain.importing.example import EXAMPLE
from recovery.ui.text import plain
from tests.pages.conftest import open_page, said

WIDE = (
    "Patient,Procedure date,Method,Areas,Day,Redness,Itching\n"
    "X-1,2024-03-05,laser,face,0,2,0\n"
    "X-1,2024-03-05,laser,face,1,1,0\n"
)
REFUSED = WIDE + "X-1,2024-03-05,laser,face,2,9,0\n"


def opened(practice, text):
    tab = open_page(practice.manager.session, "import")
    tab.file_uploader[0].set_value(("diary.csv", text.encode(), "text/csv"))
    return tab.run()


def count(practice, table):
    with practice.office.store.reading() as db:
        return db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours


def test_a_file_whose_headings_tell_is_tried_out_and_added(practice):
    tab = opened(practice, WIDE)
    tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    assert not tab.exception
    assert plain("To be added: 1 patient, 1 treatment and 2 reports with 4 scores.") in said(tab)
    assert plain("Their procedures: 5 March 2024 to 5 March 2024.") in said(tab)
    assert count(practice, "patient") == 0
    tab.button(key="import_add").click().run()
    assert "Added: 1 patient, 1 treatment and 2 reports with 4 scores." in said(tab)
    assert (count(practice, "patient"), count(practice, "report")) == (1, 2)


def test_a_refused_line_is_listed_and_nothing_can_be_added(practice):
    tab = opened(practice, REFUSED)
    tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    found = said(tab)
    assert found.index("Nothing can be added until it is mended") < found.index("it would add\\: 0 patients")
    [refusals] = [frame.value for frame in tab.dataframe if "Lines" in frame.value.columns]
    assert (refusals.to_dict("records")[0]["Lines"], refusals.to_dict("records")[0]["First"]) == (1, 4)
    assert refusals.to_dict("records")[0]["Word"] == "9"
    assert refusals.to_dict("records")[0]["Column"] == "Redness"
    with pytest.raises(KeyError):
        tab.button(key="import_add")


def test_another_choice_asks_for_another_trial(practice):
    tab = opened(practice, WIDE)
    tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    tab.toggle(key="import_leave_open").set_value(True).run()
    assert "To be added" not in said(tab)


@pytest.mark.parametrize(
    ("date", "order"),
    [
        pytest.param("2024-03-05", "YYYY-MM-DD", id="the year first"),
        pytest.param("15/03/2024", "DD.MM.YYYY", id="no fifteenth month"),
        pytest.param("03/15/2024", "MM/DD/YYYY", id="no fifteenth month either"),
        pytest.param("05.03.2024", "DD.MM.YYYY", id="dots"),
        pytest.param("05/03/2024", None, id="May or March"),
        pytest.param("05-03-2024", None, id="May or March between hyphens"),
        pytest.param("spring", None, id="no date"),
    ],
)
def test_the_order_of_dates_is_chosen_by_people_where_the_file_does_not_tell(date, order, practice):
    tab = opened(practice, WIDE.replace("2024-03-05", date))
    assert tab.selectbox(key="import_dates").value == order
    why = "none of these ways" if date == "spring" else "more than one way"
    asked = plain(f"Choose how dates are written to go on: the dates of the first rows can be read in {why}.")
    assert (asked in plain(said(tab)) or asked in said(tab)) is (order is None)
    assert ("import_try" in {button.key for button in tab.button}) is (order is not None)


def test_what_stands_already_is_not_added_again(practice):
    for again in (False, True):
        tab = opened(practice, WIDE)
        tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
        tab.button(key="import_try").click().run()
        assert ("there is nothing to add" in said(tab)) is again
        if not again:
            tab.button(key="import_add").click().run()


def test_what_is_no_table_is_said_at_once(practice):
    tab = opened(practice, "PK\x03\x04")
    assert "save it as" in said(tab)


def test_the_mapping_can_be_kept_and_pasted(practice):
    tab = opened(practice, WIDE)
    text = tab.code[0].value
    tab.segmented_control(key="import_way").set_value("Paste a mapping").run()
    tab.text_area(key="import_pasted").set_value(text).run()
    tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 1 patient, 1 treatment and 2 reports with 4 scores.") in said(tab)


def test_a_mapping_with_a_mistake_says_what_to_mend(practice):
    tab = opened(practice, WIDE)
    tab.segmented_control(key="import_way").set_value("Paste a mapping").run()
    tab.text_area(key="import_pasted").set_value("[columns]\nage = 'x'").run()
    assert plain("is nothing that [columns] may hold") in said(tab)


def test_the_mappings_that_come_with_the_product_can_be_chosen(practice):
    tab = opened(practice, WIDE)
    tab.segmented_control(key="import_way").set_value("A mapping that is ready").run()
    options = tab.selectbox(key="import_ready").options
    assert "Identified rows of this product" in options
    tab.selectbox(key="import_ready").select_index(0).run()
    tab.button(key="import_try").click().run()
    assert "The file has no column" in said(tab)


def test_a_file_is_brought_in_by_managers_alone(practice):
    tab = open_page(practice.clinician.session, "import")
    assert "This page is not for you" in said(tab)


def test_the_example_to_download_is_read_as_it_stands(practice):
    tab = open_page(practice.manager.session, "import")
    assert "Which columns it understands" in {each.label for each in tab.expander}
    tab = opened(practice, EXAMPLE)
    assert tab.selectbox(key="import_ready").value == "diary"
    tab.button(key="import_try").click().run()
    assert plain("To be added: 2 patients, 2 treatments and 5 reports with 34 scores.") in said(tab)
    tab.segmented_control(key="import_way").set_value("Choose columns").run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 2 patients, 2 treatments and 5 reports with 34 scores.") in said(tab)


def test_words_that_nothing_is_called_are_asked_for_once_a_trial_found_them(practice):
    tab = opened(practice, WIDE.replace("laser,face,0,2", "Dermaroller,Gesicht,0,rot").replace("laser", "Dermaroller"))
    tab.button(key="import_try").click().run()
    labels = [tab.selectbox(key=f"import_word_{n}").label for n in range(3)]
    assert labels == ["“Dermaroller” is the method", "“Gesicht” is the area", "“rot” is the severity"]
    for number, slug in enumerate(("derma_roller", "face", "2")):
        tab.selectbox(key=f"import_word_{number}").set_value(slug).run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 1 patient, 1 treatment and 2 reports with 4 scores.") in said(tab)
    assert '[words.method]\n"dermaroller" = "derma_roller"' in tab.code[0].value
    tab.button(key="import_add").click().run()
    assert count(practice, "report") == 2


def test_what_is_missing_to_go_on_is_said(practice):
    tab = opened(practice, "Patient,Procedure date\nX-1,2024-03-05\n")
    assert "Choose the method and the areas to go on" in said(tab)
    tab.selectbox(key="import_method").set_value("laser").run()
    assert "Choose the areas to go on" in said(tab)
    practice.colleague("Bea Noor")
    tab.pills(key="import_areas").set_value(["face"]).run()
    assert "Choose who did the treatments to go on" in said(tab)
    with pytest.raises(KeyError):
        tab.button(key="import_try")
    tab.selectbox(key="import_clinician").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 1 patient, 1 treatment") in said(tab)


def test_all_that_is_missing_is_said_at_once(practice):
    tab = opened(practice, "A,B\nX-1,05/03/2024\n")
    assert (
        "Choose the column of the patient, the column of the procedure's date, the method, the areas and how dates are "
        "written to go on."
    ) in [each.value for each in tab.caption]


def test_a_clinician_who_is_nobody_here_is_chosen_like_other_words_and_no_mapping_is_spoken_of(practice):
    tab = opened(practice, WIDE.replace(",Itching", ",Doctor").replace(",0\n", ",Dr House\n"))
    tab.button(key="import_try").click().run()
    [refusals] = [frame.value for frame in tab.dataframe if "Lines" in frame.value.columns]
    row = refusals.to_dict("records")[0]
    assert row["Word"] == "Dr House"
    assert row["Why, and what to do"].endswith("invite them by this name first. Or choose above what it stands for.")
    tab.selectbox(key="import_word_0").set_value("clinician@example.com").run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 1 patient, 1 treatment and 2 reports with 2 scores.") in said(tab)


REDCAP = (
    "record_id,redcap_event_name,redcap_repeat_instrument,procedure_date,method,treated___1,treated___2,day,redness\n"
    "1,first_arm_1,,2024-03-05,2,1,0,,\n"
    "1,first_arm_1,diary,,,,,1,2\n"
)


def test_an_export_of_redcap_is_read_by_columns_boxes_and_words_chosen_on_the_page(practice):
    tab = opened(practice, REDCAP)
    assert "This is an export of REDCap" in said(tab)
    tab.selectbox(key="import_box_face").set_value("treated___1").run()
    tab.selectbox(key="import_box_neck").set_value("treated___2").run()
    tab.button(key="import_try").click().run()
    tab.selectbox(key="import_word_0").set_value("laser").run()
    tab.button(key="import_try").click().run()
    assert plain("To be added: 1 patient, 1 treatment and 1 report with 1 score.") in said(tab)
    assert plain("Not read: redcap_event_name, redcap_repeat_instrument.") in said(tab)
