"""A referral: its states, its draft, the parts of it and its reminder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import json

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.rules.messages import PHONE, PartnerMessage
from uitweg.casework.partners.dispatch.rules.packages import (
    DispatchKind,
    PackageContent,
    PackageKind,
    PackageSection,
)
from uitweg.platform.choices import Choices, Refusal
from uitweg.platform.dutch_days import MONTH_NAMES

REFERRAL = DispatchKind(
    PackageKind.REFERRAL,
    running=("verwijzing", "verwijzingen"),
    via=DisclosureMethod.REFERRAL,
    yes="Ja, dat kan",
    full="Wij zijn vol",
    no_fit="Het past niet bij ons",
    started="De jongere is er",
    done="Klaar",
    is_question=True,
)


class ReferralState(Choices):
    DRAFT = "draft", "klaargezet"
    SENT = "sent", "verstuurd"
    ACCEPTED = "accepted", "geaccepteerd"
    DECLINED = "declined", "afgewezen"
    STARTED = "started", "begonnen"
    DONE = "done", "klaar"
    NO_SHOW = "no-show", "niet gekomen"
    WITHDRAWN = "withdrawn", "teruggenomen"
    NO_ANSWER = "no-answer", "geen antwoord"
    HANDED_OVER = "handed-over", "overgedragen"


REFERRAL_TRANSITIONS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.DRAFT: frozenset({ReferralState.SENT, ReferralState.WITHDRAWN}),
    ReferralState.SENT: frozenset(
        {
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
            ReferralState.NO_ANSWER,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.ACCEPTED: frozenset(
        {
            ReferralState.STARTED,
            ReferralState.DONE,
            ReferralState.NO_SHOW,
            ReferralState.HANDED_OVER,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.STARTED: frozenset(
        {ReferralState.DONE, ReferralState.HANDED_OVER, ReferralState.WITHDRAWN}
    ),
    ReferralState.NO_ANSWER: frozenset(
        {
            ReferralState.SENT,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.DECLINED: frozenset(),
    ReferralState.DONE: frozenset(),
    ReferralState.NO_SHOW: frozenset(),
    ReferralState.HANDED_OVER: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
}

STATES_BY_TEAM = frozenset(
    {
        ReferralState.STARTED,
        ReferralState.DONE,
        ReferralState.NO_SHOW,
        ReferralState.HANDED_OVER,
        ReferralState.WITHDRAWN,
    }
)
"""States that a member sets by a button; the others follow from sending, an answer or the term."""

OPEN_REFERRALS = frozenset(state for state, following in REFERRAL_TRANSITIONS.items() if following)
"""States of which something is still to come, for the partner or for the team."""
WAITING_REFERRALS = frozenset({ReferralState.SENT, ReferralState.NO_ANSWER})
"""States in which the partner has to answer."""

GROUP_OF_KIND = {
    ServiceKind.SHELTER: DataGroup.SHELTER,
    ServiceKind.CARE: DataGroup.HEALTH,
    ServiceKind.LAWYER: DataGroup.LAW_POLICE,
    ServiceKind.POLICE: DataGroup.LAW_POLICE,
    ServiceKind.PROSECUTOR: DataGroup.LAW_POLICE,
    ServiceKind.SCHOOL: DataGroup.SCHOOL_WORK,
    ServiceKind.YOUTH_CARE: DataGroup.SITUATION,
    ServiceKind.DEBT_HELP: DataGroup.SITUATION,
    ServiceKind.ADVICE: DataGroup.SITUATION,
    ServiceKind.OTHER: DataGroup.SITUATION,
}
"""What the fact that help of this kind was asked is about: who may not read that group of the case
does not see that it was asked."""


def referral_group(kind: ServiceKind | None) -> DataGroup:
    """Return the data group that a referral to this kind of service belongs to.

    Without a kind it could be a shelter, whose place is the best kept secret of a case.
    """
    return GROUP_OF_KIND[kind] if kind else DataGroup.SHELTER


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONGEST_ASKED = 1000
"""Characters of the member's own words."""
SHORTEST_TERM, LONGEST_TERM = timedelta(minutes=10), timedelta(days=31)
OPENS_AFTER_TERM = timedelta(days=2)
"""So long after its term a referral can still be opened and answered: late is better than never."""
NOON = time(12)
DAY_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

TITLES = {
    ServiceKind.SHELTER: "Kan deze jongere bij u slapen?",
    ServiceKind.CARE: "Kunt u deze jongere helpen?",
    ServiceKind.LAWYER: "Kunt u deze jongere bijstaan?",
    ServiceKind.POLICE: "Kunt u met ons meedenken over deze jongere?",
    ServiceKind.PROSECUTOR: "Kunt u met ons meedenken over deze jongere?",
    ServiceKind.SCHOOL: "Kunt u deze jongere op school helpen?",
    ServiceKind.YOUTH_CARE: "Kunt u deze jongere helpen?",
    ServiceKind.DEBT_HELP: "Kunt u deze jongere helpen met schulden?",
    ServiceKind.ADVICE: "Kunt u ons advies geven over deze jongere?",
    ServiceKind.OTHER: "Kunt u deze jongere helpen?",
}
"""The question in one line, by the kind of service that is asked."""


