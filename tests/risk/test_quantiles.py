"""Quantiles against closed forms and published constants; draws of 1E5 against their moments."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from planner.risk import quantiles
from planner.risk.hdr import uniform
from planner.risk.normal import below, quantile

SHARES = np.array([1e-9, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-4, 1 - 1e-9])
DRAWN = uniform(np.arange(1, 100_001), 11, 1, 1)
ROOT = len(DRAWN) ** 0.5


def test_normal_values_are_those_of_the_tables() -> None:
    """Abramowitz and Stegun, table 26.1 and 26.5."""
    assert quantile(np.array(0.9)) == pytest.approx(1.2815515655446004, rel=1e-14)
    assert quantile(np.array(0.975)) == pytest.approx(1.9599639845400545, rel=1e-14)
    assert below(np.array(1.0)) == pytest.approx(0.8413447460685429, rel=1e-14)
    assert quantile(SHARES).tolist() == pytest.approx(
        [NormalDist().inv_cdf(one) for one in SHARES], rel=1e-14
    )
    assert below(quantile(SHARES)).tolist() == pytest.approx(SHARES.tolist(), rel=1e-12)


@pytest.mark.parametrize("bounds", [(None, None), (0.0, None), (None, 60.0), (0.0, 60.0)])
def test_a_metalog_meets_its_three_values_and_stays_within_its_bounds(
    bounds: tuple[float | None, float | None],
) -> None:
    found = quantiles.metalog(np.array([0.1, 0.5, 0.9]), 10.0, 14.0, 25.0, *bounds)
    assert found.tolist() == pytest.approx([10, 14, 25], rel=1e-12)
    everywhere = quantiles.metalog(SHARES, 10.0, 14.0, 25.0, *bounds)
    assert np.all(np.diff(everywhere) > 0)
    lower, upper = bounds
    assert lower is None or everywhere[0] > lower
    assert upper is None or everywhere[-1] < upper


def test_a_symmetric_metalog_is_the_logistic_distribution() -> None:
    """Mean m and deviation s pi / sqrt 3, with s = (P90 - P10) / (2 ln 9)."""
    scale = 20 / (2 * math.log(9))
    drawn = quantiles.metalog(DRAWN, 40.0, 50.0, 60.0)
    deviation = scale * math.pi / math.sqrt(3)
    assert drawn.mean() == pytest.approx(50, abs=4 * deviation / ROOT)
    assert drawn.std() == pytest.approx(deviation, rel=4 * math.sqrt(0.8) / ROOT)
    assert quantiles.metalog(np.array(0.99), 40.0, 50.0, 60.0) == pytest.approx(
        50 + scale * math.log(99), rel=1e-12
    )


def test_a_metalog_of_three_terms_has_the_mean_that_its_integral_gives() -> None:
    """The integral of (y - 1/2) ln(y / (1 - y)) over 0 to 1 is 1/2: the mean is a1 + a3 / 2."""
    first, _, third = 20.0, 0, (45 + 10 - 40) / (0.8 * math.log(9))
    drawn = quantiles.metalog(DRAWN, 10.0, 20.0, 45.0)
    assert drawn.mean() == pytest.approx(first + third / 2, abs=4 * drawn.std() / ROOT)


@pytest.mark.parametrize(
    ("base", "feasible"), [(16.6, False), (16.67, True), (50.0, True), (83.3, True), (83.4, False)]
)
def test_a_metalog_is_refused_where_its_density_would_fall_below_0(base: float, feasible: bool) -> None:
    """Keelin 2016: feasible while |a3 / a2| <= 1.66711, which here is 2.5 |1 - 2 r| with r = base / 100."""
    assert quantiles.is_feasible(0.0, base, 100.0) is feasible
    if feasible:
        assert 2.5 * abs(1 - 2 * base / 100) <= 1.66711
        assert np.all(np.diff(quantiles.metalog(np.linspace(1e-6, 1 - 1e-6, 200_001), 0.0, base, 100.0)) > 0)


def test_no_metalog_of_values_that_are_alike_or_outside_its_bounds() -> None:
    assert not quantiles.is_feasible(1.0, 1.0, 1.0)
    assert not quantiles.is_feasible(2.0, 1.5, 1.0)
    assert math.isnan(quantiles.unbounded(0.0, 0.0, None))
    assert not quantiles.is_feasible(quantiles.unbounded(0.0, 0.0, None), 0.5, 1.0)


def test_a_triangle_has_its_mean_and_deviation() -> None:
    """(a + b + c) / 3, the root of (a2 + b2 + c2 - ab - ac - bc) / 18; for 0, 0, 6: 2 and the root of 2."""
    drawn = quantiles.triangular(DRAWN, 0.0, 0.0, 6.0)
    assert drawn.mean() == pytest.approx(2, abs=4 * math.sqrt(2) / ROOT)
    assert drawn.std() == pytest.approx(math.sqrt(2), rel=0.01)
    assert quantiles.triangular(np.array([0.0, 0.25, 1.0]), 0.0, 3.0, 6.0).tolist() == pytest.approx(
        [0, 6 * 0.125**0.5, 6]
    )


def test_a_lognormal_has_its_percentiles_and_its_mean() -> None:
    """Of 1 and 4 at 10 and 90 %: median 2, and mean 2 exp(s2 / 2) with s = ln 4 / 2.5631031310892007."""
    deviation = math.log(4) / 2.5631031310892007
    drawn = quantiles.lognormal(DRAWN, 1.0, 4.0)
    assert quantiles.lognormal(np.array([0.1, 0.5, 0.9]), 1.0, 4.0).tolist() == pytest.approx(
        [1, 2, 4], rel=1e-12
    )
    assert drawn.mean() == pytest.approx(
        2 * math.exp(deviation**2 / 2), rel=4 * drawn.std() / drawn.mean() / ROOT
    )


def test_anything_between_the_ends_alike_and_one_of_three() -> None:
    assert quantiles.uniform(np.array([0.0, 0.25, 1.0]), 2.0, 6.0).tolist() == [2, 3, 6]
    assert quantiles.of_three(np.array([0.1, 0.29, 0.31, 0.69, 0.71]), 0.3).tolist() == [0, 0, 1, 1, 2]
    shares = np.bincount(quantiles.of_three(DRAWN, 0.3)) / len(DRAWN)
    assert shares.tolist() == pytest.approx([0.3, 0.4, 0.3], abs=4 * 0.5 / ROOT)
