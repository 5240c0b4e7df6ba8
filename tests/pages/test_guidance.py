"""The manager's guidance: what is in force, trying a change, and putting it in force with a reason."""

import pytest

from recovery.domain.guidance import Asking, BandDays, RuleNumber
from recovery.domain.rules import Rule
from recovery.services.guidance import guiding
from recovery.ui.refusal import OUR_TROUBLE
from recovery.ui.text import plain
from tests.pages.conftest import open_page, said

REDNESS_BY_LASER = "band/laser/redness"


@pytest.fixture
def reported(practice):
    """Redness that stays moderate for nine days after a laser treatment."""
    patient = practice.enrol(days_ago=12, method="laser")
    for day in range(9):
        practice.report(patient, day, redness=2)
    return patient


def open_change(practice, key):
    return open_page(practice.manager.session, "guidance", change=key)


def open_part(practice, part):
    tab = open_page(practice.manager.session, "guidance")
    return tab.segmented_control(key="guidance_part").set_value(part).run()


def save_another(practice, *changes, reason="as agreed"):
    return guiding.save(
        practice.office, practice.manager, changes=changes, reason=reason, seen=practice.office.guide.number,
        now=practice.now,
    )  # fmt: skip


def test_bands_say_what_they_rest_on_and_whether_they_are_borrowed(practice):
    tab = open_page(practice.manager.session, "guidance")
    assert "Version 1 of the guidance is in force." in said(tab)
    assert "Redness: day 3 to 7" in said(tab)
    assert "Day 3 rests on our reading of the guide's words, day 7 on a number in the guide." in said(tab)
    assert "in our words: falls off within a few days. Our reading: day 3 to 5." in said(tab).replace("\\", "")
    assert "Borrowed" not in said(tab)
    tab.pills(key="guidance_method").set_value("laser").run()
    assert "Borrowed" in said(tab)


def test_rules_say_their_numbers_in_words_and_their_source(practice):
    shown = said(open_part(practice, "Alert rules")).replace("\\", "")
    assert "Severe or worse, from day 1 on." in shown
    assert "Source: our reading; no published source." in shown
    assert "nobody can switch warning signs off" in shown


def test_a_locked_database_is_our_trouble_and_names_no_file(practice, reported, locked):
    tab = open_change(practice, REDNESS_BY_LASER)
    tab.number_input(key="guidance_to_day").set_value(12)
    tab.button(key="guidance_try").click().run()
    tab.text_area(key="guidance_reason").set_value("Our own patients recover later.")
    with locked():
        tab.button(key="guidance_save").click().run()
    assert [error.value for error in tab.error] == [plain(OUR_TROUBLE)]
    assert str(practice.office.store.path) not in said(tab)


def test_a_band_is_tried_then_put_in_force_with_a_reason(practice, reported):
    tab = open_change(practice, REDNESS_BY_LASER)
    tab.number_input(key="guidance_from_day").set_value(2)
    tab.number_input(key="guidance_to_day").set_value(12)
    tab.button(key="guidance_try").click().run()
    assert "over 1 treatment with reports: 2 alerts by today's guidance" in said(tab)
    assert list(tab.dataframe[0].value.columns) == ["Level", "Today", "With the change"]
    assert "day 2 to 12 \\(this clinic\\)" in said(tab)
    tab.button(key="guidance_save").click().run()
    assert "Say why" in tab.error[0].value
    assert not tab.get("progress")
    tab.text_area(key="guidance_reason").set_value("Our *own* count of 2026")
    tab.button(key="guidance_save").click().run()
    assert "Version 2 is in force." in said(tab)
    assert practice.office.guide.band(method="laser", side_effect="redness").to_day == 12
    history = said(open_part(practice, "History"))
    assert "**Guidance 2**" in history
    assert "by Mo Manager" in history
    assert r"Our \*own\* count of 2026" in history


def test_a_rule_is_tried_and_taken_back(practice, reported):
    save_another(practice, RuleNumber(Rule.SEVERE, "severity", 2))
    rules = said(open_part(practice, "Alert rules"))
    assert "own since guidance 2" in rules
    tab = open_change(practice, "rule/severe")
    tab.button(key="guidance_back").click().run()
    assert "moderate → **severe**" in said(tab)
    tab.text_area(key="guidance_reason").set_value("Too many")
    tab.button(key="guidance_save").click().run()
    assert practice.office.guide.rules[Rule.SEVERE]["severity"] == 3


def test_a_rule_is_switched_off(practice, reported):
    tab = open_change(practice, "rule/sustained")
    tab.toggle(key="guidance_on").set_value(False)
    tab.button(key="guidance_try").click().run()
    assert "yes → **no**" in said(tab)
    tab.text_area(key="guidance_reason").set_value("Seen at the visit anyway")
    tab.button(key="guidance_save").click().run()
    assert not practice.office.guide.rules.is_on(Rule.SUSTAINED)


def test_what_is_asked_is_changed_for_all_at_once(practice, reported):
    tab = open_change(practice, "asked")
    tab.toggle(key="guidance_asks_itching").set_value(False)
    tab.button(key="guidance_try").click().run()
    tab.text_area(key="guidance_reason").set_value("Nobody has it")
    tab.button(key="guidance_save").click().run()
    assert "itching" not in {effect.slug for effect in practice.office.guide.catalogue.active}
    assert "not asked for" in said(open_part(practice, "Asked"))


def test_without_reports_a_preview_says_so_and_the_change_can_be_made_all_the_same(practice):
    tab = open_change(practice, REDNESS_BY_LASER)
    tab.number_input(key="guidance_to_day").set_value(12)
    tab.button(key="guidance_try").click().run()
    assert "No report came in the past 90 days" in tab.info[0].value
    assert "guidance_save" in {button.key for button in tab.button}


def test_what_changes_nothing_is_said(practice):
    tab = open_change(practice, "rule/severe")
    tab.button(key="guidance_try").click().run()
    assert "nothing would change" in tab.error[0].value


def test_somebody_elses_change_in_between_is_not_overwritten(practice, reported):
    tab = open_change(practice, REDNESS_BY_LASER)
    tab.number_input(key="guidance_to_day").set_value(12)
    tab.button(key="guidance_try").click().run()
    save_another(practice, BandDays("laser", "redness", (1, 4)))
    tab.text_area(key="guidance_reason").set_value("Mine")
    tab.button(key="guidance_save").click().run()
    assert "Somebody has changed the guidance" in tab.error[0].value
    assert practice.office.guide.band(method="laser", side_effect="redness").to_day == 4


@pytest.mark.parametrize("key", ["rule/red_flag", "rule/else", "band/laser/else", "band/laser", "", "<b>"])
def test_an_address_of_nothing_leads_back(key, practice):
    tab = open_change(practice, key)
    assert not tab.exception
    assert "nothing of that name to change" in tab.error[0].value


def test_names_of_patients_never_reach_the_screen(practice, reported):
    save_another(practice, Asking("itching", asked=False))
    for part in ("Bands", "Alert rules", "Asked", "History"):
        assert "Ada" not in said(open_part(practice, part))
