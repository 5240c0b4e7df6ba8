"""What to ask each route of ours for, so that an answer to somebody whom it is for would show the patient."""

import re

from recovery.domain.identifiers import as_text
from recovery.services.files.formats import Format
from tests.permissions.on_a_server import Fresh

_PARAMETER = re.compile(r"{[^}]+}")


def form_of(route: str, fresh: Fresh) -> dict[str, str]:
    """What a browser enters there, WHO being the visitor; nothing, where it enters nothing."""
    forms = {
        "POST /auth/login": {"login": "nobody-WHO@example.com", "password": "four plain words there"},
        "POST /auth/demo": {"role": "clinician"},
        "POST /auth/tablet": {"patient": as_text(fresh.patient.patient.patient_id)},
        "POST /download/identified": {"reason": "quality", "format": "csv"},
        "POST /auth/password": {"current": "not it", "password": "four other words here", "password_again": "x"},
    }
    return forms.get(route, {})


def path_of(route: str, fresh: Fresh) -> str:
    """The address to ask for: the patient's own where a route takes one."""
    path, patient = route.split()[1], as_text(fresh.patient.patient.patient_id)
    own = {
        "/p/{token}": f"/p/{fresh.patient.link}",
        "/patient/summary": f"/patient/summary?treatment={as_text(fresh.patient.treatment_id)}",
        "/patient/summary.pdf": f"/patient/summary.pdf?treatment={as_text(fresh.patient.treatment_id)}",
        "/download/patient-data.html": f"/download/patient-data.html?patient={patient}",
        "/download/patient-data.json": f"/download/patient-data.json?patient={patient}",
        **{f"/download/cohort.{form}": f"/download/cohort.{form}?picture=expected" for form in Format},
        "/auth/tablet": f"/auth/tablet?patient={patient}",
    }
    return own.get(path, _PARAMETER.sub("nonsense", path))
