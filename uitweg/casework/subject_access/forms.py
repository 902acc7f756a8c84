"""What is chosen for an insight, checked: ticks, and words that go black."""

from collections.abc import Iterable
from typing import Any

from django import forms

from uitweg.casework.cases.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.forms.fields import LONGEST_FIELD, LineField
from uitweg.casework.cases.rules.disclosures import DisclosureBasis
from uitweg.casework.subject_access.rules import (
    MAX_REDACTED_WORDS,
    PackageChoices,
    PackageItem,
    split_words,
)
from uitweg.channel.forms import FormKeyField

TAKE, BLACK = "mee-", "zwart-"


class RedactedWordsField(forms.CharField):
    """Words that go black, one a line; each is looked for in every sign of the case."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_FIELD)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if len(split_words(typed)) > MAX_REDACTED_WORDS:
            raise forms.ValidationError("too many words")
        return typed


class PackageChoicesForm(forms.Form):
    """A tick and a box an item. `shown` names what was on the page: the rest stays as it was."""

    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    shown = forms.CharField(required=False)
    everywhere = RedactedWordsField()

    def __init__(self, items: Iterable[PackageItem], typed: Any) -> None:
        super().__init__(typed)
        on_page = set(str(typed.get("shown", "")).split())
        self.ids = [one.id for one in items if one.id in on_page]
        for id in self.ids:
            self.fields[TAKE + id] = forms.BooleanField(required=False)
            self.fields[BLACK + id] = RedactedWordsField()

    @property
    def work(self) -> PackageChoices:
        typed = self.cleaned_data
        black = {id: typed[BLACK + id] for id in self.ids if typed[BLACK + id]}
        chosen = {id: typed[TAKE + id] for id in self.ids}
        return PackageChoices(chosen, black, typed["everywhere"])

    @property
    def as_typed(self) -> PackageChoices:
        """Return what was typed as it is, for a page that comes back."""
        black = {id: str(self.data.get(BLACK + id, "")) for id in self.ids}
        chosen = {id: bool(self.data.get(TAKE + id)) for id in self.ids}
        return PackageChoices(chosen, black, str(self.data.get("everywhere", "")))


class PackageRecipientForm(forms.Form):
    """To whom it goes; the ground is the youngster's own request."""

    recipient = LineField()

    @property
    def why(self) -> DisclosureStatement:
        return DisclosureStatement(
            self.cleaned_data["recipient"], "Inzage in het eigen dossier", DisclosureBasis.REQUEST
        )
