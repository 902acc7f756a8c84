"""The route map on paper: whom to call when."""

from uitweg.knowledge.training.rules.paper_parts import (
    PaperPlace,
    PaperWords,
    number_words,
    paper_parts,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import Contact

LETTER_SIZES = tuple(range(105, 79, -2))
"""How large the letters may be, in tenths of a point: the first with which all fits."""


def route_card(content: Content, place: PaperPlace) -> PaperWords:
    """Return the route map, a row for each question in its order."""
    said = content.training
    facts = (*content.routes, *(route.to for route in content.routes))
    return {
        **paper_parts(said["routes_title"], content, place, facts, "/hulp/"),
        "sizes": LETTER_SIZES,
        "lead": said["routes_lead"],
        "columns": [said["routes_ask"], said["routes_call"]],
        "rows": [
            {
                **number_words(route.to),
                "ask": route.ask,
                "why": route.why,
                "hours": _hours(route.to, content),
                "hot": bool(route.danger),
            }
            for route in content.routes
        ],
    }


def _hours(line: Contact, content: Content) -> str:
    """Return when it is open and whether it is free, as far as a source says so."""
    hours = line.opening.sentence(content.say)
    sentences = [hours if hours.endswith(".") else f"{hours}."] if hours else []
    if line.free:
        sentences.append(content.say["free"] + ".")
    return " ".join(sentences)
