"""The messages about a package: that something waits, the code, that it was taken back.

Those with a link or a code are secret: in the outbox they lie encrypted until they have left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from uitweg.casework.partners.dispatch.models import Package, PackageKeyCopy, PackageLink
from uitweg.casework.partners.dispatch.rules import messages as package_text
from uitweg.casework.partners.dispatch.rules.messages import CODE_LASTS, CodeWay, PartnerMessage
from uitweg.platform.content import load
from uitweg.platform.identifiers.phones import is_ordinary_line
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.actions.outbox import Outcome
from uitweg.platform.jobs.rules import Channel, Lane, MessageState

MAY_LEAVE = (MessageState.WAITING, MessageState.SENDING)
ANNOUNCING = ("link", "door-")
LEAVING_NOW, NOT_GONE = "klaargezet, gaat nu weg", "klaargezet, nog niet weg"
CHANNEL_OF = {CodeWay.SMS: Channel.SMS, CodeWay.VOICE: Channel.VOICE}


@dataclass(frozen=True)
class PackageDelivery:
    """How what waits for a partner reached them: the messages, and how often a code was asked."""

    is_failed: bool
    is_waiting: bool
    codes_sent: int
    code_failed: bool


def group_of(package: Package) -> str:
    return f"package:{package.pk}"


def code_ways(phone: str) -> list[CodeWay]:
    """Return by which ways a code can be sent to this number, best first; none without one."""
    channels = outbox.configured_channels()
    if not phone:
        return []
    takes_texts = is_ordinary_line(phone, takes_texts=True)
    ways = [CodeWay.SMS] if takes_texts else list[CodeWay]()
    return [way for way in [*ways, CodeWay.VOICE] if CHANNEL_OF[way] in channels]


def send_link(package: Package, link_half: bytes, *, now: datetime) -> None:
    """Queue the mail with the link, the only place where its half of the key goes."""
    path = f"/vraag/{bytes(package.public_id).hex()}/#{link_half.hex()}"
    text = package_text.link_mail(
        link=settings.STAFF_URL + path, until=package.opens_until, phone=team_phone()
    )
    _mail(package, "link", package.organisation.mail, text, now=now)


def send_to_accounts(package: Package, *, now: datetime) -> None:
    """Queue a mail to each account that can open it; without an address, to the organisation."""
    text = package_text.door_mail(
        address=f"{settings.STAFF_URL}/samen/", until=package.opens_until, phone=team_phone()
    )
    for number, address in enumerate(_addresses(package)):
        _mail(package, f"door-{number}", address, text, now=now)


def send_code(link: PackageLink, code: str, way: CodeWay, *, now: datetime) -> None:
    """Queue the code to the number that the sender saw; `codes_sent` counts it already."""
    package, until = link.package, now + CODE_LASTS
    is_spoken = way is CodeWay.VOICE
    outbox.enqueue_message(
        key=f"package:{package.pk}:code-{link.codes_sent}",
        group=group_of(package),
        lane=Lane.PAGE,
        channel=CHANNEL_OF[way],
        to=link.code_phone,
        body=package_text.code_spoken(code=code)
        if is_spoken
        else package_text.code_text(code=code, until=until),
        is_secret=True,
        now=now,
        give_up_at=until,
    )


def tell_taken_back(package: Package, *, now: datetime) -> None:
    """Cancel what did not leave, and say to whoever was told that it was taken back.

    Called before the key copies go, as those say to whom it was.
    """
    outcomes = outbox.outcomes_of_group(group_of(package))
    was_told = any(
        outcome.state is not MessageState.WAITING or outcome.is_uncertain for outcome in outcomes
    )
    addresses = _addresses(package)
    outbox.cancel_messages(group=group_of(package), now=now)
    text = package_text.taken_back_mail(phone=team_phone())
    for number, address in enumerate(addresses if was_told else ()):
        _mail(package, f"taken-back-{number}", address, text, now=now)


def send_reminder(package: Package, text: PartnerMessage, *, now: datetime) -> None:
    """Queue a reminder to whom the package was announced; a second call queues nothing more."""
    for number, address in enumerate(_addresses(package)):
        _mail(package, f"reminder-{number}", address, text, now=now)


def delivery_of(package: Package) -> PackageDelivery:
    """Return how what waits reached the partner, for whoever sent it."""
    outcomes = outbox.outcomes_of_group(group_of(package))
    codes = [outcome for outcome in outcomes if ":code-" in outcome.key]
    news = [outcome for outcome in outcomes if ":code-" not in outcome.key]
    link = getattr(package, "link", None)
    return PackageDelivery(
        is_failed=any(_failed(outcome) for outcome in news),
        is_waiting=any(outcome.state in MAY_LEAVE for outcome in news),
        codes_sent=link.codes_sent if link else len(codes),
        code_failed=bool(codes) and _failed(codes[-1]),
    )


def words_until_left(packages: Iterable[int | None]) -> dict[int, str]:
    """Return how the announcement stands of those of these packages of which none has left yet."""
    groups = {f"package:{pk}": pk for pk in packages if pk is not None}
    by_group = outbox.outcomes_by_group(groups)
    words = {groups[group]: _until_left(outcomes) for group, outcomes in by_group.items()}
    return {package: said for package, said in words.items() if said}


def _until_left(outcomes: Iterable[Outcome]) -> str:
    announcing = [each for each in outcomes if each.key.split(":")[-1].startswith(ANNOUNCING)]
    waiting = [each for each in announcing if each.state in MAY_LEAVE]
    has_left = any(
        each.is_uncertain or each.state is MessageState.HANDED_OVER for each in announcing
    )
    if not waiting or has_left:
        return ""
    return LEAVING_NOW if any(each.tries == 0 for each in waiting) else NOT_GONE


def team_phone() -> str:
    """Return the number of the city's coordinator, as it is written on the pages."""
    return load().contact("coordinator").number


def _addresses(package: Package) -> list[str]:
    """Return where it was announced: the accounts that can open it, else the organisation."""
    copies = PackageKeyCopy.objects.filter(package=package).select_related("member")
    of_accounts = {copy.member.mail for copy in copies if copy.member.wants_mail}
    return sorted(of_accounts or {package.organisation.mail} - {""})


def _failed(outcome: Outcome) -> bool:
    return outcome.state is MessageState.FAILED


def _mail(package: Package, which: str, to: str, text: PartnerMessage, *, now: datetime) -> None:
    is_news = not which.startswith("taken-back")
    give_up_at = package.opens_until if is_news else None
    outbox.enqueue_message(
        key=f"package:{package.pk}:{which}",
        group=group_of(package),
        channel=Channel.MAIL,
        to=to,
        subject=text.subject,
        body=text.body,
        is_secret=True,
        now=now,
        give_up_at=give_up_at,
    )
