"""Forms of the timeline: an entry, and what happened on a day that may be vague."""

from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.case.forms import AudienceForm, LineField
from uitweg.casework.cases.case.rules.contents import MANUAL_KINDS, EntryKind
from uitweg.casework.cases.timeline.rules import fuzzy_dates
from uitweg.casework.cases.timeline.rules.events import EntryDetails, HowKnown, Onset
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, UnreadableDate
from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.platform.content import load
from uitweg.platform.ui.fields import Chips, OneLine, TextArea, with_hidden_label, with_small_label


class EntryForm(AudienceForm):
    text = with_small_label(
        OwnWordsField(
            "Nieuw in de tijdlijn",
            widget=TextArea(
                keep=True,
                id="tekst",
                placeholder="Wat gebeurde er?",
                data_key="e",
                data_says="Schrijf in de tijdlijn",
            ),
        )
    )
    key = FormKeyField()
    kind = forms.TypedChoiceField(
        choices=EntryKind.choices(MANUAL_KINDS),
        coerce=EntryKind,
        initial=MANUAL_KINDS[0],
        widget=Chips,
    )


class UploadForm(AudienceForm):
    """What goes with uploaded mail and files; the files themselves are in `request.FILES`."""

    key = FormKeyField()
    note = with_small_label(LineField("Wat is het? Mag leeg blijven", required=False))


class CorrectionForm(forms.Form):
    text = with_hidden_label(OwnWordsField("Zo moet het zijn", widget=TextArea(10, keep=True)))
    key = FormKeyField()


NOT_OFFERED = "Kies uit de lijst."
NOT_KNOWN = ("", "weet ik niet")


class FuzzyDateField(forms.CharField):
    """A date as exactly as people know it ("zomer 2025"), read into a FuzzyDate; may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        error_messages = {"max_length": "Schrijf het moment korter."}
        super().__init__(required=False, max_length=60, error_messages=error_messages, **kwargs)

    def clean(self, value: Any) -> FuzzyDate | None:
        try:
            return fuzzy_dates.parse(super().clean(value), today=timezone.localdate())
        except UnreadableDate as error:
            raise forms.ValidationError(str(error)) from None


def phase_choices() -> list[tuple[str, str]]:
    return [(phase.id, phase.title) for phase in load().phases]


def signal_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the signals by group title, in the order of the signal check."""
    return [
        (group.title, [(signal.id, signal.see) for signal in group.signals])
        for group in load().check.groups
    ]


def _choice_field(label: str, choices: Any, coerce: Any = str) -> forms.TypedChoiceField:
    return with_small_label(
        forms.TypedChoiceField(
            label=label,
            choices=choices,
            coerce=coerce,
            required=False,
            error_messages={"invalid_choice": NOT_OFFERED},
        )
    )


class EventForm(AudienceForm):
    """An event or an observation, which is a signal seen; its date may be unknown."""

    text = with_small_label(
        OwnWordsField(
            "Wat gebeurde er, of wat zag iemand?",
            required=False,
            widget=TextArea(2, keep=True),
        )
    )
    key = FormKeyField()
    when = with_small_label(
        FuzzyDateField(
            label="Wanneer was dat",
            widget=OneLine(placeholder="zomer 2025, rond 3 maart, gisteren"),
        )
    )
    told_by = with_small_label(
        LineField(
            "Van wie weet je dit",
            required=False,
            widget=OneLine(placeholder="moeder, mentor, hijzelf"),
        )
    )
    signal = _choice_field("Signaal", lambda: [("", "geen"), *signal_choices()])
    phase = _choice_field("Past bij deze fase", lambda: [("", "geen"), *phase_choices()])
    seen = _choice_field("Hoe weet die het", [NOT_KNOWN, *HowKnown.choices()], HowKnown)
    pace = _choice_field("Hoe kwam het", [NOT_KNOWN, *Onset.choices()], Onset)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if not self.errors and not typed["text"].strip() and not typed["signal"]:
            raise forms.ValidationError("Schrijf wat er gebeurde, of kies een signaal.")
        return typed

    @property
    def details(self) -> EntryDetails:
        typed = self.cleaned_data
        return EntryDetails(
            when=typed["when"],
            phase=typed["phase"],
            signal=typed["signal"],
            told_by=typed["told_by"].strip(),
            how_known=typed["seen"] or None,
            onset=typed["pace"] or None,
        )


def details_as_typed(details: EntryDetails) -> dict[str, str]:
    """Return the initial values of an EventForm that would give these details again."""
    return {
        "when": details.when.words if details.when else "",
        "told_by": details.told_by,
        "signal": details.signal,
        "phase": details.phase,
        "seen": details.how_known or "",
        "pace": details.onset or "",
    }
