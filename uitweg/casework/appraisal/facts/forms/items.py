"""The forms of the small items: a scenario, a question of the law, a doubt, what nobody saw."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.forms.fields import (
    AppraisalItemForm,
    ChipsField,
    FactsField,
    SomeLinesField,
    line,
)
from uitweg.casework.appraisal.facts.rules.content import (
    Doubt,
    DoubtState,
    ElementAnswer,
    Scenario,
    Unseen,
)
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue, KnownBirth
from uitweg.platform.ui.fields import DayField

EARLIEST_BIRTH = date(1960, 1, 1)


class ScenarioForm(AppraisalItemForm):
    kind: ClassVar = ItemKind.SCENARIO
    title = line(
        "Wat kan er gebeurd zijn?",
        help_text="In gewone woorden. Bijvoorbeeld: onder druk van een schuld.",
    )
    text = SomeLinesField(
        label="In één of twee zinnen", help_text="Zonder woorden uit de wet.", required=False
    )

    def value(self, item_key: str) -> AppraisalValue:
        return Scenario(item_key, self.cleaned_data["title"], self.cleaned_data["text"])


class ElementForm(AppraisalItemForm):
    """What stands with a question of the law; each may be filled in later."""

    kind: ClassVar = ItemKind.ELEMENT
    contra = SomeLinesField(
        label="Wat spreekt ertegen?",
        help_text="Niets gevonden? Schrijf dan op waar je zocht, en tot wanneer.",
        required=False,
    )
    unknown = SomeLinesField(label="Wat weten we niet?", required=False)
    why_wrong = SomeLinesField(
        label="Waarom kan dit niet kloppen?",
        help_text="Denk tegen jezelf in. Welke andere uitleg is er voor dezelfde feiten?",
        required=False,
    )

    def value(self, item_key: str) -> AppraisalValue:
        typed = self.cleaned_data
        return ElementAnswer(item_key, typed["contra"], typed["unknown"], typed["why_wrong"])


class DoubtForm(AppraisalItemForm):
    """A doubt; refuted by facts, or accepted with a reason."""

    kind: ClassVar = ItemKind.DOUBT
    title = line("Wat is de twijfel?", help_text="Als vraag: was er in mei een weg terug?")
    text = SomeLinesField(label="Waarom is dit een twijfel?", required=False)
    helps = SomeLinesField(label="Wat zou helpen, wie vraagt het en voor wanneer?", required=False)
    state = ChipsField(DoubtState, label="Hoe staat het?", initial=DoubtState.OPEN)
    facts = FactsField(label="Welke feiten weerleggen dit?")
    reason = SomeLinesField(
        label="Waarom aanvaarden we dit, of hoe weerleggen deze feiten het?", required=False
    )

    def clean(self) -> dict[str, Any]:
        typed, state = self.cleaned_data, self.cleaned_data.get("state")
        if state is DoubtState.REFUTED and not typed.get("facts"):
            self.add_error(
                "facts", "Kies het feit dat de twijfel weerlegt. Anders blijft hij open."
            )
        if state is DoubtState.ACCEPTED and not typed.get("reason"):
            self.add_error("reason", "Schrijf op waarom jullie met deze twijfel verder gaan.")
        return typed

    def value(self, item_key: str) -> AppraisalValue:
        typed = self.cleaned_data
        is_refuted = typed["state"] is DoubtState.REFUTED
        return Doubt(
            key=item_key,
            title=typed["title"],
            text=typed["text"],
            helps=typed["helps"],
            state=typed["state"],
            facts=frozenset(typed["facts"]) if is_refuted else frozenset(),
            reason=typed["reason"] if typed["state"] is not DoubtState.OPEN else "",
        )


class UnseenForm(AppraisalItemForm):
    kind: ClassVar = ItemKind.UNSEEN
    title = line("Wat hebben jullie niet gezien?", help_text="Bijvoorbeeld: het politiedossier.")
    text = SomeLinesField(label="Waarom niet, en is het gevraagd?")

    def value(self, item_key: str) -> AppraisalValue:
        return Unseen(item_key, self.cleaned_data["title"], self.cleaned_data["text"])


class BirthForm(AppraisalItemForm):
    kind: ClassVar = ItemKind.PERSON
    born = DayField(
        "Geboortedag van de jongere",
        help_text="Dan staat bij elk feit hoe oud de jongere was. Weet niemand het? Laat leeg.",
        required=False,
    )

    def clean_born(self) -> date | None:
        born: date | None = self.cleaned_data["born"]
        if born and not EARLIEST_BIRTH <= born <= timezone.localdate():
            raise forms.ValidationError("Dit kan de geboortedag niet zijn. Kijk het jaartal na.")
        return born

    def value(self, item_key: str) -> AppraisalValue:  # noqa: ARG002
        return KnownBirth(self.cleaned_data["born"])
