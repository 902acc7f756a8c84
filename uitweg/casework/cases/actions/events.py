"""Adding an event or an observed signal to the timeline of a case."""

from uitweg.casework.cases.actions.entries import add_entry
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.events import EntryDetails
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible


def add_event(
    *,
    case: Case,
    text: str,
    details: EntryDetails,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
) -> None:
    """Add an event to the timeline, or an observation when `details` names a signal.

    Sending the same form twice adds one entry. Raises NotPossible for a closed case.
    """
    if not case.is_open:
        raise NotPossible("case-closed")
    add_entry(
        case=case,
        kind=EntryKind.OBSERVATION if details.signal else EntryKind.EVENT,
        text=text,
        details=details,
        by=by,
        form_key=form_key,
        audience=audience,
        group=group,
    )
