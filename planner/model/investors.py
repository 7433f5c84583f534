"""Investors: what each round sells, and who owns the company before and after it.

Everything runs along the rounds, by their numbers; a number without a round changes nothing. Leaves out
conversions, preferences and secondary sales.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, last, rows, to_date, to_twelve_digits, total, total_of_rows, yes
from planner.model.chain.tables import places, positions, taken_grid, typed
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Flag,
    Fraction,
    Month,
    Num,
    Own,
    PlanMoney,
    PlanPerOwn,
    RoundNumber,
    TextColumn,
)

ROUNDING = 1e-9
"""Difference, as a fraction of the company, that adding up may leave."""


@line(axis="funding_round")
def round_month(funding_round: RoundNumber, rounds_number: RoundNumber, rounds_month: Month) -> Month:
    """Month of each round. Rounds. 0 where there is no such round."""
    return _of_round(funding_round, rounds_number, rounds_month)


@line(axis="funding_round")
def round_amount(
    funding_round: RoundNumber,
    rounds_number: RoundNumber,
    rounds_amount: Own,
    rounds_currency: TextColumn,
    rounds_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
) -> PlanMoney:
    """Amount of each round at the rate of its month, of month 1 where there is none. Rounds."""
    last_month = np.shape(currency_rate)[-1]
    month = typed(rounds_month) / ONE_MONTH
    in_plan = (month >= 1) & (month <= last_month)
    place = places(np.where(in_plan, month, 1.0)) - 1
    row = places(positions(rounds_currency, currencies_currency))
    rate = taken_grid(currency_rate, row)[..., np.arange(len(row)), place]  # type: ignore[index]
    return _of_round(funding_round, rounds_number, typed(rounds_amount) * rate)


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
def round_post_money(round_new_share: Fraction, round_amount: PlanMoney) -> PlanMoney:
    """Value of the company just after each round. Rounds. 0 where no shares are sold."""
    sells = round_new_share > 0
    return np.where(sells, round_amount, 0.0) / np.where(sells, round_new_share, 1.0)


@line(axis="funding_round")
def founders_value(founders_after: Fraction, round_post_money: PlanMoney) -> PlanMoney:
    """Founders' part of it. Rounds. On paper: nobody has bought it."""
    return round_post_money * founders_after


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


@line
def ownership_check(ownership_before: Fraction, ownership_after: Fraction) -> Flag:
    """1 where all shares add up to 1 before and after each round, else 0. Rounds -> scalar."""
    gap = total(np.abs(ownership_before - 1)) + total(np.abs(ownership_after - 1))
    return yes(gap <= ROUNDING)


@line
def rounds_in_order_check(round_out_of_order: Flag) -> Flag:
    """1 where rounds are numbered in the order of their months, else 0. Rounds -> scalar."""
    return yes(total(round_out_of_order) == 0)


@line
def first_owners_check(earlier_investors_share: Fraction) -> Flag:
    """1 where founders and options are not more than the whole company, else 0. Scalar."""
    return yes(earlier_investors_share + ROUNDING >= 0)


def _of_round(number: Num, numbers: Num, column: Num) -> Num:
    """A column of the rounds table, by the number of the round. Rounds. 0 where there is no such round."""
    return total_of_rows((rows(typed(numbers)) == number) * rows(typed(column)))


def _of_earlier(issued: Num) -> Num:
    """What all earlier rounds issued. Rounds."""
    nothing = issued[..., :1] * 0.0  # type: ignore[index]
    earlier: Num = np.concatenate([nothing, to_date(issued)[..., :-1]], axis=-1)  # type: ignore[index]
    return earlier