class SendingObstacle(Refusal):
    """What a referral still lacks before it can be sent; it can be kept as a draft."""

    NOTHING_TICKED = "Vink aan wat je deelt."
    NOTHING_ASKED = "Schrijf op wat je vraagt."
    TERM_OVER = "Kies tot wanneer ze kunnen antwoorden."


@dataclass(frozen=True)
class ReferralDraft:
    """The question, which pieces are ticked, and until when an answer is asked.

    `pieces` are keys of `shared_facts.PIECES`; None is what the consent proposes, before anybody
    chose.
    """

    asked: str = ""
    pieces: frozenset[str] | None = None
    answer_by: datetime | None = None

    def to_json(self) -> str:
        return json.encode(self, order="deterministic").decode()

    @classmethod
    def from_json(cls, text: str) -> "ReferralDraft":
        # Until December 2026 "" was written when no answer was asked by a moment.
        stored = text.replace('"answer_by": ""', '"answer_by": null')
        return json.decode(stored, type=cls) if text else cls()


def referral_content(
    draft: ReferralDraft,
    sections: Iterable[PackageSection],
    *,
    kind: ServiceKind | None,
    has_consent: bool,
    sender: str,
    phone: str,
) -> PackageContent:
    """Return exactly what the partner reads, at its end what they may use it for."""
    shared = list(sections)
    purpose = PackageSection("Waarvoor", purpose_words(kind, has_consent=has_consent))
    return PackageContent(
        title=TITLES[kind or ServiceKind.OTHER],
        asked=draft.asked,
        sender=sender,
        phone=phone,
        sections=(*shared, purpose) if shared else (),
        answer_by=term_words(draft.answer_by) if draft.answer_by else "",
    )


def purpose_words(kind: ServiceKind | None, *, has_consent: bool) -> str:
    purpose = f"{(kind.words if kind else 'hulp').capitalize()}."
    ground = (
        "Er is toestemming dat u dit leest."
        if has_consent
        else "Wij delen dit zonder toestemming. Waarom dat moet, staat bij ons vast."
    )
    return f"{purpose} {ground} Gebruik het alleen hiervoor en bewaar geen kopie."


def term_words(moment: datetime) -> str:
    """Return a moment as it reads the same on every day: zaterdag 28 november, 12:00."""
    local = moment.astimezone(AMSTERDAM)
    day = f"{DAY_NAMES[local.weekday()]} {local.day} {MONTH_NAMES[local.month - 1]}"
    return f"{day}, {local:%H:%M}"


def term_choices(now: datetime, *, usual: timedelta) -> list[datetime]:
    """Return the moments to choose from, the earliest first; `usual` is this partner's own term.

    Within hours for tonight, at noon for the days after.
    """
    soon = [now + timedelta(hours=1), now + timedelta(hours=4), now + usual]
    noons = [_noon(now, days) for days in (1, 3, 7)]
    moments = {_next_quarter(moment) for moment in soon} | set(noons)
    return sorted(moment for moment in moments if may_be_term(moment, now=now))


def usual_term(now: datetime, *, usual: timedelta) -> datetime:
    """Return the term that a new draft begins with."""
    return _next_quarter(now + usual)


def may_be_term(moment: datetime | None, *, now: datetime) -> bool:
    return moment is not None and SHORTEST_TERM <= moment - now <= LONGEST_TERM


def half_of_term(sent_at: datetime, answer_by: datetime) -> datetime:
    """Return the moment at which the partner is reminded."""
    return sent_at + (answer_by - sent_at) / 2


def missing_to_send(
    draft: ReferralDraft, ticked: Sequence[object], *, now: datetime
) -> SendingObstacle | None:
    """Return what the member still has to choose or write, or None when nothing is missing."""
    if not ticked:
        return SendingObstacle.NOTHING_TICKED
    if not draft.asked.strip():
        return SendingObstacle.NOTHING_ASKED
    return None if may_be_term(draft.answer_by, now=now) else SendingObstacle.TERM_OVER


def _next_quarter(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % 15)


def _noon(now: datetime, days: int) -> datetime:
    day = now.astimezone(AMSTERDAM).date() + timedelta(days=days)
    return datetime.combine(day, NOON, AMSTERDAM)


def reminder_mail(*, answer_by: datetime, has_account: bool, phone: str) -> PartnerMessage:
    """Return the reminder. Raises ValueError for anything but a number of the team."""
    if not PHONE.fullmatch(phone):
        raise ValueError("a message to a partner has no place for this")
    way = "Log in om hem te lezen." if has_account else "De link staat in onze vorige mail."
    return PartnerMessage(
        "Uitweg: er wacht nog een vraag op u",
        f"Er wacht nog een vraag op u. {way}\n\n"
        f"Antwoord graag voor {term_words(answer_by)}.\n\n"
        f"Lukt het openen niet? Bel {phone}. Antwoorden op deze mail heeft geen zin.",
    )
