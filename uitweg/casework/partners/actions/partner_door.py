"""What a partner with an account sees of their own organisation, and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.partners.actions import packages
from uitweg.casework.partners.models import (
    Package,
    PackageKeyCopy,
    PackageReply,
    Participant,
    Service,
)
from uitweg.casework.partners.rules.handling import HandlingRule
from uitweg.casework.partners.rules.package_words import (
    OfferedAnswer,
    answer_words,
    answers_offered,
)
from uitweg.casework.partners.rules.packages import STEPS_AFTER_YES, PackageKind, PartnerAnswer
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import envelope

ASKING_KINDS = frozenset({PackageKind.REFERRAL, PackageKind.ACTION})
"""Of these the words of who asks say which one it is; a conference is known by its moment."""
CONFERENCE_OF = ("conference_participant__conference", "minutes_participant__conference")


@dataclass(frozen=True)
class PackageLine:
    """A package in the list of an account: `opens` says whether this account can read it now.

    `is_older` is true for one that was sent before the account could get a copy of its key.
    `asked` is how the question begins, "" when it does not open; `meets_at` is when its conference
    begins.
    """

    row: Package
    opens: bool
    is_older: bool
    answer: str
    asked: str = ""
    meets_at: datetime | None = None


def own_packages(*, by: Actor, limit: int = 200) -> list[PackageLine]:
    """Return what was sent to this account's organisation, newest first.

    Of what is open the first line of the question is decrypted, so that one is not taken for
    another; the audit log then has that the list was read.
    """
    require(by, Permission.PACKAGE_LIST)
    rows = list(
        Package.objects.for_organisation(by.organisation or 0)
        .select_related("organisation", "sent_by", *CONFERENCE_OF)
        .prefetch_related("replies")[:limit]
    )
    numbers = [row.pk for row in rows]
    live = set(Package.objects.live(by.now).filter(pk__in=numbers).values_list("pk", flat=True))
    copies = own_copies(by=by, numbers=numbers)
    lines = [_line(row, live, copies, by) for row in rows]
    if any(line.asked for line in lines):
        audit_log.record(by.member, "package:list", f"organisation:{by.organisation}")
    return lines


def _line(row: Package, live: set[int], copies: set[int], by: Actor) -> PackageLine:
    opens = row.pk in live & copies
    is_question = PackageKind(row.kind) in ASKING_KINDS
    return PackageLine(
        row,
        opens=opens,
        is_older=row.pk in live - copies,
        answer=_last_answer(row),
        asked=packages.read_first_line(package=row, by=by) if opens and is_question else "",
        meets_at=_conference_begins(row),
    )


def _conference_begins(row: Package) -> datetime | None:
    for name in ("conference_participant", "minutes_participant"):
        seat: Participant | None = getattr(row, name, None)
        if seat is not None:
            return seat.conference.starts_at
    return None


def own_services(*, by: Actor) -> list[Service]:
    """Return what this account may say the capacity of: the running services of who gives care."""
    rows = Service.objects.running().filter(organisation=by.organisation or 0)
    mine = rows.select_related("organisation").order_by("name", "pk")
    return [each for each in mine if may(by, Permission.CAPACITY_REPORT, each.organisation)]


def own_copies(*, by: Actor, numbers: Sequence[int]) -> set[int]:
    """Return those of these packages of which this account has a copy of the key."""
    holder = envelope.key_id(bytes(by.member.public_key))
    copies = PackageKeyCopy.objects.filter(member=by.member, holder_id=holder)
    return set(copies.filter(package__in=numbers).values_list("package", flat=True))


def _last_answer(row: Package) -> str:
    """Return the words of the last answer that counts, or ""."""
    counting = [reply for reply in row.replies.all() if reply.counts]
    if not counting:
        return ""
    return answer_words(PackageKind(row.kind), PartnerAnswer(counting[-1].answer))


def possible_answers(package: Package) -> list[OfferedAnswer]:
    """Return what can be answered to a package now; what was said once is not asked again.

    What is done has begun as well.
    """
    said = packages.steps_said(package)
    over = {*said, *STEPS_AFTER_YES} if PartnerAnswer.DONE in said else {*said}
    offered = answers_offered(PackageKind(package.kind), packages.decided_answer(package))
    return [each for each in offered if each.answer not in over]


def answer(
    *,
    package: Package,
    answer: PartnerAnswer,
    text: str,
    rule: HandlingRule | None,
    form_key: bytes,
    by: Actor,
) -> PackageReply:
    """Send an answer of this account; the rule is sealed with the text.

    Raises NotAllowed for another organisation's package and NotPossible for an answer that does not
    fit it any more, or a form that was used for another package.
    """
    require(by, Permission.PACKAGE_ANSWER, package)
    return packages.answer_package(
        package=package,
        answer=answer,
        text=text,
        rule=rule.value if rule and text else "",
        form_key=form_key,
        member=by.member,
        now=by.now,
    )
