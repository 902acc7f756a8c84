"""What a member chooses on the page "Wie kan helpen": the filter, an answer, a night without."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict

from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.directory.models import Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.rules import (
    CallOutcome,
    Criterion,
    InsteadOfPlace,
    Need,
    Sex,
    read_age,
    read_languages,
)
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.addresses import row_number_in

FIRST_SHOWN = 10
MORE_SHOWN = 40
LONGEST_PLACE = 60
MOST_NIGHTS = 365


@dataclass(frozen=True)
class HelpFilter:
    """What the address of the page chooses.

    `let_go` are criteria of the case that do not count. Without a case the need itself is in the
    address; it is of nobody there.
    """

    case_id: int | None = None
    kinds: frozenset[ServiceKind] = frozenset({ServiceKind.SHELTER})
    let_go: frozenset[Criterion] = frozenset()
    shown: int = FIRST_SHOWN
    typed: Need | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "HelpFilter":
        """Read the choices from an address; unknown values choose nothing."""
        kinds = frozenset(
            ServiceKind(kind) for kind in query.getlist("soort") if kind in ServiceKind
        )
        counts = frozenset(query.getlist("telt"))
        was_chosen = query.get("gekozen") == "ja"
        case_id = row_number_in(query.get("casus", ""))
        found = cls(
            case_id=case_id,
            kinds=kinds or cls.kinds,
            let_go=frozenset(c for c in Criterion if was_chosen and c.value not in counts),
            shown=MORE_SHOWN if query.get("meer") == "ja" else FIRST_SHOWN,
        )
        return found if case_id else replace(found, typed=_typed_need(query, found.kinds))


def _typed_need(query: Mapping[str, str], kinds: frozenset[ServiceKind]) -> Need:
    sex = query.get("wie", "")
    return Need(
        kinds=kinds,
        age=read_age(query.get("leeftijd", "")),
        sex=Sex(sex) if sex in Sex else None,
        languages=read_languages(query.get("taal", "")[:LONGEST_PLACE]),
        region=query.get("regio", "").strip()[:LONGEST_PLACE],
    )


class OfCaseForm(forms.Form):
    """A form about a case that exists."""

    casus = forms.ModelChoiceField(queryset=Case.objects.select_related("coordinator"))
    key = FormKeyField()


class OutcomeForm(OfCaseForm):
    """What a service said when a member called it for a case."""

    service = forms.ModelChoiceField(queryset=Service.objects.select_related("organisation"))
    outcome = forms.TypedChoiceField(choices=CallOutcome.choices(), coerce=CallOutcome)


class NoPlaceForm(OfCaseForm):
    """A night without a place."""

    kind = forms.TypedChoiceField(choices=ServiceKind.choices(), coerce=ServiceKind)
    instead = forms.TypedChoiceField(
        choices=InsteadOfPlace.choices(),
        coerce=InsteadOfPlace,
        error_messages={"required": "Kies wat er wel is gedaan."},
    )
    nights = forms.IntegerField(
        min_value=1,
        max_value=MOST_NIGHTS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Vul in hoeveel nachten, van 1 tot {MOST_NIGHTS}.",
        ),
    )

    def first_error(self) -> str:
        """Return the sentence of the first field that is wrong."""
        errors: Any = next(iter(self.errors.values()), [""])
        return str(errors[0])
