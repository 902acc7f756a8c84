"""Adding an event or an observed signal to the timeline of a case."""

from uitweg.casework.cases.actions import entries as actions
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
    facts: EntryDetails,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
) -> None:
    """Put an event on the timeline, or, when a signal is named, an observation.

    The same form again changes nothing. Raises NotPossible for a closed case.
    """
    if not case.is_open:
        raise NotPossible("case-closed")
    actions.add_entry(
        case=case,
        kind=EntryKind.OBSERVATION if facts.signal else EntryKind.EVENT,
        text=text,
        facts=facts,
        by=by,
        form_key=form_key,
        audience=audience,
        group=group,
    )
