"""The periods on the page of a case."""

from dataclasses import dataclass

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.actions import DecryptedPeriod
from uitweg.casework.cases.periods.forms import period_group_choices, startable_kinds
from uitweg.platform.policy import periods as policy
from uitweg.platform.policy.periods import PeriodPolicy


@dataclass(frozen=True)
class PeriodsSection:
    """Periods that run and that ended, and what this reader may start or change.

    `startable` holds, for each kind of the policy that does not run yet, its value and its policy.
    `group_choices` is what a period outside the policy can be about.
    """

    running: list[DecryptedPeriod]
    ended: list[DecryptedPeriod]
    startable: list[tuple[str, PeriodPolicy]]
    group_choices: list[tuple[str, str]]
    changeable_groups: frozenset[DataGroup]


def periods_section(case: Case, key: CaseKey, visibility: Visibility) -> PeriodsSection:
    """Open the periods of a case that this reader may see."""
    shown = periods.decrypt_periods(case, key, visibility)
    running = [period for period in shown if not period.row.ended]
    running_kinds = {period.row.kind for period in running}
    return PeriodsSection(
        running=running,
        ended=[period for period in shown if period.row.ended],
        startable=[
            (kind.value, policy.period_table()[kind])
            for kind in startable_kinds(visibility)
            if kind not in running_kinds
        ],
        group_choices=period_group_choices(visibility),
        changeable_groups=visibility.writable_groups,
    )
