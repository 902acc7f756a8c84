"""The locked compartment: its key, its grants that end, who opened it; and how it goes."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import appraisals, people
from tests.support.appraisals import OFFENCE, WeighedCase, actor
from uitweg.casework.appraisal.compartment.actions import compartment_keys, compartments
from uitweg.casework.appraisal.compartment.actions import ends as compartment_ends
from uitweg.casework.appraisal.compartment.models import (
    Appraisal,
    AppraisalItem,
    AppraisalJudgement,
    Compartment,
    CompartmentGrant,
    CompartmentKeyCopy,
    JudgementResponse,
)
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.workflow.actions.destruction import destroy_contents
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import envelope, recovery


@pytest.fixture
def weighed(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_closed_one(case, fatima, joris)


def keep_forms(weighed: WeighedCase) -> str:
    return (timezone.localdate() + timedelta(days=20)).isoformat()


@pytest.mark.postgres
def test_beginning_makes_one_compartment_for_its_author_and_the_sheet(case, desk, fatima) -> None:
    address, form = f"/casus/{case.pk}/weging/begin/", {"key": "5e" * 16}
    page = desk.get(address).content.decode()
    answers = [desk.post(address, form), desk.post(address, form), desk.post(address, {"key": "x"})]
    another = desk.post(address, {"key": "5f" * 16})

    assert "Begin de weging" in page
    assert [answer.status_code for answer in answers] == [302, 302, 409]
    assert another.status_code == 409
    assert Appraisal.objects.get().author == fatima
    assert sorted(str(copy.member) for copy in CompartmentKeyCopy.objects.all()) == [
        "Fatima",
        "None",
    ]
    assert CompartmentGrant.objects.get().until > timezone.now()
    assert "al een weging" in desk.get(address).content.decode()


def test_a_form_without_its_key_begins_nothing_and_says_so(case: Case, fatima: Member) -> None:
    answer = people.at_the_desk(fatima).post(f"/casus/{case.pk}/weging/begin/", {})

    assert answer.status_code == 409
    assert "Dit kwam niet goed aan" in answer.content.decode()
    assert not Compartment.objects.exists()


def test_a_closed_case_gets_no_weighing(case, desk) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed")
    answer = desk.post(f"/casus/{case.pk}/weging/begin/", {"key": "5e" * 16})

    assert answer.status_code in (403, 409)
    assert not Compartment.objects.exists()


def test_each_opening_is_logged_before_anything_opens(
    weighed: WeighedCase, joris, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    opened = compartment_keys.open_key

    def count_first(*said, **more):  # type: ignore[no-untyped-def]
        seen.append(AuditEntry.objects.filter(act="appraisal:read", member=joris.pk).count())
        return opened(*said, **more)

    monkeypatch.setattr(compartments.compartment_keys, "open_key", count_first)
    compartments.open_compartment(compartment=weighed.compartment, by=actor(joris))

    assert seen == [1]


@pytest.mark.postgres
def test_an_opening_that_cannot_be_logged_opens_nothing(
    weighed: WeighedCase, desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_said, **_more):  # type: ignore[no-untyped-def]
        raise OSError

    desk.raise_request_exception = False
    monkeypatch.setattr(compartments.audit_log, "record", broken)
    answer = desk.get(weighed.address)

    assert answer.status_code == 500
    assert OFFENCE not in answer.content.decode()


def test_pages_say_when_it_was_opened_and_by_whom(weighed: WeighedCase, desk, joris) -> None:
    people.at_the_desk(joris).get(weighed.address)
    page = desk.get(weighed.address).content.decode()
    grants = desk.get(f"{weighed.address}toegang/").content.decode()

    assert f"Jij opende dit deel om {timezone.localtime():%H:}" in page
    assert "Wie opende dit deel" in grants
    assert "Joris" in grants
    assert [each.name for each in compartments.openings(weighed.compartment)].count("Joris") == 1


def test_who_has_no_grant_reads_whom_to_ask(weighed: WeighedCase, team) -> None:
    reader = people.let_in(weighed.case, people.a_member(team, "Ander"), "read")
    answer = reader.get(weighed.address)

    assert answer.status_code == 403
    assert "Dit deel is afgesloten" in answer.content.decode()
    assert "Fatima" in answer.content.decode()


def test_who_may_not_read_the_case_does_not_learn_that_it_is_weighed(
    weighed: WeighedCase, team
) -> None:
    answer = people.at_the_desk(people.a_member(team, "Ander")).get(weighed.address)

    assert answer.status_code == 403
    assert "Fatima" not in answer.content.decode().partition("<main")[2]


def test_a_grant_gives_a_copy_of_the_key_and_its_end_takes_it(
    weighed: WeighedCase, desk, joris
) -> None:
    grant = CompartmentGrant.objects.get(member=joris)
    assert CompartmentKeyCopy.objects.filter(member=joris).count() == 1
    ended = [desk.post(f"{weighed.address}toegang/{grant.pk}/einde/") for _ in range(2)]

    assert {answer.status_code for answer in ended} == {302}
    assert not CompartmentKeyCopy.objects.filter(member=joris).exists()
    assert AuditEntry.objects.filter(act="appraisal:grant", reason=f"end:{joris.pk}").count() == 1


@pytest.mark.postgres
def test_a_grant_given_twice_is_one(weighed: WeighedCase, desk, team) -> None:
    other = people.a_member(team, "Ander")
    form = {"to": other.pk, "level": "read", "until": keep_forms(weighed)}
    for _ in range(2):
        assert desk.post(f"{weighed.address}toegang/", form).status_code == 302

    assert CompartmentGrant.objects.filter(member=other).count() == 1


def test_a_writer_makes_their_own_access_last_longer(weighed: WeighedCase, desk, fatima) -> None:
    form = {"to": fatima.pk, "level": "write", "until": keep_forms(weighed)}
    assert desk.post(f"{weighed.address}toegang/", form).status_code == 302

    assert CompartmentGrant.objects.active().filter(member=fatima).count() == 1
    assert desk.get(weighed.address).status_code == 200


def test_a_copy_for_another_key_opens_nothing(weighed: WeighedCase, joris, fatima) -> None:
    """A member who made a new key has to be let in again: the old copy is not theirs."""
    CompartmentKeyCopy.objects.filter(member=joris).update(holder_id=b"another!")
    answer = people.at_the_desk(joris).get(weighed.address)

    assert answer.status_code == 409
    assert "Vraag opnieuw om toegang" in answer.content.decode()
    weighed.let_in(joris)
    assert people.at_the_desk(joris).get(weighed.address).status_code == 200


@pytest.mark.postgres
def test_who_left_loses_grant_and_copy_within_a_round(weighed: WeighedCase, joris) -> None:
    Member.objects.filter(pk=joris.pk).update(until=timezone.localdate() - timedelta(days=1))
    compartment_ends.end_grants_of_former_members(now=timezone.now())

    assert not CompartmentGrant.objects.active().filter(member=joris).exists()
    assert not CompartmentKeyCopy.objects.filter(member=joris).exists()
    left = AuditEntry.objects.get(act="appraisal:grant", reason="left")
    assert (left.member_id, left.origin) == (None, "worker")


def test_a_grant_that_is_over_takes_its_copy_along(weighed: WeighedCase, joris, fatima) -> None:
    now = timezone.now()
    CompartmentGrant.objects.filter(member=joris).update(
        since=now - timedelta(days=2), until=now - timedelta(days=1)
    )
    compartment_ends.end_grants_of_former_members(now=now)

    assert list(CompartmentKeyCopy.objects.order_by("id").values_list("member", flat=True)) == [
        None,
        fatima.pk,
    ]


def test_the_recovery_sheet_opens_what_nobody_can_write_in(
    weighed: WeighedCase, team, desk
) -> None:
    address, words = f"{weighed.address}herstel/", " ".join(team.recovery_words)
    while_there = desk.post(address, {"sheet": words})
    now = timezone.now()
    CompartmentGrant.objects.update(since=now - timedelta(days=2), until=now - timedelta(days=1))
    compartment_ends.end_grants_of_former_members(now=now)
    shut = desk.get(weighed.address)
    wrong = desk.post(address, {"sheet": "molen kano"})
    another = desk.post(address, {"sheet": " ".join(recovery.to_words(b"n" * 32))})
    right = desk.post(address, {"sheet": words})

    assert (while_there.status_code, shut.status_code) == (409, 403)
    assert "herstelvel" in shut.content.decode()
    assert (wrong.status_code, another.status_code, right.status_code) == (400, 409, 302)
    assert desk.get(weighed.address).status_code == 200


def test_the_sheet_opens_what_its_only_writer_has_a_new_key_for(
    weighed: WeighedCase, team, desk, fatima
) -> None:
    """Who got a new login keeps the grant, but the copy of the key is for the old one."""
    copies = CompartmentKeyCopy.objects.filter(member=fatima)
    copies.update(holder_id=envelope.key_id(envelope.public_key(envelope.new_seed())))
    shut, begin = desk.get(weighed.address), desk.get(f"{weighed.address}begin/")
    sheet = {"sheet": " ".join(team.recovery_words)}
    right = desk.post(f"{weighed.address}herstel/", sheet)

    assert (shut.status_code, right.status_code) == (409, 302)
    assert "herstelvel" in begin.content.decode()
    assert desk.get(weighed.address).status_code == 200


def test_the_sheet_alone_is_not_enough_without_the_case(weighed: WeighedCase, team) -> None:
    other = people.a_member(team, "Ander")
    form = {"sheet": " ".join(team.recovery_words)}

    answer = people.at_the_desk(other).post(f"{weighed.address}herstel/", form)
    assert answer.status_code == 403


def test_a_newer_sheet_gets_its_copy_at_the_next_opening(weighed: WeighedCase, desk) -> None:
    newest, seed = KeyShare.objects.of_sheet()[0], envelope.new_seed()
    newest.pk, newest.holder_key = None, envelope.public_key(seed)
    newest.save()
    desk.get(weighed.address)
    copy = CompartmentKeyCopy.objects.get(member=None)

    assert bytes(copy.holder_id) == envelope.key_id(envelope.public_key(seed))
    words = " ".join(recovery.to_words(seed))
    opened = compartment_keys.open_key_with_sheet(weighed.compartment, words)
    assert opened == weighed.key()


@pytest.mark.postgres
def test_what_is_sealed_opens_in_its_own_row_and_compartment_only(weighed: WeighedCase) -> None:
    key = weighed.key()
    first, second = AppraisalItem.objects.order_by("id")[:2]
    assert first.unseal(key) is not None

    second.sealed_text = first.sealed_text
    assert second.unseal(key) is None
    other = JudgementResponse(form_key=first.form_key, sealed_text=first.sealed_text)
    assert other.unseal(key) is None


def test_the_team_key_alone_opens_no_compartment(weighed: WeighedCase, team) -> None:
    lead = people.a_member(team, "Ruud", Role.LEAD)

    with pytest.raises(NotPossible, match="compartment-key"):
        compartment_keys.open_key(weighed.compartment, people.keyring_of(lead))
    with pytest.raises(NotAllowed):
        compartments.open_compartment(compartment=weighed.compartment, by=actor(lead))


def test_nothing_of_an_offence_gets_into_the_case(weighed: WeighedCase, desk) -> None:
    weighed.judge_first()
    weighed.judge_second()
    pages = (f"/casus/{weighed.case.pk}/", "/werk/", "/casussen/", "/onverstuurd/")
    search = desk.post("/zoeken/", {"q": "vuurwerk"}).content.decode()

    assert all(OFFENCE not in desk.get(page).content.decode() for page in pages)
    assert OFFENCE not in search
    assert Entry.objects.filter(case=weighed.case).count() == 1
    log = AuditEntry.objects.values_list("thing", "reason")
    assert not any("vuurwerk" in text for row in log for text in row)


@pytest.mark.postgres
def test_a_destroyed_case_takes_its_compartment_along(weighed: WeighedCase) -> None:
    weighed.judge_first()
    weighed.judge_second()
    weighed.sign(weighed.author)
    destroy_contents(weighed.case)

    tables = (Compartment, CompartmentGrant, CompartmentKeyCopy, Appraisal, AppraisalItem)
    assert [table._default_manager.count() for table in tables] == [0] * 5
    assert AppraisalJudgement.objects.count() == 0


def test_a_draft_shows_what_a_page_filled_in_only_with_a_grant(
    weighed: WeighedCase, desk, fatima, joris
) -> None:
    his = people.at_the_desk(joris)
    people.let_in(weighed.case, joris, "work")
    place = f"{weighed.address}oordeel/"
    fields = [["text", "Uit het deel. Mijn woorden", "Wat denk je?", "Uit het deel."]]
    said = {"page": place, "title": "Jouw oordeel", "what": "Oordeel", "fields": fields}
    typed = {"place": place, "key": "ab" * 16, "base": 0, "tab": "ab" * 8, "turn": 1}
    assert his.post("/onverstuurd/bewaar/", typed | {"words": json.dumps(said)}).status_code == 200
    before = his.get("/onverstuurd/").content.decode()
    his.post(f"{weighed.address}oordeel/niet/")
    after = his.get("/onverstuurd/").content.decode()

    assert "Uit het deel." in before
    assert "Uit het deel." not in after
    assert "Mijn woorden" in after


def test_each_authority_keeps_its_own_view(weighed: WeighedCase, desk) -> None:
    address, day = f"{weighed.address}bevindingen/", timezone.localdate()
    views = {"court": "not", "police": "plausible", "care": "possible"}
    for number, (authority, view) in enumerate(views.items()):
        form = {"key": f"{number:02x}" * 16, "authority": authority, "view": view}
        form |= {"found_on": day.isoformat(), "said_by": "stuk 12", "decided": f"besluit {view}"}
        answers = [desk.post(address, form) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {302}
    other = desk.post(address, form | {"decided": "iets anders"})
    page = desk.get(address).content.decode()

    assert other.status_code == 409
    assert weighed.compartment.findings.count() == 3
    assert all(f"besluit {view}" in page for view in views.values())
    assert page.count("Nog niets opgeschreven.") == 2


def test_a_newer_finding_leaves_the_older_one_readable(weighed: WeighedCase, desk) -> None:
    today = timezone.localdate()
    for number, words in enumerate(("eerst sepot", "toch vervolgd")):
        form = {"key": f"{number:02x}" * 16, "authority": "prosecutor", "view": "unknown"}
        day = today - timedelta(days=9 - number)
        desk.post(
            f"{weighed.address}bevindingen/",
            form | {"found_on": day.isoformat(), "said_by": "OvJ", "decided": words},
        )
    page = desk.get(f"{weighed.address}bevindingen/").content.decode()

    assert page.index("toch vervolgd") < page.index("Eerder (1)") < page.index("eerst sepot")
