"""Organisations in the directory: add, change, end, and forget how to reach who ended."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from uitweg.casework.cases.case.rules.contents import merge_fields
from uitweg.casework.partners.directory.actions.contact import put_address, read_address, reader_of
from uitweg.casework.partners.directory.actions.reach import note_change
from uitweg.casework.partners.directory.models import CapacityReport, Organisation
from uitweg.casework.partners.directory.rules import (
    ADDRESS_PARTS,
    LEVEL_PREFIX,
    ORGANISATION_COLUMNS,
    ORGANISATION_FIELDS,
    Secrecy,
    editable_columns,
    level_of,
    levels_as_texts,
    secrecy_from_texts,
)
from uitweg.platform.accounts.actions import account_ends
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import KEYHOLDERS, Permission, holds_keys
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.actions.audit_log import audit_name
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row

READ_NAMED_FIELDS = Act("partner:read-named", "Afgeschermd gegeven van een partner bekeken")
CHANGE_PARTNER = Act("partner:write", "Partner gewijzigd")


class OrganisationRefusal(Refusal):
    NAME_TAKEN = "Er is al een organisatie met deze naam. Er is niets bewaard."
    ORGANISATION_ENDED = "Deze organisatie is net beëindigd. Er is niets bewaard."
    ORGANISATION_GONE = "Deze organisatie is er niet meer. Er is niets bewaard."
    NAMED_NOBODY = "Kies ten minste één collega die nu in het team zit. Er is niets veranderd."
    NOTHING_NAMED = "Bij deze organisatie is niets meer afgeschermd. Er is niets veranderd."


class EditConflict(Exception):
    """A colleague changed fields that this member changed too; nothing was stored.

    `theirs` is what is stored now. `merged` has the changes of both; in the fields named by
    `conflicting` it has this member's own text. `changed_by` made the other change.
    """

    def __init__(
        self,
        theirs: dict[str, str],
        merged: dict[str, str],
        conflicting: frozenset[str],
        changed_by: Member | None,
    ) -> None:
        super().__init__(", ".join(sorted(conflicting)))
        self.theirs, self.merged, self.conflicting = theirs, merged, conflicting
        self.changed_by = changed_by


def organisation_texts(organisation: Organisation, keyring: Keyring) -> dict[str, str]:
    """Return all its fields as texts by name, without an address that does not open."""
    texts = {name: _as_text(getattr(organisation, name)) for name in ORGANISATION_COLUMNS}
    texts |= levels_as_texts(organisation.secrecy, ORGANISATION_FIELDS)
    return texts | (read_address(organisation, keyring) or {})


def editable_texts(organisation: Organisation, by: Actor) -> dict[str, str]:
    """Return the fields that this member may see and change, as texts by name."""
    texts = organisation_texts(organisation, by.keyring)
    if not texts.keys() >= set(ADDRESS_PARTS):  # sealed, and this member holds no key for it
        texts.pop(LEVEL_PREFIX + "address")
    names = editable_columns(
        organisation.secrecy,
        reader=reader_of(organisation, by),
        directs_packages=holds_keys(by.role),
    )
    return {name: text for name, text in texts.items() if name in names}


def addable_names(by: Actor) -> frozenset[str]:
    """Return the fields of a new organisation that this member may fill in."""
    return editable_columns({}, reader=Secrecy.NAMED, directs_packages=holds_keys(by.role))


def add_organisation(*, texts: Mapping[str, str], by: Actor) -> Organisation:
    """Add an organisation with these fields. Raises NotPossible(OrganisationRefusal.NAME_TAKEN)."""
    require(by, Permission.PARTNER_WRITE)
    allowed = addable_names(by)
    texts = {name: text for name, text in texts.items() if name in allowed}
    organisation = Organisation()
    try:
        with transaction.atomic():
            _put_texts(organisation, texts)
            organisation.changed_at, organisation.changed_by = by.now, by.member
            note_change(organisation, {}, texts, by=by)
            organisation.save()
            _put_address_of(organisation, texts)
            organisation.save()
            _close_to_named(organisation, by)
            audit_log.record(by.member, CHANGE_PARTNER, organisation, reason="added")
    except IntegrityError:
        raise NotPossible(OrganisationRefusal.NAME_TAKEN) from None
    return organisation


def change_organisation(
    *, organisation: Organisation, base: Mapping[str, str], texts: Mapping[str, str], by: Actor
) -> None:
    """Change the fields in which `texts` differs from `base`, what the page showed.

    What a colleague changed meanwhile stays. Raises EditConflict when both changed one field, and
    NotPossible when the name is taken, or the organisation ended or went; nothing is stored then.
    """
    require(by, Permission.PARTNER_WRITE)
    try:
        with transaction.atomic():
            locked = _locked(organisation)
            stored = editable_texts(locked, by)
            mine = {name: text for name, text in texts.items() if name in stored}
            merged, conflicting = merge_fields(dict(base), mine, stored)
            if conflicting:
                raise EditConflict(stored, merged, conflicting, locked.changed_by)
            if merged == stored:
                return
            _put_texts(locked, merged)
            if merged.keys() >= set(ADDRESS_PARTS):
                _put_address_of(locked, merged)
            is_reach = note_change(locked, stored, merged, by=by)
            _save_change(locked, by)
            _close_to_named(locked, by)
            reason = "reach" if is_reach else "changed"
            audit_log.record(by.member, CHANGE_PARTNER, locked, reason=reason)
    except IntegrityError:
        raise NotPossible(OrganisationRefusal.NAME_TAKEN) from None


def end_organisation(*, organisation: Organisation, by: Actor) -> None:
    """End an organisation and its accounts: nobody is referred to it, or logs in for it, any more.

    Ended twice is ended once. Raises NotPossible(AccountEndRefusal.ACCOUNTS_BY_LEAD)
    for who may not end one of its accounts.
    """
    require(by, Permission.PARTNER_WRITE)
    with transaction.atomic():
        locked = lock_row(organisation)
        if locked.ended_on is None:
            locked.ended_on = by.today
            _save_change(locked, by)
            account_ends.end_accounts_of_organisation(locked.pk, by=by)
            audit_log.record(by.member, CHANGE_PARTNER, locked, reason="ended")


def name_readers(*, organisation: Organisation, members: Iterable[Member], by: Actor) -> None:
    """Say which members see the fields that are for named members only.

    Raises NotPossible(OrganisationRefusal.NAMED_NOBODY) when nobody who holds the team key would
    be left.
    """
    require(by, Permission.PARTNER_READ_NAMED, organisation)
    named = [member for member in members if member.role in KEYHOLDERS]
    if not any(member.is_active_on(by.today) for member in named):
        raise NotPossible(OrganisationRefusal.NAMED_NOBODY)
    with transaction.atomic():
        locked = _locked(organisation)
        if not has_named_fields(locked):
            raise NotPossible(OrganisationRefusal.NOTHING_NAMED)
        _write_readers(locked, named)
        audit_log.record(by.member, CHANGE_PARTNER, locked, reason="named")


def has_named_fields(organisation: Organisation) -> bool:
    levels = levels_as_texts(organisation.secrecy, ORGANISATION_FIELDS)
    return Secrecy.NAMED.value in levels.values()


def named_members(organisation: Organisation) -> list[Member]:
    """Return the members who are named for this organisation's most secret fields."""
    rows = NamedReader.objects.filter(thing=audit_name(organisation))
    return list(Member.objects.filter(pk__in=rows.values("member")).order_by("name"))


