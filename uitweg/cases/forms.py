"""What a member writes in a case, checked."""

from typing import Any

from django import forms

from uitweg.access.models import Member
from uitweg.cases.models import Case, Goal
from uitweg.cases.rules import (
    DOMAIN_WORDS,
    GROUND_WORDS,
    KIND_WORDS,
    RISK_WORDS,
    STATE_WORDS,
    WRITTEN_BY_HAND,
    ActionState,
    CaseState,
    GoalState,
    Risk,
)
from uitweg.cases.sheet_rules import SHEET_FIELDS, SheetKind
from uitweg.cases.sight import AUDIENCE_WORDS, GROUP_WORDS, Audience, DataGroup, Sight, sees_field
from uitweg.reports.forms import KeyOfForm, PlainText

LONGEST_LINE = 300
LONGEST_FIELD = 4000
BEFORE = "blad-"


class Line(forms.CharField):
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


class MeantForm(forms.Form):
    """For whom something is written and what it is about; nobody has to choose."""

    audience = forms.ChoiceField(
        choices=[(a.value, word) for a, word in AUDIENCE_WORDS.items()], required=False
    )
    group = forms.ChoiceField(
        choices=[(g.value, word) for g, word in GROUP_WORDS.items()], required=False
    )

    def clean_audience(self) -> Audience:
        return Audience(self.cleaned_data["audience"] or Audience.TEAM)

    def clean_group(self) -> DataGroup:
        return DataGroup(self.cleaned_data["group"] or DataGroup.SITUATION)


class EntryForm(MeantForm):
    text = PlainText()
    key = KeyOfForm()
    kind = forms.ChoiceField(choices=[(k.value, KIND_WORDS[k]) for k in WRITTEN_BY_HAND])


class CorrectionForm(forms.Form):
    text = PlainText()
    key = KeyOfForm()


class GoalForm(forms.Form):
    text = Line()
    key = KeyOfForm()
    domain = forms.ChoiceField(choices=[(d.value, word) for d, word in DOMAIN_WORDS.items()])


class ActionForm(forms.Form):
    """Who does what by when; only who may work in the case can be the owner."""

    text = Line()
    key = KeyOfForm()
    due_on = forms.DateField(
        required=False, error_messages={"invalid": "Dit is geen dag. Kies er een."}
    )
    owner = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": "Kies wie het doet.", "required": "Kies wie het doet."},
    )
    goal = forms.ModelChoiceField(
        queryset=Goal.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Kies een doel van deze casus."},
    )
    group = forms.ChoiceField(
        choices=[(g.value, word) for g, word in GROUP_WORDS.items()], required=False
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = case.workers()  # type: ignore[attr-defined]
        self.fields["goal"].queryset = case.goals.all()  # type: ignore[attr-defined]

    def clean_group(self) -> DataGroup:
        return DataGroup(self.cleaned_data["group"] or DataGroup.SITUATION)


class GoalStateForm(forms.Form):
    state = forms.ChoiceField(choices=[(s.value, s.name) for s in GoalState])


class ActionStateForm(forms.Form):
    """A tick, its undoing, or another day: one of the two. `was` is the day the page showed."""

    state = forms.ChoiceField(
        choices=[(s.value, s.name) for s in (ActionState.OPEN, ActionState.DONE)], required=False
    )
    due_on = forms.DateField(required=False)
    was = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if bool(typed.get("state")) == bool(typed.get("due_on")):
            raise forms.ValidationError("een van de twee")
        return typed


class DropActionForm(forms.Form):
    why = Line()


class MoveForm(forms.Form):
    then = forms.ChoiceField(choices=[(s.value, w) for s, w in STATE_WORDS.items()])
    why = forms.CharField(max_length=LONGEST_LINE, required=False)

    def clean_then(self) -> CaseState:
        return CaseState(self.cleaned_data["then"])


class FrameForm(forms.Form):
    """The ground and the day to look again; `seen` is what the page showed of both."""

    seen = forms.CharField(max_length=60, required=False)
    ground = forms.ChoiceField(choices=[(g.value, w) for g, w in GROUND_WORDS.items()])
    look_on = forms.DateField(
        required=False, error_messages={"invalid": "Dit is geen dag. Kies er een."}
    )


class SheetForm(forms.Form):
    """The fields of one kind of sheet that the writer sees; the judgement also asks the risk."""

    key = KeyOfForm()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def __init__(self, kind: SheetKind, sight: Sight, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        too_long = f"Dit is langer dan {LONGEST_FIELD} tekens. Maak het korter."
        for name, question in SHEET_FIELDS[kind].items():
            if not sees_field(sight, kind, name):
                continue
            self.fields[BEFORE + name] = forms.CharField(
                label=question,
                required=False,
                max_length=LONGEST_FIELD,
                widget=forms.Textarea,
                error_messages={"max_length": too_long},
            )
        if kind is SheetKind.JUDGEMENT:
            self.fields[BEFORE + "risk"] = forms.ChoiceField(
                label="Hoe veilig is de jongere nu?",
                choices=[(r.value, w) for r, w in RISK_WORDS.items()],
                initial=Risk.UNKNOWN.value,
                error_messages={"required": "Kies hoe veilig het nu is."},
            )

    @property
    def typed(self) -> dict[str, str]:
        """Return what was typed, field to words."""
        return {
            name.removeprefix(BEFORE): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(BEFORE)
        }
