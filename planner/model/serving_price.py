"""Serving, price: what tokens bring, what is left of it, and where the cost is covered.

Customers pay for the tokens they ask for. A cache answers some of them at no cost; moderation adds tokens
that nobody pays for; spare replicas are rented and do not work. To break even is to cover all that.
"""

from __future__ import annotations

from planner.model.arrays import to_twelve_digits, whole_up, yes
from planner.model.lines import line
from planner.units import (
    BILLION,
    TOKENS_PER_THOUSAND,
    BillionTokensPerMonth,
    Constant,
    Flag,
    Fraction,
    Ratio,
    Replica,
    Server,
    TokenPerSequence,
    UsdPer1kTokens,
    UsdPerMonth,
)

ROUNDING = Constant(1e-9, "")
"""Difference, as a fraction, at which two numbers still count as equal."""

ONE_REPLICA = Constant(1, "replica")


@line
def served_per_token(cache_hit_fraction: Fraction, moderation_overhead: Fraction) -> Ratio:
    """Tokens that the model works on for each token asked for. Scalar."""
    missed = 1 - cache_hit_fraction
    return missed + missed * moderation_overhead


@line
def serving_revenue_usd_per_1k_tokens(
    serving_input_tokens: TokenPerSequence,
    serving_output_tokens: TokenPerSequence,
    price_usd_per_1k_input_tokens: UsdPer1kTokens,
    price_usd_per_1k_output_tokens: UsdPer1kTokens,
) -> UsdPer1kTokens:
    """What 1,000 tokens asked for bring, in the plan's mix of input and output. Scalar."""
    inputs = serving_input_tokens / (serving_input_tokens + serving_output_tokens)
    return inputs * price_usd_per_1k_input_tokens + (1 - inputs) * price_usd_per_1k_output_tokens


@line
def breakeven_usd_per_1k_tokens(
    serving_usd_per_1k_tokens: UsdPer1kTokens, served_per_token: Ratio, replica_spares: Fraction
) -> UsdPer1kTokens:
    """Price of 1,000 tokens asked for that just covers serving them, spares included. Scalar."""
    return (serving_usd_per_1k_tokens + serving_usd_per_1k_tokens * replica_spares) * served_per_token


@line
def serving_gross_margin(
    breakeven_usd_per_1k_tokens: UsdPer1kTokens, serving_revenue_usd_per_1k_tokens: UsdPer1kTokens
) -> Fraction:
    """Share of the revenue that serving leaves. Scalar. Negative where a token costs more than it brings."""
    left = serving_revenue_usd_per_1k_tokens - breakeven_usd_per_1k_tokens
    return to_twelve_digits(left / serving_revenue_usd_per_1k_tokens)


@line
def breakeven_tokens_month_b(
    replica_month_usd: UsdPerMonth,
    replica_spares: Fraction,
    serving_revenue_usd_per_1k_tokens: UsdPer1kTokens,
) -> BillionTokensPerMonth:
    """Tokens asked for in a month that pay for one replica and its share of the spares. Scalar."""
    to_pay = replica_month_usd + replica_month_usd * replica_spares
    return to_pay / serving_revenue_usd_per_1k_tokens * TOKENS_PER_THOUSAND / BILLION


@line
def breakeven_utilisation(
    breakeven_tokens_month_b: BillionTokensPerMonth,
    served_per_token: Ratio,
    replica_tokens_month_b: BillionTokensPerMonth,
) -> Fraction:
    """Load at which a replica earns what it costs. Scalar. Above 1 it never does at this price."""
    return breakeven_tokens_month_b * served_per_token / replica_tokens_month_b


@line
def replicas_at_ceiling_exact(
    demand_ceiling_tokens_b: BillionTokensPerMonth,
    served_per_token: Ratio,
    peak_to_average: Ratio,
    replica_tokens_month_b: BillionTokensPerMonth,
) -> Replica:
    """Replicas that the busiest hour of the largest demand fills, not rounded. Scalar. Without spares."""
    busiest = peak_to_average * served_per_token * demand_ceiling_tokens_b
    return busiest / replica_tokens_month_b * ONE_REPLICA


@line
def replicas_at_ceiling(replicas_at_ceiling_exact: Replica, replica_spares: Fraction) -> Replica:
    """Replicas for the largest demand, with spares. Scalar. Whole replicas, and whole spares."""
    working = whole_up(replicas_at_ceiling_exact)
    return working + whole_up(working * replica_spares)


@line
def serving_servers_at_ceiling(replicas_at_ceiling: Replica, serving_servers: Server) -> Server:
    """Servers of all replicas at the largest demand. Scalar."""
    return serving_servers * (replicas_at_ceiling / ONE_REPLICA)


@line
def serving_load_check(serving_utilisation: Fraction, peak_to_average: Ratio) -> Flag:
    """1 where the load is at most what replicas rented for the busiest hour can have, else 0. Scalar."""
    return yes(serving_utilisation * peak_to_average <= 1 + ROUNDING)
