"""Goodput: the useful share of the time that a run takes, from checkpoints, failures and restarts.

First order: the losses for each hour of useful work add up, and no failure falls into a restart. Young 1974
("A first order approximation to the optimum checkpoint interval"), Daly 2006.
"""

from __future__ import annotations

from planner.model.lines import line
from planner.model.maths import smaller, sqrt, where
from planner.units import (
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    ONE_SERVER,
    SECONDS_PER_HOUR,
    Choice,
    Day,
    Fraction,
    Hour,
    Minute,
    Ratio,
    Second,
    Server,
)


@line
def job_mtbf_hours(node_mtbf_days: Day, cluster_servers: Server) -> Hour:
    """Hours between failures of a job that stops when any of its servers does. Scalar."""
    return node_mtbf_days / (cluster_servers / ONE_SERVER) * HOURS_PER_DAY


@line
def young_hours(checkpoint_seconds: Second, job_mtbf_hours: Hour) -> Hour:
    """Young's interval, the root of 2 x checkpoint x time between failures. Scalar."""
    checkpoint = checkpoint_seconds / SECONDS_PER_HOUR
    return sqrt(checkpoint * job_mtbf_hours * 2)


@line
def checkpoint_ratio(checkpoint_seconds: Second, job_mtbf_hours: Hour) -> Ratio:
    """Time of a checkpoint over twice the time between failures. Scalar. Young's interval wants it small."""
    return checkpoint_seconds / SECONDS_PER_HOUR / job_mtbf_hours / 2


@line
def daly_divisor() -> Ratio:
    """What each further term of Daly's series is divided by. A constant of the method."""
    return 3.0


@line
def daly_hours(
    young_hours: Hour,
    checkpoint_ratio: Ratio,
    daly_divisor: Ratio,
    checkpoint_seconds: Second,
    job_mtbf_hours: Hour,
) -> Hour:
    """Daly's interval, of higher order. Scalar. Where a checkpoint takes twice as long: that time itself."""
    term = checkpoint_ratio**0.5 / daly_divisor
    longer = young_hours * (1 + term + term**2)
    return where(checkpoint_ratio < 1, longer - checkpoint_seconds / SECONDS_PER_HOUR, job_mtbf_hours)


@line
def checkpoint_hours(
    checkpoint_rule: Choice, young_hours: Hour, daly_hours: Hour, typed_checkpoint_hours: Hour
) -> Hour:
    """The interval that the plan uses. Scalar."""
    rules = {"young": young_hours, "daly": daly_hours, "typed": typed_checkpoint_hours}
    return rules[checkpoint_rule.casefold()]


@line
def broken_servers(cluster_servers: Server, repair_hours: Hour, node_mtbf_days: Day) -> Server:
    """Servers out of order at any time, on average. Scalar."""
    failures_per_hour = cluster_servers / node_mtbf_days / HOURS_PER_DAY
    return failures_per_hour * repair_hours


@line
def spare_cover(spare_servers: Server, broken_servers: Server) -> Fraction:
    """Share of failures that find a spare server. Scalar. As many spares as broken servers cover all."""
    return smaller(spare_servers / broken_servers, 1.0)


@line
def restart_hours(restart_minutes: Minute, repair_hours: Hour, spare_cover: Fraction) -> Hour:
    """Hours that a failure stops the run: starting again, and mending where no spare is at hand. Scalar."""
    return restart_minutes / MINUTES_PER_HOUR + repair_hours - repair_hours * spare_cover


@line
def lost_fraction(
    checkpoint_seconds: Second, checkpoint_hours: Hour, job_mtbf_hours: Hour, restart_hours: Hour
) -> Fraction:
    """Hours lost for each useful one. Scalar. A failure loses half an interval and a restart."""
    writing = checkpoint_seconds / (SECONDS_PER_HOUR * checkpoint_hours)
    each_failure = checkpoint_hours / 2 + restart_hours
    return writing + each_failure / job_mtbf_hours


@line
def goodput(goodput_from: Choice, typed_goodput: Fraction, lost_fraction: Fraction) -> Fraction:
    """Useful over elapsed time. Scalar. 1 where stops are not counted."""
    source = goodput_from.casefold()
    if source == "failures":
        return (1 + lost_fraction) ** -1
    return typed_goodput if source == "typed" else 1.0


@line
def expected_failures(training_elapsed_days: Day, job_mtbf_hours: Hour) -> Ratio:
    """Failures in one run, on average. Scalar."""
    return training_elapsed_days / (job_mtbf_hours / HOURS_PER_DAY)
