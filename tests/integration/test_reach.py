"""Where a link goes counts once somebody else than who set it has called them; and attacks on it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import conferences as table
from tests.support import people
from tests.support.packages import a_package
from tests.support.partner_accounts import a_partner
from tests.support.partners import a_service, an_organisation, changes_reach
from tests.support.referrals import a_draft, form_of, say_yes, sending_form_of, sent, url_of
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.directory.actions import reach
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ORGANISATION_FIELDS, level_of
from uitweg.casework.partners.dispatch.actions import basis
from uitweg.casework.partners.dispatch.models import Package, PackageLink
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import tokens

HERS = {"mail": "ander@kwaad.example", "code_phone": "+31655501266"}
LEVELS = {
    f"{prefix}level_{name}": level_of(name, {}, ORGANISATION_FIELDS).value
    for name in ORGANISATION_FIELDS
    for prefix in ("", "was-")
}


def shown(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def tap(client: Client, organisation: Organisation, seen: str = "", **more: str) -> int:
    """Press the button of the organisation's page, or post what it would, and return the status."""
    page = shown(client, f"/partners/{organisation.pk}/")
    button = re.search(r'name="klopt" value="([0-9a-f]{32})"', page)
    klopt = seen or (button[1] if button else "0" * 32)
    path = f"/partners/{organisation.pk}/nagebeld/"
    return client.post(path, {"klopt": klopt} | more).status_code


def seen_by(client: Client, organisation: Organisation) -> str:
    button = re.search(
        r'name="klopt" value="(\w+)"', shown(client, f"/partners/{organisation.pk}/")
    )
    assert button
    return button[1]


def is_confirmed(organisation: Organisation) -> bool:
    organisation.refresh_from_db()
    return not organisation.is_reach_unconfirmed


@pytest.mark.postgres
def test_nothing_leaves_by_link_until_another_than_who_changed_it_called(
    case, fatima, joris, desk
) -> None:
    referral = a_draft(case, fatima)
    changes_reach(referral.organisation, joris, **HERS)
    refused = sent(desk, referral)
    page = shown(desk, url_of(referral))

    assert refused.status_code == 409
    assert not Package.objects.exists()
    assert "Joris zette" in page
    assert "dit klopt" in page
    button = re.search(r'name="klopt" value="(\w+)"', page)
    assert button
    kept = desk.post(url_of(referral), form_of(page, text="Mag hij nu?", klopt=button[1]))
    assert kept.status_code == 200
    assert "Mag hij nu?" in kept.content.decode()
    assert sent(desk, referral).status_code == 302
    assert AuditEntry.objects.get(act="partner:confirm").member_id == fatima.pk
    assert "Fatima belde na" in shown(desk, f"/partners/{referral.organisation.pk}/")


def test_who_changed_it_is_told_whom_to_ask_and_forges_no_confirmation(
    team, case, fatima, joris, desk
) -> None:
    people.a_member(team, "Ruud", Role.LEAD)
    referral = a_draft(case, fatima)
    organisation = referral.organisation
    changes_reach(organisation, fatima, **HERS)
    page = shown(desk, url_of(referral))

    assert 'name="klopt"' not in page
    asked = page.partition("een ander belt het na. Vraag")[2].partition("</p>")[0]
    assert 0 < asked.index("Ruud") < asked.index("Joris")
    seen = seen_by(people.at_the_desk(joris), organisation)
    assert tap(desk, organisation, seen) == 403
    assert desk.post(url_of(referral), form_of(page, klopt=seen)).status_code == 403
    assert not is_confirmed(organisation)
    assert sent(desk, referral).status_code == 409
    assert not Package.objects.exists()


def test_a_second_account_of_who_changed_it_is_no_second_person(fatima, joris) -> None:
    organisation = an_organisation()
    changes_reach(organisation, fatima, **HERS)
    seen = seen_by(people.at_the_desk(joris), organisation)
    Member.objects.filter(pk=joris.pk).update(brought_in_by=fatima.pk)

    assert tap(people.at_the_desk(joris), organisation, seen) == 403
    assert not is_confirmed(organisation)


