"""Forms of goals and actions, and of a plan begun from an example."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField

from uitweg.casework.cases.case.forms import DataGroupField, LineField
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import ActionState, Domain, GoalState
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.plan.actions.example_plans import ProposedAction, ProposedGoal
from uitweg.casework.cases.plan.models import Goal
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.models import Member
from uitweg.platform.content.values.values import ExamplePlan, ExamplePlanStep
from uitweg.platform.ui.fields import (
    DayField,
    DayInput,
    OneLine,
    TextArea,
    with_hidden_label,
    with_small_label,
)

NO_OWNER = {"invalid_choice": "Kies wie het doet.", "required": "Kies wie het doet."}


class GoalForm(forms.Form):
    text = with_small_label(LineField("Wat wil de jongere?"))
    key = FormKeyField()
    domain = with_hidden_label(
        forms.TypedChoiceField(label="Waar gaat het over", choices=Domain.choices(), coerce=Domain)
    )


class ActionForm(forms.Form):
    """Who does what, by when; the owner is a member who may work in the case."""

    text = with_small_label(
        LineField(
            "Nieuwe actie",
            widget=OneLine(
                placeholder="Wat moet er gebeuren?", data_key="a", data_says="Nieuwe actie"
            ),
        )
    )
    key = FormKeyField()
    due_on = with_hidden_label(DayField("Wanneer", required=False))
    owner = with_hidden_label(
        forms.ModelChoiceField(
            label="Wie",
            queryset=Member.objects.none(),
            empty_label=None,
            error_messages=NO_OWNER,
        )
    )
    goal = forms.ModelChoiceField(
        queryset=Goal.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Kies een doel van deze casus."},
    )
    group = with_hidden_label(DataGroupField())

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = case.workers()  # type: ignore[attr-defined]
        self.fields["goal"].queryset = case.goals.all()  # type: ignore[attr-defined]


class GoalStateForm(forms.Form):
    state = forms.TypedChoiceField(choices=GoalState.choices(), coerce=GoalState)


class ActionStateForm(forms.Form):
    """Either another state or another day; `was` is the day that the page showed."""

    state = forms.TypedChoiceField(
        choices=ActionState.choices((ActionState.OPEN, ActionState.DONE)),
        coerce=ActionState,
        required=False,
    )
    due_on = forms.DateField(required=False)
    was = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if bool(typed.get("state")) == bool(typed.get("due_on")):
            raise forms.ValidationError("een van de twee")
        return typed


class DropActionForm(forms.Form):
    why = LineField()


@dataclass(frozen=True)
class ExampleStepFields:
    """The four fields of one step on the page, and who usually does it.

    `own` says that the step is the team's own idea, not from a source.
    """

    take: BoundField
    text: BoundField
    owner: BoundField
    due_on: BoundField
    usual_owner: str
    own: bool


class ExamplePlanForm(forms.Form):
    """A text field for each goal; a tick box, text, owner and day for each step."""

    key = FormKeyField()

    def __init__(
        self, plan: ExamplePlan, case: Case, member: Member, *args: Any, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._plan = plan
        self._workers = {str(worker.pk): worker for worker in case.workers()}
        for domain, example in plan.goals.items():
            label = f"Wat wil de jongere? ({Domain(domain).words})"
            widget = OneLine(placeholder=f"bijvoorbeeld: {example}")
            self.fields[f"doel-{domain}"] = with_small_label(
                LineField(label, required=False, widget=widget)
            )
        for step in plan.steps:
            self._add_step_fields(step, member, today)

    def _add_step_fields(self, step: ExamplePlanStep, member: Member, today: date) -> None:
        self.fields[f"doe-{step.id}"] = forms.BooleanField(required=False, initial=True)
        self.fields[f"wat-{step.id}"] = LineField(
            required=False,
            initial=step.text,
            widget=TextArea(2, class_="what", aria_label="Wat"),
        )
        self.fields[f"wie-{step.id}"] = forms.ChoiceField(
            choices=[(pk, worker.name) for pk, worker in self._workers.items()],
            initial=str(member.pk),
            error_messages=NO_OWNER,
            widget=forms.Select({"aria-label": "Wie"}),
        )
        self.fields[f"wanneer-{step.id}"] = DayField(
            required=False,
            initial=today + timedelta(days=step.days),
            widget=DayInput(aria_label="Wanneer"),
        )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for step in self._plan.steps:
            if typed.get(f"doe-{step.id}") and not typed.get(f"wat-{step.id}", "x").strip():
                self.add_error(f"wat-{step.id}", "Schrijf op wat er moet gebeuren.")
        if not self.errors and not self.chosen_goals and not self.chosen_actions:
            raise forms.ValidationError("Kies minstens één doel of één actie.")
        return typed

    @property
    def goal_fields(self) -> list[BoundField]:
        return [self[f"doel-{domain}"] for domain in self._plan.goals]

    def step_fields(self) -> Iterator[ExampleStepFields]:
        for step in self._plan.steps:
            yield ExampleStepFields(
                take=self[f"doe-{step.id}"],
                text=self[f"wat-{step.id}"],
                owner=self[f"wie-{step.id}"],
                due_on=self[f"wanneer-{step.id}"],
                usual_owner=step.usual_owner.words,
                own=step.own,
            )

    @property
    def chosen_goals(self) -> list[ProposedGoal]:
        """Return the goals that got a text."""
        texts = {domain: self.cleaned_data[f"doel-{domain}"].strip() for domain in self._plan.goals}
        return [ProposedGoal(Domain(domain), text) for domain, text in texts.items() if text]

    @property
    def chosen_actions(self) -> list[ProposedAction]:
        """Return the steps that stayed ticked, as actions."""
        typed = self.cleaned_data
        return [
            ProposedAction(
                id=step.id,
                text=typed[f"wat-{step.id}"],
                owner=self._workers[typed[f"wie-{step.id}"]],
                due_on=typed[f"wanneer-{step.id}"],
                group=DataGroup(step.group),
                goal=Domain(step.goal),
            )
            for step in self._plan.steps
            if typed[f"doe-{step.id}"]
        ]
