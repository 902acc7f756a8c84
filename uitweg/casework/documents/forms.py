"""What is chosen for a paper, checked; and to whom it goes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from uitweg.casework.cases.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.forms.fields import LineField
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureBasis
from uitweg.casework.documents.rules import (
    PRESET_GROUPS,
    DocumentChoice,
    DocumentKind,
    DocumentRecipient,
)

HANDOVER_LOOKBACK = timedelta(days=14)
"""How far a hand-over looks back when nobody says so."""
CHOICE_ERRORS = {"required": "Kies uit de lijst.", "invalid_choice": "Kies uit de lijst."}
DATE_ERRORS = {"invalid": "Dit is geen dag. Schrijf het als 2026-03-14."}
OWN_PURPOSE = "Eigen werk"
OWN_WORK_NOT_ALLOWED = "Eigen werk van het team geldt niet voor een ander. Kies waarop het rust."
WHO_CONSENTED = "Schrijf op wie het goed vond, en wanneer."
WHY_WITHOUT_CONSENT = "Schrijf op waarom dit mag zonder toestemming."


class DocumentChoiceForm(forms.Form):
    """Which paper, for whom, about what, from when to when; it stands in the address."""

    papier = forms.TypedChoiceField(
        choices=DocumentKind.choices(), coerce=DocumentKind, error_messages=CHOICE_ERRORS
    )
    voor = forms.TypedChoiceField(
        choices=DocumentRecipient.choices(), coerce=DocumentRecipient, error_messages=CHOICE_ERRORS
    )
    over = forms.TypedMultipleChoiceField(
        choices=DataGroup.choices(),
        coerce=DataGroup,
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    vanaf = forms.DateField(required=False, error_messages=DATE_ERRORS)
    tot = forms.DateField(required=False, error_messages=DATE_ERRORS)
    team = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        since, until = typed.get("vanaf"), typed.get("tot")
        if since and until and until < since:
            self.add_error("tot", "De laatste dag ligt vóór de eerste.")
        if (
            typed.get("papier") == DocumentKind.HANDOVER
            and typed.get("voor") == DocumentRecipient.YOUNGSTER
        ):
            self.add_error("voor", "Een overdracht is niet voor de jongere. Kies een samenvatting.")
        return typed

    @property
    def choice(self) -> DocumentChoice:
        typed = self.cleaned_data
        return DocumentChoice(
            paper=typed["papier"],
            reader=typed["voor"],
            groups=frozenset(typed["over"]),
            since=typed["vanaf"],
            until=typed["tot"],
            team=typed["team"],
        )


def with_defaults(given: QueryDict, *, today: date) -> QueryDict:
    """Return what was asked, with what goes without saying: my own timeline, and the ticks that
    fit its reader as long as nobody set them."""
    filled = given.copy()
    filled.setdefault("papier", DocumentKind.CHRONOLOGY)
    filled.setdefault("voor", DocumentRecipient.OWN)
    reader = filled["voor"]
    if filled.get("gekozen") != reader and reader in list(DocumentRecipient):
        filled.setlist("over", sorted(PRESET_GROUPS[DocumentRecipient(reader)]))
    if (
        filled["papier"] == DocumentKind.HANDOVER
        and not filled.get("vanaf")
        and not filled.get("tot")
    ):
        filled["vanaf"] = (today - HANDOVER_LOOKBACK).isoformat()
    return filled


class DocumentDisclosureForm(forms.Form):
    """To whom it goes and on what it rests. For oneself there is nothing to fill in."""

    wie = LineField()
    doel = LineField()
    grond = forms.TypedChoiceField(
        choices=DisclosureBasis.choices(), coerce=DisclosureBasis, error_messages=CHOICE_ERRORS
    )
    reden = LineField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        basis, reason = typed.get("grond"), typed.get("reden")
        if basis == DisclosureBasis.OWN_WORK:
            self.add_error("grond", OWN_WORK_NOT_ALLOWED)
        elif basis == DisclosureBasis.CONSENT and not reason:
            self.add_error("reden", WHO_CONSENTED)
        elif (
            basis in (DisclosureBasis.LAW, DisclosureBasis.DANGER, DisclosureBasis.OTHER)
            and not reason
        ):
            self.add_error("reden", WHY_WITHOUT_CONSENT)
        return typed

    @property
    def why(self) -> DisclosureStatement:
        typed = self.cleaned_data
        return DisclosureStatement(typed["wie"], typed["doel"], typed["grond"], typed["reden"])


def omitted_by_hand(given: Mapping[str, Any] | QueryDict) -> frozenset[str]:
    """Return the lines that the maker ticked to stay out."""
    return frozenset(given.getlist("weg")) if isinstance(given, QueryDict) else frozenset()


def own_work_reason(name: str) -> DisclosureStatement:
    return DisclosureStatement(name, OWN_PURPOSE, DisclosureBasis.OWN_WORK)
