"""What an appraisal still lacks before its facts can be closed."""

from dataclasses import dataclass

from uitweg.casework.appraisal.rules.content import AppraisalContent


@dataclass(frozen=True)
class Missing:
    """One thing that is missing; `anchor` is its place on the main page."""

    part: str
    words: str
    anchor: str


def missing(content: AppraisalContent) -> tuple[Missing, ...]:
    """Return what is missing, in the order of the page."""
    found = []
    if not content.facts or any(not fact.source.strip() for fact in content.facts):
        found.append(Missing("facts", "Er is een feit zonder bron.", "feiten"))
    if not content.elements or any(not answer.contra.strip() for answer in content.elements):
        found.append(Missing("contra", "Schrijf op wat ertegen spreekt.", "elm"))
    if any(not answer.unknown.strip() for answer in content.elements):
        found.append(Missing("unknown", "Schrijf op wat we niet weten.", "elm"))
    if not content.unseen:
        found.append(Missing("unseen", "Schrijf op wat wij niet zagen.", "ongezien"))
    return tuple(found)
