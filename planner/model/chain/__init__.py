"""The chain from the chip to the bank account, as docs/model.md specifies it.

Importing this package registers its lines in :data:`planner.model.LINES`. A line that stands for each
cluster, model, product, path or currency is one function, whose value has a row of months for each of them;
`Lines.spread` parts them into the rows of a workbook. Columns of tables arrive with the rows that exist:
numbers as arrays, NaN where a cell is blank; texts as sequences, "" where one is blank. `level` says which
rates of exchange and which quotes hold: `low`, `base` or `high`.
"""

from planner.model.chain import (
    annual_balances,
    annual_flows,
    answers,
    calendar,
    checks,
    cluster_contracts,
    clusters,
    exchange,
    income,
    lateness,
    liquidity,
    load,
    models,
    other_costs,
    people_costs,
    phase_months,
    phases,
    prices,
    products,
    purchases,
    revenue,
    serving_cost,
    serving_quotes,
    signed,
    sold,
    statement_checks,
    statements,
    tax,
    warning_checks,
    years,
)

__all__ = [
    "annual_balances",
    "annual_flows",
    "answers",
    "calendar",
    "checks",
    "cluster_contracts",
    "clusters",
    "exchange",
    "income",
    "lateness",
    "liquidity",
    "load",
    "models",
    "other_costs",
    "people_costs",
    "phase_months",
    "phases",
    "prices",
    "products",
    "purchases",
    "revenue",
    "serving_cost",
    "serving_quotes",
    "signed",
    "sold",
    "statement_checks",
    "statements",
    "tax",
    "warning_checks",
    "years",
]
