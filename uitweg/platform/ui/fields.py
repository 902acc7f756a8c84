"""How every form field is written: the renderer of forms, its widgets, and fields for days.

`{{ form.name.as_field_group }}` writes label, help, errors and control; the field declares its
words.
"""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting

TOO_LONG = "Dit is te lang. Kijk of je iets dubbel hebt geplakt."
UNSTORABLE = "Hier staat een teken dat we niet kunnen bewaren. Typ het opnieuw."
TIME_ERRORS = {"required": "Vul in hoe laat.", "invalid": "Schrijf de tijd zo: 13:00."}
DAY_ERRORS = {"required": "Kies een dag.", "invalid": "Dit is geen dag. Kies er een."}

_INPUT = "ui/fields/input.html"
_TEMPLATES = {
    "django/forms/errors/list/default.html": "ui/fields/errors.html",
    "django/forms/widgets/textarea.html": "ui/fields/textarea.html",
    "django/forms/widgets/select.html": "ui/fields/select.html",
}
"""Our template in the place of one of Django's; every other widget is an `input`."""


class FieldOnPage(BoundField):
    """A field with an id of its own on the page, written by the template that fits its widget.

    Browsers neither complete what is typed, nor guess its direction from the page around it.
    """

    @property
    def auto_id(self) -> str:
        own = self.field.widget.attrs.get("id")
        return str(own or f"{type(self.form).__name__}-{self.html_name}")

    @property
    def template_name(self) -> str:
        own: str | None = self.field.template_name  # type: ignore[attr-defined]
        if own:
            return own
        if self.use_fieldset:
            return "ui/fields/choices.html"
        is_tick = isinstance(self.field.widget, forms.CheckboxInput)
        return "ui/fields/tick.html" if is_tick else "ui/fields/field.html"

    @property
    def shortcut(self) -> str:
        """Return the key that goes to this field, or ""."""
        return str(self.field.widget.attrs.get("data-key", ""))

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs
        if isinstance(self.field.widget, forms.Textarea) or self.field.widget.input_type == "text":
            built |= {"autocomplete": "off", "dir": "auto"}
        kept = {name: value for name, value in built.items() if name not in own}
        if self.errors and "aria-describedby" in own:
            kept["aria-describedby"] = f"{own['aria-describedby']} {self.auto_id}_error"
        return kept


class FormRenderer(TemplatesSetting):
    """Writes forms with our templates; Django's own draws a template for each option of a list."""

    bound_field_class = FieldOnPage

    def get_template(self, template_name: str) -> Any:
        name = _TEMPLATES.get(template_name)
        if name is None and template_name.startswith("django/forms/widgets/"):
            name = _INPUT
        return super().get_template(name or template_name)


def with_small_label[AnyField: forms.Field](field: AnyField) -> AnyField:
    """Write this field with a small label: its form stands between other things."""
    field.template_name = "ui/fields/small_label.html"  # type: ignore[attr-defined]
    return field


def with_hidden_label[AnyField: forms.Field](field: AnyField) -> AnyField:
    """Write this field as a control in a row, whose label only a screen reader reads."""
    field.template_name = "ui/fields/hidden_label.html"  # type: ignore[attr-defined]
    return field


class Chips(forms.RadioSelect):
    """One of a few answers, each a chip to tap."""

    template_name = "ui/fields/chips.html"

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002
        """Leave to the server to say that a choice is missing: it says all that is missing."""
        return False

    def format_value(self, value: Any) -> Any:
        """Return what is chosen: nothing when nobody answered, even where "" is an answer."""
        return [] if value is None else super().format_value(value)


class Picks(Chips):
    """One of a few answers, each on a line of its own."""

    template_name = "ui/fields/picks.html"


class ManyChips(forms.CheckboxSelectMultiple):
    template_name = "ui/fields/chips.html"


class ManyPicks(forms.CheckboxSelectMultiple):
    template_name = "ui/fields/picks.html"


class OneLine(forms.TextInput):
    """A line of text; `class_` and `data_key` are the attributes class and data-key."""

    def __init__(self, **attrs: str | int) -> None:
        super().__init__(_attributes(attrs))


class TextArea(forms.Textarea):
    """Lines of text, of which `rows` are shown.

    With `keep` a page with unsent text is not left unasked; its form includes "ui/away.html".
    """

    def __init__(self, rows: int = 3, *, keep: bool = False, **attrs: str | int) -> None:
        super().__init__({"rows": rows, "data-keep": keep, **_attributes(attrs)})


def _attributes(given: dict[str, str | int]) -> dict[str, Any]:
    return {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **attrs: str | int) -> None:
        super().__init__(_attributes(attrs), format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of the day, chosen with the browser's own clock."""

    input_type = "time"

    def __init__(self, **attrs: str | int) -> None:
        super().__init__(_attributes(attrs), format="%H:%M")


class DayField(forms.DateField):
    """A day, chosen in a calendar."""

    widget = DayInput

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label=label, **{"error_messages": DAY_ERRORS, **kwargs})


class ClockField(forms.TimeField):
    """A time of the day."""

    widget = ClockInput

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label=label, **{"error_messages": TIME_ERRORS, **kwargs})
