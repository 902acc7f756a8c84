"""The forms of a session: planning one, and how many people came."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.knowledge.training.actions.sessions import SessionPlan
from uitweg.knowledge.training.rules.sessions import (
    LENGTHS,
    LONGEST_PLACE,
    MOST_PEOPLE,
    SessionAudience,
)
from uitweg.platform.ui.fields import TOO_LONG, UNSTORABLE

FURTHEST = timedelta(days=732)
"""A session further away than this is a typing error."""
FORM_KEY = r"\A[0-9a-f]{32}\Z"
CHOOSE = {"required": "Kies er een.", "invalid_choice": "Kies er een uit de lijst."}
PEOPLE = f"Vul een getal in, van 0 tot en met {MOST_PEOPLE}."


class SessionForm(forms.Form):
    """What is needed to plan a session; `materials` are (id, words) to choose from."""

    key = forms.RegexField(FORM_KEY)
    material = forms.ChoiceField(error_messages=CHOOSE)
    audience = forms.TypedChoiceField(
        choices=SessionAudience.choices(), coerce=SessionAudience, error_messages=CHOOSE
    )
    day = forms.DateField(
        error_messages={"required": "Kies een dag.", "invalid": "Dit is geen dag. Kies er een."}
    )
    begins = forms.TimeField(
        error_messages={
            "required": "Vul in hoe laat.",
            "invalid": "Schrijf de tijd zo: 13:00.",
        }
    )
    minutes = forms.TypedChoiceField(
        choices=[(each, f"{each} minuten") for each in LENGTHS], coerce=int, error_messages=CHOOSE
    )
    place = forms.CharField(
        max_length=LONGEST_PLACE,
        error_messages={
            "required": "Vul in waar.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSTORABLE,
        },
    )

    def __init__(self, *args: Any, materials: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["material"].choices = list(materials)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        day, begins = typed.get("day"), typed.get("begins")
        if day and abs(day - timezone.localdate()) > FURTHEST:
            self.add_error("day", "Deze dag is te ver weg.")
        elif day and begins:
            typed["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
        return typed

    @property
    def plan(self) -> SessionPlan:
        typed = self.cleaned_data
        names = ("starts_at", "minutes", "place", "audience", "material")
        return SessionPlan(**{name: typed[name] for name in names})


class AttendanceForm(forms.Form):
    people = forms.IntegerField(
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), PEOPLE),
    )
