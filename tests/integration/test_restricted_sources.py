"""A restricted case closes its report, mailbox and call notes: at every address, for every role."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_restriction import let_in, tighten
from tests.support import addresses, cells, people
from tests.support.people import STORY
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.grants.actions.named_readers import source_names
from uitweg.channel.answers.actions import new_message_mail
from uitweg.channel.conversation.models import Answer, Message, Report
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import Permission, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import code, tokens

WORDS = list(code.WORDS[:7])
CALLED = "Zijn nichtje belde vanaf de bushalte."
FORM_ADDRESSES = ("oppakken/", "advies/", "gevaar/", "bekend/", "casus/")
LISTS = {"/werk/", "/werk/meldingen/", "/werk/meldingen/opzij/"}
"""Where links to reports stand: these are asked by every role, every day."""


@pytest.fixture
def report(team) -> Report:  # type: ignore[no-untyped-def]
    return people.a_report(WORDS)


@pytest.fixture
def case(report, desk, joris) -> Case:  # type: ignore[no-untyped-def]
    """A restricted case of Fatima and Joris, with a report, an answer and a call passed on."""
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    let_in(desk, case, joris)
    note = {"text": CALLED, "key": "ab" * 16, "version": 0, "outcome": f"pass-{case.pk}"}
    desk.post("/belnotitie/", note)
    answer(desk, report, "Wij zijn er.")
    tighten(desk, case)
    case.refresh_from_db()
    assert case.is_restricted
    return case


@pytest.fixture
def noor(team) -> Client:  # type: ignore[no-untyped-def]
    """A coordinator who has no part in it."""
    return people.at_the_desk(people.a_member(team, "Noor"))


@pytest.fixture
def lead(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Lies", Role.LEAD)


def answer(desk, report: Report, text: str):  # type: ignore[no-untyped-def]
    typed = {"text": text, "key": tokens.new_token(16).hex(), "seen": 10**6}
    return desk.post(f"/werk/melding/{report.pk}/", typed)


def write_again(*, danger: bool = True, text: str = "Hij staat weer hier.") -> None:
    arriving, _ = people.sealed(WORDS, text=text, danger=danger)
    inbox.receive_message(arriving)


def source_addresses(report: Report) -> list[str]:
    call = CallNote.objects.get()
    where = f"/werk/melding/{report.pk}/"
    more = ["", "stand/", "bestand/1/", f"antwoord/{Answer.objects.get().pk}/terug/"]
    return [*(where + end for end in (*more, *FORM_ADDRESSES)), f"/belnotitie/{call.pk}/"]


def is_open_to(browser: Client, report: Report) -> bool:
    return browser.get(f"/werk/melding/{report.pk}/").status_code == 200


def open_sources(browser: Client, case: Case, **said: str):  # type: ignore[no-untyped-def]
    typed = {"level": "card", "reason": "danger", "why": "", "key": "cd" * 16} | said
    return browser.post(f"/casus/{case.pk}/noodtoegang/melding/", typed)


@pytest.mark.parametrize("role", Role, ids=str)
def test_no_address_of_it_opens_or_changes_anything_for_any_role(case, report, team, role) -> None:
    browser = people.at_the_desk(people.a_member(team, "Ander", role))
    before = [list(rows.values()) for rows in (Report.objects, Message.objects, Answer.objects)]
    form = {"text": "x", "key": "ef" * 16, "seen": 9, "why": "police", "outcome": "advised"}
    for address in source_addresses(report):
        for answered in (browser.get(address), browser.post(address, form)):
            assert answered.status_code in (403, 405), address
            assert STORY not in answered.content.decode(), address

    rows = (Report.objects, Message.objects, Answer.objects)
    assert [list(each.values()) for each in rows] == before
    assert CallNote.objects.get().state == "passed"


def test_the_stranger_is_sent_to_the_login_page(case, report) -> None:
    for address in source_addresses(report):
        assert {Client().get(address).status_code, Client().post(address).status_code} <= {302, 405}


@pytest.mark.parametrize("every", cells.PARTS)
@pytest.mark.parametrize("role", Role, ids=str)
def test_no_page_of_the_house_says_a_word_or_number_of_it(
    case, report, team, role, every: bool
) -> None:
    member = people.a_member(team, "Ander", role)
    browser, call = people.at_the_desk(member), CallNote.objects.get()
    found = browser.post("/zoeken/", {"q": f"{report.number} {call.number}"})
    behind = [each for each in addresses.of("staff") if isinstance(each.needs, Permission)]
    asked = [each for each in cells.asked_by(role, behind, every=every) if each.name != "log-out"]
    pages = {path: browser.get(path) for path in {each.path for each in asked} | LISTS}
    for where, page in (("/zoeken/", found), *pages.items()):
        text = b"".join(page) if page.streaming else page.content
        assert STORY.encode() not in text, where
        assert CALLED.encode() not in text, where
        if where in {"/zoeken/"} | LISTS:
            assert f"/werk/melding/{report.pk}/".encode() not in text, where
            assert f"/belnotitie/{call.pk}/".encode() not in text, where


@pytest.mark.postgres
def test_the_owner_and_who_is_named_read_and_answer_it_as_before(case, report, desk, joris) -> None:
    call, his = CallNote.objects.get(), people.at_the_desk(joris)
    for browser in (desk, his):
        assert STORY in browser.get(f"/werk/melding/{report.pk}/").content.decode()
        assert CALLED in browser.get(f"/belnotitie/{call.pk}/").content.decode()
        assert report.number in browser.get("/werk/meldingen/").content.decode()
        found = browser.post("/zoeken/", {"q": f"{report.number} {call.number}"})
        assert f"/werk/melding/{report.pk}/" in found.content.decode()
    assert answer(his, report, "Nog een antwoord.").status_code == 302


def test_the_refusal_says_whom_to_call_and_stands_in_the_audit_log(case, report, noor) -> None:
    page = noor.get(f"/werk/melding/{report.pk}/").content.decode()

    assert "strikte casus" in page
    assert "Bel de leiding" in page.replace("\n            ", " ")
    assert AuditEntry.objects.filter(
        act="report:read", thing=f"report:{report.pk}", result="refused", member__name="Noor"
    ).exists()


def test_what_was_being_typed_while_it_was_restricted_stands_on_the_refusal(
    case, report, noor
) -> None:
    page = answer(noor, report, "Ik was net aan het antwoorden.")

    assert page.status_code == 403
    assert "Ik was net aan het antwoorden." in page.content.decode()
    assert Answer.objects.count() == 1


def test_access_opens_the_sources_and_its_end_closes_them(case, report, desk, team) -> None:
    member = people.a_member(team, "Noor")
    noor = people.at_the_desk(member)
    let_in(desk, case, member)
    assert is_open_to(noor, report)
    desk.post(f"/casus/toegang/{case.grants.get(member=member).pk}/")

    assert not is_open_to(noor, report)


def test_access_until_a_moment_ends_by_itself(case, report, desk, team) -> None:
    member = people.a_member(team, "Noor")
    noor = people.at_the_desk(member)
    let_in(desk, case, member, until=str(timezone.localdate() + timedelta(days=1)))
    assert is_open_to(noor, report)
    NamedReader.objects.filter(member=member).update(until=timezone.now())

    assert not is_open_to(noor, report)


@pytest.mark.parametrize(("level", "groups"), [("card", []), ("read", ["school-work"])])
def test_who_may_not_read_the_entry_may_not_read_its_source(
    case, report, desk, team, level, groups
) -> None:
    member = people.a_member(team, "Noor")
    let_in(desk, case, member, level=level, groups=groups, reason="consulted")

    assert case.grants.active_for(member.pk).exists()
    assert not is_open_to(people.at_the_desk(member), report)


def test_handed_over_the_new_owner_reads_it_and_the_old_one_does_not(
    case, report, desk, team
) -> None:
    member = people.a_member(team, "Noor")
    typed = {"to": member.pk, "why": "Ik ben ziek.", "keeps": "nothing"}
    desk.post(f"/casus/{case.pk}/overdragen/", typed | {"was": case.coordinator_id})

    assert is_open_to(people.at_the_desk(member), report)
    assert not is_open_to(desk, report)


def test_a_former_member_reads_nothing_and_leaves_it_closed(case, report, joris, noor) -> None:
    from uitweg.site.operations.declared import all_jobs

    Member.objects.filter(pk=joris.pk).update(until=timezone.localdate() - timedelta(days=1))
    all_jobs()["grants"].work(now=timezone.now())

    assert not NamedReader.objects.filter(member=joris, until=None).exists()
    assert not is_open_to(noor, report)


def test_who_is_let_into_an_ordinary_case_keeps_nobody_from_its_report(
    report, desk, noor, joris
) -> None:
    desk.post(f"/werk/melding/{report.pk}/casus/")
    let_in(desk, Case.objects.get(), joris)

    assert is_open_to(noor, report)
    assert not NamedReader.objects.exists()


def test_for_the_team_again_everyone_reads_it(case, report, desk, noor) -> None:
    tighten(desk, case, "nee")

    assert is_open_to(noor, report)
    assert not NamedReader.objects.exists()


@pytest.mark.postgres
def test_a_call_that_goes_to_the_restricted_case_closes_and_one_taken_out_opens(
    case, desk, noor
) -> None:
    note = {"text": "Nog een gesprek.", "key": "0f" * 16, "version": 0}
    desk.post("/belnotitie/", note | {"outcome": case.pk})
    passed, filed = CallNote.objects.order_by("pk")
    assert noor.get(f"/belnotitie/{filed.pk}/").status_code == 403
    desk.post(f"/belnotitie/{passed.pk}/", {"outcome": "signal"})

    assert CALLED in noor.get(f"/belnotitie/{passed.pk}/").content.decode()
    assert source_names(case) == [f"report:{case.report_id}", f"callnote:{filed.pk}"]


def test_a_report_of_it_is_never_put_aside_as_junk(case, report, noor) -> None:
    made = f"{timezone.now().timestamp():.6f}"
    noor.post(
        "/werk/meldingen/opzij-leggen/",
        {"numbers": report.pk, "made": made, "sure": "yes", "danger": "yes"},
    )

    assert Report.objects.get().state == "case"


def test_mail_about_it_goes_to_who_may_read_it(case, report, fatima, team) -> None:
    noor = people.a_member(team, "Noor")
    Member.objects.filter(pk__in=[fatima.pk, noor.pk]).update(
        wants_mail=True, mail="x@voorbeeld.nl"
    )
    write_again()
    new_message_mail.enqueue_new_message_mails(now=timezone.now())
    keys = OutgoingMessage.objects.filter(key__startswith="messages-").values_list("key", flat=True)

    assert len(keys) == 1


def test_what_a_colleague_typed_there_stays_theirs_without_the_report(
    report, desk, joris, team
) -> None:
    member = people.a_member(team, "Noor")
    noor = people.at_the_desk(member)
    place = f"/werk/melding/{report.pk}/"
    fields = [["text", "Mijn begin.", "Antwoord", ""]]
    said = {"page": place, "title": "Melding", "what": "Antwoord", "fields": fields}
    draft = {"place": place, "key": "1a" * 16, "base": 0, "tab": "2b" * 8, "turn": 1}
    noor.post("/onverstuurd/bewaar/", draft | {"words": json.dumps(said)})
    assert f'href="{place}' in noor.get("/onverstuurd/").content.decode()
    desk.post(f"/werk/melding/{report.pk}/casus/")
    let_in(desk, Case.objects.get(), joris)
    tighten(desk, Case.objects.get())
    page = noor.get("/onverstuurd/").content.decode()

    assert "Mijn begin." in page
    assert f'href="{place}' not in page


def test_new_danger_there_is_told_to_everyone_without_a_word_of_it(
    case, report, noor, lead
) -> None:
    write_again()
    his, hers = (
        browser.get("/werk/").content.decode() for browser in (noor, people.at_the_desk(lead))
    )
    for page in (his, hers):
        assert "Gevaar bij een strikte casus" in page
        assert report.number in page
        assert "Hij staat weer" not in page
        assert f'href="/werk/melding/{report.pk}/"' not in page
    assert "bel eerst Fatima" in hers
    assert f"/casus/{case.pk}/noodtoegang/melding/" in hers
    assert "bel de leiding" in his
    assert f"/casus/{case.pk}/" not in his


def test_open_pages_are_told_of_it_by_its_number_and_the_way_in_only_to_who_is_named(
    case, report, noor, lead, desk
) -> None:
    write_again()
    told = {
        name: browser.get("/werk/gevaar/").json()["dangers"]
        for name, browser in {
            "colleague": noor, "lead": people.at_the_desk(lead), "named": desk
        }.items()
    }  # fmt: skip

    for name, ask in (("colleague", "bel de leiding"), ("lead", "kijk op Nu")):
        (danger,) = told[name]
        assert (danger["row"], danger["url"]) == (f"gesloten-{report.number}", "")
        assert (danger["number"], danger["ask"]) == (report.number, ask)
        assert f'id="{danger["row"]}"' in noor.get("/werk/").content.decode()
    assert told["named"][0]["url"] == f"/werk/melding/{report.pk}/"


def test_to_who_is_named_it_is_danger_as_any_other(case, report, desk) -> None:
    write_again()
    page = desk.get("/werk/").content.decode()

    assert "Gevaar bij een strikte casus" not in page
    assert "Nieuw bericht, er is gevaar" in page


def test_the_danger_of_a_call_passed_on_is_told_too(report, desk, joris, noor, lead) -> None:
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    let_in(desk, case, joris)
    note = {"text": CALLED, "danger": "on", "key": "ab" * 16, "version": 0}
    desk.post("/belnotitie/", note | {"outcome": f"pass-{case.pk}"})
    tighten(desk, case)
    call, hers = CallNote.objects.get(), people.at_the_desk(lead)
    page = noor.get("/werk/").content.decode()
    assert call.number in page
    assert CALLED not in page
    open_sources(hers, case)

    assert CALLED in hers.get(f"/belnotitie/{call.pk}/").content.decode()


def test_a_lead_opens_the_report_and_not_the_case_and_the_owner_is_told(
    case, report, desk, lead, team
) -> None:
    write_again()
    hers = people.at_the_desk(lead)
    assert not is_open_to(hers, report)
    answered = open_sources(hers, case, why="Fatima neemt niet op.")
    assert answered.url == f"/werk/melding/{report.pk}/"
    assert "Hij staat weer hier." in hers.get(answered.url).content.decode()
    assert answer(hers, report, "Bel 112, wij bellen ook.").status_code == 302
    assert hers.get(f"/casus/{case.pk}/").status_code == 403
    assert hers.get(f"/casus/{case.pk}/kaart/").status_code in (403, 409)
    page = desk.get("/werk/").content.decode()
    assert "Lies" in page
    assert "Fatima neemt niet op." in page
    assert (
        "Alleen melding en belnotities" in desk.get(f"/casus/{case.pk}/toegang/").content.decode()
    )
    assert AuditEntry.objects.filter(act="report:emergency", result="done").count() == 1
    other = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    assert "melding en belnotities" in other.get("/casussen/noodtoegang/").content.decode()


def test_it_ends_by_itself(case, report, lead) -> None:
    write_again()
    hers = people.at_the_desk(lead)
    open_sources(hers, case)
    grant = CaseGrant.objects.get(member=lead)
    assert grant.until is not None
    assert {row.until for row in NamedReader.objects.filter(member=lead)} == {grant.until}
    NamedReader.objects.filter(member=lead).update(until=timezone.now())

    assert not is_open_to(hers, report)


def test_a_lead_with_only_the_card_may_open_the_danger_in_the_sources(
    report, desk, joris, lead
) -> None:
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    let_in(desk, case, joris)
    let_in(desk, case, lead, level="card")
    tighten(desk, case)
    write_again()
    hers = people.at_the_desk(lead)
    page = hers.get(f"/casus/{case.pk}/noodtoegang/melding/").content.decode()
    assert "Je kunt al meelezen" not in page
    open_sources(hers, case)

    assert is_open_to(hers, report)
    page = hers.get(f"/casus/{case.pk}/noodtoegang/melding/").content.decode()
    assert "Je kunt al meelezen" in page


def test_access_to_the_sources_is_no_access_to_the_card(case, desk, lead) -> None:
    Case.objects.filter(pk=case.pk).update(risk="acute", risk_since=timezone.now())
    write_again()
    hers = people.at_the_desk(lead)
    open_sources(hers, case)

    assert f"/casus/{case.pk}/kaart/" not in hers.get("/werk/").content.decode()
    assert hers.get(f"/casus/{case.pk}/kaart/").status_code == 403


@pytest.mark.postgres
def test_who_read_it_before_and_keeps_no_access_is_marked_by_member_and_not_by_name(
    report, desk, joris, team
) -> None:
    namesake = people.a_member(team, "Tweede")
    Member.objects.filter(pk=namesake.pk).update(name=joris.name)
    people.at_the_desk(namesake).get(f"/werk/melding/{report.pk}/")
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    let_in(desk, case, joris)
    page = desk.get(f"/casus/{case.pk}/toegang/").content.decode()

    assert "geen toegang" in page[page.index("Wie las dit al") :]


def test_without_danger_nobody_opens_it(case, report, lead) -> None:
    hers = people.at_the_desk(lead)

    assert open_sources(hers, case).status_code == 409
    assert "geen gevaar" in hers.get(f"/casus/{case.pk}/noodtoegang/melding/").content.decode()
    assert not is_open_to(hers, report)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD}))
def test_nobody_but_a_lead_opens_it(case, report, team, role) -> None:
    write_again()
    browser = people.at_the_desk(people.a_member(team, "Ander", role))

    assert open_sources(browser, case).status_code == 403
    assert not CaseGrant.objects.filter(kind="emergency").exists()


@pytest.mark.postgres
def test_sent_twice_it_opens_once_and_something_else_under_the_same_key_not(
    case, report, lead
) -> None:
    write_again()
    hers = people.at_the_desk(lead)
    codes = [open_sources(hers, case).status_code for _ in range(2)]
    codes.append(open_sources(hers, case, why="Iets anders").status_code)

    assert codes == [302, 302, 409]
    assert CaseGrant.objects.filter(kind="emergency").count() == 1


def test_an_ordinary_case_has_no_such_way_in(report, desk, lead) -> None:
    desk.post(f"/werk/melding/{report.pk}/casus/")
    write_again()

    assert open_sources(people.at_the_desk(lead), Case.objects.get()).status_code == 409


def test_the_owner_sees_who_read_it_before_and_what_cannot_be_undone(
    report, desk, joris, noor, lead
) -> None:
    noor.get(f"/werk/melding/{report.pk}/")
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    let_in(desk, case, joris)
    page = " ".join(desk.get(f"/casus/{case.pk}/toegang/").content.decode().split())
    block = page.partition("Wie las dit al")[2]

    assert "Noor" in block
    assert "geen toegang" in block.partition("Noor")[2]
    assert "Dit is niet terug te draaien" in page
    assert "Reservekopie" in page
    assert "Lies" not in block


def test_who_only_reads_along_is_not_told_who_else_read_it(case, desk, team) -> None:
    member = people.a_member(team, "Noor")
    let_in(desk, case, member, level="read", reason="consulted")
    address = f"/casus/{case.pk}/toegang/"
    page = people.at_the_desk(member).get(address).content.decode()

    assert "Wie las dit al" in desk.get(address).content.decode()
    assert member.name in page
    assert "Wie las dit al" not in page
