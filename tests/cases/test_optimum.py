"""Compute-optimal size by the two published fits: figures of the source material."""

from pytest import approx

from planner.model import optimum as op

HOFFMANN = (406.4, 410.7, 0.3392, 0.2849)
ROUNDED = (406.4, 410.7, 0.34, 0.28)
BESIROGLU = (482.01, 2085.43, 0.3478, 0.3658)
ESSAY_FLOP = 3.15e23


def test_the_three_rows_of_the_source_material() -> None:
    # data/formulas.md: 87 (24.5B), 56 (30.6B) and 18.7 (53.0B) tokens per parameter at 3.15e23 FLOP
    for fit, size, ratio in ((ROUNDED, 24.5, 87), (HOFFMANN, 30.6, 56), (BESIROGLU, 53.0, 18.7)):
        best = op.best_parameters(ESSAY_FLOP, *fit)
        assert best == approx(size, rel=0.003)
        assert op.tokens_per_parameter_at(ESSAY_FLOP, best) == approx(ratio, rel=0.008)


def test_the_best_size_uses_up_the_work() -> None:
    # 20 tokens a parameter: 6 x N x 20 N = C, so N = sqrt(C / 120)
    best = (ESSAY_FLOP / 120) ** 0.5 / 1e9
    assert op.tokens_per_parameter_at(ESSAY_FLOP, best) == approx(20)


def test_at_the_optimum_both_terms_of_the_loss_pull_alike() -> None:
    a, b, alpha, beta = BESIROGLU
    parameters = op.best_parameters(1e24, a, b, alpha, beta) * 1e9
    tokens = 1e24 / 6 / parameters
    assert alpha * a / parameters**alpha == approx(beta * b / tokens**beta, rel=1e-9)


def test_the_lines_are_those_functions() -> None:
    assert op.hoffmann_parameters_b(1e23, *HOFFMANN) == op.best_parameters(1e23, *HOFFMANN)
    assert op.besiroglu_parameters_b(1e23, *BESIROGLU) == op.best_parameters(1e23, *BESIROGLU)
    assert op.hoffmann_tokens_per_parameter(1.2e22, 10.0) == approx(20)
    assert op.besiroglu_tokens_per_parameter(1.2e22, 10.0) == approx(20)


def test_disagreement_is_the_first_over_the_second() -> None:
    assert op.optimum_disagreement(1e23, 56.0, 18.7) == approx(2.99, abs=0.01)


def test_nothing_to_train_is_done_best_with_nothing() -> None:
    assert op.hoffmann_parameters_b(0.0, *HOFFMANN) == 0
    assert op.hoffmann_tokens_per_parameter(0.0, 0.0) == 0
    assert op.besiroglu_tokens_per_parameter(0.0, 0.0) == 0
    assert op.optimum_disagreement(0.0, 0.0, 0.0) == 1
