"""Make a document in memory, and record its disclosure before it is returned."""

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.documents.actions.contents import DocumentLayout, date_in_full
from uitweg.casework.documents.rules import (
    DISCLOSED_VIA,
    DocumentChoice,
    DocumentItem,
    DocumentKind,
    DocumentRecipient,
    DocumentSection,
    card_font_size,
    document_title,
    too_large_because,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.content import load
from uitweg.platform.sandbox.typeset.run import CannotTypeset, typeset

EXCERPT_NOTE = "Dit is een keuze uit wat er over deze jongere bekend is."
KEEP_LOCKED_NOTE = "Bewaar dit op slot. Vernietig het na gebruik."


class DocumentRefusal(Refusal):
    DOCUMENT_EMPTY = "Zo staat er niets in dit papier. Er is niets naar buiten gegaan."
    DOCUMENT_TOO_MUCH = "Dit is te veel voor één papier. Er is niets naar buiten gegaan."
    DOCUMENT_NOT_MADE = (
        "De PDF maken lukte niet. Er is niets naar buiten gegaan. Kies minder, of neem de pagina "
        "om te printen."
    )


def require_may_make(*, case: Case, recipient: DocumentRecipient, by: Actor) -> None:
    """Raise NotAllowed unless `by` may read the case or, for another's document, work in it."""
    require(by, Permission.CASE_DISCLOSE, case)
    if recipient is not DocumentRecipient.OWN:
        require(by, Permission.CASE_WRITE, case)


def make_document(
    *,
    case: Case,
    layout: DocumentLayout,
    statement: DisclosureStatement,
    by: Actor,
    to_print: bool = False,
) -> bytes:
    """Return the document as a tagged PDF or, `to_print`, as an HTML page.

    A browser can print scripts for which our PDFs have no font. The disclosure is recorded first.
    Raises NotAllowed, and NotPossible when nothing or too much is in it, or no PDF can be made.
    """
    require_may_make(case=case, recipient=layout.choice.recipient, by=by)
    _require_fitting(layout)
    content = document_content(case, layout, statement, on=by.today)
    document = _printable_page(content, case) if to_print else typeset_pdf(content)
    groups = frozenset(item.group for item in layout.included)
    disclosures.disclose(
        parts=[DisclosurePart(case, len(layout.included), groups)],
        content=document,
        via=DISCLOSED_VIA[layout.choice.recipient],
        statement=statement,
        by=by,
    )
    return document


def _require_fitting(layout: DocumentLayout) -> None:
    if not layout.included:
        raise NotPossible(DocumentRefusal.DOCUMENT_EMPTY)
    if too_large_because(layout.items):
        raise NotPossible(DocumentRefusal.DOCUMENT_TOO_MUCH)


def _printable_page(content: dict[str, Any], case: Case) -> bytes:
    context = {"document": content, "case": case}
    return render_to_string("documents/document.html", context).encode()


def typeset_pdf(content: dict[str, Any]) -> bytes:
    """Make the PDF in a separate process that holds no keys. Raises NotPossible."""
    try:
        return typeset(content)
    except CannotTypeset:
        raise NotPossible(DocumentRefusal.DOCUMENT_NOT_MADE) from None


def document_content(
    case: Case, layout: DocumentLayout, statement: DisclosureStatement, *, on: date
) -> dict[str, Any]:
    """Return all that the document says, as the typesetter and `document.html` read it.

    On a safety card, how safe it is and the greatest danger ("alarm") stand on top, as "hot".
    """
    choice = layout.choice
    is_card = choice.kind is DocumentKind.CARD
    is_for_youngster = choice.recipient is DocumentRecipient.YOUNGSTER
    on_top = [i for i in layout.included if is_card and i.id.endswith(("risico", "-alarm"))]
    characters = sum(len(item.text) for item in layout.included)
    return {
        "title": document_title(choice.kind, choice.recipient),
        "number": case.number,
        "mark": "Alleen voor jou" if is_for_youngster else "Vertrouwelijk",
        "footer": f"Gemaakt op {date_in_full(on)}",
        "lead": _opening_lines(choice, statement),
        "hot": "\n".join(item.text for item in on_top),
        "one-page": is_card,
        "size": card_font_size(characters) if is_card else "",
        "sections": [_section_content(section, on_top) for section in layout.sections],
        "note": f"{EXCERPT_NOTE} {KEEP_LOCKED_NOTE}" if choice.is_for_others else KEEP_LOCKED_NOTE,
    }


def _opening_lines(choice: DocumentChoice, statement: DisclosureStatement) -> list[tuple[str, str]]:
    lines = [("Voor", statement.recipient), ("Waarvoor", statement.purpose)]
    if choice.is_for_others:
        basis = statement.basis.words.lower()
        lines += [("Op grond van", basis), ("Van", _sender(choice.recipient))]
    if choice.since or choice.until:
        days = [f"vanaf {date_in_full(choice.since)}"] if choice.since else []
        days += [f"tot en met {date_in_full(choice.until)}"] if choice.until else []
        lines += [("Wat er gebeurde", " ".join(days))]
    return lines


def _sender(recipient: DocumentRecipient) -> str:
    """Say who sends it and how to reach them.

    The youngster's document has neither city nor number, because others may see it.
    """
    if recipient is DocumentRecipient.YOUNGSTER:
        return "het coördinatieteam"
    number = load().contact("coordinator").number
    return f"het coördinatieteam van {settings.CITY}, telefoon {number}"


def _section_content(section: DocumentSection, on_top: list[DocumentItem]) -> dict[str, Any]:
    """Return a section without the items that stand on top already."""
    items = [item for item in section.items if item.omission is None and item not in on_top]
    rows = [{"at": i.at, "head": i.head, "text": i.text, "small": i.small_print} for i in items]
    rows += [
        {"at": "", "head": question, "text": "Nog vragen", "small": ""}
        for question in section.open_questions
    ]
    return {
        "title": section.title,
        "shape": section.shape,
        "empty": section.empty,
        "rows": rows,
    }
