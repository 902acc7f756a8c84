"""What care, police, prosecutor, court and committee find: separate, at any time, never merged."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Compartment
from uitweg.casework.appraisal.compartment.rules.stages import Authority, AuthorityView
from uitweg.casework.appraisal.facts.actions.items import WRITE_APPRAISAL, FactRefusal
from uitweg.casework.appraisal.judging.rules import canonical_json
from uitweg.casework.appraisal.paper.models import AuthorityFinding
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.store.locking import lock_row


class FindingRefusal(Refusal):
    FINDING_LATER = "Die dag moet nog komen. Er is niets bewaard."
    FINDING_INCOMPLETE = "Schrijf op wie het zei en wat er is besloten. Er is niets bewaard."


@dataclass(frozen=True)
class WrittenFinding:
    """What one authority found on a day: its view, who said it, what was decided, and why."""

    authority: Authority
    view: AuthorityView
    found_on: date
    said_by: str
    decided: str
    why: str = ""

    @property
    def texts(self) -> dict[str, str]:
        return {"said_by": self.said_by, "decided": self.decided, "why": self.why}


@dataclass(frozen=True)
class DecryptedFinding:
    row: AuthorityFinding
    said_by: str
    decided: str
    why: str

    @property
    def view(self) -> str:
        return AuthorityView(self.row.view).words


@dataclass(frozen=True)
class AuthorityRow:
    """One authority, with its newest finding (None when there is none) and its older ones."""

    authority: Authority
    newest: DecryptedFinding | None
    older: Sequence[DecryptedFinding]


def record_finding(
    *, compartment: Compartment, written: WrittenFinding, form_key: bytes, by: Actor
) -> None:
    """Write down what an authority found; earlier findings stay. The same form twice is one.

    Raises NotPossible for a day to come, without who said it or what was decided, and for a form
    that was used for something else.
    """
    require(by, Permission.APPRAISAL_WRITE, compartment)
    if written.found_on > by.today:
        raise NotPossible(FindingRefusal.FINDING_LATER)
    if not written.said_by.strip() or not written.decided.strip():
        raise NotPossible(FindingRefusal.FINDING_INCOMPLETE)
    key = open_compartment(compartment=compartment, by=by)
    with transaction.atomic():
        locked = lock_row(compartment)
        if once(
            AuthorityFinding.objects.all(),
            form_key,
            of={"compartment": locked},
            is_same=lambda there: _is_same(there, written, key),
        ):
            return
        row = AuthorityFinding(
            compartment=locked,
            authority=written.authority,
            view=written.view,
            found_on=written.found_on,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
        )
        row.seal(key, text=canonical_json(written.texts)).save(force_insert=True)
        audit_log.record(by.member, WRITE_APPRAISAL, locked, reason="finding")


def _is_same(row: AuthorityFinding, written: WrittenFinding, key: CompartmentKey) -> bool:
    stored = _decrypt(row, key)
    texts = WrittenFinding(
        Authority(row.authority),
        AuthorityView(row.view),
        row.found_on,
        stored.said_by,
        stored.decided,
        stored.why,
    )
    return texts == written


def findings_of(compartment: Compartment, key: CompartmentKey) -> list[AuthorityRow]:
    """Return all five authorities, each with what it found, the newest day first."""
    rows = compartment.findings.order_by("-found_on", "-id")
    found: dict[str, list[DecryptedFinding]] = {authority: [] for authority in Authority}
    for row in rows:
        found[row.authority].append(_decrypt(row, key))
    return [
        AuthorityRow(authority, next(iter(found[authority]), None), found[authority][1:])
        for authority in Authority
    ]


def _decrypt(row: AuthorityFinding, key: CompartmentKey) -> DecryptedFinding:
    text = row.unseal(key)
    if text is None:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
    return DecryptedFinding(row, **json.loads(text))
