"""Forms of an organisation, its services, its free places and who may read a hidden field."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms

from uitweg.casework.cases.sheets.rules import read_safe_hours
from uitweg.casework.partners.directory.rules import (
    LEVEL_PREFIX,
    ORGANISATION_FIELDS,
    SERVICE_FIELDS,
    CapacityCode,
    DirectoryField,
    Province,
    ServedSex,
    ServiceKind,
    listed,
)
from uitweg.platform.accounts.forms import PhoneField
from uitweg.platform.accounts.models import Member
from uitweg.platform.identifiers.phones import is_ordinary_line
from uitweg.platform.ui.fields import TOO_LONG, UNSTORABLE, DayField, OneLine

WAS_PREFIX = "was-"
LONGEST_WAS = 400
NOT_ORDINARY = "Dit is geen gewoon nummer van een mens of kantoor. Neem een ander."


class ShortLineField(forms.CharField):
    """One line of text; runs of spaces become one."""

    def __init__(self, *, max_length: int, required: bool = False, **kwargs: Any) -> None:
        messages = {
            "required": "Vul dit in.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSTORABLE,
        }
        super().__init__(
            max_length=max_length, required=required, error_messages=messages, **kwargs
        )

    def clean(self, value: Any) -> Any:
        return " ".join(str(super().clean(value)).split())


class PartnerPhoneField(PhoneField):
    """A number of an office or person, cleaned to what a telephone dials."""

    def clean(self, value: Any) -> str:
        dialled = super().clean(value)
        if dialled and not is_ordinary_line(dialled):
            raise forms.ValidationError(NOT_ORDINARY)
        return dialled


class EditForm(forms.Form):
    """The fields in `names`; with each comes, in a hidden field, the text that its page showed."""

    directory_fields: dict[str, DirectoryField]
    level_beside: Mapping[str, str]
    """The column beside which it is asked who sees a field that is not called like a column."""

    def __init__(self, *args: Any, names: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, described in self.directory_fields.items():
            self.fields[LEVEL_PREFIX + name] = forms.ChoiceField(
                label=f"Wie ziet dit: {described.words.lower()}",
                choices=[(level.value, level.words) for level in described.levels],
                initial=described.default.value,
                error_messages={
                    "required": "Kies wie dit ziet.",
                    "invalid_choice": "Kies wie dit ziet.",
                },
            )
        for name in list(self.fields):
            if names is not None and name not in names:
                del self.fields[name]

    @property
    def texts(self) -> dict[str, str]:
        """Return what was typed, as texts by name."""
        return {name: _as_text(value) for name, value in self.cleaned_data.items()}

    @property
    def base(self) -> dict[str, str]:
        """Return what the page showed, by name."""
        return {name: self.data.get(WAS_PREFIX + name, "")[:LONGEST_WAS] for name in self.fields}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Za-z]{2})", re.ASCII)
LONGEST_ANSWER_HOURS = 336
NOT_MAIL = "Dit is geen heel mailadres. Bijvoorbeeld: intake@organisatie.example."
NOT_A_SITE = "Dit is geen heel webadres. Bijvoorbeeld: https://organisatie.example."


class OrganisationForm(EditForm):
    directory_fields = ORGANISATION_FIELDS
    level_beside = MappingProxyType({"street": "address"})

    name = ShortLineField(label="Naam", max_length=120, required=True)
    description = ShortLineField(label="Wat doen zij?", max_length=300)
    region = ShortLineField(label="Regio", max_length=60)
    website = forms.URLField(
        label="Website",
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": NOT_A_SITE, "max_length": NOT_A_SITE},
        widget=forms.TextInput,
    )
    phone = PartnerPhoneField()
    night_phone = PartnerPhoneField()
    mail = forms.EmailField(
        label="Mailadres voor een bericht",
        required=False,
        error_messages={"invalid": NOT_MAIL, "max_length": NOT_MAIL},
        widget=forms.TextInput,
    )
    code_phone = PartnerPhoneField()
    street = ShortLineField(label="Straat en nummer", max_length=80)
    postcode = ShortLineField(label="Postcode", max_length=10)
    city = ShortLineField(label="Plaats", max_length=60)
    province = forms.ChoiceField(
        label="Provincie",
        required=False,
        choices=[("", "kies"), *Province.choices()],
        error_messages={"invalid_choice": "Kies een provincie."},
    )
    answer_within = forms.IntegerField(
        label="Antwoordt meestal binnen zoveel uur",
        min_value=1,
        max_value=LONGEST_ANSWER_HOURS,
        initial=24,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Vul een heel getal in, van 1 tot {LONGEST_ANSWER_HOURS}.",
        ),
        widget=OneLine(inputmode="numeric"),
    )
    agreement_until = DayField(
        "Afspraken gelden tot en met",
        required=False,
        error_messages={"invalid": "Deze dag kan niet."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in ORGANISATION_FIELDS:
                field.label = ORGANISATION_FIELDS[name].words

    def clean_postcode(self) -> str:
        typed = str(self.cleaned_data["postcode"])
        match = POSTCODE.fullmatch(typed)
        if typed and not match:
            raise forms.ValidationError("Een postcode is vier cijfers en twee letters: 1234 AB.")
        return f"{match[1]} {match[2].upper()}" if match else ""


class ReadersForm(forms.Form):
    """The members who see what is for named members only."""

    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_pk_value", "invalid_list"),
            "Kies iemand van het team.",
        ),
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = candidates  # type: ignore[attr-defined]


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
        widget=OneLine(inputmode="numeric"),
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
        label="Hoeveel plekken, als ze dat zeiden?",
        widget=OneLine(inputmode="numeric", maxlength=2),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Vul een heel getal in, van 1 tot {MOST_PLACES}.",
        ),
    )
    said_by = ShortLineField(
        label="Wie zei dat?", help_text="Een voornaam is genoeg.", max_length=60
    )
