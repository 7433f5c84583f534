"""Investors: what each round sells, and who owns the company before and after it.

Everything runs along the rounds, by their numbers; a number without a round changes nothing. Leaves out
conversions, preferences and secondary sales.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, last, named, rows, to_date, to_twelve_digits, total_of_rows, yes
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    USD_BY_NAME,
    ChoiceColumn,
    Cny,
    Flag,
    Fraction,
    Month,
    Num,
    Own,
    Reported,
    ReportedPerCny,
    ReportedPerUsd,
    RoundNumber,
    Usd,
)


@line(axis="funding_round")
def round_month(funding_round: RoundNumber, rounds_number: RoundNumber, rounds_month: Month) -> Month:
    """Month of each round. Rounds. 0 where there is no such round."""
    return _of_round(funding_round, rounds_number, rounds_month)


@line(axis="funding_round")
def round_usd(
    funding_round: RoundNumber,
    rounds_number: RoundNumber,
    rounds_currency: ChoiceColumn,
    rounds_amount: Own,
) -> Usd:
    """Amount of each round that is paid in USD. Rounds."""
    paid = rounds_amount * named(rounds_currency, "USD") * USD_BY_NAME
    return _of_round(funding_round, rounds_number, paid)


@line(axis="funding_round")
def round_cny(
    funding_round: RoundNumber,
    rounds_number: RoundNumber,
    rounds_currency: ChoiceColumn,
    rounds_amount: Own,
) -> Cny:
    """Amount of each round that is paid in CNY. Rounds."""
    paid = rounds_amount * named(rounds_currency, "CNY") * CNY_BY_NAME
    return _of_round(funding_round, rounds_number, paid)


@line(axis="funding_round")
def round_amount_reported(
    round_usd: Usd,
    round_cny: Cny,
    round_month: Month,
    month: Month,
    usd_rate: ReportedPerUsd,
    cny_rate: ReportedPerCny,
) -> Reported:
    """Amount of each round at the rate of its month. Rounds."""
    then = month == round_month[..., None]  # type: ignore[index]
    usd_then: ReportedPerUsd = np.add.reduce(then * usd_rate[..., None, :], axis=-1)  # type: ignore[index]
    cny_then: ReportedPerCny = np.add.reduce(then * cny_rate[..., None, :], axis=-1)  # type: ignore[index]
    return cny_then * round_cny + usd_then * round_usd


@line(axis="funding_round")
def round_amount_own(funding_round: RoundNumber, rounds_number: RoundNumber, rounds_amount: Own) -> Own:
    """Amount of each round in its own currency. Rounds."""
    return _of_round(funding_round, rounds_number, rounds_amount)


@line(axis="funding_round")
def round_pre_money_own(
    funding_round: RoundNumber,
    rounds_number: RoundNumber,
    rounds_pre_money: Own,
) -> Own:
    """Value of the company just before each round, in the round's currency. Rounds. 0 sells no shares."""
    return _of_round(funding_round, rounds_number, rounds_pre_money)


@line(axis="funding_round")
def round_new_share(round_amount_own: Own, round_pre_money_own: Own) -> Fraction:
    """Share of the company that the round's investors get. Rounds."""
    sells = yes(round_pre_money_own > 0)
    post_money = np.where(sells > 0, round_amount_own + round_pre_money_own, np.inf)
    return round_amount_own / post_money


@line(axis="funding_round")
def round_pool_increase(
    funding_round: RoundNumber,
    rounds_number: RoundNumber,
    rounds_pool_increase: Fraction,
) -> Fraction:
    """Options made with each round, as a share of the company before its money. Rounds."""
    return _of_round(funding_round, rounds_number, rounds_pool_increase)


@line(axis="funding_round")
def round_kept(round_new_share: Fraction, round_pool_increase: Fraction) -> Fraction:
    """What is left of an owner's share after the round, of 1. Rounds. Nobody buys more to keep a share."""
    return (1 - round_pool_increase) * (1 - round_new_share)


@line(axis="funding_round")
def round_kept_to_date(round_kept: Fraction) -> Fraction:
    """What is left of a share that was there before the first round. Rounds."""
    kept: Fraction = np.cumprod(round_kept, axis=-1)
    return kept


@line(axis="funding_round")
def round_pool_issue(
    round_pool_increase: Fraction, round_new_share: Fraction, round_kept_to_date: Fraction
) -> Fraction:
    """Options made with the round, counted in shares of before the first round. Rounds."""
    return round_pool_increase * (1 - round_new_share) / round_kept_to_date


@line(axis="funding_round")
def round_investor_issue(round_new_share: Fraction, round_kept_to_date: Fraction) -> Fraction:
    """Shares sold in the round, counted in shares of before the first round. Rounds."""
    return round_new_share / round_kept_to_date