def test_two_who_each_changed_something_do_not_confirm_each_others(team, fatima, joris) -> None:
    """Else a colleague who mends a letter lets who set the rest confirm their own number."""
    organisation, ruud = an_organisation(), people.a_member(team, "Ruud", Role.LEAD)
    changes_reach(organisation, fatima, **HERS)
    changes_reach(organisation, joris, name="De Brug, verzonnen")
    seen = seen_by(people.at_the_desk(ruud), organisation)

    assert tap(people.at_the_desk(fatima), organisation, seen) == 403
    assert tap(people.at_the_desk(joris), organisation, seen) == 403
    assert tap(people.at_the_desk(ruud), organisation) == 302
    assert is_confirmed(organisation)


def test_only_what_was_shown_is_confirmed(fatima, joris, desk) -> None:
    """She looks, he changes it once more, she taps: that is not what she called about."""
    organisation = an_organisation()
    changes_reach(organisation, joris, mail="intake@brug.example")
    seen = seen_by(desk, organisation)
    changes_reach(organisation, joris, **HERS)
    late = desk.post(f"/partners/{organisation.pk}/nagebeld/", {"klopt": seen})

    assert late.status_code == 409
    assert "Er is niets bevestigd" in late.content.decode()
    assert desk.post(f"/partners/{organisation.pk}/nagebeld/", {}).status_code == 409
    assert not is_confirmed(organisation)


def test_a_change_after_it_was_confirmed_ends_that(case, fatima, joris, desk) -> None:
    referral = a_draft(case, fatima)
    organisation = referral.organisation
    changes_reach(organisation, joris, mail="intake@brug.example")
    assert tap(desk, organisation, terug=url_of(referral)) == 302
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    changes_reach(organisation, joris, **HERS)

    assert not is_confirmed(organisation)
    assert desk.post(url_of(referral), form).status_code == 409
    assert not Package.objects.exists()


@pytest.mark.postgres
def test_what_is_checked_is_where_it_goes_when_somebody_changes_it_meanwhile(
    case, fatima, joris, monkeypatch
) -> None:
    """Between the check and the mail: what leaves goes to what was checked."""
    organisation, of = an_organisation(), reach.accounts_of

    def changed_meanwhile(row: Organisation, **terms: object) -> list[Member]:
        Organisation.objects.filter(pk=row.pk).update(**HERS, reach_set_by={"mail": joris.pk})
        return of(row, **terms)  # type: ignore[arg-type]

    monkeypatch.setattr(basis, "accounts_of", changed_meanwhile)
    sent_package = a_package(case, fatima, organisation=organisation)
    assert sent_package.package.link.code_phone == "+31655501240"
    assert OutgoingMessage.objects.get(key__endswith=":link").to == "intake@debrug.example"
    stale = Organisation(pk=organisation.pk, **{**HERS, "mail": "intake@debrug.example"})
    with pytest.raises(NotPossible, match="reach-unconfirmed"):
        a_package(case, fatima, organisation=stale)


def test_an_administrator_changes_only_the_name_and_that_has_to_be_called_too(
    team, case, fatima, desk
) -> None:
    """An own organisation, well confirmed, under the name of another gets what is meant for it."""
    referral = a_draft(case, fatima)
    ans = people.at_the_desk(people.a_member(team, "Ans", Role.ADMINISTRATOR))
    own = an_organisation("Eigen huis (verzonnen)", **HERS)
    fields = {"name": "De Brug Noord", "was-name": own.name, "answer_within": "24"}
    assert ans.post(f"/partners/{own.pk}/wijzig/", fields | LEVELS | HERS).status_code == 302

    own.refresh_from_db()
    assert (own.name, own.is_reach_unconfirmed) == ("De Brug Noord", True)
    assert ans.post(f"/partners/{own.pk}/nagebeld/", {"klopt": "0" * 32}).status_code == 403
    with pytest.raises(NotPossible, match="reach-unconfirmed"):
        a_package(case, fatima, organisation=own)
    assert sent(desk, referral).status_code == 302  # of one that nobody changed


