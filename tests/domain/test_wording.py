import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain import wording
from recovery.domain.alerts import Alert, Held
from recovery.domain.bands import Basis
from recovery.domain.catalogue import Severity, Tier
from recovery.domain.clinic import Clinic
from recovery.domain.course import Status
from recovery.domain.filing import OpenTreatment, Sign, courses_of, standing
from recovery.domain.finding import by_attention, findings
from recovery.domain.history import history_of
from recovery.domain.judging import Evidence, judge_reports
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.wording.badges import Tone
from recovery.domain.wording.english import counted, uncapital

CLINIC = Clinic(1, "Corner Skin", "America/Chicago", "+1 901 555 0100", "911", watched=False, watched_when="")

NOT_FOR_PATIENTS = re.compile(r"\bband|_|\bNone\b on|derma_roller|Status|Basis|figure|SNOMED", re.IGNORECASE)


@pytest.fixture(scope="session")
def found(guide, report):
    """All findings of a diary {day: {side effect: severity}} as they stand on day `today`."""

    def find(diary, *, today, method="derma_roller"):
        reports = {day: report(day, **said) for day, said in diary.items()}
        return findings(reports, guide=guide, method=method, today=today)

    return find


@pytest.fixture(scope="session")
def where(guide):
    """Where a treatment stands by reports; None without any."""

    def stands(*reports):
        history = history_of({report.day: report for report in reports})
        return standing(history, courses_of(history), bands=guide.bands_of("derma_roller")) if reports else None

    return stands


@pytest.fixture(scope="session")
def headline(report, found, where, guide):
    """The headline over a diary as it stands on day `today`; `said` adds to the last report."""

    def over(diary, *, today, **said):
        reports = {day: report(day, **noticed) for day, noticed in diary.items()}
        if said:
            reports[max(reports)] = report(max(reports), **diary[max(reports)], **said)
        warned_on = max((day for day, each in reports.items() if each.red_flags), default=None)
        signs = reports[warned_on].red_flags if warned_on is not None else ()
        return wording.headline(
            found(diary, today=today), where(*reports.values()), today=today, warned_on=warned_on,
            warned_of=[guide.catalogue.red_flag(slug).name for slug in signs],
        )  # fmt: skip

    return over


def one(found, slug="redness"):
    return next(finding for finding in found if finding.effect.slug == slug)


@pytest.mark.parametrize(
    ("diary", "today", "status", "patient", "clinician"),
    [
        pytest.param({}, 4, Status.NOT_KNOWN, "No report yet.", "No report yet. Band: day 3 to 7 (guide).", id="none"),
        pytest.param({4: {}}, 4, Status.NONE_SO_FAR, "You have not reported any.",
                     "Never reported. Peak none. Band: day 3 to 7 (guide).", id="never present"),
        pytest.param({4: {"redness": 2}}, 4, Status.WITHIN_BAND, "Moderate on day 4. Usually gone by day 7.",
                     "Moderate on day 4, within its band. Peak moderate. Band: day 3 to 7 (guide).", id="within"),
        pytest.param({8: {"redness": 1}}, 8, Status.PAST_BAND,
                     "Mild on day 8. Usually gone by day 7. It has lasted longer than usual: please call us.",
                     "Mild on day 8, 1 day past its band. Peak mild. Band: day 3 to 7 (guide).", id="past"),
        pytest.param({2: {"redness": 3}, 5: {}}, 9, Status.RESOLVED,
                     "Not seen since day 5, last on day 2. Usually gone by day 7.",
                     "Resolved between day 2 and day 5. Peak severe. Band: day 3 to 7 (guide).", id="resolved"),
        pytest.param({8: {"redness": 1}, 9: {}}, 9, Status.RESOLVED, "Gone since day 9. Usually gone by day 7.",
                     "Resolved between day 8 and day 9, after its band. Peak mild. Band: day 3 to 7 (guide).",
                     id="after its band"),
        pytest.param({2: {"redness": 3}}, 9, Status.NOT_KNOWN,
                     "Severe on day 2; no report since.",
                     "Severe on day 2; no report for 7 days. Peak severe. Band: day 3 to 7 (guide).", id="lost"),
    ],
)  # fmt: skip
def test_a_finding_in_words(diary, today, *, status, patient, clinician, found):
    finding = one(found(diary, today=today))
    assert finding.status is status
    assert wording.patient_sentence(finding) == patient
    assert wording.clinician_sentence(finding) == clinician


