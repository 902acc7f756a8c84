"""What of a case can be shared with a partner, piece by piece, and in which words.

Each piece belongs to one data group: that group needs a consent or a recorded decision. A piece is
made from the person sheet and the safety card, and its words are the member's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.sheets.rules import ROWS, SheetField

Answers = Mapping[tuple[SheetKind, str], str]
"""Answers by sheet and field; a field that the reader may not see is missing."""


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
    at_once: bool = True

    @property
    def fields(self) -> list[SheetField]:
        """Return the fields in this piece, in the order in which a partner reads them.

        A field of another data group never goes along: nobody consented to that.
        """
        return sorted(
            (each for each in ROWS if (each.shared.piece, each.group) == (self.key, self.group)),
            key=lambda field: field.shared.place,
        )


PIECES = (
    SharedPiece("who", DataGroup.CONTACT, "Wie het is", "roepnaam en taal"),
    SharedPiece(
        "age",
        DataGroup.SITUATION,
        "Leeftijd en geslacht",
        "hoe oud de jongere nu is, jongen of meisje",
    ),
    SharedPiece(
        "why", DataGroup.SAFETY, "Waarom nu", "gevaar, wie niets mag weten, wat nooit mag gebeuren"
    ),
    SharedPiece("plan-b", DataGroup.SAFETY, "Als het misgaat", "wat we dan doen"),
    SharedPiece(
        "safe-contact", DataGroup.CONTACT, "Veilig contact", "hoe en wanneer wel, wat nooit"
    ),
    SharedPiece("health", DataGroup.HEALTH, "Gezondheid", "licht verstandelijke beperking"),
    SharedPiece("family", DataGroup.FAMILY, "Familie", "ouders, voogd of verzorgers"),
    SharedPiece("school", DataGroup.SCHOOL_WORK, "School en werk", "welke school, of welk werk"),
    SharedPiece(
        "school-knows",
        DataGroup.SCHOOL_WORK,
        "Wat school weet",
        "van wat er speelt, of juist niet",
        at_once=False,
    ),
    SharedPiece("law", DataGroup.LAW_POLICE, "Politie en strafzaak", "wie de advocaat is"),
    SharedPiece("where", DataGroup.SHELTER, "Waar de jongere is", "nu, zonder adres"),
    SharedPiece("call", DataGroup.CONTACT, "Wie je kunt bellen", "naam en nummer", at_once=False),
    SharedPiece(
        "full-name",
        DataGroup.CONTACT,
        "Volledige naam",
        "en de geboortedatum, als het zonder niet kan",
        at_once=False,
    ),
    SharedPiece(
        "phones",
        DataGroup.CONTACT,
        "Eigen telefoonnummers",
        "alleen als bellen veilig is",
        at_once=False,
    ),
    SharedPiece(
        "lives",
        DataGroup.SHELTER,
        "Woont waar en bij wie",
        "zoals het op het blad Persoon staat",
        at_once=False,
    ),
    SharedPiece(
        "address", DataGroup.SHELTER, "Het adres", "waar de jongere nu slaapt", at_once=False
    ),
    SharedPiece(
        "plates",
        DataGroup.CONTACT,
        "Kentekens",
        "zoals ze op het blad Persoon staan",
        at_once=False,
    ),
)
"""Every piece, in the order in which a partner reads them; a test checks each one's data group."""


def piece_text(piece: SharedPiece, answers: Answers) -> str:
    """Return the text of a piece, a sentence for each answer; "" when nothing is known or seen.

    A sentence begins with a capital; else the words are those on the sheet.
    """
    return " ".join(_sentences(piece, answers))


def _sentences(piece: SharedPiece, answers: Answers) -> Iterator[str]:
    for field in piece.fields:
        answer = " ".join(answers.get((field.sheet, field.name), "").split())
        if answer:
            shared = field.shared
            after = "" if answer.endswith(shared.after.strip()) else shared.after
            words = answer if shared.before else answer[0].upper() + answer[1:]
            sentence = f"{shared.before}{words}{after}"
            yield sentence if sentence[-1] in ".!?" else f"{sentence}."
