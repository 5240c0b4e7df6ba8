"""Progress of long work on standard error."""

import sys
import time

from recovery.services.rebuilding import Progress

QUIET_FOR_S = 1.0
"""What is done by then needs no progress."""

REWRITTEN_EVERY_S = 0.2
"""How often a terminal's progress line is rewritten."""


def telling(what: str) -> Progress:
    """What tells progress on standard error: one line rewritten on a terminal, else a line every tenth."""
    started, rewrites = time.monotonic(), sys.stderr.isatty()
    told_at, told_tenth = started, 0

    def tell(done: int, total: int) -> None:
        nonlocal told_at, told_tenth
        if not total:
            return
        now, tenth = time.monotonic(), 10 * done // total
        due = now - told_at >= REWRITTEN_EVERY_S if rewrites else tenth > told_tenth
        if now - started < QUIET_FOR_S or not (due or done == total):
            return
        told_at, told_tenth = now, tenth
        rate = done / max(now - started, 1e-9)
        line = f"{done:,} of {total:,} {what} ({done / total:.0%}), {rate:,.0f}/s, {(total - done) / rate:.0f} s left"
        print(f"\r{line:<78}" if rewrites else line, end="" if rewrites and done < total else "\n", file=sys.stderr)
        sys.stderr.flush()

    return tell