def test_every_status_has_a_badge_of_its_own_for_both(found):
    diaries = [
        ({}, 4),
        ({4: {}}, 4),
        ({4: {"redness": 2}}, 4),
        ({8: {"redness": 1}}, 8),
        ({2: {"redness": 3}, 5: {}}, 9),
    ]
    each = [one(found(diary, today=today)) for diary, today in diaries]
    assert {finding.status for finding in each} == set(Status)
    for badge in (wording.patient_badge, wording.clinician_badge):
        assert len({badge(finding).word for finding in each}) == len(each)
        assert all(badge(finding).icon for finding in each)


diaries = st.dictionaries(
    st.integers(0, 30),
    st.dictionaries(st.sampled_from(["redness", "scabbing", "bruising", "itching"]), st.sampled_from(Severity)),
    max_size=6,
)


@given(diary=diaries, later=st.integers(0, 10), method=st.sampled_from(["derma_roller", "laser"]))
def test_patients_read_plain_sentences(diary, later, method, found, headline):
    each = found(diary, today=max(diary, default=0) + later, method=method)
    said = [wording.patient_sentence(finding) for finding in each]
    said += [
        headline(diary, today=max(diary, default=0) + later).sentence,
        *(wording.band_caption(finding.band) for finding in each),
        *wording.advice(each),
    ]
    for sentence in said:
        assert sentence.strip()
        assert sentence[-1] in ".!?"
        assert not NOT_FOR_PATIENTS.search(sentence), sentence


@given(diary=diaries, later=st.integers(0, 10))
def test_on_track_is_said_only_of_what_a_recent_report_says(diary, later, found, headline):
    today = max(diary, default=0) + later
    each = found(diary, today=today)
    badge = headline(diary, today=today).badge
    if badge.word == "On track":
        assert diary
        assert later <= 3
        assert Status.PAST_BAND not in {finding.status for finding in each}
        assert max(diary[max(diary)].values(), default=0) < Severity.SEVERE


@given(diary=diaries, later=st.integers(0, 3))
def test_on_track_is_never_said_while_a_report_alerts_the_practice(diary, later, headline, guide, report):
    reports = {day: report(day, **said) for day, said in diary.items()}
    last = max(diary, default=0)
    hits = judge_reports(history_of(reports), guide=guide, method="derma_roller")
    if [hit for hit in hits if hit.evidence.day == last and hit.rule is not Rule.SUSTAINED]:
        assert headline(diary, today=last + later).badge.word != "On track"


SETTLED = {0: {"redness": 3}, 1: {"redness": 2}, 2: {"redness": 1}, 3: {}, 4: {}}


@pytest.mark.parametrize(
    ("diary", "said", "word"),
    [
        pytest.param({**SETTLED, 5: {"redness": 1}}, "Redness has come back: please call us today.", "Ask us",
                     id="came back"),
        pytest.param({**SETTLED, 5: {"redness": 1}, 6: {"redness": 1}}, "Redness has come back: please call us today.",
                     "Ask us", id="came back and stays"),
        pytest.param({**SETTLED, 5: {"redness": 1}, 6: {}}, "Everything you reported has settled.", "On track",
                     id="came back and went again"),
        pytest.param({4: {}, 5: {"numbness": 2, "scabbing": 2}},
                     "Scabbing and numbness have become stronger: please call us.", "Ask us", id="stronger"),
        pytest.param({4: {}, 5: {"numbness": 2}, 6: {"numbness": 1}},
                     "Everything you notice is within its usual time.", "On track", id="stronger, then less"),
        pytest.param({0: {"redness": 4, "numbness": 3}}, "Redness is very severe. Numbness is severe. Strong "
                     "reactions are common so soon after the procedure, a warning sign is not: spreading redness, heat "
                     "or red streaks. "
                     "If it is that, please call us today.", "Ask us", id="early, and perhaps a warning sign"),
        pytest.param({0: {"redness": 3, "numbness": 4}}, "Numbness is very severe. Redness is severe. That is common "
                     "so soon after the procedure; if it worries you or gets worse, call us.",
                     "Soon after the procedure", id="early"),
    ],
)  # fmt: skip
def test_the_headline_heeds_what_came_back_rose_or_is_strong_at_once(diary, said, word, headline):
    shown = headline(diary, today=max(diary))
    assert (shown.sentence, shown.badge.word) == (said, word)
    assert shown.calls == (word != "On track")


