"""The form that asks a partner to do an action of a case."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import DataGroupField, LineField
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.directory.models import Organisation
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.fields import DayField

WHO = {"invalid_choice": "Kies wie ernaar vraagt.", "required": "Kies wie ernaar vraagt."}
WHICH = {"invalid_choice": "Kies een organisatie.", "required": "Kies een organisatie."}
WHEN = {"invalid": "Dit is geen dag. Kies er een.", "required": "Kies voor wanneer."}


class AskPartnerForm(forms.Form):
    """What is asked of whom, by when; the owner is a member who may work in the case."""

    organisation = forms.ModelChoiceField(
        label="Wie doet het?",
        queryset=Organisation.objects.none(),
        empty_label="Kies",
        error_messages=WHICH,
    )
    text = LineField(
        "Wat vraag je?",
        help_text="Precies dit leest de partner, en verder niets uit de casus. "
        "Zet er geen naam in als het zonder kan.",
    )
    due_on = DayField("Voor wanneer?", error_messages=WHEN)
    owner = forms.ModelChoiceField(
        label="Wie van ons vraagt ernaar?",
        queryset=Member.objects.none(),
        empty_label=None,
        error_messages=WHO,
    )
    group = DataGroupField("Waar gaat het over?")
    key = FormKeyField()

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].initial = None  # nothing is chosen before somebody looked
        here = Organisation.objects.filter(ended_on=None).order_by("name")
        self.fields["organisation"].queryset = here  # type: ignore[attr-defined]
        self.fields["owner"].queryset = case.workers()  # type: ignore[attr-defined]