def test_a_new_organisation_of_one_coordinator_alone_gets_no_link(
    case, fatima, joris, desk
) -> None:
    form = {"name": "Nieuw huis (verzonnen)", "answer_within": "24"}
    assert desk.post("/partners/nieuw/", form | LEVELS | HERS).status_code == 302
    made = Organisation.objects.get()

    with pytest.raises(NotPossible, match="reach-unconfirmed"):
        a_package(case, fatima, organisation=made)
    assert tap(desk, made) == 403
    assert tap(people.at_the_desk(joris), made) == 302
    assert a_package(case, fatima, organisation=made).package.pk


def test_no_list_or_file_brings_an_organisation_in() -> None:
    """Every way in goes past the directory's own actions, which write down who set it."""
    writes = re.compile(r"\bOrganisation\(\)|Organisation\.objects\.\w*(?:create|update)\b")
    makers = {path.name for path in Path("uitweg").rglob("*.py") if writes.search(path.read_text())}

    assert makers == {"organisations.py"}


def test_who_does_not_see_the_address_does_not_confirm_it(fatima, joris) -> None:
    organisation = an_organisation()
    changes_reach(organisation, fatima, **HERS, level_mail="named")
    his = people.at_the_desk(joris)

    assert "afgeschermd voor jou" in shown(his, f"/partners/{organisation.pk}/")
    assert tap(his, organisation, reach.seen_of(organisation)) == 409
    assert not is_confirmed(organisation)


def test_accounts_of_an_organisation_need_nobody_to_call(case, fatima, joris, desk) -> None:
    referral = a_draft(case, fatima)
    a_partner(referral.organisation, "Esra")
    changes_reach(referral.organisation, joris, **HERS)

    assert sent(desk, referral).status_code == 302
    assert not PackageLink.objects.exists()


def test_an_action_is_not_asked_by_link_and_what_was_typed_stays(case, fatima, joris, desk) -> None:
    organisation = a_service().organisation
    say_yes(case, fatima, organisation)
    changes_reach(organisation, joris, **HERS)
    form = {
        "key": tokens.new_token(16).hex(),
        "organisation": organisation.pk,
        "text": "Haal de urine op.",
        "due_on": timezone.localdate().isoformat(),
        "group": "situation",
        "owner": fatima.pk,
    }
    refused = desk.post(f"/casus/{case.pk}/partner/", form)

    assert refused.status_code == 409
    assert "Haal de urine op." in refused.content.decode()
    assert 'name="klopt"' in refused.content.decode()
    assert not PartnerAction.objects.exists()
    assert not case.actions.exists()


def test_of_a_conference_the_others_are_invited_and_this_one_after_the_call(
    case, fatima, joris, desk, every_channel
) -> None:
    conference, brug = table.a_conference(fatima, case), an_organisation()
    noord = an_organisation("Noord (verzonnen)", mail="intake@noord.example")
    for each in (brug, noord):
        table.joins(conference, fatima, each)
        table.may_know(case, each, fatima)
    changes_reach(brug, joris, **HERS)
    path = f"/overleg/{conference.pk}/"
    desk.post(f"{path}uitnodigen/")

    assert [each.organisation for each in Package.objects.all()] == [noord]
    assert not OutgoingMessage.objects.filter(to=HERS["mail"]).exists()
    assert "De Brug (verzonnen) is nog niet uitgenodigd" in shown(desk, path)
    tap(desk, brug)
    desk.post(f"{path}uitnodigen/")
    assert Package.objects.filter(organisation=brug).count() == 1


def test_minutes_say_beforehand_who_gets_nothing(case, fatima, joris, desk, every_channel) -> None:
    conference, brug = table.a_conference(fatima, case), an_organisation()
    table.joins(conference, fatima, brug)
    table.may_know(case, brug, fatima)
    path, item = f"/overleg/{conference.pk}/", conference.items.get()
    desk.post(f"{path}beginnen/")
    desk.post(f"{path}punt/{item.pk}/", table.typed(version=item.version))
    changes_reach(brug, joris, **HERS)

    assert "krijgt niets: eerst nabellen" in shown(desk, f"{path}verslag/")
    desk.post(f"{path}verslag/sturen/")
    assert not Package.objects.exists()


