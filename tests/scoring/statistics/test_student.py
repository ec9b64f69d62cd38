"""Student's t without a statistics library, checked against one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scoring.statistics.student import beyond, detectable, quantile


@pytest.mark.parametrize(
    ("degrees", "expected"), [(1, 12.706), (2, 4.303), (4, 2.776), (19, 2.093), (120, 1.980)]
)
def test_as_the_tables_have_it(degrees: int, expected: float) -> None:
    """The two-sided 95% quantiles are those printed in every textbook."""
    assert quantile(0.95, degrees) == pytest.approx(expected, abs=5e-4)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [1, 2, 3, 7, 19, 200, 5_000])
def test_as_scipy_has_it(degrees: int) -> None:
    """Quantiles and tails, central and not, are those of SciPy."""
    from scipy import stats

    assert quantile(0.95, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)
    for limit, shift in ((0.5, 0.0), (2.0, 1.0), (3.0, 5.0)):
        expected = stats.nct.sf(limit, degrees, shift) if shift else stats.t.sf(limit, degrees)
        assert beyond(limit, degrees, shift) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("degrees", [2, 4, 19])
def test_the_detectable_shift_is_detected(degrees: int) -> None:
    """A shift that is named from one sample is found in another in 80% of 200,000 tries."""
    rng = np.random.default_rng(degrees)
    tries = 200_000
    named, seen = np.sqrt(rng.chisquare(degrees, (2, tries)) / degrees)
    drawn = rng.standard_normal(tries) + detectable(0.95, 0.8, degrees) * named
    found = float(np.mean(np.abs(drawn) > quantile(0.95, degrees) * seen))
    assert found == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / tries))
