"""What a partner gets: encrypted with a key of its own, on a live basis, and gone when it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.packages import CONTENT, SentPackage, a_consent, a_package, opened_by
from tests.support.partners import an_organisation
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.models import Disclosure, SharingDecision
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import links as package_links
from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.models import (
    Package,
    PackageKeyCopy,
    PackageLink,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageEnd,
    PackageKind,
    PackageSection,
    PackageState,
    PartnerAnswer,
)
from uitweg.channel.answers.actions import reports
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.sealing import box, tokens


@pytest.fixture(autouse=True)
def _can_send(every_channel: None) -> None:
    pass


def an_account(organisation, name: str = "Noor") -> Member:  # type: ignore[no-untyped-def]
    """Return an admitted account of this organisation; its passphrase is the tests' own."""
    member = people.actions.create_first_member(
        name=name,
        login_name=name.lower(),
        phrase=people.PHRASE,
        totp_secret=people.TOTP,
        role=Role.ADMINISTRATOR,
        keys=people.TeamKeys(b"", b""),
        now=timezone.now(),
    )
    partner = {"role": Role.PARTNER_CARE, "organisation": organisation.pk, "wants_mail": True}
    until = timezone.localdate() + timedelta(days=300)
    before = timezone.now() - timedelta(days=30)
    partner |= {"until": until, "mail": f"{name}@brug.example", "admitted_at": before}
    Member.objects.filter(pk=member.pk).update(**partner)
    return Member.objects.get(pk=member.pk)


def logged_in(partner: Member) -> Actor:
    """Return this account with its own key; a partner never holds the team's."""
    return Actor(partner, timezone.now(), people.keyring_of(partner))


def sending(case: Case, fatima: Member, **terms: object) -> Package:
    """Send on terms of one's own."""
    by = acting(fatima, keyring=people.keyring_of(fatima))
    usual = {
        "kind": PackageKind.REFERRAL,
        "organisation": None,
        "content": CONTENT,
        "parts": [],
        "purpose": "Opvang",
        "answer_by": None,
        "opens_until": by.now + timedelta(days=2),
        "reply_public": packages.new_reply_key()[1],
        "by": by,
    }
    return packages.send_package(**(usual | terms))  # type: ignore[arg-type]


def answer(sent: SentPackage, said: PartnerAnswer, text: str = "", **terms: object) -> PackageReply:
    usual = {"form_key": tokens.new_token(16), "by": LinkHolder(sent.package, timezone.now())}
    return packages.answer_package(
        package=sent.package,
        answer=said,
        text=text,
        **(usual | terms),  # type: ignore[arg-type]
    )


def another_case(member: Member) -> Case:
    """Open a second case, from another report."""
    by = acting(member, keyring=people.keyring_of(member))
    report = people.a_report()
    said = reports.open_conversation(report=report, by=by)
    return opening.open_case(report=report, conversation=said, by=by)


def everything_stored(package: Package) -> bytes:
    """Return all bytes of the package, its link, its replies and its messages in the database."""
    rows = [
        *Package.objects.filter(pk=package.pk).values_list(),
        *PackageLink.objects.filter(package=package).values_list(),
        *PackageReply.objects.filter(package=package).values_list(),
        *OutgoingMessage.objects.values_list(),
    ]
    columns = [column for row in rows for column in row]
    return b"|".join(
        bytes(column) if isinstance(column, bytes | memoryview) else str(column).encode()
        for column in columns
    )


@pytest.mark.postgres
def test_what_is_sent_is_stored_encrypted_and_disclosed(case, fatima) -> None:
    sent = a_package(case, fatima)
    disclosure = Disclosure.objects.get()

    assert b"Daan" not in everything_stored(sent.package)
    assert bytes(disclosure.sha256) == tokens.sha256(CONTENT.to_json().encode())
    assert (disclosure.consent_id, disclosure.organisation) == (
        sent.consent.pk,
        sent.package.organisation_id,
    )
    assert disclosure.sealed_snapshot
    acts = AuditEntry.objects.values_list("act", "thing")
    assert ("package:send", f"package:{sent.package.pk}") in acts


def test_the_link_is_nowhere_in_the_database(case, fatima) -> None:
    sent = a_package(case, fatima)
    half = sent.link.partition("#")[2]

    stored = everything_stored(sent.package)
    assert half.encode() not in stored
    assert bytes.fromhex(half) not in stored


