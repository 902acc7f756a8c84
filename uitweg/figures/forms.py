"""The forms of the working page: which tables, and a table of two dimensions."""

from typing import Any

from django import forms

from uitweg.figures.rules.releasing import ChosenTables
from uitweg.platform.content.values.figures import FigureBook


def cross_table_name(first: str, second: str) -> str:
    """Return the name under which a table of these two dimensions is released."""
    return f"{first}-by-{second}"


class TablesForm(forms.Form):
    """Which tables of one source: those of the content that are ticked, and one of two dimensions.

    `chosen` has them by name, with their dimensions; `captions` what can be ticked.
    """

    def __init__(
        self, typed: Any, *, source: str, dimensions: tuple[str, ...], book: FigureBook
    ) -> None:
        super().__init__(typed)
        tables = [each for each in book.tables if each.source == source]
        self._dimensions = {each.id: each.dimensions for each in tables}
        self.captions = [(each.id, each.caption) for each in tables]
        self.fields["tables"] = forms.MultipleChoiceField(required=False, choices=self.captions)
        named = [("", "Kies"), *((each, book.dimension_words(each)) for each in dimensions)]
        for name in ("first", "second"):
            self.fields[name] = forms.ChoiceField(required=False, choices=named)

    def clean(self) -> None:
        first, second = (self.cleaned_data.get(name, "") for name in ("first", "second"))
        if bool(first) != bool(second) or (first and first == second):
            raise forms.ValidationError("Kies twee verschillende dingen voor de kruistabel.")

    @property
    def chosen(self) -> ChosenTables:
        found = {name: self._dimensions[name] for name in self.cleaned_data["tables"]}
        first, second = self.cleaned_data["first"], self.cleaned_data["second"]
        known = next((n for n, d in self._dimensions.items() if set(d) == {first, second}), "")
        if first:
            found[known or cross_table_name(first, second)] = self._dimensions.get(
                known, (first, second)
            )
        return found
