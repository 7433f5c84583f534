"""People: what the team is paid."""

from __future__ import annotations

from planner.model.arrays import total
from planner.model.lines import line
from planner.units import CnyPerPersonYear, CnyPerYear, Person


@line
def team_annual_cny(roles_headcount: Person, roles_annual_pay_cny: CnyPerPersonYear) -> CnyPerYear:
    """Pay of all roles for a year. Rows of the roles table -> scalar."""
    return total(roles_headcount * roles_annual_pay_cny)
