"""Courses by how they ended, for the tests of estimates: written down, drawn by hypothesis, or of known times."""

from collections import Counter, defaultdict

import numpy as np
from hypothesis import strategies as st

from recovery.domain.bands import Band, Basis
from recovery.domain.counting import Counts, Peak, Resolution

BAND = Band("redness", 3, 7, Basis.WORDS, Basis.FIGURE, says="a few days to a week", source="the guide")


def alike(*ends):
    """Rows (after, by, n) of courses given one by one as (after, by)."""
    return [(after, by, n) for (after, by), n in Counter(ends).items()]


def counts(ends, *, side_effect="redness", never=0):
    """Counts of these rows; `never` more reported on it without ever having it."""
    ever = sum(n for _, _, n in ends)
    resolutions: defaultdict[Resolution, int] = defaultdict(int)
    for after, by, n in ends:
        resolutions[Resolution(side_effect, after, by)] += n
    return Counts(
        resolutions=resolutions,
        peaks={Peak(side_effect, 2): ever, Peak(side_effect, 0): never},
    )


def seen(times, random, *, share, last):
    """Rows of patients resolved on these days, who report day 0 and a share of the others until they stop."""
    day, stop = np.arange(last + 1), random.integers(3, last + 1, len(times))
    reported = (random.random((len(times), last + 1)) < share) & (day <= stop[:, None]) | (day == 0)
    ends = []
    for days, gone in zip(reported, times, strict=True):
        clear = np.flatnonzero(days & (day >= gone))
        ends.append((int(np.flatnonzero(days & (day < gone))[-1]), int(clear[0]) if len(clear) else None))
    return alike(*ends)


_after = st.integers(0, 20)
_row = st.tuples(_after, st.none() | st.integers(1, 8), st.integers(1, 30)).map(
    lambda row: (row[0], None if row[1] is None else row[0] + row[1], row[2])
)

rows = st.lists(_row, min_size=1, max_size=15)
"""Any rows (after, by, n)."""
