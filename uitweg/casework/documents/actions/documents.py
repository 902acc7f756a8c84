"""A paper is made in memory, written down as it leaves, and only then handed over."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from uitweg.casework.cases.actions import disclosures
from uitweg.casework.cases.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.documents.actions.contents import DocumentLayout, date_in_full
from uitweg.casework.documents.rules import (
    DocumentChoice,
    DocumentItem,
    DocumentKind,
    DocumentRecipient,
    DocumentSection,
    document_title,
    letter_size,
    too_large_because,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.sandbox.typeset.run import CannotTypeset, typeset

DISCLOSED_VIA = {
    DocumentRecipient.LAWYER: DisclosureMethod.LAWYER,
    DocumentRecipient.POLICE: DisclosureMethod.POLICE,
}
EXCERPT_NOTE = "Dit is een keuze uit wat er over deze jongere bekend is."
KEEP_LOCKED_NOTE = "Bewaar dit op slot. Vernietig het na gebruik."


def require_may_make(*, case: Case, reader: DocumentRecipient, by: Actor) -> None:
    """Raise NotAllowed: for oneself makes who reads the case, for another who works in it."""
    require(by.member, Permission.CASE_DISCLOSE, case)
    if reader is not DocumentRecipient.OWN:
        require(by.member, Permission.CASE_WRITE, case)


def make_document(
    *,
    case: Case,
    laid: DocumentLayout,
    why: DisclosureStatement,
    by: Actor,
    to_print: bool = False,
) -> bytes:
    """Return the paper as a tagged PDF, or as a page to print, which knows every script.

    That it leaves is written down before it comes back. Raises NotAllowed, and NotPossible when
    nothing is in it, too much, or the PDF cannot be made.
    """
    require_may_make(case=case, reader=laid.choice.reader, by=by)
    _require_fitting(laid)
    words = document_content(case, laid, why, on=by.today)
    made = _printable_page(words, case) if to_print else typeset_pdf(words)
    groups = frozenset(item.group for item in laid.taken)
    disclosures.disclose(
        parts=[DisclosurePart(case, len(laid.taken), groups)],
        content=made,
        via=DISCLOSED_VIA.get(laid.choice.reader, DisclosureMethod.PAPER),
        statement=why,
        by=by,
    )
    return made


def _require_fitting(laid: DocumentLayout) -> None:
    if not laid.taken:
        raise NotPossible("document-empty")
    if too_large_because(laid.items):
        raise NotPossible("document-too-much")


def _printable_page(words: dict[str, Any], case: Case) -> bytes:
    return render_to_string("documents/document.html", {"paper": words, "case": case}).encode()


def typeset_pdf(words: dict[str, Any]) -> bytes:
    """Have the PDF made by a process that holds no key. Raises NotPossible when it cannot be."""
    try:
        return typeset(words)
    except CannotTypeset:
        raise NotPossible("document-not-made") from None


def document_content(
    case: Case, laid: DocumentLayout, why: DisclosureStatement, *, on: date
) -> dict[str, Any]:
    """Return all that stands on the paper, as the press and the page want it."""
    choice = laid.choice
    is_card = choice.paper is DocumentKind.CARD
    alarm = next((one for one in laid.taken if is_card and one.id.endswith("-alarm")), None)
    return {
        "title": document_title(choice.paper, choice.reader),
        "number": case.number,
        "mark": "Alleen voor jou"
        if choice.reader is DocumentRecipient.YOUNGSTER
        else "Vertrouwelijk",
        "footer": f"Gemaakt op {date_in_full(on)}",
        "lead": _opening_lines(choice, why),
        "hot": alarm.text if alarm else "",
        "one-page": is_card,
        "size": letter_size(sum(len(one.text) for one in laid.taken)) if is_card else "",
        "sections": [_section_content(one, alarm) for one in laid.sections],
        "note": f"{EXCERPT_NOTE} {KEEP_LOCKED_NOTE}" if choice.leaves else KEEP_LOCKED_NOTE,
    }


def _opening_lines(choice: DocumentChoice, why: DisclosureStatement) -> list[tuple[str, str]]:
    lead = [("Voor", why.recipient), ("Waarvoor", why.purpose)]
    if choice.leaves:
        lead += [("Op grond van", why.basis.words.lower()), ("Van", "het coördinatieteam")]
    if choice.since or choice.until:
        days = [f"vanaf {date_in_full(choice.since)}"] if choice.since else []
        days += [f"tot en met {date_in_full(choice.until)}"] if choice.until else []
        lead += [("Wat er gebeurde", " ".join(days))]
    return lead


def _section_content(section: DocumentSection, alarm: DocumentItem | None) -> dict[str, Any]:
    taken = [one for one in section.items if one.out is None and one is not alarm]
    rows = [{"at": i.at, "head": i.head, "text": i.text, "small": i.small} for i in taken]
    rows += [{"at": "", "head": asks, "text": "Nog vragen", "small": ""} for asks in section.asks]
    return {
        "title": section.title,
        "shape": section.shape,
        "empty": section.empty,
        "rows": rows,
    }
