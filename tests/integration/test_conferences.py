"""A conference: made from cases, invited, talked about, and its minutes that do not change."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.support import conferences as table
from tests.support import people
from tests.support.partners import an_organisation
from tests.support.referrals import CARD, fill_in
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.partners.conferences.actions import conferences as actions
from uitweg.casework.partners.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceLine,
    Minutes,
    Participant,
)
from uitweg.casework.partners.conferences.rules.states import ItemState
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import NEEDING_WORDS, PartnerAnswer
from uitweg.casework.partners.referrals.rules import term_words
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.keyring import NoKey
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.drafts.models import Draft
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import tokens


@pytest.fixture
def haven(every_channel: None, team: Any) -> Organisation:
    return an_organisation("De Haven (verzonnen)", mail="haven@dehaven.example")


@pytest.fixture
def conference(fatima: Member, case: Case) -> Conference:
    return table.a_conference(fatima, case)


def address(conference: Conference, act: str = "") -> str:
    return f"/overleg/{conference.pk}/{act}"


def item_of(conference: Conference) -> AgendaItem:
    return conference.items.get()


def save(client: Client, conference: Conference, lines: str = "", **said: object) -> Any:
    item = conference.items.first()
    assert item
    form = table.typed(lines, **({"version": item.version} | said))
    return client.post(address(conference, f"punt/{item.pk}/"), form)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def answers(package: Package, answer: PartnerAnswer) -> None:
    """Let a partner without account answer, with words where those are needed."""
    packages.answer_package(
        package=package,
        answer=answer,
        text="Hoe laat?" if answer in NEEDING_WORDS else "",
        form_key=tokens.new_token(16),
        by=LinkHolder(package, timezone.now()),
    )


def discussed(fatima: Member, conference: Conference, haven: Organisation, lines: str) -> Client:
    """Hold the conference with De Haven, who may know, and type these lines."""
    desk = people.at_the_desk(fatima)
    table.joins(conference, fatima, haven)
    table.may_know(item_of(conference).case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    desk.post(address(conference, "beginnen/"))
    save(desk, conference, lines)
    return desk


def test_no_conference_is_stored_before_the_team_has_a_key(fatima: Member, case: Case) -> None:
    by = table.by_member(fatima)
    TeamKey.objects.all().delete()
    terms = actions.ConferenceTerms("Zorgtafel", by.now, by.now + table.HOUR, "Stadhuis")

    with pytest.raises(NoKey):
        actions.make_conference(cases=[case], terms=terms, by=by, form_key=tokens.new_token(16))
    assert not Conference.objects.exists()


@pytest.mark.postgres
def test_one_click_makes_a_conference_from_chosen_cases(fatima: Member, case: Case) -> None:
    desk = people.at_the_desk(fatima)
    shown = page_of(desk, f"/overleg/nieuw/?casus={case.pk}")
    assert f'value="{case.pk}" checked' in shown
    form = {
        "key": "ab" * 16,
        "cases": [case.pk],
        "title": "Zorgtafel",
        "day": timezone.localdate() + timedelta(days=1),
        "begins": "13:00",
        "ends": "15:00",
        "place": "Stadhuis",
    }
    answers: list[Any] = [desk.post("/overleg/nieuw/", form) for _ in range(2)]

    conference = Conference.objects.get()
    assert {answer.url for answer in answers} == {address(conference)}
    assert b"Zorgtafel" not in bytes(conference.sealed_text)
    assert item_of(conference).case == case
    assert "Zorgtafel" in page_of(desk, address(conference))
    assert "Zorgtafel" in page_of(desk, "/overleg/")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends": "12:00"}, "Een overleg eindigt later dan het begint."),
        ({"cases": []}, "Kies minstens één casus."),
        ({"cases": ["x"]}, "Kies de casussen uit de lijst."),
        ({"day": "2099-01-01"}, "Deze dag is te ver weg."),
        ({"title": "x" * 301}, "Dit is langer dan 300 tekens."),
    ],
)
def test_a_wrong_form_makes_nothing_and_says_why(
    fatima: Member, case: Case, wrong: dict[str, object], sentence: str
) -> None:
    desk = people.at_the_desk(fatima)
    form = {
        "key": "ab" * 16,
        "cases": [case.pk],
        "title": "Zorgtafel",
        "day": timezone.localdate(),
        "begins": "13:00",
        "ends": "15:00",
    }
    answer = desk.post("/overleg/nieuw/", form | wrong)

    assert (answer.status_code, Conference.objects.count()) == (400, 0)
    assert sentence in answer.content.decode()


def test_a_case_of_others_cannot_be_put_on_the_agenda(case: Case, joris: Member) -> None:
    form = {"cases": [case.pk], "title": "x", "day": timezone.localdate()}
    times = {"key": "ab" * 16, "begins": "13:00", "ends": "14:00"}
    answer = people.at_the_desk(joris).post("/overleg/nieuw/", form | times)

    assert (answer.status_code, Conference.objects.count()) == (400, 0)


@pytest.mark.postgres
def test_who_is_least_safe_comes_first(fatima: Member, case: Case) -> None:
    other = table.another_case(fatima)
    Case.objects.filter(pk=other.pk).update(risk="acute")
    other.refresh_from_db()

    conference = table.a_conference(fatima, case, other)
    assert [item.case for item in conference.items.all()] == [other, case]


def test_a_colleague_without_access_sees_that_there_is_an_item_and_nothing_of_it(
    fatima: Member, joris: Member, case: Case, conference: Conference
) -> None:
    save(people.at_the_desk(fatima), conference, "bellen | Fatima | vr")
    shown = page_of(people.at_the_desk(joris), address(conference))

    assert "Een casus waar jij niet bij mag" in shown
    assert case.number not in shown
    assert "Waar kan hij wonen?" not in shown
    answer = save(people.at_the_desk(joris), conference, "weg")
    assert answer.status_code == 403


def test_what_is_typed_is_sealed_and_shown_as_it_was_understood(
    fatima: Member, conference: Conference
) -> None:
    desk = people.at_the_desk(fatima)
    answer = save(desk, conference, "mentor inlichten | Sam | ma\nbellen | Fatima | ooit")

    item = item_of(conference)
    assert answer.url == address(conference, "verslag/")
    assert b"mentor" not in bytes(item.sealed_text)
    shown = page_of(desk, f"{address(conference)}?punt={item.pk}")
    assert "wie is Sam?" in shown
    assert "“ooit” is geen dag." in shown


def test_while_typing_the_page_asks_how_it_is_understood_and_stores_nothing(
    fatima: Member, conference: Conference
) -> None:
    item = item_of(conference)
    path = address(conference, f"punt/{item.pk}/begrepen/")
    answer = people.at_the_desk(fatima).post(path, {"typed": "bellen | Fat | vr"})

    assert "Fatima" in answer.content.decode()
    assert item_of(conference).version == item.version


def test_a_click_fills_in_who_does_it(fatima: Member, conference: Conference) -> None:
    desk = people.at_the_desk(fatima)
    answer = save(desk, conference, "bellen | Sam | vr", herstel="1|Fatima")

    shown = page_of(desk, answer.url)
    assert "bellen | Fatima | vr" in shown
    assert "wie is Sam?" not in shown


def test_an_organisation_that_may_not_know_gets_no_action(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    table.joins(conference, fatima, haven)
    desk = people.at_the_desk(fatima)
    save(desk, conference, "plek zoeken | Mirjam | vr")

    shown = page_of(desk, f"{address(conference)}?punt={item_of(conference).pk}")
    assert "mag dit nog niet weten" in shown
    assert f"?voor={haven.pk}&amp;groepen=situation&amp;terug=" in shown
    table.may_know(item_of(conference).case, haven, fatima, state=ConsentState.REFUSED)
    assert "Er is nee gezegd" in page_of(
        desk, f"{address(conference)}?punt={item_of(conference).pk}"
    )


@pytest.mark.postgres
def test_who_writes_second_is_told_and_keeps_the_text(
    fatima: Member, conference: Conference
) -> None:
    desk = people.at_the_desk(fatima)
    save(desk, conference, "een | Fatima | vr", version=1)
    answer = save(desk, conference, "twee | Fatima | vr", version=1)

    assert answer.status_code == 409
    assert "twee | Fatima | vr" in answer.content.decode()
    assert "een | Fatima" in page_of(desk, f"{address(conference)}?punt={item_of(conference).pk}")


def test_sending_the_form_throws_its_draft_away(fatima: Member, conference: Conference) -> None:
    key = tokens.new_token(16)
    Draft.objects.create(
        member=fatima,
        place=address(conference, f"punt/{item_of(conference).pk}/"),
        form_key=key,
        tab=b"x" * 8,
        turn=1,
        version=1,
        saved_at=timezone.now(),
        sealed_text=b"",
    )
    save(people.at_the_desk(fatima), conference, "een | Fatima", key=key.hex())

    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"typed": "x" * 20_001}, {"involvement": "ja"}, {"key": "zz"}]
)
def test_a_malformed_item_changes_nothing(
    fatima: Member, conference: Conference, wrong: dict[str, object]
) -> None:
    before = bytes(item_of(conference).sealed_text)
    answer = save(people.at_the_desk(fatima), conference, "een | Fatima", **wrong)

    assert answer.status_code == 400
    assert bytes(item_of(conference).sealed_text) == before


def test_the_minutes_wait_until_nothing_is_missing(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "bellen | Sam | vr")
    assert "Nog niet klaar." in page_of(desk, address(conference, "verslag/"))
    answer = desk.post(address(conference, "verslag/sturen/"))

    assert (answer.status_code, Minutes.objects.count()) == (409, 0)
    save(desk, conference, "bellen | Fatima | vr", involvement="", version=2)
    assert desk.post(address(conference, "verslag/sturen/")).status_code == 409
    save(desk, conference, "bellen | Fatima | vr", involvement="not", version=3)
    assert desk.post(address(conference, "verslag/sturen/")).status_code == 409
    save(
        desk,
        conference,
        "bellen | Fatima | vr",
        involvement="not",
        youngster="Een ander leest mee.",
        version=item_of(conference).version,
    )
    assert desk.post(address(conference, "verslag/sturen/")).status_code == 302
    assert Conference.objects.get().state == "sent"


@pytest.mark.postgres
def test_sent_minutes_become_actions_decisions_and_a_part_for_each(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    lines = "plek zoeken | Mirjam | vr\nmoeder bellen | Fatima | ma\nhij gaat niet terug"
    desk = discussed(fatima, conference, haven, lines)
    for _ in range(2):
        desk.post(address(conference, "verslag/sturen/"))

    case = item_of(conference).case
    actions_made = Action.objects.order_by("due_on")
    assert {(action.owner, action.organisation) for action in actions_made} == {
        (fatima, haven.pk),
        (fatima, None),
    }
    assert Entry.objects.filter(case=case, kind="decision").count() == 1
    package = Package.objects.get(kind="minutes")
    left = Disclosure.objects.get(
        case=case, via="conference", pk=Disclosure.objects.latest("pk").pk
    )
    assert (left.organisation, package.organisation) == (haven.pk, haven)
    assert ConferenceLine.objects.count() == 3
    shown = page_of(desk, address(conference, "verslag/"))
    assert "gaat nu weg naar" in shown
    assert "Besloten: hij gaat niet terug" in shown
    assert "Verbeter" in shown


def test_each_party_reads_its_own_actions_only(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    lines = "plek zoeken | Mirjam | morgen\nmoeder bellen | Fatima | ma\nhij gaat niet terug"
    desk = discussed(fatima, conference, haven, lines)
    desk.post(address(conference, "verslag/sturen/"))

    on_paper = page_of(desk, address(conference, "verslag/"))
    assert f"geprint door Fatima op {in_dutch(timezone.localdate())} om" in on_paper
    said = snapshot_of_last_disclosure(fatima)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert f"plek zoeken (uiterlijk {in_dutch(tomorrow)})" in said  # read on another day too
    assert "plek zoeken" in said
    assert "hij gaat niet terug" in said
    assert "moeder bellen" not in said


def test_who_says_gelezen_reads_the_minutes_on(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Mirjam | vr")
    desk.post(address(conference, "verslag/sturen/"))
    package = Package.objects.get(kind="minutes")
    answers(package, PartnerAnswer.ACCEPT)

    package.refresh_from_db()
    assert package.ended_at is None


def snapshot_of_last_disclosure(fatima: Member) -> str:
    """Return, letter for letter, what left last."""
    from uitweg.casework.cases.case.actions import case_keys

    row = Disclosure.objects.latest("pk")
    key = case_keys.open_case_key(row.case, people.keyring_of(fatima))
    words = key.unlock(
        Disclosure._meta.db_table, bytes(row.form_key), row.sealed_snapshot, field="sealed_snapshot"
    )
    assert words
    return json.dumps(json.loads(words), ensure_ascii=False)


def test_beforehand_each_gets_only_what_it_may_know(
    fatima: Member, case: Case, haven: Organisation
) -> None:
    other = table.another_case(fatima)
    conference = table.a_conference(fatima, case, other)
    table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    desk = people.at_the_desk(fatima)
    desk.post(address(conference, "uitnodigen/"))

    said = snapshot_of_last_disclosure(fatima)
    assert case.number in said
    assert other.number not in said
    assert Package.objects.get().parts.count() == 1
    shown = page_of(desk, f"{address(conference)}?punt={conference.items.get(case=other).pk}")
    assert "vraag eerst" in shown


def test_beforehand_goes_nothing_of_a_group_that_nobody_agreed_to(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    fill_in(item_of(conference).case, fatima)
    table.joins(conference, fatima, haven)
    table.may_know(item_of(conference).case, haven, fatima)
    people.at_the_desk(fatima).post(address(conference, "uitnodigen/"))

    said = snapshot_of_last_disclosure(fatima)
    assert "ROC Zuid" not in said
    assert CARD["contact"] not in said
    assert [part.groups for part in Package.objects.get().parts.all()] == [["situation"]]


def test_minutes_leave_out_who_may_not_know_any_more(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Fatima | vr")
    table.may_know(item_of(conference).case, haven, fatima, state=ConsentState.REFUSED)

    assert desk.post(address(conference, "verslag/sturen/")).status_code == 302
    assert Minutes.objects.exists()
    assert not Package.objects.filter(kind="minutes").exists()


def test_without_any_consent_only_the_time_leaves(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    table.joins(conference, fatima, haven)
    people.at_the_desk(fatima).post(address(conference, "uitnodigen/"))

    assert not Package.objects.exists()
    assert OutgoingMessage.objects.get(to=haven.mail).subject == "Overleg"


def test_who_comes_late_sees_from_now_on(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = people.at_the_desk(fatima)
    table.may_know(item_of(conference).case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    desk.post(address(conference, "beginnen/"))
    late = table.joins(conference, fatima, haven)
    assert late.came_at
    assert late.sees_from

    desk.post(address(conference, "uitnodigen/"))
    package = Package.objects.get()
    assert package.opens_until == Conference.objects.get().ends_at + timedelta(hours=1)


@pytest.mark.postgres
def test_the_store_itself_refuses_to_change_minutes(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Mirjam | vr")
    desk.post(address(conference, "verslag/sturen/"))

    for rows, change in (
        (Minutes.objects.all(), {"version": 9}),
        (Minutes.objects.all(), {"sha256": b"x" * 32}),
        (ConferenceLine.objects.all(), {"due_on": date(2030, 1, 1)}),
        (ConferenceLine.objects.all(), {"organisation": None}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    Minutes.objects.update(sealed_text=b"under a new key")
    assert save(desk, conference, "anders", version=9).status_code == 409


def test_a_correction_is_a_next_version_and_keeps_what_stays(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Mirjam | vr\nbellen | Fatima | ma")
    desk.post(address(conference, "verslag/sturen/"))
    first = set(Action.objects.values_list("pk", flat=True))
    form = {"key": "cd" * 16, "typed": "plek zoeken | Mirjam | vr\nmailen | Fatima | ma"}
    item = item_of(conference)
    for _ in range(2):
        desk.post(address(conference, f"punt/{item.pk}/verbeteren/"), form)

    assert [each.version for each in item.minutes.all()] == [1, 2]
    assert Action.objects.filter(state="dropped").count() == 1
    assert Action.objects.exclude(pk__in=first).count() == 1
    shown = page_of(desk, address(conference, "verslag/"))
    assert "Mailen" in shown
    assert "Versie 1" in shown


@pytest.mark.postgres
def test_an_undone_action_is_asked_once_at_the_next_conference(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    lines = "plek zoeken | Mirjam | vandaag\nbellen | Fatima | vandaag"
    desk = discussed(fatima, conference, haven, lines)
    desk.post(address(conference, "verslag/sturen/"))
    case = item_of(conference).case
    following = table.a_conference(fatima, case, begins=2)
    item = following.items.get()
    assert "Niet gedaan sinds de vorige keer" in page_of(desk, address(following))

    first, second = ConferenceLine.objects.order_by("position")
    path = address(following, f"punt/{item.pk}/oude-actie/")
    desk.post(path, {"line": first.pk, "undone": "overtaken"})
    desk.post(path, {"line": second.pk, "undone": "neglected"})
    assert desk.post(path, {"line": first.pk, "undone": "neglected"}).status_code == 409

    assert [line.undone for line in ConferenceLine.objects.order_by("position")] == [
        "overtaken",
        "neglected",
    ]
    states = ConferenceLine.objects.order_by("position").values_list("action__state", flat=True)
    assert list(states) == ["dropped", "open"]
    assert "Niet gedaan sinds de vorige keer" not in page_of(desk, address(following))


def test_a_member_promises_secrecy_on_the_page(fatima: Member, conference: Conference) -> None:
    desk = people.at_the_desk(fatima)
    desk.post(address(conference, "geheim/"))

    assert conference.participants.get(member=fatima).accepted_at
    assert "Ik houd het geheim" not in page_of(desk, address(conference))


def test_a_partner_promises_secrecy_and_reads_on(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = people.at_the_desk(fatima)
    table.joins(conference, fatima, haven)
    table.may_know(item_of(conference).case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    package = Package.objects.get()
    answers(package, PartnerAnswer.ACCEPT)
    package.refresh_from_db()

    assert package.ended_at is None
    assert re.search(r'<td class="r">\s*ja', page_of(desk, address(conference)))


@pytest.mark.parametrize(
    ("answer", "on_page", "on_nu"),
    [
        (PartnerAnswer.ACCEPT, "komt</span>", ""),
        (PartnerAnswer.DECLINE_FULL, "komt niet</span>", "De Haven (verzonnen) komt niet."),
        (PartnerAnswer.DECLINE_NO_FIT, "Dit overleg is niet voor ons", "komt niet."),
        (PartnerAnswer.QUESTION, "heeft een vraag</span>", "heeft een vraag."),
        (PartnerAnswer.NOTE, "nog geen antwoord</span>", ""),
        (None, "nog geen antwoord</span>", ""),
    ],
)
def test_the_chair_sees_who_comes_and_who_did_not_answer(
    fatima: Member, case: Case, haven: Organisation, answer: Any, on_page: str, on_nu: str
) -> None:
    conference = table.a_conference(fatima, case, begins=24 * 5)
    desk = people.at_the_desk(fatima)
    table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    if answer:
        answers(Package.objects.get(), answer)

    assert on_page in page_of(desk, address(conference))
    now = page_of(desk, "/werk/")
    assert on_nu in now
    assert ("Zorgtafel" in now) == bool(on_nu)


def test_another_time_is_asked_anew_and_no_older_answer_stands(
    fatima: Member, case: Case, haven: Organisation
) -> None:
    conference = table.a_conference(fatima, case, begins=24 * 5)
    desk = people.at_the_desk(fatima)
    table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    first = Package.objects.get()
    answers(first, PartnerAnswer.ACCEPT)
    day = timezone.localdate() + timedelta(days=9)
    form = {"title": "Zorgtafel", "day": day, "begins": "10:00", "ends": "11:00"}
    desk.post(address(conference, "wijzigen/"), form)

    first.refresh_from_db()
    assert (first.end, bytes(first.sealed_content)) == ("expired", b"")
    assert first.told_at is None  # they get the new one, and no mail that something is gone
    assert "10:00 tot 11:00" in snapshot_of_last_disclosure(fatima)
    assert "nog geen antwoord</span>" in page_of(desk, address(conference))


def test_who_is_put_on_the_list_again_is_invited_again(
    fatima: Member, case: Case, conference: Conference, haven: Organisation
) -> None:
    desk = people.at_the_desk(fatima)
    seat = table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    desk.post(address(conference, "uitnodigen/"))
    desk.post(address(conference, f"mensen/{seat.pk}/"), {"weg": "ja"})
    table.joins(conference, fatima, haven)

    assert "Stuur 1 uitnodiging" in page_of(desk, address(conference))
    desk.post(address(conference, "uitnodigen/"))
    assert Package.objects.filter(ended_at=None).count() == 1


def test_the_invitation_says_the_day_and_never_tomorrow(
    fatima: Member, case: Case, conference: Conference, haven: Organisation
) -> None:
    table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    people.at_the_desk(fatima).post(address(conference, "uitnodigen/"))

    said = snapshot_of_last_disclosure(fatima)
    assert term_words(conference.starts_at) in said
    assert not re.search("vandaag|morgen", said)


def test_before_it_begins_nothing_is_marked_as_discussed(
    fatima: Member, conference: Conference
) -> None:
    desk = people.at_the_desk(fatima)
    page = page_of(desk, address(conference))

    assert {*re.findall(r'name="daarna" value="(\w+)"', page)} == {"bewaar"}
    save(desk, conference, "Wachten op de school", daarna="bewaar")
    assert item_of(conference).state == ItemState.PLANNED
    assert "Wachten op de school" in page_of(desk, address(conference))


def test_text_without_a_button_is_kept_and_marks_nothing(
    fatima: Member, conference: Conference
) -> None:
    desk = people.at_the_desk(fatima)
    desk.post(f"{address(conference)}beginnen/")
    save(desk, conference, "Wachten op de school", daarna="")

    assert item_of(conference).state == ItemState.PLANNED
    assert "Wachten op de school" in page_of(desk, address(conference))


def test_before_it_begins_nu_says_who_did_not_answer(
    fatima: Member, joris: Member, case: Case, haven: Organisation
) -> None:
    conference = table.a_conference(fatima, case, begins=48)
    desk = people.at_the_desk(fatima)
    table.joins(conference, fatima, haven)
    uninvited = page_of(desk, "/werk/")
    desk.post(address(conference, "uitnodigen/"))  # no consent: they get the time only

    assert "Zorgtafel" not in uninvited
    assert "weet alleen wanneer: bel zelf" in page_of(desk, address(conference))
    assert "Nog geen antwoord: De Haven (verzonnen)." in page_of(desk, "/werk/")
    assert "Zorgtafel" not in page_of(people.at_the_desk(joris), "/werk/")
    desk.post(address(conference, "afgelasten/"))
    assert "Zorgtafel" not in page_of(desk, "/werk/")


def test_only_the_chair_or_a_lead_sends(
    team: Any, fatima: Member, joris: Member, conference: Conference
) -> None:
    for path in ("uitnodigen/", "verslag/sturen/", "afgelasten/"):
        assert people.at_the_desk(joris).post(address(conference, path)).status_code == 403
    lead = people.a_member(team, "Yara", Role.LEAD)
    assert people.at_the_desk(lead).post(address(conference, "uitnodigen/")).status_code == 302


@pytest.mark.postgres
def test_what_waits_for_minutes_stands_on_nu(fatima: Member, case: Case) -> None:
    conference = table.a_conference(fatima, case, begins=-0.5)
    desk = people.at_the_desk(fatima)
    assert "Zorgtafel" in page_of(desk, "/werk/")
    desk.post(address(conference, "beginnen/"))
    Conference.objects.update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() - timedelta(minutes=1)
    )

    assert "verslag moet nog weg" in page_of(desk, "/werk/")


@pytest.mark.postgres
def test_the_worker_closes_and_forgets(fatima: Member, conference: Conference) -> None:
    now = timezone.now()
    Conference.objects.update(state="sent", sent_at=now - timedelta(days=15))
    assert actions.close_conferences(now=now) == 1
    assert Conference.objects.get().state == "closed"

    later = now + timedelta(days=400)
    assert actions.delete_old_conferences(now=later) == 0
    AgendaItem.objects.all().delete()
    assert actions.delete_old_conferences(now=later) == 1
    assert not Participant.objects.exists()


@pytest.mark.postgres
def test_a_destroyed_case_takes_its_minutes_along(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Mirjam | vr")
    desk.post(address(conference, "verslag/sturen/"))
    from uitweg.casework.cases.workflow.actions.destruction import destroy_contents

    with transaction.atomic():
        destroy_contents(item_of(conference).case, kept_models=(CaseGrant,))
    assert not Minutes.objects.exists()
    assert not ConferenceLine.objects.exists()
    assert Conference.objects.count() == 1
    assert "Verslag" in page_of(desk, address(conference, "verslag/"))


@pytest.mark.parametrize("layout", ["tekst", "json"])
def test_one_item_leaves_as_a_file_and_that_is_recorded(
    fatima: Member, conference: Conference, haven: Organisation, layout: str
) -> None:
    desk = discussed(fatima, conference, haven, "plek zoeken | Mirjam | vr\nhij gaat niet terug")
    desk.post(address(conference, "verslag/sturen/"))
    before = Disclosure.objects.count()
    participant = conference.participants.get(organisation=haven)
    path = address(conference, f"punt/{item_of(conference).pk}/bestand/")
    answer = desk.post(path, {"participant": participant.pk, "layout": layout})

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "hij gaat niet terug" in said
    assert "niet openbaar" in said
    assert (json.loads(said)["layout"] if layout == "json" else "") in ("uitweg-overleg-1", "")
    assert Disclosure.objects.count() == before + 1


def test_without_a_basis_no_file_leaves(
    fatima: Member, conference: Conference, haven: Organisation
) -> None:
    participant = table.joins(conference, fatima, haven)
    path = address(conference, f"punt/{item_of(conference).pk}/bestand/")
    answer = people.at_the_desk(fatima).post(path, {"participant": participant.pk})

    assert (answer.status_code, Disclosure.objects.count()) == (409, 0)


def test_a_colleague_cannot_put_somebody_at_an_item_of_others(
    joris: Member, conference: Conference, haven: Organisation
) -> None:
    item = item_of(conference)
    form = {"key": "ef" * 16, "organisation": haven.name, "items": [item.pk]}
    answer = people.at_the_desk(joris).post(address(conference, "mensen/"), form)

    assert answer.status_code == 400
    assert conference.participants.count() == 1
    table.joins(conference, joris, haven)
    assert not item.seats.filter(participant__organisation=haven).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"organisation": "Bestaat niet"}, "Die staat niet in de lijst."),
        ({"organisation": ""}, "Kies een collega óf een organisatie."),
        ({"items": []}, "Kies bij welke punten."),
    ],
)
def test_a_wrong_participant_is_refused_with_a_sentence(
    fatima: Member,
    conference: Conference,
    haven: Organisation,
    wrong: dict[str, object],
    sentence: str,
) -> None:
    form = {"key": "ef" * 16, "organisation": "haven", "items": [item_of(conference).pk]}
    answer = people.at_the_desk(fatima).post(address(conference, "mensen/"), form | wrong)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_case_that_was_closed_meanwhile_does_not_hold_up_the_rest(
    fatima: Member, case: Case, haven: Organisation
) -> None:
    other = table.another_case(fatima)
    conference = table.a_conference(fatima, case, other)
    desk = people.at_the_desk(fatima)
    desk.post(address(conference, "beginnen/"))
    Case.objects.filter(pk=other.pk).update(state="closed")
    item = conference.items.get(case=case)
    desk.post(address(conference, f"punt/{item.pk}/"), table.typed("bellen | Fatima | vr"))
    answer = desk.post(address(conference, "verslag/sturen/"))

    assert answer.status_code == 302
    assert [each.item.case for each in Minutes.objects.all()] == [case]
