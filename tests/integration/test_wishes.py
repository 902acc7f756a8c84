"""Many wishes to delete on one day wait for a lead with the key; what the reporter reads is true."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import DeletionWish, Message, Report, Tombstone
from uitweg.channel.deletion import rules
from uitweg.channel.deletion.actions import brake
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import code

WORDS = code.WORDS[:7]
TYPED = " ".join(WORDS)
GO, WAIT = 2, 3


@pytest.fixture(autouse=True)
def a_small_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two wishes a day go by themselves: sealing dozens of reports takes a test too long."""
    monkeypatch.setattr(rules, "LEAST_WISHES_A_DAY", GO)


@pytest.fixture
def lead(team):  # type: ignore[no-untyped-def]
    member = people.a_member(team, "Noor", Role.LEAD)
    Member.objects.filter(pk=member.pk).update(wants_mail=True, mail="noor@voorbeeld.nl")
    return people.at_the_desk(member)


def all_ask(count: int = GO + WAIT) -> list[bool]:
    """Let so many reporters ask for deletion, and the worker look at it."""
    asked = [people.ask_to_delete(people.a_report()) for _ in range(count)]
    reports.execute_tombstones(now=timezone.now())
    return asked


def states() -> list[str]:
    return list(Report.objects.order_by("id").values_list("state", flat=True))


def decide(client, decision: str, newest: int | None = None):  # type: ignore[no-untyped-def]
    newest = newest or Tombstone.objects.order_by("-id")[0].pk
    return client.post("/alarm/wissen/", {"decision": decision, "newest": newest, "sure": "yes"})


@pytest.mark.postgres
def test_more_than_a_day_has_wait_for_a_lead_who_is_told_at_once(lead) -> None:
    told = all_ask()

    assert told == [False] * GO + [True] * WAIT
    assert states() == ["deleted"] * GO + ["waiting"] * WAIT
    assert Message.objects.count() == 3
    assert not DeletionWish.objects.exists()  # no mailbox id lies waiting for a decision
    assert [mail.to for mail in OutgoingMessage.objects.all()] == ["noor@voorbeeld.nl"]
    assert "Er is iets met de publieke site" in lead.get("/werk/").content.decode()
    assert "3 melders willen hun gesprek wissen" in lead.get("/alarm/").content.decode()


def test_the_next_day_changes_nothing_for_who_waits(lead) -> None:
    all_ask()
    reports.execute_tombstones(now=timezone.now() + timedelta(days=2))

    assert states().count("deleted") == GO


def test_a_lead_lets_them_go(lead) -> None:
    all_ask()
    decide(lead, "doen")
    reports.execute_tombstones(now=timezone.now())

    assert set(states()) == {"deleted"}
    assert AuditEntry.objects.get(act="report:carry-out-wishes").reason == "n=3"
    assert not Alarm.objects.filter(settled_at=None).exists()


def test_refused_the_mailboxes_open_again_and_one_can_ask_again(lead, public) -> None:
    all_ask(GO + 2)
    people.a_report(list(WORDS))
    public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"})
    reports.execute_tombstones(now=timezone.now())
    closed = public.post("/postvak/openen/", {"words": TYPED}).content.decode()
    decide(lead, "niet-doen")
    again = public.post("/postvak/openen/", {"words": TYPED}).content.decode()

    assert people.STORY not in closed
    assert people.STORY in again
    assert states().count("waiting") == 3
    assert AuditEntry.objects.get(act="report:refuse-wishes").reason == "n=3"


@pytest.mark.postgres
def test_what_came_after_the_page_is_not_decided(lead) -> None:
    all_ask()
    newest = Tombstone.objects.order_by("-id")[0].pk
    all_ask(2)
    decide(lead, "doen", newest)
    reports.execute_tombstones(now=timezone.now())

    assert states().count("waiting") == 2
    assert Alarm.objects.filter(settled_at=None).count() == 1


@pytest.mark.postgres
def test_two_who_decide_do_it_once(lead) -> None:
    all_ask()
    answers = [decide(lead, "niet-doen", 2**40) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD}))
