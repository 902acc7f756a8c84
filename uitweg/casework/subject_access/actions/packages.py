"""A subject access package: one member chooses, another reads the exact file, it leaves once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from msgspec import json, structs

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import OPEN_CASE_FILE, READ_CASE, WRITE_IN_CASE
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.subject_access.actions import files, items
from uitweg.casework.subject_access.actions.page import render_package
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.casework.subject_access.rules import (
    OPEN_STEPS,
    PACKAGE_TRANSITIONS,
    PackageChoices,
    PackageItem,
    PackageStep,
)
from uitweg.channel.attachments.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import FormRefusal, once
from uitweg.platform.sealing import tokens

CHECK_SUBJECT_ACCESS = Act("case:check-subject-access", "Pakket voor inzage nagekeken")


class SubjectAccessRefusal(Refusal):
    PACKAGE_FROZEN = "Dit ligt al bij een collega om te lezen. Er is niets veranderd."
    PACKAGE_EMPTY = "Er is niets gekozen om mee te geven. Er is niets veranderd."
    PACKAGE_NOT_THERE = "Dit pakket is er niet meer, of een collega is al verder. Kijk opnieuw."
    PACKAGE_NOT_ALL = "Er zit iets in dat jij niet mag zien. Een collega met meer toegang leest."
    PACKAGE_YOURSELF = "Jij maakte dit klaar. Een ander leest het voordat het eruit gaat."
    PACKAGE_FILE_UNREAD = "Bekijk eerst elk bestand dat meegaat. Daarna kun je akkoord geven."
    PACKAGE_UNREAD = "Lees eerst wat eruit gaat. Daarna kun je akkoord geven."


class NewerPackageSaved(Exception):
    """A colleague saved these `choices` first, as this `version`; nothing of mine is stored."""

    def __init__(self, choices: PackageChoices, version: int) -> None:
        super().__init__()
        self.choices, self.version = choices, version


@dataclass(frozen=True)
class PackageInProgress:
    """The package of a case that is not handed out yet, decrypted.

    `row` is None before the first save. `items` are those that this member may see;
    `hidden_count` counts the timeline entries that they may not see.
    """

    row: SubjectAccessRequest | None
    choices: PackageChoices
    items: list[PackageItem]
    hidden_count: int
    key: CaseKey

    @property
    def included_items(self) -> list[PackageItem]:
        return [item for item in self.items if self.choices.includes(item)]


def read_package(
    *,
    case: Case,
    by: Actor,
) -> PackageInProgress:
    """Decrypt all of the case that this member may see, and the choices so far; audited."""
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case, reason="subject-access")
    return _package_in_progress(case, by)


def _package_in_progress(
    case: Case,
    by: Actor,
) -> PackageInProgress:
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    row = _open_requests(case).select_related("made_by", "reviewed_by").first()
    return PackageInProgress(
        row=row,
        choices=_decrypt_choices(row, key) if row else PackageChoices(),
        items=items.package_items(case, key, visibility, now=by.now),
        hidden_count=case.entries.hidden_from(visibility),
        key=key,
    )


def save_package(
    *,
    case: Case,
    choices: PackageChoices,
    version: int,
    freeze: bool,
    by: Actor,
    form_key: bytes,
) -> None:
    """Save the choices; with `freeze` also make the file that a colleague will review.

    Raises NewerPackageSaved when `version` is no longer the newest, CannotIncludeFile, and
    NotPossible when the package is frozen already or has nothing in it.
    """
    require(by, Permission.CASE_WRITE, case)
    package = _package_in_progress(case, by)
    choices = _merge_choices(package.choices, choices)
    html = ""
    if freeze:  # before the transaction, because blacking out a long case takes a while
        choices = _decide_every_item(package.items, choices)
        html = _render(package, choices, case=case, by=by)
    with transaction.atomic():
        case_keys.lock_case(package.key)
        row = _open_or_new_request(case, by=by, form_key=form_key)
        _require_unchanged(row, version, package.key)
        row.seal(package.key, choices=json.encode(choices).decode())
        row.version, row.made_by = row.version + 1, by.member
        if freeze:
            row.step, row.reviewed_by = PackageStep.LOOKING, None
            row.seal(package.key, package=html)
        row.save()
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=f"subject-access:{row.step}")


def _require_unchanged(row: SubjectAccessRequest, version: int, key: CaseKey) -> None:
    if row.step != PackageStep.MAKING:
        raise NotPossible(SubjectAccessRefusal.PACKAGE_FROZEN)
    if row.version != version:
        raise NewerPackageSaved(_decrypt_choices(row, key), row.version)


def _merge_choices(saved: PackageChoices, changed: PackageChoices) -> PackageChoices:
    """Return the saved choices, replaced for the items that were on the submitted page.

    The other items were on another page, or are hidden from this member.
    """
    on_other_pages = {
        item_id: words
        for item_id, words in saved.redactions.items()
        if item_id not in changed.included
    }
    return PackageChoices(
        included=saved.included | changed.included,
        redactions=on_other_pages | changed.redactions,
        redacted_everywhere=changed.redacted_everywhere,
    )


def _decide_every_item(items: Iterable[PackageItem], choices: PackageChoices) -> PackageChoices:
    """Store a decision on each item, because a reviewer must be able to see all included ones."""
    decided = {item.id: choices.includes(item) for item in items}
    return structs.replace(choices, included=choices.included | decided)


def _render(
    package: PackageInProgress,
    choices: PackageChoices,
    *,
    case: Case,
    by: Actor,
) -> str:
    included = [item for item in package.items if choices.includes(item)]
    if not included:
        raise NotPossible(SubjectAccessRefusal.PACKAGE_EMPTY)
    return render_package(
        package.items,
        choices,
        files=files.embed_files(included, case=case, by=by),
        hidden_count=package.hidden_count,
        on=by.today,
    )


def reopen_package(*, case: Case, by: Actor) -> None:
    """Go back to choosing; the package then needs a new review. Raises NotPossible."""
    require(by, Permission.CASE_WRITE, case)
    with transaction.atomic():
        _move_to_step(
            case,
            PackageStep.MAKING,
            reviewed_by=None,
            sealed_package=b"",
            version=F("version") + 1,
        )
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="subject-access:making")


def preview_package(
    *,
    case: Case,
    by: Actor,
) -> bytes:
    """Decrypt the frozen file for a member who may see all of it.

    The audit log records which file was read, so that only its readers can agree to it.
    """
    require(by, Permission.CASE_READ, case)
    html = _frozen_file(_package_in_progress(case, by))
    audit_log.record(by.member, CHECK_SUBJECT_ACCESS, case, reason=_fingerprint(html))
    return html


def agree_to_package(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Agree, as a second member who read this exact file, that it leaves. Raises NotPossible."""
    require(by, Permission.CASE_READ, case)
    package = _package_in_progress(case, by)
    html = _frozen_file(package)
    if package.row is not None and by.is_same_person_as(package.row.made_by_id):
        raise NotPossible(SubjectAccessRefusal.PACKAGE_YOURSELF)
    if not audit_log.was_done(by.member, CHECK_SUBJECT_ACCESS, case, reason=_fingerprint(html)):
        raise NotPossible(SubjectAccessRefusal.PACKAGE_UNREAD)
    if not all(_has_opened_file(item, case, by) for item in package.included_items):
        raise NotPossible(SubjectAccessRefusal.PACKAGE_FILE_UNREAD)
    with transaction.atomic():
        _move_to_step(case, PackageStep.READY, expected=package.row, reviewed_by=by.member)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="subject-access:ready")


