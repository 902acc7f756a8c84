"""What left the house of a case: to whom, what for, on what ground; written before it leaves."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Case, Disclosure
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import (
    BASES_NEEDING_REASON,
    DisclosureBasis,
    DisclosureMethod,
    groups_from_text,
    groups_to_text,
)
from uitweg.casework.cases.rules.visibility import Visibility
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens

TABLE = Disclosure._meta.db_table


@dataclass(frozen=True)
class DisclosurePart:
    """What of one case is in it: how many rows, and which kinds of facts."""

    case: Case
    rows: int
    groups: frozenset[DataGroup]


@dataclass(frozen=True)
class DisclosureStatement:
    """To whom it goes, for what, and on what it rests."""

    recipient: str
    purpose: str
    basis: DisclosureBasis
    reason: str = ""


@dataclass(frozen=True)
class DecryptedDisclosure:
    """A disclosure as it may be read; `why` is None when it does not open.

    `hidden`: facts went along that this reader does not see, so to whom and what for stay shut.
    """

    row: Disclosure
    statement: DisclosureStatement | None
    hidden: bool = False


def disclose(
    *,
    parts: Sequence[DisclosurePart],
    content: bytes,
    via: DisclosureMethod,
    why: DisclosureStatement,
    by: Actor,
) -> None:
    """Write down that `content`, with these parts in it, leaves; call it before it does.

    One row a case, all or none, with a line each in the audit log. Raises NotAllowed when one of
    the cases may not be read by `by`, and NotPossible when a reason is missing.
    """
    _require_all_disclosable(parts, via, by)
    if not (why.recipient.strip() and why.purpose.strip()):
        raise NotPossible("disclose-to-whom")
    if why.basis in BASES_NEEDING_REASON and not why.reason.strip():
        raise NotPossible("disclose-why")
    made = tokens.sha256(content)
    words = json.dumps(
        {"recipient": why.recipient, "purpose": why.purpose, "reason": why.reason},
        ensure_ascii=False,
    )
    with transaction.atomic():
        case_keys.lock_cases({part.case.pk: part.case.key_round for part in parts})
        Disclosure.objects.bulk_create(
            [
                _sealed_row(
                    part,
                    case_keys.open_case_key(part.case, by.keyring),
                    words,
                    made,
                    via,
                    why.basis,
                    by,
                )
                for part in parts
            ],
            batch_size=500,
        )
        things = [audit_log.audit_name(part.case) for part in parts]
        audit_log.record_all(by.member, "case:disclose", things, reason=via)


def _require_all_disclosable(
    parts: Sequence[DisclosurePart], via: DisclosureMethod, by: Actor
) -> None:
    """One question for many cases; the refused one goes in the audit log as always."""
    seen = set[int]()
    numbers = [part.case.pk for part in parts]
    for start in range(0, len(numbers), 500):
        some = Case.objects.seen_by(by.member).filter(pk__in=numbers[start : start + 500])
        seen |= set(some.values_list("pk", flat=True))
    require(by.member, Permission.CASE_LIST)
    for part in parts:
        if part.case.pk not in seen:
            require(by.member, Permission.CASE_DISCLOSE, part.case)
            raise NotAllowed(Permission.CASE_DISCLOSE.value)


def _sealed_row(
    part: DisclosurePart,
    key: CaseKey,
    words: str,
    made: bytes,
    via: DisclosureMethod,
    basis: DisclosureBasis,
    by: Actor,
) -> Disclosure:
    row = tokens.new_token(16)
    return Disclosure(
        case=part.case,
        via=via,
        basis=basis,
        groups=groups_to_text(part.groups),
        rows=part.rows,
        sha256=made,
        given_at=by.now,
        given_by=by.member,
        form_key=row,
        sealed_text=key.lock(TABLE, row, words),
    )


def read_disclosures(
    *,
    case: Case,
    by: Actor,
) -> list[DecryptedDisclosure]:
    """Open what left of a case, the newest first; the reading is in the audit log before."""
    require(by.member, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case, reason="disclosures")
    return decrypt_disclosures(
        case, case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    )


def list_disclosures(*, by: Actor, before: int | None, most: int) -> list[Disclosure]:
    """Return the disclosures of all cases, newest first, sealed; the reading is recorded first."""
    require(by.member, Permission.AUDIT_READ)
    audit_log.record(by.member, "audit:read", "audit-log", reason="disclosures")
    rows = Disclosure.objects.select_related("case", "given_by").defer("sealed_text")
    rows = rows.order_by("-pk")
    return list((rows if before is None else rows.filter(pk__lt=before))[:most])


def decrypt_disclosures(
    case: Case, key: CaseKey, visibility: Visibility
) -> list[DecryptedDisclosure]:
    """Open the disclosures of which these grants show every kind of fact; the others stay shut."""
    rows: Iterable[Disclosure] = case.disclosures.select_related("given_by")
    return [
        DecryptedDisclosure(row, _decrypt_statement(row, key))
        if groups_from_text(row.groups) <= visibility.readable_groups
        else DecryptedDisclosure(row, None, hidden=True)
        for row in rows
    ]


def _decrypt_statement(row: Disclosure, key: CaseKey) -> DisclosureStatement | None:
    opened = key.unlock(TABLE, bytes(row.form_key), row.sealed_text)
    said = json.loads(opened) if opened is not None else None
    return said and DisclosureStatement(
        said["recipient"], said["purpose"], DisclosureBasis(row.basis), said["reason"]
    )
