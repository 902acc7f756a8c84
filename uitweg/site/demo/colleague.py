"""The demo's second case, of a colleague, and an emergency at night; everything is made up."""

from datetime import datetime, timedelta

from uitweg.casework.calls import actions as calls
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallContent, CallState
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Domain, SheetKind
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantReason
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.cases.emergency_access import actions as emergency_access
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.cases.intake.actions import calls as calling
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.timeline.actions import events
from uitweg.casework.cases.timeline.rules.events import EntryDetails, HowKnown, Onset
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens
from uitweg.site.demo.case import write_sheets

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALL_NOTE = CallContent(
    text="Jongerenwerker maakt zich zorgen om een meisje. Ze regelt telefoonabonnementen op haar "
    "naam voor een vriend. De rekeningen komen nu.",
    age="17",
    caller="jongerenwerker",
    to_do="Jongerenwerker terugbellen: wil ze zelf praten?",
)
SHEETS = {
    SheetKind.PERSON: {
        "called": "Wies",
        "age": "17",
        "age_at_start": "17",
        "languages": "Bulgaars, een beetje Nederlands",
    },
    SheetKind.JUDGEMENT: {
        "facts": "Vier abonnementen op haar naam. Zij heeft geen van de telefoons.",
        "gaps": "Of er gedreigd is.",
        "conclusion": "Geen gevaar vandaag. Wel meer schuld als het doorgaat.",
        "risk": "low",
    },
    SheetKind.SAFETY: {
        "contact": "Appen mag, na school. Niet bellen thuis.",
        "secret_from": "De vriend van de abonnementen",
        "plan_b": "Jongerenwerker bellen, die haalt haar op",
        "no": "Geen brief naar huis",
    },
}
SHIFT_NOTE = CallContent(
    text="Rustige nacht. Eén gesprek over U-0002: de jongerenwerker vroeg wie hij moet bellen. "
    "Kaart geopend, nummer gegeven. Geen bed nodig gehad."
)
DISCLOSED_DOCUMENT = DisclosureStatement(
    "Bram, advocaat van het slachtoffer", "Gesprek met de officier", DisclosureBasis.CONSENT
)


def add_events(
    case: Case,
    *,
    by: Actor,
) -> None:
    """Add past events to the timeline of a case, and a disclosed document."""
    today = by.today
    started = FuzzyDate((today - 60 * DAY).replace(day=1), Precision.MONTH, True)
    two_phones = EntryDetails(
        when=FuzzyDate(today - 9 * DAY, Precision.DAY, False),
        signal="second-phone",
        told_by="groepsleiding",
        how_known=HowKnown.SELF,
        onset=Onset.SUDDEN,
    )
    events_by_text = {
        "Hij moest een tas bewaren. Hij keek er niet in.": EntryDetails(
            when=started, phase="first-job", told_by="hijzelf"
        ),
        "Twee telefoons. De ene gaat ook ’s nachts.": two_phones,
    }
    for text, details in events_by_text.items():
        events.add_event(
            case=case, text=text, details=details, by=by, form_key=tokens.new_token(16)
        )
    groups = frozenset({DataGroup.SITUATION, DataGroup.LAW_POLICE})
    disclosures.disclose(
        parts=[DisclosurePart(case, 4, groups)],
        content=DISCLOSED_DOCUMENT.purpose.encode(),
        via=DisclosureMethod.DOCUMENT,
        statement=DISCLOSED_DOCUMENT,
        by=by,
    )


def open_colleagues_case(
    *,
    by: Actor,
    deputy: Member,
) -> Case:
    """Open a case from a call, with sheets, a goal and a deputy."""
    at = by.now - 5 * DAY
    call = _call(CALL_NOTE, by=by, at=at)
    case = calling.open_case_for_call(call=call, by=by.at(at))
    write_sheets(case, SHEETS, by=by, at=at + HOUR)
    plan.add_goal(
        case=case,
        domain=Domain.MONEY,
        text="Dat die rekeningen stoppen",
        by=by.at(at + HOUR),
        form_key=tokens.new_token(16),
    )
    grants.grant_access(
        case=case,
        to=deputy,
        level=AccessLevel.MANAGE,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.DEPUTY,
        shown_grants=(),
        by=by.at(at + HOUR),
    )
    return case


def play_night(
    case: Case,
    *,
    by: Actor,
) -> None:
    """Let a colleague use emergency access to the card, and leave a note for the next shift."""
    at = by.now - 12 * HOUR
    emergency_access.use_emergency_access(
        case=case,
        level=AccessLevel.CARD,
        reason=GrantReason.CALLED,
        why="Jongerenwerker belt: wie haalt haar op?",
        shift_ends_at=None,
        by=by.at(at),
        form_key=tokens.new_token(16),
    )
    calls.file_call(call=_call(SHIFT_NOTE, by=by, at=at + HOUR), state=CallState.SHIFT, by=by)


def _call(note: CallContent, *, by: Actor, at: datetime) -> CallNote:
    return calls.save_call(
        form_key=tokens.new_token(16), note=note, version=1, base=0, by=by.at(at)
    )