@pytest.mark.parametrize(
    ("diary", "slug", "said", "word"),
    [
        pytest.param({**SETTLED, 5: {"redness": 1}}, "redness",
                     "Mild on day 5. It has come back: please call us today.", "Ask us", id="came back"),
        pytest.param({4: {}, 5: {"numbness": 2}}, "numbness",
                     "Moderate on day 5. It has become stronger: please call us.", "Ask us", id="stronger"),
        pytest.param({0: {"numbness": 4}}, "numbness",
                     "Very severe on day 0. That is common so soon after the procedure; if it worries you or gets "
                     "worse, call us.", "Soon after the procedure", id="early"),
        pytest.param({0: {"minor_bleeding": 4}}, "minor_bleeding",
                     "Very severe on day 0. Strong reactions are common so soon after the procedure, a warning sign "
                     "is not: bleeding that will not stop. If it is that, please call us today.", "Ask us",
                     id="a sign?"),
        pytest.param({6: {"redness": 1}, 13: {}}, "redness",
                     "Not seen since day 13, last on day 6. Usually gone by day 7.", "Not seen since day 13", id="so"),
    ],
)  # fmt: skip
def test_a_card_says_what_the_headline_says(diary, slug, said, word, found):
    finding = one(found(diary, today=max(diary)), slug)
    assert (wording.patient_sentence(finding), wording.patient_badge(finding).word) == (said, word)


def test_what_needs_a_call_comes_first(found):
    diary = {
        **SETTLED,
        8: {"bruising": 1, "scabbing": 1},
        9: {"redness": 1, "bruising": 1, "scabbing": 1, "itching": 3},
    }
    shown = by_attention(found(diary, today=9))
    assert [finding.effect.slug for finding in shown] == ["itching", "redness", "scabbing", "bruising"]


@pytest.mark.parametrize(
    ("diary", "today", "said", "word"),
    [
        pytest.param({}, 5, "Nothing reported yet, so nothing to judge.", "Not known", id="no report"),
        pytest.param({1: {}}, 5, "Your last report is 4 days old. Report today to see where you stand.", "Not known",
                     id="an old report"),
        pytest.param({1: {"redness": 1}, 2: {}}, 9,
                     "Your last report is 7 days old. Report today to see where you stand.", "Not known", id="gone"),
        pytest.param({5: {}}, 5, "No side effect reported.", "On track", id="nothing so far"),
        pytest.param({4: {"redness": 1}, 5: {}}, 5, "Everything you reported has settled.", "On track",
                     id="nothing any more"),
        pytest.param({2: {"redness": 3}}, 14, "Your last report is 12 days old: redness was severe. If that is still "
                     "so, call us. Report today to see where you stand.", "Not known", id="severe, and an old report"),
        pytest.param({5: {"redness": 2}}, 5, "Everything you notice is within its usual time.", "On track", id="in"),
        pytest.param({1: {"redness": 3}}, 1, "Redness is severe: please call us.", "Ask us", id="severe a day later"),
        pytest.param({2: {"minor_bleeding": 4}}, 2, "Minor bleeding is very severe: please call us today.", "Ask us",
                     id="very severe, and perhaps a warning sign"),
        pytest.param({9: {"redness": 1, "itching": 3}}, 9, "Itching is severe. Redness has lasted longer than usual: "
                     "please call us.", "Ask us", id="one is severe, one is late"),
        pytest.param({9: {"redness": 1, "scabbing": 1}}, 9, "Redness has lasted longer than usual: please call "
                     "us. Scabbing has lasted longer than we expect: ask us about it.", "Ask us", id="two are late"),
    ],
)  # fmt: skip
def test_the_headline_over_all_side_effects(diary, today, said, word, headline):
    shown = headline(diary, today=today)
    assert (shown.sentence, shown.badge.word) == (said, word)


def test_a_warning_sign_outweighs_a_course_within_its_band(headline):
    shown = headline({2: {"redness": 1}}, today=2, red_flags=("pus",))
    assert (shown.sentence, shown.badge.word) == ("You reported a warning sign on day 2: pus, oozing or a bad smell.",
                                                  "Please act")  # fmt: skip
    both = headline({2: {}}, today=2, red_flags=("hives", "pus"))
    assert both.sentence == "You reported warning signs on day 2: hives; pus, oozing or a bad smell."


