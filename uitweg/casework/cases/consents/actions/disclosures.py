"""Disclosures: recording to whom, what for and on what basis something leaves a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CASES_PER_QUERY, CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.actions.consent_list import kinds_offered
from uitweg.casework.cases.consents.actions.consents import sharing_basis
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import (
    BASES_NEEDING_REASON,
    DisclosureBasis,
    DisclosureMethod,
    groups_from_text,
    groups_to_text,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.actions.audit_log import READ_AUDIT_LOG
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import tokens

DISCLOSE_CASE = Act("case:disclose", "Uit een casus verstrekt")


class DisclosureRefusal(Refusal):
    NO_BASIS = (
        "Hiervoor is nu geen toestemming. Er is niets naar buiten gegaan.",
        "Er is geen toestemming om iets te delen met deze partner.",
    )
    DISCLOSE_TO_WHOM = "Vul in aan wie het gaat en waarvoor. Er is niets naar buiten gegaan."
    DISCLOSE_WHY = "Schrijf op waarom dit mag zonder toestemming. Er is niets naar buiten gegaan."


@dataclass(frozen=True)
class DisclosurePart:
    """What of one case is disclosed: how many rows, and of which data groups.

    `consent` or `decision` is the number of the row it rests on; `organisation` that of the partner
    of the directory to whom it goes: both or neither. `snapshot` is what left of
    this case alone, when what left was about several: then the stored hash is that of the snapshot.
    `form_key` (16 bytes) is that of the form that was sent, when the same form may come twice.
    """

    case: Case
    rows: int
    groups: frozenset[DataGroup]
    consent: int | None = None
    decision: int | None = None
    organisation: int | None = None
    snapshot: str = ""
    form_key: bytes = b""


@dataclass(frozen=True)
class DisclosureStatement:
    """To whom something is disclosed, what for and on what basis."""

    recipient: str
    purpose: str
    basis: DisclosureBasis
    reason: str = ""


@dataclass(frozen=True)
class StatementText:
    """What a disclosure keeps sealed of its statement."""

    recipient: str
    purpose: str
    reason: str


@dataclass(frozen=True)
class DecryptedDisclosure:
    """A disclosure with its statement.

    `statement` is None when it cannot be decrypted, and when `hidden`: the disclosure has data
    groups that this reader may not see. `snapshot` is what left, letter for letter, and "" when the
    program did not keep it; `is_changed` says that it is not what left: its hash is another.
    """

    row: Disclosure
    statement: DisclosureStatement | None
    hidden: bool = False
    snapshot: str = ""
    is_changed: bool = False


def disclose(
    *,
    parts: Sequence[DisclosurePart],
    content: bytes,
    via: DisclosureMethod,
    statement: DisclosureStatement,
    by: Actor,
    snapshot: str = "",
    asked_for: ConsentPurpose | None = None,
) -> list[Disclosure]:
    """Record that `content`, with these parts of cases in it, leaves; call it before it does.

    `snapshot` is the text that left, to keep sealed with each part that has none of its own. With
    `asked_for` only a yes to that question is a basis. Stores a row and an audit entry for each
    part, all or none, and returns the rows; the cases stay locked until the commit, so that no
    consent is withdrawn before it. Raises NotAllowed when `by` may not read one of the cases, and
    NotPossible when the statement lacks a recipient, a purpose, or the reason that its basis needs,
    or when a part does not rest on the row that it names.
    """
    _require_disclosable([part.case for part in parts], by)
    if not (statement.recipient.strip() and statement.purpose.strip()):
        raise NotPossible(DisclosureRefusal.DISCLOSE_TO_WHOM)
    if statement.basis in BASES_NEEDING_REASON and not statement.reason.strip():
        raise NotPossible(DisclosureRefusal.DISCLOSE_WHY)
    content_hash = tokens.sha256(content)
    with transaction.atomic():
        case_keys.lock_cases({part.case.pk: part.case.key_round for part in parts})
        for part in parts:
            _require_basis(part, by, asked_for)
        rows = [
            _sealed_row(part, content_hash, via, statement, by, part.snapshot or snapshot)
            for part in parts
        ]
        Disclosure.objects.bulk_create(rows, batch_size=CASES_PER_QUERY)
        case_names = [audit_log.audit_name(part.case) for part in parts]
        audit_log.record_all(by.member, DISCLOSE_CASE, case_names, reason=via)
    return rows


def _require_basis(part: DisclosurePart, by: Actor, asked_for: ConsentPurpose | None) -> None:
    """Raise NotPossible unless each group rests, for this organisation, on the row that is named.

    A row that still says yes is not enough: a later no ends what it gave to this organisation. A
    part that names neither an organisation nor a row rests on what the statement says.
    """
    named = (part.consent, part.decision)
    if part.organisation is None and named == (None, None):
        return
    if part.organisation is None or named == (None, None):
        raise NotPossible(DisclosureRefusal.NO_BASIS)
    kinds = kinds_offered([part.organisation], now=by.now)[part.organisation]
    basis = sharing_basis(
        part.case, organisation=part.organisation, kinds=kinds, now=by.now, purpose=asked_for
    )
    if any((basis[group].consent, basis[group].decision) != named for group in part.groups):
        raise NotPossible(DisclosureRefusal.NO_BASIS)


def _require_disclosable(cases: Sequence[Case], by: Actor) -> None:
    """Raise NotAllowed, and record the refusal, unless `by` may read all of these cases.

    Asks the database about many cases in one query, instead of about each in `require`.
    """
    visible = set[int]()
    for ids in batched((case.pk for case in cases), CASES_PER_QUERY):
        rows = Case.objects.visible_to(by.member).filter(pk__in=ids)
        visible |= set(rows.values_list("pk", flat=True))
    require(by, Permission.CASE_LIST)
    for case in cases:
        if case.pk not in visible:
            require(by, Permission.CASE_DISCLOSE, case)
            raise NotAllowed(Permission.CASE_DISCLOSE.value)


def _sealed_row(
    part: DisclosurePart,
    content_hash: bytes,
    via: DisclosureMethod,
    statement: DisclosureStatement,
    by: Actor,
    snapshot: str,
) -> Disclosure:
    """Return the row to store for one case, its texts encrypted with the case key."""
    key = case_keys.open_case_key(part.case, by.keyring)
    row = Disclosure(
        case=part.case,
        via=via,
        basis=statement.basis,
        groups=groups_to_text(part.groups),
        rows=part.rows,
        sha256=tokens.sha256(part.snapshot.encode()) if part.snapshot else content_hash,
        given_at=by.now,
        given_by=by.member,
        consent_id=part.consent,
        decision_id=part.decision,
        organisation=part.organisation,
        form_key=part.form_key or tokens.new_token(16),
    )
    words = StatementText(statement.recipient, statement.purpose, statement.reason)
    return row.seal(key, text=words, snapshot=snapshot)


def read_disclosures(
    *,
    case: Case,
    by: Actor,
) -> list[DecryptedDisclosure]:
    """Return the disclosures of a case, newest first, and record the reading before."""
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case, reason="disclosures")
    key = case_keys.open_case_key(case, by.keyring)
    return decrypt_disclosures(case, key, case.visibility_for(by.member.pk))


def list_disclosures(*, by: Actor, before: int | None, limit: int) -> list[Disclosure]:
    """Return disclosures of all cases, newest first, without the encrypted statements.

    With `before`, only those with a lower id. The reading is recorded in the audit log first.
    """
    require(by, Permission.AUDIT_READ)
    audit_log.record(by.member, READ_AUDIT_LOG, "audit-log", reason="disclosures")
    rows = Disclosure.objects.select_related("case", "given_by").defer("sealed_text")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def decrypt_disclosures(
    case: Case, key: CaseKey, visibility: Visibility
) -> list[DecryptedDisclosure]:
    """Decrypt the disclosures of a case; the statement only when every data group is visible."""
    rows: Iterable[Disclosure] = case.disclosures.select_related("given_by", "consent", "decision")
    return [
        _decrypt_disclosure(row, key)
        if groups_from_text(row.groups) <= visibility.readable_groups
        else DecryptedDisclosure(row, None, hidden=True)
        for row in rows
    ]


def _decrypt_disclosure(row: Disclosure, key: CaseKey) -> DecryptedDisclosure:
    statement = _decrypt_statement(row, key)
    if not row.sealed_snapshot:
        return DecryptedDisclosure(row, statement)
    snapshot = decrypt_snapshot(row, key)
    is_changed = tokens.sha256(snapshot.encode()) != bytes(row.sha256)
    return DecryptedDisclosure(row, statement, snapshot=snapshot, is_changed=is_changed)


def decrypt_snapshot(row: Disclosure, key: CaseKey) -> str:
    """Return what left, letter for letter; "" when it was not kept or does not open."""
    return row.unseal(key, "snapshot") or ""


def last_statement(
    case: Case, key: CaseKey, visibility: Visibility, *, via: DisclosureMethod
) -> DisclosureStatement | None:
    """Return what was said at the newest disclosure of this kind, if this reader may see it."""
    newest = case.disclosures.filter(via=via).first()
    if newest and groups_from_text(newest.groups) <= visibility.readable_groups:
        return _decrypt_statement(newest, key)
    return None


def _decrypt_statement(row: Disclosure, key: CaseKey) -> DisclosureStatement | None:
    text = row.unseal_as(key, StatementText)
    if text is None:
        return None
    return DisclosureStatement(
        text.recipient, text.purpose, DisclosureBasis(row.basis), text.reason
    )
