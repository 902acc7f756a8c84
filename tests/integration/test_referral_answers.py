"""What becomes of a referral: how far it came, the partner's answers, and when there are none."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.referrals import a_draft, actor_of, sent, url_of
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.duty.callouts.actions import ends as page_ends
from uitweg.casework.duty.callouts.actions import sources as page_sources
from uitweg.casework.duty.callouts.models import Page, PageSubject
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.models import Package, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import PartnerAnswer
from uitweg.casework.partners.referrals.actions import board as referral_board
from uitweg.casework.partners.referrals.actions import reminders as referral_reminders
from uitweg.casework.partners.referrals.actions import replies as referral_replies
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import half_of_term
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.sealing import tokens

WORDS = "Kom maar, wij zijn wakker"


@pytest.fixture
def referral(case, fatima, desk):  # type: ignore[no-untyped-def]
    """A referral that Fatima sent."""
    row = a_draft(case, fatima)
    sent(desk, row)
    row.refresh_from_db()
    assert row.state == "sent"
    return row


def answers(
    referral: Referral,
    answer: PartnerAnswer,
    text: str = WORDS,
    *,
    now: datetime | None = None,
    **terms: object,
) -> PackageReply:
    """Let the partner answer, with the link that they have."""
    package = Package.objects.get(pk=referral.package_id)
    given: dict[str, object] = {"form_key": tokens.new_token(16)}
    return packages.answer_package(
        package=package,
        answer=answer,
        text=text,
        by=LinkHolder(package, now or timezone.now()),
        **(given | terms),  # type: ignore[arg-type]
    )


def a_line(desk, referral: Referral, text: str, **typed: object) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """Return the form of a line as it stands on the page, filled in."""
    page = desk.get(url_of(referral)).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]*)"', page)
    assert seen
    return {
        "text": text,
        "answer_by": (timezone.now() + timedelta(hours=3)).isoformat(),
        "version": Referral.objects.get().version,
        "seen": seen[1],
        "key": tokens.new_token(16).hex(),
    } | typed


def state_of(referral: Referral) -> str:
    return Referral.objects.get(pk=referral.pk).state


def over(referral: Referral):  # type: ignore[no-untyped-def]
    """Return the moment just after the term."""
    return Referral.objects.get(pk=referral.pk).answer_by + timedelta(seconds=1)


def test_sent_opened_and_read_are_three_things(referral, desk) -> None:
    now = timezone.now()
    waiting = desk.get(url_of(referral)).content.decode()
    OutgoingMessage.objects.update(state=MessageState.HANDED_OVER)
    before = desk.get(url_of(referral)).content.decode()
    OutgoingMessage.objects.update(state=MessageState.WAITING)
    Package.objects.update(opened_at=now, state="opened")
    opened = desk.get(url_of(referral)).content.decode()
    Package.objects.update(decrypted_at=now, state="decrypted")
    read = desk.get(url_of(referral)).content.decode()

    assert "is nog niet weg" in waiting
    assert "Nog niet geopend" in before
    assert "Geopend, nog" in opened
    assert "Gelezen" in read


def test_a_note_after_a_yes_does_not_hide_it_on_nu(referral, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    answers(referral, PartnerAnswer.NOTE, "Zij komt met de bus.")

    assert "nieuw antwoord: ja" in " ".join(desk.get("/werk/").content.decode().split())


@pytest.mark.postgres
def test_a_yes_is_on_nu_until_somebody_read_it_and_then_on_the_timeline(referral, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)

    assert state_of(referral) == "accepted"
    assert "nieuw antwoord: ja" in " ".join(desk.get("/werk/").content.decode().split())
    assert WORDS in desk.get(url_of(referral)).content.decode()
    assert "nieuw antwoord" not in desk.get("/werk/").content.decode()
    timeline = desk.get(f"/casus/{referral.case_id}/").content.decode()
    assert WORDS in timeline
    assert "woorden van De Brug (verzonnen), overgenomen door Fatima" in timeline


def test_the_rule_of_the_police_goes_along_to_the_timeline_and_to_no_paper(referral, desk) -> None:
    answers(referral, PartnerAnswer.QUESTION, rule="ask-first")

    assert "niet delen zonder ons" in desk.get(url_of(referral)).content.decode()
    assert Entry.objects.get(kind="partner").audience == "organisation"
    timeline = desk.get(f"/casus/{referral.case_id}/").content.decode()
    assert "Afspraak: niet delen zonder ons." in timeline


@pytest.mark.postgres
def test_an_answer_is_on_the_timeline_once(referral, fatima, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    for _ in range(2):
        Referral.objects.update(news_at=timezone.now())
        desk.get(url_of(referral))

    assert Entry.objects.filter(kind="partner").count() == 1


def test_who_only_reads_does_not_take_the_news_away(referral, team) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    reader = people.let_in(referral.case, people.a_member(team, "Ruud"), "read")

    assert WORDS in reader.get(url_of(referral)).content.decode()
    assert Referral.objects.get().news_at is not None


@pytest.mark.postgres
def test_the_second_of_two_answers_is_kept_and_counts_not(referral, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    answers(referral, PartnerAnswer.DECLINE_FULL, "Toch vol")

    page = desk.get(url_of(referral)).content.decode()
    assert state_of(referral) == "accepted"
    assert "Toch vol" in page
    assert "telt" in page


def test_an_answer_sealed_to_nobody_here_is_said_to_be_shut(referral, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    PackageReply.objects.update(sealed_text=b"damaged")

    assert "gaat niet open" in desk.get(url_of(referral)).content.decode()


def test_taken_back_the_link_dies_at_once(referral, desk) -> None:
    version = Referral.objects.get().version
    desk.post(url_of(referral, end="stand/"), {"to": "withdrawn", "version": version})

    package = Package.objects.get()
    assert state_of(referral) == "withdrawn"
    assert (bytes(package.sealed_content), package.end) == (b"", "withdrawn")
    with pytest.raises(NotPossible):
        answers(referral, PartnerAnswer.ACCEPT)


@pytest.mark.postgres
def test_a_click_on_what_changed_since_changes_nothing(referral, desk) -> None:
    version = Referral.objects.get().version
    answers(referral, PartnerAnswer.DECLINE_FULL)

    answer = desk.post(url_of(referral, end="stand/"), {"to": "withdrawn", "version": version})

    assert answer.status_code == 409
    assert state_of(referral) == "declined"


@pytest.mark.parametrize("to", ["started", "done", "no-show", "handed-over"])
def test_after_a_yes_the_team_says_how_it_went(referral, desk, to: str) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    version = Referral.objects.get().version
    desk.post(url_of(referral, end="stand/"), {"to": to, "version": version})

    assert state_of(referral) == to


@pytest.mark.parametrize("to", ["accepted", "sent", "draft", "no-answer", "declined"])
def test_nobody_sets_by_hand_what_follows_by_itself(referral, desk, to: str) -> None:
    version = Referral.objects.get().version

    desk.post(url_of(referral, end="stand/"), {"to": to, "version": version})

    assert state_of(referral) == "sent"


@pytest.mark.postgres
def test_a_question_is_answered_by_a_new_line_in_the_place_of_the_old(referral, desk) -> None:
    answers(referral, PartnerAnswer.QUESTION, "Is hij alleen?")
    page = desk.get(url_of(referral)).content.decode()
    assert "Is hij alleen?" in page
    assert "Antwoord op hun vraag" in page
    form = a_line(desk, referral, "Ja, alleen.")

    first = desk.post(url_of(referral, end="antwoord/"), form)
    again = desk.post(url_of(referral, end="antwoord/"), form)

    assert (first.status_code, again.status_code) == (302, 302)
    old, new = Package.objects.order_by("pk")
    assert (old.end, new.end) == ("expired", "")
    answers(Referral.objects.get(), PartnerAnswer.ACCEPT, "Dan kan het")
    page = desk.get(url_of(referral)).content.decode()
    assert "Is hij alleen?" in page
    assert "Dan kan het" in page


def test_a_line_needs_a_live_consent_too(referral, desk) -> None:
    form = a_line(desk, referral, "Nog eens")
    Consent.objects.update(
        state="withdrawn", withdrawn_at=timezone.now(), withdrawn_heard_by=referral.made_by
    )

    answer = desk.post(url_of(referral, end="antwoord/"), form)

    assert answer.status_code == 409
    assert "Niet verstuurd" in answer.content.decode()
    assert "Nog eens" in answer.content.decode()
    assert Package.objects.count() == 1


def test_a_line_is_not_sent_with_facts_that_nobody_saw(referral, desk) -> None:
    form = a_line(desk, referral, "Nog eens", seen="0" * 32)

    answer = desk.post(url_of(referral, end="antwoord/"), form)

    assert answer.status_code == 409
    assert Package.objects.count() == 1


@pytest.mark.postgres
def test_of_two_colleagues_who_write_a_line_the_second_keeps_the_text(referral, desk) -> None:
    first, second = (a_line(desk, referral, text) for text in ("Van mij", "Van de ander"))
    desk.post(url_of(referral, end="antwoord/"), first)

    answer = desk.post(url_of(referral, end="antwoord/"), second)

    assert answer.status_code == 409
    assert "Van de ander" in answer.content.decode()
    assert Package.objects.count() == 2


@pytest.mark.postgres
def test_half_way_the_partner_is_reminded_once(referral) -> None:
    half = half_of_term(Package.objects.get().sent_at, referral.answer_by)
    before = OutgoingMessage.objects.count()

    referral_reminders.remind(now=half - timedelta(seconds=1))
    unreminded = OutgoingMessage.objects.count()
    for _ in range(2):
        referral_reminders.remind(now=half)

    mail = OutgoingMessage.objects.order_by("-pk").first()
    assert mail
    assert (unreminded, OutgoingMessage.objects.count()) == (before, before + 1)
    for secret in ("Mo", "U-00", "Brug", "Nieuw-West", "/vraag/"):
        assert secret not in mail.subject + mail.body


def test_a_referral_that_cannot_be_followed_holds_up_nothing(referral, monkeypatch, caplog) -> None:
    def broken(*_: object) -> bool:
        raise ValueError("Mo")

    monkeypatch.setattr(referral_reminders, "_remind", broken)
    half = half_of_term(Package.objects.get().sent_at, referral.answer_by)

    assert referral_reminders.remind(now=half) == 0
    assert f"referral {referral.pk} could not be followed: ValueError" in caplog.text
    assert "Mo" not in caplog.text


@pytest.mark.postgres
def test_who_is_not_half_way_keeps_nobody_from_a_reminder(referral, monkeypatch) -> None:
    half = half_of_term(Package.objects.get().sent_at, referral.answer_by)
    first = Package.objects.get()
    second = Package.objects.get()
    second.pk, second.public_id = first.pk + 1, tokens.new_token(16)
    second.save(force_insert=True)
    Referral.objects.update(answer_by=half + timedelta(days=30))
    referral.pk, referral.form_key = referral.pk + 1, tokens.new_token(16)
    referral.package = second
    referral.save(force_insert=True)
    monkeypatch.setattr(referral_reminders, "PER_ROUND", 1)

    assert referral_reminders.remind(now=half) == 1

    referral.refresh_from_db()
    assert referral.reminded_at == half


def test_who_asked_something_is_not_reminded(referral) -> None:
    answers(referral, PartnerAnswer.QUESTION, "Is hij alleen?")
    half = half_of_term(Package.objects.get().sent_at, referral.answer_by)
    before = OutgoingMessage.objects.count()

    referral_reminders.remind(now=half)

    assert OutgoingMessage.objects.count() == before


@pytest.mark.postgres
def test_without_an_answer_in_time_there_is_one_page_until_somebody_acts(referral, desk) -> None:
    late = over(referral)
    for _ in range(2):
        referral_reminders.remind(now=late)
        page_sources.page_casework(now=late)

    assert state_of(referral) == "no-answer"
    subject = PageSubject.objects.get()
    assert (subject.kind, subject.thing) == ("referral", f"referral:{referral.pk}")
    assert "geen antwoord binnen de termijn" in desk.get("/werk/").content.decode()
    version = Referral.objects.get().version
    desk.post(url_of(referral, end="stand/"), {"to": "withdrawn", "version": version})
    page_ends.close_settled_pages(now=late)
    assert not Page.objects.unhandled().exists()


def test_a_late_yes_still_counts(referral) -> None:
    late = over(referral)
    referral_reminders.remind(now=late)
    answers(referral, PartnerAnswer.ACCEPT, now=late)

    assert state_of(referral) == "accepted"


def test_a_message_that_reaches_nobody_is_a_page(referral, desk) -> None:
    OutgoingMessage.objects.update(state=MessageState.FAILED)
    now = timezone.now()
    for _ in range(2):
        referral_reminders.remind(now=now)
        page_sources.page_casework(now=now)

    assert PageSubject.objects.get().kind == "referral"
    assert "het bericht kwam niet aan" in desk.get("/werk/").content.decode()
    assert "kwam niet aan" in desk.get(url_of(referral)).content.decode()


def test_a_withdrawn_consent_takes_the_referral_back_and_says_so(referral, desk) -> None:
    Consent.objects.update(
        state="withdrawn", withdrawn_at=timezone.now(), withdrawn_heard_by=referral.made_by
    )
    package_ends.end_dead_packages(now=timezone.now())
    referral_reminders.remind(now=timezone.now())

    assert state_of(referral) == "withdrawn"
    assert "toestemming ingetrokken" in desk.get("/werk/").content.decode()


def test_a_consent_withdrawn_after_the_answer_stands_on_the_page(referral, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    assert "Toestemming ingetrokken" not in desk.get(url_of(referral)).content.decode()
    Consent.objects.update(
        state="withdrawn", withdrawn_at=timezone.now(), withdrawn_heard_by=referral.made_by
    )

    assert "Toestemming ingetrokken" in desk.get(url_of(referral)).content.decode()


def test_an_answer_reaches_an_open_page_by_the_eight_second_question(referral, desk) -> None:
    stand = desk.get("/werk/gevaar/").json()["stand"]
    assert desk.get(f"/werk/gevaar/?stand={stand}").status_code == 204
    answers(referral, PartnerAnswer.ACCEPT)

    assert desk.get(f"/werk/gevaar/?stand={stand}").status_code == 200


@pytest.mark.postgres
def test_own_cases_come_first_and_strangers_see_nothing(referral, team, fatima) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    joris, ruud = people.a_member(team, "Joris"), people.a_member(team, "Ruud")
    people.let_in(referral.case, joris, "work")

    own, colleague, stranger = (
        referral_board.rows_for_board(by=actor_of(member)) for member in (fatima, joris, ruud)
    )
    assert [row.is_own for row in own] == [True]
    assert [row.is_own for row in colleague] == [False]
    assert stranger == []


def test_answers_open_after_the_case_got_a_new_key(referral, fatima, desk) -> None:
    answers(referral, PartnerAnswer.ACCEPT)
    desk.post(f"/casus/{referral.case_id}/strikt/", {"restricted": "on"})
    case = Case.objects.get()
    row = Referral.objects.with_names().get()
    row.case = case

    replies = referral_replies.read_replies(referral=row, by=actor_of(fatima))

    assert [reply.reply.text for reply in replies] == [WORDS]


def test_before_the_form_is_filled_in_it_says_that_a_referral_runs(referral, desk) -> None:
    running = desk.get(f"/casus/{referral.case_id}/sluiten/").content.decode()
    Referral.objects.update(state="done")
    over = desk.get(f"/casus/{referral.case_id}/sluiten/").content.decode()

    assert "Er loopt nog een verwijzing" in running
    assert "Er loopt nog een verwijzing" not in over


def test_a_case_does_not_close_while_a_referral_runs(referral, desk) -> None:
    form = people.closing()
    refused = desk.post(f"/casus/{referral.case_id}/sluiten/", form)
    answers(referral, PartnerAnswer.DECLINE_FULL)
    accepted = desk.post(f"/casus/{referral.case_id}/sluiten/", people.closing())

    assert "verwijzing" in refused.content.decode()
    assert Case.objects.get().state == "closing"
    assert accepted.status_code == 302
