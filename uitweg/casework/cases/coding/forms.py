"""The form that codes a case for the figures."""

from collections.abc import Mapping
from typing import Any

from django import forms

from uitweg.casework.cases.coding.rules import CodedFact


class CodingForm(forms.Form):
    """One choice for each fact that this member sees; none is required.

    `seen` is the version that the page showed.
    """

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000)

    def __init__(self, facts: Mapping[str, CodedFact], typed: Any = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self._names = tuple(facts)
        for name, fact in facts.items():
            self.fields[name] = forms.ChoiceField(
                label=fact.question,
                choices=fact.answers.choices(),
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self._names}
