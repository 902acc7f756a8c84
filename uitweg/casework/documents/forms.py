"""What is chosen for a paper, checked; and to whom it goes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from uitweg.casework.cases.actions.disclosures import Why
from uitweg.casework.cases.forms.fields import LineField
from uitweg.casework.cases.rules.disclosures import BASIS_WORDS, Basis
from uitweg.casework.cases.rules.visibility import GROUP_WORDS, DataGroup
from uitweg.casework.documents.rules import (
    PAPER_WORDS,
    PRESET,
    READER_WORDS,
    Choice,
    Paper,
    Reader,
)

LATELY = timedelta(days=14)
"""How far a hand-over looks back when nobody says so."""
FROM_THE_LIST = {"required": "Kies uit de lijst.", "invalid_choice": "Kies uit de lijst."}
A_DAY = {"invalid": "Dit is geen dag. Schrijf het als 2026-03-14."}
OWN_PURPOSE = "Eigen werk"
ANOTHER_GROUND = "Eigen werk van het team geldt niet voor een ander. Kies waarop het rust."
WHO_AGREED = "Schrijf op wie het goed vond, en wanneer."
WHY_WITHOUT = "Schrijf op waarom dit mag zonder toestemming."


class ChoiceForm(forms.Form):
    """Which paper, for whom, about what, from when to when; it stands in the address."""

    papier = forms.ChoiceField(
        choices=[(p.value, word) for p, word in PAPER_WORDS.items()], error_messages=FROM_THE_LIST
    )
    voor = forms.ChoiceField(
        choices=[(r.value, word) for r, word in READER_WORDS.items()], error_messages=FROM_THE_LIST
    )
    over = forms.MultipleChoiceField(
        choices=[(g.value, word) for g, word in GROUP_WORDS.items()],
        required=False,
        error_messages=FROM_THE_LIST,
    )
    vanaf = forms.DateField(required=False, error_messages=A_DAY)
    tot = forms.DateField(required=False, error_messages=A_DAY)
    team = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        since, until = typed.get("vanaf"), typed.get("tot")
        if since and until and until < since:
            self.add_error("tot", "De laatste dag ligt vóór de eerste.")
        if typed.get("papier") == Paper.HANDOVER and typed.get("voor") == Reader.YOUNGSTER:
            self.add_error("voor", "Een overdracht is niet voor de jongere. Kies een samenvatting.")
        return typed

    @property
    def choice(self) -> Choice:
        typed = self.cleaned_data
        return Choice(
            paper=Paper(typed["papier"]),
            reader=Reader(typed["voor"]),
            groups=frozenset(DataGroup(one) for one in typed["over"]),
            since=typed["vanaf"],
            until=typed["tot"],
            team=typed["team"],
        )


def asked(given: QueryDict, *, today: date) -> QueryDict:
    """Return what was asked, with what goes without saying: my own timeline, and the ticks that
    fit its reader as long as nobody set them."""
    filled = given.copy()
    filled.setdefault("papier", Paper.CHRONOLOGY)
    filled.setdefault("voor", Reader.OWN)
    reader = filled["voor"]
    if filled.get("gekozen") != reader and reader in list(Reader):
        filled.setlist("over", sorted(PRESET[Reader(reader)]))
    if filled["papier"] == Paper.HANDOVER and not filled.get("vanaf") and not filled.get("tot"):
        filled["vanaf"] = (today - LATELY).isoformat()
    return filled


class LeaveForm(forms.Form):
    """To whom it goes and on what it rests. For oneself there is nothing to fill in."""

    wie = LineField()
    doel = LineField()
    grond = forms.ChoiceField(
        choices=[(b.value, word) for b, word in BASIS_WORDS.items()], error_messages=FROM_THE_LIST
    )
    reden = LineField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        basis, reason = typed.get("grond"), typed.get("reden")
        if basis == Basis.OWN_WORK:
            self.add_error("grond", ANOTHER_GROUND)
        elif basis == Basis.CONSENT and not reason:
            self.add_error("reden", WHO_AGREED)
        elif basis in (Basis.LAW, Basis.DANGER, Basis.OTHER) and not reason:
            self.add_error("reden", WHY_WITHOUT)
        return typed

    @property
    def why(self) -> Why:
        typed = self.cleaned_data
        return Why(typed["wie"], typed["doel"], Basis(typed["grond"]), typed["reden"])


def left_by_hand(given: Mapping[str, Any] | QueryDict) -> frozenset[str]:
    """Return the lines that the maker ticked to stay out."""
    return frozenset(given.getlist("weg")) if isinstance(given, QueryDict) else frozenset()


def for_oneself(name: str) -> Why:
    return Why(name, OWN_PURPOSE, Basis.OWN_WORK)
