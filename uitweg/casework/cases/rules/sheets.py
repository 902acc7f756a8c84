"""What a case keeps in versions: the sheets, their questions, and two edits put together."""

from uitweg.platform.choices import Choices


class SheetKind(Choices):
    """What a case keeps in versions, each under the case's key."""

    PERSON = "person", "Persoon"
    SAFETY = "safety", "Veiligheidskaart"
    JUDGEMENT = "judgement", "Veiligheidstaxatie"
    CLOSING = "closing", "Afsluiting"


SHEET_FIELDS: dict[SheetKind, dict[str, str]] = {
    SheetKind.PERSON: {
        "name": "Naam",
        "called": "Roepnaam of bijnaam",
        "age": "Leeftijd nu",
        "born": "Geboortedatum",
        "age_at_start": "Leeftijd toen het begon",
        "lvb": "Licht verstandelijke beperking: bekend, vermoed of niet bekend",
        "languages": "Talen",
        "phones": "Telefoonnummers",
        "lives": "Woont waar en bij wie",
        "school": "School of werk",
        "plate": "Kentekens",
        "guardians": "Ouders, voogd of verzorgers",
    },
    SheetKind.SAFETY: {
        "alarm": "Wat is het grootste gevaar?",
        "contact": "Hoe en wanneer is contact veilig?",
        "where": "Waar is de jongere nu?",
        "address": "Het adres",
        "secret_from": "Wie mag niets weten?",
        "plan_b": "Wat doen we als het misgaat?",
        "lawyer": "Wie is de advocaat?",
        "school": "Wat weet school?",
        "no": "Wat mag nooit gebeuren?",
    },
    SheetKind.JUDGEMENT: {
        "facts": "Wat weten we zeker?",
        "gaps": "Wat weten we niet?",
        "conclusion": "Wat vind jij, en waarom?",
    },
    SheetKind.CLOSING: {
        "stays": "Wat blijft er geregeld voor de jongere?",
        "call": "Wie kan de jongere bellen?",
        "told": "Weet de jongere dat we afsluiten?",
        "why_not": "Zo nee, waarom niet?",
    },
}
"""The fields of each sheet, in a fixed order, with the question each one asks."""

PAPER_HEADINGS = {
    (SheetKind.JUDGEMENT, "conclusion"): "Inschatting van de coördinator, met onderbouwing",
}
"""Fields whose question speaks to the member who fills it in; on paper they have a heading."""


class YoungsterKnows(Choices):
    """Whether the youngster knows that the case is being closed."""

    YES = "yes", "Ja"
    NO = "no", "Nee"


def paper_heading(kind: SheetKind, name: str) -> str:
    """Return what stands above a field in a document or a subject access package."""
    return PAPER_HEADINGS.get((kind, name), SHEET_FIELDS[kind].get(name, ""))


def merge_fields(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> tuple[dict[str, str], frozenset[str]]:
    """Merge two edits of one sheet, field by field; the second value names what both changed.

    What only one of the two touched is taken from that one. Where both did, `mine` stands in
    the result, for a person to choose.
    """
    result, both = dict(theirs), set()
    for name, text in mine.items():
        was, other = base.get(name, ""), theirs.get(name, "")
        if text != was:
            result[name] = text
            if other not in (was, text):
                both.add(name)
    return result, frozenset(both)
