"""Coming in, joining, admitting, losing a passphrase, leaving."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.support import people
from uitweg.platform.accounts import forms
from uitweg.platform.accounts.actions import account_ends, confirmation, login, sessions, throttle
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import KeyShare, LoginAttempts, Member, Session
from uitweg.platform.accounts.rules import SESSION_IDLE_LIMIT, Role
from uitweg.platform.accounts.templatetags.member_look import member_status
from uitweg.platform.accounts.views import login as views
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import envelope, passphrase


def code_of(_member: Member) -> str:
    return pyotp.TOTP(people.TOTP).now()


def log_in(member: Member, **other: str) -> tuple[Client, object]:
    client = Client()
    given = {"login": member.login, "phrase": people.PHRASE, "code": code_of(member), **other}
    return client, client.post("/inloggen/", given)


@pytest.mark.postgres
def test_passphrase_and_code_open_the_worklist(team, fatima) -> None:
    client, answer = log_in(fatima)

    assert answer.url == "/werk/"
    assert client.get("/werk/").status_code == 200


@pytest.mark.postgres
def test_a_code_counts_once(team, fatima) -> None:
    first, second = log_in(fatima)[1], log_in(fatima)[1]

    assert (first.status_code, second.status_code) == (302, 403)


@pytest.mark.parametrize(
    "other",
    [
        {"phrase": "fout"},
        {"code": "000000"},
        {"login": "niemand"},
        {"phrase": ""},
        {"login": "a b"},
        {"code": "é"},
    ],
)
def test_whatever_is_wrong_the_sentence_is_the_same(team, fatima, other) -> None:
    page = log_in(fatima, **other)[1]

    assert page.status_code == 403
    assert "klopt niet" in page.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "after", ["https://elders.example/", "//elders.example", "\\\\elders", "javascript:1"]
)
def test_the_way_on_after_login_stays_in_this_house(team, fatima, after: str) -> None:
    assert log_in(fatima, verder=after)[1].url == "/werk/"


def refused() -> list[tuple[str, str, int | None]]:
    lines = AuditEntry.objects.filter(act="session:open", result="refused").order_by("id")
    return list(lines.values_list("thing", "reason", "member"))


def test_a_failed_login_is_in_the_audit_log_without_what_was_typed(team, fatima) -> None:
    log_in(fatima, phrase="mijn geheime gok")
    log_in(fatima, code="000000")
    log_in(fatima, login="niemand")

    line = (f"member:{fatima.pk}", "passphrase", None)
    assert refused() == [line, (line[0], "phone-code", None)]
    assert audit_log.first_broken_entry() is None


@pytest.mark.parametrize("name", ["fatima", "niemand"])
def test_after_five_wrong_tries_each_next_one_waits_known_name_or_not(
    team, fatima, stopped_clock, name: str
) -> None:
    tries = [log_in(fatima, login=name, phrase="fout")[1] for _ in range(6)]
    stopped_clock(6)
    later = [log_in(fatima, login=name, phrase="fout")[1] for _ in range(2)]

    assert [page.status_code for page in tries + later] == [403] * 5 + [429, 403, 429]
    assert "Wacht 5 seconden" in tries[-1].content.decode()
    assert "Wacht 10 seconden" in later[-1].content.decode()


@pytest.mark.postgres
def test_a_login_name_in_capitals_is_the_same_name(team, fatima) -> None:
    assert log_in(fatima, login="Fatima")[1].url == "/werk/"


@pytest.mark.postgres
def test_guesses_in_capitals_count_with_the_others(team, fatima, stopped_clock) -> None:
    names = ["fatima", "Fatima", "FATIMA", "fatimA", "fAtima", "FatimA"]

    assert [log_in(fatima, login=name, phrase="fout")[1].status_code for name in names] == [
        *[403] * 5,
        429,
    ]


@pytest.mark.postgres
def test_a_known_device_is_known_in_capitals_too(team, fatima) -> None:
    mark = throttle.new_device_mark(Member(login="Fatima"))

    assert throttle.is_device_mark_of("fatima", mark)


@pytest.mark.postgres
def test_a_second_login_that_differs_only_by_its_capitals_is_refused(team, fatima) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    given = {"name": "Fatima B.", "login": "FATIMA", "role": "coordinator"}
    page = lead.post("/beheer/leden/uitnodigen/", given)

    assert page.status_code == 409
    assert "hoofdletters tellen niet mee" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(login="Fatima", name="Fatima", role=Role.LEAD, since="2026-01-01")


@pytest.mark.postgres
def test_two_invitations_with_one_login_at_once_are_one(team, fatima, monkeypatch) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    invited = {"name": "Joris", "login": "joris", "role": "coordinator"}
    lead.post("/beheer/leden/uitnodigen/", invited)
    monkeypatch.setattr(
        "uitweg.platform.accounts.models.MemberQuerySet.with_login",
        lambda rows, _login: rows.none(),  # as a request that looked just before the other's commit
    )
    answer = lead.post("/beheer/leden/uitnodigen/", {**invited, "login": "Joris"})

    assert answer.status_code < 500
    assert "Deze inlognaam is al in gebruik" in answer.content.decode()
    assert Member.objects.filter(login__iexact="joris").count() == 1


@pytest.mark.postgres
def test_who_was_invited_joins_and_comes_in_however_the_name_is_written(team, fatima) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    given = {"name": "Joris", "login": "Joris", "role": "coordinator"}
    code = lead.post("/beheer/leden/uitnodigen/", given).context["invitation"]
    joined = team_actions.join(
        login_name="JORIS",
        code=code,
        phrase=people.PHRASE,
        totp_secret=people.TOTP,
        now=timezone.now(),
    )

    assert joined.login == "joris"
    assert log_in(joined, login="Joris")[1].status_code == 302


def test_a_try_that_waits_costs_no_stretching_and_leaves_no_line(
    team, fatima, stopped_clock, monkeypatch
) -> None:
    stretched, derive = [], passphrase.derive
    monkeypatch.setattr(
        passphrase, "derive", lambda *given: stretched.append(given) or derive(*given)
    )
    for _ in range(9):
        log_in(fatima, phrase="fout")

    assert (len(refused()), len(stretched)) == (5, 5)


def test_a_minute_after_the_worst_guessing_the_right_words_open_the_door(
    team, fatima, stopped_clock
) -> None:
    for _ in range(30):
        log_in(fatima, phrase="fout")
        stopped_clock(61)
    _, page = log_in(fatima, code=pyotp.TOTP(people.TOTP).at(views.timezone.now()))

    assert page.status_code == 302
    assert log_in(fatima, phrase="fout")[1].status_code == 403, "counted anew"


def test_a_stranger_who_keeps_guessing_does_not_keep_out_who_came_in_here_before(
    team, fatima, stopped_clock
) -> None:
    client, _ = log_in(fatima)
    for _ in range(9):
        stranger = log_in(fatima, phrase="fout")[1]
    stopped_clock(31)
    for _ in range(9):
        stranger = log_in(fatima, phrase="fout")[1]
    now = views.timezone.now()
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).at(now)}

    assert stranger.status_code == 429
    assert client.post("/inloggen/", given).status_code == 302


def test_a_stranger_who_fills_the_line_does_not_keep_out_who_came_in_here_before(
    team, fatima, stopped_clock
) -> None:
    client, _ = log_in(fatima)
    stopped_clock(31)
    now = views.timezone.now()
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).at(now)}
    for _ in range(3):
        assert login.WAITING_PLACES.acquire(blocking=False)
    try:
        assert Client().post("/inloggen/", given).status_code == 503
        assert client.post("/inloggen/", given).status_code == 302
    finally:
        login.WAITING_PLACES.release(3)


def test_the_mark_of_a_browser_tells_no_name_and_serves_no_other_name(team, fatima) -> None:
    mark = log_in(fatima)[0].cookies["toestel"]

    assert mark["httponly"]
    assert mark["samesite"] == "Strict"
    assert throttle.is_device_mark_of("fatima", mark.value)
    assert not throttle.is_device_mark_of("joris", mark.value)
    assert not throttle.is_device_mark_of("fatima", "zz")
    assert b"fatima".hex() not in mark.value


def test_the_counts_of_names_are_gone_after_a_quarter_of_an_hour(
    team, fatima, stopped_clock
) -> None:
    log_in(fatima, phrase="fout")
    sessions.remove_expired(now=timezone.now() + timedelta(minutes=14))
    assert LoginAttempts.objects.count() == 1
    sessions.remove_expired(now=timezone.now() + timedelta(minutes=16))

    assert not LoginAttempts.objects.exists()


def test_what_was_typed_when_the_session_ended_comes_back_after_the_login(
    team, fatima, desk
) -> None:
    report = people.a_report()
    Session.objects.all().delete()
    sent = {"text": "Mijn lange <antwoord>.", "key": "ab" * 16, "seen": "1"}
    page = desk.post(f"/werk/melding/{report.pk}/", sent)
    fields = hidden(page.content.decode())
    again = log_in(fatima, **fields, phrase="fout")[1]
    back = log_in(fatima, **fields)[1]
    html = back.content.decode()

    assert page.status_code == 403
    assert page["Cache-Control"] == "no-store"
    assert fields["verder"] == f"/werk/melding/{report.pk}/"
    for answer in (page, again, back):
        assert "Mijn lange &lt;antwoord&gt;." in answer.content.decode()
    assert f'action="/werk/melding/{report.pk}/"' in html
    assert {"key": "ab" * 16, "seen": "1"}.items() <= hidden(html).items()
    assert b"Mijn lange" not in b"".join(everything_stored())


def test_nothing_typed_is_given_to_an_address_of_another_site(team, fatima) -> None:
    page = log_in(fatima, verder="//elders.example/", **{"getypt-text": "geheim"})[1]

    assert page.url == "/werk/"


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of a page, and the text the login form carries."""
    fields = re.findall(r'<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html)
    text = re.search(r'name="getypt-text"[^>]*>\n?([^<]*)</textarea>', html)
    carried = {"getypt-text": unescape(text[1])} if text else {}
    return {k: v for k, v in fields if k != "csrfmiddlewaretoken"} | carried


def everything_stored() -> list[bytes]:
    models = apps.get_models()
    return [repr(row).encode() for model in models for row in model.objects.values()]


def test_a_session_nobody_touches_for_half_an_hour_is_over(team, fatima, desk) -> None:
    Session.objects.update(seen_at=timezone.now() - SESSION_IDLE_LIMIT - timedelta(seconds=1))

    assert desk.get("/werk/").url.startswith("/inloggen/")


def test_logging_out_needs_a_click_and_ends_the_session(team, desk) -> None:
    assert desk.get("/uitloggen/").status_code == 405
    desk.post("/uitloggen/")

    assert not Session.objects.exists()
    assert desk.get("/werk/").status_code == 302


def test_the_session_row_opens_nothing_without_the_cookie(team, fatima, desk) -> None:
    row = Session.objects.get()
    stored = bytes(row.id_hash) + bytes(row.sealed_keyring)

    assert len(bytes(row.sealed_keyring)) > len(team.keys.seed)
    assert team.keys.seed not in stored
    assert bytes.fromhex(desk.cookies["uitweg"].value) not in stored


def test_a_form_without_its_token_is_refused(team, fatima) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies.update(people.at_the_desk(fatima).cookies)
    report = people.a_report()
    page = client.post(f"/werk/melding/{report.pk}/oppakken/")
    report.refresh_from_db()

    assert page.status_code == 403
    assert "formulier" in page.content.decode()
    assert report.state == "waiting"


def join(team, by: Client, name: str = "Joris", role: str = "coordinator") -> Member:
    page = by.post("/beheer/leden/uitnodigen/", {"name": name, "login": name.lower(), "role": role})
    given = {
        "login": name.lower(),
        "invitation": page.context["invitation"],
        "totp_secret": people.TOTP,
        "phrase": people.PHRASE,
        "again": people.PHRASE,
        "code": pyotp.TOTP(people.TOTP).now(),
    }
    assert Client().post("/welkom/", given).status_code == 302
    return Member.objects.get(login=name.lower())


def test_a_new_coordinator_reads_nothing_until_a_colleague_admits_them(team, desk) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = join(team, ruud)
    at_his_desk = people.at_the_desk(joris)
    assert at_his_desk.get("/werk/").url == "/sleutel/"
    key_id = envelope.key_id(bytes(joris.public_key)).hex()
    desk.post(f"/beheer/leden/{joris.pk}/toelaten/", {"key_id": key_id})

    assert people.at_the_desk(joris).get("/werk/").status_code == 200


def test_a_key_that_was_swapped_after_it_was_shown_is_not_admitted(team, desk) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = join(team, ruud)
    page = desk.post(f"/beheer/leden/{joris.pk}/toelaten/", {"key_id": "00" * 8})

    assert page.status_code == 409
    assert not KeyShare.objects.filter(member=joris).exists()


def test_an_administrator_is_never_given_the_key(team, desk) -> None:
    ans = people.a_member(team, "Ans", Role.ADMINISTRATOR)
    key_id = envelope.key_id(bytes(ans.public_key)).hex()
    desk.post(f"/beheer/leden/{ans.pk}/toelaten/", {"key_id": key_id})

    assert not KeyShare.objects.filter(member=ans).exists()
    assert not people.keyring_of(ans)


def test_an_invitation_works_once_and_not_for_another_name(team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = join(team, ruud)
    assert bytes(joris.invitation) == b""
    with pytest.raises(login.WrongLogin):
        from uitweg.platform.accounts.actions.team import find_invited_member

        find_invited_member("joris", "wat dan ook", now=timezone.now())


def test_who_lost_the_passphrase_joins_anew_and_is_admitted_by_a_colleague(
    team, fatima, desk
) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = join(team, ruud)
    key_id = envelope.key_id(bytes(joris.public_key)).hex()
    desk.post(f"/beheer/leden/{joris.pk}/toelaten/", {"key_id": key_id})
    ruud.post(f"/beheer/leden/{joris.pk}/opnieuw/")
    joris.refresh_from_db()

    assert not joris.has_joined
    assert not KeyShare.objects.filter(member=joris).exists()


def test_the_recovery_sheet_admits_nobody_while_a_colleague_can(team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = people.at_the_desk(join(team, ruud))
    page = joris.post("/sleutel/", {"words": " ".join(team.recovery_words)})

    assert page.status_code == 409
    assert "Vraag Ruud" in page.content.decode()
    assert joris.get("/werk/").url == "/sleutel/"


def test_the_recovery_sheet_gives_the_key_back_when_nobody_has_it(team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    joris = people.at_the_desk(join(team, ruud))
    KeyShare.objects.exclude(member=None).delete()
    wrong = joris.post("/sleutel/", {"words": " ".join(team.recovery_words[:23])})
    right = joris.post("/sleutel/", {"words": " ".join(team.recovery_words)})

    assert (wrong.status_code, right.url) == (400, "/werk/")
    assert joris.get("/werk/").status_code == 200


def test_who_leaves_is_out_at_once(team, fatima, desk) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    ruud.post(f"/beheer/leden/{fatima.pk}/beeindigen/")

    assert desk.get("/werk/").url.startswith("/inloggen/")
    assert not KeyShare.objects.filter(member=fatima).exists()
    assert log_in(fatima)[1].status_code == 403


DJANGO = ("Dit veld", "Voer ", "Zorg ervoor", "Selecteer", "Null-tekens", "geldige")


@pytest.mark.parametrize("value", ["", "a b", "x" * 300, "é\0", "kort"])
def test_what_is_wrong_with_a_form_is_said_in_our_own_words(value: str) -> None:
    for form in (forms.InviteForm, forms.JoinForm, forms.ContactForm):
        seen = set(form.base_fields) - {"totp_secret"}
        given = form(dict.fromkeys(seen, value) | {"totp_secret": people.TOTP})
        said = [error for name in seen for error in given.errors.get(name, [])]

        assert said or form is forms.ContactForm
        assert [error for error in said if error.startswith(DJANGO)] == []
        assert [error for error in said if not error.endswith(".")] == []


def test_a_role_that_is_not_there_is_said_at_the_role(team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    given = {"name": "Joris", "login": "joris", "role": "baas"}
    page = ruud.post("/beheer/leden/uitnodigen/", given)

    assert page.status_code == 400
    assert "Kies een rol uit de lijst." in page.content.decode()


@pytest.mark.postgres
def test_the_list_says_of_each_member_what_is_true(team, fatima, desk) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    people.a_member(team, "Ans", Role.ADMINISTRATOR)
    gone = people.a_member(team, "Gerda")
    join(team, ruud)
    for name in ("vera", "oud"):
        given = {"name": name, "login": name, "role": "coordinator"}
        ruud.post("/beheer/leden/uitnodigen/", given)
    Member.objects.filter(login="oud").update(invited_until=timezone.now() - timedelta(days=1))
    ruud.post(f"/beheer/leden/{gone.pk}/beeindigen/")
    rows = {
        r["member"].login: member_status(r).words
        for r in desk.get("/beheer/leden/").context["rows"]
    }

    assert rows == {
        "ans": "zonder sleutel",
        "fatima": "heeft de sleutel",
        "gerda": "gestopt",
        "joris": "wacht op de sleutel",
        "oud": "uitnodiging verlopen",
        "ruud": "heeft de sleutel",
        "vera": "uitgenodigd",
    }


def test_nobody_ends_their_own_membership(team) -> None:
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    page = people.at_the_desk(ruud).post(f"/beheer/leden/{ruud.pk}/beeindigen/")

    assert page.status_code == 403
    ruud.refresh_from_db()
    assert ruud.until is None


def test_two_leads_who_end_each_other_at_once_leave_one(team) -> None:  # type: ignore[no-untyped-def]
    """Both were allowed when they tapped; what the second may is looked at once more."""
    ruud, noor = (people.a_member(team, name, Role.LEAD) for name in ("Ruud", "Noor"))
    yesterday = timezone.localdate() - timedelta(days=1)
    both = [people.acting(each, keyring=people.keyring_of(each)) for each in (ruud, noor)]
    team_actions.end_membership(by=both[0], member=noor, last_day=yesterday)

    with pytest.raises(NotPossible, match="by-ended"):
        team_actions.end_membership(by=both[1], member=ruud, last_day=yesterday)
    ruud.refresh_from_db()
    assert ruud.is_active_on(timezone.localdate())
    assert KeyShare.objects.filter(member=ruud).exists()


def test_who_was_ended_meanwhile_admits_confirms_and_keeps_nobody(team) -> None:  # type: ignore[no-untyped-def]
    ruud, noor = (people.a_member(team, name, Role.LEAD) for name in ("Ruud", "Noor"))
    kim = people.a_member(team, "Kim")
    tapped = people.acting(noor, keyring=people.keyring_of(noor))
    by = people.acting(ruud, keyring=people.keyring_of(ruud))
    team_actions.end_membership(
        by=by, member=noor, last_day=timezone.localdate() - timedelta(days=1)
    )

    for act in (
        lambda: team_actions.admit(by=tapped, member=kim, fingerprint_hex="00"),
        lambda: confirmation.confirm_invitation(by=tapped, member=kim),
        lambda: account_ends.keep_for_a_year(by=tapped, member=kim),
    ):
        with pytest.raises(NotPossible, match="by-ended"):
            act()
