"""Forms of the signed paper: the lawyer's check, sharing it, and what an authority found."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from uitweg.casework.appraisal.compartment.rules.stages import (
    Authority,
    AuthorityView,
    LawyerCheckOutcome,
)
from uitweg.casework.appraisal.judging.forms import SHA256_HEX, VersionForm
from uitweg.casework.appraisal.paper.actions.findings import WrittenFinding
from uitweg.casework.appraisal.paper.actions.lawyer_checks import WrittenCheck
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.platform.ui.fields import DayField, Picks, TextArea


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
        label="Kantoor",
        queryset=Organisation.objects.none(),
        empty_label="Kies",
        error_messages={"required": "Kies het kantoor.", "invalid_choice": "Kies het kantoor."},
    )
    name = forms.CharField(
        label="Naam van de advocaat",
        max_length=300,
        error_messages={"required": "Schrijf op hoe de advocaat heet."},
    )
    checked_on = DayField(
        "Gelezen en besproken op",
        error_messages={"invalid": "Dit is geen dag.", "required": "Kies de dag."},
    )
    outcome = forms.TypedChoiceField(
        widget=Picks({"required": True}),
        choices=LawyerCheckOutcome.choices(),
        coerce=LawyerCheckOutcome,
        error_messages={"required": "Kies of het mag.", "invalid_choice": "Kies of het mag."},
    )
    said = OwnWordsField("Wat zei de advocaat erbij", required=False, widget=TextArea(4, keep=True))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = lawyers()  # type: ignore[attr-defined]
        self.fields["checked_on"].widget.attrs["max"] = timezone.localdate().isoformat()

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


class FindingForm(forms.Form):
    key = FormKeyField()
    authority = forms.TypedChoiceField(
        label="Van wie",
        choices=[("", "Kies"), *Authority.choices()],
        coerce=Authority,
        error_messages={"required": "Kies wie dit vindt."},
    )
    view = forms.TypedChoiceField(
        label="Slachtoffer van uitbuiting?",
        choices=[("", "Kies"), *AuthorityView.sentences()],
        coerce=AuthorityView,
        error_messages={"required": "Kies wat zij ervan vinden."},
    )
    found_on = DayField(
        "Op welke dag", error_messages={"invalid": "Dit is geen dag.", "required": "Kies de dag."}
    )
    said_by = forms.CharField(
        label="Wie zei het, of in welk stuk",
        max_length=300,
        error_messages={"required": "Schrijf op wie het zei, of welk stuk het is."},
    )
    decided = OwnWordsField("Wat is gezegd of besloten", widget=TextArea(4, keep=True))
    why = OwnWordsField("Waarom, in hun woorden", required=False, widget=TextArea(keep=True))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_found_on(self) -> date:
        day: date = self.cleaned_data["found_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return day

    @property
    def written(self) -> WrittenFinding:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return WrittenFinding(**typed)
