"""The forms of a paper that leaves: to whom, and what the lawyer said after reading it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from uitweg.casework.appraisal.actions.lawyer_checks import WrittenCheck
from uitweg.casework.appraisal.forms.judging import SHA256_HEX, VersionForm
from uitweg.casework.appraisal.rules.stages import LawyerCheckOutcome
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.channel.forms import FormKeyField, OwnWordsField


class ShareForm(VersionForm):
    """To which organisation, and the hash of the PDF that the page spoke of, in hexadecimal."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.all())
    shown = forms.RegexField(f"^[0-9a-f]{{{SHA256_HEX}}}$")

    def clean_shown(self) -> bytes:
        return bytes.fromhex(self.cleaned_data["shown"])


class LawyerCheckForm(VersionForm):
    """What a lawyer said of the version that the page showed."""

    key = FormKeyField()
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        error_messages={"required": "Kies het kantoor.", "invalid_choice": "Kies het kantoor."},
    )
    name = forms.CharField(
        max_length=300, error_messages={"required": "Schrijf op hoe de advocaat heet."}
    )
    checked_on = forms.DateField(
        error_messages={"invalid": "Dit is geen dag.", "required": "Kies de dag."}
    )
    outcome = forms.TypedChoiceField(
        choices=LawyerCheckOutcome.choices(),
        coerce=LawyerCheckOutcome,
        error_messages={"required": "Kies of het mag.", "invalid_choice": "Kies of het mag."},
    )
    said = OwnWordsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = lawyers()  # type: ignore[attr-defined]

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return day

    @property
    def written(self) -> WrittenCheck:
        typed = self.cleaned_data
        names = ("outcome", "organisation", "checked_on", "name", "said")
        return WrittenCheck(**{name: typed[name] for name in names})


def lawyers() -> QuerySet[Organisation]:
    """Return the organisations of the directory that offer a lawyer, by name."""
    rows = Organisation.objects.filter(
        ended_on=None, services__kind=ServiceKind.LAWYER, services__ended_on=None
    )
    return rows.distinct().order_by("name")
