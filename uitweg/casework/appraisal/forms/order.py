"""The form that places each fact: how much it says, how factual it is, how far it can mislead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from uitweg.casework.appraisal.actions.items import ItemWrite
from uitweg.casework.appraisal.forms.fields import ChipsField
from uitweg.casework.appraisal.rules.content import AppraisalFact, Weight
from uitweg.casework.appraisal.rules.stages import ItemKind
from uitweg.channel.forms import FormKeyField

ASPECTS = {
    "relevance": "Hoeveel zegt dit over wat er gebeurd is?",
    "objectivity": "Hoe feitelijk is de bron?",
    "biasing": "Hoe sterk kan dit je op het verkeerde been zetten?",
}
SEEN = "gezien-"


@dataclass(frozen=True)
class FactToPlace:
    """One row of the form: the fact, its three answers, and the version that the page showed."""

    fact: AppraisalFact
    fields: list[forms.BoundField]
    seen_name: str
    seen: object


class OrderForm(forms.Form):
    """Three answers for each fact, in words; a fact may be left open for later.

    `seen` has for each fact the id of its newest version; after a colleague's change
    (`is_overtaken`) the form shows these.
    """

    key = FormKeyField()

    def __init__(
        self,
        *args: Any,
        facts: Sequence[AppraisalFact],
        seen: Mapping[str, int],
        is_overtaken: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts, self.seen, self.is_overtaken = facts, seen, is_overtaken
        for fact in facts:
            for aspect, question in ASPECTS.items():
                field = ChipsField(Weight, label=question, required=False)
                field.initial = getattr(fact, aspect)
                self.fields[f"{aspect}-{fact.key}"] = field
            self.fields[SEEN + fact.key] = forms.IntegerField(
                min_value=1, max_value=2**63 - 1, initial=seen[fact.key]
            )

    @property
    def rows(self) -> list[FactToPlace]:
        return [
            FactToPlace(
                fact,
                [self[f"{aspect}-{fact.key}"] for aspect in ASPECTS],
                SEEN + fact.key,
                self.seen[fact.key] if self.is_overtaken else self[SEEN + fact.key].value(),
            )
            for fact in self.facts
        ]

    @property
    def writes(self) -> list[ItemWrite]:
        """Return a new version of each fact that was placed otherwise than before."""
        typed = self.cleaned_data
        writes = []
        for fact in self.facts:
            answers = {aspect: typed[f"{aspect}-{fact.key}"] for aspect in ASPECTS}
            placed = replace(fact, **answers)
            if placed != fact:
                seen = typed[SEEN + fact.key]
                writes.append(ItemWrite(placed, ItemKind.FACT, seen, fact.entry))
        return writes