def test_nobody_but_a_lead_decides(lead, team, role: Role) -> None:
    all_ask()
    answer = decide(people.at_the_desk(people.a_member(team, "Ander", role)), "doen")

    assert answer.status_code == 403
    assert Tombstone.objects.filter(is_held=True).count() == 3


def test_a_lead_without_the_key_decides_nothing(lead, team) -> None:
    all_ask()
    member = people.a_member(team, "Zonder", Role.LEAD)
    KeyShare.objects.filter(member=member).delete()
    answer = decide(people.at_the_desk(member), "doen")

    assert answer.url == "/sleutel/"
    assert Tombstone.objects.filter(is_held=True).count() == 3


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"decision": "ja"},
        {"decision": "doen"},
        {"decision": "doen", "newest": "-1"},
        {"decision": "doen", "newest": "9"},
    ],
)
def test_a_form_that_is_not_filled_in_decides_nothing(lead, form: dict[str, str]) -> None:
    all_ask()

    assert lead.post("/alarm/wissen/", form).status_code == 400
    assert Tombstone.objects.filter(is_held=True).count() == 3


@pytest.mark.parametrize("known", [True, False])
def test_the_page_says_truly_that_it_takes_longer_known_mailbox_or_not(
    public, team, known: bool
) -> None:
    all_ask()
    if known:
        people.a_report(list(WORDS))
    plain = public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"}).content.decode()
    box = {"mailbox_id": b64encode(code.stretch(list(WORDS)).mailbox_id).decode()}
    sealed = public.post("/postvak/verzegeld/wissen/", box, content_type="application/json")

    assert "Dat duurt nu langer" in plain
    assert sealed.json() == {"ok": True, "slow": True}


def test_on_a_calm_day_it_is_deleted_and_that_is_said(public, team) -> None:
    people.a_report(list(WORDS))
    page = public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"}).content.decode()

    assert "Je gesprek is gewist." in page


def test_the_brake_follows_what_the_team_took_up_and_not_what_the_door_adds(team) -> None:
    assert rules.most_wishes_a_day(5000) == 100
    for _ in range(3):
        people.a_report()

    assert brake.wishes_left(timezone.now()) == GO


def test_a_wish_that_comes_again_for_what_is_gone_holds_and_alarms_nobody(team) -> None:
    reports_of_today = [people.a_report() for _ in range(GO)]
    for report in reports_of_today:
        people.ask_to_delete(report)
    reports.execute_tombstones(now=timezone.now())
    for report in reports_of_today:
        mailbox_id = people.MAILBOX_IDS[bytes(report.mailbox_hash)]
        DeletionWish.objects.create(
            mailbox_hash=report.mailbox_hash, mailbox_id=mailbox_id, asked_at=timezone.now()
        )
    reports.execute_tombstones(now=timezone.now())

    assert not DeletionWish.objects.exists()
    assert not Alarm.objects.exists()
    assert not Tombstone.objects.filter(is_held=True).exists()


@pytest.mark.postgres
def test_one_who_asks_many_times_at_once_uses_the_brake_up_for_nobody(team) -> None:
    """Requests that come in together each see a mailbox that is still open."""
    one, other = people.a_report(), people.a_report()
    for _ in range(GO + WAIT):
        DeletionWish.objects.create(
            mailbox_hash=one.mailbox_hash,
            mailbox_id=people.MAILBOX_IDS[bytes(one.mailbox_hash)],
            asked_at=timezone.now(),
        )
    people.ask_to_delete(other)
    reports.execute_tombstones(now=timezone.now())

    assert states() == ["deleted", "deleted"]
    assert not Alarm.objects.exists()


def test_who_waits_is_told_so_when_the_worker_is_quicker_than_the_answer(
    team, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_ask(GO)
    late = people.a_report()
    store = inbox.store

    def store_and_the_worker_looks(write) -> None:  # type: ignore[no-untyped-def]
        store(write)
        reports.execute_tombstones(now=timezone.now())

    monkeypatch.setattr(inbox, "store", store_and_the_worker_looks)

    assert people.ask_to_delete(late)
    assert states() == ["deleted"] * GO + ["waiting"]
