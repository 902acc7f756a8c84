"""Every address of a case, tried by who may not: with too little, too late, or from elsewhere."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from tests.support import addresses, people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.keys.actions import restriction
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions import sessions
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens

NAME = "Zquintijn Verzonnen"
SOON = (timezone.localdate() + timedelta(days=30)).isoformat()
TABLES = (Case, CaseGrant, Entry, Goal, Action, Period, Sheet, Consent, SharingDecision)
CONSENT = {
    "to_name": NAME,
    "groep-contact": "ja",
    "purpose": "shelter",
    "given_by": "self",
    "mode": "spoken",
    "until": SOON,
    "said": NAME,
}
WITHOUT_CONSENT = {
    **dict.fromkeys(("task", "goal_of_sharing", "necessity", "alternatives"), NAME),
    "groups": "contact",
    "basis": "danger",
    "tell_on": SOON,
}


def key() -> dict[str, str]:
    return {"key": tokens.new_token(16).hex()}


@pytest.fixture
def case(case, desk, fatima) -> Case:  # type: ignore[no-untyped-def]
    """A case with number 1 for everything in it, as `addresses` fills them in."""
    where = f"/casus/{case.pk}"
    desk.post(f"{where}/", {"text": NAME, "kind": "note"} | key())
    desk.post(f"{where}/persoon/", {"blad-name": NAME, "version": 0} | key())
    desk.post(f"{where}/veiligheid/", {"blad-alarm": NAME, "version": 0} | key())
    desk.post(f"{where}/doel/", {"text": NAME, "domain": "school"} | key())
    desk.post(f"{where}/actie/", {"text": NAME, "owner": fatima.pk, "due_on": ""} | key())
    another = {"kind": "other", "text": NAME, "until_on": SOON}
    desk.post(f"{where}/termijn/", another | key())
    desk.post(f"{where}/toestemming/", CONSENT | key())
    desk.post(f"{where}/zonder-toestemming/", CONSENT | WITHOUT_CONSENT | key())
    return case


def filled(case: Case) -> dict[str, str]:
    """Return each address on the staff door that is about a case, with numbers of this one."""
    note = Entry.objects.filter(case=case, kind="note").get().pk
    grant = CaseGrant.objects.filter(case=case).earliest("id").pk
    of_part = {
        "/casus/doel/1/": f"/casus/doel/{Goal.objects.get().pk}/",
        "/casus/actie/1/": f"/casus/actie/{Action.objects.get().pk}/",
        "/casus/toestemming/1/": f"/casus/toestemming/{Consent.objects.get().pk}/",
        "/casus/zonder-toestemming/1/": (
            f"/casus/zonder-toestemming/{SharingDecision.objects.get().pk}/"
        ),
        "/casus/termijn/1/": f"/casus/termijn/{Period.objects.get().pk}/",
        "/casus/toegang/1/": f"/casus/toegang/{grant}/",
        "/casus/1/": f"/casus/{case.pk}/",
        "/stuk/1/": f"/stuk/{note}/",
    }
    found = {}
    for address in addresses.of("staff"):
        path = address.path
        if path.startswith("/casus/") and "noodtoegang" not in path:
            for begin, ours in of_part.items():
                path = path.replace(begin, ours)
            found[address.name] = path
    return found


WORDS = {
    "text": "Van een ander", "kind": "note", "domain": "school", "owner": "1", "due_on": "",
    "version": "0", "state": "done", "then": "triage", "ground": "wmo", "why": "Daarom", "to": "1",
    "level": "manage", "reason": "other", "keeps": "nothing", "strikt": "ja", "shown": "",
    "recipient": "Ik", "ending": "safe", "told": "yes", "when": "2025", "blad-name": "Ander",
    "papier": "tijdlijn", "voor": "mezelf", "until_on": SOON,
}  # fmt: skip


def all_rows() -> list[object]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def a_grant(case: Case, member, **said: object) -> None:  # type: ignore[no-untyped-def]
    long_ago = timezone.now() - timedelta(days=2)
    grant = {"level": "card", "since": long_ago, "reason": "works-along"}
    CaseGrant.objects.create(case=case, member=member, **grant | said)


HELD = {
    "nothing": None,
    "the card": {"level": "card"},
    "no group": {"level": "read", "groups": []},
    "what is over": {"level": "manage", "until": timezone.now() - timedelta(days=1)},
    "what has not begun": {"level": "manage", "since": timezone.now() + timedelta(days=1)},
    "an emergency": {"level": "read", "kind": "emergency"},
}


ALL_HELD = [(Role.COORDINATOR, held) for held in HELD]
"""Who holds no keys is asked once: a grant of theirs is worth nothing (`test_matrix`)."""


@pytest.mark.parametrize(
    ("role", "held"),
    [*ALL_HELD, (Role.ADMINISTRATOR, "an emergency"), (Role.ANALYST, "no group")],
)
def test_who_holds_too_little_changes_nothing_at_any_address(case, team, role, held) -> None:
    member = people.a_member(team, "Ander", role)
    if HELD[held] is not None:
        a_grant(case, member, **HELD[held])
    before, browser = all_rows(), people.at_the_desk(member)
    told = {n: browser.post(path, WORDS | key()).status_code for n, path in filled(case).items()}

    assert all_rows() == before
    # proposing to take the person out a reader may: somebody else decides
    lets = {"forget-person"} if held in ("no group", "an emergency") else set()
    assert {name for name, status in told.items() if status in (302, 500)} <= lets


def test_a_lead_without_a_grant_may_agree_and_hand_over_and_no_more(case, team) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    before = all_rows()
    may = {"agree-to-close", "hand-over"}
    for name, path in filled(case).items():
        if name not in may:
            assert lead.post(path, WORDS | key()).status_code in (403, 405), name
        if name != "agree-to-close":
            assert NAME not in lead.get(path).content.decode(), name

    assert lead.post(f"/casus/{case.pk}/akkoord/").status_code == 409
    assert all_rows() == before


def test_no_form_is_taken_from_another_site(case, fatima) -> None:
    """Her browser is in, and a page elsewhere has it send a form."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[sessions.SESSION_COOKIE] = sessions.open_session(
        fatima, people.keyring_of(fatima), now=timezone.now()
    )
    before = all_rows()
    for name, path in filled(case).items():
        assert browser.post(path, WORDS | key()).status_code == 403, name

    assert all_rows() == before


