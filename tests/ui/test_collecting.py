import gc

import pytest
from streamlit.runtime.scriptrunner import script_runner

from recovery.ui import collecting
from recovery.ui.collecting import SeldomCollector


class Ring:
    """Refers to itself, so that nothing but the collector frees it."""

    freed = 0

    def __init__(self):
        self.itself = self

    def __del__(self):
        Ring.freed += 1


@pytest.mark.parametrize(("pause", "collected"), [(4.9, False), (5.0, True)])
def test_garbage_is_collected_again_after_five_seconds(pause, collected, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(collecting.time, "monotonic", lambda: clock[0])
    collector = SeldomCollector()
    gc.disable()
    try:
        collector.collect(2)
        clock[0] += pause
        Ring()
        before = Ring.freed
        collector.collect(2)
        assert (Ring.freed > before) == collected
    finally:
        gc.enable()


def test_streamlit_still_collects_by_the_name_that_we_replace(monkeypatch):
    """A new release may do otherwise; then this way is over, and the load bench says what it costs."""
    monkeypatch.setattr(script_runner, "gc", gc)
    collecting.collect_seldom()
    assert isinstance(script_runner.gc, SeldomCollector)
    assert script_runner.gc.isenabled() == gc.isenabled()
