"""The form of a route: which steps and periods to make, and who sees to them."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.periods.forms import MAX_DISTANCE
from uitweg.casework.partners.routes.actions import RouteProposal
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.fields import DAY_ERRORS, DayField

NOT_OF_ROUTE = "Deze stap hoort hier niet bij. Kijk nog eens en kies opnieuw."
TOO_FAR = "Die dag ligt te ver weg. Kies een andere."
NOTHING_CHOSEN = "Kies minstens één stap of termijn."
START_PREFIX = "vanaf-"


class RouteForm(forms.Form):
    """Ticks for steps and periods, one owner for all actions, and the first day of each period."""

    key = FormKeyField()

    def __init__(
        self, proposal: RouteProposal, case: Case, member: Member, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._workers = {str(worker.pk): worker for worker in case.workers()}
        wrong = {"invalid_choice": NOT_OF_ROUTE}
        self.fields["stap"] = forms.MultipleChoiceField(
            choices=[(each.step.id, each.step.text) for each in proposal.steps],
            required=False,
            error_messages=wrong,
        )
        self.fields["termijn"] = forms.MultipleChoiceField(
            choices=[(each.period.id, each.what) for each in proposal.periods],
            required=False,
            error_messages=wrong,
        )
        self.fields["wie"] = forms.ChoiceField(
            choices=[(pk, worker.name) for pk, worker in self._workers.items()],
            initial=str(member.pk),
            error_messages={
                "invalid_choice": "Kies wie het doet.",
                "required": "Kies wie het doet.",
            },
        )
        for each in proposal.periods:
            self.fields[START_PREFIX + each.period.id] = DayField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for period in typed.get("termijn", ()):
            day = typed.get(START_PREFIX + period)
            if START_PREFIX + period in self.errors:
                continue
            if day is None:
                self.add_error(START_PREFIX + period, DAY_ERRORS["required"])
            elif abs(day - timezone.localdate()) > MAX_DISTANCE:
                self.add_error(START_PREFIX + period, TOO_FAR)
        if not self.errors and not typed.get("stap") and not typed.get("termijn"):
            raise forms.ValidationError(NOTHING_CHOSEN)
        return typed

    @property
    def owner(self) -> Member:
        return self._workers[self.cleaned_data["wie"]]

    @property
    def starts(self) -> dict[str, date]:
        """Return the first day of each period that was ticked."""
        return {
            period: self.cleaned_data[START_PREFIX + period]
            for period in self.cleaned_data["termijn"]
        }