@pytest.mark.parametrize(
    ("diary", "asked"),
    [
        pytest.param({5: {}}, [], id="nothing present"),
        pytest.param({5: {"redness": 4}}, [], id="redness within a week asks for nothing yet"),
        pytest.param({8: {"redness": 1}}, ["anti-inflammatory"], id="redness past a week"),
        pytest.param({5: {"scabbing": 1}}, ["fall off by themselves"], id="scabs"),
        pytest.param(
            {5: {"flaking": 1, "itching": 1}}, ["Flaking, itching: use a moisturiser"], id="the same advice once"
        ),
    ],
)
def test_advice_is_given_for_what_is_present_today(diary, asked, found):
    given_advice = wording.advice(found(diary, today=max(diary)))
    assert len(given_advice) == len(asked)
    assert all(words in sentence for words, sentence in zip(asked, given_advice, strict=True))


@pytest.mark.parametrize(
    ("flags", "tier"),
    [
        pytest.param(("pus",), Tier.TODAY, id="the practice, today"),
        pytest.param(("breathing",), Tier.EMERGENCY, id="an emergency"),
        pytest.param(("pus", "hives", "vision"), Tier.EMERGENCY, id="one emergency among several"),
    ],
)
def test_a_warning_sign_says_whom_to_call(flags, tier, guide):
    sentence, first = wording.whom_to_call([guide.catalogue.red_flag(flag) for flag in flags])
    assert (first, "Call" in sentence) == (tier, True)


def test_a_band_that_is_borrowed_says_so_to_patients_too(guide):
    own, borrowed = (guide.band(method=method, side_effect="redness") for method in ("derma_roller", "laser"))
    assert wording.band_caption(borrowed) == f"{wording.band_caption(own)} {wording.BORROWED}"


def test_severe_is_never_called_usual(found):
    finding = one(found({3: {"minor_bleeding": 4}}, today=3), "minor_bleeding")
    assert wording.patient_badge(finding).word == "Ask us"
    assert (
        wording.patient_sentence(finding) == "Very severe on day 3. That is more than we expect: please call us today."
    )


def test_on_track_is_not_said_of_what_may_be_past_its_band_by_now(headline):
    diary = {7: {"redness": 1}}
    assert headline(diary, today=7).badge.word == "On track"
    assert headline(diary, today=8).badge.word == "Not known"


def test_whether_anyone_watches_is_always_said():
    assert wording.watched(CLINIC) == "Nobody at the practice looks at these reports. If you are worried, call."
    watched = replace(CLINIC, watched=True, watched_when="on weekdays from 9 to 17")
    assert "on weekdays from 9 to 17" in wording.watched(watched)


@pytest.mark.parametrize(
    ("watched", "said"),
    [
        (True, "You asked for a call on day 2. If it cannot wait, call us."),
        (False, "On day 2 you wanted a call. Nobody looks at these reports: please call us."),
    ],
)
def test_nobody_is_said_to_call_where_nobody_looks(watched, said, report, found, where):
    reports = {2: report(2)}
    standing = where(*reports.values())
    assert wording.headline(found({2: {}}, today=2), standing, today=2, called_on=2, watched=watched).sentence == said


CAPTIONS = [
    ("redness", "Shade: when it has usually gone, by the practice's guide: about day 3 to 7."),
    ("numbness", "Shade: when it has usually gone, by the practice's guide: day 7 to 14."),
    ("scabbing", "Soft shade: the guide says a few days; we take that as day 3 to 5."),
    (
        "itching",
        "Stripes: no exact time is known. The guide says a few days or weeks; we take that as day 3 to 21.",
    ),
]


@pytest.mark.parametrize(("effect", "said"), CAPTIONS)
def test_patients_read_in_plain_words_what_a_shade_means(effect, said, guide):
    assert wording.band_caption(guide.band(method="derma_roller", side_effect=effect)) == said


@pytest.mark.parametrize("basis", Basis)
def test_every_basis_is_told_apart_in_words(basis, guide):
    band = replace(guide.band(method="laser", side_effect="redness"), from_basis=basis, to_basis=basis)
    others = [replace(band, from_basis=other, to_basis=other) for other in Basis if other is not basis]
    assert "borrowed" in wording.band_in_words(band)
    assert wording.band_in_words(band) not in {wording.band_in_words(other) for other in others}
    assert wording.band_caption(band) not in {wording.band_caption(other) for other in others}


