"""The safety card as it is read: the danger and whom to call first, the rest below it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS, Risk
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.casework.cases.sheets.rules import (
    OLD_AFTER_DAYS,
    SHEET_FIELDS,
    OnCard,
    SafeCall,
    SafeHours,
    read_safe_call,
    read_safe_hours,
)
from uitweg.casework.cases.sheets.views.section import hidden_questions, sheet_answers

ASK_FOR_CONTACT = "Vraag bij het volgende gesprek wie we veilig kunnen bellen"
"""The action that a card without a number to call puts on the list."""


@dataclass(frozen=True)
class CardSection:
    """A safety card as far as this reader may see it.

    `risk` is "" when the youngster is not unsafe, or when the reader may not see that; `since` is
    from when. `call` is None when no number is known, `can_call` whether it is safe at this moment.
    `first` and `rest` hold name, question and words of each answer, `never` what may never happen.
    """

    sheet: DecryptedSheet
    risk: str
    since: datetime | None
    is_acute: bool
    sees_contact: bool
    call: SafeCall | None
    hours: SafeHours | None
    can_call: bool
    first: list[tuple[str, str, str]]
    rest: list[tuple[str, str, str]]
    hidden_questions: list[str]
    days_old: int

    @property
    def alarm(self) -> str:
        return self.sheet.fields.get("alarm", "")

    @property
    def contact(self) -> str:
        return self.sheet.fields.get("contact", "")

    @property
    def never(self) -> str:
        return self.sheet.fields.get("no", "")

    @property
    def is_old(self) -> bool:
        return self.days_old > OLD_AFTER_DAYS


def card_section(
    case: Case, sheet: DecryptedSheet, now: datetime, *, sees_risk: bool
) -> CardSection:
    """Return the card of a case at this local moment; `sheet` has the fields the reader may see."""
    answers = [(SHEET_FIELDS[sheet.kind][each[0]].on_card, each) for each in sheet_answers(sheet)]
    is_unsafe = sees_risk and case.risk in UNSAFE_RISKS
    hours = read_safe_hours(sheet.fields.get("hours", ""))
    age = now.date() - timezone.localdate(sheet.at) if sheet.at else None
    return CardSection(
        sheet=sheet,
        risk=Risk(case.risk).words if is_unsafe else "",
        since=case.risk_since,
        is_acute=is_unsafe and case.risk == Risk.ACUTE,
        sees_contact=not sheet.version or "call" in sheet.fields,
        call=read_safe_call(sheet.fields.get("call", "")),
        hours=hours,
        can_call=hours is None or hours.includes(now.time()),
        first=[answer for place, answer in answers if place is OnCard.FIRST],
        rest=[answer for place, answer in answers if place in (OnCard.REST, OnCard.READERS)],
        hidden_questions=hidden_questions(sheet),
        days_old=age.days if age else 0,
    )