@line(axis="funding_round")
def round_out_of_order(round_month: Month) -> Flag:
    """1 where a round's month lies before that of a round with a lower number. Rounds."""
    latest = np.maximum.accumulate(round_month, axis=-1)
    return yes((round_month > 0) & (round_month < latest))


@line
def earlier_investors_share(founders_share: Fraction, option_pool_share: Fraction) -> Fraction:
    """What earlier investors hold before the first round. Scalar. Negative: founders and options exceed 1."""
    return to_twelve_digits(1 - (founders_share + option_pool_share))


@line(axis="funding_round")
def founders_before(founders_share: Fraction, round_kept_to_date: Fraction, round_kept: Fraction) -> Fraction:
    """Founders' share before each round. Rounds."""
    return along(founders_share) * (round_kept_to_date / round_kept)


@line(axis="funding_round")
def pool_before(
    option_pool_share: Fraction,
    round_pool_issue: Fraction,
    round_kept_to_date: Fraction,
    round_kept: Fraction,
) -> Fraction:
    """Staff's share, by options, before each round. Rounds."""
    held = along(option_pool_share) + _of_earlier(round_pool_issue)
    return held * (round_kept_to_date / round_kept)


@line(axis="funding_round")
def investors_before(
    earlier_investors_share: Fraction,
    round_investor_issue: Fraction,
    round_kept_to_date: Fraction,
    round_kept: Fraction,
) -> Fraction:
    """Investors' share before each round, those of all earlier rounds together. Rounds."""
    held = along(earlier_investors_share) + _of_earlier(round_investor_issue)
    return held * (round_kept_to_date / round_kept)


@line(axis="funding_round")
def ownership_before(
    founders_before: Fraction, pool_before: Fraction, investors_before: Fraction
) -> Fraction:
    """All shares before each round; 1 if nothing is lost. Rounds."""
    return investors_before + pool_before + founders_before


@line(axis="funding_round")
def founders_after(founders_share: Fraction, round_kept_to_date: Fraction) -> Fraction:
    """Founders' share after each round. Rounds."""
    return round_kept_to_date * along(founders_share)


@line(axis="funding_round")
def pool_after(
    option_pool_share: Fraction, round_pool_issue: Fraction, round_kept_to_date: Fraction
) -> Fraction:
    """Staff's share, by options, after each round. Rounds."""
    return (to_date(round_pool_issue) + along(option_pool_share)) * round_kept_to_date


@line(axis="funding_round")
def investors_after(
    earlier_investors_share: Fraction, round_investor_issue: Fraction, round_kept_to_date: Fraction
) -> Fraction:
    """Investors' share after each round. Rounds."""
    return (to_date(round_investor_issue) + along(earlier_investors_share)) * round_kept_to_date


@line(axis="funding_round")
def ownership_after(founders_after: Fraction, pool_after: Fraction, investors_after: Fraction) -> Fraction:
    """All shares after each round; 1 if nothing is lost. Rounds."""
    return investors_after + pool_after + founders_after


@line(axis="funding_round")
def round_post_money_reported(round_new_share: Fraction, round_amount_reported: Reported) -> Reported:
    """Value of the company just after each round. Rounds. 0 where no shares are sold."""
    sells = round_new_share > 0
    return np.where(sells, round_amount_reported, 0.0) / np.where(sells, round_new_share, 1.0)


@line(axis="funding_round")
def founders_value_reported(founders_after: Fraction, round_post_money_reported: Reported) -> Reported:
    """Founders' part of it. Rounds. On paper: nobody has bought it."""
    return round_post_money_reported * founders_after


@line
def founders_final_share(founders_after: Fraction) -> Fraction:
    """Founders' share after all rounds. Scalar."""
    return last(founders_after)


@line
def pool_final_share(pool_after: Fraction) -> Fraction:
    """Staff's share, by options, after all rounds. Scalar."""
    return last(pool_after)


@line
def investors_final_share(investors_after: Fraction) -> Fraction:
    """Investors' share after all rounds. Scalar."""
    return last(investors_after)


def _of_round(number: Num, numbers: Num, column: Num) -> Num:
    """A column of the rounds table, by the number of the round. Rounds. 0 where there is no such round."""
    return total_of_rows((rows(numbers) == number) * rows(column))


def _of_earlier(issued: Num) -> Num:
    """What all earlier rounds issued. Rounds."""
    nothing = issued[..., :1] * 0.0  # type: ignore[index]
    earlier: Num = np.concatenate([nothing, to_date(issued)[..., :-1]], axis=-1)  # type: ignore[index]
    return earlier
