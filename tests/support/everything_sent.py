"""Every message that can leave about the cases of a demo city, and what of the cases is in them.

Run inside the city's own process: `python -m tests.support.everything_sent` prints JSON.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import django

FORBIDDEN_WORD = re.compile(r"(?<=\S )[A-Z][a-z]{3,}|\d{4,}")
"""A name inside a sentence, or a number: what would lead to somebody."""
NAMES = ("who", "full-name")
"""Pieces that begin with a name."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    facts, messages = [], 0
    for member, case in _cases():
        facts += _facts(case, member)
        _send_everything(case, member)
    bodies = list(_bodies())
    messages = len(bodies)
    leaks = [[fact, body] for fact in set(facts) for body in bodies if fact in body]
    print(json.dumps({"facts": len(set(facts)), "messages": messages, "leaks": leaks}))


def _cases() -> Iterator[tuple[Any, Any]]:
    """Yield each case of the demo with the member who leads it, whose passphrase tests then use.

    Each member comes in once: a passphrase is made to cost a third of a second.
    """
    from django.conf import settings

    from tests.support import people
    from uitweg.casework.cases.case.models import Case

    stored = json.loads((settings.DATA / "demo.json").read_text("utf-8"))["members"]
    phrases = {each["login"]: each["phrase"] for each in stored}
    people.keyring_of = cache(people.keyring_of)
    for case in Case.objects.select_related("coordinator").order_by("pk"):
        people.PHRASE = phrases[case.coordinator.login]
        yield case.coordinator, case


def _facts(case: Any, member: Any) -> Iterator[str]:
    """Yield what would name this youngster: each filled-in field, names and numbers in it, the code."""
    from tests.support.referrals import actor_of
    from uitweg.casework.partners.dispatch.actions import shared_facts

    yield case.number
    for piece in shared_facts.known_pieces(case, by=actor_of(member)):
        for line in piece.text.splitlines():
            yield from [line, *FORBIDDEN_WORD.findall(line)] if len(line) > 4 else []
            if piece.piece.key in NAMES:
                yield from re.findall(r"[A-Z][a-z]{3,}", line.partition(". ")[0])


def _send_everything(case: Any, member: Any) -> None:
    """Send each kind of package by link and by account; code, reminder, taking back; a conference."""
    from django.utils import timezone

    from tests.support import conferences, packages
    from tests.support.partners import an_organisation
    from tests.support.referrals import actor_of
    from uitweg.casework.partners.conferences.actions import invitations as conference_invitations
    from uitweg.casework.partners.directory.models import Organisation
    from uitweg.casework.partners.dispatch.actions import ends as package_ends
    from uitweg.casework.partners.dispatch.actions import links as package_links
    from uitweg.casework.partners.dispatch.actions import messages as package_messages
    from uitweg.casework.partners.dispatch.actions import shared_facts
    from uitweg.casework.partners.dispatch.rules.messages import CodeWay
    from uitweg.casework.partners.dispatch.rules.packages import (
        PackageContent,
        PackageEnd,
        PackageKind,
        PackageSection,
    )
    from uitweg.casework.partners.referrals.rules import reminder_mail

    now = timezone.now()
    pieces = shared_facts.known_pieces(case, by=actor_of(member))
    content = PackageContent(
        title=f"Over {case.number}",
        asked="Verzonnen vraag",
        sender=member.name,
        phone="",
        sections=tuple(PackageSection(piece.piece.key, piece.text) for piece in pieces),
    )
    by_link = an_organisation(f"Zonder account {case.pk} (verzonnen)")
    with_account = Organisation.objects.get(name="De Haven")
    for organisation in (by_link, with_account):
        for kind in PackageKind:
            sent = packages.a_package(
                case, member, organisation=organisation, content=content, kind=kind
            )
            link = getattr(sent.package, "link", None)
            if link is not None:
                visitor = packages.LinkVisitor(sent.link)
                for number, way in enumerate(CodeWay):
                    package_links.request_code(
                        public_id=visitor.public_id,
                        proof=bytes.fromhex(_proof(visitor)),
                        way=way,
                        now=now + number * timedelta(minutes=15),
                    )
            text = reminder_mail(
                answer_by=now, has_account=link is None, phone=package_messages.team_phone()
            )
            package_messages.send_reminder(sent.package, text, now=now)
            _remember()
            package_ends.end_package(package=sent.package, end=PackageEnd.WITHDRAWN, now=now)
    meeting = conferences.a_conference(member, case, title=f"Zorgtafel {case.number}")
    conferences.joins(meeting, member, with_account)
    by = conferences.by_member(member)
    conference_invitations.send_invitations(conference=meeting, by=by)
    _remember()
    conference_invitations.cancel_conference(conference=meeting, by=by)


def _proof(visitor: Any) -> str:
    from uitweg.platform.sealing import split_key

    return split_key.link_proof(visitor.link_half).hex()


_SEEN: dict[str, str] = {}
"""By key: what a message said before it ended, when its words are forgotten."""


def _remember() -> None:
    from uitweg.platform.jobs.actions.secret_bodies import body_of
    from uitweg.platform.jobs.models import OutgoingMessage

    for message in OutgoingMessage.objects.order_by("pk"):
        if body := body_of(message):
            _SEEN[message.key] = f"{message.subject}\n{body}"


def _bodies() -> Iterator[str]:
    _remember()
    yield from _SEEN.values()


if __name__ == "__main__":
    sys.exit(main())