@pytest.mark.postgres
def test_what_waits_for_a_call_is_in_the_list_and_on_nu(fatima, joris, desk) -> None:
    assert "na te bellen" not in shown(desk, "/werk/")
    brug, _ = an_organisation(), an_organisation("Noord (verzonnen)")
    changes_reach(brug, joris, **HERS)

    assert "1 partner na te bellen" in shown(desk, "/werk/")
    assert "Nog na te bellen: 1." in shown(desk, "/partners/")
    listed = shown(desk, "/partners/?nabellen=ja")
    assert "De Brug" in listed
    assert "Noord (" not in listed
    tap(desk, brug)
    assert "Er is niets na te bellen" in shown(desk, "/partners/?nabellen=ja")
    assert "na te bellen" not in shown(desk, "/werk/")


def test_strangers_and_partners_confirm_nothing(fatima, joris) -> None:
    organisation = an_organisation()
    changes_reach(organisation, joris, **HERS)
    esra = people.at_the_desk(a_partner(organisation, "Esra"))
    path, form = f"/partners/{organisation.pk}/nagebeld/", {"klopt": "0" * 32}

    assert esra.post(path, form).status_code == 403
    assert Client().post(path, form).status_code == 302
    assert not is_confirmed(organisation)


def a_new_account(organisation: Organisation, name: str, by: Member) -> Member:
    """Return an account that this member let in an hour ago."""
    account = a_partner(organisation, name)
    account.admitted_at, account.admitted_by = timezone.now() - timedelta(hours=1), by.pk
    account.save()
    return account


def test_a_new_account_reads_nothing_until_another_than_who_let_it_in_knows_it(
    case, fatima, joris, desk
) -> None:
    referral = a_draft(case, fatima)
    a_new_account(referral.organisation, "Esra", joris)
    page = shown(desk, url_of(referral))
    button = re.search(r'name="kent" value="(\w+)"', page)
    assert button
    assert re.search(r"Esra</b>, partner: zorg, opvang of school .* door Joris", page)
    assert sent(desk, referral).status_code == 409
    assert not Package.objects.exists()
    forged = people.at_the_desk(joris).post(
        f"/partners/{referral.organisation_id}/nagebeld/", {"kent": button[1]}
    )
    assert forged.status_code == 403
    page = shown(desk, url_of(referral))
    assert desk.post(url_of(referral), form_of(page, kent=button[1])).status_code == 200

    assert sent(desk, referral).status_code == 302
    done = AuditEntry.objects.exclude(result="refused").get(act="partner:confirm")
    assert (done.member_id, done.reason) == (fatima.pk, "account")


def test_a_tap_is_about_the_account_that_was_shown_and_about_its_key(fatima, joris, desk) -> None:
    organisation = an_organisation()
    esra = a_new_account(organisation, "Esra", joris)
    path = f"/partners/{organisation.pk}/"
    button = re.search(r'name="kent" value="(\w+)"', shown(desk, path))
    assert button
    a_new_account(organisation, "Vals", joris)
    assert desk.post(f"{path}nagebeld/", {"kent": button[1]}).status_code == 409
    Member.objects.filter(name="Vals").delete()
    assert desk.post(f"{path}nagebeld/", {"kent": button[1]}).status_code == 302
    assert 'name="kent"' not in shown(desk, path)

    Member.objects.filter(pk=esra.pk).update(public_key=tokens.new_token(32))
    assert 'name="kent"' in shown(desk, path)
    assert "1 partner na te bellen" in shown(desk, "/werk/")


def test_an_account_of_more_than_a_week_needs_nobody(case, fatima, joris, desk) -> None:
    referral = a_draft(case, fatima)
    esra = a_new_account(referral.organisation, "Esra", joris)
    before = timezone.now() - timedelta(days=7, minutes=1)
    Member.objects.filter(pk=esra.pk).update(admitted_at=before)

    assert 'name="kent"' not in shown(desk, url_of(referral))
    assert sent(desk, referral).status_code == 302
