"""The form of what an organisation offers, and of what it has free."""

from types import MappingProxyType
from typing import Any

from django import forms

from uitweg.casework.cases.rules.safe_contact import read_safe_hours
from uitweg.casework.partners.forms.edits import EditForm, ShortLineField
from uitweg.casework.partners.rules.directory import (
    SERVICE_FIELDS,
    CapacityCode,
    ServedSex,
    ServiceKind,
    listed,
)

OLDEST = 99
MOST_PLACES = 99
AGE_ERRORS = dict.fromkeys(
    ("invalid", "min_value", "max_value"), f"Vul een leeftijd in, van 0 tot {OLDEST}."
)
HOURS_AS = "Schrijf het zo: 09:00 tot 17:00."


def _age(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=OLDEST,
        required=False,
        error_messages=AGE_ERRORS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class HoursField(ShortLineField):
    """Hours as "09:00 tot 17:00"; cleans other ways to write the same to that."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        hours = read_safe_hours(typed)
        if not hours:
            raise forms.ValidationError(HOURS_AS)
        return hours.words


class NamesField(ShortLineField):
    """Names with commas between them."""

    def clean(self, value: Any) -> Any:
        return ", ".join(listed(super().clean(value)))


class ServiceForm(EditForm):
    directory_fields = SERVICE_FIELDS
    level_beside = MappingProxyType({"min_age": "who", "day_and_night": "hours"})

    kind = forms.ChoiceField(
        label="Soort hulp",
        choices=ServiceKind.choices(),
        initial=ServiceKind.SHELTER.value,
        error_messages={"required": "Kies een soort.", "invalid_choice": "Kies een soort."},
    )
    name = ShortLineField(label="Wat is het?", max_length=120, required=True)
    min_age = _age("Vanaf welke leeftijd")
    max_age = _age("Tot en met welke leeftijd")
    served_sex = forms.ChoiceField(
        label="Voor wie",
        choices=ServedSex.choices(),
        initial=ServedSex.ALL.value,
        error_messages={"required": "Kies voor wie.", "invalid_choice": "Kies voor wie."},
    )
    languages = NamesField(label="Talen die ze er spreken", max_length=200)
    regions = NamesField(label="Regio's", max_length=200)
    district = ShortLineField(label="Stadsdeel of wijk", max_length=60)
    day_and_night = forms.BooleanField(label="Dag en nacht te bellen", required=False)
    weekday_hours = HoursField(label="Te bellen op werkdagen", max_length=40)
    weekend_hours = HoursField(label="Te bellen in het weekend", max_length=40)
    stay = ShortLineField(label="Hoe lang iemand er kan blijven", max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lowest, highest = cleaned.get("min_age"), cleaned.get("max_age")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("max_age", "Dit is jonger dan de laagste leeftijd.")
        return cleaned


class CapacityForm(forms.Form):
    """What somebody of an organisation said is free."""

    code = forms.TypedChoiceField(
        choices=CapacityCode.choices(),
        coerce=CapacityCode,
        error_messages={"required": "Kies wat ze zeiden.", "invalid_choice": "Kies wat ze zeiden."},
    )
    places = forms.IntegerField(
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Vul een heel getal in, van 1 tot {MOST_PLACES}.",
        ),
    )
    said_by = ShortLineField(max_length=60)