def _has_opened_file(item: PackageItem, case: Case, by: Actor) -> bool:
    """Tell whether this member opened the item's file in the case; True for an item without one.

    The preview shows pictures only, so other files have to be opened in the case.
    """
    if item.file is None:
        return True
    file_name = "{}.{}".format(*item.file)
    return any(
        audit_log.was_done(by.member, OPEN_CASE_FILE, case, reason=f"{file_name} {use}")
        for use in FileUse
    )


def hand_out_package(
    *,
    case: Case,
    statement: DisclosureStatement,
    by: Actor,
) -> bytes:
    """Return the file, once: its disclosure is recorded, and our copy is emptied.

    As with a document for someone else, a member who may only read the case may not hand it out.
    """
    require(by, Permission.CASE_DISCLOSE, case)
    require(by, Permission.CASE_WRITE, case)
    package = _package_in_progress(case, by)
    html = _frozen_file(package)
    included = package.included_items
    groups = frozenset(group for item in included for group in {item.group} | item.also_about)
    with transaction.atomic():
        _move_to_step(
            case,
            PackageStep.GIVEN,
            expected=package.row,
            handed_out_on=by.today,
            sealed_choices=b"",
            sealed_package=b"",
        )
        disclosures.disclose(
            parts=[DisclosurePart(case, len(included), groups)],
            content=html,
            via=DisclosureMethod.SUBJECT_ACCESS,
            statement=statement,
            by=by,
        )
    return html


