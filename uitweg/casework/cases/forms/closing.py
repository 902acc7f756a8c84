"""What is said when a case is closed, checked: how each goal and action ended, and the rest."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms

from uitweg.casework.cases.forms.fields import LONGEST_FIELD
from uitweg.casework.cases.models import Action, Goal, Period
from uitweg.casework.cases.rules.closing import ENDING_WORDS, Ending
from uitweg.casework.cases.rules.periods import END_WORDS, ENDS_AT_CLOSING, PeriodEnd
from uitweg.casework.cases.rules.plan import ACTION_WORDS, GOAL_WORDS, ActionState, GoalState
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, TOLD_WORDS, SheetKind
from uitweg.channel.forms import FormKeyField

GOAL_PREFIX, ACTION_PREFIX, PERIOD_PREFIX = "doel-", "actie-", "termijn-"
PERIOD_END_WORDS = {how: END_WORDS[how] for how in ENDS_AT_CLOSING}
FIELD_TOO_LONG = f"Dit is langer dan {LONGEST_FIELD} tekens. Maak het korter."


class ClosingForm(forms.Form):
    """Nothing is required here: what is missing is a decision of cases.rules, said all at once."""

    key = FormKeyField()
    ending = forms.ChoiceField(
        choices=[(e.value, w) for e, w in ENDING_WORDS.items()], required=False
    )
    told = forms.ChoiceField(choices=list(TOLD_WORDS.items()), required=False)

    def __init__(
        self,
        goals: Iterable[Goal],
        actions: Iterable[Action],
        running: Iterable[Period],
        typed: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, **kwargs)
        for name in ("stays", "call", "why_not"):
            self.fields[name] = forms.CharField(
                label=SHEET_FIELDS[SheetKind.CLOSING][name],
                required=False,
                max_length=LONGEST_FIELD,
                error_messages={"max_length": FIELD_TOO_LONG},
            )
        for goal in goals:
            self.fields[f"{GOAL_PREFIX}{goal.pk}"] = _choice_field(GOAL_WORDS)
        for action in actions:
            self.fields[f"{ACTION_PREFIX}{action.pk}"] = _choice_field(ACTION_WORDS)
        for period in running:
            self.fields[f"{PERIOD_PREFIX}{period.pk}"] = _choice_field(PERIOD_END_WORDS)

    @property
    def ended_with(self) -> Ending | None:
        chosen = self.cleaned_data["ending"]
        return Ending(chosen) if chosen else None

    @property
    def goals(self) -> dict[int, GoalState]:
        return {number: GoalState(word) for number, word in self._chosen(GOAL_PREFIX)}

    @property
    def actions(self) -> dict[int, ActionState]:
        return {number: ActionState(word) for number, word in self._chosen(ACTION_PREFIX)}

    @property
    def running(self) -> dict[int, PeriodEnd]:
        return {number: PeriodEnd(word) for number, word in self._chosen(PERIOD_PREFIX)}

    @property
    def words(self) -> dict[str, str]:
        """Return the fields of the sheet on closing."""
        names = SHEET_FIELDS[SheetKind.CLOSING]
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in names}

    def _chosen(self, before: str) -> list[tuple[int, str]]:
        named = [name for name in self.fields if name.startswith(before)]
        said = [(int(name.removeprefix(before)), self.cleaned_data[name]) for name in named]
        return [(number, word) for number, word in said if word]


def _choice_field(words: dict[Any, str]) -> forms.ChoiceField:
    choices: list[tuple[StrEnum, str]] = list(words.items())
    return forms.ChoiceField(choices=[(k.value, word) for k, word in choices], required=False)
