"""The forms of a document: which one, with what in it; and to whom it goes and on what basis."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from uitweg.casework.cases.case.forms import LineField
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import BASES_WITHOUT_CONSENT, DisclosureBasis
from uitweg.casework.documents.rules import (
    MOST_LINES,
    PRESET_GROUPS,
    PURPOSES,
    RECIPIENT_NAMES,
    DocumentChoice,
    DocumentKind,
    DocumentRecipient,
)
from uitweg.platform.ui.fields import DayInput, ManyChips

HANDOVER_LOOKBACK = timedelta(days=14)
"""How far back a hand-over goes by default."""
CHOICE_ERRORS = {"required": "Kies uit de lijst.", "invalid_choice": "Kies uit de lijst."}
DATE_ERRORS = {"invalid": "Dit is geen dag. Schrijf het als 2026-03-14."}
OWN_PURPOSE = "Eigen werk"
OWN_WORK_NOT_ALLOWED = (
    "Eigen werk van het team geldt niet voor een ander. Kies een andere grondslag."
)
WHO_CONSENTED = "Schrijf op wie het goed vond, en wanneer."
WHY_WITHOUT_CONSENT = "Schrijf op waarom dit mag zonder toestemming."


class DocumentChoiceForm(forms.Form):
    """Which document, for whom, about what, from when to when; the names stand in the address."""

    papier = forms.TypedChoiceField(
        label="Welk papier",
        choices=DocumentKind.choices(),
        coerce=DocumentKind,
        error_messages=CHOICE_ERRORS,
    )
    voor = forms.TypedChoiceField(
        label="Voor wie",
        choices=DocumentRecipient.choices(),
        coerce=DocumentRecipient,
        error_messages=CHOICE_ERRORS,
    )
    over = forms.TypedMultipleChoiceField(
        choices=DataGroup.choices(),
        coerce=DataGroup,
        required=False,
        widget=ManyChips,
        error_messages=CHOICE_ERRORS,
    )
    vanaf = forms.DateField(
        label="Vanaf", required=False, widget=DayInput, error_messages=DATE_ERRORS
    )
    tot = forms.DateField(
        label="Tot en met", required=False, widget=DayInput, error_messages=DATE_ERRORS
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        since, until = cleaned.get("vanaf"), cleaned.get("tot")
        if since and until and until < since:
            self.add_error("tot", "De laatste dag ligt vóór de eerste.")
        kind, recipient = cleaned.get("papier"), cleaned.get("voor")
        if kind == DocumentKind.HANDOVER and recipient == DocumentRecipient.YOUNGSTER:
            self.add_error("voor", "Een overdracht is niet voor de jongere. Kies een samenvatting.")
        return cleaned

    @property
    def choice(self) -> DocumentChoice:
        cleaned = self.cleaned_data
        return DocumentChoice(
            kind=cleaned["papier"],
            recipient=cleaned["voor"],
            groups=frozenset(cleaned["over"]),
            since=cleaned["vanaf"],
            until=cleaned["tot"],
        )


def with_defaults(query: QueryDict, *, today: date) -> QueryDict:
    """Return a copy of the query with what it leaves out: by default, one's own timeline.

    The subjects are preset for the recipient until the member ticks some for that recipient
    ("gekozen" names the recipient for whom they were ticked).
    """
    filled = query.copy()
    filled.setdefault("papier", DocumentKind.CHRONOLOGY)
    filled.setdefault("voor", DocumentRecipient.OWN)
    recipient = filled["voor"]
    if filled.get("gekozen") != recipient and recipient in list(DocumentRecipient):
        filled.setlist("over", sorted(PRESET_GROUPS[DocumentRecipient(recipient)]))
    has_days = filled.get("vanaf") or filled.get("tot")
    if filled["papier"] == DocumentKind.HANDOVER and not has_days:
        filled["vanaf"] = (today - HANDOVER_LOOKBACK).isoformat()
    return filled


class DocumentDisclosureForm(forms.Form):
    """To whom a document for others goes, for what purpose, and on what basis."""

    use_required_attribute = False

    wie = LineField("Aan wie")
    reden = LineField("Wie vond het goed en wanneer, of waarom mag het zonder", required=False)
    doel = LineField("Waarvoor")
    grond = forms.TypedChoiceField(
        label="Grondslag",
        choices=DisclosureBasis.choices(),
        coerce=DisclosureBasis,
        error_messages=CHOICE_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        basis, reason = cleaned.get("grond"), cleaned.get("reden")
        if basis == DisclosureBasis.OWN_WORK:
            self.add_error("grond", OWN_WORK_NOT_ALLOWED)
        elif basis == DisclosureBasis.CONSENT and not reason:
            self.add_error("reden", WHO_CONSENTED)
        elif basis in BASES_WITHOUT_CONSENT and not reason:
            self.add_error("reden", WHY_WITHOUT_CONSENT)
        return cleaned

    @property
    def statement(self) -> DisclosureStatement:
        cleaned = self.cleaned_data
        return DisclosureStatement(
            cleaned["wie"], cleaned["doel"], cleaned["grond"], cleaned["reden"]
        )


def filled_in(
    recipient: DocumentRecipient, previous: DisclosureStatement | None
) -> DocumentDisclosureForm:
    """Return the form with what was said the last time, else with what is usual.

    The reason is never filled in: consent is asked anew for each document.
    """
    return DocumentDisclosureForm(
        initial={
            "wie": previous.recipient if previous else RECIPIENT_NAMES.get(recipient, ""),
            "doel": previous.purpose if previous else PURPOSES.get(recipient, ""),
            "grond": (previous.basis if previous else DisclosureBasis.CONSENT).value,
        }
    )


def omitted_by_hand(posted: QueryDict) -> frozenset[str]:
    """Return the ids of the items that the maker ticked to leave out."""
    return frozenset(posted.getlist("weg"))


def sources_omitted_by_hand(posted: QueryDict) -> frozenset[str]:
    """Return the ids of the items of which the maker ticked to leave out the source."""
    return frozenset(posted.getlist("zonder-bron"))


def entry_ids_in(text: str) -> list[int]:
    """Return the ids in the value of a button that lets entries go along; other words are none."""
    words = text.split()[: MOST_LINES * 10]
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 18]


def own_work_statement(member_name: str) -> DisclosureStatement:
    """Return the statement of a document that a member makes for themselves."""
    return DisclosureStatement(member_name, OWN_PURPOSE, DisclosureBasis.OWN_WORK)
