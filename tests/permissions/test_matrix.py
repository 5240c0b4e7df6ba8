"""The permission matrix against the code, and against a freshly started server."""

import pytest

from tests.permissions.matrix import PAGE, ROUTE, STREAMLIT, VISITORS, in_the_code, matrix, rows_of
from tests.permissions.routes import form_of, path_of


def test_every_page_route_and_service_call_has_a_row_and_no_row_is_left_over():
    assert sorted(in_the_code() - set(matrix())) == [], "say in tests/permissions/matrix.csv what each visitor gets"
    assert sorted(set(matrix()) - in_the_code()) == []


@pytest.mark.parametrize("page", rows_of(PAGE))
def test_a_page_on_a_fresh_server(page, fresh):
    assert {who: fresh.page(page, who) for who in VISITORS} == matrix()[PAGE, page]


@pytest.mark.parametrize(("what", "route"), [(what, name) for what in (ROUTE, STREAMLIT) for name in rows_of(what)])
def test_a_route_on_a_fresh_server(what, route, fresh):
    found = {who: fresh.route(route, who, path=path_of(route, fresh), form=form_of(route, fresh)) for who in VISITORS}
    assert found == matrix()[what, route]