def test_no_title_address_or_file_name_says_a_word_of_the_case(case, desk) -> None:
    """They end in the browser's history, in a list of downloads and on paper."""
    for name, path in filled(case).items():
        page = desk.get(path)
        title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)
        for said in (title[1] if title else "", str(page.headers), page.get("Location", "")):
            assert not re.search("zquin", said, re.IGNORECASE), name


def test_a_fault_while_a_text_is_kept_says_no_word_of_it_in_the_log(
    case, fatima, monkeypatch, caplog
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ImproperlyConfigured("the audit log is away")

    browser = people.at_the_desk(fatima)
    browser.raise_request_exception = False
    monkeypatch.setattr(audit_log, "record", breaks)
    with caplog.at_level(logging.DEBUG):
        for path in filled(case).values():
            browser.post(path, WORDS | {"text": NAME, "why": NAME, "blad-name": NAME} | key())

    assert "the audit log is away" in caplog.text
    assert not re.search("zquin", caplog.text, re.IGNORECASE)


def test_the_report_and_the_call_of_a_strict_case_say_whom_to_call_and_not_whose_it_is(
    case, team, desk, fatima
) -> None:
    joris = people.a_member(team, "Joris")
    a_grant(case, joris, level="work")
    noor = people.at_the_desk(people.a_member(team, "Noortje"))
    noor.post("/belnotitie/", {"text": "Over hem.", "version": 0} | key())
    noor.post("/belnotitie/1/", {"outcome": f"pass-{case.pk}"})
    restriction.restrict_case(
        case=case, by=acting(fatima, now=timezone.now(), keyring=people.keyring_of(fatima))
    )
    report = noor.get(f"/werk/melding/{case.report_id}/").content.decode()
    call = noor.get("/belnotitie/1/").content.decode()

    assert "Bel de leiding: " in report
    assert "Vraag Fatima" not in report
    assert "aan Fatima" not in call