def delete_unfinished_packages(case: Case) -> None:
    """Delete packages that were not handed out, when the person is removed from the case.

    Runs inside the caller's transaction.
    """
    case.subject_access_requests.exclude(step=PackageStep.GIVEN).delete()


def _frozen_file(package: PackageInProgress) -> bytes:
    """Return the frozen HTML.

    Raises NotPossible when there is none, and for a member who may not see all that is in it.
    """
    row = package.row
    if row is None or row.step not in (PackageStep.LOOKING, PackageStep.READY):
        raise NotPossible(SubjectAccessRefusal.PACKAGE_NOT_THERE)
    included = {item_id for item_id, is_in in package.choices.included.items() if is_in}
    if not included <= {item.id for item in package.items}:
        raise NotPossible(SubjectAccessRefusal.PACKAGE_NOT_ALL)
    html = row.unseal(package.key, "package")
    if not html:
        raise NotPossible(SubjectAccessRefusal.PACKAGE_NOT_THERE)
    return html.encode()


def _open_requests(case: Case) -> QuerySet[SubjectAccessRequest]:
    return case.subject_access_requests.filter(step__in=OPEN_STEPS)


def _open_or_new_request(
    case: Case,
    *,
    by: Actor,
    form_key: bytes,
) -> SubjectAccessRequest:
    """Return the package in progress, or create one; the caller has locked the case.

    Raises NotPossible when this form already created a package that is handed out by now.
    """
    row, made = _open_requests(case).first(), SubjectAccessRequest.objects.all()
    if row is None and once(made, form_key, of={"case": case}):
        raise NotPossible(FormRefusal.FORM_USED)
    return row or SubjectAccessRequest.objects.create(
        case=case, form_key=form_key, started_on=by.today, made_by=by.member
    )


def _move_to_step(
    case: Case,
    step: PackageStep,
    *,
    expected: SubjectAccessRequest | None = None,
    **changes: object,
) -> None:
    """Move the package to `step` and store these changes of its other fields.

    Raises NotPossible when its present step does not allow that, or when its version is no longer
    that of the `expected` row: then it holds another file than the member read.
    """
    steps_before = [before for before, after in PACKAGE_TRANSITIONS.items() if step in after]
    rows = case.subject_access_requests.filter(step__in=steps_before)
    if expected is not None:
        rows = rows.filter(version=expected.version)
    if not rows.update(step=step, **changes):
        raise NotPossible(SubjectAccessRefusal.PACKAGE_NOT_THERE)


def _decrypt_choices(row: SubjectAccessRequest, key: CaseKey) -> PackageChoices:
    text = row.unseal(key, "choices")
    return json.decode(text, type=PackageChoices) if text else PackageChoices()


def _fingerprint(html: bytes) -> str:
    """Return the first half of the file's SHA-256, in hex."""
    return tokens.sha256(html).hex()[:32]


def items_by_section(items: Iterable[PackageItem]) -> dict[str, list[PackageItem]]:
    sections: dict[str, list[PackageItem]] = {}
    for item in items:
        sections.setdefault(item.section, []).append(item)
    return sections
