"""What a process works out once."""

import threading

from recovery.services.remembered import MOST, Remembered


def test_the_same_basis_is_worked_out_once():
    remembered, worked = Remembered(), []
    for basis in ("a", "b", "a", "a"):
        assert remembered.of(basis, lambda basis=basis: worked.append(basis) or basis.upper()) == basis.upper()
    assert worked == ["a", "b"]


def test_of_many_those_asked_for_last_stay():
    remembered, worked = Remembered(), []

    def ask(number):
        return remembered.of(number, lambda: worked.append(number) or number)

    for number in range(MOST):
        ask(number)
    ask(0)
    ask(MOST)
    worked.clear()
    ask(0)
    ask(1)
    assert worked == [1], "1 was asked for longest ago"


def test_what_fails_is_tried_again():
    remembered = Remembered()
    for _ in range(2):
        try:
            remembered.of("a", lambda: 1 / 0)
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert remembered.of("a", lambda: "now") == "now"


def test_nobody_waits_for_what_another_works_out():
    remembered, began, go_on = Remembered(), threading.Event(), threading.Event()

    def slowly():
        began.set()
        go_on.wait(10)
        return "slow"

    slow = threading.Thread(target=remembered.of, args=("slow", slowly))
    slow.start()
    assert began.wait(10)
    assert remembered.of("quick", lambda: "quick") == "quick"
    go_on.set()
    slow.join(10)
    assert remembered.of("slow", lambda: "again") == "slow"
