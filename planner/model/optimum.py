"""The size that makes the most of the work, by the two published fits of loss = E + A/N^alpha + B/D^beta.

With 6 FLOP per parameter-token the best N is G x (C/6)^(beta/(alpha+beta)), where
G = (alpha A / (beta B))^(1/(alpha+beta)). The fits disagree by a factor; neither is right to a digit.
"""

from __future__ import annotations

from planner.model.lines import line
from planner.model.maths import larger, where
from planner.model.training import MODEL_FLOP_PER_PARAM_TOKEN
from planner.units import (
    BILLION,
    BillionParams,
    Constant,
    Flop,
    Ratio,
    TokenPerParam,
)

PARAMETER, PARAMETER_TOKEN = Constant(1, "parameter"), Constant(1, "parameter token")
ONE_EACH = Constant(1, "token parameter^-1")


def best_parameters(flop: Flop, a: Ratio, b: Ratio, alpha: Ratio, beta: Ratio) -> BillionParams:
    """Where alpha A / N^alpha equals beta B / D^beta, with N D = C/6."""
    pairs = flop / MODEL_FLOP_PER_PARAM_TOKEN / PARAMETER_TOKEN
    count = (alpha * a / (beta * b) * pairs**beta) ** (1 / (alpha + beta))
    return count * PARAMETER / BILLION


def tokens_per_parameter_at(flop: Flop, best_b: BillionParams) -> TokenPerParam:
    """Tokens that use up the work with that many parameters, over those parameters."""
    best = larger(best_b * BILLION, PARAMETER)  # nothing to train is best done with nothing
    tokens = flop / (MODEL_FLOP_PER_PARAM_TOKEN * best)
    return tokens / best


@line
def hoffmann_parameters_b(
    training_flop: Flop, hoffmann_a: Ratio, hoffmann_b: Ratio, hoffmann_alpha: Ratio, hoffmann_beta: Ratio
) -> BillionParams:
    """Best size by Hoffmann et al. 2022, arXiv 2203.15556. Scalar."""
    return best_parameters(training_flop, hoffmann_a, hoffmann_b, hoffmann_alpha, hoffmann_beta)


@line
def hoffmann_tokens_per_parameter(training_flop: Flop, hoffmann_parameters_b: BillionParams) -> TokenPerParam:
    """Tokens per parameter at that size. Scalar."""
    return tokens_per_parameter_at(training_flop, hoffmann_parameters_b)


@line
def besiroglu_parameters_b(
    training_flop: Flop, besiroglu_a: Ratio, besiroglu_b: Ratio, besiroglu_alpha: Ratio, besiroglu_beta: Ratio
) -> BillionParams:
    """Best size by Besiroglu et al. 2024, arXiv 2404.10102. Scalar."""
    return best_parameters(training_flop, besiroglu_a, besiroglu_b, besiroglu_alpha, besiroglu_beta)


@line
def besiroglu_tokens_per_parameter(
    training_flop: Flop, besiroglu_parameters_b: BillionParams
) -> TokenPerParam:
    """Tokens per parameter at that size. Scalar."""
    return tokens_per_parameter_at(training_flop, besiroglu_parameters_b)


@line
def optimum_disagreement(
    training_flop: Flop,
    hoffmann_tokens_per_parameter: TokenPerParam,
    besiroglu_tokens_per_parameter: TokenPerParam,
) -> Ratio:
    """First fit over second, in tokens per parameter. Scalar. 1 where there is nothing to train."""
    is_any = training_flop > 0
    second = where(is_any, besiroglu_tokens_per_parameter, ONE_EACH)
    return where(is_any, hoffmann_tokens_per_parameter, ONE_EACH) / second
