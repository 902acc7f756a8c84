"""One case's coded facts as a row for a national body: only on a yes to just that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.coding.actions import coded_case
from uitweg.casework.cases.coding.rules import (
    CODED_FACTS,
    FactInRow,
    facts_in_words,
    known_facts,
    row_csv,
    row_id_in,
    visible_facts,
)
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod, groups_from_text
from uitweg.casework.cases.plan.actions.plan import require_case_writable
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.basis import (
    Bases,
    sending_standing,
    sending_standings,
)
from uitweg.casework.partners.dispatch.actions.leaving import PreviewChanged, leave, parts_on
from uitweg.casework.partners.dispatch.rules.packages import preview_digest, shared_on
from uitweg.casework.partners.letters.rules import LeftOut, left_out
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import tokens

VIA = DisclosureMethod.REGISTRATION
PURPOSE = ConsentPurpose.STATISTICS
"""The one question whose yes lets a row go; no other consent and no decision does."""


class RowRefusal(Refusal):
    """Why the row cannot leave now."""

    ROW_NOT_CODED = (
        "Voor de cijfers is in deze casus nog niets ingevuld. Er is niets naar buiten gegaan.",
        "Voor de cijfers is in deze casus nog niets ingevuld.",
    )
    ROW_EMPTY = (
        "Van wat mee mag, is nog niets bekend. Er is niets naar buiten gegaan.",
        "Van wat mee mag, is nog niets bekend.",
    )
    ROW_WITHOUT_BASIS = (
        "Hiervoor is nu geen toestemming. Er is niets naar buiten gegaan.",
        "De jongere zei hier geen ja tegen, of trok dat ja in. Er gaat niets weg.",
    )


@dataclass(frozen=True)
class DraftedRow:
    """What would go to an organisation: `facts` by name, only those known, seen and agreed to.

    `consents` are those that a row may rest on, `basis` says it for each data group. `why_not` is
    why nothing may go, as NotPossible says it, or "". `sent` is the newest disclosure of a row of
    this case to this organisation.
    """

    organisation: Organisation
    facts: dict[str, str]
    code_version: int
    basis: Bases
    consents: tuple[Consent, ...]
    left_out: tuple[LeftOut, ...]
    not_known: tuple[str, ...]
    sent: Disclosure | None
    why_not: RowRefusal | None

    @property
    def groups(self) -> frozenset[DataGroup]:
        return frozenset(CODED_FACTS[name].group for name in self.facts)

    @property
    def in_words(self) -> list[FactInRow]:
        return facts_in_words(self.facts)

    @property
    def fingerprint(self) -> str:
        """Return 32 hex digits that change when anything does that the row was made from."""
        resting = [
            f"{one.basis} {sorted(one.groups)}"
            for one in shared_on(sorted(self.groups), self.basis)
        ]
        facts = [f"{name}={value}" for name, value in self.facts.items()]
        made_from = [str(self.organisation.pk), str(self.code_version), *facts, *resting]
        return preview_digest(made_from)


def row_recipients(*, case: Case, by: Actor) -> list[Organisation]:
    """Return the organisations to which a row may go now by a yes to that, by name."""
    _require_may_export(case, by)
    current = list(Organisation.objects.filter(ended_on=None).order_by("name"))
    standings = sending_standings(current, [case], now=by.now, purpose=PURPOSE)
    return [each for each in current if standings[each.pk].has_any_basis]


def draft_row(*, case: Case, organisation: Organisation, by: Actor) -> DraftedRow:
    """Return the row as it would go now, and record that the case was read for it."""
    _require_may_export(case, by)
    audit_log.record(by.member, READ_CASE, case, reason="registration")
    return _draft(case, organisation, by)


def _require_may_export(case: Case, by: Actor) -> CaseKey:
    """Return the key of the case. Raises NotAllowed, and NotPossible for a closed case.

    The coded facts lie open; the key is asked for all the same, so that a grant without it is not
    enough for a restricted case.
    """
    require_case_writable(case, by)
    require(by, Permission.CASE_DISCLOSE, case)
    return case_keys.open_case_key(case, by.keyring)


def _draft(case: Case, organisation: Organisation, by: Actor) -> DraftedRow:
    stored = coded_case(case)
    standing = sending_standing(organisation, [case], now=by.now, purpose=PURPOSE)
    basis = standing.bases[case.pk]
    visible = visible_facts(case.visibility_for(by.member.pk).readable_groups)
    known = known_facts(stored.facts)
    agreed = [name for name, fact in visible.items() if basis[fact.group].consent is not None]
    facts = {name: known[name] for name in agreed if name in known}
    resting = {consent for each in agreed if (consent := basis[CODED_FACTS[each].group].consent)}
    seen = {fact.group for fact in visible.values()}
    return DraftedRow(
        organisation=organisation,
        facts=facts,
        code_version=stored.code_version,
        basis=basis,
        consents=tuple(case.consents.filter(pk__in=resting).select_related("heard_by")),
        left_out=left_out({fact.group for fact in CODED_FACTS.values()}, basis, seen),
        not_known=tuple(CODED_FACTS[name].question for name in agreed if name not in known),
        sent=case.disclosures.filter(via=VIA, organisation=organisation.pk).first(),
        why_not=_why_not(is_coded=bool(stored.version), agreed=agreed, facts=facts),
    )


def _why_not(*, is_coded: bool, agreed: list[str], facts: dict[str, str]) -> RowRefusal | None:
    if not is_coded:
        return RowRefusal.ROW_NOT_CODED
    if not agreed:
        return RowRefusal.ROW_WITHOUT_BASIS
    return None if facts else RowRefusal.ROW_EMPTY


def export_row(
    *,
    case: Case,
    organisation: Organisation,
    purpose: str,
    seen: str,
    by: Actor,
    form_key: bytes,
) -> bytes:
    """Return the row as CSV (ASCII), recorded as a disclosure before; the same form twice is one.

    `seen` is the fingerprint of the row on the page. The row has a random id and nothing else to
    know the case by. A later row of the same case to the same organisation has the same id, so that
    it takes the place of the first instead of counting twice; another organisation gets another id,
    so that two of them cannot lay their rows together. The id is kept only in what left, sealed
    with the key of the case. Raises PreviewChanged, NotAllowed, and NotPossible when the case is
    closed, nothing was coded, or there is no consent.
    """
    key = _require_may_export(case, by)
    with transaction.atomic():
        sent = once_in_case(Disclosure, case, form_key, lambda row: _is_row_to(row, organisation))
        drafted = _draft(case, organisation, by)
        if drafted.why_not:
            raise NotPossible(drafted.why_not)
        if sent:
            return _sent_by_form(sent, key, by)
        if drafted.fingerprint != seen:
            raise PreviewChanged
        row_id = _row_id(drafted.sent, key)
        text = row_csv(drafted.facts, row_id=row_id, code_version=drafted.code_version)
        first, *others = parts_on(case, drafted.basis, sorted(drafted.groups))
        leave(
            [replace(first, form_key=form_key), *others],
            organisation=organisation,
            content=text.encode(),
            snapshot=text,
            via=VIA,
            purpose=purpose,
            asked_for=PURPOSE,
            by=by,
        )
    return text.encode()


def _is_row_to(row: Disclosure, organisation: Organisation) -> bool:
    return (row.via, row.organisation) == (VIA, organisation.pk)


def _row_id(sent: Disclosure | None, key: CaseKey) -> str:
    """Return the id of an earlier row of this case to the same organisation, or a new one."""
    earlier = row_id_in(disclosures.decrypt_snapshot(sent, key)) if sent else ""
    return earlier or tokens.new_token(16).hex()


def _sent_by_form(row: Disclosure, key: CaseKey, by: Actor) -> bytes:
    """Return what this form let go before. Raises NotAllowed for who may not see all of it now."""
    case = row.case
    text = disclosures.decrypt_snapshot(row, key)
    groups = {group for each in _same_content(case, row) for group in groups_from_text(each.groups)}
    if not groups <= case.visibility_for(by.member.pk).readable_groups:
        raise NotAllowed(Permission.CASE_DISCLOSE.value)
    return text.encode()


def _same_content(case: Case, row: Disclosure) -> Iterable[Disclosure]:
    """Return the disclosures of the same bytes: one for each consent that they rest on."""
    return case.disclosures.filter(sha256=bytes(row.sha256), via=VIA)
