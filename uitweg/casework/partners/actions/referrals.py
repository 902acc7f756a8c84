"""Referrals: setting one ready."""

from uitweg.casework.cases.models import Case
from uitweg.casework.partners.models import Organisation, Referral, Service
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import tokens


def start_draft(
    *, case: Case, organisation: Organisation, service: Service | None, by: Actor
) -> Referral:
    """Return a new referral that is set ready, inside the caller's transaction."""
    return Referral.objects.create(
        case=case,
        organisation=organisation,
        service=service,
        made_at=by.now,
        made_by=by.member,
        state_at=by.now,
        form_key=tokens.new_token(16),
    )
