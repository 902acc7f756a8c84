"""What of a case can be shared with a partner, piece by piece, and in which words.

Each piece belongs to one data group: that group needs a consent or a recorded decision. A piece is
made from the person sheet and the safety card, and its words are the member's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup

PERSON, SAFETY = SheetKind.PERSON, SheetKind.SAFETY
Answers = Mapping[tuple[SheetKind, str], str]
"""Answers by sheet and field; a field that the reader may not see is missing."""


@dataclass(frozen=True)
class SharedField:
    """One field of a sheet, with the words that go before its answer."""

    sheet: SheetKind
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class SharedPiece:
    """One piece that a partner can get: `key` names it in a form, `hint` says what is in it.

    With `at_once` it is ticked when its group may be shared. What tells more than a partner usually
    needs (a full name, an address, a telephone number) is ticked by a person only.
    """

    key: str
    group: DataGroup
    label: str
    hint: str
    fields: tuple[SharedField, ...]
    at_once: bool = True


PIECES = (
    SharedPiece(
        "who",
        DataGroup.CONTACT,
        "Wie het is",
        "roepnaam en taal",
        (SharedField(PERSON, "called"), SharedField(PERSON, "languages", "Spreekt: ")),
    ),
    SharedPiece(
        "age",
        DataGroup.SITUATION,
        "Leeftijd en geslacht",
        "hoe oud de jongere nu is, jongen of meisje",
        (SharedField(PERSON, "age", after=" jaar"), SharedField(PERSON, "sex")),
    ),
    SharedPiece(
        "why",
        DataGroup.SAFETY,
        "Waarom nu",
        "gevaar, wie niets mag weten, wat nooit mag gebeuren",
        (
            SharedField(SAFETY, "alarm"),
            SharedField(SAFETY, "secret_from", "Mag niets weten: "),
            SharedField(SAFETY, "no", "Wat mag nooit gebeuren? "),
        ),
    ),
    SharedPiece(
        "plan-b",
        DataGroup.SAFETY,
        "Als het misgaat",
        "wat we dan doen",
        (SharedField(SAFETY, "plan_b"),),
    ),
    SharedPiece(
        "safe-contact",
        DataGroup.CONTACT,
        "Veilig contact",
        "hoe en wanneer wel, wat nooit",
        (SharedField(SAFETY, "contact"), SharedField(SAFETY, "hours", "Bellen is veilig: ")),
    ),
    SharedPiece(
        "health",
        DataGroup.HEALTH,
        "Gezondheid",
        "licht verstandelijke beperking",
        (SharedField(PERSON, "lvb", "Licht verstandelijke beperking: "),),
    ),
    SharedPiece(
        "family",
        DataGroup.FAMILY,
        "Familie",
        "ouders, voogd of verzorgers",
        (SharedField(PERSON, "guardians"),),
    ),
    SharedPiece(
        "school",
        DataGroup.SCHOOL_WORK,
        "School en werk",
        "welke school, of welk werk",
        (SharedField(PERSON, "school"),),
    ),
    SharedPiece(
        "school-knows",
        DataGroup.SCHOOL_WORK,
        "Wat school weet",
        "van wat er speelt, of juist niet",
        (SharedField(SAFETY, "school"),),
        at_once=False,
    ),
    SharedPiece(
        "law",
        DataGroup.LAW_POLICE,
        "Politie en strafzaak",
        "wie de advocaat is",
        (SharedField(SAFETY, "lawyer", "Advocaat: "),),
    ),
    SharedPiece(
        "where",
        DataGroup.SHELTER,
        "Waar de jongere is",
        "nu, zonder adres",
        (SharedField(SAFETY, "where"),),
    ),
    SharedPiece(
        "call",
        DataGroup.CONTACT,
        "Wie je kunt bellen",
        "naam en nummer",
        (SharedField(SAFETY, "call"),),
        at_once=False,
    ),
    SharedPiece(
        "full-name",
        DataGroup.CONTACT,
        "Volledige naam",
        "en de geboortedatum, als het zonder niet kan",
        (SharedField(PERSON, "name"), SharedField(PERSON, "born", "Geboren: ")),
        at_once=False,
    ),
    SharedPiece(
        "phones",
        DataGroup.CONTACT,
        "Eigen telefoonnummers",
        "alleen als bellen veilig is",
        (SharedField(PERSON, "phones"),),
        at_once=False,
    ),
    SharedPiece(
        "lives",
        DataGroup.SHELTER,
        "Woont waar en bij wie",
        "zoals het op het blad Persoon staat",
        (SharedField(PERSON, "lives"),),
        at_once=False,
    ),
    SharedPiece(
        "address",
        DataGroup.SHELTER,
        "Het adres",
        "waar de jongere nu slaapt",
        (SharedField(SAFETY, "address"),),
        at_once=False,
    ),
    SharedPiece(
        "plates",
        DataGroup.CONTACT,
        "Kentekens",
        "zoals ze op het blad Persoon staan",
        (SharedField(PERSON, "plate"),),
        at_once=False,
    ),
)
"""Every piece, in the order in which a partner reads them; a test checks each one's data group."""

NEVER_SHARED = frozenset({(PERSON, "age_at_start")})
"""Fields of these two sheets that no piece holds: they are for the team's own judgement."""


def piece_text(piece: SharedPiece, answers: Answers) -> str:
    """Return the text of a piece, a sentence for each answer; "" when nothing is known or seen.

    A sentence begins with a capital; else the words are those on the sheet.
    """
    return " ".join(_sentences(piece, answers))


def _sentences(piece: SharedPiece, answers: Answers) -> Iterator[str]:
    for field in piece.fields:
        answer = " ".join(answers.get((field.sheet, field.name), "").split())
        if answer:
            after = "" if answer.endswith(field.after.strip()) else field.after
            words = answer if field.before else answer[0].upper() + answer[1:]
            sentence = f"{field.before}{words}{after}"
            yield sentence if sentence[-1] in ".!?" else f"{sentence}."