@pytest.mark.parametrize(
    ("day", "said", "reason"),
    [
        (9, {"redness": 1}, "1 side effect past the band"),
        (9, {"redness": 1, "scabbing": 1}, "2 side effects past the band"),
        (9, {"redness": 3, "scabbing": 1}, "Severe"),
        (2, {"redness": 4}, "Very severe"),
        (2, {"redness": 1}, "Within the band"),
        (2, {}, "Nothing present"),
    ],
)
def test_a_list_says_where_a_treatment_stands_by_its_last_report(day, said, reason, report, where):
    assert wording.standing_badge(where(report(day, **said)), day=day).word == reason


@pytest.mark.parametrize(
    ("levels", "sign", "said"),
    [
        ([(Level.HIGH, True)], None, ["High"]),
        ([(Level.LOW, True)], Sign(2, Level.URGENT), ["Warning sign on day 2"]),
        ([], Sign(2, Level.HIGH), ["Asked for a call on day 2"]),
        ([(Level.URGENT, True)], Sign(2, Level.HIGH), ["Urgent"]),
        ([], None, ["Very severe"]),
        ([(Level.HIGH, False)], None, ["Was high"]),
        ([(Level.HIGH, False), (Level.LOW, True)], None, ["Was high", "Low"]),
    ],
)
def test_a_list_says_what_is_most_urgent(levels, sign, said, report, where):
    waiting = tuple(an_alert(level, stands=stands) for level, stands in levels)
    row = OpenTreatment(None, None, where(report(2, redness=4)), waiting, sign)
    assert [badge.word for badge in wording.open_badges(row, day=2)] == said


def an_alert(level, *, stands):
    evidence, at = Evidence(day=2, level=level, since=2), datetime(2026, 7, 15, tzinfo=UTC)
    return Alert(1, 2, Rule.SEVERE, "redness", (Held(evidence, 1, stands),), at, at)


@pytest.mark.parametrize(
    ("diary", "word", "tone"),
    [
        pytest.param({7: {"redness": 1}, 8: {}}, "Resolved on day 8", Tone.GOOD, id="in its band when last reported"),
        pytest.param({8: {"redness": 1}, 9: {}}, "Resolved on day 9, 2 days after its band", Tone.STEADY, id="past it"),
        pytest.param({2: {"redness": 1}, 5: {}}, "Resolved by day 5", Tone.GOOD, id="in it, nobody knows the day"),
        pytest.param({6: {"redness": 1}, 9: {}}, "Resolved by day 9", Tone.STEADY, id="perhaps after it"),
        pytest.param(
            {8: {"redness": 1}, 9: {"redness": 1}, 12: {}},
            "Resolved by day 12, after its band",
            Tone.STEADY,
            id="past it, nobody knows the day",
        ),
    ],
)
def test_what_outlasted_its_band_is_not_told_as_all_well(diary, word, tone, found):
    badge = wording.clinician_badge(one(found(diary, today=12)))
    assert (badge.word, badge.tone) == (word, tone)


def test_before_the_first_report_there_is_only_that_to_say():
    assert wording.standing_badge(None, day=3).word == "No report yet"


@pytest.mark.parametrize(
    ("last", "age", "said"),
    [
        ((2, 1), 3, "Within the band"),
        ((2, 1), 4, "No report for 4 days"),
        ((9, 1), 4, "No report for 4 days"),
        ((2, 3), 3, "Severe"),
        ((2, 3), 4, "Severe when last reported, 4 days ago"),
    ],
)
def test_a_list_claims_nothing_of_a_patient_who_went_silent(last, age, said, report, where):
    day, redness = last
    assert wording.standing_badge(where(report(day, redness=redness)), day=day + age).word == said


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (2, "2 days ago")])
def test_how_long_ago(days, said):
    assert wording.age(days) == said


def test_what_a_report_names_the_worst_first(report, guide):
    assert wording.noticed(report(1), guide.catalogue) == "Nothing"
    assert wording.noticed(report(1, redness=1, itching=3), guide.catalogue) == "Itching severe, Redness mild"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 open recoveries"), (1, "1 open recovery"), (2, "2 open recoveries")]
)
def test_what_is_counted_has_its_own_plural(count, said):
    assert counted(count, "open recovery", "open recoveries") == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Redness", "redness"),
        ("Fever of 38 °C (100.4 °F)", "fever of 38 °C (100.4 °F)"),
        ("A drooping face", "a drooping face"),
        ("RF microneedling", "RF microneedling"),
        ("X-ray burn", "X-ray burn"),
        ("Ödem", "ödem"),
        ("T", "t"),
        ("", ""),
    ],
)
def test_within_a_sentence_a_name_begins_small_and_keeps_what_is_spelt_large(name, said):
    assert uncapital(name) == said
