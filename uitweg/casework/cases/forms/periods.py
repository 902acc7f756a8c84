"""What a member says of a period, checked: since when, until when, how it ended."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.forms.fields import LineField
from uitweg.casework.cases.rules.periods import (
    BY_HAND,
    END_WORDS,
    IN_POLICY,
    PERIOD_GROUPS,
    Moment,
    PeriodEnd,
    PeriodKind,
    from_day,
    through,
)
from uitweg.casework.cases.rules.visibility import GROUP_WORDS, DataGroup, Sight
from uitweg.channel.forms import KeyOfForm

NO_DAY = {"invalid": "Dit is geen dag. Kies er een.", "required": "Kies een dag."}
NO_TIME = {"invalid": "Dit is geen tijd. Schrijf die als 14:30."}
FURTHEST = timedelta(days=3660)
OPEN = "open"
MOST = 2**31 - 1


def groups_for(sight: Sight) -> list[tuple[str, str]]:
    """Return what another period can be about: what this member may change."""
    return [(g.value, word) for g, word in GROUP_WORDS.items() if g in sight.workable]


def kinds_for(sight: Sight) -> list[PeriodKind]:
    """Return which kinds of the policy this member may start."""
    return [kind for kind in IN_POLICY if PERIOD_GROUPS[kind] in sight.workable]


class EndForm(forms.Form):
    """Until when: a day, and a time where that is known."""

    until_on = forms.DateField(required=False, error_messages=NO_DAY)
    until_at = forms.TimeField(required=False, error_messages=NO_TIME)

    @property
    def ends(self) -> Moment | None:
        typed = self.cleaned_data
        on, at = typed.get("until_on"), typed.get("until_at")
        if on is None:
            return None
        zone = timezone.get_current_timezone()
        return Moment(datetime.combine(on, at, zone), True) if at else through(on, zone)

    def clean_until_on(self) -> date | None:
        on: date | None = self.cleaned_data["until_on"]
        today = timezone.localdate()
        if on is not None and not today - FURTHEST <= on <= today + FURTHEST:
            raise forms.ValidationError("Deze dag ligt te ver weg. Klopt het jaar?")
        return on


class StartForm(EndForm):
    """A kind of the policy since then; or another, with its own words and end."""

    key = KeyOfForm()
    kind = forms.ChoiceField(choices=[], error_messages={"invalid_choice": "Kies welke termijn."})
    on = forms.DateField(required=False, error_messages=NO_DAY)
    at = forms.TimeField(required=False, error_messages=NO_TIME)
    text = LineField(required=False)
    group = forms.ChoiceField(choices=[], required=False)

    def __init__(self, sight: Sight, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*kinds_for(sight), PeriodKind.OTHER]
        self.fields["kind"].choices = [(k.value, k.name) for k in kinds]  # type: ignore[attr-defined]
        self.fields["group"].choices = groups_for(sight)  # type: ignore[attr-defined]

    @property
    def started(self) -> Moment:
        return _start(self.cleaned_data["on"], self.cleaned_data["at"])

    @property
    def is_other(self) -> bool:
        return self.data.get("kind") == PeriodKind.OTHER

    def clean_kind(self) -> PeriodKind:
        return PeriodKind(self.cleaned_data["kind"])

    def clean_group(self) -> DataGroup:
        return DataGroup(self.cleaned_data["group"] or DataGroup.SITUATION)

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < timezone.localdate() - FURTHEST:
            raise forms.ValidationError("Dit begin ligt te ver terug. Klopt het jaar?")
        return on

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        began = None if self.errors.keys() & {"on", "at"} else _start(typed["on"], typed["at"])
        if began and began.at > timezone.now():
            self.add_error("on", "Dit begin is nog niet geweest.")
        if typed.get("kind") == PeriodKind.OTHER:
            if "text" in typed and not typed["text"]:
                self.add_error("text", "Schrijf op wat er dan moet gebeuren.")
            if "until_on" in typed and typed["until_on"] is None:
                self.add_error("until_on", "Kies tot wanneer.")
            elif began and self.ends and self.ends.at <= began.at:
                self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return typed


class MoveEndForm(EndForm):
    """Another end, and why."""

    version = forms.IntegerField(min_value=1, max_value=MOST)
    why = LineField()

    def __init__(self, began: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began = began

    def clean(self) -> dict[str, Any]:
        if "until_on" in self.cleaned_data and self.cleaned_data["until_on"] is None:
            self.add_error("until_on", "Kies tot wanneer.")
        elif self.ends and self.ends.at <= self.began:
            self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return self.cleaned_data


class HowForm(forms.Form):
    """How it ended, or that it runs on."""

    version = forms.IntegerField(min_value=1, max_value=MOST)
    state = forms.ChoiceField(
        choices=[(OPEN, OPEN), *((how.value, END_WORDS[how]) for how in BY_HAND)]
    )

    @property
    def how(self) -> PeriodEnd | None:
        """Return how, or None where it runs on."""
        state = self.cleaned_data["state"]
        return None if state == OPEN else PeriodEnd(state)


def _start(on: date | None, at: Any) -> Moment:
    """Return when it began: now when nothing was said, a day when no time was."""
    zone, now = timezone.get_current_timezone(), timezone.localtime()
    if on is None and at is None:
        return Moment(now, has_time=True)
    day = on or now.date()
    return Moment(datetime.combine(day, at, zone), True) if at else from_day(day, zone)
