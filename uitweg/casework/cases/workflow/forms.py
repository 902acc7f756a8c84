"""Forms of the next state, the ground, and closing."""

from collections.abc import Iterable
from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import LONGEST_FIELD, LONGEST_LINE
from uitweg.casework.cases.case.rules.contents import (
    ACTION_ENDS,
    GOAL_ENDS,
    ActionState,
    GoalState,
    SheetKind,
    YoungsterKnows,
)
from uitweg.casework.cases.case.rules.workflow import CaseState, Ending, LegalGround
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import ENDS_AT_CLOSING, PeriodEnd
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.choices import Choices
from uitweg.platform.ui.fields import Chips, DayField, Picks, TextArea


class ChangeStateForm(forms.Form):
    then = forms.TypedChoiceField(choices=CaseState.choices(), coerce=CaseState)
    why = forms.CharField(max_length=LONGEST_LINE, required=False)


class GroundAndReviewForm(forms.Form):
    """The legal ground and the review date; `seen` is what the page showed of both."""

    seen = forms.CharField(max_length=60, required=False)
    ground = forms.TypedChoiceField(
        label="Grondslag", choices=LegalGround.choices(), coerce=LegalGround
    )
    review_on = DayField("Wanneer evalueer je weer?", required=False)


GOAL_PREFIX, ACTION_PREFIX, PERIOD_PREFIX = "doel-", "actie-", "termijn-"
FIELD_TOO_LONG = f"Dit is langer dan {LONGEST_FIELD} tekens. Maak het korter."


class ClosingForm(forms.Form):
    """A choice for each open goal, action and period, and the fields of the closing sheet.

    Nothing is required here: `rules/workflow.py` decides what is missing, and the page shows all of
    it at once.
    """

    key = FormKeyField()
    ending = forms.TypedChoiceField(
        choices=Ending.choices(), coerce=Ending, required=False, empty_value=None, widget=Picks
    )
    told = forms.TypedChoiceField(
        choices=YoungsterKnows.choices(), coerce=YoungsterKnows, required=False, widget=Chips
    )

    def __init__(
        self,
        goals: Iterable[Goal],
        actions: Iterable[Action],
        running_periods: Iterable[Period],
        typed: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, **kwargs)
        for name, row in SHEET_FIELDS[SheetKind.CLOSING].items():
            if row.choices:
                continue
            self.fields[name] = forms.CharField(
                label=row.question,
                required=False,
                max_length=LONGEST_FIELD,
                error_messages={"max_length": FIELD_TOO_LONG},
                widget=TextArea(2, keep=True),
            )
        for goal in goals:
            self.fields[f"{GOAL_PREFIX}{goal.pk}"] = _choice_field(GoalState, GOAL_ENDS)
        for action in actions:
            self.fields[f"{ACTION_PREFIX}{action.pk}"] = _choice_field(ActionState, ACTION_ENDS)
        for period in running_periods:
            self.fields[f"{PERIOD_PREFIX}{period.pk}"] = _choice_field(PeriodEnd, ENDS_AT_CLOSING)

    @property
    def goal_states(self) -> dict[int, GoalState]:
        return self._chosen(GOAL_PREFIX)

    @property
    def action_states(self) -> dict[int, ActionState]:
        return self._chosen(ACTION_PREFIX)

    @property
    def period_ends(self) -> dict[int, PeriodEnd]:
        return self._chosen(PERIOD_PREFIX)

    @property
    def sheet_fields(self) -> dict[str, str]:
        """Return the fields of the closing sheet, by name."""
        names = SHEET_FIELDS[SheetKind.CLOSING]
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in names}

    def _chosen(self, prefix: str) -> dict[int, Any]:
        """Return what was chosen for each row, by its id; rows without a choice are left out."""
        return {
            int(name.removeprefix(prefix)): self.cleaned_data[name]
            for name in self.fields
            if name.startswith(prefix) and self.cleaned_data[name]
        }


def _choice_field[Kind: Choices](kind: type[Kind], offered: Iterable[Kind]) -> forms.ChoiceField:
    return forms.TypedChoiceField(choices=kind.choices(offered), coerce=kind, required=False)
