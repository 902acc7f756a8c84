"""The forms of partner accounts: an invitation, an answer, a lawyer's note."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import LineField
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.rules.packages import (
    LONGEST_REPLY,
    NEEDING_WORDS,
    HandlingRule,
    PartnerAnswer,
)
from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.platform.accounts.forms import InviteForm
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.ui.fields import Picks, TextArea

NO_RULE_CHOSEN = "Kies wat wij hiermee mogen doen."
PARTNER_HELP = {
    "name": "Zo staat de naam bij antwoorden.",
    "login": "Kleine letters, bijvoorbeeld mirjam.",
    "phone": "Mag leeg.",
    "until": "Mag leeg: dan over een jaar. Langer kan daarna telkens een jaar.",
}


class InvitePartnerForm(InviteForm):
    """An invitation for somebody of an organisation of the directory."""

    organisation = forms.ModelChoiceField(
        label="Organisatie",
        queryset=Organisation.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Kies bij welke organisatie dit account hoort.",
            "invalid_choice": "Kies een organisatie uit de lijst.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = tuple(role for role in Role if role in PARTNERS)
        self.fields["role"].choices = Role.choices(partners)  # type: ignore[attr-defined]
        here = Organisation.objects.filter(ended_on=None).order_by("name")
        self.fields["organisation"].queryset = here  # type: ignore[attr-defined]
        self.fields["phone"].label = "Telefoon"
        for name, help_text in PARTNER_HELP.items():
            self.fields[name].help_text = help_text


class PartnerAnswerForm(forms.Form):
    """One click, with a few words if they want; the police also say what may be done with them."""

    answer = forms.TypedChoiceField(choices=PartnerAnswer.choices(), coerce=PartnerAnswer)
    text = forms.CharField(
        required=False,
        max_length=LONGEST_REPLY,
        error_messages={"max_length": "Dit is langer dan 2000 tekens. Maak het korter."},
        widget=TextArea,
    )
    rule = forms.TypedChoiceField(
        choices=HandlingRule.sentences(),
        coerce=HandlingRule,
        required=False,
        empty_value=None,
        widget=Picks,
    )
    key = FormKeyField()

    def __init__(self, *args: Any, needs_rule: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._needs_rule = needs_rule

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        answer = typed.get("answer")
        if answer in NEEDING_WORDS and not typed.get("text"):
            self.add_error("text", "Schrijf erbij wat u wilt weten of vertellen.")
        if self._needs_rule and typed.get("text") and typed.get("rule") is None:
            self.add_error("rule", NO_RULE_CHOSEN)
        return typed


class NoteForm(forms.Form):
    """A lawyer's note; `reference` is how they themselves call the matter."""

    reference = LineField("Kenmerk", help_text="Hoe u deze zaak zelf noemt.")
    text = OwnWordsField("Notitie", widget=TextArea(4))
    key = FormKeyField()
