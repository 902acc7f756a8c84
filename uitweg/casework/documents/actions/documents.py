"""A paper is made in memory, written down as it leaves, and only then handed over."""

import json
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from uitweg.casework.cases.actions import disclosures
from uitweg.casework.cases.actions.disclosures import Part, Why
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import BASIS_WORDS, Via
from uitweg.casework.documents.actions.contents import Laid, in_full
from uitweg.casework.documents.rules import (
    Choice,
    Item,
    Paper,
    Reader,
    Section,
    size_of,
    title_of,
    too_much,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.sandbox.clean.run import CannotClean, ask_apart

VIA = {Reader.LAWYER: Via.LAWYER, Reader.POLICE: Via.POLICE}
PART = "Dit is een keuze uit wat er over deze jongere bekend is."
ALONE = "Bewaar dit op slot. Vernietig het na gebruik."


def may_make(*, case: Case, reader: Reader, by: Actor) -> None:
    """Raise NotAllowed: for oneself makes who reads the case, for another who works in it."""
    require(by.member, Permission.CASE_DISCLOSE, case)
    if reader is not Reader.OWN:
        require(by.member, Permission.CASE_WRITE, case)


def make(
    *,
    case: Case,
    laid: Laid,
    why: Why,
    by: Actor,
    to_print: bool = False,
) -> bytes:
    """Return the paper as a tagged PDF, or as a page to print, which knows every script.

    That it leaves is written down before it comes back. Raises NotAllowed, and NotPossible when
    nothing is in it, too much, or the PDF cannot be made.
    """
    may_make(case=case, reader=laid.choice.reader, by=by)
    _fits(laid)
    words = words_of(case, laid, why, on=by.today)
    made = _page(words, case) if to_print else pressed(words)
    groups = frozenset(item.group for item in laid.taken)
    disclosures.disclose(
        parts=[Part(case, len(laid.taken), groups)],
        content=made,
        via=VIA.get(laid.choice.reader, Via.PAPER),
        why=why,
        by=by,
    )
    return made


def _fits(laid: Laid) -> None:
    if not laid.taken:
        raise NotPossible("paper-empty")
    if too_much(laid.items):
        raise NotPossible("paper-too-much")


def _page(words: dict[str, Any], case: Case) -> bytes:
    return render_to_string("documents/print.html", {"paper": words, "case": case}).encode()


def pressed(words: dict[str, Any]) -> bytes:
    """Have the PDF made by a process that holds no key. Raises NotPossible when it cannot be."""
    try:
        return ask_apart("uitweg.platform.sandbox.typeset", "pdf", json.dumps(words).encode())
    except CannotClean:
        raise NotPossible("paper-not-made") from None


def words_of(case: Case, laid: Laid, why: Why, *, on: date) -> dict[str, Any]:
    """Return all that stands on the paper, as the press and the page want it."""
    choice = laid.choice
    is_card = choice.paper is Paper.CARD
    alarm = next((one for one in laid.taken if is_card and one.id.endswith("-alarm")), None)
    return {
        "title": title_of(choice.paper, choice.reader),
        "number": case.number,
        "mark": "Alleen voor jou" if choice.reader is Reader.YOUNGSTER else "Vertrouwelijk",
        "footer": f"Gemaakt op {in_full(on)}",
        "lead": _lead(choice, why),
        "hot": alarm.text if alarm else "",
        "one-page": is_card,
        "size": size_of(sum(len(one.text) for one in laid.taken)) if is_card else "",
        "sections": [_section(one, alarm) for one in laid.sections],
        "note": f"{PART} {ALONE}" if choice.leaves else ALONE,
    }


def _lead(choice: Choice, why: Why) -> list[tuple[str, str]]:
    lead = [("Voor", why.recipient), ("Waarvoor", why.purpose)]
    if choice.leaves:
        lead += [("Op grond van", BASIS_WORDS[why.basis].lower()), ("Van", "het coördinatieteam")]
    if choice.since or choice.until:
        days = [f"vanaf {in_full(choice.since)}"] if choice.since else []
        days += [f"tot en met {in_full(choice.until)}"] if choice.until else []
        lead += [("Wat er gebeurde", " ".join(days))]
    return lead


def _section(section: Section, alarm: Item | None) -> dict[str, Any]:
    taken = [one for one in section.items if one.out is None and one is not alarm]
    rows = [{"at": i.at, "head": i.head, "text": i.text, "small": i.small} for i in taken]
    rows += [{"at": "", "head": asks, "text": "Nog vragen", "small": ""} for asks in section.asks]
    return {
        "title": section.title,
        "shape": section.shape,
        "empty": section.empty,
        "rows": rows,
    }
