"""A server for the matrix: fresh for each row's first visitor would cost minutes, so one that starts with none."""

import pytest

from tests.browser.conftest import NewServer, found, new_server  # noqa: F401 - the fixture
from tests.permissions.on_a_server import NAME, Fresh


@pytest.fixture(scope="module")
def fresh(new_server: NewServer, password_hash: str) -> Fresh:  # noqa: F811
    """A server that nobody has visited yet, with a patient and a report in its database."""
    server = new_server("matrix")
    practice = found(server.database, password_hash)
    patient = practice.enrol(name=NAME)
    practice.report(patient, 3, redness=2)
    return Fresh(server.start(), practice, patient)
