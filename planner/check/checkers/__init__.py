"""Programs that evaluate a workbook's formulas without planner: the independent half of every check."""

from planner.check.checkers.base import CHECKERS, CheckerInfo

__all__ = ["CHECKERS", "CheckerInfo", "available"]


def available() -> tuple[CheckerInfo, ...]:
    """Which checkers this machine has, each tried."""
    from planner.check.checkers.installed import try_all

    return try_all()
