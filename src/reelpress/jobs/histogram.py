"""Durations as counts in buckets that grow by a quarter of an octave: small, quick to add, within 9 % of the truth.

Pure; a histogram is a plain dict of bucket and count, with text keys as JSON has them.
"""

import math
from collections.abc import Iterable, Mapping

PER_OCTAVE = 4
MOST_MS = 2**34  # half a year


def bucket(milliseconds: float) -> str:
    """Return the bucket of a duration; up to one millisecond is the first."""
    within = min(max(milliseconds, 1.0), MOST_MS)
    return str(round(math.log2(within) * PER_OCTAVE))


def seconds(key: str) -> float:
    """Return the duration in the middle of a bucket."""
    return float(2 ** (int(key) / PER_OCTAVE) / 1000)


def merged(histograms: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of histograms."""
    total: dict[str, int] = {}
    for histogram in histograms:
        for key, n in histogram.items():
            total[key] = total.get(key, 0) + n
    return total


def percentile(histogram: Mapping[str, int], share: float) -> float | None:
    """Return the duration in seconds that `share` (0 to 1) of all do not exceed; None when there are none."""
    rank = share * sum(histogram.values())
    passed = 0
    for key in sorted(histogram, key=int):
        passed += histogram[key]
        if histogram[key] and passed >= rank:
            return seconds(key)
    return None