def test_a_group_without_a_basis_is_not_sent_and_nothing_is_stored(case, fatima) -> None:
    org = an_organisation()
    consent = a_consent(case, org, fatima)
    groups = frozenset({DataGroup.CONTACT, DataGroup.HEALTH})
    with pytest.raises(NotPossible, match="no-basis"):
        sending(case, fatima, organisation=org, parts=[PartTerms(case, groups, consent.pk)])

    assert not Package.objects.exists()
    assert not Disclosure.objects.exists()
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    "terms",
    [
        {"state": ConsentState.REFUSED},
        {"state": ConsentState.WITHDRAWN, "withdrawn_at": timezone.now()},
        {"until": timezone.localdate() - timedelta(days=1)},
        {"organisations": [10**6]},
    ],
)
def test_a_consent_that_does_not_count_carries_nothing(case, fatima, terms) -> None:
    org = an_organisation()
    consent = a_consent(case, org, fatima, **terms)
    parts = [PartTerms(case, frozenset({DataGroup.CONTACT}), consent.pk)]
    with pytest.raises(NotPossible, match="no-basis"):
        sending(case, fatima, organisation=org, parts=parts)


@pytest.mark.parametrize(("missing", "why"), [("mail", "no-mail"), ("code_phone", "no-code-phone")])
def test_who_cannot_get_a_link_or_a_code_is_sent_nothing(case, fatima, missing, why) -> None:
    with pytest.raises(NotPossible, match=why):
        a_package(case, fatima, organisation=an_organisation(**{missing: ""}))


def test_who_may_not_read_the_case_sends_nothing_of_it(case, fatima, team) -> None:
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        a_package(case, ruud)

    assert not Package.objects.exists()


def test_an_account_reads_it_with_a_key_of_its_own_and_no_link_is_made(case, fatima) -> None:
    org = an_organisation()
    noor = an_account(org)
    sent = a_package(case, fatima, organisation=org)
    by = logged_in(noor)

    assert packages.open_as_member(package=sent.package, by=by) == CONTENT
    assert not PackageLink.objects.exists()
    sent.package.refresh_from_db()
    assert sent.package.state == PackageState.DECRYPTED
    assert OutgoingMessage.objects.get().to == "Noor@brug.example"


def test_an_account_of_another_organisation_reads_nothing(case, fatima) -> None:
    org = an_organisation()
    an_account(org)
    other = an_account(an_organisation("De Haven (verzonnen)"), "Bram")
    sent = a_package(case, fatima, organisation=org)
    with pytest.raises(NotAllowed):
        packages.open_as_member(package=sent.package, by=logged_in(other))
    with pytest.raises(NotAllowed):
        answer(sent, PartnerAnswer.ACCEPT, by=acting(other))


@pytest.mark.postgres
def test_a_withdrawn_consent_refuses_the_next_reading_before_the_worker_came(case, fatima) -> None:
    org = an_organisation()
    noor = an_account(org)
    sent = a_package(case, fatima, organisation=org)
    withdraw(sent)
    with pytest.raises(NotPossible, match="package-over"):
        packages.open_as_member(package=sent.package, by=logged_in(noor))


def withdraw(sent: SentPackage) -> None:
    sent.consent.state = ConsentState.WITHDRAWN
    sent.consent.withdrawn_at = timezone.now()
    sent.consent.save()


def is_empty(package: Package) -> bool:
    """Return whether nothing in the store opens this package any more."""
    package.refresh_from_db()
    links = PackageLink.objects.filter(package=package)
    keys = [(bytes(link.server_half), bytes(link.sealed_key)) for link in links]
    return (
        bytes(package.sealed_content) == b""
        and not PackageKeyCopy.objects.filter(package=package).exists()
        and all(pair == (b"", b"") for pair in keys)
    )


@pytest.mark.postgres
@pytest.mark.parametrize("end", list(PackageEnd), ids=str)
def test_content_and_every_key_go_when_it_ends(case, fatima, end) -> None:
    sent = a_package(case, fatima)
    package_ends.end_package(package=sent.package, end=end, now=timezone.now())
    package_ends.end_package(package=sent.package, end=PackageEnd.WITHDRAWN, now=timezone.now())

    assert is_empty(sent.package)
    assert sent.package.end == end
    assert not PackageLink.objects.filter(package=sent.package).exists()


@pytest.mark.postgres
def test_the_worker_ends_what_expired_and_what_was_withdrawn(case, fatima) -> None:
    expired = a_package(case, fatima)
    now = timezone.now()
    assert package_ends.end_dead_packages(now=now) == 0
    assert package_ends.end_dead_packages(now=now + timedelta(days=3)) == 1
    assert is_empty(expired.package)
    assert expired.package.end == PackageEnd.EXPIRED


