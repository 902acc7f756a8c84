"""Fields that several forms of a case share, and how long their text may be."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.platform.ui.fields import TextArea

LONGEST_LINE = 300
LONGEST_REASON = 1000
LONGEST_FIELD = 4000
REASON_TOO_LONG = "Dit is langer dan 1000 tekens. Maak het korter."
SHEET_PREFIX = "blad-"
"""Before the name of a sheet's field in its form, apart from the form's own fields."""


class LineField(forms.CharField):
    """A few words on one line, at most 300 characters."""

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        error_messages = {
            "required": "Schrijf eerst iets op.",
            "max_length": "Dit is langer dan 300 tekens. Maak het korter.",
        }
        super().__init__(
            label=label, max_length=LONGEST_LINE, error_messages=error_messages, **kwargs
        )

    def to_python(self, value: object) -> str:
        """Return the text on one line, also when it was typed in a textarea."""
        return " ".join((super().to_python(value) or "").split())


class DataGroupField(forms.TypedChoiceField):
    """The data group of a text; `situation` when nothing is chosen."""

    def __init__(self, label: str = "Gaat over", **kwargs: Any) -> None:
        super().__init__(
            label=label,
            choices=DataGroup.choices(),
            coerce=DataGroup,
            required=False,
            initial=DataGroup.SITUATION,
            empty_value=DataGroup.SITUATION,
            **kwargs,
        )


class AudienceForm(forms.Form):
    """The audience and data group of an entry; both have a default."""

    audience = forms.TypedChoiceField(
        choices=Audience.choices(), coerce=Audience, required=False, empty_value=Audience.TEAM
    )
    group = DataGroupField()


class ReasonField(forms.CharField):
    """A reason in some sentences, at most 1000 characters."""

    widget = TextArea

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        error_messages = {"required": "Schrijf op waarom.", "max_length": REASON_TOO_LONG}
        super().__init__(
            label=label, max_length=LONGEST_REASON, error_messages=error_messages, **kwargs
        )
