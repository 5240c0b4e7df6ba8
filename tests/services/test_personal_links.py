from datetime import timedelta

import pytest

from recovery.errors import SignInRefused
from recovery.services import enrolling, personal_links, visiting


@pytest.mark.parametrize("change", [enrolling.renew_link, enrolling.revoke_link])
def test_a_link_that_is_renewed_or_revoked_ends_what_it_opened(change, practice, now):
    patient, other = practice.enrol(), practice.enrol()
    fresh = change(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=now)
    assert visiting.visitor_of(practice.office, patient.visitor.session, now=now) is None
    with pytest.raises(SignInRefused, match="does not work any more"):
        personal_links.open_personal_link(practice.office, token=patient.link, now=now)
    assert visiting.visitor_of(practice.office, other.visitor.session, now=now) == other.visitor
    if fresh:
        assert personal_links.open_personal_link(practice.office, token=fresh, now=now)[1].name == patient.patient.name


def test_a_link_ends_with_its_ninety_days(practice, now):
    patient = practice.enrol()
    last = now + enrolling.LINK_LASTS
    personal_links.open_personal_link(practice.office, token=patient.link, now=last - timedelta(seconds=1))
    with pytest.raises(SignInRefused):
        personal_links.open_personal_link(practice.office, token=patient.link, now=last)
