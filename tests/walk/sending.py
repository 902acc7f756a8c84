"""What is sent to an address: nothing, nonsense, and the form as its page gives it, filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from tests.walk.fixed import MOMENT
from tests.walk.text import Field, Form

FORM = "application/x-www-form-urlencoded"
NONSENSE = "onzin \N{WARNING SIGN} 99999"
SENTENCE = "Een zin van de wandeling."
OTHERS = {
    "date": (MOMENT + timedelta(days=1)).date().isoformat(),
    "time": "13:30",
    "datetime-local": "2026-12-03T13:30",
    "number": "1",
    "email": "wandeling@city.example",
    "tel": "+31655501299",
    "url": "https://city.example/",
    "month": "2026-12",
}


@dataclass(frozen=True)
class Found:
    """A form and the page on which it was."""

    form: Form
    page: str


def tries(found: Found | None, *, is_stranger: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is sent there, with its name; nothing is filled in of a form that nobody saw."""
    yield "POST nothing", _sent({})
    if found is None or found.form.method != "post":
        names = ("text", "name", "day", "key", "version", "choice", "to", "why")
        yield "POST nonsense", _sent(dict.fromkeys(names, NONSENSE))
        if is_stranger:  # what asks for JSON is open to all
            yield "POST JSON", {"data": b'{"onzin": 1}', "content_type": "application/json"}
        return
    fields = found.form.fields
    yield "POST nonsense", _sent({each.name: _nonsense(each) for each in fields})
    yield "POST filled in", _sent(filled(fields))


def _sent(fields: dict[str, Any]) -> dict[str, Any]:
    return {"data": urlencode(fields, doseq=True), "content_type": FORM}


def _nonsense(field: Field) -> str:
    return field.value if field.kind == "hidden" else NONSENSE


def _as_it_is(fields: list[Field]) -> dict[str, list[str]]:
    """Return what a browser sends of a form in which nobody changed anything, by its first button."""
    sent: dict[str, list[str]] = {}
    buttons = [each for each in fields if each.kind == "submit"]
    for each in fields:
        if each.kind not in ("submit", "button", "file") and each.chosen:
            sent.setdefault(each.name, []).append(each.value)
    if buttons:
        sent.setdefault(buttons[0].name, []).append(buttons[0].value)
    return sent


def filled(fields: list[Field]) -> dict[str, list[str]]:
    """Return it with something in what was empty, and with all boxes ticked."""
    sent = _as_it_is(fields)
    for each in fields:
        if each.kind == "select" and not any(sent.get(each.name, [])):
            sent[each.name] = [next(filter(None, each.choices), "")]
        elif each.kind == "checkbox" and not each.chosen:
            sent.setdefault(each.name, []).append(each.value or "on")
        elif each.kind == "radio":
            sent.setdefault(each.name, [each.value])
        elif each.kind in ("text", "search", "textarea", "password", *OTHERS) and not any(
            sent.get(each.name, [])
        ):
            sent[each.name] = [OTHERS.get(each.kind, SENTENCE)]
    return sent
