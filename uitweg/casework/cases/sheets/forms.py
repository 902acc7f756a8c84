"""The form of a sheet: person, safety card or judgement."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import LONGEST_FIELD, SHEET_PREFIX
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, SheetField, sees_field
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.fields import TextArea

TOO_LONG = f"Dit is langer dan {LONGEST_FIELD} tekens. Maak het korter."


class SheetForm(forms.Form):
    """The fields of one kind of sheet that the writer may see."""

    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def __init__(self, kind: SheetKind, visibility: Visibility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, row in SHEET_FIELDS[kind].items():
            if sees_field(visibility, kind, name):
                self.fields[SHEET_PREFIX + name] = _form_field(row)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, row in SHEET_FIELDS[self.kind].items():
            text = cleaned.get(SHEET_PREFIX + name)
            if text and row.reads and not row.reads(text):
                self.add_error(SHEET_PREFIX + name, row.wrong)
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        """Return what was typed, by the name of the sheet's field."""
        return {
            name.removeprefix(SHEET_PREFIX): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(SHEET_PREFIX)
        }


def _form_field(row: SheetField) -> forms.Field:
    if row.choices:
        choices = row.choices.choices()
        return forms.ChoiceField(
            label=row.question,
            choices=choices,
            initial=choices[0][0],
            error_messages={"required": row.wrong},
        )
    return forms.CharField(
        label=row.question,
        required=False,
        max_length=LONGEST_FIELD,
        widget=TextArea(1 if row.example else 2, keep=True, placeholder=row.example or False),
        error_messages={"max_length": TOO_LONG},
    )
