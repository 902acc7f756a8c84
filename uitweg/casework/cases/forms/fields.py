"""Fields and fixed questions that several forms of a case share."""

from typing import Any

from django import forms

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.visibility import Audience

LONGEST_LINE = 300


LONGEST_FIELD = 4000


SHEET_PREFIX = "blad-"


class LineField(forms.CharField):
    """A few words on one line, at most 300 characters."""

    def __init__(self, **kwargs: Any) -> None:
        said = {
            "required": "Schrijf eerst iets op.",
            "max_length": "Dit is langer dan 300 tekens. Maak het korter.",
        }
        super().__init__(max_length=LONGEST_LINE, error_messages=said, **kwargs)

    def to_python(self, value: object) -> str:
        """Return it on one line, also when it was typed in a field that wraps."""
        return " ".join((super().to_python(value) or "").split())


class DataGroupField(forms.TypedChoiceField):
    """What a text is about; the situation when nothing is chosen."""

    def __init__(self) -> None:
        super().__init__(
            choices=DataGroup.choices(),
            coerce=DataGroup,
            required=False,
            empty_value=DataGroup.SITUATION,
        )


class AudienceForm(forms.Form):
    """For whom something is written and what it is about; nobody has to choose."""

    audience = forms.TypedChoiceField(
        choices=Audience.choices(), coerce=Audience, required=False, empty_value=Audience.TEAM
    )
    group = DataGroupField()


LONGEST_REASON = 1000


REASON_TOO_LONG = "Dit is langer dan 1000 tekens. Maak het korter."


class ReasonField(forms.CharField):
    """Some sentences, sealed when they are kept."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": "Schrijf op waarom.", "max_length": REASON_TOO_LONG}
        super().__init__(
            max_length=LONGEST_REASON, error_messages=said, widget=forms.Textarea, **kwargs
        )
