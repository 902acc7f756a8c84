"""The forms of the rota: patterns, one shift, a request to swap, an absence."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from uitweg.casework.duty.rota.actions.patterns import PatternTerms
from uitweg.casework.duty.rota.actions.shifts import ShiftTerms
from uitweg.casework.duty.rota.rules import hours_of
from uitweg.casework.duty.shifts.models import Shift, ShiftPattern
from uitweg.casework.duty.shifts.rules import TEAM_ZONE, TimeSpan, instant_of
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.fields import TOO_LONG, UNSTORABLE, ClockField, DayField, ManyChips, OneLine
from uitweg.platform.ui.moments import day as day_words

WEEKDAYS = [
    (str(number), words)
    for number, words in enumerate(
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    )
]
NOBODY = ("", "niemand")
EARLIEST, LATEST = timedelta(days=366), timedelta(days=732)
"""A day further back or ahead than this is a typing error."""


def _errors(missing: str, invalid: str) -> dict[str, str]:
    return {
        "required": missing,
        "invalid": invalid,
        "invalid_choice": invalid,
        "max_length": TOO_LONG,
        "min_value": invalid,
        "max_value": invalid,
        "null_characters_not_allowed": UNSTORABLE,
    }


NO_TIME, NO_DAY = "Vul in hoe laat.", "Schrijf de dag zo: 2026-12-31."
NOT_LISTED = _errors("", "Kies iemand uit de lijst.")


class DutyForm(forms.Form):
    """A form in which people of the team are chosen by number; `today` bounds its days."""

    def __init__(self, *args: Any, members: Iterable[Member], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {str(member.pk): member for member in members}
        self._today = today
        for name in ("member", "backup"):
            if isinstance(field := self.fields.get(name), forms.ChoiceField):
                field.choices = [NOBODY, *((pk, m.name) for pk, m in self._members.items())]

    def person(self, name: str) -> Member | None:
        return self._members.get(self.cleaned_data[name])

    def near(self, day: date | None) -> date | None:
        """Return this day, or refuse one that is years away."""
        if day is not None and not self._today - EARLIEST <= day <= self._today + LATEST:
            raise forms.ValidationError("Deze dag is te ver weg. Kijk het jaartal na.")
        return day


class StaffedForm(DutyForm):
    """What a pattern and one shift have in common."""

    name = forms.CharField(
        label="Naam van de dienst",
        help_text="Zoals dag, avond of nacht. Dezelfde naam komt in één kolom.",
        max_length=40,
        error_messages=_errors("Geef de dienst een naam, zoals nacht.", TOO_LONG),
    )
    begins = ClockField("Van", error_messages=_errors(NO_TIME, "Schrijf de tijd zo: 22:00."))
    ends = ClockField("Tot", error_messages=_errors(NO_TIME, "Schrijf de tijd zo: 08:00."))
    member = forms.ChoiceField(label="Wie", required=False, error_messages=NOT_LISTED)
    backup = forms.ChoiceField(label="Achterwacht", required=False, error_messages=NOT_LISTED)
    shown = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("member") and cleaned.get("member") == cleaned.get("backup"):
            self.add_error("backup", "Niemand is zijn eigen achterwacht. Kies een ander.")
        return cleaned


class PatternForm(StaffedForm):
    """A shift that comes back."""

    weekdays = forms.MultipleChoiceField(
        choices=WEEKDAYS,
        widget=ManyChips,
        error_messages=_errors("Kies minstens één dag.", "Kies dagen uit de lijst."),
    )
    first_day = DayField("Eerste dag", error_messages=_errors("Vul de eerste dag in.", NO_DAY))
    last_day = DayField(
        "Laatste dag (hoeft niet)", required=False, error_messages=_errors("", NO_DAY)
    )
    every_weeks = forms.IntegerField(
        label="Elke hoeveel weken",
        help_text="1 is elke week, 2 om de week.",
        min_value=1,
        max_value=8,
        error_messages=_errors("Vul een getal in.", "Kies 1 tot 8 weken."),
        widget=OneLine(inputmode="numeric"),
    )

    def clean_first_day(self) -> date | None:
        return self.near(self.cleaned_data["first_day"])

    def clean_last_day(self) -> date | None:
        return self.near(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "De laatste dag komt voor de eerste.")
        return cleaned

    @property
    def terms(self) -> PatternTerms:
        typed = self.cleaned_data
        return PatternTerms(
            name=typed["name"],
            weekdays="".join(sorted(typed["weekdays"])),
            begins=typed["begins"],
            ends=typed["ends"],
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            every_weeks=typed["every_weeks"],
            member=self.person("member"),
            backup=self.person("backup"),
        )


def pattern_fields(pattern: ShiftPattern) -> dict[str, Any]:
    """Return a pattern as its form shows it."""
    return {
        "name": pattern.name,
        "weekdays": list(pattern.weekdays),
        "begins": f"{pattern.begins:%H:%M}",
        "ends": f"{pattern.ends:%H:%M}",
        "first_day": pattern.first_day.isoformat(),
        "last_day": pattern.last_day.isoformat() if pattern.last_day else "",
        "every_weeks": pattern.every_weeks,
        "member": str(pattern.member_id or ""),
        "backup": str(pattern.backup_id or ""),
        "shown": pattern.state,
    }


class ShiftForm(StaffedForm):
    """One shift; `sure` when the page said what it would mean and it is saved all the same."""

    day = DayField("Begint op", error_messages=_errors("Vul de dag in.", NO_DAY))
    sure = forms.BooleanField(required=False)

    def clean_day(self) -> date | None:
        return self.near(self.cleaned_data["day"])

    @property
    def terms(self) -> ShiftTerms:
        typed = self.cleaned_data
        over_midnight = timedelta(days=typed["ends"] <= typed["begins"])
        period = TimeSpan(
            instant_of(typed["day"], typed["begins"]),
            instant_of(typed["day"] + over_midnight, typed["ends"]),
        )
        return ShiftTerms(typed["name"], period, self.person("member"), self.person("backup"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.terms.period.lasts:
            self.add_error("ends", "Deze uren bestaan die nacht niet: de klok gaat vooruit.")
        return cleaned


def shift_fields(shift: Shift) -> dict[str, Any]:
    """Return a shift as its form shows it."""
    begins, ends = (moment.astimezone(TEAM_ZONE) for moment in (shift.starts_at, shift.ends_at))
    return {
        "name": shift.name,
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "member": str(shift.member_id or ""),
        "backup": str(shift.backup_id or ""),
        "shown": shift.state,
    }


class SwapForm(forms.Form):
    """Whom to ask, or for which of a colleague's shifts: `lid-3`, or `dienst-12`; and why."""

    asked = forms.ChoiceField(
        label="Vraag een collega",
        error_messages=_errors("Kies wie je het vraagt.", "Kies iemand uit de lijst."),
    )
    why = forms.CharField(
        label="Waarom (hoeft niet)",
        help_text="Alleen je collega leest dit. Het verdwijnt met het antwoord. "
        "Schrijf niets over een jongere.",
        required=False,
        max_length=300,
        error_messages=_errors("", "Houd het op 300 tekens."),
    )

    def __init__(
        self, *args: Any, colleagues: Iterable[Member], shifts: Iterable[Shift], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {f"lid-{member.pk}": member for member in colleagues}
        self.shifts = {f"dienst-{shift.pk}": shift for shift in shifts}
        alone = [(key, f"Vraag {member.name}") for key, member in self.colleagues.items()]
        swaps = [(key, _shift_words(shift)) for key, shift in self.shifts.items()]
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("Zonder iets terug", alone), ("In ruil voor", swaps)]

    @property
    def chosen(self) -> tuple[Member, Shift | None]:
        """Return whom to ask, and the shift in return."""
        key = self.cleaned_data["asked"]
        if shift := self.shifts.get(key):
            assert shift.member is not None
            return shift.member, shift
        return self.colleagues[key], None


def _shift_words(shift: Shift) -> str:
    who = shift.member.name if shift.member else ""
    return f"{who}: {day_words(shift.starts_at)}, {shift.name}, {hours_of(shift.period)}"


class AbsenceForm(DutyForm):
    """From which day to which day, of oneself, or of whom a lead chooses."""

    first_day = DayField("Van", error_messages=_errors("Vul de eerste dag in.", NO_DAY))
    last_day = DayField("Tot en met", error_messages=_errors("Vul de laatste dag in.", NO_DAY))
    member = forms.ChoiceField(label="Wie", required=False, error_messages=NOT_LISTED)
    sure = forms.BooleanField(required=False)

    def clean_first_day(self) -> date | None:
        return self.near(self.cleaned_data["first_day"])

    def clean_last_day(self) -> date | None:
        last = self.near(self.cleaned_data["last_day"])
        if last is not None and last < self._today:
            raise forms.ValidationError("Deze dag is al voorbij.")
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and not first <= last <= first + timedelta(days=366):
            self.add_error(
                "last_day", "De laatste dag komt na de eerste, hoogstens een jaar later."
            )
        return cleaned