def test_when_the_case_closes_nothing_that_was_sent_can_be_read(case, fatima) -> None:
    org = an_organisation()
    by_consent = a_package(case, fatima, organisation=org).package
    decision = SharingDecision.objects.create(
        case=case,
        basis="danger",
        groups=["health"],
        organisations=[org.pk],
        decided_at=timezone.now(),
        decided_by=fatima,
        until=timezone.localdate() + timedelta(days=3),
        form_key=tokens.new_token(16),
        sealed_text=b"",
    )
    parts = [PartTerms(case, frozenset({DataGroup.HEALTH}), decision=decision.pk)]
    by_decision = sending(case, fatima, organisation=org, parts=parts)
    assert package_ends.end_dead_packages(now=timezone.now()) == 0

    Case.objects.filter(pk=case.pk).update(state="closed")

    assert package_ends.end_dead_packages(now=timezone.now()) == 2
    for package in (by_consent, by_decision):
        package.refresh_from_db()
        assert (package.end, package.sealed_content) == (PackageEnd.CONSENT_ENDED, b"")


def test_a_later_refusal_ends_what_an_earlier_consent_gave(case, fatima) -> None:
    sent = a_package(case, fatima)
    a_consent(case, sent.package.organisation, fatima, state=ConsentState.REFUSED)

    assert package_ends.end_dead_packages(now=timezone.now()) == 1
    assert is_empty(sent.package)
    assert sent.package.end == PackageEnd.CONSENT_ENDED


def test_a_refusal_to_another_organisation_ends_nothing(case, fatima) -> None:
    sent = a_package(case, fatima)
    a_consent(case, an_organisation("Huis Oost"), fatima, state=ConsentState.REFUSED)

    assert package_ends.end_dead_packages(now=timezone.now()) == 0
    assert not is_empty(sent.package)


def test_a_partner_who_was_told_of_it_is_told_that_it_was_taken_back(case, fatima) -> None:
    sent = a_package(case, fatima)
    OutgoingMessage.objects.update(state=MessageState.HANDED_OVER)
    withdraw(sent)
    package_ends.end_dead_packages(now=timezone.now())
    package_ends.end_dead_packages(now=timezone.now())

    told = OutgoingMessage.objects.exclude(state=MessageState.HANDED_OVER).get()
    assert told.to == "intake@debrug.example"
    assert "teruggenomen" in told.subject


def test_a_link_that_never_left_is_cancelled_and_nobody_is_told_anything(case, fatima) -> None:
    sent = a_package(case, fatima)
    withdraw(sent)
    package_ends.end_dead_packages(now=timezone.now())

    assert OutgoingMessage.objects.get().state == MessageState.CANCELLED
    assert bytes(OutgoingMessage.objects.get().sealed_body) == b""


def test_who_said_yes_is_told_when_the_consent_is_withdrawn_later(case, fatima) -> None:
    sent = a_package(case, fatima)
    OutgoingMessage.objects.update(state=MessageState.HANDED_OVER)
    answer(sent, PartnerAnswer.ACCEPT)
    withdraw(sent)
    package_ends.end_dead_packages(now=timezone.now())

    assert OutgoingMessage.objects.filter(key__contains="taken-back").count() == 1
    answer(sent, PartnerAnswer.STARTED)  # the link stays, for a line to the team


@pytest.mark.postgres
def test_the_first_deciding_answer_counts_and_the_second_is_kept(case, fatima) -> None:
    sent = a_package(case, fatima)
    first = answer(sent, PartnerAnswer.ACCEPT, "Kom maar, de deur is open")
    second = answer(sent, PartnerAnswer.DECLINE_FULL, "Toch vol")

    assert (first.counts, second.counts) == (True, False)
    texts = [each.text for each in packages.decrypt_replies(sent.package, seed=sent.seed)]
    assert texts == ["Kom maar, de deur is open", "Toch vol"]
    assert is_empty(sent.package)


@pytest.mark.postgres
def test_the_same_answer_sent_again_is_one_answer(case, fatima) -> None:
    sent = a_package(case, fatima)
    again = [answer(sent, PartnerAnswer.ACCEPT, form_key=b"k" * 16) for _ in range(2)]

    assert again[0] == again[1]
    assert PackageReply.objects.count() == 1


def test_words_of_a_partner_are_sealed_to_the_sender_and_to_nobody_else(case, fatima) -> None:
    sent = a_package(case, fatima)
    answer(sent, PartnerAnswer.QUESTION, "Heeft hij medicijnen nodig?")

    assert b"medicijnen" not in everything_stored(sent.package)
    assert packages.decrypt_replies(sent.package, seed=bytes(32))[0].text is None
    assert packages.decrypt_replies(sent.package, seed=sent.seed)[0].text is not None


