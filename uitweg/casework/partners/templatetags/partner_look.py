"""Partners in templates: the name of an organisation, and the words of a button that answers."""

from django import template

from uitweg.casework.partners.actions.organisations import organisation_names
from uitweg.casework.partners.rules.packages import Answer

register = template.Library()
ANSWER_BUTTONS = {
    Answer.ACCEPT: "Ja, dat kan",
    Answer.DECLINE_FULL: "Wij zijn vol",
    Answer.DECLINE_NO_FIT: "Past niet bij ons",
    Answer.DECLINE_OTHER: "Iets anders, ik bel u",
    Answer.QUESTION: "Ik heb een vraag",
    Answer.STARTED: "Begonnen",
    Answer.DONE: "Klaar",
    Answer.NOTE: "Laat dit weten",
}


@register.filter
def answer_button(answer: Answer) -> str:
    """Return the words of the button that gives this answer."""
    return ANSWER_BUTTONS[answer]


@register.simple_tag(takes_context=True)
def organisation_name(context: template.Context, number: int | None) -> str:
    """Return an organisation's name, "" for None; the names are asked for once a request."""
    if number is None:
        return ""
    request = context["request"]
    if not hasattr(request, "organisation_names"):
        request.organisation_names = organisation_names()
    name: str = request.organisation_names.get(number, "onbekende organisatie")
    return name
