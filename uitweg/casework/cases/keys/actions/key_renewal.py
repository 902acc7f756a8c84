"""Making the keys of cases anew after the team got a new key, a few cases at a time.

A case gets a new key of its own, under which all of it is encrypted anew: sealing the old key to
the new team key would not keep out who has the old one. It is done with the keys of whoever is
logged in, within their request: the worker and the door hold no keys. A few cases are one
transaction, so it can be cut off anywhere; what is left follows at the next request of anybody
with the key. A case that somebody writes in comes first (`CaseKeyOutdated`).
"""

import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import Q, QuerySet

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseKeyCopy
from uitweg.casework.cases.grants.actions.grants import can_hold_key, give_key_copy
from uitweg.casework.cases.grants.actions.opening import current_team_key
from uitweg.casework.cases.keys.actions.reencryption import reencrypt_cases
from uitweg.casework.cases.keys.actions.restriction import recovery_public_key
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.channel.conversation.actions.team_keys import publish_newest_key
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.keyring import NoKey
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import box, envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed

CASES_AT_ONCE = 200
"""Cases that one query lists."""
CASES_PER_TRANSACTION = 5
"""So that nobody who writes waits long; one at a time took several times as much work."""
RENEWING = threading.Lock()
"""One request at a time in this process: the others go on with what their members asked."""


@dataclass(frozen=True)
class RenewalProgress:
    """How many cases still have a key from before the present team key.

    `left` of `total`; `restricted` of these are restricted cases, which wait for a member with
    access to them: `owners` are the names of who leads those.
    """

    left: int
    total: int
    restricted: int = 0
    owners: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        return self.total - self.left


def outdated_cases() -> QuerySet[Case]:
    """Return the cases whose key was made under a retired team key."""
    return Case.objects.filter(key_id__in=TeamKey.retired_ids())


def count_cases_with_keys() -> int:
    """Return how many cases a new team key gives a new key: all that were not destroyed."""
    return Case.objects.exclude(key_id=b"").count()


def renewal_progress() -> RenewalProgress | None:
    """Return how far the keys of the cases are; None when all of them are new."""
    outdated = outdated_cases()
    if not outdated.exists():
        return None
    restricted = outdated.filter(is_restricted=True)
    owners = restricted.values_list("coordinator__name", flat=True)
    return RenewalProgress(
        left=outdated.count(),
        total=count_cases_with_keys(),
        restricted=restricted.count(),
        owners=tuple(owners.order_by("coordinator__name").distinct()),
    )


def renew_some(*, by: Actor, seconds: float) -> int:
    """Make the keys of cases anew for so many seconds at most, the newest case first.

    Returns how many; 0 also when another request is at it. Restricted cases of which this member
    has no copy of the key are left for who has.
    """
    if not by.keyring or not RENEWING.acquire(blocking=False):
        return 0
    try:
        publish_newest_key(by.keyring, now=by.now)
        return _renew_until(time.monotonic() + seconds, by=by)
    finally:
        RENEWING.release()


def _renew_until(deadline: float, *, by: Actor) -> int:
    """Renew until this moment (monotonic); a case that does not open does not stop the next."""
    renewed, last = 0, None
    while ids := _next_cases(by, before=last):
        last = ids[-1]
        for group in batched(ids, CASES_PER_TRANSACTION):
            if time.monotonic() >= deadline:
                return renewed
            started = time.monotonic()
            renewed += _renew_those_that_open(group, by=by)
            # as long again, in which others write: on SQLite only one can at a time
            time.sleep(time.monotonic() - started)
    return renewed


def _renew_those_that_open(case_ids: Sequence[int], *, by: Actor) -> int:
    """Renew these cases together, or each apart when one of them is in the way."""
    try:
        return renew_cases(case_ids, by=by)
    except (NoKey, NotPossible, CannotOpen, Malformed):
        if len(case_ids) == 1:
            return 0  # a colleague was first, or none of these keys opens it
        return sum(_renew_those_that_open([case_id], by=by) for case_id in case_ids)


def _next_cases(by: Actor, *, before: int | None) -> list[int]:
    """Return the next cases that this member may be able to renew, with an id below `before`."""
    own_copies = CaseKeyCopy.objects.filter(member=by.member).values("case")
    openable = outdated_cases().filter(Q(is_restricted=False) | Q(pk__in=own_copies))
    rows = openable if before is None else openable.filter(pk__lt=before)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:CASES_AT_ONCE])


def renew_cases(case_ids: Collection[int], *, by: Actor) -> int:
    """Make the keys of these cases anew, a few in each transaction; return how many were not yet.

    Raises NoKey, CannotOpen or NotPossible when these keys do not open one of them, or a colleague
    was first; then those of its transaction and the next have their old key.
    """
    renewed = 0
    for group in batched(sorted(case_ids), CASES_PER_TRANSACTION):
        outdated = outdated_cases().filter(pk__in=group).order_by("pk")
        old_keys = [case_keys.open_case_key(case, by.keyring) for case in outdated]
        renewed += len(_renew(old_keys, by=by)) if old_keys else 0
    return renewed


def renew_with_sheet(key: CaseKey, *, by: Actor) -> CaseKey:
    """Return the key of a case that the recovery sheet opened, made anew if it is outdated."""
    if not outdated_cases().filter(pk=key.case_id).exists():
        return key
    return _renew([key], by=by)[0]


def _renew(old_keys: Sequence[CaseKey], *, by: Actor) -> list[CaseKey]:
    """Give these cases new keys and encrypt all of them anew; return the keys."""
    team = current_team_key(by.keyring)
    new_keys = [CaseKey(old.case_id, box.new_key(), old.round + 1) for old in old_keys]
    with transaction.atomic():
        cases = case_keys.lock_cases_to_renew({old.case_id: old.round for old in old_keys})
        reencrypt_cases(list(zip(old_keys, new_keys, strict=True)))
        for new in new_keys:
            case = cases[new.case_id]
            case.sealed_key = _seal_new_key(case, new, team, by)
            case.key_round, case.key_id = new.round, bytes(team.key_id)
        fields = ["sealed_key", "key_round", "key_id"]
        Case.objects.bulk_update(list(cases.values()), fields, batch_size=100)
        sheets.index_cases({key.case_id: key for key in new_keys}, by.keyring)
    return new_keys


def _seal_new_key(case: Case, new: CaseKey, team: TeamKey, by: Actor) -> bytes:
    """Return the new key sealed to the team; that of a restricted case goes to its holders."""
    if not case.is_restricted:
        return case_keys.seal_case_key(case, new.key, team_public=bytes(team.public_key))
    holders = [member for member in _holders(case) if can_hold_key(member, now=by.now)]
    case.key_copies.all().delete()
    for member in holders:
        give_key_copy(case, new, member, now=by.now)
    give_key_copy(case, new, None, now=by.now, public=recovery_public_key())
    return b""


def _holders(case: Case) -> list[Member]:
    """Return the members with access whose copy of the key opens under their present own key.

    Who joined anew since is given a copy by a colleague, who compares who they are.
    """
    with_access = case.grants.active().values("member")
    copies = case.key_copies.filter(member__in=with_access).select_related("member")
    return [
        copy.member
        for copy in copies.order_by("pk")
        if copy.member is not None
        and copy.member.has_joined
        and envelope.key_id(bytes(copy.member.public_key)) == bytes(copy.holder_id)
    ]
