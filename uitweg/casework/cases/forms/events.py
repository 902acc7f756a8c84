"""The form for an event, or a signal that somebody saw: the text or the signal is required."""

from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.forms.fields import AudienceForm, LineField
from uitweg.casework.cases.rules import fuzzy_dates
from uitweg.casework.cases.rules.events import EntryDetails, HowKnown, Onset
from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, UnreadableDate
from uitweg.channel.forms import FormKeyField, OwnWordsField
from uitweg.platform.content import load

NOT_OFFERED = "Kies uit de lijst."
NOT_KNOWN = ("", "weet ik niet")


class FuzzyDateField(forms.CharField):
    """A moment as people write it: zomer 2025, rond 3 maart."""

    def __init__(self) -> None:
        errors = {"max_length": "Schrijf het moment korter."}
        super().__init__(required=False, max_length=60, error_messages=errors)

    def clean(self, value: Any) -> FuzzyDate | None:
        try:
            return fuzzy_dates.parse(super().clean(value), today=timezone.localdate())
        except UnreadableDate as error:
            raise forms.ValidationError(str(error)) from None


def phase_choices() -> list[tuple[str, str]]:
    return [(phase.id, phase.title) for phase in load().phases]


def signal_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the signals under the names of their groups, in the order of the check."""
    return [
        (group.title, [(signal.id, signal.see) for signal in group.signals])
        for group in load().check.groups
    ]


class PlainSelect(forms.Select):
    """A select in one template; Django's own renders a template for each of some 70 options."""

    template_name = "cases/select.html"


def _choice_field(id: str, choices: Any, coerce: Any = str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=choices,
        coerce=coerce,
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
        widget=PlainSelect({"id": id}),
    )


class EventForm(AudienceForm):
    """An event, or a signal that somebody saw."""

    text = OwnWordsField(required=False)
    key = FormKeyField()
    when = FuzzyDateField()
    told_by = LineField(required=False)
    signal = _choice_field("signaal", lambda: [("", "geen"), *signal_choices()])
    phase = _choice_field("fase", lambda: [("", "geen"), *phase_choices()])
    seen = _choice_field("hoe", [NOT_KNOWN, *HowKnown.choices()], HowKnown)
    pace = _choice_field("tempo", [NOT_KNOWN, *Onset.choices()], Onset)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if not self.errors and not typed["text"].strip() and not typed["signal"]:
            raise forms.ValidationError("Schrijf wat er gebeurde, of kies een signaal.")
        return typed

    @property
    def facts(self) -> EntryDetails:
        typed = self.cleaned_data
        return EntryDetails(
            when=typed["when"],
            phase=typed["phase"],
            signal=typed["signal"],
            told_by=typed["told_by"].strip(),
            how_known=typed["seen"] or None,
            onset=typed["pace"] or None,
        )


def details_as_typed(facts: EntryDetails) -> dict[str, str]:
    """Return these details as somebody would type them in the form."""
    return {
        "when": facts.when.words if facts.when else "",
        "told_by": facts.told_by,
        "signal": facts.signal,
        "phase": facts.phase,
        "seen": facts.how_known or "",
        "pace": facts.onset or "",
    }
