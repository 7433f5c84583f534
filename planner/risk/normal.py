"""The normal distribution, by which the members of a group lean on the factor that they share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

CENTRE = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4),
    (4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3),
    (2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)
SHOULDER = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0),
    (
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1),
    (
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
TAIL = (
    (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1),
    (
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2),
    (
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)
"""Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988): right to about 16 digits."""

INNER, INNER_SQUARED, NEAR = 0.425, 0.180625, 5.0


def quantile(share: np.ndarray) -> np.ndarray:
    """Standard normal values below which these shares lie, 0 < share < 1: what NORM.S.INV gives."""
    import numpy as np

    share = np.asarray(share, dtype=float)
    off = share - 0.5
    radius = np.sqrt(-np.log(np.minimum(share, 1 - share)))
    centre = off * _ratio(INNER_SQUARED - off * off, CENTRE)
    outer = np.where(radius <= NEAR, _ratio(radius - 1.6, SHOULDER), _ratio(radius - NEAR, TAIL))
    found: np.ndarray = np.where(np.abs(off) <= INNER, centre, np.copysign(outer, off))
    return found


def below(value: np.ndarray) -> np.ndarray:
    """The share that lies below a standard normal value: what NORM.S.DIST gives."""
    import numpy as np

    found: np.ndarray = 0.5 * np.vectorize(math.erfc, otypes=[float])(-np.asarray(value) / math.sqrt(2))
    return found


def _ratio(at: np.ndarray, terms: tuple[tuple[float, ...], ...]) -> np.ndarray:
    above, under = (*terms[0], *terms[1]), (*terms[2], *terms[3])
    found: np.ndarray = _polynomial(at, above) / _polynomial(at, under)
    return found


def _polynomial(at: np.ndarray, terms: tuple[float, ...]) -> np.ndarray:
    total: np.ndarray = at * 0 + terms[-1]
    for term in terms[-2::-1]:
        total = total * at + term
    return total
