"""What organisations wrote in answer to an invitation or to minutes, for who reads their cases."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.partners.conferences.actions.people import PersonAtTable
from uitweg.casework.partners.conferences.actions.texts import PARTICIPANT_TABLE, open_for_team
from uitweg.casework.partners.conferences.models import Participant
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.models import Package, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import HandlingRule, rule_of
from uitweg.platform.accounts.actions.authorization import Actor


@dataclass(frozen=True)
class PartnerWords:
    """What they wrote, None when it does not open, and what may be done with it."""

    text: str | None
    rule: HandlingRule | None
    replied_at: datetime


def words_of_partners(
    people: Sequence[PersonAtTable], *, readable: Collection[int], by: Actor
) -> dict[int, list[PartnerWords]]:
    """Return by participant what they wrote; nothing of who comes for what is not `readable`.

    Their words can be about each of their items, so only who reads all of those reads them.
    """
    own = [
        person.row
        for person in people
        if person.row.organisation_id and person.items <= frozenset(readable)
    ]
    sent = {pk for row in own for pk in (row.package_id, row.minutes_package_id) if pk}
    said = PackageReply.objects.filter(package__in=sent).exclude(sealed_text=b"")
    with_words = Package.objects.in_bulk(set(said.values_list("package", flat=True)))
    return {row.pk: list(_words_from(row, with_words, by)) for row in own}


def _words_from(
    row: Participant, with_words: dict[int, Package], by: Actor
) -> Iterator[PartnerWords]:
    for pk in (row.package_id, row.minutes_package_id):
        if pk in with_words:
            for reply in packages.decrypt_replies(with_words[pk], seed=reply_seed(row, by=by)):
                if reply.text != "":
                    yield PartnerWords(reply.text, rule_of(reply.rule), reply.row.replied_at)


def reply_seed(row: Participant, *, by: Actor) -> bytes:
    """Return the private half for what this organisation answers; b"" without one that opens."""
    sealed, form_key = bytes(row.sealed_reply_seed), bytes(row.form_key)
    text = open_for_team(PARTICIPANT_TABLE, form_key, "sealed_reply_seed", sealed, by.keyring)
    return bytes.fromhex(text or "")
