"""The form that chooses of which month the promises page is."""

from datetime import date

from django import forms


class MonthForm(forms.Form):
    """A month as its first day (2026-11-01), one of those on the page; none means all of them."""

    maand = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def chosen(self, months: list[date]) -> date | None:
        """Return the month that was chosen; None for none, or for one that is not on the page."""
        month = self.cleaned_data.get("maand") if self.is_valid() else None
        return month if month in months else None