def read_named_fields(*, organisation: Organisation, by: Actor) -> dict[str, str]:
    """Return the fields that are for named members only, as texts by name.

    The reading is recorded in the audit log first.
    """
    require(by, Permission.PARTNER_READ_NAMED, organisation)
    audit_log.record(by.member, READ_NAMED_FIELDS, organisation)
    texts = organisation_texts(organisation, by.keyring)
    named = {
        name
        for name in ORGANISATION_FIELDS
        if level_of(name, organisation.secrecy, ORGANISATION_FIELDS) is Secrecy.NAMED
    }
    shown = {name: texts[name] for name in texts if name in named}
    if "address" in named:
        shown["address"] = address_line(read_address(organisation, by.keyring))
    return shown


def address_line(address: Mapping[str, str] | None) -> str:
    """Return an address on one line; "" without one, or when it does not open."""
    if address is None:
        return ""
    town = " ".join(filter(None, (address["postcode"], address["city"])))
    return ", ".join(filter(None, (address["street"], town)))


def _locked(organisation: Organisation) -> Organisation:
    try:
        locked = lock_row(organisation)
    except Organisation.DoesNotExist:
        raise NotPossible(OrganisationRefusal.ORGANISATION_GONE) from None
    if locked.ended_on is not None:
        raise NotPossible(OrganisationRefusal.ORGANISATION_ENDED)
    return locked


