"""Forms of which facts fit a question, and of the order of facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions.items import ItemWrite
from uitweg.casework.appraisal.facts.forms.fields import ChipsField
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    Fit,
    FitKind,
    Scenario,
    Weight,
)
from uitweg.casework.cases.case.forms import LineField
from uitweg.channel.conversation.forms import FormKeyField


@dataclass(frozen=True)
class FitRow:
    """One cell of the matrix: the scenario, the answer, why, and the version shown.

    `stands` is what a colleague stored meanwhile and is not what was chosen here, else None.
    """

    scenario: Scenario
    kind: forms.BoundField
    why: forms.BoundField
    seen_name: str
    seen: object
    stands: Fit | None


@dataclass(frozen=True)
class FactToFit:
    fact: AppraisalFact
    rows: list[FitRow]


class FitsForm(forms.Form):
    """For each fact and scenario *past*, *past niet* or *zegt niets*; any may be left open.

    `fits` and `seen` have by (scenario, fact) what stands there now, and the id of its version.
    After a colleague's change (`is_overtaken`) the form shows these beside what was chosen.
    """

    key = FormKeyField()

    def __init__(
        self,
        *args: Any,
        facts: Sequence[AppraisalFact],
        scenarios: Sequence[Scenario],
        fits: Mapping[tuple[str, str], Fit],
        seen: Mapping[tuple[str, str], int],
        is_overtaken: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts, self.scenarios, self.fits = facts, scenarios, fits
        self.seen, self.is_overtaken = seen, is_overtaken
        for place in self._places:
            fit, name = fits.get(place), "-".join(place)
            kind = ChipsField(FitKind, label="Past dit feit?", required=False)
            kind.initial = fit.kind if fit else None
            self.fields[f"past-{name}"] = kind
            self.fields[f"waarom-{name}"] = LineField(
                "Waarom, in een paar woorden", required=False, initial=fit.why if fit else ""
            )
            self.fields[f"gezien-{name}"] = forms.IntegerField(
                required=False, min_value=1, max_value=2**63 - 1, initial=seen.get(place)
            )

    @property
    def _places(self) -> list[tuple[str, str]]:
        return [(s.key, fact.key) for fact in self.facts for s in self.scenarios]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for place in self._places:
            name = "-".join(place)
            if typed.get(f"waarom-{name}") and not typed.get(f"past-{name}"):
                self.add_error(f"past-{name}", "Kies of het past. Het waarom staat er al.")
            elif place in self.fits and not typed.get(f"past-{name}"):
                self.add_error(f"past-{name}", "Kies een van de drie. Hier stond al een antwoord.")
        return typed

    @property
    def groups(self) -> list[FactToFit]:
        return [
            FactToFit(fact, [self._fit_row(scenario, fact) for scenario in self.scenarios])
            for fact in self.facts
        ]

    def _fit_row(self, scenario: Scenario, fact: AppraisalFact) -> FitRow:
        place, name = (scenario.key, fact.key), f"{scenario.key}-{fact.key}"
        kind, why, seen = (self[f"{each}-{name}"] for each in ("past", "waarom", "gezien"))
        stands = self.fits.get(place) if self.is_overtaken else None
        is_same = stands and (kind.value(), why.value()) == (stands.kind, stands.why)
        return FitRow(
            scenario,
            kind,
            why,
            seen.html_name,
            self.seen.get(place) if self.is_overtaken else seen.value(),
            None if is_same else stands,
        )

    @property
    def writes(self) -> list[ItemWrite]:
        """Return a new version of each cell that says something else than before."""
        typed, writes = self.cleaned_data, []
        for scenario, fact in self._places:
            name = f"{scenario}-{fact}"
            if not typed[f"past-{name}"]:
                continue
            fit = Fit(scenario, fact, typed[f"past-{name}"], typed[f"waarom-{name}"])
            if fit != self.fits.get((scenario, fact)):
                writes.append(ItemWrite(fit, ItemKind.FIT, typed[f"gezien-{name}"]))
        return writes


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
