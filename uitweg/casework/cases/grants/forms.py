"""The form that gives a member access to a case."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import COLLEAGUE_REASONS, AccessLevel, GrantReason
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import KEYHOLDERS
from uitweg.platform.ui.addresses import row_number_in
from uitweg.platform.ui.fields import DayField, ManyPicks
from uitweg.platform.ui.moments import local_midnight


def members_to_let_in() -> QuerySet[Member]:
    """Return who can get access to a case: admitted members in a key holder's role, by name."""
    admitted = Member.objects.filter(role__in=KEYHOLDERS).exclude(admitted_at=None)
    return admitted.exclude(until__lt=timezone.localdate()).order_by("name")


class GrantForm(forms.Form):
    """Who gets access, how far, to which data groups, up to and including which day, and why.

    `seen` holds the ids of the grants that the page showed, separated by spaces.
    """

    to = forms.ModelChoiceField(
        label="Wie",
        empty_label="Kies",
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": "Kies een collega.", "required": "Kies een collega."},
    )
    level = forms.TypedChoiceField(
        label="Wat", choices=AccessLevel.choices(), coerce=AccessLevel, initial=AccessLevel.READ
    )
    groups = forms.TypedMultipleChoiceField(
        choices=DataGroup.sentences(), coerce=DataGroup, required=False, widget=ManyPicks
    )
    until = DayField("Tot en met (leeg: tot jij het beëindigt)", required=False)
    reason = forms.TypedChoiceField(
        label="Waarom", choices=GrantReason.sentences(COLLEAGUE_REASONS), coerce=GrantReason
    )
    seen = forms.CharField(required=False, max_length=4000)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = members_to_let_in().exclude(pk=case.coordinator_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]

    def clean_groups(self) -> frozenset[DataGroup]:
        """Return all groups when none was ticked: a grant that opens nothing is a mistake."""
        return frozenset(self.cleaned_data["groups"]) or ALL_GROUPS

    def clean_seen(self) -> frozenset[int]:
        """Return the grant ids in `seen`, without anything that is no number."""
        return frozenset(filter(None, map(row_number_in, self.cleaned_data["seen"].split())))

    def clean_until(self) -> datetime | None:
        """Return the midnight that ends the chosen day; None is no end."""
        day, today = self.cleaned_data["until"], timezone.localdate()
        if day is None:
            return None
        if day < today or day.year > today.year + 5:
            raise forms.ValidationError("Kies een dag vanaf vandaag.")
        return local_midnight(day + timedelta(days=1))
