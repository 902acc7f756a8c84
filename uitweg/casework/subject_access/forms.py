"""The forms of a subject access package: which items go in, which words go black, to whom."""

from collections.abc import Iterable
from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import LONGEST_FIELD, LineField
from uitweg.casework.cases.consents.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.subject_access.rules import (
    MAX_REDACTED_WORDS,
    PackageChoices,
    PackageItem,
    split_words,
)
from uitweg.channel.conversation.forms import FormKeyField

INCLUDE_PREFIX, REDACT_PREFIX = "mee-", "zwart-"


class RedactedWordsField(forms.CharField):
    """Words to black out, one a line. Their number is limited: each is sought in every text."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_FIELD)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if len(split_words(text)) > MAX_REDACTED_WORDS:
            raise forms.ValidationError("too many words")
        return text


class PackageChoicesForm(forms.Form):
    """For each item a tick box and a box for words to black out.

    `shown` names the items that were on the page; what was decided about others does not change.
    """

    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    shown = forms.CharField(required=False)
    everywhere = RedactedWordsField()

    def __init__(self, items: Iterable[PackageItem], submitted: Any) -> None:
        super().__init__(submitted)
        on_page = set(str(submitted.get("shown", "")).split())
        self.item_ids = [item.id for item in items if item.id in on_page]
        for item_id in self.item_ids:
            self.fields[INCLUDE_PREFIX + item_id] = forms.BooleanField(required=False)
            self.fields[REDACT_PREFIX + item_id] = RedactedWordsField()

    @property
    def choices(self) -> PackageChoices:
        """Return the checked choices about the items of this page."""
        cleaned = self.cleaned_data
        return PackageChoices(
            included={item_id: cleaned[INCLUDE_PREFIX + item_id] for item_id in self.item_ids},
            redactions={
                item_id: words
                for item_id in self.item_ids
                if (words := cleaned[REDACT_PREFIX + item_id])
            },
            redacted_everywhere=cleaned["everywhere"],
        )

    @property
    def choices_as_typed(self) -> PackageChoices:
        """Return the unchecked choices, to show the page again after an error."""
        return PackageChoices(
            included={
                item_id: bool(self.data.get(INCLUDE_PREFIX + item_id)) for item_id in self.item_ids
            },
            redactions={
                item_id: str(self.data.get(REDACT_PREFIX + item_id, ""))
                for item_id in self.item_ids
            },
            redacted_everywhere=str(self.data.get("everywhere", "")),
        )


class PackageRecipientForm(forms.Form):
    """To whom the package is handed; the basis is always the youngster's own request."""

    recipient = LineField()

    @property
    def statement(self) -> DisclosureStatement:
        return DisclosureStatement(
            self.cleaned_data["recipient"], "Inzage in het eigen dossier", DisclosureBasis.REQUEST
        )