@pytest.mark.parametrize(
    ("said", "text", "why"),
    [
        (PartnerAnswer.QUESTION, "  ", "say-what"),
        (PartnerAnswer.NOTE, "x" * 2001, "reply-too-long"),
        (PartnerAnswer.STARTED, "", "package-over"),
        (PartnerAnswer.DONE, "", "package-over"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(case, fatima, said, text, why) -> None:
    sent = a_package(case, fatima)
    with pytest.raises(NotPossible, match=why):
        answer(sent, said, text)

    assert not PackageReply.objects.exists()


def test_after_a_no_only_a_line_to_the_team_is_left(case, fatima) -> None:
    sent = a_package(case, fatima)
    answer(sent, PartnerAnswer.DECLINE_FULL)
    answer(sent, PartnerAnswer.NOTE, "Morgen is er misschien wel plek")
    with pytest.raises(NotPossible, match="package-over"):
        answer(sent, PartnerAnswer.STARTED)


def test_what_was_taken_back_cannot_be_answered(case, fatima) -> None:
    sent = a_package(case, fatima)
    package_ends.end_package(package=sent.package, end=PackageEnd.WITHDRAWN, now=timezone.now())
    with pytest.raises(NotPossible, match="package-over"):
        answer(sent, PartnerAnswer.ACCEPT)


def test_nobody_fills_the_store_with_answers(case, fatima, monkeypatch) -> None:
    monkeypatch.setattr(packages, "MOST_REPLIES", 2)
    sent = a_package(case, fatima)
    answer(sent, PartnerAnswer.NOTE, "een")
    answer(sent, PartnerAnswer.NOTE, "twee")
    with pytest.raises(NotPossible, match="too-many-replies"):
        answer(sent, PartnerAnswer.NOTE, "drie")


def test_of_several_cases_each_keeps_only_what_was_said_about_itself(case, fatima) -> None:
    org, cases = an_organisation(), [case, another_case(fatima)]
    parts = [
        PartTerms(
            each,
            frozenset({DataGroup.CONTACT}),
            a_consent(each, org, fatima).pk,
            sections=(PackageSection("Wie", f"kind {number}"),),
        )
        for number, each in enumerate(cases)
    ]
    sending(case, fatima, organisation=org, parts=parts)

    for number, each in enumerate(cases):
        row = Disclosure.objects.get(case=each)
        key = case_keys.open_case_key(each, people.keyring_of(fatima))
        kept = key.unlock(
            "cases_disclosure", bytes(row.form_key), row.sealed_snapshot, field="sealed_snapshot"
        )
        assert kept is not None
        assert f"kind {number}" in kept
        assert f"kind {1 - number}" not in kept


@pytest.mark.postgres
def test_a_package_ends_when_a_case_of_it_was_destroyed_and_then_goes_itself(case, fatima) -> None:
    sent = a_package(case, fatima)
    PackagePart.objects.all().delete()

    assert package_ends.end_dead_packages(now=timezone.now()) == 1
    assert is_empty(sent.package)
    assert package_ends.delete_packages_of_destroyed_cases(now=timezone.now()) == 1
    assert not Package.objects.exists()


def test_the_sender_sees_that_the_mail_failed_and_that_no_code_was_asked(case, fatima) -> None:
    sent = a_package(case, fatima)
    waiting = package_messages.delivery_of(sent.package)
    assert (waiting.is_failed, waiting.is_waiting, waiting.codes_sent) == (False, True, 0)

    OutgoingMessage.objects.update(state=MessageState.FAILED)
    assert package_messages.delivery_of(sent.package).is_failed


def test_the_content_opens_only_in_its_own_package(case, fatima) -> None:
    key = box.new_key()
    sealed = packages._seal_content(key, b"1" * 16, CONTENT)
    with pytest.raises(box.CannotOpen):
        box.unlock(key, packages.content_context(b"2" * 16), sealed)


def test_the_database_with_the_code_opens_nothing(case, fatima) -> None:
    """Every pair of stored values is tried as the two halves: none opens the key."""
    sent = a_package(case, fatima)
    opened_by(sent)
    link = PackageLink.objects.get()
    stored = [link.server_half, link.answer_half, link.link_proof_hash, link.answer_token_hash]
    halves = [bytes(value)[:16] for value in stored] + [bytes(value)[16:] for value in stored]
    halves += [sent.last_code().encode().ljust(16, b"\0"), bytes(sent.package.public_id)]
    for half in halves:
        for other in (bytes(value) for value in stored):
            key = package_links.split_key.link_key(half, other)
            with pytest.raises(box.CannotOpen):
                box.unlock(
                    key,
                    package_links.key_context(bytes(sent.package.public_id)),
                    bytes(link.sealed_key),
                )