def _put_texts(organisation: Organisation, texts: Mapping[str, str]) -> None:
    for name in ORGANISATION_COLUMNS:
        if name in texts:
            setattr(organisation, name, _from_text(name, texts[name]))
    kept = {
        name: level
        for name, level in organisation.secrecy.items()
        if LEVEL_PREFIX + name not in texts
    }
    organisation.secrecy = kept | secrecy_from_texts(texts, ORGANISATION_FIELDS)


def _put_address_of(organisation: Organisation, texts: Mapping[str, str]) -> None:
    put_address(organisation, {part: texts.get(part, "") for part in ADDRESS_PARTS})


def _save_change(organisation: Organisation, by: Actor) -> None:
    organisation.version += 1
    organisation.changed_at, organisation.changed_by = by.now, by.member
    organisation.save()


def _close_to_named(organisation: Organisation, by: Actor) -> None:
    """Keep the rows of named members equal to whether anything is for named members only.

    Who closes a field is named for it, and names others afterwards.
    """
    rows = NamedReader.objects.filter(thing=audit_name(organisation))
    if not has_named_fields(organisation):
        rows.delete()
    elif not rows.exists():
        _write_readers(organisation, [by.member])


def _write_readers(organisation: Organisation, members: Iterable[Member]) -> None:
    name = audit_name(organisation)
    NamedReader.objects.filter(thing=name).delete()
    NamedReader.objects.bulk_create(
        NamedReader(thing=name, member=member, because=name) for member in members
    )


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _from_text(name: str, text: str) -> object:
    if name == "answer_within":
        return int(text)
    if name == "agreement_until":
        return date.fromisoformat(text) if text else None
    return text


def organisation_names() -> dict[int, str]:
    """Return the name of each organisation by its number, also of those that ended."""
    return dict(Organisation.objects.order_by("pk").values_list("pk", "name"))


AT_ONCE = 500
CONTACT: dict[str, object] = {
    **dict.fromkeys(("description", "website", "phone", "night_phone", "mail", "code_phone"), ""),
    "address": {},
    "sealed_address": b"",
    "changed_by": None,
    "reach_changed_by": None,
    "reach_set_by": {},
    "reach_confirmed_by": None,
    "known_accounts": {},
}


@job("ended-partners", every=timedelta(hours=1))
def forget_ended(*, now: datetime) -> int:
    """Forget how organisations were reached that ended before their term, and old capacity.

    The name stays, as cases name it. What a service said last stays as long as it is offered.
    Returns how many organisations were forgotten.
    """
    term = timedelta(days=retention.retention_table().number("partners"))
    last_day = timezone.localdate(now) - term
    ended = Organisation.objects.filter(ended_on__lt=last_day).exclude(**CONTACT)
    forgotten = list(ended.order_by("pk")[:AT_ONCE])
    for organisation in forgotten:
        CapacityReport.objects.filter(service__organisation=organisation).delete()
        NamedReader.objects.filter(thing=audit_name(organisation)).delete()
        Organisation.objects.filter(pk=organisation.pk).update(**CONTACT)
    old = CapacityReport.objects.filter(is_newest=False, said_at__lt=now - term)
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    CapacityReport.objects.filter(pk__in=pks).delete()
    return len(forgotten)
