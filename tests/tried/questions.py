"""Thirty questions that owners of plans ask, over all presets, and what paper says where it can."""

from __future__ import annotations

from typing import NamedTuple

HOURS = 625_000.0
"""GPU-hours of the run of `essay`, from its source; on 1,024 GPUs that is 25.43 days."""


class Question(NamedTuple):
    """An input, a condition, and where it is to be met.

    Attributes:
        paper: the answer by hand.
    """

    preset: str
    key: str
    until: str
    level: str = "base"
    paper: float | None = None

    def __str__(self) -> str:
        return f"{self.preset}-{self.key}-{self.until}-{self.level}".replace(" ", "_")


QUESTIONS = (
    # nothing else moves in a blank plan: sixty months of a cost, and an opening balance
    Question("blank", "other_costs[A cost].amount", "closing_cash_end>=-600000", paper=10_000.0),
    Question("blank", "opening_cash", "minimum_cash>=1e6", paper=1e6),
    Question("blank", "opening_cash", "closing_cash[12]>=250000", "high", paper=250_000.0),
    # the printed cost of the programme, 1,807,974,733 CNY, is the least reserve that covers it
    Question("essay", "reserve_cny", "reserve_margin_cny>=0", paper=1_807_974_732.8),
    Question("essay", "reserve_cny", "reserve_check=yes", paper=1_807_974_732.8),
    # 625,000 hours in 30 days of 24 take 868.06 GPUs, and 25.43 days at the speed of the source
    Question("essay", "clusters[Training].gpus", "training_days<=30", paper=869.0),
    Question("essay", "gpu_tflops", "training_days<=20", paper=140 * HOURS / 1024 / 24 / 20),
    Question("essay", "opening_cash", "minimum_cash>=0", paper=1_648_158_848.0),
    Question("essay", "currencies[USD].year_1", "programme_total_cny<=1.7e9"),
    Question("essay", "serving_latency_s", "serving_usd_per_1m_output_tokens<=2", "high"),
    Question("startup", "rounds[Seed].amount", "minimum_cash>=0"),
    Question("startup", "rounds[Seed].amount", "minimum_cash>=0", "high"),
    Question("startup", "rounds[Series A].month", "minimum_cash>=0"),
    Question("startup", "rounds[Series A].amount", "minimum_cash>=7e6"),
    Question("startup", "price_factor", "breakeven_month<=36"),
    Question("startup", "demand_factor", "closing_cash_end>=60e6"),
    Question("startup", "clusters[Training].gpus", "training_elapsed_days<=30"),
    Question("startup", "mfu", "training_elapsed_days=40", "high"),
    Question("startup", "roles[Research after series A].start_month", "closing_cash[24]>=33e6"),
    Question("startup", "roles[Research and training].headcount", "minimum_cash>=5e6"),
    Question("startup", "products[Seats].price", "npv_with_terminal_value>=0"),
    Question("startup", "cost_factor", "closing_cash[2028-06]>=10e6", "low"),
    Question("startup", "plan_start", "minimum_cash>=8e6"),
    Question("frontier", "rounds[Founding round].amount", "minimum_cash>=100e6"),
    Question("frontier", "rounds[Growth round].month", "minimum_cash>=400e6"),
    Question("frontier", "discount_rate", "npv_with_terminal_value>=0"),
    Question("moe", "opening_cash", "minimum_cash>=50e6", "high"),
    Question("moe", "products[API].launch_month", "closing_cash_end>=220e6"),
    Question("china", "clusters[First, H20].gpus", "training_elapsed_days<=20"),
    Question("china", "roles[Systems engineers].annual_pay", "minimum_cash>=1.3e9"),
)
