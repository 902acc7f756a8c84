"""The form of a sheet: person, safety card or judgement."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import LONGEST_FIELD, SHEET_PREFIX
from uitweg.casework.cases.case.rules.contents import SHEET_FIELDS, Risk, SheetKind
from uitweg.casework.cases.case.rules.visibility import Visibility, sees_field
from uitweg.casework.cases.sheets.rules import read_safe_call, read_safe_hours
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.fields import TextArea

EXAMPLES = {"call": "Moeder, 06-555 012 61", "hours": "10:00 tot 14:30"}
"""What stands faintly in an empty field of the safety card that has to be written in one way."""


class SheetForm(forms.Form):
    """The fields of one kind of sheet that the writer may see; the judgement also asks the risk."""

    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def __init__(self, kind: SheetKind, visibility: Visibility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        too_long = f"Dit is langer dan {LONGEST_FIELD} tekens. Maak het korter."
        for name, question in SHEET_FIELDS[kind].items():
            if not sees_field(visibility, kind, name):
                continue
            self.fields[SHEET_PREFIX + name] = forms.CharField(
                label=question,
                required=False,
                max_length=LONGEST_FIELD,
                widget=TextArea(
                    1 if name in EXAMPLES else 2, keep=True, placeholder=EXAMPLES.get(name, False)
                ),
                error_messages={"max_length": too_long},
            )
        if kind is SheetKind.JUDGEMENT:
            self.fields[SHEET_PREFIX + "risk"] = forms.ChoiceField(
                label="Hoe veilig is de jongere nu?",
                choices=Risk.choices(),
                initial=Risk.UNKNOWN.value,
                error_messages={"required": "Kies hoe veilig het nu is."},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = SHEET_PREFIX + "hours"
        if cleaned.get(name) and not read_safe_hours(cleaned[name]):
            self.add_error(
                name, "Schrijf het zo: 10:00 tot 14:30. Is het anders, zeg het dan hierboven."
            )
        name = SHEET_PREFIX + "call"
        if (
            self.kind is SheetKind.SAFETY
            and cleaned.get(name)
            and not read_safe_call(cleaned[name])
        ):
            self.add_error(name, "Zet er een heel nummer bij. Bijvoorbeeld: Moeder, 06-555 012 61.")
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        """Return what was typed, by the name of the sheet's field."""
        return {
            name.removeprefix(SHEET_PREFIX): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(SHEET_PREFIX)
        }
